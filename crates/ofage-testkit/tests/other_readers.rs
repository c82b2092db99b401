//! What the core accepts, other readers read in the same way: `ciborium` the CBOR, `coset` the signatures.
#![cfg(test)]

use ciborium::Value;
use coset::{AsCborValue as _, CoseSign1};
use ofage_testkit::families::families;
use ofage_testkit::judge::{Outcome, Released, verify};
use ofage_testkit::world::layouts;

fn field<'a>(map: &'a Value, name: &str) -> Option<&'a Value> {
    map.as_map().unwrap().iter().find(|(key, _)| key.as_text() == Some(name)).map(|(_, value)| value)
}

fn embedded(item: &Value) -> Value {
    let Value::Tag(24, content) = item else { panic!("not tag 24: {item:?}") };
    ciborium::from_reader(content.as_bytes().unwrap().as_slice()).unwrap()
}

/// The disclosed values by another reader, as values: heads may differ in width.
fn by_ciborium(response: &Value) -> Vec<(String, String, Value)> {
    let document = &field(response, "documents").unwrap().as_array().unwrap()[0];
    let Some(spaces) = field(field(document, "issuerSigned").unwrap(), "nameSpaces") else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (space, items) in spaces.as_map().unwrap() {
        for item in items.as_array().unwrap() {
            let item = embedded(item);
            let id = field(&item, "elementIdentifier").unwrap().as_text().unwrap().to_owned();
            found.push((
                space.as_text().unwrap().to_owned(),
                id,
                field(&item, "elementValue").unwrap().clone(),
            ));
        }
    }
    found
}

fn by_core(released: &Released) -> Vec<(String, String, Vec<u8>)> {
    let spaces = released.0.iter().flat_map(|(space, elements)| {
        elements.iter().map(move |(id, value)| (space.clone(), id.clone(), value.clone()))
    });
    spaces.collect()
}

#[test]
fn another_reader_finds_the_same_values_and_signatures() {
    let mut read = 0;
    let mut unread = Vec::new();
    for layout in layouts() {
        for family in families() {
            for case in family.cases.iter().filter(|case| case.applies(&layout.world)) {
                // Only what is accepted is compared, and encoding has the odd forms; the rest would say it again.
                if !matches!(case.expected, ofage_testkit::case::Expected::Valid(_)) {
                    continue;
                }
                let built = case.build(&layout.world);
                let Outcome::Valid { released, .. } = verify(&built.response, &built.context) else {
                    panic!("{}", case.comment)
                };
                // It has no simple values but the four with names.
                let Ok(response) = ciborium::from_reader::<Value, _>(built.response.as_slice()) else {
                    unread.push(case.comment.clone());
                    continue;
                };
                let mut expected = by_core(&released);
                let mut found = match std::panic::catch_unwind(|| by_ciborium(&response)) {
                    Ok(found) => found,
                    Err(_) => {
                        unread.push(case.comment.clone());
                        continue;
                    }
                };
                expected.sort();
                found.sort_by(|one, other| (&one.0, &one.1).cmp(&(&other.0, &other.1)));
                assert_eq!(expected.len(), found.len(), "{}", case.comment);
                for ((space, id, bytes), (other_space, other_id, value)) in expected.iter().zip(&found) {
                    assert_eq!((space, id), (other_space, other_id), "{}", case.comment);
                    let read: Value = ciborium::from_reader(bytes.as_slice()).unwrap();
                    // Not a number is not equal to itself.
                    let same = read == *value || format!("{read:?}") == format!("{value:?}");
                    assert!(same, "{}: {id}", case.comment);
                }
                read += 1;
            }
        }
    }
    unread.sort();
    unread.dedup();
    assert!(read > 2000, "{read} read");
    assert!(
        unread.iter().all(|comment| comment.contains("simple value") || comment.contains("age_over_18 is")),
        "{unread:?}"
    );
}

#[test]
fn another_library_reads_the_signatures_of_every_layout() {
    for layout in layouts() {
        let (response, _) = layout.world.clone().sealed();
        let response: Value = ciborium::from_reader(response.as_slice()).unwrap();
        let document = &field(&response, "documents").unwrap().as_array().unwrap()[0];
        let issuer_auth = field(field(document, "issuerSigned").unwrap(), "issuerAuth").unwrap();
        let sign1 = CoseSign1::from_cbor_value(issuer_auth.clone()).unwrap();
        let key = layout.world.pki.signer.key.public();
        sign1
            .verify_signature(&[], |signature, message| {
                key.verify(message, &ofage_core::Signature::from_bytes(signature).unwrap())
            })
            .unwrap();
        // The MSO is read alike.
        let mut payload: Value = ciborium::from_reader(sign1.payload.as_deref().unwrap()).unwrap();
        payload = embedded(&payload);
        assert_eq!(field(&payload, "docType").unwrap().as_text(), Some(layout.world.doc_type().as_str()));
    }
}
