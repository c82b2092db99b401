//! The issuer's COSE_Sign1: headers, payload, signature.

use ofage_core::Curve;

use crate::case::{Family, issuer, last};
use crate::cbor::{Item, Node, Width, bytes, embedded, map, null, raw, tag, undefined};
use crate::keys::TestKey;
use crate::world::World;

const STAGE: &str = "issuer_auth";
const INVALID: (&str, &str) = (STAGE, "issuer_signature_invalid");
const WRONG_TYPE: (&str, &str) = ("decode", "unexpected_type");
const CRITICAL: (&str, &str) = (STAGE, "critical_header");

pub(super) fn family() -> Family {
    let mut family = Family::new("issuer_auth");
    algorithms(&mut family);
    critical(&mut family);
    payload(&mut family);
    signatures(&mut family);
    covered(&mut family);
    shapes(&mut family);
    chain_header(&mut family);
    family
}

fn algorithms(family: &mut Family) {
    family.flag("Algorithm");
    let missing = (STAGE, "algorithm_missing");
    family.invalid(
        "no alg",
        missing,
        issuer(|world| {
            world.issuer_protected().remove(1);
        }),
    );
    family.invalid(
        "alg in the unprotected header only",
        missing,
        issuer(|world| {
            let algorithm = world.issuer_protected().remove(1);
            world.issuer_unprotected().set(1, algorithm);
        }),
    );
    family.invalid("an empty protected header", missing, issuer(|world| *world.issuer_part(0) = bytes([])));
    family.invalid(
        "alg under the text label \"alg\"",
        missing,
        issuer(|world| {
            world.issuer_protected().rename(1, "alg");
        }),
    );
    for (name, value) in [
        ("EdDSA", Item::from(-8)),
        ("ES512", (-36).into()),
        ("ES256K", (-47).into()),
        ("RS256", (-257).into()),
        ("HMAC 256/256", 5.into()),
        ("A128GCM", 1.into()),
        ("reserved 0", 0.into()),
        ("none, as text", "none".into()),
        ("text ES256", "ES256".into()),
        ("null", null()),
        ("true", true.into()),
        ("7 and not -7", 7.into()),
        ("past 64 bits", Item::from(Node::Negative(u64::MAX))),
    ] {
        family.invalid(
            format!("alg is {name}"),
            (STAGE, "algorithm_unsupported"),
            issuer(move |world| world.issuer_protected().set(1, value.clone())),
        );
    }
    family.invalid(
        "alg of the other supported curve",
        (STAGE, "algorithm_key_mismatch"),
        issuer(|world| {
            let other = if world.issuer_key.curve() == Curve::P256 { -35 } else { -7 };
            world.issuer_protected().set(1, other);
        }),
    );
    family.admits(
        "another alg in the unprotected header as well",
        issuer(|world| {
            world.issuer_unprotected().set(1, -8);
        }),
    );
}

fn critical(family: &mut Family) {
    family.flag("CriticalHeader");
    let lists: [(&str, Item); 6] = [
        ("an unknown label", Item::from(vec![99.into()])),
        ("an unknown text label", Item::from(vec!["x".into()])),
        ("a label of odd type", Item::from(vec![null()])),
        ("known and unknown labels", Item::from(vec![1.into(), 99.into()])),
        ("content type", Item::from(vec![3.into()])),
        ("nothing", Item::from(vec![])),
    ];
    for (name, list) in lists {
        family.invalid(
            format!("crit lists {name}"),
            CRITICAL,
            issuer(move |world| {
                world.issuer_protected().set(2, list.clone());
            }),
        );
    }
    family.invalid(
        "crit in the unprotected header",
        CRITICAL,
        issuer(|world| {
            world.issuer_unprotected().set(2, Item::from(vec![1.into()]));
        }),
    );
    family.invalid("crit is no array", WRONG_TYPE, issuer(|world| world.issuer_protected().set(2, 1)));
    family.invalid(
        "crit lists x5chain, which only the unprotected header has",
        CRITICAL,
        issuer(|world| {
            world.issuer_protected().set(2, Item::from(vec![33.into()]));
        }),
    );
    family.admits(
        "crit lists what is understood",
        issuer(|world| {
            let chain = world.issuer_unprotected().remove(33);
            world.issuer_protected().set(33, chain);
            world.issuer_protected().set(2, Item::from(vec![1.into(), 2.into(), 33.into()]));
        }),
    );
}

fn payload(family: &mut Family) {
    family.flag("Payload");
    family.invalid(
        "the payload is null",
        (STAGE, "payload_missing"),
        issuer(|world| {
            *world.issuer_part(2) = null();
        }),
    );
    for (name, value) in [
        ("undefined", undefined()),
        ("a text", "x".into()),
        ("a map", Item::from(Node::Map(vec![]))),
        ("false", false.into()),
    ] {
        family.invalid(
            format!("the payload is {name}"),
            WRONG_TYPE,
            last(move |world| {
                *world.issuer_part(2) = value.clone();
            }),
        );
    }
}

/// The order of the curve, big-endian.
pub(super) fn order(curve: Curve) -> Vec<u8> {
    let hex = match curve {
        Curve::P384 => {
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"
        }
        _ => "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
    };
    crate::hex(&hex.into())
}

/// a - b, big-endian numbers of one length, a the larger.
pub(super) fn minus(a: &[u8], b: &[u8]) -> Vec<u8> {
    let mut borrow = 0;
    let mut out: Vec<u8> = a
        .iter()
        .zip(b)
        .rev()
        .map(|(a, b)| {
            let difference = i16::from(*a) - i16::from(*b) - borrow;
            borrow = i16::from(difference < 0);
            difference.rem_euclid(256) as u8
        })
        .collect();
    out.reverse();
    out
}

/// A name, and what is done to r and s for a curve.
pub(super) type SignatureFault = (&'static str, fn(Curve, &mut Vec<u8>));

/// What can be wrong with a signature, whoever made it.
pub(super) const SIGNATURE_FAULTS: [SignatureFault; 19] = [
    ("a bit of r", |_, signature| signature[3] ^= 1),
    ("a bit of s", |_, signature| *signature.last_mut().unwrap_or(&mut 0) ^= 1),
    ("the last byte is missing", |_, signature| {
        signature.pop();
    }),
    ("the first byte is missing", |_, signature| {
        signature.remove(0);
    }),
    ("a byte more at the end", |_, signature| signature.push(0)),
    ("a zero in front of r", |_, signature| signature.insert(0, 0)),
    ("zeros in front of r and s", |_, signature| {
        let half = signature.len() / 2;
        signature.insert(half, 0);
        signature.insert(0, 0);
    }),
    ("empty", |_, signature| signature.clear()),
    ("r alone", |_, signature| signature.truncate(signature.len() / 2)),
    ("as DER", |_, signature| {
        let der = ofage_core::Signature::from_bytes(signature).and_then(|signature| signature.to_der());
        *signature = der.unwrap_or_default();
    }),
    ("all zeros", |_, signature| signature.fill(0)),
    ("all ones", |_, signature| signature.fill(0xff)),
    ("r is zero", |_, signature| {
        let half = signature.len() / 2;
        signature[..half].fill(0);
    }),
    ("s is zero", |_, signature| {
        let half = signature.len() / 2;
        signature[half..].fill(0);
    }),
    ("r is the order", |curve, signature| {
        let half = signature.len() / 2;
        signature[..half].copy_from_slice(&order(curve));
    }),
    ("s is the order", |curve, signature| {
        let half = signature.len() / 2;
        signature[half..].copy_from_slice(&order(curve));
    }),
    ("r and s are one", |_, signature| {
        let half = signature.len() / 2;
        signature.fill(0);
        signature[half - 1] = 1;
        *signature.last_mut().unwrap_or(&mut 0) = 1;
    }),
    ("r and s are swapped", |_, signature| {
        let half = signature.len() / 2;
        signature.rotate_left(half);
    }),
    ("r is negated", |curve, signature| {
        let half = signature.len() / 2;
        let negated = minus(&order(curve), &signature[..half]);
        signature[..half].copy_from_slice(&negated);
    }),
];

fn signatures(family: &mut Family) {
    family.flag("Signature");
    for (name, fault) in SIGNATURE_FAULTS {
        family.invalid(
            format!("the signature: {name}"),
            INVALID,
            last(move |world| {
                let mut signature = world.issuer_part(3).content();
                fault(world.issuer_key.curve(), &mut signature);
                *world.issuer_part(3) = bytes(signature);
            }),
        );
    }
    family.admits(
        "the signature: s is negated",
        last(|world| {
            let curve = world.issuer_key.curve();
            let mut signature = world.issuer_part(3).content();
            let half = signature.len() / 2;
            let negated = minus(&order(curve), &signature[half..]);
            signature[half..].copy_from_slice(&negated);
            *world.issuer_part(3) = bytes(signature);
        }),
    );
    family.invalid(
        "signed by a stranger",
        INVALID,
        issuer(|world| {
            world.issuer_key = TestKey::new(world.issuer_key.curve(), "stranger");
        }),
    );
    family.invalid(
        "signed by the root",
        INVALID,
        issuer(|world| {
            world.issuer_key = world.pki.root.key.clone();
        }),
    );
    family.invalid(
        "signed by the device",
        INVALID,
        issuer(|world| {
            world.issuer_key = world.device_key.clone();
        }),
    );
    let over = |change: fn(&mut Vec<Item>)| {
        last(move |world: &mut World| {
            let mut parts = crate::cbor::decode(&world.issuer_message());
            change(parts.elements());
            let signature = world.issuer_key.sign(&parts.encode());
            *world.issuer_part(3) = bytes(signature);
        })
    };
    family.invalid("signed as a COSE_Sign", INVALID, over(|parts| parts[0] = "Signature".into()));
    family.invalid("signed as a MAC", INVALID, over(|parts| parts[0] = "MAC0".into()));
    family.invalid("signed with external data", INVALID, over(|parts| parts[2] = bytes([0])));
    family.invalid("signed without the protected header", INVALID, over(|parts| parts[1] = bytes([])));
    family.invalid(
        "signed without external data",
        INVALID,
        over(|parts| {
            parts.remove(2);
        }),
    );
    family.invalid(
        "signed over the MSO without tag 24",
        INVALID,
        over(|parts| {
            let payload = crate::cbor::decode(&parts[3].content()).inside().content();
            parts[3] = bytes(payload);
        }),
    );
    family.invalid(
        "signed over the payload alone",
        INVALID,
        last(|world| {
            let payload = world.issuer_part(2).content();
            let signature = world.issuer_key.sign(&payload);
            *world.issuer_part(3) = bytes(signature);
        }),
    );
}

fn covered(family: &mut Family) {
    family.flag("AlteredAfterSigning");
    family.invalid(
        "validUntil",
        INVALID,
        last(|world| {
            world.validity().set("validUntil", tag(0, "2039-01-01T00:00:00Z"));
        }),
    );
    family.invalid(
        "the digest of the item",
        INVALID,
        last(|world| {
            *world.age_digest() = bytes([0; 32]);
        }),
    );
    family.invalid(
        "the device key",
        INVALID,
        last(|world| {
            let other = TestKey::new(world.device_key.curve(), "thief");
            world.device_key_info().set("deviceKey", crate::keys::cose_key(&other.public()));
        }),
    );
    family.invalid(
        "keyAuthorizations added",
        INVALID,
        last(|world| {
            world.device_key_info().set("keyAuthorizations", Item::from(Node::Map(vec![])));
        }),
    );
    family.invalid("docType of the MSO", INVALID, last(|world| world.mso().set("docType", "org.example")));
    family.invalid(
        "keys of the MSO in another order",
        INVALID,
        last(|world| world.mso().entries().reverse()),
    );
    family.invalid(
        "the MSO's map with a longer head",
        INVALID,
        last(|world| world.mso().width = Width::Eight),
    );
    family.invalid(
        "a parameter added to the protected header",
        INVALID,
        last(|world| {
            world.issuer_protected().push(99, 0);
        }),
    );
    family.invalid(
        "the protected header with a longer head",
        INVALID,
        last(|world| {
            world.issuer_protected().width = Width::One;
        }),
    );
    family.admits(
        "a parameter added to the unprotected header",
        last(|world| {
            world.issuer_unprotected().push(99, 0);
        }),
    );
    family.admits(
        "the byte string of the payload with a longer head",
        last(|world| {
            world.issuer_part(2).width = Width::Eight;
        }),
    );
}

fn shapes(family: &mut Family) {
    family.flag("Shape");
    let length = ("decode", "unexpected_length");
    family.invalid(
        "an array of three",
        length,
        last(|world| {
            world.issuer_auth().elements().pop();
        }),
    );
    family.invalid("an array of five", length, last(|world| world.issuer_auth().elements().push(null())));
    family.invalid("an empty array", length, last(|world| world.issuer_auth().elements().clear()));
    family.invalid(
        "in tag 18",
        WRONG_TYPE,
        last(|world| {
            let message = world.issuer_auth().clone();
            *world.issuer_auth() = tag(18, message);
        }),
    );
    family.invalid(
        "in a byte string",
        WRONG_TYPE,
        last(|world| {
            let message = world.issuer_auth().clone();
            *world.issuer_auth() = embedded(message);
        }),
    );
    family.invalid("null", WRONG_TYPE, last(|world| *world.issuer_auth() = null()));
    family.invalid(
        "the protected header as a map",
        WRONG_TYPE,
        last(|world| {
            let header = world.issuer_protected().clone();
            *world.issuer_part(0) = header;
        }),
    );
    family.invalid(
        "an array in the protected header",
        WRONG_TYPE,
        issuer(|world| {
            *world.issuer_part(0) = embedded(Item::from(vec![1.into(), (-7).into()]));
        }),
    );
    family.invalid(
        "a byte after the protected header's map",
        ("decode", "trailing_bytes"),
        issuer(|world| {
            let mut header = world.issuer_part(0).content();
            header.push(0);
            *world.issuer_part(0) = bytes(header);
        }),
    );
    family.invalid(
        "a protected header cut short",
        ("decode", "truncated"),
        issuer(|world| {
            let mut header = world.issuer_part(0).content();
            header.pop();
            *world.issuer_part(0) = bytes(header);
        }),
    );
    for (name, value) in
        [("an array", Item::from(vec![])), ("a byte string", bytes([0xa0])), ("null", null())]
    {
        family.invalid(
            format!("the unprotected header is {name}"),
            WRONG_TYPE,
            last(move |world| {
                *world.issuer_unprotected() = value.clone();
            }),
        );
    }
    for (name, value) in [("null", null()), ("a text", "x".into()), ("an array", Item::from(vec![]))] {
        family.invalid(
            format!("the signature is {name}"),
            WRONG_TYPE,
            last(move |world| {
                *world.issuer_part(3) = value.clone();
            }),
        );
    }
}

fn chain_header(family: &mut Family) {
    family.flag("X5Chain");
    let missing = ("chain", "chain_missing");
    family.invalid(
        "no x5chain",
        missing,
        issuer(|world| {
            world.issuer_unprotected().remove(33);
        }),
    );
    family.invalid("x5bag instead", missing, issuer(|world| world.issuer_unprotected().rename(33, 32)));
    family.invalid(
        "x5chain under a text label",
        missing,
        issuer(|world| {
            world.issuer_unprotected().rename(33, "x5chain");
        }),
    );
    family.invalid(
        "an empty array",
        ("decode", "unexpected_length"),
        issuer(|world| {
            world.issuer_unprotected().set(33, Item::from(vec![]));
        }),
    );
    for (name, value) in [
        ("a text", Item::from("x")),
        ("null", null()),
        ("a map", Item::from(Node::Map(vec![]))),
        ("an array of texts", Item::from(vec!["x".into()])),
        ("an array in an array", Item::from(vec![Item::from(vec![])])),
    ] {
        family.invalid(
            format!("x5chain is {name}"),
            WRONG_TYPE,
            issuer(move |world| {
                world.issuer_unprotected().set(33, value.clone());
            }),
        );
    }
    family.invalid(
        "five certificates",
        ("decode", "too_many_certificates"),
        issuer(|world| {
            let leaf = bytes(world.pki.signer.to_der());
            world.issuer_unprotected().set(33, Item::from(vec![leaf; 5]));
        }),
    );
    family.invalid(
        "256 certificates of no content",
        ("decode", "too_many_certificates"),
        issuer(|world| {
            world.issuer_unprotected().set(33, Item::from(vec![raw([0x40]); 256]));
        }),
    );
    family.invalid(
        "x5chain in both headers",
        ("decode", "duplicate_key"),
        issuer(|world| {
            let chain = world.issuer_unprotected().at(33).clone();
            world.issuer_protected().set(33, chain);
        }),
    );
    family.admits(
        "x5chain in the protected header",
        issuer(|world| {
            let chain = world.issuer_unprotected().remove(33);
            world.issuer_protected().set(33, chain);
        }),
    );
    family.admits(
        "one certificate as an array",
        issuer(|world| {
            let leaf = bytes(world.pki.signer.to_der());
            world.issuer_unprotected().set(33, Item::from(vec![leaf]));
        }),
    );
    family.admits(
        "one certificate as an array in the protected header",
        issuer(|world| {
            world.issuer_unprotected().remove(33);
            let leaf = bytes(world.pki.signer.to_der());
            world.issuer_protected().set(33, Item::from(vec![leaf]));
        }),
    );
    family.admits(
        "one certificate as a byte string",
        issuer(|world| {
            let leaf = bytes(world.pki.signer.to_der());
            world.issuer_unprotected().set(33, leaf);
        }),
    );
    family.admits(
        "x5chain, x5t and x5bag together",
        issuer(|world| {
            world.issuer_unprotected().set(34, Item::from(vec![(-16).into(), bytes([0; 32])]));
            world.issuer_unprotected().set(32, map([(1, 2)]));
        }),
    );
}
