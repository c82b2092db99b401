//! The record of a run: ratios and targets, no times, which belong to the machine.

use std::path::Path;

use serde_json::{Value, json};

use crate::Row;

/// Writes `docs/assurance/speed.json`.
pub fn write(rows: &[Row]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/assurance/speed.json");
    let met = rows.iter().filter(|row| row.met).count();
    let entries: Vec<Value> = rows
        .iter()
        .map(|row| {
            let ratio = format!("{:.2}", row.ratio);
            json!({ "work": row.work, "ratio": ratio, "target": row.target, "met": row.met })
        })
        .collect();
    let record = json!({
        "command": "cargo run --release --manifest-path benches/compare/Cargo.toml -- --record",
        "rows": entries,
        "totals": { "targets": rows.len(), "met": met },
    });
    let mut text = serde_json::to_string_pretty(&record).expect("a record");
    text.push('\n');
    std::fs::write(&path, text).expect("the record is written");
    println!("\nwritten: docs/assurance/speed.json");
}
