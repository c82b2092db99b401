//! `cargo xtask scorecard` and `cargo xtask bench-hostile`: figures that the test kit measures, built for release.

use std::path::Path;

use crate::failure::Failure;
use crate::process;

/// Every adversarial case on every layout, by family.
pub(crate) fn scorecard(root: &Path, arguments: impl Iterator<Item = String>) -> Result<(), Failure> {
    measure(root, "scorecard", arguments)
}

/// What hostile inputs cost.
pub(crate) fn hostile(root: &Path, arguments: impl Iterator<Item = String>) -> Result<(), Failure> {
    measure(root, "hostile", arguments)
}

fn measure(root: &Path, binary: &str, mut arguments: impl Iterator<Item = String>) -> Result<(), Failure> {
    if let Some(extra) = arguments.next() {
        return Err(Failure::Usage(format!("{binary} takes no argument, not {extra}")));
    }
    process::run(process::cargo(
        root,
        &["run", "--quiet", "--release", "--package", "ofage-testkit", "--bin", binary],
    ))
}
