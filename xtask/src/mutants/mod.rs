//! `cargo xtask mutants`: changes the code of the checks in every small way that cargo-mutants knows, and runs the tests
//! that should notice. A change that none notices has a written reason, or the command fails.
//!
//! cargo-mutants lists the changes. They are made here, all in one build, each behind a switch; every test is run once
//! to see which switches it reaches, and a change is judged by the tests that reach it, the quickest first. What cannot
//! be switched is made alone. A run can be stopped and goes on later, and an edited file is judged anew.

mod change;
mod judge;
mod switches;
mod tree;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;

use change::{Change, bad, without_position};
use judge::Judges;
use serde_json::json;

use crate::failure::Failure;
use crate::tools;

const VERSION: &str = "27.1.0";
const RECORD: &str = "docs/assurance/mutants.json";
const ACCEPTED: &str = "docs/assurance/mutants-accepted.json";

/// Code that is reported together.
struct Group {
    name: &'static str,
    files: &'static [&'static str],
    /// The tests that judge a change that is built alone: few and fast ones. All others are judged by all tests.
    targets: &'static [&'static str],
}

const GROUPS: &[Group] = &[
    Group {
        name: "verify",
        files: &["crates/ofage-core/src/verify/**"],
        targets: &[
            "--test",
            "vectors",
            "--test",
            "signer_cache",
            "--test",
            "lifecycle",
            "--test",
            "redaction",
        ],
    },
    Group { name: "age", files: &["crates/ofage-core/src/age.rs"], targets: &["--lib", "--test", "vectors"] },
    Group {
        name: "door",
        files: &[
            "crates/ofage-verifier/src/door.rs",
            "crates/ofage-verifier/src/verification.rs",
            "crates/ofage-verifier/src/replay.rs",
            "crates/ofage-verifier/src/policy.rs",
        ],
        targets: &["--lib", "--test", "door", "--test", "trust_bundle"],
    },
    Group {
        name: "door-code",
        files: &["crates/ofage-core/src/door_code/**"],
        targets: &["--lib", "--test", "door_code", "--test", "door_code_spec"],
    },
    Group {
        name: "cbor",
        files: &["crates/ofage-core/src/cbor/**"],
        targets: &["--lib", "--test", "vectors", "--test", "fuzz_corpora"],
    },
];

/// What the command line asks for.
#[derive(Debug, Default)]
struct Options {
    only: Vec<String>,
    /// Reads the outcomes of an earlier run, finished or not, and runs nothing.
    report: bool,
    part: Part,
}

impl Options {
    fn chooses(&self, group: &Group) -> bool {
        self.only.is_empty() || self.only.iter().any(|name| name == group.name)
    }
}

/// Every `of`th change, beginning with `number`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Part {
    number: usize,
    of: usize,
}

impl Default for Part {
    fn default() -> Self {
        Self { number: 0, of: 1 }
    }
}

/// What became of one change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fate {
    Caught,
    Survived,
    TimedOut,
    Unviable,
}

impl Fate {
    const ALL: [Self; 4] = [Self::Caught, Self::Survived, Self::TimedOut, Self::Unviable];

    const fn name(self) -> &'static str {
        match self {
            Self::Caught => "caught",
            Self::Survived => "SURVIVED",
            Self::TimedOut => "timed-out",
            Self::Unviable => "unviable",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fate| fate.name() == name)
    }
}

pub(crate) fn run(root: &Path, arguments: impl Iterator<Item = String>) -> Result<(), Failure> {
    let options = parse(arguments)?;
    let tool = tools::cargo_install(root, "cargo-mutants", VERSION)?;
    if !options.report {
        mutate(root, &tool, &options)?;
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
            "--shard" => {
                let text = arguments.next().unwrap_or_default();
                let part = text.split_once('/').and_then(|(number, of)| {
                    Some(Part { number: number.parse().ok()?, of: of.parse().ok()? })
                });
                options.part = part
                    .filter(|part| part.number < part.of)
                    .ok_or_else(|| Failure::Usage("--shard takes K/N, from 0/N".into()))?;
            }
            other => return Err(Failure::Usage(format!("mutants takes no {other}"))),
        }
    }
    Ok(options)
}

/// What became of the changes that were made to these very sources, by name. It is kept, so a run goes on where an
/// earlier one was stopped.
type Outcomes = BTreeMap<String, Fate>;

fn outcomes_file(root: &Path, group: &Group) -> PathBuf {
    root.join("target/mutants").join(group.name).with_extension("outcomes")
}

fn fingerprint(text: &str) -> u64 {
    use core::hash::{Hash as _, Hasher as _};
    use std::hash::DefaultHasher;
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Of each file that is changed.
fn fingerprints(root: &Path, changes: &BTreeMap<u32, &Change>) -> Result<BTreeMap<String, u64>, Failure> {
    let mut found = BTreeMap::new();
    for change in changes.values() {
        let source = root.join(&change.file);
        let text = std::fs::read_to_string(&source).map_err(Failure::io(&source))?;
        found.insert(change.file.clone(), fingerprint(&text));
    }
    Ok(found)
}

/// Lines of `fingerprint fate name`.
fn outcomes(root: &Path, group: &Group, changes: &[Change]) -> Result<Outcomes, Failure> {
    let path = outcomes_file(root, group);
    if !path.exists() {
        return Ok(Outcomes::new());
    }
    let mut wanted = BTreeMap::new();
    for change in changes {
        let file = root.join(&change.file);
        let text = std::fs::read_to_string(&file).map_err(Failure::io(&file))?;
        wanted.insert(change.name.as_str(), fingerprint(&text).to_string());
    }
    let text = std::fs::read_to_string(&path).map_err(Failure::io(&path))?;
    let known = text.lines().filter_map(|line| {
        let mut parts = line.splitn(3, ' ');
        let (fingerprint, fate, name) = (parts.next()?, Fate::from_name(parts.next()?)?, parts.next()?);
        (wanted.get(name)? == fingerprint).then(|| (name.to_owned(), fate))
    });
    Ok(known.collect())
}

/// Makes the changes that no earlier run saw noticed.
fn mutate(root: &Path, tool: &Path, options: &Options) -> Result<(), Failure> {
    let mut wanted = Vec::new();
    for group in GROUPS.iter().filter(|group| options.chooses(group)) {
        let changes = change::list(root, tool, group.files)?;
        let known = outcomes(root, group, &changes)?;
        let done = |change: &Change| known.get(&change.name).is_some_and(|fate| *fate != Fate::Survived);
        println!("  {}: {} changes, {} known", group.name, changes.len(), known.len());
        let part = changes.into_iter().enumerate().filter(|(number, change)| {
            number.checked_rem(options.part.of) == Some(options.part.number) && !done(change)
        });
        wanted.extend(part.map(|(_, change)| (group, change)));
    }
    if wanted.is_empty() {
        return Ok(());
    }
    let folder = root.join("target/mutants");
    std::fs::create_dir_all(&folder).map_err(Failure::io(&folder))?;
    let start = Instant::now();
    let changes: BTreeMap<u32, &Change> = (1_u32..).zip(wanted.iter().map(|(_, change)| change)).collect();
    let groups: BTreeMap<u32, &Group> = (1_u32..).zip(wanted.iter().map(|(group, _)| *group)).collect();

    let fingerprints = fingerprints(root, &changes)?;
    let build = tree::build(root, &changes)?;
    if fingerprints != self::fingerprints(root, &changes)? {
        let places = fingerprints.into_keys().collect();
        return Err(Failure::Rule { rule: "some of these files were edited while they were built", places });
    }
    println!("  built after {} s", start.elapsed().as_secs());
    let record = Mutex::new(());
    let told = |number: u32, change: &Change, fate: Fate, by: &str| {
        let Some(group) = groups.get(&number) else { return Ok(()) };
        let path = outcomes_file(root, group);
        let known = fingerprints.get(&change.file).copied().unwrap_or_default();
        let _one_at_a_time = record.lock();
        println!("  {:>5} {:>4} {:<10}{}  {by}", start.elapsed().as_secs(), number, fate.name(), change.name);
        let mut file =
            std::fs::OpenOptions::new().create(true).append(true).open(&path).map_err(Failure::io(&path))?;
        let line = format!("{known} {} {}\n", fate.name(), change.name);
        file.write_all(line.as_bytes()).map_err(Failure::io(&path))
    };
    let mut switched = Vec::new();
    for (number, change) in &changes {
        if build.unviable.contains(number) {
            told(*number, change, Fate::Unviable, "")?;
        } else if !build.left.contains(number) {
            switched.push((*number, *change));
        }
    }
    let judges = Judges::observe(&folder, build.programs)?;
    let alone = Mutex::new(build.left);
    judges.judge(&switched, |number, change, fate, by| {
        // The compiler ran this code unchanged: only a build of its own can tell.
        if fate == Fate::Survived && build.constant.contains(&number) {
            alone.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(number);
            return Ok(());
        }
        told(number, change, fate, by)
    })?;
    let alone = alone.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    println!("  {} changes are built alone", alone.len());
    if alone.is_empty() {
        return Ok(());
    }
    let tree = tree::copy(root, "plain", &BTreeMap::new())?;
    for number in alone {
        let (Some(change), Some(group)) = (changes.get(&number), groups.get(&number)) else { continue };
        let source = tree.join(&change.file);
        let text = std::fs::read_to_string(&source).map_err(Failure::io(&source))?;
        let made = change.made(&text).ok_or_else(|| bad(&change.name))?;
        std::fs::write(&source, made).map_err(Failure::io(&source))?;
        let fate = test(root, &tree, group);
        std::fs::write(&source, &text).map_err(Failure::io(&source))?;
        told(number, change, fate?, "alone")?;
    }
    Ok(())
}

/// What the tests of the group make of the copy as it is.
fn test(root: &Path, tree: &Path, group: &Group) -> Result<Fate, Failure> {
    let status = |arguments: &[&str], seconds: &str| {
        // A change may make an endless loop: `timeout` ends the tests and whatever they started.
        let cargo = tree::cargo(root, tree, arguments);
        let mut command = std::process::Command::new("timeout");
        command.args(["--kill-after", "5", seconds]).arg(cargo.get_program()).args(cargo.get_args());
        for (name, value) in cargo.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.current_dir(tree).stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        command.status().map_err(|source| Failure::NotStarted { command: "timeout cargo".into(), source })
    };
    if !status(&["check", "--lib"], BUILD_SECONDS)?.success() {
        return Ok(Fate::Unviable);
    }
    if !status(&[&["test", "--no-run"], group.targets].concat(), BUILD_SECONDS)?.success() {
        return Ok(Fate::Unviable);
    }
    Ok(match status(&[&["test"], group.targets].concat(), TEST_SECONDS)?.code() {
        Some(0) => Fate::Survived,
        Some(TIMED_OUT) => Fate::TimedOut,
        _ => Fate::Caught,
    })
}

/// What `timeout` exits with.
const TIMED_OUT: i32 = 124;
const BUILD_SECONDS: &str = "600";
const TEST_SECONDS: &str = "180";

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
        let changes = change::list(root, tool, group.files)?;
        let (all, outcomes) = (changes.len(), outcomes(root, group, &changes)?);
        let count = |fate| outcomes.values().filter(|found| **found == fate).count();
        let survivors: Vec<_> = outcomes.iter().filter(|(_, fate)| **fate == Fate::Survived).collect();
        let unexplained: Vec<_> = survivors
            .iter()
            .filter(|(name, _)| !reasons.contains_key(&without_position(name)))
            .map(|(name, _)| (*name).clone())
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
mod tests {
    use super::*;

    #[test]
    fn only_known_groups_are_run() {
        let parse = |line: &str| parse(line.split_whitespace().map(String::from));
        assert_eq!(parse("--only verify --shard 1/4").unwrap().part, Part { number: 1, of: 4 });
        for line in ["--only all", "--only", "--fast", "--shard 4/4", "--shard 1"] {
            assert!(matches!(parse(line), Err(Failure::Usage(_))), "{line}");
        }
    }
}
