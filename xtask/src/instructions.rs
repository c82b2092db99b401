//! `cargo xtask instructions`: how many instructions the main operations take, under callgrind, against the ledger.
//!
//! Counts do not depend on what else the machine does, so a small growth shows. The processor that valgrind emulates has no
//! instructions for SHA-256: hashing counts for more than it costs.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::{process, setup};

/// Growth that passes without a word, in thousandths: hash tables are seeded at random.
const TOLERANCE: u64 = 20;
const LEDGER: &str = "docs/assurance/instructions.json";
const RULE: &str = "instructions grew past the tolerance; say why with --explain TEXT";

/// Operations of the example `instructions`, and how often each is repeated for one count.
const OPERATIONS: [(&str, u64); 9] = [
    ("decode", 20),
    ("expand", 20),
    ("compress", 5),
    ("verify-known", 5),
    ("verify-afresh", 5),
    ("scan-digits", 5),
    ("issue", 5),
    ("present", 5),
    ("frame", 1),
];

/// Measures, compares and, where nothing grew or the growth is explained, records.
pub(crate) fn run(root: &Path, mut arguments: impl Iterator<Item = String>) -> Result<(), Failure> {
    let mut explanation = None;
    while let Some(argument) = arguments.next() {
        match (argument.as_str(), arguments.next()) {
            ("--explain", Some(text)) if !text.trim().is_empty() => explanation = Some(text),
            _ => return Err(Failure::Usage(format!("unexpected argument: {argument}"))),
        }
    }
    let path = root.join(LEDGER);
    let before = load(&path)?;
    let valgrind = valgrind()?;
    let example = build(root)?;
    let mut counts = Vec::new();
    println!("| operation | instructions | before | change |\n|---|---|---|---|");
    for (operation, times) in OPERATIONS {
        let count = measure(&valgrind, &example, operation, times)?;
        let old = before.get("operations").and_then(|all| all.get(operation)).and_then(Value::as_u64);
        let (was, change) = match old {
            Some(old) => (old.to_string(), percent(old, count)),
            None => (String::from("-"), String::from("new")),
        };
        println!("| {operation} | {count} | {was} | {change} |");
        counts.push((operation, count, old));
    }
    println!("tolerance: {}.{} %", TOLERANCE / 10, TOLERANCE % 10);
    let places: Vec<String> = counts.iter().filter_map(|count| grown(*count)).collect();
    if !places.is_empty() && explanation.is_none() {
        return Err(Failure::Rule { rule: RULE, places });
    }
    record(&path, &before, &counts, explanation)
}

fn valgrind() -> Result<PathBuf, Failure> {
    let found = || {
        std::env::var_os("PATH").and_then(|path| {
            std::env::split_paths(&path).map(|folder| folder.join("valgrind")).find(|p| p.is_file())
        })
    };
    if found().is_none() {
        setup::install_debian(&["valgrind"])?;
    }
    found().ok_or_else(|| Failure::Missing {
        what: String::from("valgrind"),
        remedy: String::from("install it with the package manager of the system"),
    })
}

/// The example in the profile of a release; its path.
fn build(root: &Path) -> Result<PathBuf, Failure> {
    let mut command = process::cargo(
        root,
        &["build", "--release", "--locked", "-p", "ofage-testkit", "--example", "instructions"],
    );
    command.args(["--message-format", "json-render-diagnostics"]);
    let messages = process::output(command)?;
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message.get("target").and_then(|t| t.get("name")) == Some(&json!("instructions")))
        .find_map(|message| Some(PathBuf::from(message.get("executable")?.as_str()?)))
        .ok_or_else(|| Failure::Missing {
            what: String::from("the example `instructions`"),
            remedy: String::from("cargo built it and did not say where"),
        })
}

/// Instructions of one operation: those of 1 + `times` of them less those of one, so that the set-up does not count.
fn measure(valgrind: &Path, example: &Path, operation: &str, times: u64) -> Result<u64, Failure> {
    let one = collected(valgrind, example, operation, 1)?;
    let many = collected(valgrind, example, operation, times.saturating_add(1))?;
    Ok(many.saturating_sub(one).checked_div(times).unwrap_or(0))
}

fn collected(valgrind: &Path, example: &Path, operation: &str, times: u64) -> Result<u64, Failure> {
    let mut command = Command::new(valgrind);
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    command.arg(example).args([operation, &times.to_string()]);
    let line = format!("valgrind --tool=callgrind instructions {operation} {times}");
    let output = command.output().map_err(|source| Failure::NotStarted { command: line.clone(), source })?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        eprint!("{said}");
        return Err(Failure::Exit { command: line, status: output.status });
    }
    said.lines()
        .find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok())
        .ok_or_else(|| Failure::Rule { rule: "callgrind gave no count", places: vec![line] })
}

fn grown((operation, count, old): (&str, u64, Option<u64>)) -> Option<String> {
    let most = |old: u64| old.saturating_add(old.saturating_mul(TOLERANCE) / 1000);
    old.filter(|old| count > most(*old))
        .map(|old| format!("{operation}: {old} to {count}, {}", percent(old, count)))
}

fn percent(old: u64, new: u64) -> String {
    let permille = |part: u64| part.saturating_mul(1000).checked_div(old).unwrap_or(0);
    let (sign, change) = if new < old {
        ("-", permille(old.saturating_sub(new)))
    } else {
        ("+", permille(new.saturating_sub(old)))
    };
    format!("{sign}{}.{} %", change / 10, change % 10)
}

fn load(path: &Path) -> Result<Value, Failure> {
    if !path.exists() {
        return Ok(json!({}));
    }
    let text = std::fs::read_to_string(path).map_err(Failure::io(path))?;
    let bad = |error: serde_json::Error| Failure::Rule { rule: LEDGER, places: vec![error.to_string()] };
    serde_json::from_str(&text).map_err(bad)
}

/// Writes the ledger anew where a count is new, explained or past the tolerance to the good: noise changes nothing.
fn record(
    path: &Path,
    before: &Value,
    counts: &[(&str, u64, Option<u64>)],
    explanation: Option<String>,
) -> Result<(), Failure> {
    let much_less = |count: u64, old: u64| count < old.saturating_sub(old.saturating_mul(TOLERANCE) / 1000);
    let better = counts.iter().any(|(_, count, old)| old.is_none_or(|old| much_less(*count, old)));
    if !better && explanation.is_none() {
        println!("{LEDGER}: holds");
        return Ok(());
    }
    let operations: Map<String, Value> =
        counts.iter().map(|(operation, count, _)| ((*operation).to_owned(), json!(count))).collect();
    let mut explanations: Vec<Value> =
        before.get("explanations").and_then(Value::as_array).cloned().unwrap_or_default();
    explanations.extend(explanation.map(Value::String));
    let ledger = json!({
        "operations": operations,
        "tolerance_permille": TOLERANCE,
        "explanations": explanations,
    });
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder).map_err(Failure::io(folder))?;
    std::fs::write(path, format!("{ledger:#}\n")).map_err(Failure::io(path))?;
    println!("{LEDGER}: written");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_past_the_tolerance_is_named() {
        assert_eq!(grown(("scan", 1020, Some(1000))), None);
        assert_eq!(grown(("scan", 1021, Some(1000))).as_deref(), Some("scan: 1000 to 1021, +2.1 %"));
        assert_eq!(grown(("scan", 10, None)), None);
        assert_eq!(percent(1000, 900), "-10.0 %");
    }
}
