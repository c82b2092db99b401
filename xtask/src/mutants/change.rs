//! The changes that cargo-mutants would make.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::failure::Failure;
use crate::process;

/// What kind of code a change replaces.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Genre {
    BinaryOperator,
    FnValue,
    MatchArm,
    MatchArmGuard,
    /// Kinds that have no switch.
    Other,
    UnaryOperator,
}

/// One small change of the sources.
#[derive(Clone, Debug)]
pub(super) struct Change {
    /// `file:line:column: what`.
    pub(super) name: String,
    pub(super) file: String,
    /// The function that it is in; empty outside of functions.
    pub(super) function: String,
    pub(super) genre: Genre,
    pub(super) replacement: String,
    /// Line and column, both from 1, of the first character and of the one behind the last.
    pub(super) span: [(usize, usize); 2],
}

/// Every change that the tool would make in these files.
pub(super) fn list(root: &Path, tool: &Path, files: &[&str]) -> Result<Vec<Change>, Failure> {
    let mut command = Command::new(tool);
    command.current_dir(root).args(["mutants", "--workspace", "--list", "--json"]);
    for file in files {
        command.args(["--file", file]);
    }
    let listed: Value =
        serde_json::from_str(&process::output(command)?).map_err(|error| bad(&error.to_string()))?;
    listed
        .as_array()
        .into_iter()
        .flatten()
        .map(|change| read(change).ok_or_else(|| bad("a listed change")))
        .collect()
}

fn read(change: &Value) -> Option<Change> {
    let text = |name: &str| Some(change.get(name)?.as_str()?.to_owned());
    let place = |end: &str| {
        let place = change.get("span")?.get(end)?;
        let number = |name: &str| usize::try_from(place.get(name)?.as_u64()?).ok();
        Some((number("line")?, number("column")?))
    };
    let function = change
        .get("function")
        .and_then(|function| function.get("function_name")?.as_str())
        .unwrap_or_default();
    let genre = match change.get("genre")?.as_str()? {
        "BinaryOperator" => Genre::BinaryOperator,
        "FnValue" => Genre::FnValue,
        "MatchArm" => Genre::MatchArm,
        "MatchArmGuard" => Genre::MatchArmGuard,
        "UnaryOperator" => Genre::UnaryOperator,
        _ => Genre::Other,
    };
    Some(Change {
        name: text("name")?,
        file: text("file")?,
        function: function.to_owned(),
        genre,
        replacement: text("replacement")?,
        span: [place("start")?, place("end")?],
    })
}

pub(super) fn bad(what: &str) -> Failure {
    Failure::Rule { rule: "cargo-mutants is not understood", places: vec![what.to_owned()] }
}

impl Change {
    /// The bytes that it replaces: first, and the one behind the last.
    pub(super) fn bytes(&self, text: &str) -> Option<[usize; 2]> {
        let offset = |(line, column): (usize, usize)| {
            let before: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
            let rest = text.get(before..)?;
            let column = rest.char_indices().nth(column.checked_sub(1)?).map_or(rest.len(), |(at, _)| at);
            before.checked_add(column)
        };
        let [start, end] = self.span;
        Some([offset(start)?, offset(end)?])
    }

    /// The text with the change made; `None` where the span lies outside of it.
    pub(super) fn made(&self, text: &str) -> Option<String> {
        let [start, end] = self.bytes(text)?;
        Some([text.get(..start)?, &self.replacement, text.get(end..)?].concat())
    }
}

/// `file:line:column: what` without line and column, which move with every edit.
pub(super) fn without_position(name: &str) -> String {
    let mut parts = name.splitn(4, ':');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(file), Some(line), Some(column), Some(what))
            if line.parse::<u32>().is_ok() && column.parse::<u32>().is_ok() =>
        {
            format!("{file}:{what}")
        }
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_left_out_of_names() {
        let name = "crates/a/src/b.rs:12:5: replace c -> bool with true";
        assert_eq!(without_position(name), "crates/a/src/b.rs: replace c -> bool with true");
        assert_eq!(without_position("no position"), "no position");
    }

    #[test]
    fn a_change_is_made_where_it_belongs() {
        let text = "fn a() {\n    \u{e9} == b\n}\n";
        let change = |span, replacement: &str| Change {
            name: String::new(),
            file: String::new(),
            function: String::new(),
            genre: Genre::Other,
            replacement: replacement.into(),
            span,
        };
        let made = change([(2, 7), (2, 9)], "!=").made(text);
        assert_eq!(made.as_deref(), Some("fn a() {\n    \u{e9} != b\n}\n"));
        assert_eq!(change([(1, 9), (3, 1)], "").made(text).as_deref(), Some("fn a() {}\n"));
    }
}
