//! Build and test automation, run as `cargo xtask COMMAND`.
//!
//! Each subcommand is one module with a `run(&Path, impl Iterator<Item = String>) -> Result<(), Failure>`:
//! to add one, write the module and give it a line in `dispatch` and in `HELP`. A new stage of
//! `cargo xtask test` is a line in `stages::STAGES`.

mod audit;
mod backends;
mod browser;
mod coverage;
mod engines;
mod failure;
mod fuzz;
mod instructions;
mod interop;
mod measures;
mod mutants;
mod process;
mod scan_rate;
mod scorecard;
mod setup;
mod sources;
mod spec;
mod stages;
mod test;
mod texts;
mod tools;
mod vectors;
mod wasm;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use failure::Failure;

const HELP: &str = "\
Build and test automation of ofage

Usage: cargo xtask COMMAND [OPTIONS]

Commands:
  test       Every check that continuous integration runs, with its own set-up
               --list         print the stages
               --only STAGE   run this stage alone (may be repeated)
               --keep-going   run the remaining stages after a failure
  scan-rate  How often and how fast camera frames are read, on generated frames (use --release)
  scorecard  Every adversarial case on every layout, by family, with wrong verdicts; clauses covered; records
               --wasm         also every case through the WebAssembly build (needs Node)
               --require-records
                              fail where a long measurement was never recorded
  instructions
             Instructions of the main operations under callgrind, against docs/assurance/instructions.json
               --explain TEXT accept growth and record the reason
  bench-hostile
             What hostile inputs of 64 KiB cost: a table, and a failure past 1 ms
  interop    Let other vendors' libraries verify what we make, and ours what they make; compare the speed
             (needs Node and Python 3; installs the libraries into target/interop)
               --no-speed     verdicts alone
  audit      Licences, sources and known weaknesses of every dependency (cargo-deny, npm)
               --offline      do without the databases of known weaknesses
  backends   The tests with the feature aws-lc-rs, where another library verifies (needs a C compiler)
  coverage   Lines of the core that no test runs, and a failure below 95 %
  mutants    Change the code of the checks in every small way; the tests must notice (ten minutes)
               --only GROUP   verify, age, door, door-code or cbor (may be repeated)
               --shard K/N    one part of N
               --report       only read what an earlier run found
  browser    Test the pages in Chromium, and the npm package (needs Node and Chromium)
               --pictures     also take the screenshots of docs/screenshots
  engines    The pages in Firefox and in WebKit, as Debian packages them
  fuzz       Fuzz every untrusted input for a minute each (needs a nightly toolchain)
               --seconds N    so many seconds each
               --target NAME  this one alone (may be repeated)
               --keep         keep the inputs that matter for the tests
  wasm       Build the WebAssembly package and the pages, and check their sizes
               --check        fail unless the committed pages are up to date
               --explain TEXT accept growth and record the reason
  spec       Which test covers each MUST of spec/
  vectors    Regenerate test-vectors/ from the scripts
  help       Print this text
";

fn main() -> ExitCode {
    if let Some(code) = coverage::as_compiler() {
        return code;
    }
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_else(|| String::from("help"));
    match dispatch(&command, &root(), arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask {command}: {failure}");
            if matches!(failure, Failure::Usage(_)) { ExitCode::from(2) } else { ExitCode::FAILURE }
        }
    }
}

fn dispatch(command: &str, root: &Path, arguments: impl Iterator<Item = String>) -> Result<(), Failure> {
    match command {
        "test" => test::run(root, arguments),
        "scan-rate" => scan_rate::run(root, arguments),
        "scorecard" => scorecard::run(root, arguments),
        "bench-hostile" => measures::hostile(root, arguments),
        "audit" => audit::run(root, arguments),
        "backends" => backends::run(root, arguments),
        "coverage" => coverage::run(root, arguments),
        "mutants" => mutants::run(root, arguments),
        "vectors" => vectors::run(root, arguments),
        "instructions" => instructions::run(root, arguments),
        "browser" => browser::run(root, arguments),
        "engines" => engines::run(root, arguments),
        "fuzz" => fuzz::run(root, arguments),
        "interop" => interop::run(root, arguments),
        "spec" => spec::run(root, arguments),
        "wasm" => wasm::run(root, arguments),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        other => Err(Failure::Usage(format!("no such command: {other}\n\n{HELP}"))),
    }
}

/// The root of the workspace: the parent of this crate.
fn root() -> PathBuf {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest.parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}
