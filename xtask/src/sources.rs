//! Rules about the sources that no compiler checks.

use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// More lines than this and a file wants to be split.
const MOST_LINES: usize = 600;

/// Files that may be longer, each with its reason.
const LONG_FILES: [(&str, &str); 0] = [];

/// Folders that hold no source of ours.
const NOT_OURS: [&str; 6] = [".git", "target", "node_modules", "pkg", "dist", "corpus"];

/// Checks the rules over the whole workspace.
pub(crate) fn check(root: &Path) -> Result<(), Failure> {
    let mut files = Vec::new();
    collect(root, &mut files)?;
    check_lints(root, &files)?;
    check_lengths(root, &files)
}

/// A crate that does not inherit the lint table is compiled without it, and nothing says so.
fn check_lints(root: &Path, files: &[PathBuf]) -> Result<(), Failure> {
    let mut places = Vec::new();
    let mut manifests: usize = 0;
    for file in files.iter().filter(|file| file.file_name().is_some_and(|name| name == "Cargo.toml")) {
        let text = std::fs::read_to_string(file).map_err(Failure::io(file))?;
        manifests = manifests.saturating_add(1);
        if !inherits_lints(&text) {
            places.push(relative(root, file));
        }
    }
    println!("  {manifests} manifests read");
    broken("these manifests do not set `lints.workspace = true`", places)
}

/// Whether a manifest inherits the lint table. The root of a workspace has none to inherit from.
fn inherits_lints(manifest: &str) -> bool {
    let mut table = String::new();
    for line in manifest.lines().map(|line| line.split('#').next().unwrap_or_default()) {
        let line: String = line.chars().filter(|c| !c.is_whitespace()).collect();
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            name.clone_into(&mut table);
        } else if format!("{table}.{line}").trim_start_matches('.') == "lints.workspace=true" {
            return true;
        }
        if table == "workspace" {
            return true;
        }
    }
    false
}

fn check_lengths(root: &Path, files: &[PathBuf]) -> Result<(), Failure> {
    let mut places = Vec::new();
    let mut seen: usize = 0;
    for file in files {
        let source = file.extension().is_some_and(|ext| ["rs", "ts", "js", "mjs"].iter().any(|e| ext == *e));
        let name = relative(root, file);
        if !source || LONG_FILES.iter().any(|(long, _)| *long == name) {
            continue;
        }
        seen = seen.saturating_add(1);
        let lines = std::fs::read_to_string(file).map_err(Failure::io(file))?.lines().count();
        if lines > MOST_LINES {
            places.push(format!("{name}: {lines} lines"));
        }
    }
    println!("  {seen} source files measured");
    broken("these files are longer than 600 lines", places)
}

fn broken(rule: &'static str, places: Vec<String>) -> Result<(), Failure> {
    if places.is_empty() { Ok(()) } else { Err(Failure::Rule { rule, places }) }
}

fn relative(root: &Path, file: &Path) -> String {
    file.strip_prefix(root).unwrap_or(file).to_string_lossy().replace('\\', "/")
}

/// Every file below a folder, except in the folders that are not ours.
pub(crate) fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    for entry in std::fs::read_dir(folder).map_err(Failure::io(folder))? {
        let entry = entry.map_err(Failure::io(folder))?;
        let path = entry.path();
        let kind = entry.file_type().map_err(Failure::io(&path))?;
        if kind.is_dir() {
            if !NOT_OURS.iter().any(|name| entry.file_name() == *name) {
                collect(&path, files)?;
            }
        } else if kind.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{MOST_LINES, check, inherits_lints};
    use crate::failure::Failure;

    #[test]
    fn manifests_with_the_shared_lints_pass() {
        assert!(inherits_lints("[package]\nname = \"a\"\n\n[lints]\nworkspace = true # all of them\n"));
        assert!(inherits_lints("lints.workspace=true\n[package]\n"));
        assert!(inherits_lints("[workspace]\nmembers = []\n"));
    }

    #[test]
    fn manifests_without_them_do_not() {
        assert!(!inherits_lints("[package]\nname = \"a\"\n"));
        assert!(!inherits_lints("[lints.rust]\nunsafe_code = \"allow\"\n"));
        assert!(!inherits_lints("[dependencies.lints]\nworkspace = true\n"));
        assert!(!inherits_lints("# [lints]\n# workspace = true\n"));
        assert!(!inherits_lints("[package]\nversion.workspace = true\n"));
    }

    #[test]
    fn broken_rules_name_the_file() {
        let folder = std::env::temp_dir().join(format!("xtask-sources-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("target")).unwrap();
        std::fs::write(folder.join("target/generated.rs"), "\n".repeat(MOST_LINES + 1)).unwrap();
        std::fs::write(folder.join("fits.rs"), "\n".repeat(MOST_LINES)).unwrap();
        std::fs::write(folder.join("Cargo.toml"), "[workspace]").unwrap();
        assert!(check(&folder).is_ok());

        std::fs::write(folder.join("long.rs"), "\n".repeat(MOST_LINES + 1)).unwrap();
        let places = places(check(&folder));
        assert_eq!(places, ["long.rs: 601 lines"]);

        std::fs::write(folder.join("Cargo.toml"), "[package]").unwrap();
        assert_eq!(self::places(check(&folder)), ["Cargo.toml"]);
        std::fs::remove_dir_all(&folder).unwrap();
    }

    fn places(result: Result<(), Failure>) -> Vec<String> {
        match result {
            Err(Failure::Rule { places, .. }) => places,
            other => panic!("{other:?}"),
        }
    }
}
