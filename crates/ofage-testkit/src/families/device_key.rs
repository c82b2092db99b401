//! The device key in the MSO.

use ofage_core::PublicKey;

use crate::case::{Family, issuer};
use crate::cbor::{Item, bytes, map, null};
use crate::keys::{TestKey, cose_key};
use crate::world::World;

const MISSING: (&str, &str) = ("mso", "missing_field");
const WRONG_TYPE: (&str, &str) = ("mso", "unexpected_type");
const INVALID: (&str, &str) = ("mso", "invalid_key");
const LENGTH: (&str, &str) = ("mso", "coordinate_length");

/// The prime of P-256 and of P-384, big-endian.
const P256_PRIME: &str = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";
const P384_PRIME: &str =
    "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff";

fn key(world: &mut World) -> &mut Item {
    world.device_key_info().at("deviceKey")
}

pub(super) fn family() -> Family {
    let mut family = Family::new("device_key");
    parameters(&mut family);
    coordinates(&mut family);
    points(&mut family);
    others(&mut family);
    family
}

fn parameters(family: &mut Family) {
    family.flag("KeyParameter");
    for (name, label) in [("kty", 1), ("crv", -1), ("x", -2), ("y", -3)] {
        family.invalid(
            format!("no {name}"),
            MISSING,
            issuer(move |world| {
                key(world).remove(label);
            }),
        );
    }
    for (name, value) in [
        ("OKP", Item::from(1)),
        ("RSA", 3.into()),
        ("symmetric", 4.into()),
        ("reserved 0", 0.into()),
        ("text EC2", "EC2".into()),
        ("null", null()),
    ] {
        family.invalid(
            format!("kty is {name}"),
            INVALID,
            issuer(move |world| key(world).set(1, value.clone())),
        );
    }
    for (name, value) in [
        ("P-521", Item::from(3)),
        ("X25519", 4.into()),
        ("Ed25519", 6.into()),
        ("secp256k1", 8.into()),
        ("brainpoolP256r1", 256.into()),
        ("reserved 0", 0.into()),
        ("-1", (-1).into()),
        ("text P-256", "P-256".into()),
    ] {
        family.invalid(
            format!("crv is {name}"),
            INVALID,
            issuer(move |world| key(world).set(-1, value.clone())),
        );
    }
    family.invalid(
        "crv is the other supported curve",
        LENGTH,
        issuer(|world| {
            let other = 3 - key(world).at(-1).number().unwrap_or_default() as i64;
            key(world).set(-1, other);
        }),
    );
    for (name, value) in
        [("an array", Item::from(vec![])), ("null", null()), ("a byte string", bytes([4; 65]))]
    {
        family.invalid(
            format!("the key is {name}"),
            WRONG_TYPE,
            issuer(move |world| {
                world.device_key_info().set("deviceKey", value.clone());
            }),
        );
    }
}

fn coordinates(family: &mut Family) {
    family.flag("CoordinateLength");
    for (name, label) in [("x", -2), ("y", -3)] {
        let edit = move |change: fn(&mut Vec<u8>)| {
            issuer(move |world| {
                let mut content = key(world).at(label).content();
                change(&mut content);
                *key(world).at(label) = bytes(content);
            })
        };
        family.invalid(
            format!("{name} without its first byte"),
            LENGTH,
            edit(|x| {
                x.remove(0);
            }),
        );
        family.invalid(
            format!("{name} without its last byte"),
            LENGTH,
            edit(|x| {
                x.pop();
            }),
        );
        family.invalid(format!("{name} with a leading zero"), LENGTH, edit(|x| x.insert(0, 0)));
        family.invalid(format!("an empty {name}"), LENGTH, edit(Vec::clear));
        family.invalid(format!("{name} of 300 bytes"), LENGTH, edit(|x| x.resize(300, 0)));
        for (kind, value) in [("a text", Item::from("x")), ("an integer", 1.into()), ("null", null())] {
            family.invalid(
                format!("{name} is {kind}"),
                WRONG_TYPE,
                issuer(move |world| {
                    key(world).set(label, value.clone());
                }),
            );
        }
    }
    family.invalid("x is true", WRONG_TYPE, issuer(|world| key(world).set(-2, true)));
}

fn points(family: &mut Family) {
    family.flag("Point");
    family.invalid("a bit of x", INVALID, issuer(|world| flip_off_curve(world, -2)));
    family.invalid("a bit of y", INVALID, issuer(|world| flip_off_curve(world, -3)));
    family.invalid(
        "x and y swapped",
        INVALID,
        issuer(|world| {
            let (x, y) = (key(world).at(-2).clone(), key(world).at(-3).clone());
            key(world).set(-2, y);
            key(world).set(-3, x);
        }),
    );
    family.invalid(
        "x and y are zero",
        INVALID,
        issuer(|world| {
            let zero = vec![0; world.device_key.curve().coordinate_bytes()];
            key(world).set(-2, bytes(zero.clone()));
            key(world).set(-3, bytes(zero));
        }),
    );
    family.invalid(
        "x and y are all ones",
        INVALID,
        issuer(|world| {
            let ones = vec![0xff; world.device_key.curve().coordinate_bytes()];
            key(world).set(-2, bytes(ones.clone()));
            key(world).set(-3, bytes(ones));
        }),
    );
    for (label, name) in [(-2, "x"), (-3, "y")] {
        family.invalid(
            format!("{name} is the prime of the field"),
            INVALID,
            issuer(move |world| {
                let prime =
                    if world.device_key.curve().coordinate_bytes() == 32 { P256_PRIME } else { P384_PRIME };
                key(world).set(label, bytes(crate::hex(&prime.into())));
            }),
        );
    }
    family.invalid(
        "y is the sign of a point that is not on the curve",
        INVALID,
        issuer(|world| {
            let mut x = key(world).at(-2).content();
            while PublicKey::from_sec1_bytes(&[&[2], &x[..]].concat()).is_ok() {
                x[5] = x[5].wrapping_add(1);
            }
            key(world).set(-2, bytes(x));
            key(world).set(-3, false);
        }),
    );
    family.admits(
        "y is its sign",
        issuer(|world| {
            let odd = key(world).at(-3).content().last().is_some_and(|byte| byte & 1 == 1);
            key(world).set(-3, odd);
        }),
    );
    family.device_invalid(
        "y is the other sign",
        issuer(|world| {
            let odd = key(world).at(-3).content().last().is_some_and(|byte| byte & 1 == 1);
            key(world).set(-3, !odd);
        }),
    );
    family.signature_only();
    // Key agreement gives the x coordinate, which a point and its negative share.
    family.admits(
        "y is the other sign, in a key that makes MACs",
        issuer(|world| {
            let odd = key(world).at(-3).content().last().is_some_and(|byte| byte & 1 == 1);
            key(world).set(-3, !odd);
        }),
    );
    family.mac_only();
}

/// Flips bits of a coordinate until the point is off the curve: nearly always the first.
fn flip_off_curve(world: &mut World, label: i64) {
    let key = key(world);
    loop {
        let mut content = key.at(label).content();
        let last = content.len() - 1;
        content[last] = content[last].wrapping_add(1);
        *key.at(label) = bytes(content);
        let point = [&[4], &key.at(-2).content()[..], &key.at(-3).content()[..]].concat();
        if PublicKey::from_sec1_bytes(&point).is_err() {
            return;
        }
    }
}

fn others(family: &mut Family) {
    family.flag("OtherKey");
    family.device_invalid(
        "another key",
        issuer(|world| {
            let other = TestKey::new(world.device_key.curve(), "another device");
            world.device_key_info().set("deviceKey", cose_key(&other.public()));
        }),
    );
    family.device_invalid(
        "the issuer's key",
        issuer(|world| {
            let other = world.issuer_key.public();
            world.device_key_info().set("deviceKey", cose_key(&other));
        }),
    );
    family.invalid(
        "a key on another curve",
        ("device_auth", "algorithm_key_mismatch"),
        issuer(|world| {
            let other = match world.device_key.curve() {
                ofage_core::Curve::P384 => TestKey::p256("device"),
                _ => TestKey::p384("device"),
            };
            world.device_key_info().set("deviceKey", cose_key(&other.public()));
        }),
    );
    family.flag("Tolerated");
    for (name, label, value) in [
        ("kid", 2, bytes([1, 2, 3])),
        ("alg", 3, (-7).into()),
        ("key_ops", 4, Item::from(vec![2.into()])),
        ("an unknown parameter", -70_000, map([("a", 1)])),
    ] {
        family
            .admits(format!("a key with {name}"), issuer(move |world| key(world).set(label, value.clone())));
    }
}
