//! Reads the files of inputs and runs them.

use ofage_core::pki::{Certificate, Crl, CrlState, Realm, TrustAnchor, TrustAnchors};
use ofage_core::status::{StatusReference, UnverifiedIdentifierList, UnverifiedStatusList};
use ofage_core::{Challenge, UnixTime};
use ofage_verifier::trust_bundle::{BundlePolicy, HighWater, Requirement, TrustBundle};
use serde_json::{Value, json};

use super::INPUT_SCHEMA;
use crate::hex;
use crate::vectors::to_hex;

/// What came of a file.
#[derive(Debug)]
pub struct Run {
    /// How many inputs were read.
    pub tests: usize,
    /// How many of them were refused.
    pub refused: usize,
    /// The notes that they name.
    pub flags: Vec<String>,
    /// What is wrong, one line each.
    pub faults: Vec<String>,
}

/// What comes of an input: an answer, or the stage and the code of its refusal.
type Outcome = Result<Value, (&'static str, &'static str)>;

/// Runs every input of a file. `None` where the file follows another schema.
///
/// # Panics
/// Where the file is not as its schema says: what is not read would pass.
#[must_use]
pub fn run_file(content: &str) -> Option<Run> {
    let file: Value = serde_json::from_str(content).unwrap_or_else(|error| panic!("not JSON: {error}"));
    if file["schema"] != INPUT_SCHEMA {
        return None;
    }
    assert_eq!(file["spec"], crate::vectors::SPEC);
    let mut run = Run { tests: 0, refused: 0, flags: Vec::new(), faults: Vec::new() };
    for group in array(&file["testGroups"]) {
        for test in array(&group["tests"]) {
            run.tests += 1;
            assert_eq!(test["tcId"], run.tests, "numbers follow one another");
            for flag in array(&test["flags"]) {
                let flag = text(flag);
                assert!(file["notes"].get(&flag).is_some(), "a flag without note: {flag}");
                run.flags.push(flag);
            }
            let outcome = outcome(group, test);
            run.refused += usize::from(outcome.is_err());
            let right = match (&outcome, text(&test["result"]).as_str()) {
                (Ok(answer), "valid") => *answer == test["answer"],
                (Err((stage, code)), "invalid") => test["stage"] == *stage && test["code"] == *code,
                (_, "valid" | "invalid") => false,
                (_, other) => panic!("result {other}"),
            };
            if !right {
                run.faults.push(format!("tcId {} ({}): got {outcome:?}", test["tcId"], test["comment"]));
            }
        }
    }
    assert_eq!(file["numberOfTests"], run.tests, "numberOfTests");
    Some(run)
}

fn outcome(group: &Value, test: &Value) -> Outcome {
    match text(&group["type"]).as_str() {
        "StatusListVerify" => status_list(group, test),
        "IdentifierListVerify" => identifier_list(group, test),
        "RevocationListVerify" => revocation_list(group, test),
        "TrustBundleLoad" => trust_bundle(group, test),
        "ChallengeRead" => challenge(group, test),
        other => panic!("type {other}"),
    }
}

fn status_list(group: &Value, test: &Value) -> Outcome {
    let (bytes, now) = (input(test), time(&group["now"]));
    let list = UnverifiedStatusList::decode(&bytes).map_err(|error| ("decode", error.code()))?;
    let list = list.verify(&anchors(group), now).map_err(|error| ("verify", error.code()))?;
    let reference = StatusReference::index(&text(&test["uri"]), number(&test["index"]));
    let reference = reference.status_list().unwrap_or_else(|| panic!("no reference"));
    let status = list.status_of(reference, at(test, now)).map_err(|error| ("answer", error.code()))?;
    Ok(
        json!({"status": status.code(), "value": status.value(), "bits": list.bits().bits(), "entries": list.len()}),
    )
}

fn identifier_list(group: &Value, test: &Value) -> Outcome {
    let (bytes, now) = (input(test), time(&group["now"]));
    let list = UnverifiedIdentifierList::decode(&bytes).map_err(|error| ("decode", error.code()))?;
    let list = list.verify(&anchors(group), now).map_err(|error| ("verify", error.code()))?;
    let reference = StatusReference::identifier(&text(&test["uri"]), &hex(&test["id"]));
    let reference = reference.identifier_list().unwrap_or_else(|| panic!("no reference"));
    let status = list.status_of(reference, at(test, now)).map_err(|error| ("answer", error.code()))?;
    Ok(json!({"status": status.code(), "identifiers": list.len()}))
}

fn revocation_list(group: &Value, test: &Value) -> Outcome {
    let (bytes, now) = (input(test), time(&group["now"]));
    let list = Crl::verify(&bytes, &anchors(group)).map_err(|error| ("verify", error.code()))?;
    let state = match list.state(&hex(&test["serial"]), at(test, now)) {
        CrlState::Good => "good",
        CrlState::Revoked => "revoked",
        CrlState::Stale => "stale",
    };
    Ok(json!({"state": state, "number": to_hex(list.number()), "revoked": list.len()}))
}

fn trust_bundle(group: &Value, test: &Value) -> Outcome {
    let (bytes, now) = (input(test), at(test, time(&group["now"])));
    let requirement = |name: &str| match text(&group[name]).as_str() {
        "required" => Requirement::Required,
        "where_present" => Requirement::WherePresent,
        other => panic!("{name}: {other}"),
    };
    let policy =
        BundlePolicy::new(anchors(group)).deny_list(requirement("denyLists")).crls(requirement("crls"));
    let seen = match test.get("seen") {
        None => HighWater::new(),
        Some(seen) => HighWater::from_bytes(&hex(seen)).map_err(|error| ("seen", error.code()))?,
    };
    let bundle = TrustBundle::decode(&bytes).map_err(|error| ("decode", error.code()))?;
    let bundle = bundle.load(&policy, &seen, now).map_err(|error| ("load", error.code()))?;
    let age = u32::try_from(number(&group["maxAgeSeconds"])).unwrap_or_else(|_| panic!("maxAgeSeconds"));
    bundle.check_current(now, age).map_err(|error| ("current", error.code()))?;
    let rejected: Value = bundle
        .rejected()
        .iter()
        .map(|part| json!({"kind": part.kind().code(), "index": part.index(), "code": part.problem().code()}))
        .collect();
    Ok(json!({
        "roots": bundle.anchors().len(),
        "demo": bundle.has_demo_roots(),
        "unusableRoots": bundle.unusable_roots(),
        "rejected": rejected,
        "seen": to_hex(&bundle.high_water().to_bytes()),
    }))
}

fn challenge(group: &Value, test: &Value) -> Outcome {
    let (challenge, now) = (text(&test["input"]), at(test, time(&group["now"])));
    let challenge = Challenge::from_text(&challenge).map_err(|error| ("challenge", error.code()))?;
    let skew = u32::try_from(number(&group["skewSeconds"])).unwrap_or_else(|_| panic!("skewSeconds"));
    challenge.check(now, skew).map_err(|error| ("challenge", error.code()))?;
    if challenge.is_reader_signed() {
        challenge.check_reader_signature().map_err(|error| ("reader_auth", error.code()))?;
    }
    let symbol = challenge.matching_symbol();
    Ok(json!({
        "mode": challenge.mode().code(),
        "venue": challenge.venue().as_str(),
        "ageOver": challenge.threshold().years(),
        "expiry": challenge.expiry().seconds(),
        "nonce": to_hex(challenge.nonce()),
        "sha256": to_hex(challenge.sha256()),
        "sessionTranscript": to_hex(challenge.to_session_transcript().as_bytes()),
        "readerSigned": challenge.is_reader_signed(),
        "symbol": format!("{} {} {:02}", symbol.colour().name(), symbol.shape().name(), symbol.number()),
    }))
}

/// The bytes of an input: hex, or runs of hex.
fn input(test: &Value) -> Vec<u8> {
    match test["input"].as_array() {
        None => hex(&test["input"]),
        Some(runs) => {
            runs.iter().flat_map(|run| hex(&run["hex"]).repeat(number(&run["times"]) as usize)).collect()
        }
    }
}

/// The time of a test, where it is not that of its group.
fn at(test: &Value, now: UnixTime) -> UnixTime {
    test.get("at").map_or(now, time)
}

fn anchors(group: &Value) -> TrustAnchors {
    let mut anchors = TrustAnchors::new();
    for anchor in array(&group["trustAnchors"]) {
        assert_eq!(anchor["kind"], "root");
        let realm =
            if anchor.get("realm").is_some_and(|realm| realm == "demo") { Realm::Demo } else { Realm::Live };
        let root =
            Certificate::from_der(&hex(&anchor["bytes"])).and_then(|root| TrustAnchor::root(root, realm));
        root.and_then(|root| anchors.add(root)).unwrap_or_else(|error| panic!("{error}"));
    }
    anchors
}

fn array(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("not an array: {value}"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}")).into()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("not a number: {value}"))
}

fn time(value: &Value) -> UnixTime {
    value.as_i64().and_then(UnixTime::from_seconds).unwrap_or_else(|| panic!("not a time: {value}"))
}
