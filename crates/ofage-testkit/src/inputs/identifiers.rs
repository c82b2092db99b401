//! Identifier lists: the identifiers of revoked attestations, in a CWT.

use serde_json::json;

use super::sign::{Authority, STATUS_SIGNER, Token, changed, faults, list_claims, state};
use super::{Expected, Group, Input, Test, now};
use crate::cbor::{Item, Node, Width, bytes, map, raw};
use crate::keys::TestKey;
use crate::vectors::to_hex;

const TYPE: &str = "application/identifierlist+cwt";
const URI: &str = "https://issuer.example/ids/1";
const LIST: i64 = 65_530;

fn list(identifiers: &[&[u8]]) -> Item {
    let entries = identifiers.iter().map(|id| (bytes(*id), map::<Item, Item>([])));
    map::<Item, Item>([("identifiers".into(), map(entries))])
}

fn claims(list: Item) -> Item {
    list_claims(URI, LIST, list)
}

fn valid(status: &str, identifiers: usize) -> Expected {
    Expected::Valid(json!({"status": status, "identifiers": identifiers}))
}

fn ask(flag: &'static str, comment: &str, input: impl Into<Input>, id: &[u8], expected: Expected) -> Test {
    Test::new(flag, comment, input.into(), expected).asking("uri", URI).asking("id", to_hex(id))
}

pub(super) fn groups() -> Vec<Group> {
    let home = Authority::new("Issuer", TestKey::p256("issuer lists"), STATUS_SIGNER);
    let good = home.token(TYPE, claims(list(&[b"\x01", b"\x01\x02", b"serial 7"])));
    let mut tests = answers(&good);
    tests.extend(contents(&good));
    let shared = faults(&good, &home).into_iter().map(|(flag, comment, bytes, stage, code)| {
        ask(flag, &comment, bytes, b"\x01", Expected::Invalid(stage, code))
    });
    tests.extend(shared);
    vec![Group { state: state(&[&home]), tests }]
}

fn answers(good: &Token) -> Vec<Test> {
    let tree = |change: &dyn Fn(&mut Token)| changed(good, |token| change(token)).seal();
    let mismatch = || Expected::Invalid("answer", "list_subject_mismatch");
    let mut tests: Vec<Test> = [
        ("revoked", &b"\x01"[..], "invalid"),
        ("revoked, and begins like another", b"\x01\x02", "invalid"),
        ("a longer one", b"serial 7", "invalid"),
        ("not listed", b"\x02", "valid"),
        ("begins like a listed one", b"serial", "valid"),
        ("longer than a listed one", b"serial 7\0", "valid"),
        ("a listed one with a zero in front", b"\x00\x01", "valid"),
        ("the empty one", b"", "valid"),
        ("256 bytes", &[7; 256], "valid"),
    ]
    .into_iter()
    .map(|(comment, id, status)| ask("Answer", comment, good.seal(), id, valid(status, 3)))
    .collect();
    tests.push(ask(
        "Answer",
        "an empty list revokes nobody",
        tree(&|token| token.claims = claims(list(&[]))),
        b"\x01",
        valid("valid", 0),
    ));
    tests.push(
        Test::new("Address", "the list of another address", good.seal().into(), mismatch())
            .asking("uri", "https://issuer.example/ids/2")
            .asking("id", "02"),
    );
    tests.push(
        ask(
            "Dates",
            "asked a second after its end",
            good.seal(),
            b"\x02",
            Expected::Invalid("answer", "list_expired"),
        )
        .asking("at", now().seconds() + 86_401),
    );
    tests.push(
        ask("Dates", "asked in its last second", good.seal(), b"\x02", valid("valid", 3))
            .asking("at", now().seconds() + 86_400),
    );
    tests.push(ask(
        "Unusual",
        "something stands at an identifier",
        tree(&|token| {
            token.claims.at(LIST).at("identifiers").set(bytes(*b"\x09"), "why it was revoked");
        }),
        b"\x09",
        valid("invalid", 4),
    ));
    tests.push(ask(
        "Unusual",
        "identifiers in another order",
        tree(&|token| token.claims.at(LIST).at("identifiers").entries().reverse()),
        b"\x01",
        valid("invalid", 3),
    ));
    tests.push(ask(
        "Unusual",
        "entries that nobody knows",
        tree(&|token| {
            token.claims.set("x", 1);
            token.claims.at(LIST).set("aggregation_uri", "https://issuer.example/all");
        }),
        b"\x01",
        valid("invalid", 3),
    ));
    tests
}

fn contents(good: &Token) -> Vec<Test> {
    let tree = |change: &dyn Fn(&mut Token)| changed(good, |token| change(token)).seal();
    let refuse = |flag, comment: &str, input: Vec<u8>, code| {
        ask(flag, comment, input, b"\x01", Expected::Invalid("decode", code))
    };
    vec![
        refuse(
            "Content",
            "no list",
            tree(&|token| {
                token.claims.remove(LIST);
            }),
            "missing_field",
        ),
        refuse(
            "Content",
            "no identifiers",
            tree(&|token| {
                token.claims.at(LIST).remove("identifiers");
            }),
            "missing_field",
        ),
        refuse(
            "Content",
            "identifiers in an array",
            tree(&|token| token.claims.at(LIST).set("identifiers", vec![bytes(*b"\x01")])),
            "unexpected_type",
        ),
        refuse(
            "Content",
            "an identifier that is a text",
            tree(&|token| token.claims.at(LIST).at("identifiers").push("450", map::<Item, Item>([]))),
            "unexpected_type",
        ),
        refuse(
            "Content",
            "an identifier that is a number",
            tree(&|token| token.claims.at(LIST).at("identifiers").push(450, map::<Item, Item>([]))),
            "unexpected_type",
        ),
        refuse(
            "Duplicate",
            "an identifier twice",
            tree(&|token| token.claims.at(LIST).at("identifiers").push(bytes(*b"\x01"), 1)),
            "duplicate_key",
        ),
        refuse(
            "Duplicate",
            "an identifier again, with a longer head",
            tree(&|token| {
                token.claims.at(LIST).at("identifiers").push(bytes(*b"\x01").with_width(Width::Two), 1)
            }),
            "duplicate_key",
        ),
        refuse(
            "Duplicate",
            "two maps of identifiers",
            tree(&|token| token.claims.at(LIST).push("identifiers", map::<Item, Item>([]))),
            "duplicate_key",
        ),
        refuse(
            "Indefinite",
            "an identifier in chunks",
            tree(&|token| token.claims.at(LIST).at("identifiers").push(raw([0x5f, 0x41, 9, 0xff]), 1)),
            "indefinite_length",
        ),
        refuse(
            "Limits",
            "an identifier more than allowed",
            tree(&|token| token.claims.at(LIST).set("identifiers", Item::from(Node::Head(5, 65_537)))),
            "too_many_entries",
        ),
        ask(
            "Limits",
            "a list of a byte more than a mebibyte",
            Input::Runs(vec![(vec![0xd2, 0x84], 1), (vec![0], 1_048_575)]),
            b"\x01",
            Expected::Invalid("decode", "too_large"),
        ),
    ]
}
