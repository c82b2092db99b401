//! `cargo xtask coverage`: which lines of the core no test runs.
//!
//! The compiler instruments the workspace's crates alone, through this program as `RUSTC_WORKSPACE_WRAPPER`: the
//! dependencies stay as they are built. LLVM's own tools, of the compiler's version, read the profiles.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use serde_json::{Value, json};

use crate::failure::Failure;
use crate::{process, setup, tools};

const RECORD: &str = "docs/assurance/coverage.json";
/// Where the lines are counted.
const SOURCES: &str = "crates/ofage-core/src";
/// Whose tests run.
const PACKAGES: [&str; 6] = ["-p", "ofage-core", "-p", "ofage-verifier", "-p", "ofage-testkit"];
/// Least share of lines, in thousandths.
const LEAST: usize = 950;
/// Set while this program stands in for the compiler.
const WRAPPER: &str = "OFAGE_INSTRUMENT";

/// Lines of one file, and whether a test ran them.
type Lines = BTreeMap<usize, bool>;

/// Whether cargo calls this program in place of the compiler; if so, compiles.
pub(crate) fn as_compiler() -> Option<ExitCode> {
    std::env::var_os(WRAPPER)?;
    let mut arguments = std::env::args_os().skip(1);
    let status = Command::new(arguments.next()?).args(arguments).args(["-C", "instrument-coverage"]).status();
    Some(if status.is_ok_and(|status| status.success()) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

pub(crate) fn run(root: &Path, mut arguments: impl Iterator<Item = String>) -> Result<(), Failure> {
    if let Some(extra) = arguments.next() {
        return Err(Failure::Usage(format!("coverage takes no argument, not {extra}")));
    }
    let (profdata, cov) = (llvm(root, "llvm-profdata")?, llvm(root, "llvm-cov")?);
    let folder = root.join("target/coverage");
    let raw = folder.join("raw");
    if raw.exists() {
        std::fs::remove_dir_all(&raw).map_err(Failure::io(&raw))?;
    }
    std::fs::create_dir_all(&raw).map_err(Failure::io(&raw))?;

    let executables = build(root)?;
    let mut test = instrumented(root, &["test", "--no-fail-fast", "--quiet"])?;
    test.env("LLVM_PROFILE_FILE", raw.join("%p-%8m.profraw"));
    process::run(test)?;

    let merged = folder.join("merged.profdata");
    let mut merge = Command::new(profdata);
    merge.args(["merge", "--sparse", "--output"]).arg(&merged).arg(&raw);
    process::run(merge)?;
    let mut export = Command::new(cov);
    export.args(["export", "--format=lcov", "--skip-functions", "--instr-profile"]).arg(&merged);
    for executable in &executables {
        export.arg("--object").arg(executable);
    }
    report(root, &process::output(export)?)
}

fn instrumented(root: &Path, arguments: &[&str]) -> Result<Command, Failure> {
    let wrapper = std::env::current_exe().map_err(Failure::io(root))?;
    let mut command = process::cargo(root, arguments);
    command.args(PACKAGES).args(["--lib", "--tests", "--locked"]);
    command.env("RUSTC_WORKSPACE_WRAPPER", wrapper).env(WRAPPER, "1");
    Ok(command)
}

/// Builds the tests and returns their programs.
fn build(root: &Path) -> Result<Vec<PathBuf>, Failure> {
    let command = instrumented(root, &["test", "--no-run", "--quiet", "--message-format", "json"])?;
    let text = process::output(command)?;
    let messages = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let programs = messages.filter_map(|message| message.get("executable")?.as_str().map(PathBuf::from));
    Ok(programs.collect())
}

/// A tool of the compiler's LLVM: from the toolchain, or from the system in the same major version.
fn llvm(root: &Path, name: &str) -> Result<PathBuf, Failure> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut verbose = Command::new(&rustc);
    verbose.arg("-vV").current_dir(root);
    let verbose = process::output(verbose)?;
    let field = |name: &str| verbose.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    let major = field("LLVM version: ").split('.').next().unwrap_or_default();
    let mut sysroot = Command::new(&rustc);
    sysroot.args(["--print", "sysroot"]).current_dir(root);
    let sysroot = PathBuf::from(process::output(sysroot)?.trim());
    let places = [
        sysroot.join("lib/rustlib").join(field("host: ")).join("bin").join(name),
        PathBuf::from(format!("/usr/lib/llvm-{major}/bin/{name}")),
    ];
    let found = || places.iter().find(|place| place.exists()).cloned();
    let package = format!("llvm-{major}");
    if found().is_none() {
        setup::install_debian(&[package.as_str()])?;
    }
    found().ok_or_else(|| Failure::Missing {
        what: format!("{name} of LLVM {major}"),
        remedy: format!("`rustup component add llvm-tools`, or the system's package {package}"),
    })
}

/// Lines by file, from a report in the format of lcov.
fn read_lcov(root: &Path, report: &str) -> BTreeMap<PathBuf, Lines> {
    let mut files: BTreeMap<PathBuf, Lines> = BTreeMap::new();
    let mut file = None;
    for line in report.lines() {
        if let Some(path) = line.strip_prefix("SF:") {
            let path = Path::new(path);
            file =
                path.strip_prefix(root).ok().filter(|path| path.starts_with(SOURCES)).map(Path::to_path_buf);
        } else if let (Some(data), Some(file)) = (line.strip_prefix("DA:"), &file)
            && let Some((number, count)) = data.split_once(',')
            && let (Ok(number), Ok(count)) = (number.parse(), count.parse::<u64>())
        {
            let ran = files.entry(file.clone()).or_default().entry(number).or_default();
            *ran |= count > 0;
        }
    }
    files
}

/// Modules of tests, without their extension: `#[cfg(test)] mod name;` in their parent.
fn test_modules(folder: &Path, root: &Path, modules: &mut BTreeSet<PathBuf>) -> Result<(), Failure> {
    let path = root.join(folder);
    for entry in std::fs::read_dir(&path).map_err(Failure::io(&path))? {
        let file = folder.join(entry.map_err(Failure::io(&path))?.file_name());
        if root.join(&file).is_dir() {
            test_modules(&file, root, modules)?;
            continue;
        }
        let text = std::fs::read_to_string(root.join(&file)).map_err(Failure::io(&file))?;
        let inside = match file.file_stem().and_then(|stem| stem.to_str()) {
            Some("mod" | "lib") | None => folder.to_path_buf(),
            Some(stem) => folder.join(stem),
        };
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            if line != "#[cfg(test)]" {
                continue;
            }
            let module = lines.next().and_then(|line| line.strip_suffix(';')?.split_once("mod "));
            modules.extend(module.map(|(_, name)| inside.join(name)));
        }
    }
    Ok(())
}

/// Where the tests inside a file begin: they stand at its end.
fn first_test_line(text: &str) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    let start = lines.windows(2).position(|pair| match pair {
        [attribute, module] => {
            *attribute == "#[cfg(test)]" && module.starts_with("mod ") && module.ends_with('{')
        }
        _ => false,
    });
    start.map_or(usize::MAX, |index| index.saturating_add(1))
}

/// `3-5, 9` of 3, 4, 5, 9.
fn ranges(numbers: &[usize]) -> String {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, end)) if end.saturating_add(1) == *number => *end = *number,
            _ => ranges.push((*number, *number)),
        }
    }
    let texts = ranges.iter().map(
        |(start, end)| {
            if start == end { start.to_string() } else { format!("{start}-{end}") }
        },
    );
    texts.collect::<Vec<_>>().join(", ")
}

/// Thousandths, rounded down.
fn share(covered: usize, lines: usize) -> usize {
    covered.saturating_mul(1000).checked_div(lines).unwrap_or(0)
}

fn percent(thousandths: usize) -> String {
    format!("{}.{} %", thousandths / 10, thousandths % 10)
}

fn report(root: &Path, lcov: &str) -> Result<(), Failure> {
    let files = read_lcov(root, lcov);
    let mut tests = BTreeSet::new();
    test_modules(Path::new(SOURCES), root, &mut tests)?;
    let mut rows = Vec::new();
    let (mut all, mut all_covered) = (0_usize, 0_usize);
    println!("{:<58}{:>7}{:>9}  not run", "file", "lines", "covered");
    for (file, lines) in &files {
        if tests.iter().any(|test| file.starts_with(test) || file.with_extension("") == *test) {
            continue;
        }
        let text = std::fs::read_to_string(root.join(file)).map_err(Failure::io(file))?;
        let end = first_test_line(&text);
        let counted: Vec<_> = lines.iter().filter(|(number, _)| **number < end).collect();
        let missed: Vec<usize> =
            counted.iter().filter(|(_, ran)| !**ran).map(|(number, _)| **number).collect();
        let covered = counted.len().saturating_sub(missed.len());
        all = all.saturating_add(counted.len());
        all_covered = all_covered.saturating_add(covered);
        let name = file.display().to_string();
        if !missed.is_empty() {
            println!(
                "{name:<58}{:>7}{:>9}  {}",
                counted.len(),
                percent(share(covered, counted.len())),
                ranges(&missed)
            );
        }
        rows.push(json!({
            "file": name, "lines": counted.len(), "covered": covered, "not_run": ranges(&missed),
        }));
    }
    let share = share(all_covered, all);
    println!("{:<58}{all:>7}{:>9}", SOURCES, percent(share));
    let record = json!({
        "command": "cargo xtask coverage",
        "rows": rows,
        "totals": { "lines": all, "covered": all_covered, "percent": percent(share) },
    });
    tools::write_record(root, RECORD, &record)?;
    if share < LEAST {
        return Err(Failure::Rule {
            rule: "too few lines of the core are run by tests",
            places: vec![format!("{}, at least {}", percent(share), percent(LEAST))],
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_ran_in_one_program_ran() {
        let report = "SF:/r/crates/ofage-core/src/a.rs\nDA:1,0\nDA:2,3\nend_of_record\nSF:/r/other.rs\nDA:1,0\n\
                      SF:/r/crates/ofage-core/src/a.rs\nDA:1,1\nDA:3,0\n";
        let files = read_lcov(Path::new("/r"), report);
        assert_eq!(files.len(), 1);
        let lines = files.values().next().map(|lines| lines.clone().into_iter().collect::<Vec<_>>());
        assert_eq!(lines, Some(vec![(1, true), (2, true), (3, false)]));
    }

    #[test]
    fn shares_and_ranges() {
        assert_eq!(ranges(&[3, 4, 5, 9]), "3-5, 9");
        assert_eq!(percent(share(19, 20)), "95.0 %");
        assert_eq!(share(0, 0), 0);
        assert_eq!(first_test_line("fn a() {}\n#[cfg(test)]\nmod tests {\n}\n"), 2);
        assert_eq!(first_test_line("#[cfg(test)]\nmod tests;\n"), usize::MAX);
    }
}
