//! `cargo xtask bench-hostile`, and the cases of `cargo xtask scorecard`: figures that the test kit measures, built for
//! release.

use std::path::Path;

use crate::failure::Failure;
use crate::process;

/// What hostile inputs cost.
pub(crate) fn hostile(root: &Path, mut arguments: impl Iterator<Item = String>) -> Result<(), Failure> {
    match arguments.next() {
        None => measure(root, "hostile"),
        Some(extra) => Err(Failure::Usage(format!("bench-hostile takes no argument, not {extra}"))),
    }
}

/// Runs a program of the test kit.
pub(crate) fn measure(root: &Path, binary: &str) -> Result<(), Failure> {
    process::run(process::cargo(
        root,
        &["run", "--quiet", "--release", "--package", "ofage-testkit", "--bin", binary],
    ))
}
