//! Vector files for what a verifier or a wallet reads besides responses: status lists, identifier lists, revocation
//! lists, trust bundles, challenges.
//!
//! A group is the state of whoever reads; a test is one input, what is asked of it, and what must come of it.
//! Expected results are written by hand, beside the case. [`files`] writes them, [`run_file`] runs a file that it reads
//! back: nothing but the file goes into a run.

mod bundle;
mod challenge;
mod identifiers;
mod notes;
mod revocation;
mod run;
mod sign;
mod status;

use ofage_core::UnixTime;
use serde_json::{Map, Value, json};

use crate::vectors::{FileOfVectors, to_hex};

pub use notes::INPUT_NOTES;
pub use run::{Run, run_file};

/// The name of the schema that the files follow.
pub const INPUT_SCHEMA: &str = "input_verify_v1.schema.json";

/// Readers with one state, and what they are shown.
struct Group {
    state: Map<String, Value>,
    tests: Vec<Test>,
}

/// One input.
struct Test {
    flag: &'static str,
    comment: String,
    input: Input,
    /// What is asked, beside the input: an index, a time.
    question: Map<String, Value>,
    expected: Expected,
}

/// Bytes or a text. Long runs of one thing are written once, with a count.
enum Input {
    Text(String),
    Bytes(Vec<u8>),
    Runs(Vec<(Vec<u8>, usize)>),
}

enum Expected {
    Valid(Value),
    /// Stage and code.
    Invalid(&'static str, &'static str),
}

impl Test {
    fn new(flag: &'static str, comment: impl Into<String>, input: Input, expected: Expected) -> Self {
        Self { flag, comment: comment.into(), input, question: Map::new(), expected }
    }

    fn asking(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.question.insert(name.into(), value.into());
        self
    }
}

impl From<Vec<u8>> for Input {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

fn to_unix(text: &str) -> UnixTime {
    UnixTime::parse_rfc3339(text).unwrap_or_else(|| panic!("not a time: {text}"))
}

/// The time at which the lists, bundles and challenges of the vectors are read: 2026-05-10T12:00:00Z.
fn now() -> UnixTime {
    to_unix("2026-05-10T12:00:00Z")
}

/// One file for each kind of input.
#[must_use]
pub fn files() -> Vec<FileOfVectors> {
    [
        ("status_list", "StatusListVerify", "status", status::groups()),
        ("identifier_list", "IdentifierListVerify", "identifiers", identifiers::groups()),
        ("revocation_list", "RevocationListVerify", "revocation", revocation::groups()),
        ("trust_bundle", "TrustBundleLoad", "bundle", bundle::groups()),
        ("challenge", "ChallengeRead", "challenge", challenge::groups()),
    ]
    .into_iter()
    .map(|(name, kind, source, groups)| FileOfVectors {
        name: format!("{name}.json"),
        content: write(kind, source, &groups),
    })
    .collect()
}

fn write(kind: &str, source: &str, groups: &[Group]) -> String {
    let mut notes = Map::new();
    let mut id = 0_u64;
    let mut written = Vec::new();
    for group in groups {
        let mut fields = vec![
            format!("\"type\": \"{kind}\""),
            format!(
                "\"source\": {}",
                json!({"name": format!("crates/ofage-testkit/src/inputs/{source}.rs"), "version": "1"})
            ),
        ];
        fields.extend(group.state.iter().map(|(name, value)| format!("\"{name}\": {value}")));
        let mut tests = Vec::new();
        for test in &group.tests {
            id += 1;
            let note = INPUT_NOTES.iter().find(|note| note.flag == test.flag);
            let note = note.unwrap_or_else(|| panic!("no note on {}", test.flag));
            notes.insert(note.flag.into(), note.to_json());
            tests.push(written_test(id, test));
        }
        fields.push(format!("\"tests\": [\n{}\n]", tests.join(",\n")));
        written.push(format!("{{\n{}\n}}", fields.join(",\n")));
    }
    let notes: Vec<String> = notes.iter().map(|(flag, note)| format!("\"{flag}\": {note}")).collect();
    format!(
        "{{\n\"schema\": \"{INPUT_SCHEMA}\",\n\"spec\": \"{}\",\n\"numberOfTests\": {id},\n\"notes\": {{\n{}\n}},\n\"testGroups\": [\n{}\n]\n}}\n",
        crate::vectors::SPEC,
        notes.join(",\n"),
        written.join(",\n"),
    )
}

fn written_test(id: u64, test: &Test) -> String {
    let input = match &test.input {
        Input::Text(text) => json!(text),
        Input::Bytes(bytes) => json!(to_hex(bytes)),
        Input::Runs(runs) => {
            runs.iter().map(|(bytes, times)| json!({"hex": to_hex(bytes), "times": times})).collect()
        }
    };
    let mut value = json!({"tcId": id, "comment": test.comment, "flags": [test.flag], "input": input});
    for (name, answer) in &test.question {
        value[name] = answer.clone();
    }
    match &test.expected {
        Expected::Valid(answer) => {
            value["result"] = json!("valid");
            value["answer"] = answer.clone();
        }
        Expected::Invalid(stage, code) => {
            value["result"] = json!("invalid");
            value["stage"] = json!(stage);
            value["code"] = json!(code);
        }
    }
    value.to_string()
}
