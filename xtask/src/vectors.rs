//! `cargo xtask vectors`: regenerates the test vectors, and the check that they have not drifted.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::process;

/// What the generator writes, seen from the root.
const FOLDER: &str = "test-vectors/v1";
/// The generator: it writes every file of `FOLDER` anew from `test-vectors/gen`.
const GENERATOR: [&str; 6] = ["run", "--quiet", "--package", "ofage-testkit", "--bin", "vectors"];

/// Regenerates the vectors in place.
pub(crate) fn run(root: &Path, mut arguments: impl Iterator<Item = String>) -> Result<(), Failure> {
    if let Some(extra) = arguments.next() {
        return Err(Failure::Usage(format!("vectors takes no argument, not {extra}")));
    }
    process::run(process::cargo(root, &GENERATOR))
}

/// Regenerates the vectors and fails when a file is not what it was before.
///
/// It compares with the files on disk rather than with the last commit, so that it also works on vectors
/// which are not committed yet and on a source archive.
pub(crate) fn check(root: &Path) -> Result<(), Failure> {
    let folder = root.join(FOLDER);
    let before = snapshot(&folder)?;
    if before.is_empty() {
        return Err(Failure::Missing {
            what: format!("any vector in {FOLDER}"),
            remedy: "`cargo xtask vectors`".into(),
        });
    }
    run(root, core::iter::empty())?;
    let places = differences(&before, &snapshot(&folder)?);
    if places.is_empty() {
        println!("  {} files, all as generated", before.len());
        return Ok(());
    }
    Err(Failure::Rule {
        rule: "these vectors drifted from their scripts (now regenerated: review and commit)",
        places,
    })
}

/// The content of every file below a folder.
fn snapshot(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>, Failure> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(Failure::io(&folder))? {
            let path = entry.map_err(Failure::io(&folder))?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let content = std::fs::read(&path).map_err(Failure::io(&path))?;
                files.insert(path, content);
            }
        }
    }
    Ok(files)
}

fn differences(before: &BTreeMap<PathBuf, Vec<u8>>, after: &BTreeMap<PathBuf, Vec<u8>>) -> Vec<String> {
    let changed = before.iter().filter_map(|(path, old)| match after.get(path) {
        None => Some(format!("{}: no longer generated", path.display())),
        Some(new) if new != old => Some(format!("{}: changed", path.display())),
        Some(_) => None,
    });
    let added = after.keys().filter(|path| !before.contains_key(*path));
    changed.chain(added.map(|path| format!("{}: new", path.display()))).collect()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::differences;

    #[test]
    fn every_kind_of_drift_is_named() {
        let set = |files: &[(&str, &str)]| {
            files.iter().map(|(path, text)| (PathBuf::from(path), text.as_bytes().to_vec())).collect()
        };
        let before = set(&[("same", "1"), ("changed", "1"), ("gone", "1")]);
        let after = set(&[("same", "1"), ("changed", "2"), ("added", "1")]);
        let found = differences(&before, &after);
        assert_eq!(found, ["changed: changed", "gone: no longer generated", "added: new"]);
        assert!(differences(&before, &before).is_empty());
    }
}
