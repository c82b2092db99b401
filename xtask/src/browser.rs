//! `cargo xtask browser`: the pages in a real browser, and the npm package in Node, in a bundler and on a page.
//!
//! Needs Chromium and Node. In continuous integration, and wherever this runs as root on Debian or Ubuntu, a missing
//! Chromium is installed; elsewhere the command says how to install one. It is never skipped.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::failure::Failure;
use crate::process::{self, cargo};
use crate::setup;
use crate::wasm;

/// Where Chromium and its relatives are found, besides the variable `OFAGE_CHROMIUM`.
const CHROMIUM: [&str; 5] = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const USAGE: &str = "usage: cargo xtask browser [--pictures]
  --pictures  also take the screenshots of docs/screenshots";

/// Runs the command with the arguments that follow `cargo xtask browser`.
pub(crate) fn run(root: &Path, arguments: impl Iterator<Item = String>) -> Result<(), Failure> {
    let mut pictures = false;
    for argument in arguments {
        match argument.as_str() {
            "--pictures" => pictures = true,
            other => return Err(Failure::Usage(format!("browser does not know {other}\n\n{USAGE}"))),
        }
    }
    let chromium = chromium()?;
    wasm::build(root)?;
    check_types(root)?;
    process::run(cargo(root, &["build", "--quiet", "--locked", "--package", "ofage-cli"]))?;

    let server = Server::start(root, &[])?;
    let test = |script: &str, arguments: &[&str]| {
        let mut command = Command::new("node");
        command
            .arg(script)
            .args(arguments)
            .current_dir(root.join("wasm/tests"))
            .env("OFAGE_CHROMIUM", &chromium);
        process::run(command)
    };
    for script in ["pages.mjs", "wallet.mjs", "door.mjs", "screens.mjs"] {
        test(script, &[&server.origin])?;
    }
    test("lan.mjs", &[&Server::start(root, &["--tls"])?.origin])?;
    test("package.mjs", &[])?;
    test("vectors.mjs", &["../../test-vectors/v1"])?;
    test("inputs.mjs", &["../../test-vectors/v1"])?;
    if pictures {
        let folder = root.join("docs/screenshots");
        test("pictures.mjs", &[&server.origin, &folder.to_string_lossy()])?;
    }
    Ok(())
}

/// The stage of `cargo xtask test`.
pub(crate) fn check(root: &Path) -> Result<(), Failure> {
    run(root, core::iter::empty())
}

/// The pages, the package's own layer and its hand-written types, by the TypeScript compiler.
fn check_types(root: &Path) -> Result<(), Failure> {
    for project in [".", "web/sw", "tests/types"] {
        let mut compiler = Command::new("node");
        compiler
            .args(["node_modules/typescript/bin/tsc", "--project", project])
            .current_dir(root.join("wasm"));
        process::run(compiler)?;
    }
    Ok(())
}

/// Finds Chromium; installs Debian's where that is possible.
fn chromium() -> Result<PathBuf, Failure> {
    let elsewhere = "; Fedora: dnf install chromium; macOS: brew install --cask chromium. Or set OFAGE_CHROMIUM to the \
                     program";
    setup::find_or_install("Chromium", find_chromium, &["chromium"], elsewhere)
}

fn find_chromium() -> Option<PathBuf> {
    let named = std::env::var_os("OFAGE_CHROMIUM").map(PathBuf::from);
    named.into_iter().chain(CHROMIUM.map(PathBuf::from)).find(|path| path.exists())
}

/// `ofage serve` on a free port, ended when dropped.
struct Server {
    process: Child,
    origin: String,
}

impl Server {
    fn start(root: &Path, options: &[&str]) -> Result<Self, Failure> {
        let program = process::ofage(root);
        let mut command = Command::new(&program);
        command.args(["serve", "--addr", "127.0.0.1:0", "--json"]).args(options).stdout(Stdio::piped());
        let mut process = command
            .spawn()
            .map_err(|source| Failure::NotStarted { command: "ofage serve".into(), source })?;
        let mut line = String::new();
        if let Some(stdout) = process.stdout.take() {
            BufReader::new(stdout).read_line(&mut line).map_err(Failure::io(&program))?;
        }
        let url = serde_json::from_str::<serde_json::Value>(&line)
            .ok()
            .and_then(|line| Some(line.get("url")?.as_str()?.trim_end_matches('/').to_owned()));
        let mut server = Self { process, origin: String::new() };
        server.origin = url.ok_or_else(|| Failure::Rule {
            rule: "ofage serve --json prints its address",
            places: vec![line.trim().to_owned()],
        })?;
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.process.kill().is_ok() {
            drop(self.process.wait());
        }
    }
}
