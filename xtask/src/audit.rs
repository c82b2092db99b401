//! `cargo xtask audit`: licences, sources, duplicates and known weaknesses of every dependency, by cargo-deny.
//!
//! What could not be checked is never called clean: without the database of advisories the command fails, and says so.

use std::path::Path;
use std::process::Command;

use crate::failure::Failure;
use crate::tools;

const VERSION: &str = "0.20.2";

pub(crate) fn run(root: &Path, mut arguments: impl Iterator<Item = String>) -> Result<(), Failure> {
    if let Some(extra) = arguments.next() {
        return Err(Failure::Usage(format!("audit takes no argument, not {extra}")));
    }
    let tool = tools::cargo_install(root, "cargo-deny", VERSION)?;
    let mut faults = Vec::new();
    for check in ["licenses", "bans", "sources", "advisories"] {
        let output = deny(root, &tool, check)?;
        let verdict = verdict(check, output.status.success(), &String::from_utf8_lossy(&output.stderr));
        println!("  {check:<12}{verdict}");
        if verdict != CLEAN {
            eprint!("{}", String::from_utf8_lossy(&output.stderr));
            faults.push(format!("{check}: {verdict}"));
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Failure::Rule { rule: "not every check of the dependencies is clean", places: faults })
    }
}

const CLEAN: &str = "clean";
const NOT_CHECKED: &str = "NOT CHECKED: the database of advisories could not be fetched";
const FAULTS: &str = "FAULTS";

fn deny(root: &Path, tool: &Path, check: &str) -> Result<std::process::Output, Failure> {
    let mut command = Command::new(tool);
    command.current_dir(root).args(["--color", "never", "--workspace", "--all-features", "check", check]);
    command
        .output()
        .map_err(|source| Failure::NotStarted { command: format!("cargo deny check {check}"), source })
}

/// What the outcome of a check means. Advisories are checked only where cargo-deny says so itself.
fn verdict(check: &str, success: bool, report: &str) -> &'static str {
    let fetched = !report.contains("failed to fetch") && !report.contains("failed to load advisory database");
    match (success, check) {
        (true, "advisories") if !report.contains("advisories ok") => NOT_CHECKED,
        (true, _) => CLEAN,
        (false, "advisories") if !fetched => NOT_CHECKED,
        (false, _) => FAULTS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_checked_is_not_clean() {
        assert_eq!(verdict("advisories", true, ""), NOT_CHECKED);
        assert_eq!(verdict("advisories", false, "failed to fetch advisory database"), NOT_CHECKED);
        assert_eq!(verdict("advisories", false, "error[vulnerability]: a hole"), FAULTS);
        assert_eq!(verdict("licenses", false, "error[rejected]"), FAULTS);
        assert_eq!(verdict("licenses", true, "licenses ok"), CLEAN);
    }
}
