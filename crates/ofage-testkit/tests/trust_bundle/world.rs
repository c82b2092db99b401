//! A small world of trust: a provider of lists, two issuers, and their lists.

use ofage_core::issue::{AgeFacts, Claims, Issuer, Validity};
use ofage_core::pki::build::{
    CertificateValidity, Contact, CrlBuilder, RootBuilder, RootName, SignerBuilder,
};
use ofage_core::pki::{Certificate, Oid, Realm, TrustAnchor, TrustAnchors};
use ofage_core::status::{IdentifierList, ListTerm, Status, StatusBits, StatusListBuilder};
use ofage_core::trust::{DenyListBuilder, PartKind, TrustFileBuilder, VicalBuilder};
use ofage_core::{
    AgeThreshold, Attestation, Curve, Date, Profile, Request, SecretKey, Session, SessionTranscript,
    Signer as _, UnixTime, VerifiedPresentation, Verifier, verify_response,
};
use ofage_testkit::rng::TestRng;
use ofage_verifier::trust_bundle::{BundleError, BundlePolicy, HighWater, TrustBundle};

pub(crate) const DAY: i64 = 86_400;
pub(crate) const EU: &str = "eu.europa.ec.av.1";
pub(crate) const LIST: &str = "https://issuer.example/status/1";
pub(crate) const IDS: &str = "https://issuer.example/ids/1";

pub(crate) fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// The middle of the world's time.
pub(crate) fn now() -> UnixTime {
    date("2026-05-10").midnight()
}

/// A root, with its key.
pub(crate) struct Root {
    pub(crate) key: SecretKey,
    pub(crate) certificate: Certificate,
}

/// Somebody whom a root certified.
pub(crate) struct Signer {
    pub(crate) key: SecretKey,
    pub(crate) certificate: Certificate,
}

impl Root {
    pub(crate) fn new(name: &str, rng: &mut TestRng) -> Self {
        let key = SecretKey::generate(Curve::P256, rng);
        let name = RootName::new("UT", name).unwrap().with_organization("Utopia").unwrap();
        let validity = CertificateValidity::new(date("2026-01-01"), date("2030-12-31")).unwrap();
        let contact = Contact::uri("https://root.example").unwrap();
        let certificate = RootBuilder::new(name, validity, contact).unwrap().self_sign(&key, rng).unwrap();
        Self { key, certificate }
    }

    fn certify(&self, builder: SignerBuilder<'_>, rng: &mut TestRng) -> Signer {
        let key = SecretKey::generate(Curve::P256, rng);
        let certificate = builder.sign(&self.key, &key.public_key(), rng).unwrap();
        Signer { key, certificate }
    }

    pub(crate) fn document_signer(&self, rng: &mut TestRng) -> Signer {
        let crl = "https://root.example/crl";
        self.certify(SignerBuilder::document_signer(&self.certificate, "DS", year(), crl).unwrap(), rng)
    }

    pub(crate) fn list_signer(&self, usage: Oid, rng: &mut TestRng) -> Signer {
        let crl = "https://root.example/crl";
        let builder = SignerBuilder::document_signer(&self.certificate, "Lists", year(), crl).unwrap();
        self.certify(builder.with_extended_key_usage([usage]), rng)
    }

    pub(crate) fn vical_signer(&self, rng: &mut TestRng) -> Signer {
        let crl = "https://root.example/crl";
        self.certify(SignerBuilder::vical_signer(&self.certificate, "VICAL", year(), crl).unwrap(), rng)
    }

    pub(crate) fn crl(&self, number: u64, from: UnixTime, revoked: &[&Certificate]) -> Vec<u8> {
        let until = from.plus_seconds(30 * DAY);
        let mut builder = CrlBuilder::new(&self.certificate, number, from, until).unwrap();
        for certificate in revoked {
            builder = builder.revoke(certificate.serial(), from).unwrap();
        }
        builder.sign(&self.key).unwrap()
    }
}

fn year() -> CertificateValidity {
    CertificateValidity::new(date("2026-01-01"), date("2026-12-31")).unwrap()
}

/// Everybody.
pub(crate) struct World {
    pub(crate) rng: TestRng,
    pub(crate) provider: Root,
    pub(crate) vical_signer: Signer,
    pub(crate) issuer: Root,
    pub(crate) document_signer: Signer,
    pub(crate) list_signer: Signer,
    pub(crate) other_issuer: Root,
}

impl World {
    pub(crate) fn new() -> Self {
        let mut rng = TestRng::new("trust bundle");
        let provider = Root::new("Provider", &mut rng);
        let issuer = Root::new("Issuer", &mut rng);
        let other_issuer = Root::new("Other issuer", &mut rng);
        Self {
            vical_signer: provider.vical_signer(&mut rng),
            document_signer: issuer.document_signer(&mut rng),
            list_signer: issuer.list_signer(Oid::STATUS_LIST_SIGNER, &mut rng),
            provider,
            issuer,
            other_issuer,
            rng,
        }
    }

    pub(crate) fn policy(&self) -> BundlePolicy {
        policy(&self.provider, Realm::Live)
    }

    pub(crate) fn vical_builder(&self, issue: u64, at: UnixTime) -> VicalBuilder {
        let mut list = VicalBuilder::new("Utopia", issue, at).not_after(at.plus_seconds(20 * DAY));
        list.add(&self.issuer.certificate, &[EU]).unwrap();
        list.add(&self.other_issuer.certificate, &[EU, "org.iso.18013.5.1.mDL"]).unwrap();
        list
    }

    pub(crate) fn vical(&self, issue: u64, at: UnixTime) -> Vec<u8> {
        sign_vical(&self.vical_builder(issue, at), &self.vical_signer)
    }

    pub(crate) fn deny_list(&self, sequence: u64, at: UnixTime, denied: &[&Certificate]) -> Vec<u8> {
        let mut list = DenyListBuilder::new(sequence, at, at.plus_seconds(20 * DAY)).unwrap();
        for certificate in denied {
            list.deny_certificate(certificate.sha256());
        }
        self.sign_deny_list(&list)
    }

    pub(crate) fn sign_deny_list(&self, list: &DenyListBuilder) -> Vec<u8> {
        let chain = [self.vical_signer.certificate.clone()];
        list.prepare(&chain).unwrap().sign_with(&self.vical_signer.key).unwrap()
    }

    pub(crate) fn status_list(&self, at: UnixTime, set: &[(u64, Status)]) -> Vec<u8> {
        sign_status_list(&self.list_signer, at, set)
    }

    pub(crate) fn identifier_list(&self, at: UnixTime, ids: &[&[u8]]) -> Vec<u8> {
        let term = ListTerm::new(at, at.plus_seconds(7 * DAY)).unwrap();
        let chain = [self.list_signer.certificate.clone()];
        let list = IdentifierList::prepare(IDS, ids.iter().copied(), term, &chain).unwrap();
        list.sign_with(&self.list_signer.key).unwrap()
    }

    /// A current list of roots and an empty deny list, of a day ago.
    pub(crate) fn basic(&self) -> TrustFileBuilder {
        let mut file = TrustFileBuilder::new();
        file.add(PartKind::Vical, &self.vical(7, now().plus_seconds(-DAY)));
        file.add(PartKind::DenyList, &self.deny_list(3, now().plus_seconds(-DAY), &[]));
        file
    }

    pub(crate) fn load(&self, file: &TrustFileBuilder) -> Result<TrustBundle, BundleError> {
        load(file, &self.policy(), &HighWater::new(), now())
    }

    /// A response to this session with an attestation of the issuer that has this status.
    pub(crate) fn respond(&mut self, status: Option<u64>, transcript: &SessionTranscript) -> Vec<u8> {
        let issuer = Issuer::new(Profile::eu_age_verification(), self.document_signer.certificate.clone());
        let device = SecretKey::generate(Curve::P256, &mut self.rng);
        let mut ready = issuer
            .attestation()
            .device_key(device.public_key())
            .claims(Claims::age(AgeFacts::stated(&[(AgeThreshold::EIGHTEEN, true)])))
            .validity(Validity::days(date("2026-05-01"), 30).unwrap());
        if let Some(index) = status {
            ready = ready.status_list(index, LIST);
        }
        let attestation: Attestation =
            ready.prepare(&mut self.rng).unwrap().sign_with(&self.document_signer.key).unwrap();
        let request = Request::age_over(AgeThreshold::EIGHTEEN);
        attestation.prepare(&request, transcript).unwrap().sign_with(&device).unwrap()
    }

    /// An attestation of the issuer, presented and verified, with this status.
    pub(crate) fn presentation(&mut self, status: Option<u64>) -> VerifiedPresentation {
        let transcript = || SessionTranscript::hashed_handover("Test", b"\x80");
        let response = self.respond(status, &transcript());
        let mut anchors = TrustAnchors::new();
        anchors.add(TrustAnchor::root(self.issuer.certificate.clone(), Realm::Live).unwrap()).unwrap();
        let verifier = Verifier::new(anchors, Profile::built_in());
        verify_response(&response, &verifier, &Session::new(transcript()), now()).unwrap()
    }
}

pub(crate) fn policy(provider: &Root, realm: Realm) -> BundlePolicy {
    let mut providers = TrustAnchors::new();
    providers.add(TrustAnchor::root(provider.certificate.clone(), realm).unwrap()).unwrap();
    BundlePolicy::new(providers)
}

pub(crate) fn sign_vical(list: &VicalBuilder, signer: &Signer) -> Vec<u8> {
    list.prepare(core::slice::from_ref(&signer.certificate)).unwrap().sign_with(&signer.key).unwrap()
}

pub(crate) fn sign_status_list(signer: &Signer, at: UnixTime, set: &[(u64, Status)]) -> Vec<u8> {
    let mut list = StatusListBuilder::new(LIST, StatusBits::Two, 1000).unwrap();
    for (index, status) in set {
        list.set(*index, *status).unwrap();
    }
    let term = ListTerm::new(at, at.plus_seconds(7 * DAY)).unwrap().with_ttl_seconds(43_200);
    list.prepare(term, core::slice::from_ref(&signer.certificate)).unwrap().sign_with(&signer.key).unwrap()
}

pub(crate) fn load(
    file: &TrustFileBuilder,
    policy: &BundlePolicy,
    seen: &HighWater,
    at: UnixTime,
) -> Result<TrustBundle, BundleError> {
    TrustBundle::decode(&file.encode().unwrap()).unwrap().load(policy, seen, at)
}
