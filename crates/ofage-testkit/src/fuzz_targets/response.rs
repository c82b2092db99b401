//! DeviceResponses: whole verification, and an independent look at everything that passed.

use std::sync::LazyLock;

use ciborium::Value;
use ofage_core::{AgeDecision, AgeThreshold, UnixTime, VerifiedPresentation};

use super::script::Script;
use crate::cbor::{Item, Node, decode};
use crate::judge::Released;
use crate::keys::digest;
use crate::world::{Context, World, layouts};

/// Every layout, signed throughout: what a script does not change need not be signed again.
static WORLDS: LazyLock<Vec<World>> = LazyLock::new(|| {
    let sign = |mut world: World| {
        world.install_chain();
        world.make_digests();
        world.sign_issuer();
        world.sign_device();
        world
    };
    layouts().into_iter().map(|layout| sign(layout.world)).collect()
});

/// What is accepted holds by an independent reading as well: version, type, time, digests, values, decision.
pub(super) fn run(data: &[u8]) {
    let mut script = Script::new(data);
    let world = &WORLDS[script.below(WORLDS.len())];
    let (response, context) = match script.byte() % 6 {
        0 => (script.rest().to_vec(), world.context.clone()),
        stage => changed(world.clone(), stage, &mut script),
    };
    let Ok(verified) = context.verify(&response) else { return };
    check(&response, &context, &verified);
}

/// A response with one part changed, and what depends on it digested and signed anew.
fn changed(mut world: World, stage: u8, script: &mut Script<'_>) -> (Vec<u8>, Context) {
    match stage {
        1 => {
            script.edit_tree(world.age_item().at("elementValue"));
            world.make_digests();
            world.sign_issuer();
        }
        2 => {
            script.edit_tree(world.mso());
            world.sign_issuer();
        }
        3 => {
            script.edit_tree(world.device_elements());
            world.sign_device();
        }
        4 => script.edit_tree(&mut world.response),
        _ => {
            let mut response = world.response.encode();
            script.edit_bytes(&mut response);
            return (response, world.context);
        }
    }
    (world.response.encode(), world.context)
}

/// The independent reading. It may panic: what was accepted is well formed.
pub(super) fn check(response: &[u8], context: &Context, verified: &VerifiedPresentation) {
    let mut tree = decode(response);
    assert_eq!(tree.encode(), response, "not in the one form");
    assert!(tree.at("version").text().starts_with("1."), "version");
    assert_eq!(tree.at("status").number(), Some(0), "status");
    let documents = tree.at("documents").elements();
    assert_eq!(documents.len(), 1, "documents");
    let document = &mut documents[0];
    let doc_type = document.at("docType").text();
    let profile = context.profile.to_profile();
    assert_eq!((verified.doc_type(), profile.doc_type()), (doc_type.as_str(), doc_type.as_str()));

    let issuer_signed = document.at("issuerSigned");
    let mut mso = decode(&issuer_signed.at("issuerAuth").elements()[2].content());
    let mut mso = decode(&mso.inside().content());
    assert_eq!(mso.at("docType").text(), doc_type, "the type of the MSO");
    let time =
        |item: &mut Item| UnixTime::parse_rfc3339(&item.inside().text()).unwrap_or_else(|| panic!("a time"));
    let validity = mso.at("validityInfo");
    let (from, until) = (time(validity.at("validFrom")), time(validity.at("validUntil")));
    assert!(from <= context.now && context.now <= until, "not valid now");

    let algorithm = mso.at("digestAlgorithm").text();
    let mut released = Released::default();
    let mut items = none();
    let spaces = issuer_signed.find("nameSpaces").unwrap_or(&mut items);
    for (space, items) in spaces.entries() {
        for item in items.elements() {
            let received = item.encode();
            let mut content = decode(&item.inside().content());
            let id = content.at("digestID").clone();
            let expected = mso.at("valueDigests").at(space.clone()).at(id).content();
            assert_eq!(digest(hash(&algorithm), &received), expected, "a digest");
            let (name, value) = elements(&mut content);
            if let Some((foreign_name, foreign_value)) = foreign(&item.inside().content()) {
                let ours = ciborium::from_reader(value.as_slice()).ok().map(|value| rewritten(&value));
                let theirs = rewritten(&foreign_value);
                assert_eq!((foreign_name, Some(theirs)), (name.clone(), ours), "another reading");
            }
            released.0.entry(space.text()).or_default().insert(name, value);
        }
    }
    assert_eq!(Released::of(verified), released, "what was released");
    check_age(verified, &released, profile.name_space());
}

/// Name and value of an item by our test reader.
fn elements(content: &mut Item) -> (String, Vec<u8>) {
    (content.at("elementIdentifier").text(), content.at("elementValue").encode())
}

/// The same by ciborium, which shares no code with us; nothing where it knows a simple value less.
fn foreign(item: &[u8]) -> Option<(String, Value)> {
    let map = ciborium::from_reader::<Value, _>(item).ok()?.into_map().ok()?;
    let part = |key: &str| map.iter().find(|(name, _)| name.as_text() == Some(key)).map(|(_, value)| value);
    Some((part("elementIdentifier")?.as_text()?.to_owned(), part("elementValue")?.clone()))
}

/// As ciborium writes it, whose heads may be shorter than those that were received.
fn rewritten(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap_or_else(|error| panic!("{error}"));
    bytes
}

fn none() -> Item {
    Node::Map(Vec::new()).into()
}

fn hash(name: &str) -> ofage_core::HashAlgorithm {
    match name {
        "SHA-256" => ofage_core::HashAlgorithm::Sha256,
        "SHA-384" => ofage_core::HashAlgorithm::Sha384,
        "SHA-512" => ofage_core::HashAlgorithm::Sha512,
        other => panic!("digest algorithm {other}"),
    }
}

/// Only the issuer's `true` at the age asked for or above admits, and no `false` at or below it stands against it.
fn check_age(verified: &VerifiedPresentation, released: &Released, name_space: &str) {
    let statements: Vec<(u8, Vec<u8>)> = released
        .0
        .get(name_space)
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name.strip_prefix("age_over_")?.parse().ok()?, value.clone())))
        .collect();
    for asked in [0, 1, 17, 18, 21, 99] {
        let Some(threshold) = AgeThreshold::new(asked) else { continue };
        if verified.age_over(threshold) == AgeDecision::Admit {
            let is_true = |(age, value): &(u8, Vec<u8>)| *age >= asked && value == &[0xf5];
            assert!(statements.iter().any(is_true), "admitted to {asked} without a statement");
            let is_false = |(age, value): &(u8, Vec<u8>)| *age <= asked && value == &[0xf4];
            assert!(!statements.iter().any(is_false), "admitted to {asked} against a statement");
        }
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = super::scripts("response", 48);
    for (index, world) in (0_u8..).zip(WORLDS.iter()) {
        // Changed in no place: what is accepted.
        seeds.push(vec![index, 1]);
        seeds.push([&[index, 0][..], &world.response.encode()].concat());
    }
    seeds
}
