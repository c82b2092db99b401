//! Status lists: token status lists in a CWT.

use miniz_oxide::deflate::compress_to_vec_zlib;

use super::sign::{Authority, Payload, STATUS_SIGNER, Token, changed, faults, list_claims, state};
use super::{Expected, Group, Input, Test, now};
use crate::cbor::{Item, Node, bytes, map};
use crate::certificate::{EXTENDED_KEY_USAGE, Extension, MDL_SIGNER};
use crate::keys::TestKey;
use serde_json::json;

const TYPE: &str = "application/statuslist+cwt";
const URI: &str = "https://issuer.example/status/1";
const LIST: i64 = 65_533;

/// Two bytes of the draft's example: 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1.
const ENTRIES: [u8; 2] = [0xb9, 0xa3];

fn zlib(entries: &[u8]) -> Vec<u8> {
    compress_to_vec_zlib(entries, 9)
}

fn list(bits: i64, lst: Vec<u8>) -> Item {
    map::<Item, Item>([("bits".into(), bits.into()), ("lst".into(), bytes(lst))])
}

fn claims(list: Item) -> Item {
    list_claims(URI, LIST, list)
}

fn valid(status: &str, value: u8, bits: u8, entries: u64) -> Expected {
    Expected::Valid(json!({"status": status, "value": value, "bits": bits, "entries": entries}))
}

fn ask(flag: &'static str, comment: &str, token: &Token, index: u64, expected: Expected) -> Test {
    Test::new(flag, comment, token.seal().into(), expected).asking("uri", URI).asking("index", index)
}

fn refuse(flag: &'static str, comment: &str, token: &Token, stage: &'static str, code: &'static str) -> Test {
    ask(flag, comment, token, 0, Expected::Invalid(stage, code))
}

pub(super) fn groups() -> Vec<Group> {
    let home = Authority::new("Issuer", TestKey::p256("issuer lists"), STATUS_SIGNER);
    let good = home.token(TYPE, claims(list(1, zlib(&ENTRIES))));
    let mut tests = answers(&good);
    tests.extend(odd(&good, &home));
    tests.extend(contents(&good));
    tests.extend(sizes(&good));
    let shared = faults(&good, &home).into_iter().map(|(flag, comment, bytes, stage, code)| {
        Test::new(flag, comment, bytes.into(), Expected::Invalid(stage, code))
            .asking("uri", URI)
            .asking("index", 0)
    });
    tests.extend(shared);
    let large = Authority::new("Issuer on P-384", TestKey::p384("issuer lists"), STATUS_SIGNER);
    let other = large.token(TYPE, claims(list(1, zlib(&ENTRIES))));
    let other = vec![ask("Answer", "ES384", &other, 0, valid("invalid", 1, 1, 16))];
    vec![Group { state: state(&[&home]), tests }, Group { state: state(&[&large]), tests: other }]
}

/// Every width, first and last entries, and an index beyond the end.
fn answers(good: &Token) -> Vec<Test> {
    let of =
        |bits: i64, entries: &[u8]| changed(good, |token| token.claims = claims(list(bits, zlib(entries))));
    let end = Expected::Invalid("answer", "status_index_out_of_range");
    let two = of(2, &[0xc9, 0x44, 0xf9]);
    let four = of(4, &[0x21, 0x0f]);
    let eight = of(8, &[0, 1, 2, 3, 255]);
    let one_hour = now().seconds() + 86_400;
    vec![
        ask("Answer", "1 bit: the first entry", good, 0, valid("invalid", 1, 1, 16)),
        ask("Answer", "1 bit: the second entry", good, 1, valid("valid", 0, 1, 16)),
        ask("Answer", "1 bit: the last entry", good, 15, valid("invalid", 1, 1, 16)),
        ask("Index", "1 bit: one past the end", good, 16, end),
        ask(
            "Index",
            "1 bit: the highest index",
            good,
            u64::MAX,
            Expected::Invalid("answer", "status_index_out_of_range"),
        ),
        ask("Answer", "2 bits: suspended", &two, 1, valid("suspended", 2, 2, 12)),
        ask("Answer", "2 bits: a value of an application", &two, 3, valid("other", 3, 2, 12)),
        ask(
            "Index",
            "2 bits: one past the end",
            &two,
            12,
            Expected::Invalid("answer", "status_index_out_of_range"),
        ),
        ask("Answer", "4 bits: the lower half comes first", &four, 0, valid("invalid", 1, 4, 4)),
        ask("Answer", "4 bits: the upper half", &four, 1, valid("suspended", 2, 4, 4)),
        ask("Answer", "4 bits: the highest value", &four, 2, valid("other", 15, 4, 4)),
        ask(
            "Index",
            "4 bits: one past the end",
            &four,
            4,
            Expected::Invalid("answer", "status_index_out_of_range"),
        ),
        ask("Answer", "8 bits: valid", &eight, 0, valid("valid", 0, 8, 5)),
        ask("Answer", "8 bits: the highest value", &eight, 4, valid("other", 255, 8, 5)),
        ask(
            "Index",
            "8 bits: one past the end",
            &eight,
            5,
            Expected::Invalid("answer", "status_index_out_of_range"),
        ),
        ask(
            "Index",
            "an empty list",
            &of(1, &[]),
            0,
            Expected::Invalid("answer", "status_index_out_of_range"),
        ),
        Test::new(
            "Address",
            "the list of another address",
            good.seal().into(),
            Expected::Invalid("answer", "list_subject_mismatch"),
        )
        .asking("uri", "https://issuer.example/status/2")
        .asking("index", 1),
        Test::new(
            "Address",
            "the same address with a slash at its end",
            good.seal().into(),
            Expected::Invalid("answer", "list_subject_mismatch"),
        )
        .asking("uri", format!("{URI}/"))
        .asking("index", 1),
        ask("Dates", "asked in the last second", good, 1, valid("valid", 0, 1, 16)).asking("at", one_hour),
        ask("Dates", "asked a second later", good, 1, Expected::Invalid("answer", "list_expired"))
            .asking("at", one_hour + 1),
        ask(
            "Dates",
            "asked before it was issued",
            good,
            1,
            Expected::Invalid("answer", "list_issued_in_future"),
        )
        .asking("at", now().seconds() - 3901),
    ]
}

/// Unusual and right.
fn odd(good: &Token, home: &Authority) -> Vec<Test> {
    let tree = |change: &dyn Fn(&mut Token)| changed(good, |token| change(token));
    let mut signer = home.signer.clone();
    signer.remove_extension(EXTENDED_KEY_USAGE);
    let plain = signer.clone();
    signer.set_extension(Extension::extended_key_usage(&[MDL_SIGNER]));
    let by = |spec: &crate::certificate::CertificateSpec| {
        tree(&|token| token.protected.set(33, bytes(spec.to_der())))
    };
    let first = || valid("invalid", 1, 1, 16);
    vec![
        ask("Unusual", "signed by a document signer", &by(&signer), 0, first()),
        ask("Unusual", "a signer without purposes", &by(&plain), 0, first()),
        ask(
            "Unusual",
            "the certificate in an array, in the unprotected header",
            &tree(&|token| {
                let chain = token.protected.remove(33);
                token.unprotected.set(33, vec![chain]);
            }),
            0,
            first(),
        ),
        ask(
            "Unusual",
            "claims, headers and entries that nobody knows",
            &tree(&|token| {
                token.claims.set(1, "https://issuer.example");
                token.claims.set("x", vec![Item::from(1)]);
                token.protected.set("y", true);
                token.claims.at(LIST).set("aggregation_uri", "https://issuer.example/all");
            }),
            0,
            first(),
        ),
        ask(
            "Unusual",
            "a time to live of a second, long over",
            &tree(&|token| token.claims.set(65_534, 1)),
            0,
            first(),
        ),
        ask(
            "Unusual",
            "claims in another order",
            &tree(&|token| token.claims.entries().reverse()),
            0,
            first(),
        ),
        ask(
            "Unusual",
            "issued 300 seconds from now",
            &tree(&|token| token.claims.set(6, now().seconds() + 300)),
            0,
            first(),
        ),
        ask(
            "Unusual",
            "ends in this second",
            &tree(&|token| token.claims.set(4, now().seconds())),
            0,
            first(),
        ),
        ask(
            "Unusual",
            "entries that are stored, not compressed",
            &tree(&|token| {
                let stored = [&[0x78, 1, 1, 2, 0, 0xfd, 0xff][..], &ENTRIES, &[2, 0x17, 1, 0x5d]].concat();
                token.claims.at(LIST).set("lst", bytes(stored));
            }),
            0,
            first(),
        ),
    ]
}

/// What the list holds.
fn contents(good: &Token) -> Vec<Test> {
    let lst = |lst: Vec<u8>| changed(good, |token| token.claims.at(LIST).set("lst", bytes(lst)));
    let tree = |change: &dyn Fn(&mut Token)| changed(good, |token| change(token));
    let zipped = zlib(&ENTRIES);
    let longer = zlib(b"entries that are long enough to be cut in the middle of a block, if one wants to");
    let mut flipped = zipped.clone();
    *flipped.last_mut().unwrap_or_else(|| panic!("empty")) ^= 1;
    let mut tests = vec![
        refuse(
            "Inflate",
            "a truncated stream",
            &lst(longer[..longer.len() / 2].to_vec()),
            "verify",
            "inflate_failed",
        ),
        refuse(
            "Inflate",
            "a stream without its checksum",
            &lst(longer[..longer.len() - 4].to_vec()),
            "verify",
            "inflate_failed",
        ),
        refuse("Inflate", "a wrong checksum", &lst(flipped), "verify", "inflate_failed"),
        refuse(
            "Inflate",
            "no header: bare deflate",
            &lst(zipped[2..zipped.len() - 4].to_vec()),
            "verify",
            "inflate_failed",
        ),
        refuse("Inflate", "nothing", &lst(Vec::new()), "verify", "inflate_failed"),
        refuse("Inflate", "the entries themselves", &lst(ENTRIES.to_vec()), "verify", "inflate_failed"),
        refuse(
            "Inflate",
            "gzip",
            &lst([&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3][..], &zipped[2..]].concat()),
            "verify",
            "inflate_failed",
        ),
        refuse(
            "Inflate",
            "a preset dictionary",
            &lst([&[0x78, 0xbb][..], &[0; 4], &zipped[2..]].concat()),
            "verify",
            "inflate_failed",
        ),
        refuse(
            "Inflate",
            "a distance before the start",
            &lst(vec![0x78, 1, 3, 2, 0, 0, 0, 0, 1]),
            "verify",
            "inflate_failed",
        ),
        refuse(
            "Content",
            "no list",
            &tree(&|token| {
                token.claims.remove(LIST);
            }),
            "decode",
            "missing_field",
        ),
        refuse(
            "Content",
            "no width",
            &tree(&|token| {
                token.claims.at(LIST).remove("bits");
            }),
            "decode",
            "missing_field",
        ),
        refuse(
            "Content",
            "no entries",
            &tree(&|token| {
                token.claims.at(LIST).remove("lst");
            }),
            "decode",
            "missing_field",
        ),
        refuse(
            "Content",
            "entries as a text",
            &tree(&|token| token.claims.at(LIST).set("lst", "eNrbuRgAAhcBXQ")),
            "decode",
            "unexpected_type",
        ),
        refuse(
            "Content",
            "a list as JSON has it, in a text",
            &tree(&|token| token.claims.set(LIST, "{\"bits\":1}")),
            "decode",
            "unexpected_type",
        ),
        refuse(
            "Duplicate",
            "two widths",
            &tree(&|token| token.claims.at(LIST).push("bits", 8)),
            "decode",
            "duplicate_key",
        ),
        refuse(
            "Duplicate",
            "two lists of entries",
            &tree(&|token| token.claims.at(LIST).push("lst", bytes([]))),
            "decode",
            "duplicate_key",
        ),
        refuse(
            "Duplicate",
            "two lists",
            &tree(&|token| token.claims.push(LIST, list(1, Vec::new()))),
            "decode",
            "duplicate_key",
        ),
    ];
    for bits in [0, 3, 5, 7, 16, -1] {
        let code = if bits < 0 { "unexpected_type" } else { "unexpected_value" };
        let token = tree(&|token| token.claims.at(LIST).set("bits", bits));
        tests.push(refuse("Width", &format!("a width of {bits} bits"), &token, "decode", code));
    }
    tests
}

/// Bombs, and lists past a limit.
fn sizes(good: &Token) -> Vec<Test> {
    let of = |entries: usize| {
        changed(good, |token| token.claims = claims(list(1, zlib(&vec![0; entries])))).seal()
    };
    const MOST: usize = 2 * 1024 * 1024;
    let ask = |flag, comment: &str, input: Input, index: u64, expected| {
        Test::new(flag, comment, input, expected).asking("uri", URI).asking("index", index)
    };
    let too_large = || Expected::Invalid("verify", "inflate_too_large");
    let mut nested = changed(good, |token| {
        token.claims.set("x", (0..17).fold(Item::from(1), |inner, _| vec![inner].into()));
    });
    let deep = nested.seal();
    nested.payload =
        Payload::Bytes([&[0xa1, 0][..], &[0x7b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]].concat());
    let bomb = nested.seal();
    let many = changed(good, |token| token.claims.set("x", Item::from(Node::Head(4, 65_537)))).seal();
    vec![
        ask(
            "Bomb",
            "2 MiB of entries, the most",
            of(MOST).into(),
            (MOST * 8 - 1) as u64,
            valid("valid", 0, 1, (MOST * 8) as u64),
        ),
        ask("Bomb", "2 MiB and a byte", of(MOST + 1).into(), 0, too_large()),
        ask("Bomb", "8 MiB of zeros in 8 KiB", of(4 * MOST).into(), 0, too_large()),
        ask(
            "Limits",
            "a list of a byte more than a mebibyte",
            Input::Runs(vec![(vec![0xd2, 0x84], 1), (vec![0], 1_048_575)]),
            0,
            Expected::Invalid("decode", "too_large"),
        ),
        ask(
            "Limits",
            "a text that claims to be longer than memory",
            bomb.into(),
            0,
            Expected::Invalid("decode", "truncated"),
        ),
        ask(
            "Limits",
            "an array that claims an entry more than allowed",
            many.into(),
            0,
            Expected::Invalid("decode", "too_many_entries"),
        ),
        ask("Limits", "seventeen levels", deep.into(), 0, Expected::Invalid("decode", "too_deep")),
    ]
}

/// The list that the bundles of [`super::bundle`] carry, and its authority.
pub(super) fn signed(home: &Authority, issued: i64) -> Vec<u8> {
    let mut token = home.token(TYPE, claims(list(1, zlib(&ENTRIES))));
    token.claims.set(6, issued);
    token.claims.set(4, issued + 20 * 86_400);
    token.seal()
}
