//! The vector files of lists, bundles and challenges, run against core and verifier.

#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use ofage_core::ChallengeError;
use ofage_core::trust::ListError;
use ofage_testkit::inputs::{INPUT_NOTES, Run, run_file};
use ofage_verifier::trust_bundle::BundleError;

/// Fewest inputs of a kind, and fewest that are refused: with less, something is not being read.
const FEWEST: (usize, usize) = (50, 35);

fn contents() -> BTreeMap<String, String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/v1");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read_to_string(&path).unwrap())
    });
    files.collect()
}

fn runs() -> BTreeMap<String, Run> {
    contents().into_iter().filter_map(|(name, content)| Some((name, run_file(&content)?))).collect()
}

#[test]
fn every_input_gives_what_its_vector_says() {
    let runs = runs();
    let names: Vec<_> = runs.keys().map(String::as_str).collect();
    let expected = [
        "challenge.json",
        "identifier_list.json",
        "revocation_list.json",
        "status_list.json",
        "trust_bundle.json",
    ];
    assert_eq!(names, expected);
    let mut faults = Vec::new();
    for (name, run) in &runs {
        println!("{name}: {} inputs, {} refused", run.tests, run.refused);
        faults.extend(run.faults.iter().map(|fault| format!("{name}: {fault}")));
        assert!(run.tests >= FEWEST.0 && run.refused >= FEWEST.1, "{name}: {run:?}");
    }
    assert!(faults.is_empty(), "{} wrong:\n{}", faults.len(), faults.join("\n"));
    let used: BTreeSet<_> = runs.values().flat_map(|run| run.flags.iter().map(String::as_str)).collect();
    let noted: BTreeSet<_> = INPUT_NOTES.iter().map(|note| note.flag).collect();
    assert_eq!(used, noted, "notes and their vectors");
}

/// Codes that no file of bytes causes, each with its reason.
const WITHOUT_VECTOR: &[(&str, &str)] = &[
    ("chain", "never given: the code of the inner error is"),
    ("challenge_time_range", "making a challenge: four bytes hold no other time"),
    ("decode", "never given: the code of the inner error is"),
    ("vical_rejected", "never given: the code of the inner error is"),
];

#[test]
fn every_code_of_lists_bundles_and_challenges_has_a_vector() {
    let all = contents().into_values().collect::<String>();
    let codes = [ListError::codes(), BundleError::codes(), ChallengeError::codes()].concat();
    let missing: Vec<_> = codes
        .iter()
        .map(|(code, _)| *code)
        .filter(|code| {
            all.contains(&format!("\"code\":\"{code}\""))
                == WITHOUT_VECTOR.iter().any(|(known, _)| known == code)
        })
        .collect();
    assert!(missing.is_empty(), "without a vector, or excused in vain: {missing:?}");
}
