//! `cargo xtask fuzz`: libFuzzer on every untrusted input.
//!
//! What is fuzzed is `ofage_testkit::fuzz_targets`; `fuzz/` only hands it to libFuzzer. Without AddressSanitizer: there is
//! no `unsafe` of ours to find fault with, and assertions and overflow checks are on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::process::{self, cargo};
use crate::tools;

const VERSION: &str = "0.13.1";
const USAGE: &str = "usage: cargo xtask fuzz [--smoke | --seconds N] [--target NAME]... [--keep]
  --smoke    60 seconds for each target (the default)
  --seconds  so many seconds for each target
  --target   this target alone; may be repeated
  --keep     afterwards put the smallest inputs that matter into fuzz/corpus, for the tests";

/// Where a run is recorded, for the score card.
const RECORD: &str = "docs/assurance/fuzz.json";
/// Longest input that is kept, in bytes.
const MOST_INPUT: usize = 2048;
/// Most bytes that are kept for one target.
const MOST_CORPUS: usize = 48 * 1024;

/// What was measured: executions and seconds of all recorded runs, the rest of the last one.
#[derive(Default, Deserialize, Serialize)]
struct Record {
    command: String,
    rows: Vec<Row>,
    totals: Totals,
}

#[derive(Clone, Default, Deserialize, Serialize)]
struct Row {
    name: String,
    executions: u64,
    seconds: u64,
    coverage: u64,
    corpus: u64,
    findings: u64,
}

#[derive(Default, Deserialize, Serialize)]
struct Totals {
    executions: u64,
    findings: u64,
}

struct Options {
    seconds: u64,
    targets: Vec<String>,
    keep: bool,
}

/// Runs the command with the arguments that follow `cargo xtask fuzz`.
pub(crate) fn run(root: &Path, arguments: impl Iterator<Item = String>) -> Result<(), Failure> {
    let all = targets(root)?;
    let options = options(arguments, &all)?;
    let binaries = build(root)?;
    let seeds = root.join("target/fuzz/seeds");
    if seeds.exists() {
        fs::remove_dir_all(&seeds).map_err(Failure::io(&seeds))?;
    }
    let mut write = cargo(root, &["run", "--quiet", "--package", "ofage-testkit", "--example", "fuzz-seeds"]);
    write.arg("--").arg(&seeds);
    process::run(write)?;

    let mut rows = Vec::new();
    for name in &options.targets {
        rows.push(fuzz(root, &binaries, name, options.seconds)?);
        if options.keep {
            keep(root, &binaries, name)?;
        }
    }
    show(&rows);
    record(root, &rows)?;
    let places: Vec<_> =
        rows.iter().filter(|row| row.findings > 0).map(|row| artifacts(root, &row.name)).collect();
    if places.is_empty() {
        return Ok(());
    }
    let places = places.iter().map(|place| place.display().to_string()).collect();
    Err(Failure::Rule {
        rule: "inputs that break a promise (mend, and keep them in fuzz/regressions)",
        places,
    })
}

fn options(mut arguments: impl Iterator<Item = String>, all: &[String]) -> Result<Options, Failure> {
    let usage = |text: String| Failure::Usage(format!("{text}\n\n{USAGE}"));
    let mut options = Options { seconds: 60, targets: Vec::new(), keep: false };
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--smoke" => options.seconds = 60,
            "--keep" => options.keep = true,
            "--seconds" => {
                let seconds =
                    arguments.next().and_then(|text| text.parse().ok()).filter(|seconds| *seconds > 0);
                options.seconds = seconds.ok_or_else(|| usage("--seconds needs a number".into()))?;
            }
            "--target" => {
                let name = arguments.next().filter(|name| all.contains(name));
                let name = name.ok_or_else(|| usage(format!("--target needs one of {}", all.join(", "))))?;
                options.targets.push(name);
            }
            other => return Err(usage(format!("fuzz does not know {other}"))),
        }
    }
    if options.targets.is_empty() {
        options.targets = all.to_vec();
    }
    Ok(options)
}

/// The names of the fuzzers, sorted.
fn targets(root: &Path) -> Result<Vec<String>, Failure> {
    let folder = root.join("fuzz/fuzz_targets");
    let mut names: Vec<String> = files(&folder)?
        .iter()
        .filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned()))
        .collect();
    names.sort_unstable();
    Ok(names)
}

/// Builds all fuzzers with the nightly toolchain; returns the folder of the binaries.
fn build(root: &Path) -> Result<PathBuf, Failure> {
    let mut nightly = Command::new("rustup");
    nightly.args(["run", "nightly", "rustc", "-vV"]);
    let about = process::output(nightly).map_err(|_| Failure::Missing {
        what: "a nightly toolchain".into(),
        remedy: "rustup toolchain install nightly --profile minimal".into(),
    })?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    let tool = tools::cargo_install(root, "cargo-fuzz", VERSION)?;
    let mut build = Command::new(tool);
    build.args(["build", "--fuzz-dir", ".", "--sanitizer", "none"]).current_dir(root.join("fuzz"));
    // This program runs under the workspace's own toolchain.
    build.env("RUSTUP_TOOLCHAIN", "nightly").env_remove("CARGO").env_remove("RUSTC");
    process::run(build)?;
    Ok(root.join("fuzz/target").join(host).join("release"))
}

fn artifacts(root: &Path, name: &str) -> PathBuf {
    root.join("target/fuzz/artifacts").join(name)
}

fn corpus(root: &Path, name: &str) -> PathBuf {
    root.join("target/fuzz/corpus").join(name)
}

/// What a run starts from: made by the targets, and kept by earlier runs.
fn seeds(root: &Path, name: &str) -> PathBuf {
    root.join("target/fuzz/seeds").join(name)
}

fn fuzz(root: &Path, binaries: &Path, name: &str, seconds: u64) -> Result<Row, Failure> {
    let (corpus, artifacts) = (corpus(root, name), artifacts(root, name));
    for folder in [&corpus, &artifacts] {
        fs::create_dir_all(folder).map_err(Failure::io(folder))?;
    }
    let before = files(&artifacts)?.len();
    let mut command = Command::new(binaries.join(name));
    command.arg(&corpus).arg(seeds(root, name));
    command
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-artifact_prefix={}/", artifacts.display()));
    command.args(["-print_final_stats=1", "-rss_limit_mb=2048", "-timeout=10"]);
    println!("  {name}: {seconds} s");
    let output =
        command.output().map_err(|source| Failure::NotStarted { command: format!("fuzz {name}"), source })?;
    let log = String::from_utf8_lossy(&output.stderr);
    let found = files(&artifacts)?.len().saturating_sub(before);
    let findings = if output.status.success() { 0 } else { found.max(1) };
    if findings > 0 {
        eprintln!(
            "{}",
            log.lines().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join("\n")
        );
    }
    Ok(Row {
        name: name.into(),
        executions: last_number(&log, "stat::number_of_executed_units:"),
        seconds,
        coverage: last_number(&log, " cov: "),
        corpus: u64::try_from(files(&corpus)?.len()).unwrap_or(0),
        findings: u64::try_from(findings).unwrap_or(u64::MAX),
    })
}

/// The number after the last place of `label` in a log.
fn last_number(log: &str, label: &str) -> u64 {
    let Some((_, rest)) = log.rsplit_once(label) else { return 0 };
    let digits: String = rest.trim_start().chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

/// Keeps what reaches new code for the tests, the smallest first: a line of hexadecimal digits for each input.
fn keep(root: &Path, binaries: &Path, name: &str) -> Result<(), Failure> {
    let merged = root.join("target/fuzz/merged").join(name);
    if merged.exists() {
        fs::remove_dir_all(&merged).map_err(Failure::io(&merged))?;
    }
    fs::create_dir_all(&merged).map_err(Failure::io(&merged))?;
    let mut merge = Command::new(binaries.join(name));
    merge.arg("-merge=1").arg(&merged).arg(seeds(root, name)).arg(corpus(root, name));
    process::output(merge)?;
    let mut inputs = Vec::new();
    for path in files(&merged)? {
        let input = fs::read(&path).map_err(Failure::io(&path))?;
        inputs.push((input.len(), input));
    }
    inputs.sort_unstable();
    let mut text = String::new();
    let mut total = 0_usize;
    for (length, input) in inputs {
        total = total.saturating_add(length);
        if length > MOST_INPUT || total > MOST_CORPUS {
            break;
        }
        text.extend(input.iter().map(|byte| format!("{byte:02x}")));
        text.push('\n');
    }
    let place = root.join("fuzz/corpus").join(format!("{name}.hex"));
    fs::write(&place, text).map_err(Failure::io(&place))
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(folder).map_err(Failure::io(folder))?;
    entries.map(|entry| entry.map(|entry| entry.path()).map_err(Failure::io(folder))).collect()
}

fn show(rows: &[Row]) {
    println!(
        "\n  {:<14} {:>12} {:>10} {:>9} {:>8} {:>9}",
        "target", "executions", "per second", "coverage", "corpus", "findings"
    );
    for row in rows {
        let rate = row.executions.checked_div(row.seconds).unwrap_or(0);
        println!(
            "  {:<14} {:>12} {rate:>10} {:>9} {:>8} {:>9}",
            row.name, row.executions, row.coverage, row.corpus, row.findings
        );
    }
}

/// Adds a run to the record.
fn record(root: &Path, rows: &[Row]) -> Result<(), Failure> {
    let path = root.join(RECORD);
    let mut record: Record = match fs::read(&path) {
        Ok(text) => serde_json::from_slice(&text).map_err(|error| Failure::io(&path)(error.into()))?,
        Err(_) => Record::default(),
    };
    record.command = "cargo xtask fuzz --smoke".into();
    for row in rows {
        let mut row = row.clone();
        if let Some(old) = record.rows.iter().find(|old| old.name == row.name) {
            row.executions = row.executions.saturating_add(old.executions);
            row.seconds = row.seconds.saturating_add(old.seconds);
        }
        record.rows.retain(|old| old.name != row.name);
        record.rows.push(row);
    }
    record.rows.sort_by(|a, b| a.name.cmp(&b.name));
    record.totals = Totals {
        executions: record.rows.iter().map(|row| row.executions).sum(),
        findings: record.rows.iter().map(|row| row.findings).sum(),
    };
    let mut text = serde_json::to_string_pretty(&record).map_err(|error| Failure::io(&path)(error.into()))?;
    text.push('\n');
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Failure::io(folder))?;
    }
    fs::write(&path, text).map_err(Failure::io(&path))
}

#[cfg(test)]
mod tests {
    use super::last_number;

    #[test]
    fn the_last_figure_counts() {
        let log = "#1 INITED cov: 7 ft: 8\n#9 DONE   cov: 41 ft: 9\nstat::number_of_executed_units: 123456\n";
        assert_eq!(last_number(log, " cov: "), 41);
        assert_eq!(last_number(log, "stat::number_of_executed_units:"), 123_456);
        assert_eq!(last_number("", " cov: "), 0);
    }
}
