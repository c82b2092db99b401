//! The MSO's own fields.

use crate::case::{Family, issuer};
use crate::cbor::{Item, Node, bytes, embedded, float, map, null, raw, tag};

const MISSING: (&str, &str) = ("mso", "missing_field");
const WRONG_TYPE: (&str, &str) = ("mso", "unexpected_type");
const BAD_DATE: (&str, &str) = ("mso", "invalid_date");

pub(super) fn family() -> Family {
    let mut family = Family::new("mso");
    fields(&mut family);
    versions(&mut family);
    doc_types(&mut family);
    dates(&mut family);
    payloads(&mut family);
    tolerated(&mut family);
    family
}

fn fields(family: &mut Family) {
    family.flag("MissingField");
    for field in ["version", "digestAlgorithm", "valueDigests", "deviceKeyInfo", "docType", "validityInfo"] {
        family.invalid(
            format!("no {field}"),
            MISSING,
            issuer(move |world| {
                world.mso().remove(field);
            }),
        );
        family.invalid(
            format!("{field} is null"),
            WRONG_TYPE,
            issuer(move |world| {
                world.mso().set(field, null());
            }),
        );
    }
    for field in ["signed", "validFrom", "validUntil"] {
        family.invalid(
            format!("no {field}"),
            MISSING,
            issuer(move |world| {
                world.validity().remove(field);
            }),
        );
    }
    family.invalid(
        "no deviceKey",
        MISSING,
        issuer(|world| {
            world.device_key_info().remove("deviceKey");
        }),
    );
    family.flag("WrongType");
    for (field, value) in [
        ("version", Item::from(1)),
        ("version", float(1.0)),
        ("digestAlgorithm", (-16).into()),
        ("valueDigests", Item::from(vec![])),
        ("deviceKeyInfo", Item::from(vec![])),
        ("docType", bytes(*b"eu.europa.ec.av.1")),
        ("validityInfo", Item::from(vec![])),
    ] {
        family.invalid(
            format!("{field} is {:02x?}", value.encode()),
            WRONG_TYPE,
            issuer(move |world| {
                world.mso().set(field, value.clone());
            }),
        );
    }
    let authorizations: [(&str, Item); 5] = [
        ("an array", Item::from(vec![])),
        ("nameSpaces as a map", map([("nameSpaces", Item::from(Node::Map(vec![])))])),
        ("nameSpaces of integers", map([("nameSpaces", Item::from(vec![1.into()]))])),
        ("dataElements as an array", map([("dataElements", Item::from(vec![]))])),
        ("dataElements of texts", map([("dataElements", map([("a", "b")]))])),
    ];
    for (name, value) in authorizations {
        family.invalid(
            format!("keyAuthorizations: {name}"),
            WRONG_TYPE,
            issuer(move |world| {
                world.device_key_info().set("keyAuthorizations", value.clone());
            }),
        );
    }
    family.invalid(
        "a name space of digests that is no text",
        WRONG_TYPE,
        issuer(|world| {
            world.mso().at("valueDigests").push(1, Item::from(Node::Map(vec![])));
        }),
    );
}

fn versions(family: &mut Family) {
    family.flag("Version");
    for version in ["2.0", "0.9", "1", "1.", "1.x", "1.0.0", "10.0", "", "v1.0", " 1.0"] {
        family.invalid(
            format!("version {version:?}"),
            ("mso", "version_unsupported"),
            issuer(move |world| world.mso().set("version", version)),
        );
    }
    for version in ["1.1", "1.99"] {
        family
            .admits(format!("version {version:?}"), issuer(move |world| world.mso().set("version", version)));
    }
}

fn doc_types(family: &mut Family) {
    family.flag("DocType");
    let differs = ("mso", "doc_type_mismatch");
    family.invalid(
        "docType of another kind",
        differs,
        issuer(|world| {
            world.mso().set("docType", "org.example.library-card");
        }),
    );
    family.invalid(
        "docType with a trailing space",
        differs,
        issuer(|world| {
            let doc_type = world.doc_type();
            world.mso().set("docType", format!("{doc_type} ").as_str());
        }),
    );
    family.invalid(
        "docType in capitals",
        differs,
        issuer(|world| {
            let doc_type = world.doc_type();
            world.mso().set("docType", doc_type.to_uppercase().as_str());
        }),
    );
    family.invalid("an empty docType", differs, issuer(|world| world.mso().set("docType", "")));
    family.invalid(
        "docType of another accepted kind of document",
        differs,
        issuer(|world| {
            let other = if world.doc_type() == "org.iso.18013.5.1.mDL" {
                "eu.europa.ec.av.1"
            } else {
                "org.iso.18013.5.1.mDL"
            };
            world.mso().set("docType", other);
        }),
    );
}

fn dates(family: &mut Family) {
    family.flag("Date");
    let date = |text: &str| tag(0, text);
    let values = [
        ("with a fraction", date("2026-01-01T00:00:00.5Z")),
        ("with an empty fraction", date("2026-01-01T00:00:00.Z")),
        ("with an offset", date("2026-01-01T00:00:00+00:00")),
        ("without Z", date("2026-01-01T00:00:00")),
        ("with a small z", date("2026-01-01T00:00:00z")),
        ("with a small t", date("2026-01-01t00:00:00Z")),
        ("with a space", date("2026-01-01 00:00:00Z")),
        ("without time", date("2026-01-01")),
        ("without seconds", date("2026-01-01T00:00Z")),
        ("in basic form", date("20260101T000000Z")),
        ("with month 0", date("2026-00-01T00:00:00Z")),
        ("with month 13", date("2026-13-01T00:00:00Z")),
        ("on 31 April", date("2026-04-31T00:00:00Z")),
        ("on 29 February 2026", date("2026-02-29T00:00:00Z")),
        ("on 29 February 2100", date("2100-02-29T00:00:00Z")),
        ("on day 0", date("2026-01-00T00:00:00Z")),
        ("at 24:00", date("2026-01-01T24:00:00Z")),
        ("at minute 60", date("2026-01-01T00:60:00Z")),
        ("in a leap second", date("2026-12-31T23:59:60Z")),
        ("with five digits of a year", date("12026-01-01T00:00:00Z")),
        ("with a sign", date("+2026-01-01T00:00:00Z")),
        ("followed by a line feed", date("2026-01-01T00:00:00Z\n")),
        ("of other digits", date("\u{0662}026-01-01T00:00:00Z")),
        ("empty", date("")),
        ("without tag", "2026-01-01T00:00:00Z".into()),
        ("in tag 1", tag(1, 1_767_225_600)),
        ("in tag 1 as text", tag(1, "2026-01-01T00:00:00Z")),
        ("in tag 1004", tag(1004, "2026-01-01")),
        ("a number", 1_767_225_600.into()),
        ("in tag 0 as bytes", tag(0, bytes(*b"2026-01-01T00:00:00Z"))),
        ("null", null()),
    ];
    for field in ["signed", "validFrom", "validUntil"] {
        for (name, value) in values.clone() {
            family.invalid(
                format!("{field} {name}"),
                BAD_DATE,
                issuer(move |world| {
                    world.validity().set(field, value.clone());
                }),
            );
        }
    }
}

fn payloads(family: &mut Family) {
    family.flag("Payload");
    let payload = |make: fn(Item) -> Item| {
        issuer(move |world| {
            let mso = world.mso().clone();
            *world.issuer_part(2) = make(mso);
        })
    };
    family.invalid("not in tag 24", WRONG_TYPE, payload(embedded));
    family.invalid("in tag 23", ("mso", "unexpected_tag"), payload(|mso| embedded(tag(23, embedded(mso)))));
    family.invalid("tag 24 around a map", WRONG_TYPE, payload(|mso| embedded(tag(24, mso))));
    family.invalid(
        "a byte after tag 24",
        ("mso", "trailing_bytes"),
        payload(|mso| {
            let mut content = tag(24, embedded(mso)).encode();
            content.push(0);
            bytes(content)
        }),
    );
    family.invalid(
        "a byte after the MSO",
        ("mso", "trailing_bytes"),
        payload(|mso| {
            let mut content = mso.encode();
            content.push(0);
            embedded(tag(24, bytes(content)))
        }),
    );
    family.invalid(
        "the MSO cut short",
        ("mso", "truncated"),
        payload(|mso| {
            let mut content = mso.encode();
            content.pop();
            embedded(tag(24, bytes(content)))
        }),
    );
    family.invalid("an empty payload", ("mso", "truncated"), payload(|_| bytes([])));
    family.invalid("an empty MSO", ("mso", "truncated"), payload(|_| embedded(tag(24, bytes([])))));
    family.invalid(
        "an array for the MSO",
        WRONG_TYPE,
        payload(|_| embedded(tag(24, embedded(Item::from(vec![]))))),
    );
    family.invalid(
        "an empty map for the MSO",
        MISSING,
        payload(|_| embedded(tag(24, embedded(Item::from(Node::Map(vec![])))))),
    );
}

fn tolerated(family: &mut Family) {
    family.flag("Tolerated");
    for (name, value) in [
        ("expectedUpdate with a fraction", tag(0, "2026-06-01T00:00:00.5Z")),
        ("expectedUpdate as a number", 1.into()),
    ] {
        family.admits(name, issuer(move |world| world.validity().set("expectedUpdate", value.clone())));
    }
    family.admits(
        "keyInfo",
        issuer(|world| {
            world.device_key_info().set("keyInfo", map([(1, "x")]));
        }),
    );
    family.admits(
        "an empty keyAuthorizations",
        issuer(|world| {
            world.device_key_info().set("keyAuthorizations", Item::from(Node::Map(vec![])));
        }),
    );
    family.admits(
        "digests for a name space that is not shown",
        issuer(|world| {
            let digests = map([(5, bytes([9; 32]))]);
            world.mso().at("valueDigests").push("org.example.other", digests);
        }),
    );
    family.admits(
        "a name space without digests",
        issuer(|world| {
            world.mso().at("valueDigests").push("org.example.other", Item::from(Node::Map(vec![])));
        }),
    );
    family.admits(
        "decoy digests of another length",
        issuer(|world| {
            world.age_digests().push(999_999, bytes([1; 3]));
        }),
    );
    for (name, value) in [
        (
            "a status list reference",
            map([("status_list", map([("idx", Item::from(7)), ("uri", "https://s.example".into())]))]),
        ),
        (
            "an identifier list reference",
            map([("identifier_list", map([("id", bytes([1])), ("uri", "https://s.example".into())]))]),
        ),
        ("an empty status", Item::from(Node::Map(vec![]))),
        ("a status of another type", raw([0x01])),
    ] {
        family.admits(
            format!("{name}, and a verifier that asks for none"),
            issuer(move |world| {
                world.mso().set("status", value.clone());
            }),
        );
    }
}
