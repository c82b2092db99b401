//! Valid responses to start from, each of another layout.

use ofage_core::issue::{AgeFacts, Claims, Issuer, Validity};
use ofage_core::pki::Certificate;
use ofage_core::{
    AgeThreshold, Attestation, Curve, Date, ElementValue, HashAlgorithm, MacKey, Request, SessionTranscript,
    UnixTime,
};

use super::{Context, ProfileSpec, TestPki, World};
use crate::cbor::{bytes, decode};
use crate::certificate::CertificateSpec;
use crate::keys::TestKey;
use crate::rng::TestRng;
use crate::{base64url, shared_json};

/// A valid response, and what is known of it.
#[derive(Clone, Debug)]
pub struct Layout {
    /// A short name.
    pub name: &'static str,
    /// What is special about it.
    pub what: &'static str,
    /// The response with its keys.
    pub world: World,
}

/// Every layout: four of our own, and two of other vendors' stacks, re-signed with keys that we have.
///
/// # Panics
/// Where the vectors of the other stacks are missing.
#[must_use]
pub fn layouts() -> Vec<Layout> {
    vec![single(), mac(), p384(), multi(), foreign("eu-09", "09"), foreign("eu-11", "11")]
}

/// One age statement with ES256 and SHA-256: what we issue by default.
#[must_use]
fn single() -> Layout {
    let claims = Claims::age(AgeFacts::stated(&[(AgeThreshold::EIGHTEEN, true)]));
    let world = Ours::new("eu-av", Curve::P256).present(claims, Presented::Signed);
    Layout { name: "single", what: "one statement, ES256, SHA-256, device signature", world }
}

/// A driving licence with a device MAC.
#[must_use]
fn mac() -> Layout {
    let facts = AgeFacts::stated(&[(AgeThreshold::EIGHTEEN, true), (AgeThreshold::TWENTY_ONE, false)]);
    let claims = Claims::age(facts).with_element(MDL, "issuing_country", ElementValue::text("UT"));
    let world = Ours::new("mdl", Curve::P256).present(claims, Presented::Authenticated);
    Layout { name: "mac", what: "driving licence, ES256, device MAC", world }
}

/// A photo ID on P-384 with SHA-512 digests and salts of 32 bytes.
#[must_use]
fn p384() -> Layout {
    let claims = Claims::age(AgeFacts::stated(&[(AgeThreshold::EIGHTEEN, true)])).with_element(
        "org.iso.23220.1",
        "family_name_unicode",
        ElementValue::text("Doe"),
    );
    let mut ours = Ours::new("photo-id", Curve::P384);
    ours.hash = HashAlgorithm::Sha512;
    ours.salt_bytes = 32;
    Layout {
        name: "p384",
        what: "photo ID, ES384, SHA-512, salts of 32 bytes",
        world: ours.present(claims, Presented::Signed),
    }
}

/// A driving licence with many elements in two name spaces, and decoys.
#[must_use]
fn multi() -> Layout {
    let born = Date::new(2000, 2, 29).map(ElementValue::full_date);
    let facts = AgeFacts::stated(&[
        (AgeThreshold::SIXTEEN, true),
        (AgeThreshold::EIGHTEEN, true),
        (AgeThreshold::TWENTY_ONE, true),
    ]);
    let claims = Claims::age(facts)
        .with_element(MDL, "family_name", ElementValue::text("Doe"))
        .with_element(MDL, "birth_date", born.unwrap_or_else(|| panic!("a date")))
        .with_element(MDL, "portrait", ElementValue::bytes(&[0xff, 0xd8, 0xff, 0xe0]))
        .with_element(MDL, "issuing_country", ElementValue::text("UT"))
        .with_element(AAMVA, "sex", ElementValue::unsigned(2))
        .with_element(AAMVA, "EDL_credential", ElementValue::unsigned(1));
    let mut ours = Ours::new("mdl", Curve::P256);
    ours.digest_count = 24;
    Layout {
        name: "multi",
        what: "driving licence, nine elements in two name spaces, decoys",
        world: ours.present(claims, Presented::Signed),
    }
}

const MDL: &str = "org.iso.18013.5.1";
const AAMVA: &str = "org.iso.18013.5.1.aamva";

/// How the device shows its presence.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Presented {
    Signed,
    Authenticated,
}

/// The settings of a response that the core issues and presents.
struct Ours {
    profile: &'static str,
    curve: Curve,
    hash: HashAlgorithm,
    salt_bytes: usize,
    digest_count: usize,
}

/// The day on which our attestations are issued.
fn issued() -> Date {
    Date::new(2026, 1, 1).unwrap_or_else(|| panic!("a date"))
}

fn pki(curve: Curve, now: UnixTime) -> TestPki {
    let days = |days: i64| now.plus_seconds(days * 86_400);
    let root = CertificateSpec::root(
        TestKey::new(curve, "root"),
        "Test IACA root",
        "UT",
        days(-365).date().midnight(),
        days(3650).date().midnight(),
    );
    let signer = root.issue(
        TestKey::new(curve, "document signer"),
        "Test document signer",
        days(-60).date().midnight(),
        days(395).date().midnight(),
    );
    TestPki { root, intermediates: Vec::new(), signer }
}

impl Ours {
    const fn new(profile: &'static str, curve: Curve) -> Self {
        Self { profile, curve, hash: HashAlgorithm::Sha256, salt_bytes: 16, digest_count: 0 }
    }

    fn present(self, claims: Claims, presented: Presented) -> World {
        let now = issued().midnight().plus_seconds(14 * 86_400 + 43_200);
        let pki = pki(self.curve, now);
        let device_key = TestKey::new(self.curve, "device");
        let reader_key = (presented == Presented::Authenticated).then(|| TestKey::new(self.curve, "reader"));
        let transcript = SessionTranscript::hashed_handover("OfageTestVectors", &[0x80]);
        let profile = ProfileSpec::new(self.profile);
        let attestation = self.issue(&profile, &pki, claims, &device_key);
        let names: Vec<(String, String)> = every_element(&attestation);
        let names: Vec<(&str, &str)> = names.iter().map(|(space, id)| (&space[..], &id[..])).collect();
        let prepared = attestation.prepare(&Request::elements(&names), &transcript);
        let prepared = prepared.unwrap_or_else(|error| panic!("{error}"));
        let response = match &reader_key {
            Some(reader) => MacKey::derive(&device_key.secret(), &reader.public(), &transcript)
                .ok()
                .and_then(|key| prepared.finish_with_mac(&key).ok()),
            None => prepared.sign_with(&device_key.secret()).ok(),
        };
        let context = Context {
            anchors: Vec::new(),
            profile,
            refuse_outliving: false,
            transcript: transcript.as_bytes().to_vec(),
            reader_key,
            now,
            asked: 18,
        };
        let response = response.unwrap_or_else(|| panic!("no response"));
        World::from_response(&response, pki, device_key, self.hash, context)
    }

    fn issue(&self, profile: &ProfileSpec, pki: &TestPki, claims: Claims, device: &TestKey) -> Attestation {
        let certificate =
            Certificate::from_der(&pki.signer.to_der()).unwrap_or_else(|error| panic!("{error}"));
        let issuer = Issuer::new(profile.to_profile(), certificate)
            .with_hash(self.hash)
            .with_salt_bytes(self.salt_bytes)
            .and_then(|issuer| issuer.with_digest_count(self.digest_count))
            .unwrap_or_else(|error| panic!("{error}"));
        let validity = Validity::days(issued(), 30).unwrap_or_else(|error| panic!("{error}"));
        let mut rng = TestRng::new(self.profile);
        let prepared = issuer
            .attestation()
            .device_key(device.public())
            .claims(claims)
            .validity(validity)
            .prepare(&mut rng);
        prepared
            .and_then(|prepared| prepared.sign_with(&pki.signer.key.secret()))
            .unwrap_or_else(|error| panic!("{error}"))
    }
}

/// Name space and identifier of every element of an attestation.
fn every_element(attestation: &Attestation) -> Vec<(String, String)> {
    let mut issuer_signed = decode(attestation.as_bytes());
    let mut names = Vec::new();
    for (space, items) in issuer_signed.at("nameSpaces").entries() {
        for item in items.elements() {
            let content = item.inside().content();
            names.push((space.text(), decode(&content).at("elementIdentifier").text()));
        }
    }
    names
}

/// A response of another vendor's stack, as it is in everything but keys, signatures and certificates.
fn foreign(name: &'static str, file: &str) -> Layout {
    let vector = shared_json(&format!("eu-av/{file}.json"));
    let time = |value: &serde_json::Value| value.as_str().and_then(UnixTime::parse_rfc3339);
    let now = time(&vector["at_time"]).unwrap_or_else(|| panic!("at_time"));
    let device_key = TestKey::p256("device");
    let context = Context {
        anchors: Vec::new(),
        profile: ProfileSpec::new("eu-av"),
        refuse_outliving: false,
        transcript: base64url(&vector["session_transcript_b64url"]),
        reader_key: None,
        now,
        asked: 18,
    };
    let response = base64url(&vector["device_response_b64url"]);
    let mut world =
        World::from_response(&response, pki(Curve::P256, now), device_key, HashAlgorithm::Sha256, context);
    let (x, y) = world.device_key.public().to_coordinates();
    let key = world.device_key_info().at("deviceKey");
    *key.at(-2) = bytes(x);
    *key.at(-3) = bytes(y);
    Layout { name, what: "another vendor's stack, re-signed", world }
}

impl World {
    /// Takes a response apart. Signatures and certificates are those of the response until they are made anew.
    pub(super) fn from_response(
        response: &[u8],
        pki: TestPki,
        device_key: TestKey,
        hash: HashAlgorithm,
        context: Context,
    ) -> Self {
        let issuer_key = pki.signer.key.clone();
        let mut world = Self { response: decode(response), pki, issuer_key, device_key, hash, context };
        world.open();
        assert_eq!(world.response.encode(), response, "the tree writes itself back");
        world
    }

    /// The response, re-sealed from top to bottom.
    #[must_use]
    pub fn sealed(mut self) -> (Vec<u8>, Context) {
        self.install_chain();
        self.make_digests();
        self.sign_issuer();
        self.sign_device();
        (self.response.encode(), self.context)
    }
}

#[cfg(test)]
mod tests {
    use super::layouts;
    use ofage_core::{AgeDecision, AgeThreshold};

    #[test]
    fn every_layout_verifies_and_admits() {
        for layout in layouts() {
            let (response, context) = layout.world.sealed();
            let verified =
                context.verify(&response).unwrap_or_else(|error| panic!("{}: {error}", layout.name));
            assert_eq!(verified.age_over(AgeThreshold::EIGHTEEN), AgeDecision::Admit, "{}", layout.name);
        }
    }
}
