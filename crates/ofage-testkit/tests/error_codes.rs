//! `spec/error-codes.md` lists every code of the code, and no other.
#![cfg(test)]

use core::fmt::Write as _;
use std::collections::BTreeSet;
use std::path::Path;

use ofage_core::door_code::DoorCodeError;
use ofage_core::pki::PkiError;
use ofage_core::trust::{EntryProblem, ListError};
use ofage_core::{
    ChallengeError, DecodeErrorKind, IssueError, KeyError, PresentError, ReaderAuthError, Stage, VerifyError,
};
use ofage_verifier::trust_bundle::{BundleError, BundleProblem, PartProblem};
use ofage_verifier::{Language, Reason};

const HEAD: &str = "# Error codes

Version 1.0. Codes are stable: a code keeps its meaning, and a code that goes is not used again. They are the same in Rust,
in JSON, in JavaScript and in the test vectors.

A response that is refused gives one stage and one code: those of the earliest check that failed. Stages, in order:
";

/// One table, sorted by code.
fn table(out: &mut String, title: &str, codes: &[(&str, &str)]) {
    write!(out, "\n## {title}\n\n| code | meaning |\n|---|---|\n").unwrap();
    let sorted: BTreeSet<_> = codes.iter().collect();
    assert_eq!(sorted.len(), codes.len(), "{title}: a code twice");
    for (code, meaning) in sorted {
        assert!(code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'), "{code}");
        writeln!(out, "| `{code}` | {meaning} |").unwrap();
    }
}

fn generated() -> String {
    let stages = [
        Stage::Decode,
        Stage::Structure,
        Stage::Profile,
        Stage::Chain,
        Stage::IssuerAuth,
        Stage::Mso,
        Stage::Validity,
        Stage::Digest,
        Stage::DeviceAuth,
        Stage::Status,
    ];
    assert!(stages.is_sorted());
    let names: Vec<String> = stages.iter().map(|stage| format!("`{}`", stage.code())).collect();
    let mut out = format!("{HEAD}{}.\n", names.join(", "));
    table(&mut out, "1. Bytes that do not decode", DecodeErrorKind::codes());
    table(&mut out, "2. Certificates and paths", PkiError::codes());
    table(&mut out, "3. Responses that do not verify", VerifyError::codes());
    table(&mut out, "4. Issuing", IssueError::codes());
    table(&mut out, "5. Presenting", PresentError::codes());
    table(&mut out, "6. Keys", KeyError::codes());
    table(&mut out, "7. Signed lists: status lists, identifier lists, VICAL, deny lists", ListError::codes());
    table(&mut out, "8. Entries of a VICAL that cannot be used", EntryProblem::codes());
    table(&mut out, "9. Trust bundles that do not load", BundleError::codes());
    table(&mut out, "10. Parts of a trust bundle that do not count", PartProblem::codes());
    table(&mut out, "11. Trust bundles that give no answer, or say no", BundleProblem::codes());
    table(&mut out, "12. Door codes", DoorCodeError::codes());
    table(&mut out, "13. Challenges", ChallengeError::codes());
    table(&mut out, "14. Reader authentication of a challenge", ReaderAuthError::codes());
    let reasons: Vec<(&str, &str)> = Reason::ALL
        .iter()
        .map(|reason| (reason.code(), reason.guidance(Language::English).message()))
        .collect();
    table(&mut out, "15. Reasons of the door, as staff read them", &reasons);
    out
}

#[test]
fn the_list_is_that_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/error-codes.md");
    let generated = generated();
    if std::env::var_os("OFAGE_REGENERATE").is_some() {
        std::fs::write(&path, &generated).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(
        written == generated,
        "spec/error-codes.md is out of date: run this test with OFAGE_REGENERATE=1"
    );
}
