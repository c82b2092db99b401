//! Writes vector files: the same bytes every time.

use serde_json::{Value, json};

use super::{NOTES, SCHEMA, SPEC};
use crate::case::{Built, Case, Expected};
use crate::families::families;
use crate::judge::{Outcome, Released, verify};
use crate::world::{Context, Layout, layouts};

/// One file.
#[derive(Debug)]
pub struct FileOfVectors {
    /// Its name, without a folder.
    pub name: String,
    /// Its content.
    pub content: String,
}

/// Tests that share a verifier's state.
struct Group {
    layout: &'static str,
    context: Context,
    tests: Vec<Value>,
}

/// Every vector file. All cases are made from the layout `single`; those that it has no use for, from the first layout
/// of our own that has. Layouts of other vendors' stacks are not written to files.
#[must_use]
pub fn files() -> Vec<FileOfVectors> {
    let ours: Vec<Layout> = layouts().into_iter().filter(|layout| !layout.name.starts_with("eu-")).collect();
    files_from(&ours, "")
}

/// Every case of every layout, other vendors' too, in a file for each family and layout: the adversarial suite, for
/// readers in other languages.
#[must_use]
pub fn files_of_every_layout() -> Vec<FileOfVectors> {
    layouts()
        .into_iter()
        .flat_map(|layout| {
            let prefix = format!("{}-", layout.name);
            files_from(&[layout], &prefix)
        })
        .collect()
}

/// A file for each family; each case from the first layout that has a use for it.
fn files_from(layouts: &[Layout], prefix: &str) -> Vec<FileOfVectors> {
    families()
        .iter()
        .map(|family| {
            let mut groups: Vec<Group> = Vec::new();
            for (index, case) in family.cases.iter().enumerate() {
                let layout = layouts.iter().find(|layout| case.applies(&layout.world));
                let Some(layout) = layout else {
                    assert!(!prefix.is_empty(), "{}: for no layout", case.comment);
                    continue;
                };
                let built = case.build(&layout.world);
                let test = test(index + 1, case, &built);
                let same = |group: &&mut Group| group.layout == layout.name && group.context == built.context;
                match groups.iter_mut().find(same) {
                    Some(group) => group.tests.push(test),
                    None => {
                        groups.push(Group { layout: layout.name, context: built.context, tests: vec![test] })
                    }
                }
            }
            let content = file(family.name, &family.cases, &groups);
            FileOfVectors { name: format!("{prefix}{}.json", family.name), content }
        })
        .collect()
}

fn file(name: &str, cases: &[Case], groups: &[Group]) -> String {
    let mut notes = serde_json::Map::new();
    for case in cases {
        let note = NOTES.iter().find(|note| note.flag == case.flag);
        let note = note.unwrap_or_else(|| panic!("no note on {}", case.flag));
        notes.insert(note.flag.into(), note.to_json());
    }
    let groups: Vec<String> = groups.iter().map(|group| write_group(name, group)).collect();
    format!(
        "{{\n\"schema\": \"{SCHEMA}\",\n\"spec\": \"{SPEC}\",\n\"numberOfTests\": {},\n\"notes\": {},\n\"testGroups\": [\n{}\n]\n}}\n",
        cases.len(),
        lines('{', &notes.iter().map(|(flag, note)| format!("\"{flag}\": {note}")).collect::<Vec<_>>(), '}'),
        groups.join(",\n"),
    )
}

fn lines(open: char, entries: &[String], close: char) -> String {
    format!("{open}\n{}\n{close}", entries.join(",\n"))
}

fn write_group(family: &str, group: &Group) -> String {
    let context = &group.context;
    let anchors: Vec<Value> = context
        .anchors
        .iter()
        .map(|anchor| {
            let mut value = json!({"kind": anchor.kind.name(), "bytes": to_hex(&anchor.bytes)});
            if let Some(types) = &anchor.doc_types {
                value["docTypes"] = json!(types);
            }
            value
        })
        .collect();
    let mut profile = json!({"name": context.profile.name});
    if let Some(days) = context.profile.max_lifetime_days {
        profile["maxLifetimeDays"] = json!(days);
    }
    let mut fields = vec![
        ("type", json!("PresentationVerify")),
        ("source", json!({"name": format!("crates/ofage-testkit/src/families/{family}.rs"), "version": "1"})),
        ("layout", json!(group.layout)),
        ("trustAnchors", json!(anchors)),
        ("profile", profile),
        ("refuseOutlivingCertificate", json!(context.refuse_outliving)),
        ("sessionTranscript", json!(to_hex(&context.transcript))),
        ("now", json!(context.now.seconds())),
        ("ageOver", json!(context.asked)),
    ];
    if let Some(key) = &context.reader_key {
        fields.push(("readerKey", json!({"curve": key.curve().name(), "d": to_hex(key.scalar())})));
    }
    let mut entries: Vec<String> =
        fields.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
    let tests: Vec<String> = group.tests.iter().map(Value::to_string).collect();
    entries.push(format!("\"tests\": {}", lines('[', &tests, ']')));
    lines('{', &entries, '}')
}

fn test(id: usize, case: &Case, built: &Built) -> Value {
    let mut value = json!({
        "tcId": id,
        "comment": case.comment,
        "flags": [case.flag],
        "presentation": to_hex(&built.response),
    });
    match built.expected {
        Expected::Valid(decision) => {
            let (decision, reason) = decision.codes();
            value["result"] = json!("valid");
            value["decision"] = json!(decision);
            if let Some(reason) = reason {
                value["reason"] = json!(reason);
            }
            // What is disclosed is what the items say; the runner compares it with what the verifier under test gives.
            match verify(&built.response, &built.context) {
                Outcome::Valid { released, .. } => value["released"] = released_json(&released),
                Outcome::Invalid { stage, code } => panic!("{}: refused: {stage} {code}", case.comment),
            }
        }
        Expected::Invalid(stage, code) => {
            value["result"] = json!("invalid");
            value["stage"] = json!(stage);
            value["code"] = json!(code);
            value["released"] = json!({});
        }
        Expected::DeviceAuthInvalid => panic!("not resolved"),
    }
    value
}

fn released_json(released: &Released) -> Value {
    let mut spaces = serde_json::Map::new();
    for (space, elements) in &released.0 {
        let elements = elements.iter().map(|(id, value)| (id.clone(), json!(to_hex(value)))).collect();
        spaces.insert(space.clone(), Value::Object(elements));
    }
    Value::Object(spaces)
}

/// Lower-case hex.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    use core::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut out, byte| {
        // Writing to a string does not fail.
        write!(out, "{byte:02x}").unwrap_or_default();
        out
    })
}
