//! An issuer, its holders and their responses, the same ones every time: what the tests of the door code, the size table
//! and the example of its specification are made from.

#![expect(clippy::unwrap_used, reason = "samples are made of constants; a test stops where one is wrong")]

use ofage_core::issue::{AgeFacts, Claims, Issuer, Validity};
use ofage_core::pki::build::{CertificateValidity, Contact, RootBuilder, RootName, SignerBuilder};
use ofage_core::pki::{Certificate, Realm, TrustAnchor, TrustAnchors};
use ofage_core::{
    AgeThreshold, Curve, Date, MacKey, Profile, Request, SecretKey, Session, SessionTranscript, Signer as _,
    UnixTime, Verifier,
};

use crate::rng::TestRng;

/// What a sample response looks like.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "tests build it; it is not published")]
pub struct SampleLayout<'a> {
    /// The statements in the attestation.
    pub thresholds: &'a [u8],
    /// The one that is asked for.
    pub asked: u8,
    /// Days of validity.
    pub days: u16,
    /// The curve of the device key.
    pub device: Curve,
    /// How the device authenticates.
    pub auth: SampleAuth,
    /// The index in a status list, where there is one.
    pub status: Option<u64>,
}

/// How the device of a sample authenticates.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum SampleAuth {
    /// By signature.
    Signature,
    /// By MAC.
    Mac,
}

impl Default for SampleLayout<'_> {
    /// `age_over_18` alone, for 30 days, signed on P-256.
    fn default() -> Self {
        Self {
            thresholds: &[18],
            asked: 18,
            days: 30,
            device: Curve::P256,
            auth: SampleAuth::Signature,
            status: None,
        }
    }
}

/// An issuer of age attestations of `eu.europa.ec.av.1`.
#[derive(Debug)]
pub struct SampleIssuer {
    key: SecretKey,
    root: Certificate,
    issuer: Issuer,
}

/// A response, and what it takes to verify it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Sample {
    /// The DeviceResponse.
    pub response: Vec<u8>,
    /// Its session.
    pub session: Session,
}

/// The day on which samples are issued and shown.
const TODAY: &str = "2026-11-24";
const READER_KEY: u64 = 7;

fn rng(seed: u64) -> TestRng {
    TestRng::new(&format!("sample {seed}"))
}

impl SampleIssuer {
    /// The issuer of this seed, with a document signer on this curve.
    ///
    /// # Panics
    /// Never for the curves there are.
    #[must_use]
    pub fn new(curve: Curve, seed: u64) -> Self {
        let mut rng = rng(seed);
        let (root_key, key) = (SecretKey::generate(curve, &mut rng), SecretKey::generate(curve, &mut rng));
        let from = Date::new(2026, 11, 1).unwrap();
        let name = RootName::new("UT", "Utopia Age Root").unwrap().with_organization("Utopia").unwrap();
        let root = RootBuilder::new(
            name,
            CertificateValidity::days(from, 3000).unwrap(),
            Contact::uri("https://age.example").unwrap(),
        )
        .unwrap()
        .self_sign(&root_key, &mut rng)
        .unwrap();
        let profile = Profile::eu_age_verification();
        let certificate = SignerBuilder::document_signer(
            &root,
            "Utopia Age Signer 1",
            CertificateValidity::days(from, 450).unwrap(),
            "https://age.example/crl",
        )
        .unwrap()
        .sign(&root_key, &key.public_key(), &mut rng)
        .unwrap();
        Self { key, root, issuer: Issuer::new(profile, certificate) }
    }

    /// The certificate of the document signer, as DER.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        self.issuer.certificate()
    }

    /// A verifier that trusts this issuer.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn verifier(&self) -> Verifier {
        let mut anchors = TrustAnchors::new();
        anchors.add(TrustAnchor::root(self.root.clone(), Realm::Demo).unwrap()).unwrap();
        Verifier::new(anchors, vec![Profile::eu_age_verification()])
    }

    /// When samples are shown.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn now() -> UnixTime {
        Date::parse(TODAY).unwrap().midnight()
    }

    /// The response of one holder: another seed, another one.
    ///
    /// # Panics
    /// For a layout without statements, or a threshold above 99.
    #[must_use]
    pub fn respond(&self, layout: &SampleLayout<'_>, seed: u64) -> Sample {
        let random = &mut rng(seed);
        let device = SecretKey::generate(layout.device, random);
        let statements: Vec<(AgeThreshold, bool)> = layout
            .thresholds
            .iter()
            .map(|years| (AgeThreshold::new(*years).unwrap(), *years <= layout.asked))
            .collect();
        let mut ready = self
            .issuer
            .attestation()
            .device_key(device.public_key())
            .claims(Claims::age(AgeFacts::stated(&statements)))
            .validity(Validity::days(Date::parse(TODAY).unwrap(), layout.days).unwrap());
        if let Some(index) = layout.status {
            ready = ready.status_list(index, "https://age.example/status/1");
        }
        let attestation = ready.prepare(random).unwrap().sign_with(&self.key).unwrap();

        let transcript = SessionTranscript::hashed_handover("ofage.sample.v1", &seed.to_be_bytes());
        let request = Request::age_over(AgeThreshold::new(layout.asked).unwrap());
        let prepared = attestation.prepare(&request, &transcript).unwrap();
        let reader = SecretKey::generate(layout.device, &mut rng(READER_KEY));
        match layout.auth {
            SampleAuth::Signature => {
                Sample { response: prepared.sign_with(&device).unwrap(), session: Session::new(transcript) }
            }
            SampleAuth::Mac => {
                let key = MacKey::derive(&device, &reader.public_key(), &transcript);
                Sample {
                    response: prepared.finish_with_mac(&key.unwrap()).unwrap(),
                    session: Session::with_reader_key(transcript, reader),
                }
            }
        }
    }
}
