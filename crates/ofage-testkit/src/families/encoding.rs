//! How the bytes are written: duplicates, lengths, depth, sizes, text, tags.

use crate::case::{Change, Family, device, issuer, items, last, raw_bytes};
use crate::cbor::{Item, Node, Width, bytes, map, null, raw};
use crate::world::World;

type Get = fn(&mut World) -> &mut Item;

/// When a place is changed, so that only the encoding is wrong.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    Items,
    Issuer,
    Device,
    Last,
}

/// A map of a response.
struct Place {
    name: &'static str,
    when: When,
    stage: &'static str,
    /// Whether unknown keys are allowed in it.
    open: bool,
    get: Get,
}

fn change(when: When, edit: impl Fn(&mut World) + Send + Sync + 'static) -> Change {
    match when {
        When::Items => items(edit),
        When::Issuer => issuer(edit),
        When::Device => device(edit),
        When::Last => last(edit),
    }
}

const fn place(name: &'static str, when: When, stage: &'static str, open: bool, get: Get) -> Place {
    Place { name, when, stage, open, get }
}

const MAPS: [Place; 18] = [
    place("the response", When::Last, "decode", true, |world| &mut world.response),
    place("the document", When::Last, "decode", true, World::document),
    place("issuerSigned", When::Last, "decode", true, World::issuer_signed),
    place("nameSpaces", When::Last, "decode", false, World::name_spaces),
    place("the item", When::Items, "decode", true, World::age_item),
    place("the issuer's protected header", When::Issuer, "decode", true, World::issuer_protected),
    place("the issuer's unprotected header", When::Last, "decode", true, World::issuer_unprotected),
    place("the MSO", When::Issuer, "mso", true, World::mso),
    place("valueDigests", When::Issuer, "mso", false, |world| world.mso().at("valueDigests")),
    place("the digests of a name space", When::Issuer, "mso", false, World::age_digests),
    place("deviceKeyInfo", When::Issuer, "mso", true, World::device_key_info),
    place("deviceKey", When::Issuer, "mso", true, |world| world.device_key_info().at("deviceKey")),
    place("validityInfo", When::Issuer, "mso", true, World::validity),
    place("deviceSigned", When::Last, "decode", true, World::device_signed),
    place("the device's name spaces", When::Device, "decode", false, World::device_elements),
    place("deviceAuth", When::Last, "decode", true, World::device_auth),
    place("the device's protected header", When::Device, "decode", true, World::device_protected),
    place("the device's unprotected header", When::Last, "decode", true, |world| world.device_part(1)),
];

const STRINGS: [Place; 9] = [
    place("the issuer's protected header's bytes", When::Last, "decode", false, |world| world.issuer_part(0)),
    place("the payload", When::Last, "decode", false, |world| world.issuer_part(2)),
    place("the issuer's signature", When::Last, "decode", false, |world| world.issuer_part(3)),
    place("random", When::Items, "decode", false, |world| world.age_item().at("random")),
    place("elementIdentifier", When::Items, "decode", false, |world| {
        world.age_item().at("elementIdentifier")
    }),
    place("docType", When::Last, "decode", false, |world| world.document().at("docType")),
    place("the digest", When::Issuer, "mso", false, World::age_digest),
    place("docType of the MSO", When::Issuer, "mso", false, |world| world.mso().at("docType")),
    place("the device's signature or MAC", When::Last, "decode", false, |world| world.device_part(3)),
];

const ARRAYS: [Place; 4] = [
    place("documents", When::Last, "decode", false, |world| world.response.at("documents")),
    place("the items of a name space", When::Last, "decode", false, |world| {
        let space = world.age_name_space();
        world.name_spaces().at(space.as_str())
    }),
    place("issuerAuth", When::Last, "decode", false, World::issuer_auth),
    place("the device's COSE structure", When::Last, "decode", false, |world| {
        let kind = world.device_kind();
        world.device_auth().at(kind)
    }),
];

pub(super) fn family() -> Family {
    let mut family = Family::new("encoding");
    duplicates(&mut family);
    indefinite(&mut family);
    unshortened(&mut family);
    order(&mut family);
    unknown_keys(&mut family);
    odd_keys(&mut family);
    ends(&mut family);
    texts(&mut family);
    heads(&mut family);
    family
}

fn duplicates(family: &mut Family) {
    family.flag("DuplicateKey");
    for Place { name, when, stage, get, .. } in MAPS {
        let twice = |width: Width| {
            change(when, move |world| {
                let entries = get(world).entries();
                if entries.is_empty() {
                    entries.push(("x".into(), Item::from(Node::Map(vec![]))));
                }
                let (key, value) = entries[0].clone();
                entries.push((key.with_width(width), value));
            })
        };
        family.invalid(format!("a key twice in {name}"), (stage, "duplicate_key"), twice(Width::Shortest));
        family.invalid(
            format!("a key twice in {name}, once with a longer head"),
            (stage, "duplicate_key"),
            twice(Width::Four),
        );
    }
    let nested = || map([("a", Item::from(vec![map([("b", 1), ("b", 1)])]))]);
    family.invalid(
        "a key twice inside an unknown field",
        ("decode", "duplicate_key"),
        last(move |world| {
            world.response.push("x", nested());
        }),
    );
    family.invalid(
        "a key twice inside an element value",
        ("decode", "duplicate_key"),
        items(move |world| {
            world.set_age(nested());
        }),
    );
    family.invalid(
        "a key twice inside an unknown field of the MSO",
        ("mso", "duplicate_key"),
        issuer(move |world| {
            world.mso().push("x", nested());
        }),
    );
    family.invalid(
        "keys 0 and 0 among 200 others",
        ("decode", "duplicate_key"),
        last(|world| {
            let entries = (0..200).chain([0]).map(|key| (key, null()));
            world.response.push("x", map(entries));
        }),
    );
    family.invalid(
        "two equal negative keys",
        ("decode", "duplicate_key"),
        last(|world| {
            world.response.push("x", map([(-5, null()), (-6, null()), (-5, null())]));
        }),
    );
    family.invalid(
        "two equal byte string keys",
        ("decode", "duplicate_key"),
        last(|world| {
            world.response.push("x", map([(bytes([1]), null()), (bytes([2]), null()), (bytes([1]), null())]));
        }),
    );
    family.invalid(
        "two null keys",
        ("decode", "duplicate_key"),
        last(|world| {
            world.response.push("x", map([(null(), 1), (null(), 2)]));
        }),
    );
    family.admits(
        "an integer, a text and a byte string key that look alike",
        last(|world| {
            world
                .response
                .push("x", map([(Item::from(1), 1), ("1".into(), 2), (bytes(*b"1"), 3), ((-1).into(), 4)]));
        }),
    );
}

fn indefinite(family: &mut Family) {
    family.flag("IndefiniteLength");
    for Place { name, when, stage, get, .. } in MAPS.into_iter().chain(ARRAYS).chain(STRINGS) {
        family.invalid(
            format!("{name} of indefinite length"),
            (stage, "indefinite_length"),
            change(when, move |world| {
                get(world).width = Width::Indefinite;
            }),
        );
    }
    family.invalid(
        "an element value of indefinite length",
        ("decode", "indefinite_length"),
        items(|world| {
            world.set_age(Item::from(vec![1.into()]).with_width(Width::Indefinite));
        }),
    );
    family.invalid(
        "a break alone",
        ("decode", "indefinite_length"),
        last(|world| {
            world.response.push("x", raw([0xff]));
        }),
    );
}

fn unshortened(family: &mut Family) {
    family.flag("LongHead");
    for Place { name, when, get, .. } in MAPS.into_iter().chain(ARRAYS).chain(STRINGS) {
        for (how, width) in [("one byte", Width::One), ("eight bytes", Width::Eight)] {
            // A short length in one byte, and any in eight, is longer than it need be.
            family.admits(
                format!("{name} with its length in {how}"),
                change(when, move |world| {
                    get(world).width = width;
                }),
            );
        }
    }
    family.admits(
        "every key of the response with a longer head",
        last(|world| {
            for (key, _) in world.response.entries() {
                key.width = Width::Two;
            }
        }),
    );
    family.admits(
        "digestID in eight bytes",
        items(|world| world.age_item().at("digestID").width = Width::Eight),
    );
    family.admits("status in four bytes", last(|world| world.response.at("status").width = Width::Four));
    family.admits("alg in eight bytes", issuer(|world| world.issuer_protected().at(1).width = Width::Eight));
    family.admits(
        "the tag of validFrom in two bytes",
        issuer(|world| {
            world.validity().at("validFrom").width = Width::Two;
        }),
    );
}

fn order(family: &mut Family) {
    family.flag("KeyOrder");
    for Place { name, when, get, .. } in MAPS {
        family.admits(
            format!("the keys of {name} the other way round"),
            change(when, move |world| {
                get(world).entries().reverse();
            }),
        );
        family.admits(
            format!("the first key of {name} last"),
            change(when, move |world| {
                let entries = get(world).entries();
                if !entries.is_empty() {
                    entries.rotate_left(1);
                }
            }),
        );
    }
}

fn unknown_keys(family: &mut Family) {
    family.flag("UnknownKey");
    let keys: [(&str, Item, Item); 4] = [
        ("text", "x-unknown".into(), map([("a", Item::from(vec![null()]))])),
        ("integer", 70_000.into(), 1.into()),
        ("byte string", bytes([1, 2]), "x".into()),
        ("null", null(), false.into()),
    ];
    for Place { name, when, get, .. } in MAPS.into_iter().filter(|place| place.open) {
        for (kind, key, value) in keys.clone() {
            family.admits(
                format!("an unknown {kind} key in {name}"),
                change(when, move |world| {
                    get(world).push(key.clone(), value.clone());
                }),
            );
        }
    }
}

fn odd_keys(family: &mut Family) {
    family.flag("UnsupportedKey");
    for (name, key) in [
        ("float", crate::cbor::float(1.0)),
        ("half float", raw([0xf9, 0x3c, 0])),
        ("array", Item::from(vec![])),
        ("map", Item::from(Node::Map(vec![]))),
        ("tagged", crate::cbor::tag(0, "2026-01-01T00:00:00Z")),
    ] {
        let inside = key.clone();
        family.invalid(
            format!("a {name} key in the response"),
            ("decode", "unsupported_key"),
            last(move |world| {
                world.response.push(key.clone(), 1);
            }),
        );
        family.invalid(
            format!("a {name} key in the MSO"),
            ("mso", "unsupported_key"),
            issuer(move |world| {
                world.mso().push(inside.clone(), 1);
            }),
        );
    }
}

fn ends(family: &mut Family) {
    family.flag("Trailing");
    let trailing = ("decode", "trailing_bytes");
    family.invalid("a zero byte after the response", trailing, raw_bytes(|bytes| bytes.push(0)));
    family.invalid("a line feed after the response", trailing, raw_bytes(|bytes| bytes.push(b'\n')));
    family.invalid("an empty map after the response", trailing, raw_bytes(|bytes| bytes.push(0xa0)));
    family.invalid("a break after the response", trailing, raw_bytes(|bytes| bytes.push(0xff)));
    family.invalid("the response twice", trailing, raw_bytes(|bytes| bytes.extend_from_within(..)));
    family.flag("Truncated");
    let truncated = ("decode", "truncated");
    family.invalid("nothing", truncated, raw_bytes(Vec::clear));
    family.invalid("the first byte", truncated, raw_bytes(|bytes| bytes.truncate(1)));
    family.invalid("the first half", truncated, raw_bytes(|bytes| bytes.truncate(bytes.len() / 2)));
    family.invalid(
        "the last byte missing",
        truncated,
        raw_bytes(|bytes| {
            bytes.pop();
        }),
    );
    family.invalid("the response announces one entry more", truncated, raw_bytes(|bytes| bytes[0] += 1));
    family.invalid("the response announces one entry less", trailing, raw_bytes(|bytes| bytes[0] -= 1));
}

fn texts(family: &mut Family) {
    family.flag("Utf8");
    let wrong: [(&str, &[u8]); 6] = [
        ("a byte that no text has", &[0xff]),
        ("a sequence cut short", &[0xe2, 0x82]),
        ("a lone continuation byte", &[0x80]),
        ("an overlong slash", &[0xc0, 0xaf]),
        ("a surrogate", &[0xed, 0xa0, 0x80]),
        ("past U+10FFFF", &[0xf4, 0x90, 0x80, 0x80]),
    ];
    let invalid = ("decode", "invalid_utf8");
    for (name, text) in wrong {
        let text = Item::from(Node::Text(text.to_vec()));
        let value = text.clone();
        family.invalid(
            format!("{name} in a key"),
            invalid,
            last(move |world| world.response.push(text.clone(), 1)),
        );
        family.invalid(
            format!("{name} in an element value"),
            invalid,
            items(move |world| {
                world.set_age(value.clone());
            }),
        );
    }
    family.invalid(
        "a bad docType",
        invalid,
        last(|world| {
            world.document().set("docType", Item::from(Node::Text(vec![0xff])));
        }),
    );
    family.invalid(
        "a bad element identifier",
        invalid,
        items(|world| {
            world.age_item().set("elementIdentifier", Item::from(Node::Text(vec![0xff])));
        }),
    );
    family.invalid(
        "a bad name space",
        invalid,
        last(|world| {
            world.name_spaces().push(Item::from(Node::Text(vec![0xff])), Item::from(vec![]));
        }),
    );
    family.invalid(
        "a bad docType in the MSO",
        ("mso", "invalid_utf8"),
        issuer(|world| {
            world.mso().set("docType", Item::from(Node::Text(vec![0xff])));
        }),
    );
    family.invalid(
        "a bad date",
        ("mso", "invalid_utf8"),
        issuer(|world| {
            let date = Item::from(Node::Text(b"2026-01-01T00:00:0\xffZ".to_vec()));
            world.validity().set("validFrom", crate::cbor::tag(0, date));
        }),
    );
}

fn heads(family: &mut Family) {
    family.flag("ReservedHead");
    for first in [0x1c, 0x1d, 0x1e, 0x3c, 0x5d, 0x7e, 0x9c, 0xbd, 0xde, 0xfc, 0xfd, 0xfe] {
        family.invalid(
            format!("head {first:02x}"),
            ("decode", "invalid_head"),
            last(move |world| {
                world.response.push("x", raw([first, 0, 0]));
            }),
        );
    }
    for value in [0, 20, 24, 31] {
        family.invalid(
            format!("simple value {value} in two bytes"),
            ("decode", "invalid_head"),
            last(move |world| {
                world.response.push("x", raw([0xf8, value]));
            }),
        );
    }
    for first in [0x1f, 0x3f, 0xdf] {
        family.invalid(
            format!("indefinite head {first:02x}"),
            ("decode", "indefinite_length"),
            last(move |world| {
                world.response.push("x", raw([first]));
            }),
        );
    }
    family.flag("SimpleValue");
    for (name, value) in [("16, unassigned", vec![0xf0]), ("32", vec![0xf8, 32]), ("255", vec![0xf8, 255])] {
        family.admits(
            format!("simple value {name}, in an unknown field"),
            last(move |world| {
                world.response.push("x", raw(value.clone()));
            }),
        );
    }
}
