//! `cargo xtask scorecard`: what shows that nothing wrong gets in and nothing right is kept out, on one page.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::failure::Failure;
use crate::process::{self, cargo};
use crate::{measures, spec, wasm};

const USAGE: &str = "usage: cargo xtask scorecard [--wasm] [--require-records]
  --wasm             also every case through the WebAssembly build (needs Node)
  --require-records  fail where a long measurement was never recorded";

/// Long measurements, by the file of their record in `docs/assurance`, and what makes it.
const RECORDS: [(&str, &str); 6] = [
    ("fuzz", "cargo xtask fuzz"),
    ("mutants", "cargo xtask mutants"),
    ("coverage", "cargo xtask coverage"),
    ("interop", "cargo xtask interop"),
    ("audit", "cargo xtask audit"),
    ("speed", "cargo run --release --manifest-path benches/compare/Cargo.toml -- --record"),
];

/// Runs the command with the arguments that follow `cargo xtask scorecard`.
pub(crate) fn run(root: &Path, arguments: impl Iterator<Item = String>) -> Result<(), Failure> {
    let (mut in_wasm, mut required) = (false, false);
    for argument in arguments {
        match argument.as_str() {
            "--wasm" => in_wasm = true,
            "--require-records" => required = true,
            other => return Err(Failure::Usage(format!("scorecard does not know {other}\n\n{USAGE}"))),
        }
    }
    measures::measure(root, "scorecard")?;
    if in_wasm {
        through_wasm(root)?;
    }
    println!("\nclauses of the specifications");
    spec::check(root)?;
    println!("\nrecords of long measurements");
    let missing = records(root)?;
    if required && !missing.is_empty() {
        return Err(Failure::Rule { rule: "measurements that were never recorded", places: missing });
    }
    Ok(())
}

/// Every case of every layout, written to files and read by the npm package's verifier.
fn through_wasm(root: &Path) -> Result<(), Failure> {
    let folder = root.join("target/vectors");
    let generator = ["run", "--quiet", "--release", "--package", "ofage-testkit", "--bin", "vectors", "--"];
    let mut generate = cargo(root, &generator);
    generate.arg(&folder);
    process::run(generate)?;
    wasm::build(root)?;
    let mut verify = Command::new("node");
    verify.arg("vectors.mjs").arg(&folder).current_dir(root.join("wasm/tests"));
    process::run(verify)
}

/// Prints the totals of each record; returns what was never recorded.
fn records(root: &Path) -> Result<Vec<String>, Failure> {
    let mut missing = Vec::new();
    for (name, command) in RECORDS {
        let path = root.join("docs/assurance").join(format!("{name}.json"));
        let Ok(text) = fs::read(&path) else {
            println!("  {name:<10} no record: {command}");
            missing.push(command.to_owned());
            continue;
        };
        let record: Value =
            serde_json::from_slice(&text).map_err(|error| Failure::io(&path)(error.into()))?;
        println!("  {name:<10} {}  ({command})", totals(&record));
        for line in ratios(&record) {
            println!("             {line}");
        }
    }
    Ok(missing)
}

/// The totals of a record in one line.
fn totals(record: &Value) -> String {
    let Some(totals) = record.get("totals").and_then(Value::as_object) else { return "no totals".into() };
    let figure = |(name, value): (&String, &Value)| match value.as_str() {
        Some(text) => format!("{name} {text}"),
        None => format!("{name} {value}"),
    };
    totals.iter().map(figure).collect::<Vec<_>>().join(", ")
}

/// The ratios of a record, each beside its target; none where it has no targets.
fn ratios(record: &Value) -> Vec<String> {
    let rows = record.get("rows").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    rows.iter()
        .filter_map(|row| {
            let text = |name: &str| row.get(name).and_then(Value::as_str);
            let missed = if row.get("met") == Some(&Value::Bool(true)) { "" } else { "  MISSED" };
            Some(format!("{}  {}  (target {}){missed}", text("ratio")?, text("work")?, text("target")?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{ratios, totals};

    #[test]
    fn ratios_stand_beside_their_targets() {
        let row = |met: bool| serde_json::json!({ "ratio": "1.15", "work": "issue", "target": "<= 1.30", "met": met });
        let record = serde_json::json!({ "rows": [row(true), row(false), { "peer": "no ratio" }] });
        let expected = ["1.15  issue  (target <= 1.30)", "1.15  issue  (target <= 1.30)  MISSED"];
        assert_eq!(ratios(&record), expected);
    }

    #[test]
    fn totals_stand_in_one_line() {
        let record = serde_json::json!({ "totals": { "killed": 7, "percent": "96.1" } });
        assert_eq!(totals(&record), "killed 7, percent 96.1");
        assert_eq!(totals(&serde_json::json!([])), "no totals");
    }
}
