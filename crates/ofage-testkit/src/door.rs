//! A venue, an issuer and its guests, for tests of the door.

use core::fmt;

use ofage_core::door_code::{Catalogue, DoorCode, Freshness, Template};
use ofage_core::issue::{AgeFacts, Claims, Issuer, Validity};
use ofage_core::pki::build::{CertificateValidity, Contact, RootBuilder, RootName, SignerBuilder};
use ofage_core::pki::{Certificate, Realm, TrustAnchor, TrustAnchors};
use ofage_core::{
    AgeThreshold, Attestation, Challenge, Curve, Date, Profile, PublicKey, Request, SecretKey,
    SessionTranscript, Signer as _, TimedSession, UnixTime, VenueName,
};
use ofage_verifier::{Door, PinnedTrust, Policy, VenueSecret};

use crate::rng::TestRng;

/// An issuer with its root, and what a door knows of it.
pub struct Issuers {
    rng: TestRng,
    realm: Realm,
    root: Certificate,
    root_key: SecretKey,
    signer_key: SecretKey,
    issuer: Issuer,
    template: Option<Template>,
}

/// One attestation of a guest, with its key.
pub struct Guest {
    attestation: Attestation,
    key: SecretKey,
}

/// Noon of the first day of the attestations' validity.
#[must_use]
pub fn noon() -> UnixTime {
    date("2026-05-01").midnight().plus_seconds(43_200)
}

/// A date.
///
/// # Panics
/// Where it is none.
#[must_use]
pub fn date(text: &str) -> Date {
    Date::parse(text).unwrap_or_else(|| panic!("{text}"))
}

/// The policy of the tests: over 18 at "The Blue Door".
///
/// # Panics
/// Never.
#[must_use]
pub fn policy() -> Policy {
    Policy::new(
        VenueName::new("The Blue Door").unwrap_or_else(|error| panic!("{error}")),
        AgeThreshold::EIGHTEEN,
    )
}

fn done<T, E: fmt::Debug>(result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| panic!("{error:?}"))
}

/// Names only.
impl fmt::Debug for Issuers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Issuers({:?})", self.root.subject_common_name())
    }
}

/// Redacted.
impl fmt::Debug for Guest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Guest(..)")
    }
}

impl Issuers {
    /// An issuer of EU age attestations.
    #[must_use]
    pub fn new(label: &str, realm: Realm) -> Self {
        Self::of_profile(label, realm, Profile::eu_age_verification())
    }

    /// An issuer of attestations of one kind.
    #[must_use]
    pub fn of_profile(label: &str, realm: Realm, profile: Profile) -> Self {
        let mut rng = TestRng::new(label);
        let root_key = SecretKey::generate(Curve::P256, &mut rng);
        let signer_key = SecretKey::generate(Curve::P256, &mut rng);
        let years = done(CertificateValidity::new(date("2026-01-01"), date("2030-12-31")));
        let contact = done(Contact::uri("https://issuer.example"));
        let name = done(RootName::new("UT", &format!("Root of {label}")));
        let builder = done(RootBuilder::new(name, years, contact));
        let builder = done(builder.with_crl_uri("https://issuer.example/root.crl"));
        let root = done(builder.self_sign(&root_key, &mut rng));
        let year = done(CertificateValidity::new(date("2026-01-01"), date("2026-12-31")));
        let signer =
            done(SignerBuilder::document_signer(&root, "Test signer", year, "https://issuer.example/crl"));
        let certificate = done(signer.sign(&root_key, &signer_key.public_key(), &mut rng));
        let issuer = Issuer::new(profile, certificate);
        let mut issuers = Self { rng, realm, root, root_key, signer_key, issuer, template: None };
        let sample = issuers.guest(&[(18, true)]);
        let transcript = SessionTranscript::hashed_handover("sample", b"");
        issuers.template = Some(done(Template::derive(&sample.respond(&transcript, 18))));
        issuers
    }

    /// An attestation with these statements, valid for 30 days from [`noon`]'s day.
    pub fn guest(&mut self, statements: &[(u8, bool)]) -> Guest {
        self.guest_from(statements, date("2026-05-01"))
    }

    /// An attestation with these statements, valid for 30 days from `first`.
    pub fn guest_from(&mut self, statements: &[(u8, bool)], first: Date) -> Guest {
        let key = SecretKey::generate(Curve::P256, &mut self.rng);
        let attestation = self.attest(&key.public_key(), statements, first);
        Guest { attestation, key }
    }

    /// An attestation for a device key that is not ours.
    pub fn attest(&mut self, device_key: &PublicKey, statements: &[(u8, bool)], first: Date) -> Attestation {
        let facts: Vec<(AgeThreshold, bool)> = statements
            .iter()
            .map(|(years, value)| {
                (AgeThreshold::new(*years).unwrap_or_else(|| panic!("threshold {years}")), *value)
            })
            .collect();
        let builder = self
            .issuer
            .attestation()
            .device_key(*device_key)
            .claims(Claims::age(AgeFacts::stated(&facts)))
            .validity(done(Validity::days(first, 30)));
        done(done(builder.prepare(&mut self.rng)).sign_with(&self.signer_key))
    }

    /// The layout of this issuer's responses.
    ///
    /// # Panics
    /// Never after construction.
    #[must_use]
    pub fn template(&self) -> &Template {
        self.template.as_ref().unwrap_or_else(|| panic!("no template"))
    }

    /// The root.
    #[must_use]
    pub const fn root(&self) -> &Certificate {
        &self.root
    }

    /// The root's key.
    #[must_use]
    pub const fn root_key(&self) -> &SecretKey {
        &self.root_key
    }

    /// The root, trusted.
    #[must_use]
    pub fn anchors(&self) -> TrustAnchors {
        let mut anchors = TrustAnchors::new();
        done(anchors.add(done(TrustAnchor::root(self.root.clone(), self.realm))));
        anchors
    }

    /// Root, template and document signer; made at `made`, good for 7 days.
    #[must_use]
    pub fn trust(&self, made: UnixTime) -> PinnedTrust {
        let mut catalogue = Catalogue::new();
        catalogue.add_template(self.template().clone());
        catalogue.add_certificate(self.issuer.certificate().as_der());
        PinnedTrust::new(self.anchors(), catalogue, made, made.plus_seconds(7 * 86_400))
    }

    /// A door that trusts this issuer, opened at [`noon`].
    #[must_use]
    pub fn door(&self, policy: Policy) -> Door {
        self.door_at(policy, noon(), "door", [7; 32])
    }

    /// The same at another time, with other randomness and another venue secret.
    #[must_use]
    pub fn door_at(&self, policy: Policy, opened: UnixTime, label: &str, secret: [u8; 32]) -> Door {
        let trust = Box::new(self.trust(noon()));
        Door::new(policy, trust, VenueSecret::from_bytes(secret), &mut TestRng::new(label), opened)
    }

    /// The short code of a guest's answer.
    #[must_use]
    pub fn code(&self, response: &[u8], freshness: Freshness) -> DoorCode {
        done(DoorCode::compress(response, self.template(), freshness))
    }

    /// A guest's answer to a challenge, as the text of a door code.
    #[must_use]
    pub fn answer(&self, guest: &Guest, challenge: &Challenge) -> String {
        let response = guest.respond(&challenge.to_session_transcript(), challenge.threshold().years());
        self.code(&response, challenge.freshness()).to_text()
    }

    /// A guest's timed code.
    #[must_use]
    pub fn timed(&self, guest: &Guest, session: &TimedSession) -> String {
        let response = guest.respond(&session.to_session_transcript(), 18);
        self.code(&response, session.freshness()).to_text()
    }
}

impl Guest {
    /// The response for a session, to "over `years`?".
    #[must_use]
    pub fn respond(&self, transcript: &SessionTranscript, years: u8) -> Vec<u8> {
        let asked = AgeThreshold::new(years).unwrap_or_else(|| panic!("threshold {years}"));
        let prepared = done(self.attestation.prepare(&Request::age_over(asked), transcript));
        done(prepared.sign_with(&self.key))
    }

    /// The response with a statement that was not asked for.
    #[must_use]
    pub fn respond_with(&self, transcript: &SessionTranscript, name_space: &str, element: &str) -> Vec<u8> {
        let request = Request::elements(&[(name_space, element)]);
        done(done(self.attestation.prepare(&request, transcript)).sign_with(&self.key))
    }
}
