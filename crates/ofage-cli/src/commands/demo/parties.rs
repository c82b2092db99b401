//! The parties of the story, with the libraries that real ones use: issuer, guest, door.

use ofage_core::door_code::{Catalogue, DoorCode, Freshness, Template};
use ofage_core::issue::{AgeFacts, Claims, Issuer, Validity};
use ofage_core::pki::{PkiError, Realm, TrustAnchor, TrustAnchors};
use ofage_core::rand_core::CryptoRng;
use ofage_core::{
    AgeDecision, AgeThreshold, Attestation, Challenge, ChallengeMode, Curve, Date, IssueError, Profile,
    PublicKey, Request, SecretKey, Session, SessionTranscript, Signer as _, UnixTime, VenueName,
    VerifiedPresentation, Verifier, verify_response,
};
use ofage_qr::{Decoded, LumaImage, QrError, Symbol, read_first};

use crate::commands::issuer::{Identity, MadeIssuer};
use crate::failure::Failure;

/// Attestations in the guest's batch, as the EU recommends.
pub(super) const BATCH: usize = 30;
/// Days of validity.
pub(super) const DAYS: u16 = 30;
/// The venue of the door.
pub(super) const VENUE: &str = "The Blue Door";
/// Pixels of a module in the picture.
pub(super) const SCALE: u32 = 4;
/// For how long a challenge may be answered, in seconds.
const CHALLENGE_SECONDS: i64 = 120;
/// Who issues in the demo.
const IDENTITY: Identity<'_> = Identity {
    country: "GB",
    name: "ofage demo",
    contact: "https://issuer.example",
    crl_uri: "https://issuer.example/root.crl",
};

/// An issuer with its keys.
pub(super) struct DemoIssuer(MadeIssuer);

impl DemoIssuer {
    pub(super) fn new(now: UnixTime, rng: &mut impl CryptoRng) -> Result<Self, Failure> {
        MadeIssuer::make(&IDENTITY, Curve::P256, now, rng).map(Self)
    }

    /// Issues single-use attestations to a guest born on this date, from today on.
    pub(super) fn issue(
        &self,
        birth_date: Date,
        threshold: AgeThreshold,
        batch: usize,
        today: Date,
        rng: &mut impl CryptoRng,
    ) -> Result<Guest, Failure> {
        let refused = |error: IssueError| Failure::refused(error.code(), error);
        let keys: Vec<SecretKey> = (0..batch).map(|_| SecretKey::generate(Curve::P256, rng)).collect();
        let public: Vec<PublicKey> = keys.iter().map(SecretKey::public_key).collect();
        let claims = Claims::age(AgeFacts::born(birth_date, &[threshold]));
        let validity = Validity::days(today, DAYS).map_err(refused)?;
        let issuer = Issuer::new(Profile::eu_age_verification(), self.0.signer.clone());
        let attestations =
            issuer.issue_batch(&public, &claims, validity, &self.0.signer_key, rng).map_err(refused)?;
        Ok(Guest { attestations, keys })
    }
}

/// A guest: the attestations and the device keys that they are bound to.
pub(super) struct Guest {
    attestations: Vec<Attestation>,
    keys: Vec<SecretKey>,
}

impl Guest {
    /// Bytes of one attestation.
    pub(super) fn attestation_bytes(&self) -> usize {
        self.attestations.first().map_or(0, |attestation| attestation.as_bytes().len())
    }

    /// Answers a session with one of the attestations: a DeviceResponse.
    pub(super) fn present(
        &self,
        index: usize,
        threshold: AgeThreshold,
        transcript: &SessionTranscript,
    ) -> Result<Vec<u8>, Failure> {
        let (attestation, key) = self
            .attestations
            .get(index)
            .zip(self.keys.get(index))
            .ok_or_else(|| Failure::refused("demo_surprise", "the batch is used up"))?;
        attestation
            .prepare(&Request::age_over(threshold), transcript)
            .and_then(|prepared| prepared.sign_with(key))
            .map_err(|error| Failure::refused(error.code(), error))
    }
}

/// A door: whom it trusts, and what lets it read door codes.
pub(super) struct Door {
    verifier: Verifier,
    catalogue: Catalogue,
    pub(super) template: Template,
    pub(super) threshold: AgeThreshold,
    pub(super) now: UnixTime,
}

impl Door {
    /// A door that trusts the issuer. Its template is derived from a sample that no guest shows.
    pub(super) fn new(
        issuer: &DemoIssuer,
        threshold: AgeThreshold,
        now: UnixTime,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, Failure> {
        let refused = |error: PkiError| Failure::refused(error.code(), error);
        let mut anchors = TrustAnchors::new();
        anchors
            .add(TrustAnchor::root(issuer.0.root.clone(), Realm::Demo).map_err(refused)?)
            .map_err(refused)?;
        let profile = Profile::eu_age_verification();

        let sample_guest = issuer.issue(now.date().plus_days(-SAMPLE_DAYS), threshold, 1, now.date(), rng)?;
        let sample =
            sample_guest.present(0, threshold, &SessionTranscript::hashed_handover("sample", &[]))?;
        let template = Template::derive(&sample).map_err(|error| Failure::refused(error.code(), error))?;
        let mut catalogue = Catalogue::new();
        catalogue.add_template(template.clone());
        catalogue.add_certificate(issuer.0.signer.as_der());
        Ok(Self { verifier: Verifier::new(anchors, vec![profile]), catalogue, template, threshold, now })
    }

    /// A question to one guest, with a fresh nonce.
    pub(super) fn challenge(&self, rng: &mut impl CryptoRng) -> Result<Challenge, Failure> {
        let mut nonce = [0; 16];
        rng.fill_bytes(&mut nonce);
        VenueName::new(VENUE)
            .and_then(|venue| {
                let expiry = self.now.plus_seconds(CHALLENGE_SECONDS);
                Challenge::new(ChallengeMode::Challenge, venue, self.threshold, nonce, expiry)
            })
            .map_err(|error| Failure::refused(error.code(), error))
    }

    /// Verifies a whole DeviceResponse: the code of what failed, or what can be trusted.
    pub(super) fn verify(
        &self,
        response: &[u8],
        challenge: &Challenge,
        at: UnixTime,
    ) -> Result<VerifiedPresentation, &'static str> {
        let session = Session::new(challenge.to_session_transcript());
        verify_response(response, &self.verifier, &session, at).map_err(|error| error.code())
    }

    /// Expands a door code and verifies what it stands for.
    pub(super) fn verify_code(
        &self,
        code: &DoorCode,
        challenge: &Challenge,
    ) -> Result<VerifiedPresentation, &'static str> {
        if code.freshness() != Freshness::Challenge(challenge.hint()) {
            return Err("challenge_unknown");
        }
        let mut reason = "door_template_unknown";
        for candidate in code.expand(&self.catalogue).map_err(|error| error.code())? {
            let response = candidate.map_err(|error| error.code());
            match response.and_then(|response| self.verify(&response, challenge, self.now)) {
                Ok(verified) => return Ok(verified),
                Err(code) => reason = code,
            }
        }
        Err(reason)
    }

    /// Why an answer is no admission; `None` where it is one.
    pub(super) fn refusal(&self, answer: Result<VerifiedPresentation, &'static str>) -> Option<&'static str> {
        match answer.map(|verified| verified.age_over(self.threshold)) {
            Err(code) => Some(code),
            Ok(AgeDecision::Admit) => None,
            Ok(decision) => decision.reason_code(),
        }
    }
}

/// Days of 40 years: the sample's holder.
const SAMPLE_DAYS: i64 = 14_610;

/// The code as a symbol and as a PNG file.
pub(super) fn draw(code: &DoorCode) -> Result<(Symbol, Vec<u8>), Failure> {
    let refused = |error: QrError| Failure::refused(error.code(), error);
    let symbol = Symbol::from_text(&code.to_text()).map_err(refused)?;
    let png = symbol.png(SCALE).map_err(refused)?;
    Ok((symbol, png))
}

/// Reads the one symbol in a PNG file, and the door code in it.
pub(super) fn scan(png: &[u8]) -> Result<DoorCode, Failure> {
    let refused = |error: QrError| Failure::refused(error.code(), error);
    let picture = LumaImage::from_file(png).map_err(refused)?;
    let found = read_first(&picture.frame().map_err(refused)?);
    let text = found
        .first()
        .and_then(Decoded::text)
        .ok_or_else(|| Failure::refused("qr_not_found", "no code was found in the picture"))?;
    DoorCode::from_text(text).map_err(|error| Failure::refused(error.code(), error))
}
