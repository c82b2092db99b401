//! Tools that a measurement needs, at fixed versions; and the records that measurements leave.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::failure::Failure;
use crate::process;

/// Installs a cargo subcommand into `target/tools` unless this version is there, and returns its path.
pub(crate) fn cargo_install(root: &Path, name: &str, version: &str) -> Result<PathBuf, Failure> {
    let folder = root.join("target/tools");
    let path = folder.join("bin").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if has_version(&path, version) {
        return Ok(path);
    }
    let mut command =
        process::cargo(root, &["install", "--locked", "--quiet", name, "--version", version, "--root"]);
    command.arg(&folder);
    process::run(command)?;
    if has_version(&path, version) {
        Ok(path)
    } else {
        Err(Failure::Missing {
            what: format!("{name} {version}"),
            remedy: format!("`cargo install {name} --version {version} --root target/tools`"),
        })
    }
}

fn has_version(path: &Path, version: &str) -> bool {
    let mut command = Command::new(path);
    // Cargo names the subcommand first; the tools accept it.
    if let Some(name) =
        path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.strip_prefix("cargo-"))
    {
        command.arg(name);
    }
    let output = command.arg("--version").output();
    output.is_ok_and(|output| {
        String::from_utf8_lossy(&output.stdout).split_whitespace().any(|word| word == version)
    })
}

/// Writes what a measurement found to `docs/assurance`, where the score card reads it.
pub(crate) fn write_record(root: &Path, path: &str, record: &Value) -> Result<(), Failure> {
    let path = root.join(path);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(Failure::io(folder))?;
    }
    std::fs::write(&path, format!("{record:#}\n")).map_err(Failure::io(&path))
}
