//! `cargo xtask mutants`: changes the code of the checks in every small way that cargo-mutants knows, and runs the tests
//! that should notice. A change that none notices has a written reason, or the command fails.
//!
//! cargo-mutants lists the changes; they are made here, so that a change costs seconds, a run can be stopped and goes on
//! later, and an edited file is tested anew.

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
    /// What cargo builds and runs.
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
];

/// Unit tests of modules that no change touches, and that take long.
const SKIPPED: &[&str] = &["crypto::", "pki::", "tlv::", "cbor::", "status::", "challenge::", "digits::"];

/// What the command line asks for.
#[derive(Debug, Default)]
struct Options {
    only: Vec<String>,
    /// Reads the outcomes of an earlier run, finished or not, and runs nothing.
    report: bool,
    part: Part,
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
    let chosen =
        |group: &Group| options.only.is_empty() || options.only.iter().any(|name| name == group.name);
    if !options.report {
        for group in GROUPS.iter().filter(|group| chosen(group)) {
            mutate(root, &tool, group, options.part)?;
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

/// One small change of the sources.
struct Mutant {
    /// `file:line:column: what`.
    name: String,
    file: String,
    replacement: String,
    /// Line and column, both from 1, of the first character and of the one behind the last.
    span: [(usize, usize); 2],
}

/// Every change that the tool would make.
fn list(root: &Path, tool: &Path, group: &Group) -> Result<Vec<Mutant>, Failure> {
    let mut command = Command::new(tool);
    command.current_dir(root).args(["mutants", "--workspace", "--list", "--json"]);
    for file in group.files {
        command.args(["--file", file]);
    }
    let listed: Value =
        serde_json::from_str(&process::output(command)?).map_err(|error| bad(&error.to_string()))?;
    listed
        .as_array()
        .into_iter()
        .flatten()
        .map(|mutant| read(mutant).ok_or_else(|| bad("a listed change")))
        .collect()
}

fn read(mutant: &Value) -> Option<Mutant> {
    let text = |name: &str| Some(mutant.get(name)?.as_str()?.to_owned());
    let place = |end: &str| {
        let place = mutant.get("span")?.get(end)?;
        let number = |name: &str| usize::try_from(place.get(name)?.as_u64()?).ok();
        Some((number("line")?, number("column")?))
    };
    let span = [place("start")?, place("end")?];
    Some(Mutant { name: text("name")?, file: text("file")?, replacement: text("replacement")?, span })
}

fn bad(what: &str) -> Failure {
    Failure::Rule { rule: "cargo-mutants is not understood", places: vec![what.to_owned()] }
}

/// The text with the change made; `None` where the span lies outside of it.
fn changed(text: &str, mutant: &Mutant) -> Option<String> {
    let offset = |(line, column): (usize, usize)| {
        let before: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
        let rest = text.get(before..)?;
        let column = rest.char_indices().nth(column.checked_sub(1)?).map_or(rest.len(), |(at, _)| at);
        before.checked_add(column)
    };
    let [start, end] = mutant.span;
    Some([text.get(..offset(start)?)?, &mutant.replacement, text.get(offset(end)?..)?].concat())
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

/// Lines of `fingerprint fate name`.
fn outcomes(root: &Path, group: &Group, mutants: &[Mutant]) -> Result<Outcomes, Failure> {
    let path = outcomes_file(root, group);
    if !path.exists() {
        return Ok(Outcomes::new());
    }
    let mut wanted = BTreeMap::new();
    for mutant in mutants {
        let file = root.join(&mutant.file);
        let text = std::fs::read_to_string(&file).map_err(Failure::io(&file))?;
        wanted.insert(mutant.name.as_str(), fingerprint(&text).to_string());
    }
    let text = std::fs::read_to_string(&path).map_err(Failure::io(&path))?;
    let known = text.lines().filter_map(|line| {
        let mut parts = line.splitn(3, ' ');
        let (fingerprint, fate, name) = (parts.next()?, Fate::from_name(parts.next()?)?, parts.next()?);
        (wanted.get(name)? == fingerprint).then(|| (name.to_owned(), fate))
    });
    Ok(known.collect())
}

/// A copy of the sources to change, beside which the tests find the shared vectors as they do here.
fn copy(root: &Path) -> Result<PathBuf, Failure> {
    let folder = std::env::temp_dir().join("ofage-mutants");
    let tree = folder.join("tree");
    let mut git = Command::new("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard"]).current_dir(root);
    for name in process::output(git)?.lines() {
        let (from, to) = (root.join(name), tree.join(name));
        // A file that is removed and not yet committed is listed too.
        if !from.is_file() {
            continue;
        }
        let content = std::fs::read(&from).map_err(Failure::io(&from))?;
        if std::fs::read(&to).is_ok_and(|known| known == content) {
            continue;
        }
        if let Some(parent) = to.parent() {
            std::fs::create_dir_all(parent).map_err(Failure::io(parent))?;
        }
        std::fs::write(&to, content).map_err(Failure::io(&to))?;
    }
    #[cfg(unix)]
    if let (Ok(shared), link) = (root.join("../shared").canonicalize(), folder.join("shared"))
        && !link.exists()
    {
        std::os::unix::fs::symlink(&shared, &link).map_err(Failure::io(&link))?;
    }
    Ok(tree)
}

/// Makes the changes that no earlier run made, one after the other, in the copy.
fn mutate(root: &Path, tool: &Path, group: &Group, part: Part) -> Result<(), Failure> {
    let tree = copy(root)?;
    let mutants = list(root, tool, group)?;
    let known = outcomes(root, group, &mutants)?;
    println!("  {}: {} changes, {} known", group.name, mutants.len(), known.len());
    let unchanged = test(root, &tree, group)?;
    if unchanged != Fate::Survived {
        let places = vec![format!("{}: {}", group.name, unchanged.name())];
        return Err(Failure::Rule { rule: "the tests fail, or do not compile, without any change", places });
    }
    let path = outcomes_file(root, group);
    let mut record =
        std::fs::OpenOptions::new().create(true).append(true).open(&path).map_err(Failure::io(&path))?;
    for (number, mutant) in mutants.iter().enumerate() {
        if known.contains_key(&mutant.name) || number.checked_rem(part.of) != Some(part.number) {
            continue;
        }
        let source = tree.join(&mutant.file);
        let text = std::fs::read_to_string(&source).map_err(Failure::io(&source))?;
        let changed = changed(&text, mutant).ok_or_else(|| bad(&mutant.name))?;
        std::fs::write(&source, changed).map_err(Failure::io(&source))?;
        let start = std::time::Instant::now();
        let fate = test(root, &tree, group);
        std::fs::write(&source, &text).map_err(Failure::io(&source))?;
        let fate = fate?;
        println!("  {:>4} {:<10}{:>4} s  {}", number, fate.name(), start.elapsed().as_secs(), mutant.name);
        let line = format!("{} {} {}\n", fingerprint(&text), fate.name(), mutant.name);
        std::io::Write::write_all(&mut record, line.as_bytes()).map_err(Failure::io(&path))?;
    }
    Ok(())
}

/// What the tests make of the copy as it is.
fn test(root: &Path, tree: &Path, group: &Group) -> Result<Fate, Failure> {
    let build = cargo(root, tree, group, &["--no-run"], BUILD_SECONDS)?;
    if !build.success() {
        return Ok(Fate::Unviable);
    }
    let status = cargo(root, tree, group, &[], TEST_SECONDS)?;
    Ok(match status.code() {
        Some(0) => Fate::Survived,
        Some(TIMED_OUT) => Fate::TimedOut,
        _ => Fate::Caught,
    })
}

/// What `timeout` exits with.
const TIMED_OUT: i32 = 124;
const BUILD_SECONDS: &str = "600";
const TEST_SECONDS: &str = "180";

fn cargo(
    root: &Path,
    tree: &Path,
    group: &Group,
    extra: &[&str],
    seconds: &str,
) -> Result<std::process::ExitStatus, Failure> {
    // A change may make an endless loop: `timeout` ends the tests and whatever they started.
    let mut command = Command::new("timeout");
    command
        .args(["--kill-after", "5", seconds])
        .arg(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args([
        "test",
        "--quiet",
        "--locked",
        "-p",
        "ofage-core",
        "-p",
        "ofage-testkit",
        "-p",
        "ofage-verifier",
    ]);
    command.args(extra).args(group.targets);
    command.arg("--");
    for skipped in SKIPPED {
        command.args(["--skip", skipped]);
    }
    // The dependencies are built once for all runs; a change then costs a few seconds.
    command.current_dir(tree).env("CARGO_TARGET_DIR", root.join("target/mutants/build"));
    command.env("CARGO_PROFILE_DEV_DEBUG", "false").env_remove("CARGO_MANIFEST_DIR");
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    command.status().map_err(|source| Failure::NotStarted { command: "timeout cargo test".into(), source })
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
        let mutants = list(root, tool, group)?;
        let (all, outcomes) = (mutants.len(), outcomes(root, group, &mutants)?);
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
    fn positions_are_left_out_of_names() {
        let name = "crates/a/src/b.rs:12:5: replace c -> bool with true";
        assert_eq!(without_position(name), "crates/a/src/b.rs: replace c -> bool with true");
        assert_eq!(without_position("no position"), "no position");
    }

    #[test]
    fn a_change_is_made_where_it_belongs() {
        let text = "fn a() {\n    \u{e9} == b\n}\n";
        let mutant = |span, replacement: &str| Mutant {
            name: String::new(),
            file: String::new(),
            replacement: replacement.into(),
            span,
        };
        let made = changed(text, &mutant([(2, 7), (2, 9)], "!="));
        assert_eq!(made.as_deref(), Some("fn a() {\n    \u{e9} != b\n}\n"));
        assert_eq!(changed(text, &mutant([(1, 9), (3, 1)], "")).as_deref(), Some("fn a() {}\n"));
    }

    #[test]
    fn only_known_groups_are_run() {
        let parse = |line: &str| parse(line.split_whitespace().map(String::from));
        assert_eq!(parse("--only verify --shard 1/4").unwrap().part, Part { number: 1, of: 4 });
        for line in ["--only all", "--only", "--fast", "--shard 4/4", "--shard 1"] {
            assert!(matches!(parse(line), Err(Failure::Usage(_))), "{line}");
        }
    }
}
