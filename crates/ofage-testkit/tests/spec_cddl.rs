//! The CDDL of the specifications, checked against what the encoders write.

#![cfg(test)]

#[path = "trust_bundle/world.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod world;

use std::fs;
use std::path::{Path, PathBuf};

use ofage_core::status::Status;
use ofage_core::{Audience, Challenge, ChallengeMode, SessionTranscript, TimedSession, VenueName};
use ofage_testkit::cbor::{Item, Node, decode, float};
use ofage_testkit::door::noon;
use ofage_testkit::world::layouts;

/// All rules of all texts: they use each other's names.
fn rules() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec");
    let mut texts: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    texts.sort_unstable();
    let mut rules = String::new();
    for path in texts.iter().filter(|path| path.extension().is_some_and(|extension| extension == "md")) {
        let text = fs::read_to_string(path).unwrap();
        for block in text.split("```cddl\n").skip(1) {
            rules.push_str(block.split_once("```").unwrap().0);
        }
    }
    rules
}

fn fits(rules: &str, rule: &str, message: &[u8]) -> Result<(), String> {
    let rules = format!("start = {rule}\n{rules}");
    cddl::validate_cbor_from_slice(&rules, message, None).map_err(|error| error.to_string())
}

/// The message follows the rule, and follows it no more with any of its parts replaced.
fn check(rules: &str, rule: &str, message: &[u8]) {
    fits(rules, rule, message).unwrap_or_else(|error| panic!("{rule}: {error}"));
    let tree = decode(message);
    let mut changed_parts = Vec::new();
    if let Node::Array(parts) = &tree.node {
        for part in 0..parts.len() {
            let mut parts = parts.clone();
            parts[part] = float(1.5);
            changed_parts.push(Node::Array(parts));
        }
    } else if let Node::Map(parts) = &tree.node {
        for part in 0..parts.len() {
            let mut parts = parts.clone();
            parts[part].1 = float(1.5);
            changed_parts.push(Node::Map(parts));
        }
    }
    assert!(!changed_parts.is_empty(), "{rule}: nothing in it");
    for (part, changed) in changed_parts.into_iter().enumerate() {
        let changed = Item::from(changed);
        assert!(fits(rules, rule, &changed.encode()).is_err(), "{rule}: any value will do for part {part}");
    }
}

/// The payload of a signed list.
fn payload(token: &[u8]) -> Vec<u8> {
    decode(token).inside().elements()[2].content()
}

#[test]
fn responses_attestations_and_their_objects() {
    let rules = rules();
    for layout in layouts() {
        // Two layouts are those of other vendors, who have more in their objects.
        if layout.name.starts_with("eu-") {
            continue;
        }
        let (response, _) = layout.world.sealed();
        check(&rules, "DeviceResponse", &response);
        let mut tree = decode(&response);
        let issuer_signed = tree.at("documents").elements()[0].at("issuerSigned");
        check(&rules, "IssuerSigned", &issuer_signed.encode());
        let mut mso = decode(&issuer_signed.at("issuerAuth").elements()[2].content());
        check(&rules, "MobileSecurityObject", &mso.inside().content());
    }
}

#[test]
fn transcripts_of_challenges_and_timed_sessions() {
    let rules = rules();
    let venue = VenueName::new("Bar").unwrap();
    let asked = ofage_core::AgeThreshold::EIGHTEEN;
    let challenge = Challenge::new(ChallengeMode::Challenge, venue, asked, [7; 16], noon()).unwrap();
    check(&rules, "ChallengeTranscript", challenge.to_session_transcript().as_bytes());
    let session = TimedSession::new(Audience::AnyDoor, noon()).unwrap();
    let transcript = session.to_session_transcript();
    check(&rules, "TimedTranscript", transcript.as_bytes());

    let signed = Item::from(vec![Item::from(""), Item::from(noon().seconds())]).encode();
    check(&rules, "TimedSession", &signed);
    let hash: [u8; 32] =
        sha2::Digest::finalize(sha2::Digest::chain_update(<sha2::Sha256 as sha2::Digest>::new(), &signed))
            .into();
    let named = decode(transcript.as_bytes()).elements()[2].elements()[1].content();
    assert_eq!(named, hash, "the handover names another session");
}

#[test]
fn trust_bundles_deny_lists_and_status_lists() {
    let rules = rules();
    let mut world = world::World::new();
    let now = world::now();
    let mut file = world.basic();
    file.add(ofage_core::trust::PartKind::StatusList, &world.status_list(now, &[(3, Status::Invalid)]));
    check(&rules, "TrustBundle", &file.encode().unwrap());
    let denied = world.document_signer.certificate.clone();
    check(&rules, "DenyList", &payload(&world.deny_list(4, now, &[&denied])));
    check(&rules, "Claims", &payload(&world.status_list(now, &[(3, Status::Invalid)])));
    check(&rules, "Claims", &payload(&world.identifier_list(now, &[b"one", b"two"])));

    let response = world.respond(Some(412), &SessionTranscript::hashed_handover("Test", b"\x80"));
    check(&rules, "DeviceResponse", &response);
    let mut tree = decode(&response);
    let issuer_auth = tree.at("documents").elements()[0].at("issuerSigned").at("issuerAuth");
    let mut mso = decode(&issuer_auth.elements()[2].content());
    let mut mso = decode(&mso.inside().content());
    check(&rules, "Status", &mso.at("status").encode());
}

#[test]
fn a_wrong_key_and_a_wrong_depth_are_noticed() {
    let rules = rules();
    let (response, _) = layouts().remove(0).world.sealed();
    for (from, to) in [("digestID", "digestId"), ("validFrom", "validForm"), ("deviceKey", "devicekey")] {
        let changed: Vec<u8> = {
            let at = response.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
            let mut changed = response.clone();
            changed[at..at + to.len()].copy_from_slice(to.as_bytes());
            changed
        };
        assert!(fits(&rules, "DeviceResponse", &changed).is_err(), "{to} is no key");
    }
}
