//! How long the peers and our WebAssembly build take to verify one response with one statement.

use std::path::Path;
use std::process::Command;

use serde_json::{Map, Value, json};

use super::Place;
use crate::failure::Failure;
use crate::{process, wasm};

/// What the others are compared with.
const OURS: &str = "ofage (WebAssembly)";
/// How many times as fast as each npm peer it is meant to be.
const TARGET: f64 = 8.0;
/// How names end that are no match for WebAssembly: signatures in machine code, which no browser offers so. For the
/// record.
const NATIVE: &str = ", native code)";

/// One verifier.
pub(super) struct Speed {
    name: String,
    /// Median.
    milliseconds: f64,
    /// Ours would verify so many in the same time.
    ratio: f64,
    /// Whether the target speaks of it: it ran in the same process as ours, on the same means.
    counts: bool,
}

impl Speed {
    pub(super) fn to_json(&self) -> Value {
        let round = |value: f64, steps: f64| (value * steps).round() / steps;
        json!({
            "name": format!("speed: {}", self.name),
            "milliseconds": round(self.milliseconds, 1000.0),
            "ratio": round(self.ratio, 10.0),
        })
    }
}

/// Builds the package, and measures; on one core where the system can be asked for that.
pub(super) fn measure(root: &Path, place: &Place) -> Result<Vec<Speed>, Failure> {
    wasm::build(root)?;
    let mut node = place.node("speed.mjs");
    node.arg(&place.folder).arg(root.join("wasm/pkg"));
    let node = medians(&process::output(on_one_core(node))?);
    let ours = node.get(OURS).and_then(Value::as_f64).unwrap_or(f64::NAN);
    let python = medians(&process::output(on_one_core(place.python("speed")))?);
    let speeds = |medians: Map<String, Value>, same_process: bool| {
        medians.into_iter().map(move |(name, median)| {
            let counts = same_process && name != OURS && !name.ends_with(NATIVE);
            let milliseconds = median.as_f64().unwrap_or(f64::NAN);
            Speed { name, milliseconds, ratio: milliseconds / ours, counts }
        })
    };
    Ok(speeds(node, true).chain(speeds(python, false)).collect())
}

fn medians(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).unwrap_or_default()
}

fn on_one_core(command: Command) -> Command {
    if Command::new("taskset").arg("--version").output().is_err() {
        return command;
    }
    let mut pinned = Command::new("taskset");
    pinned.args(["--cpu-list", "0"]).arg(command.get_program()).args(command.get_args());
    pinned
}

pub(super) fn to_text(speeds: &[Speed]) -> String {
    let rows: Vec<String> = speeds
        .iter()
        .map(|speed| format!("| {} | {:.3} | {:.1} |", speed.name, speed.milliseconds, speed.ratio))
        .collect();
    format!(
        "\n| one response verified by | median ms | ratio to ours |\n|---|---|---|\n{}\n",
        rows.join("\n")
    )
}

/// Whether every npm peer is slower by the target, and all were measured.
pub(super) fn check(speeds: &[Speed]) -> Result<(), Failure> {
    let too_fast = |speed: &&Speed| speed.counts && (speed.ratio.is_nan() || speed.ratio < TARGET);
    let mut places: Vec<String> = speeds
        .iter()
        .filter(too_fast)
        .map(|speed| format!("{}: {:.1} times, {TARGET} wanted", speed.name, speed.ratio))
        .collect();
    if !speeds.iter().any(|speed| speed.counts) {
        places.push("no peer was measured".into());
    }
    if places.is_empty() {
        return Ok(());
    }
    Err(Failure::Rule { rule: "our WebAssembly build is not as much faster as it is meant to be", places })
}
