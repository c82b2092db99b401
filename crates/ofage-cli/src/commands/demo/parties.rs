//! The parties of the story, with the libraries that real ones use: issuer, guest, door.

use ofage_core::door_code::{Catalogue, DoorCode, Freshness, Template};
use ofage_core::issue::{AgeFacts, Claims, Issuer, Validity};
use ofage_core::pki::{PkiError, Realm, TrustAnchor, TrustAnchors};
use ofage_core::rand_core::CryptoRng;
use ofage_core::{
    AgeThreshold, Attestation, Challenge, Curve, Date, IssueError, Profile, PublicKey, Request, SecretKey,
    SessionTranscript, Signer as _, UnixTime, VenueName,
};
use ofage_qr::{Decoded, LumaImage, QrError, Symbol, read_first};
use ofage_verifier::{Door, PinnedTrust, Policy, VenueSecret};

use crate::commands::issuer::{Identity, MadeIssuer, Signs};
use crate::failure::Failure;

/// Attestations in the guest's batch, as the EU recommends.
pub(super) const BATCH: usize = 30;
/// Days of validity.
pub(super) const DAYS: u16 = 30;
/// The venue of the door.
pub(super) const VENUE: &str = "The Blue Door";
/// Pixels of a module in the picture.
pub(super) const SCALE: u32 = 4;
/// Who issues in the demo.
const IDENTITY: Identity<'_> = Identity {
    country: "GB",
    name: "ofage demo",
    contact: "https://issuer.example",
    crl_uri: "https://issuer.example/root.crl",
    signs: Signs::Mdl,
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

/// The door, and what the wallet must know to answer it.
pub(super) struct DemoDoor {
    pub(super) door: Door,
    /// The layout of the issuer's responses, which door and wallet both have.
    pub(super) template: Template,
    pub(super) threshold: AgeThreshold,
    pub(super) now: UnixTime,
    anchors: TrustAnchors,
    catalogue: Catalogue,
}

impl DemoDoor {
    /// A door that trusts the issuer. The template is derived from a sample that no guest shows.
    pub(super) fn open(
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

        let born = now.date().plus_days(-SAMPLE_DAYS);
        let sample_guest = issuer.issue(born, threshold, 1, now.date(), rng)?;
        let sample =
            sample_guest.present(0, threshold, &SessionTranscript::hashed_handover("sample", &[]))?;
        let template = Template::derive(&sample).map_err(|error| Failure::refused(error.code(), error))?;
        let mut catalogue = Catalogue::new();
        catalogue.add_template(template.clone());
        catalogue.add_certificate(issuer.0.signer.as_der());
        let trust = PinnedTrust::new(anchors.clone(), catalogue.clone(), now, now.plus_seconds(DAY));
        let door = door(VENUE, threshold, trust, now, rng)?;
        Ok(Self { door, template, threshold, now, anchors, catalogue })
    }

    /// Another door with the same trust list, made at `made` and good for a day.
    pub(super) fn other(
        &self,
        venue: &str,
        made: UnixTime,
        now: UnixTime,
        rng: &mut impl CryptoRng,
    ) -> Result<Door, Failure> {
        let end = made.plus_seconds(DAY);
        let trust = PinnedTrust::new(self.anchors.clone(), self.catalogue.clone(), made, end);
        door(venue, self.threshold, trust, now, rng)
    }

    /// What the wallet shows in answer to a challenge: the response in a door code.
    pub(super) fn code(&self, response: &[u8], challenge: &Challenge) -> Result<DoorCode, Failure> {
        DoorCode::compress(response, &self.template, Freshness::Challenge(challenge.hint()))
            .map_err(|error| Failure::refused(error.code(), error))
    }

    /// One attestation of the guest in answer to a challenge, as a door code.
    pub(super) fn answer(
        &self,
        guest: &Guest,
        index: usize,
        challenge: &Challenge,
    ) -> Result<DoorCode, Failure> {
        self.code(&guest.present(index, self.threshold, &challenge.to_session_transcript())?, challenge)
    }
}

/// A door of this venue, in challenge mode.
fn door(
    venue: &str,
    threshold: AgeThreshold,
    trust: PinnedTrust,
    now: UnixTime,
    rng: &mut impl CryptoRng,
) -> Result<Door, Failure> {
    let venue = VenueName::new(venue).map_err(|error| Failure::refused(error.code(), error))?;
    let policy = Policy::new(venue, threshold);
    Ok(Door::new(policy, Box::new(trust), VenueSecret::generate(rng), rng, now))
}

/// What a door asks the next guest.
pub(super) fn challenge(door: &Door, now: UnixTime) -> Result<Challenge, Failure> {
    door.challenge(now).map_err(|error| Failure::refused(error.code(), error))
}

/// A day in seconds.
pub(super) const DAY: i64 = 86_400;
/// Days of 40 years: the sample's holder.
const SAMPLE_DAYS: i64 = 14_610;

/// The code as a symbol and as a PNG file.
pub(super) fn draw(code: &DoorCode) -> Result<(Symbol, Vec<u8>), Failure> {
    let refused = |error: QrError| Failure::refused(error.code(), error);
    let symbol = Symbol::from_text(&code.to_text()).map_err(refused)?;
    let png = symbol.png(SCALE).map_err(refused)?;
    Ok((symbol, png))
}

/// The symbols in a PNG file.
pub(super) fn scan(png: &[u8]) -> Result<Vec<Decoded>, Failure> {
    let refused = |error: QrError| Failure::refused(error.code(), error);
    let picture = LumaImage::from_file(png).map_err(refused)?;
    Ok(read_first(&picture.frame().map_err(refused)?))
}
