//! Every input that the fuzzers start from, and every one that once broke something, without a fuzzer.

#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};

use ofage_testkit::fuzz_targets::{TARGETS, kept, target};

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

/// The files of a folder; none where there is no folder.
fn inputs(folder: &Path) -> Vec<Vec<u8>> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect()
}

#[test]
fn seeds_corpora_and_regressions_pass() {
    for target in TARGETS {
        let seeds = (target.seeds)();
        let corpus = fuzz().join("corpus").join(format!("{}.hex", target.name));
        let corpus = kept(&fs::read_to_string(&corpus).unwrap());
        assert!(!seeds.is_empty() && corpus.len() >= 50, "{}: inputs are missing", target.name);
        let regressions = inputs(&fuzz().join("regressions").join(target.name));
        seeds.iter().chain(&corpus).chain(&regressions).for_each(|input| (target.run)(input));
    }
}

#[test]
fn there_is_a_fuzzer_for_every_target_and_no_other() {
    let mut names: Vec<String> = fs::read_dir(fuzz().join("fuzz_targets"))
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    names.sort_unstable();
    let mut expected: Vec<_> = TARGETS.iter().map(|target| target.name.to_owned()).collect();
    expected.sort_unstable();
    assert_eq!(names, expected);
    for folder in ["corpus", "regressions"] {
        for entry in fs::read_dir(fuzz().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            assert!(target(&name).is_some(), "{}", path.display());
        }
    }
}
