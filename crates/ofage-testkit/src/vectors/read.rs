//! Reads vector files and runs them.

use ofage_core::{Curve, UnixTime};
use serde_json::Value;

use super::{SCHEMA, SPEC};
use crate::hex;
use crate::judge::{Outcome, Released, verify};
use crate::keys::TestKey;
use crate::world::{Anchor, AnchorKind, Context, ProfileSpec};

/// One vector: a response, the verifier's state, and what must come of it.
#[derive(Debug)]
pub struct Vector {
    /// Its number in the file.
    pub id: u64,
    /// What it is about.
    pub comment: String,
    /// The notes that explain it.
    pub flags: Vec<String>,
    /// The response.
    pub presentation: Vec<u8>,
    /// The verifier's state.
    pub context: Context,
    /// `valid` or `invalid`.
    pub result: String,
    /// The stage at which it is refused.
    pub stage: Option<String>,
    /// The code with which it is refused.
    pub code: Option<String>,
    /// The decision for the age asked for.
    pub decision: Option<String>,
    /// Its reason.
    pub reason: Option<String>,
    /// What is disclosed.
    pub released: Released,
}

/// Reads every vector of a file.
///
/// # Panics
/// Where the file is not as its schema says: a vector that is not read would pass.
#[must_use]
pub fn read_file(content: &str) -> Vec<Vector> {
    let file: Value = serde_json::from_str(content).unwrap_or_else(|error| panic!("not JSON: {error}"));
    assert_eq!(file["schema"], SCHEMA);
    assert_eq!(file["spec"], SPEC);
    let mut vectors = Vec::new();
    for group in array(&file["testGroups"]) {
        assert_eq!(group["type"], "PresentationVerify");
        let context = context(group);
        for test in array(&group["tests"]) {
            vectors.push(vector(test, context.clone(), &file["notes"]));
        }
    }
    assert_eq!(file["numberOfTests"].as_u64(), Some(vectors.len() as u64), "numberOfTests");
    vectors
}

fn array(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("not an array: {value}"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}")).into()
}

fn context(group: &Value) -> Context {
    let anchors = array(&group["trustAnchors"]).iter().map(|anchor| Anchor {
        kind: AnchorKind::from_name(&text(&anchor["kind"])).unwrap_or_else(|| panic!("kind: {anchor}")),
        bytes: hex(&anchor["bytes"]),
        doc_types: anchor.get("docTypes").map(|types| array(types).iter().map(text).collect()),
    });
    let days = group["profile"].get("maxLifetimeDays").and_then(Value::as_u64);
    let now = group["now"].as_i64().and_then(UnixTime::from_seconds);
    Context {
        anchors: anchors.collect(),
        profile: ProfileSpec {
            name: text(&group["profile"]["name"]),
            max_lifetime_days: days.map(|days| days as u16),
        },
        refuse_outliving: group["refuseOutlivingCertificate"].as_bool().unwrap_or_else(|| panic!("policy")),
        transcript: hex(&group["sessionTranscript"]),
        reader_key: group.get("readerKey").map(|key| {
            let curve = if key["curve"] == "P-384" { Curve::P384 } else { Curve::P256 };
            TestKey::from_scalar(curve, hex(&key["d"]))
        }),
        now: now.unwrap_or_else(|| panic!("now")),
        asked: group["ageOver"].as_u64().unwrap_or_else(|| panic!("ageOver")) as u8,
    }
}

fn vector(test: &Value, context: Context, notes: &Value) -> Vector {
    let flags: Vec<String> = array(&test["flags"]).iter().map(text).collect();
    assert!(flags.iter().all(|flag| notes.get(flag).is_some()), "a flag without note: {flags:?}");
    let optional = |name: &str| test.get(name).map(text);
    let mut released = Released::default();
    for (space, elements) in test["released"].as_object().into_iter().flatten() {
        let elements = elements.as_object().into_iter().flatten();
        released.0.insert(space.clone(), elements.map(|(id, value)| (id.clone(), hex(value))).collect());
    }
    Vector {
        id: test["tcId"].as_u64().unwrap_or_else(|| panic!("tcId")),
        comment: text(&test["comment"]),
        flags,
        presentation: hex(&test["presentation"]),
        context,
        result: text(&test["result"]),
        stage: optional("stage"),
        code: optional("code"),
        decision: optional("decision"),
        reason: optional("reason"),
        released,
    }
}

impl Vector {
    /// Runs it; what is wrong, or nothing.
    ///
    /// # Panics
    /// For a result other than `valid` and `invalid`, and an invalid vector that releases something.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        let outcome = verify(&self.presentation, &self.context);
        let right = match (&outcome, self.result.as_str()) {
            (Outcome::Valid { decision, reason, released }, "valid") => {
                self.decision.as_deref() == Some(*decision)
                    && self.reason.as_deref() == *reason
                    && self.released == *released
            }
            (Outcome::Invalid { stage, code }, "invalid") => {
                assert!(self.released.0.is_empty(), "{}: an invalid vector releases nothing", self.id);
                self.stage.as_deref() == Some(*stage) && self.code.as_deref() == Some(*code)
            }
            (_, "valid" | "invalid") => false,
            (_, other) => panic!("{}: result {other}", self.id),
        };
        (!right).then(|| format!("tcId {} ({}): got {outcome:?}", self.id, self.comment))
    }
}
