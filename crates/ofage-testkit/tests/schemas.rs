//! Every vector file follows the JSON Schema (draft 2020-12) that it names, by an independent validator; and the schemas
//! refuse what no file should say.

#![cfg(test)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jsonschema::{Draft, Validator};
use serde_json::{Value, json};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors")
}

fn json_files(folder: &Path) -> BTreeMap<String, Value> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        let content: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        (path.file_name().unwrap().to_str().unwrap().to_owned(), content)
    });
    files.collect()
}

/// The validators, by the name of their schema.
fn validators() -> BTreeMap<String, Validator> {
    let schemas = json_files(&folder().join("schema"));
    let validators = schemas.into_iter().map(|(name, schema)| {
        assert!(jsonschema::meta::is_valid(&schema), "{name} is no schema");
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema", "{name}");
        let validator = jsonschema::options().with_draft(Draft::Draft202012).build(&schema).unwrap();
        (name, validator)
    });
    validators.collect()
}

#[test]
fn every_vector_file_follows_its_schema() {
    let validators = validators();
    let files = json_files(&folder().join("v1"));
    assert_eq!((validators.len(), files.len()), (2, 19));
    for (name, file) in &files {
        let validator = &validators[file["schema"].as_str().unwrap()];
        let faults: Vec<String> = validator
            .iter_errors(file)
            .take(3)
            .map(|error| {
                format!(
                    "{}: {}",
                    error.instance_path(),
                    error.to_string().chars().take(200).collect::<String>()
                )
            })
            .collect();
        assert!(faults.is_empty(), "{name}: {faults:#?}");
    }
}

/// One change to a good file, each of which the schema refuses.
#[test]
fn a_file_that_says_something_else_is_refused() {
    let validators = validators();
    let files = json_files(&folder().join("v1"));
    let first = "/testGroups/0/tests/0";
    for (file, place, value) in [
        ("validity.json", "/schema", json!("other.schema.json")),
        ("validity.json", "/testGroups/0/ageOver", json!(100)),
        ("validity.json", "/testGroups/0/tests/0/result", json!("acceptable")),
        ("validity.json", "/testGroups/0/tests/0/released", json!({"a": {"b": "f5"}})),
        ("validity.json", "/testGroups/0/tests/0/presentation", json!("A3")),
        ("status_list.json", "/testGroups/0/type", json!("IdentifierListVerify")),
        ("status_list.json", "/testGroups/0/tests/0/index", json!(-1)),
        ("status_list.json", "/testGroups/0/tests/0/answer/bits", json!(3)),
        ("status_list.json", "/testGroups/0/tests/0/result", json!("invalid")),
        ("identifier_list.json", "/testGroups/0/tests/0/id", json!("0")),
        ("revocation_list.json", "/testGroups/0/tests/0/answer/state", json!("unknown")),
        ("trust_bundle.json", "/testGroups/0/trustAnchors", json!([])),
        ("trust_bundle.json", "/testGroups/0/tests/0/answer/demo", json!("no")),
        ("challenge.json", "/testGroups/0/tests/0/answer/ageOver", json!(0)),
        ("challenge.json", "/testGroups/0/tests/0/flags", json!([])),
        (
            "challenge.json",
            "/notes",
            json!({"Read": {"bugType": "OTHER", "description": "", "clauses": ["1.1"]}}),
        ),
    ] {
        let mut changed = files[file].clone();
        *changed.pointer_mut(place).unwrap_or_else(|| panic!("{file} has no {place}")) = value;
        let validator = &validators[files[file]["schema"].as_str().unwrap()];
        assert!(!validator.is_valid(&changed), "{file} {place}");
    }
    for file in ["validity.json", "status_list.json", "challenge.json"] {
        let mut changed = files[file].clone();
        changed.pointer_mut(first).unwrap()["more"] = json!(1);
        let validator = &validators[files[file]["schema"].as_str().unwrap()];
        assert!(!validator.is_valid(&changed), "{file}: an unknown field");
    }
}
