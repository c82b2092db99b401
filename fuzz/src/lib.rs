//! Hands an input to a target of `ofage_testkit::fuzz_targets`, where the same code runs in ordinary tests.

use std::sync::OnceLock;

use ofage_testkit::fuzz_targets::{Target, target};

/// Runs one input of the target that this process is for.
pub fn run(name: &'static str, data: &[u8]) {
    static TARGET: OnceLock<Target> = OnceLock::new();
    let found = TARGET.get_or_init(|| target(name).unwrap_or_else(|| panic!("no target {name}")));
    (found.run)(data);
}
