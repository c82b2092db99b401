//! `cargo xtask interop`: other vendors' libraries verify what we issue and present, and we what they do.
//!
//! The peers are installed at pinned versions into `target/interop`. Nobody edits a message by hand: the example
//! `interop` of `ofage-testkit` makes ours and all spoilt ones, `interop/node`, `interop/python` and `interop/rust` those
//! of the peers, all in the same run. Every case says what must come of it; where a peer differs, `interop/notes.json` has to say why,
//! and a note that no longer applies is a failure too.

mod install;
mod speed;
mod table;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::failure::Failure;
use crate::process::{self, cargo};

/// Where everything happens, seen from the root.
const FOLDER: &str = "target/interop";
const RECORD: &str = "docs/assurance/interop.json";
/// The crate of the Rust peer: its own workspace, and its own lock file.
const RUST: &str = "interop/rust/Cargo.toml";
const NOTES: &str = "interop/notes.json";
const USAGE: &str = "usage: cargo xtask interop [--no-speed]
  --no-speed  verdicts alone, without the WebAssembly build and the measurement; the record is left as it is";

/// The run's folder and interpreters.
struct Place {
    folder: PathBuf,
    node: PathBuf,
    python: PathBuf,
}

/// Installs the peers, lets everybody make and verify, prints the table and writes the record.
pub(crate) fn run(root: &Path, arguments: impl Iterator<Item = String>) -> Result<(), Failure> {
    let mut speed = true;
    for argument in arguments {
        match argument.as_str() {
            "--no-speed" => speed = false,
            other => return Err(Failure::Usage(format!("interop does not know {other}\n\n{USAGE}"))),
        }
    }
    let place = install::run(root, &root.join(FOLDER))?;
    issuer(root, &place)?;
    example(root, "make", &place)?;
    place.peers(root, "make")?;
    example(root, "judge", &place)?;
    place.peers(root, "verify")?;

    let notes = read(&root.join(NOTES))?;
    let table = table::Table::build(&cases(&place)?, &verdicts(&place)?, &notes);
    print!("{}", table.to_text());
    let places = table.problems().to_vec();
    if !places.is_empty() {
        return Err(Failure::Rule { rule: "verdicts that nothing explains, or notes without cause", places });
    }
    if !speed {
        return Ok(());
    }
    let speeds = speed::measure(root, &place)?;
    print!("{}", speed::to_text(&speeds));
    let mut rows = table.rows();
    rows.extend(speeds.iter().map(speed::Speed::to_json));
    write(
        &root.join(RECORD),
        &json!({ "command": "cargo xtask interop", "rows": rows, "totals": table.totals() }),
    )?;
    println!("written: {RECORD}");
    speed::check(&speeds)
}

/// An issuer as users make it: by the command line, with its defaults.
fn issuer(root: &Path, place: &Place) -> Result<(), Failure> {
    let arguments =
        ["run", "--quiet", "--locked", "--package", "ofage-cli", "--", "issuer", "init", "--force", "--out"];
    let mut command = cargo(root, &arguments);
    command.arg(place.folder.join("issuer"));
    process::run(command)
}

/// Our side.
fn example(root: &Path, step: &str, place: &Place) -> Result<(), Failure> {
    let arguments =
        ["run", "--quiet", "--locked", "--package", "ofage-testkit", "--example", "interop", "--"];
    let mut command = cargo(root, &arguments);
    command.arg(step).arg(&place.folder);
    process::run(command)
}

impl Place {
    /// A script of the npm peers.
    fn node(&self, script: &str) -> Command {
        let mut command = Command::new("node");
        command.arg(self.node.join(script));
        command
    }

    /// The script of the Python peers.
    fn python(&self, step: &str) -> Command {
        let mut command = Command::new(&self.python);
        command.arg(self.folder.join("run.py")).arg(step).arg(&self.folder);
        command
    }

    fn peers(&self, root: &Path, step: &str) -> Result<(), Failure> {
        let mut node = self.node("run.mjs");
        node.arg(step).arg(&self.folder);
        process::run(node)?;
        process::run(self.python(step))?;
        let mut rust = cargo(root, &["run", "--quiet", "--locked", "--manifest-path", RUST]);
        rust.arg("--target-dir").arg(self.folder.join("rust")).args(["--", step]).arg(&self.folder);
        process::run(rust)
    }
}

/// The files of the run whose names begin so, in order.
fn files(place: &Place, prefix: &str) -> Result<Vec<Value>, Failure> {
    let entries = fs::read_dir(&place.folder).map_err(Failure::io(&place.folder))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(Failure::io(&place.folder))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(prefix) && name.ends_with(".json") {
            paths.push(path);
        }
    }
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

/// Every case of the run: ours, those of the peers, and those that took both.
fn cases(place: &Place) -> Result<Vec<Value>, Failure> {
    let mut all = Vec::new();
    for prefix in ["ofage", "made-", "mixed"] {
        for file in files(place, prefix)? {
            all.extend(file.get("cases").and_then(Value::as_array).cloned().unwrap_or_default());
        }
    }
    Ok(all)
}

fn verdicts(place: &Place) -> Result<Vec<Value>, Failure> {
    files(place, "verdicts-")
}

fn read(path: &Path) -> Result<Value, Failure> {
    let bytes = fs::read(path).map_err(Failure::io(path))?;
    serde_json::from_slice(&bytes).map_err(|error| Failure::io(path)(error.into()))
}

fn write(path: &Path, content: &Value) -> Result<(), Failure> {
    let mut text = serde_json::to_string_pretty(content).map_err(|error| Failure::io(path)(error.into()))?;
    text.push('\n');
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(Failure::io(parent))?;
    }
    fs::write(path, text).map_err(Failure::io(path))
}
