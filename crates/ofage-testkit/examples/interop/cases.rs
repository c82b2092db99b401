//! What ofage issues and presents for others to verify.

use std::path::Path;

use ofage_core::issue::{AgeFacts, Claims, Issuer, Validity};
use ofage_core::{
    AgeThreshold, Attestation, Curve, ElementValue, HashAlgorithm, MacKey, Profile, Request, SecretKey,
    SessionTranscript, Signer as _,
};
use serde_json::{Value, json};

use crate::hex;
use crate::parties::{Parties, Party, day, jwk};
use crate::spoil;

/// How a case of ours differs from the plainest: one statement, P-256, SHA-256, today, OpenID4VP, a signature.
struct Layout {
    case: &'static str,
    profile: Profile,
    thresholds: &'static [u8],
    /// The name of the issuer among the parties.
    issuer: &'static str,
    device: Curve,
    hash: HashAlgorithm,
    decoys: usize,
    /// First day, counted from today.
    first_day: i64,
    session: &'static str,
    mac: bool,
    status: bool,
    /// With elements that are no age statements.
    others: bool,
}

impl Layout {
    fn plain(case: &'static str) -> Self {
        Self {
            case,
            profile: Profile::eu_age_verification(),
            thresholds: &[18],
            issuer: "p256",
            device: Curve::P256,
            hash: HashAlgorithm::Sha256,
            decoys: 0,
            first_day: 0,
            session: "openid4vp",
            mac: false,
            status: false,
            others: false,
        }
    }
}

/// The layouts that are valid. The first one is what the spoilt ones are made from.
fn layouts() -> Vec<Layout> {
    let plain = Layout::plain;
    vec![
        plain("one statement, OpenID4VP"),
        Layout { session: "dc-api", ..plain("one statement, Digital Credentials API") },
        Layout { session: "iso-qr", ..plain("one statement, ISO proximity, signature") },
        Layout { session: "iso-qr", mac: true, ..plain("one statement, ISO proximity, MAC") },
        Layout { session: "door", ..plain("one statement, answer to a door's challenge") },
        Layout { thresholds: &[16, 18, 21], ..plain("three statements, the nearest disclosed") },
        Layout { thresholds: &[16, 18, 21], decoys: 12, ..plain("three statements among twelve digests") },
        Layout { issuer: "p384", ..plain("P-384 issuer") },
        Layout { issuer: "p384", device: Curve::P384, ..plain("P-384 issuer and device") },
        Layout { issuer: "plain", ..plain("certificates with the builders' defaults") },
        Layout { issuer: "files", ..plain("certificates of ofage issuer init") },
        Layout { hash: HashAlgorithm::Sha384, ..plain("SHA-384 digests") },
        Layout { hash: HashAlgorithm::Sha512, ..plain("SHA-512 digests") },
        Layout { status: true, ..plain("status list entry") },
        Layout { profile: Profile::mdl(), others: true, ..plain("mDL, name and portrait besides") },
        Layout { profile: Profile::photo_id(), ..plain("Photo ID") },
    ]
}

/// Everything for the peers, as JSON.
pub(crate) fn make(issuer: &Path) -> Value {
    let mut parties = Parties::new(issuer);
    let mut file = parties.to_json();
    let sessions = file["sessions"].clone();
    let (mut cases, mut held) = (Vec::new(), Vec::new());
    for layout in layouts() {
        let (attestation, device) = attest(&mut parties, &layout);
        let response = respond(&attestation, &device, &parties, &layout, &sessions);
        cases.push(case(&layout, "accept", &response));
        if layout.case == "one statement, OpenID4VP" {
            cases.extend(spoil::variants("ofage", "ofage", &cases[0]));
            cases.push(issued(&layout, "accept", &attestation));
            held.push(hold("one statement", &layout, &attestation, &device));
        }
        if layout.mac {
            cases.extend(cases.last().map(spoil::mac));
        }
        if layout.others {
            held.push(hold("mDL", &layout, &attestation, &device));
        }
    }
    for (name, first_day) in [("expired", -40), ("not valid yet", 3)] {
        let layout = Layout { first_day, ..Layout::plain(name) };
        let (attestation, device) = attest(&mut parties, &layout);
        let response = respond(&attestation, &device, &parties, &layout, &sessions);
        cases.push(case(&layout, "refuse", &response));
    }
    file["cases"] = cases.into();
    file["held"] = held.into();
    file
}

fn attest(parties: &mut Parties, layout: &Layout) -> (Attestation, SecretKey) {
    let device = SecretKey::generate(layout.device, &mut parties.rng);
    let party: &Party = match layout.issuer {
        "p384" => &parties.p384,
        "plain" => &parties.plain,
        "files" => &parties.files,
        _ => &parties.p256,
    };
    let issuer = Issuer::new(layout.profile.clone(), party.certificate.clone())
        .with_hash(layout.hash)
        .with_digest_count(layout.decoys)
        .unwrap();
    let statements: Vec<(AgeThreshold, bool)> =
        layout.thresholds.iter().map(|years| (AgeThreshold::new(*years).unwrap(), *years <= 18)).collect();
    let mut claims = Claims::age(AgeFacts::stated(&statements));
    if layout.others {
        let space = layout.profile.name_space();
        claims = claims
            .with_element(space, "family_name", ElementValue::text("Ünal"))
            .with_element(space, "birth_date", ElementValue::full_date(day(parties.now, -9000)))
            .with_element(space, "issuing_country", ElementValue::text("UT"))
            .with_element(space, "portrait", ElementValue::bytes(&[0xff; 300]));
    }
    let validity = Validity::days(day(parties.now, layout.first_day), 30).unwrap();
    let mut ready = issuer.attestation().device_key(device.public_key()).claims(claims).validity(validity);
    if layout.status {
        ready = ready.status_list(4711, "https://issuer.example/status/1");
    }
    (ready.prepare(&mut parties.rng).unwrap().sign_with(&party.key).unwrap(), device)
}

fn respond(
    attestation: &Attestation,
    device: &SecretKey,
    parties: &Parties,
    layout: &Layout,
    sessions: &Value,
) -> Vec<u8> {
    let transcript = ofage_testkit::hex(&sessions[layout.session]["transcript"]);
    let transcript = SessionTranscript::from_bytes(&transcript).unwrap();
    let space = layout.profile.name_space();
    let request = if layout.others {
        let all = ["age_over_18", "family_name", "birth_date", "issuing_country", "portrait"];
        Request::elements(&all.map(|element| (space, element)))
    } else {
        Request::age_over(AgeThreshold::EIGHTEEN)
    };
    let prepared = attestation.prepare(&request, &transcript).unwrap();
    if layout.mac {
        let key = MacKey::derive(device, &parties.reader.public_key(), &transcript).unwrap();
        return prepared.finish_with_mac(&key).unwrap();
    }
    prepared.sign_with(device).unwrap()
}

fn case(layout: &Layout, expected: &str, response: &[u8]) -> Value {
    json!({
        "issuer": "ofage", "holder": "ofage", "case": layout.case, "kind": "response",
        "docType": layout.profile.doc_type(), "session": layout.session, "mac": layout.mac,
        "root": layout.issuer, "expected": expected, "bytes": hex(response),
    })
}

/// What a wallet receives from the issuer, without any presentation.
fn issued(layout: &Layout, expected: &str, attestation: &Attestation) -> Value {
    json!({
        "issuer": "ofage", "holder": "none", "case": "IssuerSigned on receipt", "kind": "issued",
        "docType": layout.profile.doc_type(), "root": layout.issuer, "expected": expected,
        "bytes": hex(attestation.as_bytes()),
    })
}

/// An attestation of ours for peers to present, with its key.
fn hold(name: &str, layout: &Layout, attestation: &Attestation, device: &SecretKey) -> Value {
    json!({
        "name": name, "docType": layout.profile.doc_type(), "nameSpace": layout.profile.name_space(),
        "issuerSigned": hex(attestation.as_bytes()), "device": jwk(device),
    })
}
