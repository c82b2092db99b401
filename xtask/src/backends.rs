//! `cargo xtask backends`: what the tests say where `aws-lc-rs` verifies signatures, the feature of that name.
//!
//! Not a stage of `cargo xtask test`, because the library compiles C for a minute.

use std::path::Path;

use crate::failure::Failure;
use crate::process::{cargo, run as run_command};

const FEATURE: [&str; 2] = ["--features", "aws-lc-rs"];

/// Lints, the core's own tests of each backend, and every integration test.
pub(crate) fn run(root: &Path, mut arguments: impl Iterator<Item = String>) -> Result<(), Failure> {
    if let Some(argument) = arguments.next() {
        return Err(Failure::Usage(format!("unexpected argument: {argument}")));
    }
    let lint = ["clippy", "--locked", "-p", "ofage-core", "-p", "ofage-verifier", "--all-targets"];
    run_command(cargo(root, &[&lint[..], &FEATURE, &["--", "-D", "warnings"]].concat()))?;
    let own = ["test", "--locked", "-p", "ofage-core", "--lib"];
    run_command(cargo(root, &[&own[..], &FEATURE].concat()))?;
    let integration = ["test", "--locked", "-p", "ofage-testkit", "--tests"];
    run_command(cargo(root, &[&integration[..], &FEATURE].concat()))
}
