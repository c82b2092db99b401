//! The stages of `cargo xtask test`, in the order in which they run: quick ones first.
//!
//! Every stage that compiles keeps to the feature set of the whole workspace, so that the dependencies are
//! built once for this machine, once for WebAssembly and only checked for the target without `std`.

use std::path::Path;

use crate::failure::Failure;
use crate::process::{cargo, run};
use crate::{setup, sources, spec, vectors};

/// One check of `cargo xtask test`.
pub(crate) struct Stage {
    pub(crate) name: &'static str,
    pub(crate) what: &'static str,
    pub(crate) run: fn(&Path) -> Result<(), Failure>,
}

/// All of them. None is ever skipped: what a stage needs and cannot find makes it fail.
pub(crate) const STAGES: &[Stage] = &[
    Stage {
        name: "setup",
        what: "targets and components of the toolchain, installed when missing",
        run: setup::run,
    },
    Stage {
        name: "sources",
        what: "every crate inherits the lints, no file is too long",
        run: sources::check,
    },
    Stage { name: "spec", what: "every MUST of the specifications names its test", run: spec::check },
    Stage { name: "fmt", what: "formatting", run: fmt },
    Stage { name: "clippy", what: "lints of all targets, warnings denied", run: clippy },
    Stage { name: "test", what: "unit, property, vector and command-line tests", run: test },
    Stage { name: "doctest", what: "examples in the documentation", run: doctest },
    Stage { name: "no-std", what: "the core without std, with and without issuing", run: no_std },
    Stage { name: "wasm", what: "core, QR, verifier and bindings for WebAssembly", run: wasm },
    Stage {
        name: "pages",
        what: "the committed pages and WebAssembly sizes are what the sources give",
        run: crate::wasm::check,
    },
    Stage { name: "browser", what: "the pages in Chromium, the npm package", run: crate::browser::check },
    Stage { name: "doc", what: "documentation, warnings denied", run: doc },
    Stage { name: "vectors", what: "test vectors are what their scripts generate", run: vectors::check },
];

fn fmt(root: &Path) -> Result<(), Failure> {
    run(cargo(root, &["fmt", "--all", "--check"]))
}

fn clippy(root: &Path) -> Result<(), Failure> {
    run(cargo(root, &["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]))
}

fn test(root: &Path) -> Result<(), Failure> {
    run(cargo(root, &["test", "--workspace", "--locked", "--lib", "--bins", "--tests", "--examples"]))
}

fn doctest(root: &Path) -> Result<(), Failure> {
    run(cargo(root, &["test", "--workspace", "--locked", "--doc"]))
}

fn no_std(root: &Path) -> Result<(), Failure> {
    // Clippy is `cargo check` that can deny warnings: code that is dead without issuing shows here alone.
    let check =
        ["clippy", "--locked", "--target", setup::NO_STD, "-p", "ofage-core", "--no-default-features"];
    let deny = ["--", "-D", "warnings"];
    run(cargo(root, &[&check[..], &deny].concat()))?;
    run(cargo(root, &[&check[..], &["--features", "issuer"], &deny].concat()))
}

fn wasm(root: &Path) -> Result<(), Failure> {
    let crates = ["-p", "ofage-core", "-p", "ofage-qr", "-p", "ofage-verifier", "-p", "ofage-wasm"];
    run(cargo(root, &[&["build", "--locked", "--target", setup::WASM], &crates[..]].concat()))
}

fn doc(root: &Path) -> Result<(), Failure> {
    let mut command = cargo(root, &["doc", "--workspace", "--locked", "--no-deps"]);
    command.env("RUSTDOCFLAGS", "-D warnings");
    run(command)
}
