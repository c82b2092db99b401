//! Copies of the sources in which changes are made, and their build.

use core::ops::Range;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::change::{Change, bad};
use super::judge::Program;
use super::switches::{self, Blame, Switched};
use crate::failure::Failure;
use crate::{process, sources};

/// The crates that hold changes, by folder.
const CRATES: [&str; 2] = ["crates/ofage-core", "crates/ofage-verifier"];
/// The compiler lets only these use a switch that is constant where it must be.
const CRATE_NAMES: &str = "ofage_core,ofage_verifier";
const PACKAGES: [&str; 6] = ["-p", "ofage-core", "-p", "ofage-verifier", "-p", "ofage-testkit"];

/// What became of the changes in the build that holds them all.
#[derive(Debug, Default)]
pub(super) struct Build {
    pub(super) programs: Vec<Program>,
    /// They do not compile.
    pub(super) unviable: BTreeSet<u32>,
    /// They have no switch.
    pub(super) left: BTreeSet<u32>,
    /// They are in code that the compiler may run, unchanged.
    pub(super) constant: BTreeSet<u32>,
}

/// A copy of the sources, beside which the tests find the shared vectors as they do here. `replaced` stands in for
/// files of these names.
pub(super) fn copy(root: &Path, name: &str, replaced: &BTreeMap<String, String>) -> Result<PathBuf, Failure> {
    let folder = std::env::temp_dir().join("ofage-mutants");
    let tree = folder.join(name);
    let mut git = Command::new("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard"]).current_dir(root);
    let mut kept = BTreeSet::new();
    for name in process::output(git)?.lines() {
        let (from, to) = (root.join(name), tree.join(name));
        // A file that is removed and not yet committed is listed too.
        if !from.is_file() {
            continue;
        }
        let content = match replaced.get(name) {
            Some(text) => text.clone().into_bytes(),
            None => std::fs::read(&from).map_err(Failure::io(&from))?,
        };
        if !std::fs::read(&to).is_ok_and(|known| known == content) {
            if let Some(parent) = to.parent() {
                std::fs::create_dir_all(parent).map_err(Failure::io(parent))?;
            }
            std::fs::write(&to, content).map_err(Failure::io(&to))?;
        }
        kept.insert(to);
    }
    let mut found = Vec::new();
    sources::collect(&tree, &mut found)?;
    for stale in found.iter().filter(|path| !kept.contains(*path)) {
        std::fs::remove_file(stale).map_err(Failure::io(stale))?;
    }
    #[cfg(unix)]
    if let (Ok(shared), link) = (root.join("../shared").canonicalize(), folder.join("shared"))
        && !link.exists()
    {
        std::os::unix::fs::symlink(&shared, &link).map_err(Failure::io(&link))?;
    }
    Ok(tree)
}

/// A cargo command in a copy. The dependencies are built once for all runs.
pub(super) fn cargo(root: &Path, tree: &Path, arguments: &[&str]) -> Command {
    let mut command = process::cargo(tree, arguments);
    command.args(["--quiet", "--locked"]).args(PACKAGES);
    command.env("CARGO_TARGET_DIR", root.join("target/mutants/build"));
    command.env("CARGO_PROFILE_DEV_DEBUG", "false").env_remove("CARGO_MANIFEST_DIR");
    // In every build, or the dependencies that ask for it are built again and again.
    command.env("RUSTC_BOOTSTRAP", CRATE_NAMES);
    command
}

/// Builds the tests with every change behind its switch. What the compiler refuses is taken out until it accepts.
pub(super) fn build(root: &Path, changes: &BTreeMap<u32, &Change>) -> Result<Build, Failure> {
    let mut build = Build::default();
    loop {
        let files = switch(root, changes, &mut build)?;
        let texts: BTreeMap<_, _> =
            files.iter().map(|(name, file)| (name.clone(), file.text.clone())).collect();
        let tree = copy(root, "switched", &texts)?;
        let refused = compile(cargo(root, &tree, &["check", "--lib"]), &files)?.0;
        if !refused.is_empty() {
            let before = build.unviable.len().saturating_add(build.left.len());
            for blame in refused {
                match blame {
                    Blame::Certain(numbers) => build.unviable.extend(numbers),
                    Blame::Doubtful(numbers) => build.left.extend(numbers),
                    Blame::Nothing => {}
                }
            }
            let after = build.unviable.len().saturating_add(build.left.len());
            println!(
                "  {} changes do not compile, {} have no switch",
                build.unviable.len(),
                build.left.len()
            );
            if after == before {
                return Err(bad("the compiler refuses the switches"));
            }
            continue;
        }
        let (refused, programs) =
            compile(cargo(root, &tree, &["test", "--no-run", "--lib", "--tests"]), &files)?;
        if !refused.is_empty() {
            return Err(bad("the compiler accepts the crates and refuses their tests"));
        }
        build.programs = programs;
        build.left.retain(|number| !build.unviable.contains(number));
        return Ok(build);
    }
}

/// The changed files.
fn switch(
    root: &Path,
    changes: &BTreeMap<u32, &Change>,
    build: &mut Build,
) -> Result<BTreeMap<String, Switched>, Failure> {
    let mut names: BTreeSet<String> = changes.values().map(|change| change.file.clone()).collect();
    let roots = CRATES.map(|folder| format!("{folder}/src/lib.rs"));
    names.extend(roots.iter().cloned());
    let count =
        changes.keys().last().copied().and_then(|last| usize::try_from(last).ok()).unwrap_or_default();
    let mut files = BTreeMap::new();
    for name in names {
        let path = root.join(&name);
        let text = std::fs::read_to_string(&path).map_err(Failure::io(&path))?;
        let wanted = changes
            .iter()
            .filter(|(number, change)| {
                change.file == name && !build.unviable.contains(number) && !build.left.contains(number)
            })
            .map(|(number, change)| (*number, *change))
            .collect();
        let is_root = roots.contains(&name);
        let prelude = if is_root { switches::PRELUDE } else { "" };
        let mut file =
            switches::switch(&text, &wanted, prelude).map_err(|error| bad(&format!("{name}: {error}")))?;
        if is_root {
            file.text.push_str(&switches::module(count));
        }
        build.left.extend(&file.left);
        build.unviable.extend(&file.impossible);
        build.constant.extend(&file.constant);
        files.insert(name, file);
    }
    Ok(files)
}

/// What the compiler refuses, and the programs that it makes if it refuses nothing.
fn compile(
    mut command: Command,
    files: &BTreeMap<String, Switched>,
) -> Result<(Vec<Blame>, Vec<Program>), Failure> {
    command.args(["--message-format", "json"]);
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|source| Failure::NotStarted { command: "cargo".into(), source })?;
    let text = String::from_utf8_lossy(&output.stdout);
    let messages: Vec<Value> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let errors: Vec<&Value> = messages
        .iter()
        .filter_map(|message| message.get("message"))
        .filter(|message| message.get("level").and_then(Value::as_str) == Some("error"))
        .filter(|message| {
            message.get("spans").and_then(Value::as_array).is_some_and(|spans| !spans.is_empty())
        })
        .collect();
    let mut blames = Vec::new();
    for error in &errors {
        let blame = blamed(error, files);
        if blame == Blame::Nothing {
            let text = error.get("rendered").and_then(Value::as_str).unwrap_or_default();
            return Err(bad(&format!("no change is to blame for\n{text}")));
        }
        blames.push(blame);
    }
    if blames.is_empty() && !output.status.success() {
        return Err(Failure::Exit { command: "cargo".into(), status: output.status });
    }
    Ok((blames, messages.iter().filter_map(Program::read).collect()))
}

fn blamed(error: &Value, files: &BTreeMap<String, Switched>) -> Blame {
    let (mut primary, mut others) = (Vec::new(), Vec::new());
    for span in error.get("spans").and_then(Value::as_array).into_iter().flatten() {
        // The code that uses a macro, not the macro's own.
        let mut span = span;
        while let Some(outer) = span.get("expansion").and_then(|expansion| expansion.get("span")) {
            span = outer;
        }
        let file = span.get("file_name").and_then(Value::as_str).and_then(|name| files.get(name));
        let number = |name: &str| usize::try_from(span.get(name)?.as_u64()?).ok();
        if let (Some(file), Some(start), Some(end)) = (file, number("byte_start"), number("byte_end")) {
            let is_primary = span.get("is_primary").and_then(Value::as_bool) == Some(true);
            if is_primary { &mut primary } else { &mut others }.push((file, start..end));
        }
    }
    let in_file = |file: &Switched| -> Vec<Range<usize>> {
        others
            .iter()
            .filter(|(other, _)| core::ptr::eq(*other, file))
            .map(|(_, range)| range.clone())
            .collect()
    };
    for (file, range) in primary.iter().chain(&others) {
        let blame = file.blame(range, &in_file(file));
        if blame != Blame::Nothing {
            return blame;
        }
    }
    Blame::Nothing
}
