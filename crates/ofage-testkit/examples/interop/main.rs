//! The ofage side of `cargo xtask interop`: what other libraries shall verify, and the verdicts on what they made.
//!
//! `interop make FOLDER` writes `ofage.json`: keys, certificates, sessions, and responses of ours, good and spoilt. The
//! issuer in `FOLDER/issuer` is one of those.
//! `interop judge FOLDER` reads every file of a peer in FOLDER, presents what it issued (`mixed.json`) and writes our
//! verdicts (`verdicts-ofage.json`).

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test tool whose inputs are its own: it stops at once where one is wrong"
)]

mod cases;
mod judge;
mod parties;
mod spoil;

use std::path::Path;

use serde_json::Value;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["make", folder] => {
            write(Path::new(folder), "ofage.json", &cases::make(&Path::new(folder).join("issuer")));
        }
        ["judge", folder] => judge::run(Path::new(folder)),
        _ => {
            eprintln!("usage: interop make FOLDER | interop judge FOLDER");
            std::process::exit(2);
        }
    }
}

fn write(folder: &Path, name: &str, content: &Value) {
    std::fs::write(folder.join(name), serde_json::to_vec_pretty(content).unwrap()).unwrap();
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Lower-case hex.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
