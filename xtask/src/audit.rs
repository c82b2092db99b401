//! `cargo xtask audit`: licences, sources, duplicates and known weaknesses of every dependency, by cargo-deny and npm.
//!
//! What could not be checked is never called clean: without the databases of advisories the command fails, and says so.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::failure::Failure;
use crate::tools;

const VERSION: &str = "0.20.2";
const RECORD: &str = "docs/assurance/audit.json";
const USAGE: &str = "usage: cargo xtask audit [--offline]
  --offline  do without the databases of advisories: they are reported as not checked, and that is no failure";

/// What is checked of every tree of crates.
const CHECKS: [&str; 4] = ["licenses", "bans", "sources", "advisories"];
/// Trees of crates: the one that ships, and those that only build, test or compare it.
const CRATES: [(&str, &str, &str); 5] = [
    ("workspace", "Cargo.toml", "deny.toml"),
    ("wasm/bindgen", "wasm/bindgen/Cargo.toml", "deny-tools.toml"),
    ("fuzz", "fuzz/Cargo.toml", "deny-tools.toml"),
    ("benches/compare", "benches/compare/Cargo.toml", "deny-tools.toml"),
    ("interop/rust", "interop/rust/Cargo.toml", "deny-tools.toml"),
];
/// Folders with a package-lock.json.
const PACKAGES: [&str; 2] = ["wasm", "interop/node"];

/// What came of one check of one tree.
struct Row {
    tree: &'static str,
    check: &'static str,
    verdict: Verdict,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Verdict {
    Clean,
    Faults,
    /// The database of advisories was not there.
    NotChecked,
}

impl Verdict {
    const fn text(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Faults => "FAULTS",
            Self::NotChecked => "NOT CHECKED: no database of advisories",
        }
    }
}

/// Whether advisories are asked for over the network.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Network {
    Used,
    Spared,
}

/// Runs the command with the arguments that follow `cargo xtask audit`.
pub(crate) fn run(root: &Path, arguments: impl Iterator<Item = String>) -> Result<(), Failure> {
    let mut network = Network::Used;
    for argument in arguments {
        match argument.as_str() {
            "--offline" => network = Network::Spared,
            other => return Err(Failure::Usage(format!("audit does not know {other}\n\n{USAGE}"))),
        }
    }
    let tool = tools::cargo_install(root, "cargo-deny", VERSION)?;
    let mut rows = Vec::new();
    for (tree, manifest, config) in CRATES {
        for check in CHECKS {
            let verdict = if network == Network::Spared && check == "advisories" {
                Verdict::NotChecked
            } else {
                let output = deny(root, &tool, manifest, config, check)?;
                let report = String::from_utf8_lossy(&output.stderr).into_owned();
                let verdict = verdict_of_crates(check, output.status.success(), &report);
                explain(verdict, &report);
                verdict
            };
            show(&mut rows, Row { tree, check, verdict });
        }
    }
    for tree in PACKAGES {
        let verdict = if network == Network::Spared {
            Verdict::NotChecked
        } else {
            let output = npm(root, tree)?;
            let verdict = verdict_of_packages(&String::from_utf8_lossy(&output.stdout));
            explain(verdict, &String::from_utf8_lossy(&output.stdout));
            verdict
        };
        show(&mut rows, Row { tree, check: "npm audit", verdict });
    }
    tools::write_record(root, RECORD, &record(&rows))?;
    judge(&rows, network)
}

fn show(rows: &mut Vec<Row>, row: Row) {
    println!("  {:<16} {:<11} {}", row.tree, row.check, row.verdict.text());
    rows.push(row);
}

fn explain(verdict: Verdict, report: &str) {
    if verdict == Verdict::Faults {
        eprint!("{report}");
    }
}

fn judge(rows: &[Row], network: Network) -> Result<(), Failure> {
    let bad = |row: &&Row| match row.verdict {
        Verdict::Clean => false,
        Verdict::Faults => true,
        Verdict::NotChecked => network == Network::Used,
    };
    let places: Vec<_> = rows
        .iter()
        .filter(bad)
        .map(|row| format!("{} {}: {}", row.tree, row.check, row.verdict.text()))
        .collect();
    if places.is_empty() {
        return Ok(());
    }
    Err(Failure::Rule { rule: "not every check of the dependencies is clean", places })
}

fn record(rows: &[Row]) -> Value {
    let count = |verdict| rows.iter().filter(|row| row.verdict == verdict).count();
    let list = |row: &Row| json!({ "tree": row.tree, "check": row.check, "verdict": row.verdict.text() });
    json!({
        "command": "cargo xtask audit",
        "rows": rows.iter().map(list).collect::<Vec<_>>(),
        "totals": {
            "clean": count(Verdict::Clean),
            "faults": count(Verdict::Faults),
            "not checked": count(Verdict::NotChecked),
        },
    })
}

fn deny(root: &Path, tool: &Path, manifest: &str, config: &str, check: &str) -> Result<Output, Failure> {
    let mut command = Command::new(tool);
    command.current_dir(root).args(["--color", "never", "--config"]).arg(root.join(config));
    command.args(["--manifest-path", manifest, "--all-features", "check", check]);
    command
        .output()
        .map_err(|source| Failure::NotStarted { command: format!("cargo deny check {check}"), source })
}

fn npm(root: &Path, tree: &str) -> Result<Output, Failure> {
    let mut command = Command::new("npm");
    command.args(["audit", "--package-lock-only", "--json"]).current_dir(root.join(tree));
    command.output().map_err(|source| Failure::NotStarted { command: "npm audit".into(), source })
}

/// What the outcome of cargo-deny means. Advisories are checked only where it says so itself.
fn verdict_of_crates(check: &str, success: bool, report: &str) -> Verdict {
    let fetched = !report.contains("failed to fetch") && !report.contains("failed to load advisory database");
    match (success, check) {
        (true, "advisories") if !report.contains("advisories ok") => Verdict::NotChecked,
        (false, "advisories") if !fetched => Verdict::NotChecked,
        (true, _) => Verdict::Clean,
        (false, _) => Verdict::Faults,
    }
}

/// What `npm audit --json` says: a count of weaknesses, or that it had no answer.
fn verdict_of_packages(report: &str) -> Verdict {
    let report: Value = serde_json::from_str(report).unwrap_or_default();
    match report.pointer("/metadata/vulnerabilities/total").and_then(Value::as_u64) {
        Some(0) => Verdict::Clean,
        Some(_) => Verdict::Faults,
        None => Verdict::NotChecked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_checked_is_not_clean() {
        use Verdict::{Clean, Faults, NotChecked};
        for (check, success, report, verdict) in [
            ("advisories", true, "", NotChecked),
            ("advisories", true, "advisories ok", Clean),
            ("advisories", false, "failed to fetch advisory database", NotChecked),
            ("advisories", false, "error[vulnerability]: a hole", Faults),
            ("licenses", false, "error[rejected]", Faults),
            ("licenses", true, "licenses ok", Clean),
        ] {
            assert_eq!(verdict_of_crates(check, success, report), verdict, "{check} {report}");
        }
        for (report, verdict) in [
            ("", NotChecked),
            (r#"{"message": "405 Method Not Allowed", "error": {}}"#, NotChecked),
            (r#"{"metadata": {"vulnerabilities": {"total": 0}}}"#, Clean),
            (r#"{"metadata": {"vulnerabilities": {"total": 2}}}"#, Faults),
        ] {
            assert_eq!(verdict_of_packages(report), verdict, "{report}");
        }
    }

    #[test]
    fn only_those_who_ask_for_it_do_without_advisories() {
        let row = |verdict| [Row { tree: "workspace", check: "advisories", verdict }];
        assert!(judge(&row(Verdict::NotChecked), Network::Used).is_err());
        assert!(judge(&row(Verdict::NotChecked), Network::Spared).is_ok());
        for network in [Network::Used, Network::Spared] {
            assert!(judge(&row(Verdict::Faults), network).is_err());
            assert!(judge(&row(Verdict::Clean), network).is_ok());
        }
        let record = record(&row(Verdict::NotChecked));
        assert_eq!(record.pointer("/totals/clean"), Some(&json!(0)));
        assert_eq!(record.pointer("/totals/not checked"), Some(&json!(1)));
    }
}
