//! Issuers, keys and sessions that all parties share. Every key is public knowledge after one run.

use std::path::Path;
use std::time::SystemTime;

use base64::Engine as _;
use ofage_core::pki::build::{CertificateValidity, Contact, RootBuilder, RootName, SignerBuilder};
use ofage_core::pki::{Certificate, Oid};
use ofage_core::{
    AgeThreshold, Challenge, ChallengeMode, Curve, Date, PublicKey, SecretKey, SessionTranscript,
    Signer as _, UnixTime, VenueName,
};
use ofage_testkit::cbor::{Item, embedded, map, tag};
use ofage_testkit::keys::cose_key;
use ofage_testkit::rng::TestRng;
use serde_json::{Value, json};

use crate::hex;

/// A root and its document signer.
pub(crate) struct Party {
    pub(crate) root: Certificate,
    pub(crate) certificate: Certificate,
    pub(crate) key: SecretKey,
}

/// Everybody.
pub(crate) struct Parties {
    pub(crate) now: UnixTime,
    pub(crate) rng: TestRng,
    /// The issuer of most cases.
    pub(crate) p256: Party,
    pub(crate) p384: Party,
    /// With certificates as the builders make them when nothing is asked for.
    pub(crate) plain: Party,
    /// With the files that `ofage issuer init` wrote.
    pub(crate) files: Party,
    /// A root with the same name as that of `p256`, and another key.
    pub(crate) stranger: Party,
    /// The holder's key of what peers issue; for each case of our own there is another one.
    pub(crate) device: SecretKey,
    pub(crate) reader: SecretKey,
}

/// The edition of ISO/IEC 18013-5 whose certificate profile is kept to the letter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edition {
    /// The root has a CRL distribution point, the document signer a single key usage: read everywhere.
    First,
    /// What the builders make by themselves.
    Second,
}

impl Party {
    fn new(curve: Curve, edition: Edition, now: UnixTime, rng: &mut TestRng) -> Self {
        let (root_key, key) = (SecretKey::generate(curve, rng), SecretKey::generate(curve, rng));
        let since = now.date().plus_days(-60);
        let name = RootName::new("UT", "Interoperability root").unwrap();
        let years = CertificateValidity::days(since, 3000).unwrap();
        let contact = Contact::uri("https://issuer.example").unwrap();
        let mut root = RootBuilder::new(name, years, contact).unwrap();
        if edition == Edition::First {
            root = root.with_crl_uri(CRL).unwrap();
        }
        let root = root.self_sign(&root_key, rng).unwrap();
        let year = CertificateValidity::days(since, 400).unwrap();
        let mut signer = SignerBuilder::document_signer(&root, "Document signer", year, CRL).unwrap();
        if edition == Edition::First {
            signer = signer.with_extended_key_usage([Oid::MDL_DOCUMENT_SIGNER]);
        }
        let certificate = signer.sign(&root_key, &key.public_key(), rng).unwrap();
        Self { root, certificate, key }
    }

    /// The issuer in a folder that `ofage issuer init` wrote.
    fn read(folder: &Path) -> Self {
        let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
        Self {
            root: Certificate::from_pem(&text("root.pem")).unwrap(),
            certificate: Certificate::from_pem(&text("document-signer.pem")).unwrap(),
            key: SecretKey::from_pem(&text("document-signer-key.pem")).unwrap(),
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "root": hex(self.root.as_der()),
            "certificate": hex(self.certificate.as_der()),
            "key": jwk(&self.key),
        })
    }
}

impl Parties {
    /// New ones at the present time, and the issuer in a folder.
    pub(crate) fn new(issuer: &Path) -> Self {
        let now = clock();
        let mut rng = TestRng::new(&format!("interop {}", now.seconds()));
        Self {
            p256: Party::new(Curve::P256, Edition::First, now, &mut rng),
            p384: Party::new(Curve::P384, Edition::First, now, &mut rng),
            plain: Party::new(Curve::P256, Edition::Second, now, &mut rng),
            files: Party::read(issuer),
            stranger: Party::new(Curve::P256, Edition::First, now, &mut rng),
            device: SecretKey::generate(Curve::P256, &mut rng),
            reader: SecretKey::generate(Curve::P256, &mut rng),
            now,
            rng,
        }
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({
            "issuers": {
                "p256": self.p256.to_json(),
                "p384": self.p384.to_json(),
                "plain": self.plain.to_json(),
                "files": self.files.to_json(),
                "stranger": self.stranger.to_json(),
            },
            "device": jwk(&self.device),
            "reader": jwk(&self.reader),
            "sessions": sessions(self.now, &self.reader.public_key()),
        })
    }
}

const CRL: &str = "https://issuer.example/crl";
const CLIENT_ID: &str = "x509_san_dns:verifier.example";
const RESPONSE_URI: &str = "https://verifier.example/response";
const ORIGIN: &str = "https://verifier.example";
const NONCE: &str = "exc7gBkxjx1rdc9udRrveKvSsJIq80avlXeLHhGwqtA";
const OTHER_NONCE: &str = "zac7gBkxjx1rdc9udRrveKvSsJIq80avlXeLHhGwqtB";

/// The sessions by name: the inputs for libraries that build a SessionTranscript themselves, and the bytes that ours
/// builds from them.
fn sessions(now: UnixTime, reader: &PublicKey) -> Value {
    let vp = |nonce: &str| {
        let transcript = SessionTranscript::openid4vp(CLIENT_ID, nonce, None, RESPONSE_URI);
        json!({
            "kind": "openid4vp", "clientId": CLIENT_ID, "nonce": nonce, "responseUri": RESPONSE_URI,
            "transcript": hex(transcript.as_bytes()),
        })
    };
    let api = SessionTranscript::openid4vp_dc_api(ORIGIN, NONCE, None);
    let engagement_key = SecretKey::generate(Curve::P256, &mut TestRng::new("engagement"));
    let security = Item::from(vec![1.into(), tag(24, embedded(cose_key(&engagement_key.public_key())))]);
    let engagement = map::<i64, Item>([(0, "1.0".into()), (1, security)]).encode();
    let reader_key = cose_key(reader).encode();
    let qr = SessionTranscript::iso_qr(&engagement, &reader_key).unwrap();
    let challenge = Challenge::new(
        ChallengeMode::Challenge,
        VenueName::new("The Blue Door").unwrap(),
        AgeThreshold::EIGHTEEN,
        [7; 16],
        now.plus_seconds(60),
    );
    json!({
        "openid4vp": vp(NONCE),
        "other-nonce": vp(OTHER_NONCE),
        "dc-api": {
            "kind": "dc-api", "origin": ORIGIN, "nonce": NONCE, "transcript": hex(api.as_bytes()),
        },
        "iso-qr": {
            "kind": "iso-qr", "engagement": hex(&engagement), "readerKey": hex(&reader_key),
            "transcript": hex(qr.as_bytes()),
        },
        "door": {
            "kind": "door",
            "transcript": hex(challenge.unwrap().to_session_transcript().as_bytes()),
        },
    })
}

/// The present time: some peers take no other.
pub(crate) fn clock() -> UnixTime {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    UnixTime::from_seconds(i64::try_from(now.as_secs()).unwrap()).unwrap()
}

/// A private key as JWK, the one form that all peers take.
pub(crate) fn jwk(key: &SecretKey) -> Value {
    let text = |bytes: &[u8]| base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(bytes);
    let public = key.public_key();
    let (x, y) = public.to_coordinates();
    json!({
        "kty": "EC",
        "crv": public.curve().name(),
        "x": text(&x),
        "y": text(&y),
        "d": text(&key.to_bytes()),
    })
}

/// The same midnight for all of a day's attestations.
pub(crate) fn day(now: UnixTime, days: i64) -> Date {
    now.date().plus_days(days)
}
