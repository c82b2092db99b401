//! `cargo xtask mutants`: changes the code of the checks in every small way that cargo-mutants knows, and runs the tests
//! that should notice. A change that none notices has a written reason, or the command fails.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::failure::Failure;
use crate::{process, tools};

const VERSION: &str = "27.1.0";
const RECORD: &str = "docs/assurance/mutants.json";
const ACCEPTED: &str = "docs/assurance/mutants-accepted.json";

/// Code that is changed together, and the tests that judge it: few and fast ones, for each change waits for them.
struct Group {
    name: &'static str,
    files: &'static [&'static str],
    tests: &'static [&'static str],
}

const GROUPS: &[Group] = &[
    Group {
        name: "verify",
        files: &["crates/ofage-core/src/verify/**", "crates/ofage-core/src/age.rs"],
        tests: &["vectors", "signer_cache", "lifecycle", "door"],
    },
    Group {
        name: "door",
        files: &[
            "crates/ofage-verifier/src/door.rs",
            "crates/ofage-verifier/src/verification.rs",
            "crates/ofage-verifier/src/replay.rs",
            "crates/ofage-verifier/src/policy.rs",
        ],
        tests: &["door", "trust_bundle"],
    },
    Group {
        name: "door-code",
        files: &["crates/ofage-core/src/door_code/**"],
        tests: &["door_code", "door_code_spec", "door"],
    },
];

/// Unit tests of modules that no change touches, and that take long.
const SKIPPED: &[&str] = &["crypto::", "pki::", "tlv::", "cbor::", "status::", "challenge::", "digits::"];

/// What the command line asks for.
#[derive(Debug, Default)]
struct Options {
    only: Vec<String>,
    /// Reads the outcomes of an earlier run, finished or not, and runs nothing.
    report: bool,
    /// Passed on: `k/n` runs one part of n.
    shard: Option<String>,
}

/// What became of one change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fate {
    Caught,
    Survived,
    TimedOut,
    Unviable,
}

pub(crate) fn run(root: &Path, arguments: impl Iterator<Item = String>) -> Result<(), Failure> {
    let options = parse(arguments)?;
    let tool = tools::cargo_install(root, "cargo-mutants", VERSION)?;
    let chosen =
        |group: &Group| options.only.is_empty() || options.only.iter().any(|name| name == group.name);
    if !options.report {
        for group in GROUPS.iter().filter(|group| chosen(group)) {
            mutate(root, &tool, group, options.shard.as_deref())?;
        }
    }
    report(root, &tool)
}

fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Options, Failure> {
    let mut options = Options::default();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--report" => options.report = true,
            "--only" => {
                let name = arguments.next().unwrap_or_default();
                if GROUPS.iter().all(|group| group.name != name) {
                    let names: Vec<_> = GROUPS.iter().map(|group| group.name).collect();
                    return Err(Failure::Usage(format!("--only takes one of {}", names.join(", "))));
                }
                options.only.push(name);
            }
            "--shard" => options.shard = arguments.next(),
            other => return Err(Failure::Usage(format!("mutants takes no {other}"))),
        }
    }
    Ok(options)
}

fn output_folder(root: &Path, group: &Group) -> PathBuf {
    root.join("target/mutants").join(group.name)
}

/// A copy of the sources to change, beside which the tests find the shared vectors as they do here.
fn copy(root: &Path) -> Result<PathBuf, Failure> {
    let folder = std::env::temp_dir().join("ofage-mutants");
    let tree = folder.join("tree");
    if tree.exists() {
        std::fs::remove_dir_all(&tree).map_err(Failure::io(&tree))?;
    }
    let mut git = Command::new("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard"]).current_dir(root);
    for name in process::output(git)?.lines() {
        let (from, to) = (root.join(name), tree.join(name));
        // A file that is removed and not yet committed is listed too.
        if !from.is_file() {
            continue;
        }
        if let Some(parent) = to.parent() {
            std::fs::create_dir_all(parent).map_err(Failure::io(parent))?;
        }
        std::fs::copy(&from, &to).map_err(Failure::io(&from))?;
    }
    #[cfg(unix)]
    if let (Ok(shared), link) = (root.join("../shared").canonicalize(), folder.join("shared"))
        && !link.exists()
    {
        std::os::unix::fs::symlink(&shared, &link).map_err(Failure::io(&link))?;
    }
    Ok(tree)
}

fn base(root: &Path, tool: &Path, group: &Group) -> Command {
    let mut command = Command::new(tool);
    command.current_dir(root).args(["mutants", "--workspace", "--colors", "never"]);
    for file in group.files {
        command.args(["--file", file]);
    }
    command
}

fn mutate(root: &Path, tool: &Path, group: &Group, shard: Option<&str>) -> Result<(), Failure> {
    let output = output_folder(root, group);
    std::fs::create_dir_all(&output).map_err(Failure::io(&output))?;
    let tree = copy(root)?;
    let mut command = base(&tree, tool, group);
    command.arg("--output").arg(&output);
    // In the copy. The dependencies are built once for all runs; a change then costs a few seconds.
    command.args(["--in-place", "--timeout", "240", "--no-shuffle"]);
    command.env("CARGO_TARGET_DIR", root.join("target/mutants/build"));
    command.args(["--test-package", "ofage-core,ofage-testkit,ofage-verifier"]);
    if let Some(shard) = shard {
        command.args(["--shard", shard]);
    }
    command.args(["--", "--lib"]);
    for test in group.tests {
        command.args(["--test", test]);
    }
    command.arg("--");
    for skipped in SKIPPED {
        command.args(["--skip", skipped]);
    }
    command.env("CARGO_PROFILE_DEV_DEBUG", "false");
    println!("  cargo mutants: {}", group.name);
    let status =
        command.status().map_err(|source| Failure::NotStarted { command: "cargo mutants".into(), source })?;
    // 2: changes survived, 3: some timed out; the report says which.
    match status.code() {
        Some(0 | 2 | 3) => Ok(()),
        _ => Err(Failure::Exit { command: "cargo mutants".into(), status }),
    }
}

/// Every change that the tool would make.
fn listed(root: &Path, tool: &Path, group: &Group) -> Result<Vec<String>, Failure> {
    let mut command = base(root, tool, group);
    command.args(["--list", "--line-col", "false"]);
    Ok(process::output(command)?.lines().map(str::to_owned).collect())
}

/// What became of the changes that were made, by name. Empty where the group was never run.
fn outcomes(root: &Path, group: &Group) -> Result<Vec<(String, Fate)>, Failure> {
    let path = output_folder(root, group).join("mutants.out/outcomes.json");
    if !path.exists() {
        return Ok(Vec::new());
    }
    let text = std::fs::read_to_string(&path).map_err(Failure::io(&path))?;
    let bad = |what: &str| Failure::Rule {
        rule: "the outcomes of cargo-mutants are not understood",
        places: vec![what.to_owned()],
    };
    let value: Value = serde_json::from_str(&text).map_err(|error| bad(&error.to_string()))?;
    let mut all = Vec::new();
    for outcome in value.get("outcomes").and_then(Value::as_array).ok_or_else(|| bad("no outcomes"))? {
        let Some(mutant) = outcome.get("scenario").and_then(|scenario| scenario.get("Mutant")) else {
            continue;
        };
        let name = mutant.get("name").and_then(Value::as_str).ok_or_else(|| bad("no name"))?;
        let fate = match outcome.get("summary").and_then(Value::as_str) {
            Some("CaughtMutant") => Fate::Caught,
            Some("MissedMutant") => Fate::Survived,
            Some("Timeout") => Fate::TimedOut,
            Some("Unviable") => Fate::Unviable,
            other => return Err(bad(other.unwrap_or("no summary"))),
        };
        all.push((without_position(name), fate));
    }
    Ok(all)
}

/// `file:line:column: what` without line and column, which move with every edit.
fn without_position(name: &str) -> String {
    let mut parts = name.splitn(4, ':');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(file), Some(line), Some(column), Some(what))
            if line.parse::<u32>().is_ok() && column.parse::<u32>().is_ok() =>
        {
            format!("{file}:{what}")
        }
        _ => name.to_owned(),
    }
}

/// Reasons for changes that no test notices, by the change.
fn accepted(root: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let path = root.join(ACCEPTED);
    let text = std::fs::read_to_string(&path).map_err(Failure::io(&path))?;
    let bad = |error: serde_json::Error| Failure::Rule { rule: ACCEPTED, places: vec![error.to_string()] };
    let reasons: BTreeMap<String, String> = serde_json::from_str(&text).map_err(bad)?;
    let empty: Vec<_> =
        reasons.iter().filter(|(_, reason)| reason.len() < 20).map(|(name, _)| name.clone()).collect();
    if empty.is_empty() {
        Ok(reasons)
    } else {
        Err(Failure::Rule { rule: "no reason is given", places: empty })
    }
}

fn report(root: &Path, tool: &Path) -> Result<(), Failure> {
    let reasons = accepted(root)?;
    let mut rows = Vec::new();
    let mut totals = [0_usize; 7];
    let mut faults = Vec::new();
    println!(
        "{:<12}{:>8}{:>8}{:>8}{:>10}{:>10}{:>10}{:>10}",
        "group", "changes", "run", "caught", "timed out", "unviable", "accepted", "survived"
    );
    for group in GROUPS {
        let (all, outcomes) = (listed(root, tool, group)?.len(), outcomes(root, group)?);
        let count = |fate| outcomes.iter().filter(|(_, found)| *found == fate).count();
        let survivors: Vec<_> = outcomes.iter().filter(|(_, fate)| *fate == Fate::Survived).collect();
        let unexplained: Vec<_> = survivors
            .iter()
            .map(|(name, _)| name)
            .filter(|name| !reasons.contains_key(*name))
            .cloned()
            .collect();
        let explained = survivors.len().saturating_sub(unexplained.len());
        let figures = [
            all,
            outcomes.len(),
            count(Fate::Caught),
            count(Fate::TimedOut),
            count(Fate::Unviable),
            explained,
            unexplained.len(),
        ];
        let [all, run, caught, timed_out, unviable, explained, survived] = figures;
        println!(
            "{:<12}{all:>8}{run:>8}{caught:>8}{timed_out:>10}{unviable:>10}{explained:>10}{survived:>10}",
            group.name
        );
        for (total, figure) in totals.iter_mut().zip(figures) {
            *total = total.saturating_add(figure);
        }
        rows.push(json!({
            "group": group.name, "files": group.files, "changes": all, "run": run, "caught": caught,
            "timed_out": timed_out, "unviable": unviable, "accepted": explained, "survived": survived,
            "survivors": unexplained, "complete": run >= all,
        }));
        faults.extend(unexplained);
    }
    let [all, run, caught, timed_out, unviable, explained, survived] = totals;
    println!(
        "{:<12}{all:>8}{run:>8}{caught:>8}{timed_out:>10}{unviable:>10}{explained:>10}{survived:>10}",
        "all"
    );
    if run < all {
        println!("PARTIAL: {run} of {all} changes were run");
    }
    let record = json!({
        "command": "cargo xtask mutants",
        "rows": rows,
        "totals": {
            "changes": all, "run": run, "caught": caught, "timed_out": timed_out, "unviable": unviable,
            "accepted": explained, "survived": survived, "complete": run >= all,
        },
    });
    tools::write_record(root, RECORD, &record)?;
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Failure::Rule { rule: "changes that no test notices, without a reason", places: faults })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed test should say so")]
mod tests {
    use super::*;

    #[test]
    fn positions_are_left_out_of_names() {
        let name = "crates/a/src/b.rs:12:5: replace c -> bool with true";
        assert_eq!(without_position(name), "crates/a/src/b.rs: replace c -> bool with true");
        assert_eq!(without_position("no position"), "no position");
    }

    #[test]
    fn only_known_groups_are_run() {
        let parse = |line: &str| parse(line.split_whitespace().map(String::from));
        assert_eq!(parse("--only verify --shard 1/4").unwrap().shard.as_deref(), Some("1/4"));
        for line in ["--only all", "--only", "--fast"] {
            assert!(matches!(parse(line), Err(Failure::Usage(_))), "{line}");
        }
    }
}
