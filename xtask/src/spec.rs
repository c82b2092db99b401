//! `cargo xtask spec`: every MUST of the specifications names what covers it.
//!
//! A clause has one MUST at most, so that each has a row of its own. A text of `spec/` with MUSTs ends in a table
//! "Tests": a clause, and what covers it. That is one or more of
//! - the name of a Rust test, after its file's name and `::` where two tests have it,
//! - the name of a file of `test-vectors/v1`,
//! - the title of a test of the pages or the npm package,
//!
//! or, where no test can, the word "people" or "construction" and a reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::sources;

const HEADING: &str = "## Tests";

/// What covers one clause.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Cover {
    /// Tests, by name.
    Tests(Vec<String>),
    /// Binds people or the software of others.
    People,
    /// Holds because of how the code is built.
    Construction,
}

/// One text.
struct Text {
    name: String,
    /// Clauses with a MUST, and how many.
    clauses: BTreeMap<String, usize>,
    covers: Vec<(String, Cover)>,
}

/// Runs the command with the arguments that follow `cargo xtask spec`.
pub(crate) fn run(root: &Path, mut arguments: impl Iterator<Item = String>) -> Result<(), Failure> {
    match arguments.next() {
        None => check(root),
        Some(other) => Err(Failure::Usage(format!("spec takes no argument, not {other}"))),
    }
}

/// Checks all texts, and prints how many clauses are covered, and by what.
pub(crate) fn check(root: &Path) -> Result<(), Failure> {
    let known = known_tests(root)?;
    let mut problems = Vec::new();
    let mut all = [0_usize; 5];
    println!(
        "  {:<20} {:>7} {:>6} {:>7} {:>7} {:>13}",
        "text", "clauses", "MUSTs", "tested", "people", "construction"
    );
    for path in files(&root.join("spec"), "md")? {
        let source = fs::read_to_string(&path).map_err(Failure::io(&path))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // The introduction speaks of the words themselves.
        if name == "README.md" {
            continue;
        }
        let text = read(name, &source);
        if text.clauses.is_empty() && text.covers.is_empty() {
            continue;
        }
        problems.extend(faults(&text, &known));
        let count = |kind: fn(&Cover) -> bool| text.covers.iter().filter(|(_, cover)| kind(cover)).count();
        let figures = [
            text.clauses.len(),
            text.clauses.values().sum(),
            count(|cover| matches!(cover, Cover::Tests(_))),
            count(|cover| *cover == Cover::People),
            count(|cover| *cover == Cover::Construction),
        ];
        row(&text.name, figures);
        for (sum, figure) in all.iter_mut().zip(figures) {
            *sum = sum.saturating_add(figure);
        }
    }
    row("all", all);
    if problems.is_empty() {
        return Ok(());
    }
    Err(Failure::Rule { rule: "clauses of spec/ and the tests that they name", places: problems })
}

fn row(name: &str, [clauses, musts, tested, people, construction]: [usize; 5]) {
    println!("  {name:<20} {clauses:>7} {musts:>6} {tested:>7} {people:>7} {construction:>13}");
}

/// What is wrong with the table of one text.
fn faults(text: &Text, known: &BTreeSet<String>) -> Vec<String> {
    let mut faults = Vec::new();
    let place = |clause: &str, what: &str| format!("{} {clause}: {what}", text.name);
    for (clause, musts) in &text.clauses {
        if *musts > 1 {
            faults.push(place(clause, "two MUSTs in one clause, which share a row"));
        }
        match text.covers.iter().filter(|(covered, _)| covered == clause).count() {
            0 => faults.push(place(clause, "a MUST that nothing covers")),
            1 => {}
            _ => faults.push(place(clause, "two rows")),
        }
    }
    for (clause, cover) in &text.covers {
        if !text.clauses.contains_key(clause) {
            faults.push(place(clause, "a row for a clause without a MUST"));
        }
        if let Cover::Tests(names) = cover {
            if names.is_empty() {
                faults.push(place(clause, "a row without a test or a reason"));
            }
            let missing = names.iter().filter(|name| !known.contains(*name));
            faults.extend(missing.map(|name| place(clause, &format!("there is no test `{name}`"))));
        }
    }
    faults
}

/// Takes a text apart. A clause begins a line with its number, and ends where the next line does so.
fn read(name: String, source: &str) -> Text {
    let mut text = Text { name, clauses: BTreeMap::new(), covers: Vec::new() };
    let (body, table) = source.split_once(HEADING).unwrap_or((source, ""));
    let mut clause = None;
    for line in body.lines() {
        if line.starts_with('#') {
            clause = None;
        }
        if let Some(number) = clause_number(line) {
            clause = Some(number);
        }
        let musts = line.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| *word == "MUST").count();
        if musts > 0 {
            let number = clause.clone().unwrap_or_else(|| format!("(no clause) {line}"));
            let count = text.clauses.entry(number).or_default();
            *count = count.saturating_add(musts);
        }
    }
    for line in table.lines() {
        let cells: Vec<_> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
        if let [number, cover] = cells.as_slice()
            && clause_number(&format!("{number} ")).is_some()
        {
            text.covers.push(((*number).to_owned(), read_cover(cover)));
        }
    }
    text
}

/// `4.2` or `C-4.2` at the start of a line, and a space.
fn clause_number(line: &str) -> Option<String> {
    let (number, _) = line.split_once(' ')?;
    let digits = number.split_once('-').map_or(number, |(letter, rest)| {
        if letter.len() == 1 && letter.chars().all(|c| c.is_ascii_uppercase()) { rest } else { "" }
    });
    let (section, part) = digits.split_once('.')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_number(section) && is_number(part)).then(|| number.to_owned())
}

fn read_cover(cell: &str) -> Cover {
    for (word, cover) in [("people: ", Cover::People), ("construction: ", Cover::Construction)] {
        if cell.strip_prefix(word).is_some_and(|reason| reason.split_whitespace().count() >= 3) {
            return cover;
        }
    }
    Cover::Tests(cell.split('`').skip(1).step_by(2).map(str::to_owned).collect())
}

/// Every name that a row may have.
fn known_tests(root: &Path) -> Result<BTreeSet<String>, Failure> {
    let mut known = BTreeSet::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for folder in ["crates", "xtask/src"] {
        for path in files(&root.join(folder), "rs")? {
            let source = fs::read_to_string(&path).map_err(Failure::io(&path))?;
            let file = module_name(&path);
            for name in rust_tests(&source) {
                known.insert(format!("{file}::{name}"));
                let count = places.entry(name).or_default();
                *count = count.saturating_add(1);
            }
        }
    }
    // A test that went away must not hide behind another of its name.
    known.extend(places.into_iter().filter(|(_, count)| *count == 1).map(|(name, _)| name));
    for path in files(&root.join("wasm/tests"), "mjs")? {
        let source = fs::read_to_string(&path).map_err(Failure::io(&path))?;
        known.extend(titles(&source));
    }
    for path in files(&root.join("test-vectors/v1"), "json")? {
        known.extend(path.file_name().map(|name| name.to_string_lossy().into_owned()));
    }
    Ok(known)
}

/// The name of a file, or of its folder where it is called `tests` or `mod`.
fn module_name(path: &Path) -> String {
    let text = |name: Option<&std::ffi::OsStr>| name.unwrap_or_default().to_string_lossy().into_owned();
    match text(path.file_stem()) {
        name if name == "tests" || name == "mod" => text(path.parent().and_then(Path::file_name)),
        name => name,
    }
}

/// The functions under `#[test]`.
fn rust_tests(source: &str) -> impl Iterator<Item = String> {
    source.split("#[test]").skip(1).filter_map(|rest| {
        let (_, after) = rest.split_once("fn ")?;
        let name: String = after.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        Some(name)
    })
}

/// The titles in calls of `test('…'`.
fn titles(source: &str) -> impl Iterator<Item = String> {
    source.split("test('").skip(1).filter_map(|rest| Some(rest.split_once('\'')?.0.to_owned()))
}

/// All files with an extension in a folder and those below it, sorted.
fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    sources::collect(folder, &mut found)?;
    found.retain(|path| path.extension().is_some_and(|other| other == extension));
    found.sort_unstable();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
# T

1.1 A reader MUST refuse zero.
It does not guess.

C-1.2 Nothing here.

## Tests

| clause | covered by |
|---|---|
";

    fn faults_of(rows: &str) -> Vec<String> {
        let known = ["a_test".to_owned(), "v.json".to_owned()].into();
        faults(&read("t.md".into(), &format!("{TEXT}{rows}")), &known)
    }

    #[test]
    fn a_must_is_covered_by_a_test_that_is_there_or_by_a_reason() {
        assert_eq!(read(String::new(), TEXT).clauses, [("1.1".to_owned(), 1)].into());
        assert!(faults_of("| 1.1 | `a_test`, `v.json` |\n").is_empty());
        assert!(faults_of("| 1.1 | people: whoever writes readers |\n").is_empty());
    }

    #[test]
    fn every_other_row_is_a_fault() {
        for (rows, fault) in [
            ("", "nothing covers"),
            ("| 1.1 | `other_test` |\n", "there is no test `other_test`"),
            ("| 1.1 | a_test |\n", "without a test or a reason"),
            ("| 1.1 | people: |\n", "without a test or a reason"),
            ("| 1.1 | `a_test` |\n| 1.1 | `a_test` |\n", "two rows"),
            ("| 1.1 | `a_test` |\n| C-1.2 | `a_test` |\n", "without a MUST"),
        ] {
            let faults = faults_of(rows);
            assert!(faults.iter().any(|text| text.contains(fault)), "{rows}: {faults:?}");
        }
    }

    #[test]
    fn every_must_has_a_clause_of_its_own() {
        let source = TEXT.replace("It does not guess.", "It MUST NOT guess.");
        let text = read(String::new(), &format!("{source}| 1.1 | `a_test` |\n"));
        assert_eq!(text.clauses, [("1.1".to_owned(), 2)].into());
        let faults = faults(&text, &["a_test".to_owned()].into());
        assert!(faults.iter().any(|fault| fault.contains("two MUSTs")), "{faults:?}");
    }

    #[test]
    fn tests_are_found_by_attribute_and_by_title() {
        let source =
            "#[test]\n    #[ignore]\n    fn first() {}\nfn helper() {}\n#[test] fn second(x in 0..1) {}";
        assert_eq!(rust_tests(source).collect::<Vec<_>>(), ["first", "second"]);
        assert_eq!(titles("await test('a b', () => {})").collect::<Vec<_>>(), ["a b"]);
    }
}
