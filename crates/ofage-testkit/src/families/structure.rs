//! The response around the one document.

use crate::case::{Family, device, last, raw_bytes};
use crate::cbor::{Item, Node, bytes, embedded, map, null, tag};
use crate::keys::{TestKey, cose_key};

const MISSING: (&str, &str) = ("decode", "missing_field");
const WRONG_TYPE: (&str, &str) = ("decode", "unexpected_type");
const NO_DOCUMENTS: (&str, &str) = ("structure", "no_documents");
const MULTIPLE: (&str, &str) = ("structure", "multiple_documents");

pub(super) fn family() -> Family {
    let mut family = Family::new("structure");
    versions(&mut family);
    statuses(&mut family);
    documents(&mut family);
    doc_types(&mut family);
    fields(&mut family);
    whole(&mut family);
    family
}

fn versions(family: &mut Family) {
    family.flag("Version");
    for version in ["2.0", "0.9", "1", "1.", "1.x", "1.0 ", "1.-1", "10.0", "", "1,0", "v1.0"] {
        family.invalid(
            format!("version {version:?}"),
            ("structure", "version_unsupported"),
            last(move |world| world.response.set("version", version)),
        );
    }
    for version in ["1.1", "1.10"] {
        family.admits(
            format!("version {version:?}"),
            last(move |world| world.response.set("version", version)),
        );
    }
}

fn statuses(family: &mut Family) {
    family.flag("ResponseStatus");
    for status in [1_u64, 10, 11, 12, 20, u64::MAX] {
        family.invalid(
            format!("status {status}"),
            ("structure", "response_status"),
            last(move |world| world.response.set("status", Item::from(Node::Unsigned(status)))),
        );
    }
    family.invalid(
        "status without documents",
        ("structure", "response_status"),
        last(|world| {
            world.response.remove("documents");
            world.response.set("status", 10);
        }),
    );
    for (name, value) in
        [("-1", Item::from(-1)), ("a text", "0".into()), ("false", false.into()), ("null", null())]
    {
        family.invalid(
            format!("status is {name}"),
            WRONG_TYPE,
            last(move |world| {
                world.response.set("status", value.clone());
            }),
        );
    }
}

fn documents(family: &mut Family) {
    family.flag("Documents");
    family.invalid(
        "no documents field",
        NO_DOCUMENTS,
        last(|world| {
            world.response.remove("documents");
        }),
    );
    family.invalid(
        "an empty array",
        NO_DOCUMENTS,
        last(|world| world.response.at("documents").elements().clear()),
    );
    family.invalid(
        "only documentErrors",
        NO_DOCUMENTS,
        last(|world| {
            world.response.remove("documents");
            world.response.push("documentErrors", Item::from(vec![map([("org.example", 0)])]));
        }),
    );
    family.invalid(
        "the document twice",
        MULTIPLE,
        last(|world| {
            let document = world.document().clone();
            world.response.at("documents").elements().push(document);
        }),
    );
    family.invalid(
        "two documents of two holders",
        MULTIPLE,
        device(|world| {
            let mut other = world.clone();
            other.device_key = TestKey::new(world.device_key.curve(), "another device");
            let key = cose_key(&other.device_key.public());
            other.device_key_info().set("deviceKey", key);
            other.sign_issuer();
            other.sign_device();
            let document = other.document().clone();
            world.response.at("documents").elements().push(document);
        }),
    );
    family.invalid(
        "a document of another kind before it",
        MULTIPLE,
        last(|world| {
            let mut document = world.document().clone();
            document.set("docType", "org.example");
            world.response.at("documents").elements().insert(0, document);
        }),
    );
    family.invalid(
        "256 documents that are none",
        MISSING,
        last(|world| {
            *world.response.at("documents") = Item::from(vec![Item::from(Node::Map(vec![])); 256]);
        }),
    );
    for (name, value) in [
        ("a map", Item::from(Node::Map(vec![]))),
        ("null", null()),
        ("a text", "x".into()),
        ("an array of integers", Item::from(vec![1.into()])),
        ("an array of null", Item::from(vec![null()])),
    ] {
        family.invalid(
            format!("documents is {name}"),
            WRONG_TYPE,
            last(move |world| {
                world.response.set("documents", value.clone());
            }),
        );
    }
    family.invalid(
        "the document in tag 24",
        WRONG_TYPE,
        last(|world| {
            let document = world.document().clone();
            *world.document() = tag(24, embedded(document));
        }),
    );
    family.admits(
        "documentErrors beside the document",
        last(|world| {
            world.response.push("documentErrors", Item::from(vec![map([("org.example", 0)])]));
        }),
    );
    family.admits(
        "errors in the document",
        last(|world| {
            world.document().push("errors", map([("org.example", map([("x", 0)]))]));
        }),
    );
}

fn doc_types(family: &mut Family) {
    family.flag("DocType");
    let unknown = ("profile", "doc_type_not_accepted");
    family.invalid(
        "another document type",
        unknown,
        last(|world| world.document().set("docType", "org.example")),
    );
    family.invalid("an empty document type", unknown, last(|world| world.document().set("docType", "")));
    family.invalid(
        "a trailing space",
        unknown,
        last(|world| {
            let doc_type = format!("{} ", world.doc_type());
            world.document().set("docType", doc_type.as_str());
        }),
    );
    family.invalid(
        "capitals",
        unknown,
        last(|world| {
            let doc_type = world.doc_type().to_uppercase();
            world.document().set("docType", doc_type.as_str());
        }),
    );
    family.invalid(
        "a trailing NUL",
        unknown,
        last(|world| {
            let doc_type = format!("{}\0", world.doc_type());
            world.document().set("docType", doc_type.as_str());
        }),
    );
    for (name, value) in [("a byte string", bytes(*b"x")), ("null", null()), ("an integer", 1.into())] {
        family.invalid(
            format!("docType is {name}"),
            WRONG_TYPE,
            last(move |world| {
                world.document().set("docType", value.clone());
            }),
        );
    }
}

fn fields(family: &mut Family) {
    family.flag("MissingField");
    for field in ["version", "status"] {
        family.invalid(
            format!("no {field}"),
            MISSING,
            last(move |world| {
                world.response.remove(field);
            }),
        );
        let capital = field.to_uppercase();
        family.invalid(
            format!("{field} under the name {capital}"),
            MISSING,
            last(move |world| {
                world.response.rename(field, capital.as_str());
            }),
        );
    }
    for field in ["docType", "issuerSigned", "deviceSigned"] {
        family.invalid(
            format!("no {field}"),
            MISSING,
            last(move |world| {
                world.document().remove(field);
            }),
        );
    }
    for field in ["issuerSigned", "deviceSigned"] {
        family.invalid(
            format!("{field} is null"),
            WRONG_TYPE,
            last(move |world| {
                world.document().set(field, null());
            }),
        );
        family.invalid(
            format!("{field} in tag 24"),
            WRONG_TYPE,
            last(move |world| {
                let value = world.document().at(field).clone();
                world.document().set(field, tag(24, embedded(value)));
            }),
        );
    }
    family.invalid(
        "no issuerAuth",
        MISSING,
        last(|world| {
            world.issuer_signed().remove("issuerAuth");
        }),
    );
    for (name, value) in [("null", null()), ("an array", Item::from(vec![])), ("a text", "x".into())] {
        family.invalid(
            format!("nameSpaces is {name}"),
            WRONG_TYPE,
            last(move |world| {
                world.issuer_signed().set("nameSpaces", value.clone());
            }),
        );
    }
    for (name, value) in [("a map", Item::from(Node::Map(vec![]))), ("null", null())] {
        family.invalid(
            format!("the items are {name}"),
            WRONG_TYPE,
            last(move |world| {
                let space = world.age_name_space();
                world.name_spaces().set(space.as_str(), value.clone());
            }),
        );
    }
    family.invalid(
        "a name space that is an integer",
        WRONG_TYPE,
        last(|world| {
            world.name_spaces().push(1, Item::from(vec![]));
        }),
    );
}

fn whole(family: &mut Family) {
    family.flag("NotAResponse");
    family.invalid("the document alone", MISSING, last(|world| world.response = world.document().clone()));
    family.invalid(
        "the IssuerSigned alone",
        MISSING,
        last(|world| world.response = world.issuer_signed().clone()),
    );
    family.invalid("an empty map", MISSING, raw_bytes(|bytes| *bytes = vec![0xa0]));
    for (name, content) in [
        ("an empty array", vec![0x80]),
        ("null", vec![0xf6]),
        ("zero", vec![0]),
        ("a text", vec![0x61, b'x']),
        ("the self-described CBOR tag", vec![0xd9, 0xd9, 0xf7, 0xa0]),
    ] {
        family.invalid(name, WRONG_TYPE, raw_bytes(move |bytes| bytes.clone_from(&content)));
    }
    family.invalid(
        "the response in tag 24",
        WRONG_TYPE,
        last(|world| {
            world.response = tag(24, embedded(world.response.clone()));
        }),
    );
    family.invalid(
        "the response in tag 55799",
        WRONG_TYPE,
        last(|world| {
            world.response = tag(55_799, world.response.clone());
        }),
    );
    family.invalid(
        "the response in an array",
        WRONG_TYPE,
        last(|world| {
            world.response = Item::from(vec![world.response.clone()]);
        }),
    );
    family.invalid(
        "JSON",
        ("decode", "truncated"),
        raw_bytes(|bytes| *bytes = br#"{"version":"1.0"}"#.to_vec()),
    );
    family.invalid("10,000 zeros", ("decode", "trailing_bytes"), raw_bytes(|bytes| *bytes = vec![0; 10_000]));
}
