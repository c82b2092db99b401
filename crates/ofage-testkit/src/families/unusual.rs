//! What deployed issuers and wallets send, and a verifier must accept.

use crate::case::{Change, Decision, Family, device, issuer, items, last};
use crate::cbor::{Item, Node, Width, bytes, embedded, float, map, null, raw, tag, undefined};

pub(super) fn family() -> Family {
    let mut family = Family::new("unusual");
    headers(&mut family);
    values(&mut family);
    disclosures(&mut family);
    family
}

/// Values that no registered header parameter has.
fn odd() -> Vec<(&'static str, Item)> {
    vec![
        ("undefined", undefined()),
        ("null", null()),
        ("true", true.into()),
        ("a float", float(1.5)),
        ("an integer", 7.into()),
        ("an empty byte string", bytes([])),
        ("an empty text", "".into()),
        ("an array", Item::from(vec![1.into(), "x".into()])),
        ("a map", map([("a", 1)])),
        ("a tag", tag(100, 1)),
        ("simple value 255", Item::from(Node::Simple(255)).with_width(Width::One)),
    ]
}

fn headers(family: &mut Family) {
    family.flag("OddHeader");
    for (name, value) in odd() {
        let (issuers, devices) = (value.clone(), value.clone());
        family.admits(
            format!("kid of the issuer is {name}"),
            last(move |world| {
                world.issuer_unprotected().set(4, issuers.clone());
            }),
        );
        family.admits(
            format!("kid of the device is {name}"),
            last(move |world| {
                world.device_part(1).set(4, devices.clone());
            }),
        );
        family.admits(
            format!("kid in the issuer's protected header is {name}"),
            issuer(move |world| {
                world.issuer_protected().set(4, value.clone());
            }),
        );
    }
    for (name, label) in [("content type", 3), ("IV", 5), ("counter signature", 11), ("x5t", 34), ("x5u", 35)]
    {
        family.admits(
            format!("{name} is undefined"),
            last(move |world| {
                world.issuer_unprotected().set(label, undefined());
            }),
        );
    }
    family.admits(
        "kid in the device's protected header",
        device(|world| world.device_protected().set(4, undefined())),
    );
}

fn values(family: &mut Family) {
    family.flag("ElementValue");
    for (name, value) in [
        ("a half float", raw([0xf9, 0x3e, 0])),
        ("a single float", raw([0xfa, 0x3f, 0xc0, 0, 0])),
        ("a double float", float(1.5)),
        ("not a number", float(f64::NAN)),
        ("infinity", float(f64::INFINITY)),
        ("a date with a fraction", tag(0, "2026-01-01T00:00:00.123Z")),
        ("a date with an offset", tag(0, "2026-01-01T00:00:00+02:00")),
        ("a date in seconds", tag(1, 1_767_225_600)),
        ("a date in fractions of seconds", tag(1, float(1_767_225_600.5))),
        ("a full date", tag(1004, "1990-02-28")),
        ("days since 1970", tag(100, 7363)),
        ("a big number", tag(2, bytes([1; 9]))),
        ("a negative big number", tag(3, bytes([1; 9]))),
        ("embedded CBOR", tag(24, embedded(map([("a", 1)])))),
        ("embedded bytes that are no CBOR", tag(24, bytes([0xff]))),
        ("a number past 64 bits signed", Item::from(Node::Unsigned(u64::MAX))),
        ("the least negative number", Item::from(Node::Negative(u64::MAX))),
        ("an unknown tag", tag(1 << 40, 0)),
        ("undefined", undefined()),
        ("null", null()),
        ("simple value 255", Item::from(Node::Simple(255)).with_width(Width::One)),
        ("an empty text", "".into()),
        ("a text with NUL and emoji", "a\0\u{1f600}".into()),
        ("an empty map", Item::from(Node::Map(vec![]))),
        ("driving privileges", Item::from(vec![map([("vehicle_category_code", "B")])])),
        ("a portrait of 10,000 bytes", bytes(vec![0xd8; 10_000])),
        (
            "a map with keys of four types",
            map([(Item::from(1), 1), ("a".into(), 2), (bytes([1]), 3), (null(), 4)]),
        ),
    ] {
        family.admits(
            format!("an element that is {name}"),
            items(move |world| {
                world.add_age_item("x_extra", value.clone());
            }),
        );
    }
}

fn disclosures(family: &mut Family) {
    family.flag("EmptyDisclosure");
    let nothing = |family: &mut Family, name: &str, change: Change| {
        family.valid(name, Decision::NoAnswer, change);
    };
    nothing(
        family,
        "no nameSpaces field",
        last(|world| {
            world.issuer_signed().remove("nameSpaces");
        }),
    );
    nothing(family, "nameSpaces without name space", last(|world| world.name_spaces().entries().clear()));
    nothing(
        family,
        "a name space without items",
        last(|world| {
            for (_, items) in world.name_spaces().entries() {
                items.elements().clear();
            }
        }),
    );
    family.flag("Disclosure");
    family.admits(
        "an empty name space beside the full one",
        last(|world| {
            world.name_spaces().push("org.example.other", Item::from(vec![]));
        }),
    );
    family.admits(
        "one item of many",
        last(|world| {
            let item = world.age_item_bytes().clone();
            world
                .name_spaces()
                .entries()
                .retain(|(_, items)| matches!(&items.node, Node::Array(all) if all.contains(&item)));
            *world.age_items() = vec![item];
        }),
    );
    family.admits("items the other way round", last(|world| world.age_items().reverse()));
    family.admits("name spaces the other way round", last(|world| world.name_spaces().entries().reverse()));
    family.admits(
        "an element in two name spaces",
        items(|world| {
            world.add_item("org.example.other", "age_over_18", true);
        }),
    );
    family.admits("a name space without name", items(|world| world.add_item("", "x", 1)));
    family.admits("an element without name", items(|world| world.add_age_item("", 1)));
    family.admits(
        "an element identifier of 1,000 letters",
        items(|world| {
            world.add_age_item(&"x".repeat(1000), 1);
        }),
    );
    family.admits(
        "unknown keys in the item",
        items(|world| {
            world.age_item().push("x", 1);
            world.age_item().push(1, "x");
        }),
    );
    family.admits(
        "200 decoy digests",
        issuer(|world| {
            (0..200).for_each(|id| world.age_digests().push(10_000 + id, bytes([id as u8; 32])));
        }),
    );
    family.admits("digests in another order", issuer(|world| world.age_digests().entries().reverse()));
}
