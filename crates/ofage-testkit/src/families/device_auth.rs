//! The device's signature or MAC over the session.

use ofage_core::{Curve, SessionTranscript};

use super::issuer_auth::{SIGNATURE_FAULTS, minus, order};
use crate::case::{Decision, Family, device, issuer, last};
use crate::cbor::{Item, Node, Width, bytes, embedded, map, null, raw, tag, undefined};
use crate::keys::TestKey;
use crate::world::World;

const STAGE: &str = "device_auth";
const WRONG_TYPE: (&str, &str) = ("decode", "unexpected_type");
const NOT_DETACHED: (&str, &str) = (STAGE, "payload_not_detached");
const UNSUPPORTED: (&str, &str) = (STAGE, "algorithm_unsupported");
const NOT_AUTHORIZED: (&str, &str) = (STAGE, "device_element_not_authorized");
const MISSING: (&str, &str) = ("decode", "missing_field");

pub(super) fn family() -> Family {
    let mut family = Family::new("device_auth");
    sessions(&mut family);
    signed_bytes(&mut family);
    signatures(&mut family);
    algorithms(&mut family);
    critical(&mut family);
    payloads(&mut family);
    kinds(&mut family);
    reader_keys(&mut family);
    elements(&mut family);
    shapes(&mut family);
    family
}

fn sessions(family: &mut Family) {
    family.flag("OtherSession");
    let other = |transcript: SessionTranscript| {
        last(move |world| world.context.transcript = transcript.as_bytes().to_vec())
    };
    family.device_invalid(
        "another handover",
        other(SessionTranscript::hashed_handover("OfageTestVectors", &[0x81, 0])),
    );
    family.device_invalid(
        "another protocol",
        other(SessionTranscript::hashed_handover("OfageTestVectors2", &[0x80])),
    );
    family.device_invalid(
        "OpenID4VP with redirect",
        other(SessionTranscript::openid4vp("redirect_uri:https://a.example", "n", None, "https://a.example")),
    );
    family.device_invalid(
        "OpenID4VP over the Digital Credentials API",
        other(SessionTranscript::openid4vp_dc_api("https://a.example", "n", None)),
    );
    family.device_invalid(
        "the transcript with a longer head",
        last(|world| {
            let transcript = crate::cbor::decode(&world.context.transcript).with_width(Width::One);
            world.context.transcript = transcript.encode();
        }),
    );
    family.device_invalid(
        "a null handover",
        last(|world| {
            world.context.transcript = vec![0x83, 0xf6, 0xf6, 0xf6];
        }),
    );
}

/// Signs or MACs other bytes than `DeviceAuthenticationBytes`, made from its array of four.
fn over(change: impl Fn(&mut Vec<Item>) -> Option<Vec<u8>> + Send + Sync + 'static) -> crate::case::Change {
    last(move |world: &mut World| {
        let transcript = world.context.transcript.clone();
        let doc_type = world.doc_type();
        let payload = world.device_authentication(&transcript, &doc_type);
        let mut wrapped = crate::cbor::decode(&payload);
        let array = wrapped.inside().open().inside();
        let payload = match change(array.elements()) {
            Some(payload) => payload,
            None => wrapped.encode(),
        };
        world.sign_device_payload(payload);
    })
}

fn signed_bytes(family: &mut Family) {
    family.flag("OtherBytes");
    family.device_invalid(
        "another name of the structure",
        over(|parts| {
            parts[0] = "DeviceAuth".into();
            None
        }),
    );
    family.device_invalid(
        "the transcript in tag 24",
        over(|parts| {
            parts[1] = tag(24, embedded(parts[1].clone()));
            None
        }),
    );
    family.device_invalid(
        "the hash of the transcript",
        over(|parts| {
            let hash = crate::keys::digest(ofage_core::HashAlgorithm::Sha256, &parts[1].encode());
            parts[1] = bytes(hash);
            None
        }),
    );
    family.device_invalid(
        "another document type",
        over(|parts| {
            parts[2] = "org.example".into();
            None
        }),
    );
    family.device_invalid(
        "other device name spaces",
        over(|parts| {
            parts[3] = tag(24, embedded(map([("a", map([("b", 1)]))])));
            None
        }),
    );
    family.device_invalid(
        "device name spaces without tag 24",
        over(|parts| {
            parts[3] = parts[3].inside().clone();
            None
        }),
    );
    family.device_invalid(
        "no device name spaces",
        over(|parts| {
            parts.pop();
            None
        }),
    );
    family.device_invalid(
        "something more",
        over(|parts| {
            parts.push(null());
            None
        }),
    );
    family.device_invalid("without tag 24", over(|parts| Some(Item::from(parts.clone()).encode())));
    family.device_invalid(
        "in a byte string without tag 24",
        over(|parts| Some(embedded(Item::from(parts.clone())).encode())),
    );
    family.device_invalid("the transcript alone", over(|parts| Some(parts[1].encode())));
    family.device_invalid("nothing", over(|_| Some(Vec::new())));
    family.device_invalid(
        "other bytes of the device name spaces",
        last(|world| {
            world.device_elements().width = Width::One;
        }),
    );
    family.device_invalid(
        "another tag width of the device name spaces",
        last(|world| {
            world.device_signed().at("nameSpaces").width = Width::Two;
        }),
    );
    family.device_invalid("another protected header", last(|world| world.device_protected().push(99, 0)));
    family.device_invalid(
        "the protected header with a longer head",
        last(|world| {
            world.device_protected().width = Width::One;
        }),
    );
}

/// A name, and what is done to the tag.
type MacFault = (&'static str, fn(&mut Vec<u8>));

fn signatures(family: &mut Family) {
    family.flag("Signature");
    for (name, fault) in SIGNATURE_FAULTS {
        family.device_invalid(
            format!("the signature: {name}"),
            last(move |world| {
                let mut signature = world.device_part(3).content();
                fault(world.device_key.curve(), &mut signature);
                *world.device_part(3) = bytes(signature);
            }),
        );
        family.signature_only();
    }
    family.admits(
        "the signature: s is negated",
        last(|world| {
            let curve = world.device_key.curve();
            let mut signature = world.device_part(3).content();
            let half = signature.len() / 2;
            let negated = minus(&order(curve), &signature[half..]);
            signature[half..].copy_from_slice(&negated);
            *world.device_part(3) = bytes(signature);
        }),
    );
    family.signature_only();
    let macs: [MacFault; 7] = [
        ("a bit", |tag| tag[0] ^= 1),
        ("the last bit", |tag| tag[31] ^= 1),
        ("cut to 8 bytes", |tag| tag.truncate(8)),
        ("cut to 31 bytes", |tag| tag.truncate(31)),
        ("a byte more", |tag| tag.push(0)),
        ("empty", Vec::clear),
        ("all zeros", |tag| tag.fill(0)),
    ];
    for (name, fault) in macs {
        family.device_invalid(
            format!("the MAC: {name}"),
            last(move |world| {
                let mut tag = world.device_part(3).content();
                fault(&mut tag);
                *world.device_part(3) = bytes(tag);
            }),
        );
        family.mac_only();
    }
    family.device_invalid(
        "made by another device",
        device(|world| {
            world.device_key = TestKey::new(world.device_key.curve(), "another device");
        }),
    );
    family.device_invalid("made by the issuer", device(|world| world.device_key = world.issuer_key.clone()));
    for (name, value) in [("null", null()), ("a text", "x".into()), ("an array", Item::from(vec![]))] {
        family.invalid(
            format!("the signature or MAC is {name}"),
            WRONG_TYPE,
            last(move |world| {
                *world.device_part(3) = value.clone();
            }),
        );
    }
}

fn algorithms(family: &mut Family) {
    family.flag("Algorithm");
    let missing = (STAGE, "algorithm_missing");
    family.invalid(
        "no alg",
        missing,
        device(|world| {
            world.device_protected().remove(1);
        }),
    );
    family.invalid(
        "alg in the unprotected header only",
        missing,
        device(|world| {
            let algorithm = world.device_protected().remove(1);
            world.device_part(1).set(1, algorithm);
        }),
    );
    family.invalid("an empty protected header", missing, device(|world| *world.device_part(0) = bytes([])));
    for (name, value) in [
        ("EdDSA", Item::from(-8)),
        ("ES512", (-36).into()),
        ("HMAC 256/64", 4.into()),
        ("HMAC 384/384", 6.into()),
        ("reserved 0", 0.into()),
        ("none, as text", "none".into()),
        ("null", null()),
    ] {
        family.invalid(
            format!("alg is {name}"),
            UNSUPPORTED,
            device(move |world| {
                world.device_protected().set(1, value.clone());
            }),
        );
    }
    family.invalid(
        "alg of the other supported curve",
        (STAGE, "algorithm_key_mismatch"),
        device(|world| {
            let other = if world.device_key.curve() == Curve::P256 { -35 } else { -7 };
            world.device_protected().set(1, other);
        }),
    );
    family.signature_only();
    family.invalid(
        "alg of a MAC in a signature",
        UNSUPPORTED,
        device(|world| world.device_protected().set(1, 5)),
    );
    family.signature_only();
    family.invalid(
        "alg of a signature in a MAC",
        UNSUPPORTED,
        device(|world| world.device_protected().set(1, -7)),
    );
    family.mac_only();
    family.admits(
        "another alg in the unprotected header as well",
        device(|world| world.device_part(1).set(1, -8)),
    );
}

fn critical(family: &mut Family) {
    family.flag("CriticalHeader");
    let critical = (STAGE, "critical_header");
    for (name, list) in [
        ("an unknown label", Item::from(vec![99.into()])),
        ("an unknown text label", Item::from(vec!["x".into()])),
        ("nothing", Item::from(vec![])),
    ] {
        family.invalid(
            format!("crit lists {name}"),
            critical,
            device(move |world| {
                world.device_protected().set(2, list.clone());
            }),
        );
    }
    family.invalid(
        "crit in the unprotected header",
        critical,
        device(|world| {
            world.device_part(1).set(2, Item::from(vec![1.into()]));
        }),
    );
    family.admits(
        "crit lists alg",
        device(|world| world.device_protected().set(2, Item::from(vec![1.into()]))),
    );
}

fn payloads(family: &mut Family) {
    family.flag("AttachedPayload");
    family.invalid(
        "the right payload attached",
        NOT_DETACHED,
        device(|world| {
            let transcript = world.context.transcript.clone();
            let doc_type = world.doc_type();
            let payload = world.device_authentication(&transcript, &doc_type);
            *world.device_part(2) = bytes(payload);
        }),
    );
    family.invalid(
        "an empty payload attached",
        NOT_DETACHED,
        device(|world| *world.device_part(2) = bytes([])),
    );
    family.invalid(
        "another payload attached, and signed",
        NOT_DETACHED,
        last(|world| {
            let payload = world.device_authentication(&[0x83, 0xf6, 0xf6, 0xf6], "org.example");
            *world.device_part(2) = bytes(payload.clone());
            world.sign_device_payload(payload);
        }),
    );
    for (name, value) in [("undefined", undefined()), ("false", false.into()), ("a text", "".into())] {
        family.invalid(
            format!("the payload is {name}"),
            WRONG_TYPE,
            last(move |world| {
                *world.device_part(2) = value.clone();
            }),
        );
    }
}

fn kinds(family: &mut Family) {
    family.flag("SignatureOrMac");
    let neither = ("decode", "not_exactly_one");
    family.invalid(
        "a signature under deviceMac, or a MAC under deviceSignature",
        UNSUPPORTED,
        last(|world| {
            let kind = world.device_kind();
            let other = if kind == "deviceMac" { "deviceSignature" } else { "deviceMac" };
            world.device_auth().rename(kind, other);
        }),
    );
    family.invalid(
        "both",
        neither,
        last(|world| {
            let kind = world.device_kind();
            let other = if kind == "deviceMac" { "deviceSignature" } else { "deviceMac" };
            let same = world.device_auth().at(kind).clone();
            world.device_auth().push(other, same);
        }),
    );
    family.invalid("neither", neither, last(|world| world.device_auth().entries().clear()));
    family.invalid(
        "neither, but something unknown",
        neither,
        last(|world| {
            let kind = world.device_kind();
            world.device_auth().rename(kind, "deviceSeal");
        }),
    );
    family.admits("something unknown as well", last(|world| world.device_auth().push("deviceSeal", 1)));
}

fn reader_keys(family: &mut Family) {
    family.flag("ReaderKey");
    family.invalid(
        "a MAC, and no reader key",
        (STAGE, "mac_without_reader_key"),
        last(|world| {
            world.context.reader_key = None;
        }),
    );
    family.mac_only();
    family.device_invalid(
        "a MAC for another reader",
        last(|world| {
            world.context.reader_key = Some(TestKey::p256("another reader"));
        }),
    );
    family.mac_only();
    family.invalid(
        "a reader key on another curve",
        (STAGE, "algorithm_key_mismatch"),
        last(|world| {
            world.context.reader_key = Some(TestKey::p384("reader"));
        }),
    );
    family.mac_only();
    family.admits(
        "a signature, and a reader that could check MACs",
        last(|world| {
            world.context.reader_key = Some(TestKey::p256("reader"));
        }),
    );
    family.signature_only();
}

fn elements(family: &mut Family) {
    family.flag("DeviceElement");
    let asserts = |authorizations: fn(&World) -> Option<Item>| {
        issuer(move |world: &mut World| {
            let space = world.age_name_space();
            *world.device_elements() = map([(space.as_str(), map([("age_over_65", true)]))]);
            if let Some(authorizations) = authorizations(world) {
                world.device_key_info().set("keyAuthorizations", authorizations);
            }
            world.context.asked = 65;
        })
    };
    let texts = |list: &[&str]| Item::from(list.iter().map(|text| Item::from(*text)).collect::<Vec<_>>());
    family.invalid("asserts an age", NOT_AUTHORIZED, asserts(|_| None));
    family.invalid(
        "asserts an age, and nothing is authorized",
        NOT_AUTHORIZED,
        asserts(|_| Some(Item::from(Node::Map(vec![])))),
    );
    family.invalid(
        "asserts an age, and another name space is authorized",
        NOT_AUTHORIZED,
        asserts(|_| Some(map([("nameSpaces", Item::from(vec!["org.example".into()]))]))),
    );
    family.invalid(
        "asserts an age, and another element is authorized",
        NOT_AUTHORIZED,
        asserts(|world| {
            let space = world.age_name_space();
            let elements = map([(space.as_str(), Item::from(vec!["age_over_18".into()]))]);
            Some(map([("dataElements", elements)]))
        }),
    );
    family.invalid(
        "asserts an age, and it is authorized in another name space",
        NOT_AUTHORIZED,
        asserts(|_| {
            let elements = map([("org.example", Item::from(vec!["age_over_65".into()]))]);
            Some(map([("dataElements", elements)]))
        }),
    );
    // mac states that the holder is not over 21, so the question is asked of nobody's statements there either.
    family.valid(
        "asserts an age in an authorized name space: it counts for nothing",
        Decision::NoAnswer,
        issuer(move |world| {
            world.drop_item("age_over_21");
            let space = world.age_name_space();
            *world.device_elements() = map([(space.as_str(), map([("age_over_65", true)]))]);
            world.device_key_info().set("keyAuthorizations", map([("nameSpaces", texts(&[&space]))]));
            world.context.asked = 65;
        }),
    );
    family.valid(
        "asserts an authorized age: it counts for nothing",
        Decision::NoAnswer,
        issuer(move |world| {
            world.drop_item("age_over_21");
            let space = world.age_name_space();
            *world.device_elements() = map([(space.as_str(), map([("age_over_65", true)]))]);
            let elements = map([(space.as_str(), Item::from(vec!["age_over_65".into()]))]);
            world.device_key_info().set("keyAuthorizations", map([("dataElements", elements)]));
            world.context.asked = 65;
        }),
    );
    family.admits(
        "asserts something else, authorized",
        issuer(|world| {
            *world.device_elements() = map([("org.example", map([("x", 1)]))]);
            let spaces = Item::from(vec!["org.example".into()]);
            world.device_key_info().set("keyAuthorizations", map([("nameSpaces", spaces)]));
        }),
    );
    family.admits(
        "a name space without elements",
        issuer(|world| {
            *world.device_elements() = map([("org.example", Item::from(Node::Map(vec![])))]);
        }),
    );
}

fn shapes(family: &mut Family) {
    family.flag("Shape");
    for field in ["nameSpaces", "deviceAuth"] {
        family.invalid(
            format!("no {field}"),
            MISSING,
            last(move |world| {
                world.device_signed().remove(field);
            }),
        );
        family.invalid(
            format!("{field} is null"),
            WRONG_TYPE,
            last(move |world| {
                world.device_signed().set(field, null());
            }),
        );
    }
    let spaces = |value: Item| last(move |world| world.device_signed().set("nameSpaces", value.clone()));
    family.invalid("name spaces without tag 24", WRONG_TYPE, spaces(bytes([0xa0])));
    family.invalid("name spaces as a plain map", WRONG_TYPE, spaces(Item::from(Node::Map(vec![]))));
    family.invalid("name spaces in tag 23", ("decode", "unexpected_tag"), spaces(tag(23, bytes([0xa0]))));
    family.invalid("name spaces as an array", WRONG_TYPE, spaces(tag(24, bytes([0x80]))));
    family.invalid("empty bytes for the name spaces", ("decode", "truncated"), spaces(tag(24, bytes([]))));
    family.invalid(
        "a byte after the name spaces",
        ("decode", "trailing_bytes"),
        spaces(tag(24, bytes([0xa0, 0]))),
    );
    family.invalid(
        "elements as an array",
        WRONG_TYPE,
        spaces(tag(24, embedded(map([("a", Item::from(vec![]))])))),
    );
    family.invalid(
        "an element without a name",
        WRONG_TYPE,
        spaces(tag(24, embedded(map([("a", map([(1, 1)]))])))),
    );
    let auth = |change: fn(&mut Item)| {
        last(move |world: &mut World| {
            let kind = world.device_kind();
            change(world.device_auth().at(kind));
        })
    };
    let length = ("decode", "unexpected_length");
    family.invalid(
        "an array of three",
        length,
        auth(|message| {
            message.elements().pop();
        }),
    );
    family.invalid("an array of five", length, auth(|message| message.elements().push(null())));
    family.invalid("in tag 18", WRONG_TYPE, auth(|message| *message = tag(18, message.clone())));
    family.invalid("in tag 17", WRONG_TYPE, auth(|message| *message = tag(17, message.clone())));
    family.invalid("a map", WRONG_TYPE, auth(|message| *message = Item::from(Node::Map(vec![]))));
    family.invalid(
        "the protected header as a map",
        WRONG_TYPE,
        auth(|message| {
            let parts = message.elements();
            parts[0] = parts[0].inside().clone();
        }),
    );
    family.invalid(
        "the unprotected header as a byte string",
        WRONG_TYPE,
        auth(|message| {
            message.elements()[1] = raw([0x41, 0xa0]);
        }),
    );
    family.admits(
        "a certificate in the unprotected header",
        last(|world| {
            let leaf = bytes(world.pki.signer.to_der());
            world.device_part(1).set(33, leaf);
        }),
    );
}
