//! Verdicts side by side, and what of them needs an explanation.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

/// One case in the eyes of one peer and of ours.
struct Row {
    peer: String,
    version: String,
    /// `issuer / holder / title`.
    case: String,
    theirs: String,
    ours: String,
    expected: String,
    note: Option<String>,
}

impl Row {
    fn agrees(&self) -> bool {
        self.theirs == self.ours
    }

    /// Both say what the standard says.
    fn is_plain(&self) -> bool {
        self.theirs == self.expected && self.ours == self.expected
    }

    fn direction(&self) -> &'static str {
        let ours = ["ofage / ofage /", "ofage / none /"].iter().any(|made| self.case.starts_with(made));
        if ours { "they verify ours" } else { "we verify theirs" }
    }
}

/// All rows, and what is wrong with them.
pub(super) struct Table {
    rows: Vec<Row>,
    problems: Vec<String>,
}

fn text(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn name(case: &Value) -> String {
    format!("{} / {} / {}", text(case, "issuer"), text(case, "holder"), text(case, "case"))
}

/// The verdict on a case, and the reason given with it.
fn verdict(file: &Value, case: &str) -> Option<(String, String)> {
    let verdict = file.get("verdicts")?.get(case)?;
    Some((text(verdict, "verdict"), text(verdict, "reason")))
}

impl Table {
    /// Joins the cases, everybody's verdicts on them, and the notes.
    pub(super) fn build(cases: &[Value], verdicts: &[Value], notes: &Value) -> Self {
        let expected: BTreeMap<String, String> =
            cases.iter().map(|case| (name(case), text(case, "expected"))).collect();
        let ours = verdicts.iter().find(|file| text(file, "peer") == "ofage").unwrap_or(&Value::Null);
        let mut table = Self { rows: Vec::new(), problems: Vec::new() };
        let mut unused = NoteBook::new(notes);
        for case in expected.keys().filter(|case| verdict(ours, case).is_none()) {
            table.problems.push(format!("{case}: we gave no verdict"));
        }
        for file in verdicts.iter().filter(|file| text(file, "peer") != "ofage") {
            let (peer, version) = (text(file, "peer"), text(file, "version"));
            let before = table.rows.len();
            for (case, expected) in &expected {
                let (Some((theirs, reason)), Some((our, code))) = (verdict(file, case), verdict(ours, case))
                else {
                    continue;
                };
                let mut row = Row {
                    peer: peer.clone(),
                    version: version.clone(),
                    case: case.clone(),
                    theirs,
                    ours: our,
                    expected: expected.clone(),
                    note: None,
                };
                if !row.is_plain() {
                    row.note = unused.take(&peer, case, &row.theirs, &row.ours);
                    if row.note.is_none() {
                        table.problems.push(format!(
                            "{peer}: {case}: they {} ({reason}), we {} ({code}), {expected} expected",
                            row.theirs, row.ours
                        ));
                    }
                }
                table.rows.push(row);
            }
            if table.rows.len() == before {
                table.problems.push(format!("{peer}: no verdict at all"));
            }
        }
        table.problems.extend(unused.left());
        table
    }

    pub(super) fn problems(&self) -> &[String] {
        &self.problems
    }

    pub(super) fn to_text(&self) -> String {
        let mut text = String::from(
            "\n| peer | direction | issuer / holder / case | they | we | agree |\n|---|---|---|---|---|---|\n",
        );
        for row in &self.rows {
            let agree = match (row.agrees(), &row.note) {
                (true, None) => String::from("yes"),
                (true, Some(note)) => format!("yes; {note}"),
                (false, Some(note)) => note.clone(),
                (false, None) => String::from("NO"),
            };
            text.push_str(&format!(
                "| {} {} | {} | {} | {} | {} | {agree} |\n",
                row.peer,
                row.version,
                row.direction(),
                row.case,
                row.theirs,
                row.ours
            ));
        }
        let totals = self.totals();
        text.push_str(&format!("\n{totals}\n"));
        text
    }

    pub(super) fn rows(&self) -> Vec<Value> {
        self.rows
            .iter()
            .map(|row| {
                json!({
                    "name": format!("{}: {}", row.peer, row.case),
                    "version": row.version,
                    "direction": row.direction(),
                    "theirs": row.theirs,
                    "ours": row.ours,
                    "agree": row.agrees(),
                    "note": row.note,
                })
            })
            .collect()
    }

    /// Counts: all rows, those in which both verdicts are one, and those that differ for a reason that is noted.
    pub(super) fn totals(&self) -> Value {
        let peers: BTreeSet<&str> = self.rows.iter().map(|row| row.peer.as_str()).collect();
        let agree = self.rows.iter().filter(|row| row.agrees()).count();
        let explained = self.rows.iter().filter(|row| !row.agrees() && row.note.is_some()).count();
        json!({
            "peers": peers.len(),
            "verdicts": self.rows.len(),
            "agree": agree,
            "differ_as_noted": explained,
            "unexplained": self.problems.len(),
        })
    }
}

/// The notes, each with the cases that it has not explained yet.
struct NoteBook {
    notes: Vec<(Value, BTreeSet<String>)>,
}

impl NoteBook {
    fn new(notes: &Value) -> Self {
        let notes = notes.as_array().cloned().unwrap_or_default();
        Self {
            notes: notes
                .into_iter()
                .map(|note| {
                    let cases = note.get("cases").and_then(Value::as_array).cloned().unwrap_or_default();
                    let cases = cases.iter().filter_map(Value::as_str).map(String::from).collect();
                    (note, cases)
                })
                .collect(),
        }
    }

    /// The note on these verdicts, which is then used.
    fn take(&mut self, peer: &str, case: &str, theirs: &str, ours: &str) -> Option<String> {
        self.notes.iter_mut().find_map(|(note, cases)| {
            let fits =
                text(note, "peer") == peer && text(note, "theirs") == theirs && text(note, "ours") == ours;
            (fits && cases.remove(case)).then(|| text(note, "note"))
        })
    }

    fn left(&self) -> Vec<String> {
        self.notes
            .iter()
            .flat_map(|(note, cases)| {
                cases.iter().map(|case| format!("note without cause: {}: {case}", text(note, "peer")))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Table;

    fn build(theirs: &str, ours: &str, notes: &Value) -> Table {
        let case = |title: &str, expected: &str| json!({ "issuer": "ofage", "holder": "ofage", "case": title, "expected": expected });
        let of = |peer: &str, good: &str, bad: &str| {
            let verdict = |verdict: &str| json!({ "verdict": verdict, "reason": "why" });
            json!({
                "peer": peer, "version": "1",
                "verdicts": { "ofage / ofage / good": verdict(good), "ofage / ofage / bad": verdict(bad) },
            })
        };
        let verdicts = [of("ofage", "accept", ours), of("peer", "accept", theirs)];
        Table::build(&[case("good", "accept"), case("bad", "refuse")], &verdicts, notes)
    }

    fn note(theirs: &str, case: &str) -> Value {
        json!([{ "peer": "peer", "cases": [case], "theirs": theirs, "ours": "refuse", "note": "its way" }])
    }

    #[test]
    fn agreement_needs_no_note() {
        let table = build("refuse", "refuse", &json!([]));
        assert!(table.problems().is_empty(), "{:?}", table.problems());
        assert_eq!(table.totals()["agree"], 2);
        assert_eq!(table.rows()[0]["direction"], "they verify ours");
    }

    #[test]
    fn a_difference_needs_its_own_note() {
        assert_eq!(build("accept", "refuse", &json!([])).problems().len(), 1);
        let noted = build("accept", "refuse", &note("accept", "ofage / ofage / bad"));
        assert!(noted.problems().is_empty(), "{:?}", noted.problems());
        assert_eq!(noted.totals()["differ_as_noted"], 1);
        // A note on another verdict, and one on another case, explain nothing and are left over.
        assert_eq!(build("accept", "refuse", &note("not made", "ofage / ofage / bad")).problems().len(), 2);
        assert_eq!(build("accept", "refuse", &note("accept", "ofage / ofage / good")).problems().len(), 2);
    }

    #[test]
    fn a_note_without_cause_fails() {
        assert_eq!(build("refuse", "refuse", &note("accept", "ofage / ofage / bad")).problems().len(), 1);
    }

    #[test]
    fn two_that_agree_on_what_is_wrong_are_no_success() {
        let table = build("accept", "accept", &json!([]));
        assert_eq!(table.problems().len(), 1);
        assert_eq!(table.totals()["agree"], 2);
    }

    #[test]
    fn a_silent_peer_fails() {
        let file = json!({ "peer": "peer", "version": "1", "verdicts": {} });
        let ours = json!({ "peer": "ofage", "version": "1", "verdicts": {} });
        assert_eq!(Table::build(&[], &[ours, file], &json!([])).problems().len(), 1);
    }
}
