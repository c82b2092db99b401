//! The vector files of `test-vectors/v1`, run against the core.

#![cfg(test)]

use std::collections::BTreeSet;
use std::path::PathBuf;

use ofage_core::pki::PkiError;
use ofage_core::{DecodeErrorKind, VerifyError};
use ofage_testkit::inputs::INPUT_SCHEMA;
use ofage_testkit::vectors::{NOTES, Vector, read_file};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors")
}

/// Every file, in the order of names, with its vectors.
fn files() -> Vec<(String, Vec<Vector>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder().join("v1"))
        .unwrap()
        .filter_map(|entry| {
            let path = entry.unwrap().path();
            assert_eq!(path.extension().unwrap(), "json", "{}", path.display());
            let content = std::fs::read_to_string(&path).unwrap();
            // Lists, bundles and challenges have a test of their own.
            if content.contains(INPUT_SCHEMA) {
                return None;
            }
            let vectors = read_file(&content);
            Some((path.file_name().unwrap().to_str().unwrap().to_owned(), vectors))
        })
        .collect();
    files.sort_by(|one, other| one.0.cmp(&other.0));
    files
}

#[test]
fn every_vector_gives_what_it_says() {
    let known = std::fs::read_to_string(folder().join("divergences.json")).unwrap();
    let known: serde_json::Value = serde_json::from_str(&known).unwrap();
    let known: BTreeSet<(String, u64)> = known["divergences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            assert!(!entry["reason"].as_str().unwrap().is_empty());
            (entry["file"].as_str().unwrap().to_owned(), entry["tcId"].as_u64().unwrap())
        })
        .collect();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for (file, vectors) in files() {
        for vector in vectors {
            let place = (file.clone(), vector.id);
            assert!(seen.insert(place.clone()), "{file}: tcId {} twice", vector.id);
            match (vector.fault(), known.contains(&place)) {
                (Some(fault), false) => wrong.push(format!("{file}: {fault}")),
                (None, true) => {
                    wrong.push(format!("{file}: tcId {} passes, but is a known divergence", vector.id))
                }
                (Some(_), true) | (None, false) => {}
            }
        }
    }
    assert!(known.is_subset(&seen), "a divergence of no vector");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_note_has_a_vector() {
    let used: BTreeSet<String> =
        files().into_iter().flat_map(|(_, vectors)| vectors).flat_map(|vector| vector.flags).collect();
    let noted: BTreeSet<String> = NOTES.iter().map(|note| note.flag.into()).collect();
    assert_eq!(used, noted);
}

/// Codes that no response causes, each with its reason.
const WITHOUT_VECTOR: &[(&str, &str)] = &[
    ("anchor_conflict", "setting up the verifier"),
    ("anchor_not_root", "setting up the verifier"),
    ("anchors_too_many", "setting up the verifier"),
    ("certificate_contact_invalid", "making a certificate"),
    ("certificate_lifetime_too_long", "strict rules only, and no built-in profile is strict"),
    ("certificate_name_invalid", "making a certificate"),
    ("certificate_profile", "strict rules only, and no built-in profile is strict"),
    ("certificate_signer_failed", "making a certificate"),
    ("certificate_validity_order", "making a certificate"),
    ("certificate_validity_outside_issuer", "making a certificate"),
    ("chain", "never given: the code of the inner error is"),
    ("chain_too_long", "the decoder refuses five certificates earlier: too_many_certificates"),
    ("crl_malformed", "revocation lists"),
    ("crl_signature", "revocation lists"),
    ("crl_too_large", "revocation lists"),
    ("crl_unsupported", "revocation lists"),
    ("integer_out_of_range", "signed integers past 64 bits, which no field of a response is read as"),
    ("mso_malformed", "never given: the code of the inner error is"),
    ("revoked", "status lists, which are checked after the response"),
    ("status_unknown", "status lists, which are checked after the response"),
    ("suspended", "status lists, which are checked after the response"),
    ("unexpected_value", "status lists"),
];

#[test]
fn every_code_that_a_response_can_cause_has_a_vector() {
    let caused: BTreeSet<String> =
        files().into_iter().flat_map(|(_, vectors)| vectors).filter_map(|vector| vector.code).collect();
    let all = [DecodeErrorKind::codes(), VerifyError::codes(), PkiError::codes()].concat();
    let all: BTreeSet<String> = all.iter().map(|(code, _)| (*code).into()).collect();
    assert!(caused.is_subset(&all), "{:?}", caused.difference(&all));
    let excused: BTreeSet<String> = WITHOUT_VECTOR.iter().map(|(code, _)| (*code).into()).collect();
    let missing: Vec<_> = all.difference(&caused).filter(|code| !excused.contains(*code)).collect();
    assert!(missing.is_empty(), "no vector for {missing:?}");
    let needless: Vec<_> =
        excused.iter().filter(|code| caused.contains(*code) || !all.contains(*code)).collect();
    assert!(needless.is_empty(), "excused in vain: {needless:?}");
}
