//! The items, and the digests that tie them to the MSO.

use crate::case::{Family, issuer, items, last};
use crate::cbor::{Item, Node, Width, bytes, embedded, null, raw, tag};
use crate::keys::digest;
use crate::rng::TestRng;
use crate::world::World;
use ofage_core::HashAlgorithm;

const MISMATCH: (&str, &str) = ("digest", "digest_mismatch");
const MISSING: (&str, &str) = ("digest", "digest_missing");
const WRONG_TYPE: (&str, &str) = ("decode", "unexpected_type");
const OUT_OF_RANGE: (&str, &str) = ("decode", "digest_id_out_of_range");

pub(super) fn family() -> Family {
    let mut family = Family::new("digests");
    altered_items(&mut family);
    altered_digests(&mut family);
    algorithms(&mut family);
    identifiers(&mut family);
    salts(&mut family);
    shapes(&mut family);
    family
}

fn altered_items(family: &mut Family) {
    family.flag("AlteredItem");
    family.invalid(
        "false signed, true shown",
        MISMATCH,
        issuer(|world| {
            world.set_age(false);
            world.make_digests();
            world.set_age(true);
        }),
    );
    family.invalid("true signed, false shown", MISMATCH, last(|world| world.set_age(false)));
    family.invalid(
        "random altered",
        MISMATCH,
        last(|world| {
            world.age_item().set("random", bytes([7; 16]));
        }),
    );
    family.invalid(
        "over 16 signed, over 18 shown",
        MISMATCH,
        issuer(|world| {
            let position = world.age_position();
            world.age_item().set("elementIdentifier", "age_over_15");
            world.make_digests();
            world.age_items()[position].inside().set("elementIdentifier", "age_over_18");
        }),
    );
    family.invalid(
        "keys of the item in another order",
        MISMATCH,
        last(|world| {
            world.age_item().entries().reverse();
        }),
    );
    family.invalid("a key added to the item", MISMATCH, last(|world| world.age_item().push("x", 0)));
    family.invalid(
        "the item's map with a longer head",
        MISMATCH,
        last(|world| {
            world.age_item().width = Width::One;
        }),
    );
    family.invalid(
        "the byte string around the item with a longer head",
        MISMATCH,
        last(|world| {
            if let Node::Tag(_, string) = &mut world.age_item_bytes().node {
                string.width = Width::Four;
            }
        }),
    );
    family.invalid(
        "tag 24 with a longer head",
        MISMATCH,
        last(|world| {
            world.age_item_bytes().width = Width::Two;
        }),
    );
    family.invalid(
        "the second of two items altered",
        MISMATCH,
        issuer(|world| {
            world.add_age_item("x_extra", 1);
            world.make_digests();
            if let Some(item) = world.age_items().last_mut() {
                item.inside().set("elementValue", 2);
            }
        }),
    );
    family.invalid(
        "the values of two items swapped",
        MISMATCH,
        issuer(|world| {
            world.drop_item("age_over_21");
            world.add_age_item("age_over_21", false);
            world.make_digests();
            world.set_age(false);
            if let Some(item) = world.age_items().last_mut() {
                item.inside().set("elementValue", true);
            }
        }),
    );
    family.invalid(
        "an item of another name space shown in this one",
        MISMATCH,
        issuer(|world| {
            world.add_item("org.example.age", "age_over_70", true);
            world.make_digests();
            let taken = world.name_spaces().remove("org.example.age").elements().remove(0);
            // Its identifier exists here too, and belongs to another item.
            world.age_items().clear();
            world.age_items().push(taken);
            let id = world.age_items()[0].inside().at("digestID").clone();
            world.age_digests().set(id, bytes([3; 32]));
        }),
    );
}

fn altered_digests(family: &mut Family) {
    family.flag("AlteredDigest");
    family.invalid(
        "the digest is missing",
        MISSING,
        issuer(|world| {
            let id = world.age_item().at("digestID").clone();
            world.age_digests().remove(id);
            world.age_digests().push(999_999, bytes([1; 32]));
        }),
    );
    family.invalid(
        "the digest stands in another name space",
        MISSING,
        issuer(|world| {
            let id = world.age_item().at("digestID").clone();
            let digest = world.age_digests().remove(id.clone());
            let digests = Item::from(Node::Map(vec![(id, digest)]));
            world.mso().at("valueDigests").push("org.example.age", digests);
        }),
    );
    family.invalid(
        "no digests for the name space",
        MISSING,
        issuer(|world| {
            let space = world.age_name_space();
            world.mso().at("valueDigests").rename(space.as_str(), "org.example.age");
        }),
    );
    family.invalid(
        "the item's identifier is one that the MSO lacks",
        MISSING,
        last(|world| {
            world.age_item().set("digestID", 999_999);
        }),
    );
    family.invalid(
        "the item's identifier is that of another digest",
        MISMATCH,
        issuer(|world| {
            world.age_digests().push(999_999, bytes([1; 32]));
            world.age_item().set("digestID", 999_999);
        }),
    );
    for (name, length) in [("empty", 0), ("cut to one byte", 1), ("cut to 16 bytes", 16)] {
        family.invalid(
            format!("the digest is {name}"),
            MISMATCH,
            issuer(move |world| {
                let digest = world.age_digest();
                let content = digest.content();
                *digest = bytes(&content[..length]);
            }),
        );
    }
    family.invalid(
        "the digest lacks its last byte",
        MISMATCH,
        issuer(|world| {
            let digest = world.age_digest();
            let mut content = digest.content();
            content.pop();
            *digest = bytes(content);
        }),
    );
    family.invalid(
        "the digest has one byte more",
        MISMATCH,
        issuer(|world| {
            let digest = world.age_digest();
            let mut content = digest.content();
            content.push(0);
            *digest = bytes(content);
        }),
    );
    family.invalid(
        "one bit of the digest",
        MISMATCH,
        issuer(|world| {
            let digest = world.age_digest();
            let mut content = digest.content();
            content[0] ^= 1;
            *digest = bytes(content);
        }),
    );
    family.invalid(
        "the digest is of zeros",
        MISMATCH,
        issuer(|world| {
            let digest = world.age_digest();
            *digest = bytes(vec![0; digest.content().len()]);
        }),
    );
    family.invalid(
        "the digest is over the item without tag 24",
        MISMATCH,
        issuer(|world| {
            let hash = world.hash;
            let item = world.age_item().encode();
            *world.age_digest() = bytes(digest(hash, &item));
        }),
    );
    family.invalid(
        "the digest is over the byte string without its tag",
        MISMATCH,
        issuer(|world| {
            let hash = world.hash;
            let item = embedded(world.age_item().clone()).encode();
            *world.age_digest() = bytes(digest(hash, &item));
        }),
    );
    let wrong_type = ("mso", "unexpected_type");
    for (name, value) in [("text", Item::from("x")), ("null", null()), ("an array", Item::from(vec![]))] {
        family.invalid(
            format!("the digest is {name}"),
            wrong_type,
            issuer(move |world| *world.age_digest() = value.clone()),
        );
    }
}

fn algorithms(family: &mut Family) {
    family.flag("DigestAlgorithm");
    for name in
        ["SHA-1", "SHA1", "MD5", "SHA256", "sha-256", "SHA-224", "SHA-512/256", "SHA3-256", "S256", ""]
    {
        family.invalid(
            format!("digestAlgorithm {name:?}"),
            ("mso", "digest_algorithm_unsupported"),
            issuer(move |world| world.mso().set("digestAlgorithm", name)),
        );
    }
    family.invalid(
        "digestAlgorithm is not the one that was used",
        MISMATCH,
        issuer(|world| {
            world.mso().set("digestAlgorithm", "SHA-384");
        }),
    );
    for hash in [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512] {
        family.admits(
            format!("digests with {}", hash.name()),
            items(move |world| {
                world.hash = hash;
                world.mso().set("digestAlgorithm", hash.name());
            }),
        );
    }
    family.invalid(
        "digests of two algorithms",
        MISMATCH,
        issuer(|world| {
            world.add_age_item("x_extra", 1);
            world.hash = HashAlgorithm::Sha384;
            world.make_digests();
        }),
    );
}

fn identifiers(family: &mut Family) {
    family.flag("DigestId");
    for (name, id) in [("2^31", 1_u64 << 31), ("2^32", 1 << 32), ("2^63", 1 << 63), ("2^64 - 1", u64::MAX)] {
        family.invalid(
            format!("digestID {name} in the item"),
            OUT_OF_RANGE,
            items(move |world| world.age_item().set("digestID", Item::from(Node::Unsigned(id)))),
        );
        family.invalid(
            format!("digestID {name} in the MSO"),
            ("mso", "digest_id_out_of_range"),
            issuer(move |world| world.age_digests().push(Item::from(Node::Unsigned(id)), bytes([0; 32]))),
        );
    }
    for (name, id) in [
        ("-1", Item::from(-1)),
        ("a text", "0".into()),
        ("a float", raw([0xf9, 0, 0])),
        ("a big number", tag(2, bytes([0]))),
        ("null", null()),
    ] {
        family.invalid(
            format!("digestID is {name} in the item"),
            WRONG_TYPE,
            items(move |world| world.age_item().set("digestID", id.clone())),
        );
    }
    for (name, id) in [("-1", Item::from(-1)), ("a text", "0".into()), ("a byte string", bytes([0]))] {
        family.invalid(
            format!("digestID is {name} in the MSO"),
            ("mso", "unexpected_type"),
            issuer(move |world| world.age_digests().push(id.clone(), bytes([0; 32]))),
        );
    }
    family.admits(
        "digestID 2^31 - 1",
        items(|world| {
            world.age_item().set("digestID", Item::from(Node::Unsigned((1 << 31) - 1)));
        }),
    );
    family
        .admits("sequential digest identifiers", items(|world| renumber(world, |position| position as u64)));
    family.admits(
        "random digest identifiers",
        items(|world| {
            let mut rng = TestRng::new("digest identifiers");
            renumber(world, |_| rng.below(1 << 31) as u64);
        }),
    );
    family.admits(
        "the same digest identifiers in two name spaces",
        items(|world| {
            world.add_item("org.example.other", "x", 1);
            let id = world.age_item().at("digestID").clone();
            world.name_spaces().at("org.example.other").elements()[0].inside().set("digestID", id);
        }),
    );
}

fn renumber(world: &mut World, mut id: impl FnMut(usize) -> u64) {
    for (_, items) in world.name_spaces().entries() {
        for (position, item) in items.elements().iter_mut().enumerate() {
            item.inside().set("digestID", Item::from(Node::Unsigned(id(position))));
        }
    }
    for (_, digests) in world.mso().at("valueDigests").entries() {
        digests.entries().clear();
    }
}

fn salts(family: &mut Family) {
    family.flag("Salt");
    for length in [0, 1, 8, 15] {
        family.invalid(
            format!("random of {length} bytes"),
            ("digest", "salt_too_short"),
            items(move |world| world.age_item().set("random", bytes(vec![5; length]))),
        );
    }
    for length in [16, 17, 32, 64, 1000] {
        family.admits(
            format!("random of {length} bytes"),
            items(move |world| world.age_item().set("random", bytes(vec![5; length]))),
        );
    }
}

fn shapes(family: &mut Family) {
    family.flag("ItemShape");
    for field in ["digestID", "random", "elementIdentifier", "elementValue"] {
        family.invalid(
            format!("an item without {field}"),
            ("decode", "missing_field"),
            items(move |world| {
                world.age_item().remove(field);
            }),
        );
        family.invalid(
            format!("an item with {field} under another name"),
            ("decode", "missing_field"),
            items(move |world| world.age_item().rename(field, field.to_uppercase().as_str())),
        );
    }
    for (field, value) in [
        ("random", Item::from("0123456789abcdef")),
        ("random", null()),
        ("elementIdentifier", bytes(*b"age_over_18")),
        ("elementIdentifier", 18.into()),
    ] {
        family.invalid(
            format!("{field} is {:?}", value.encode()),
            WRONG_TYPE,
            items(move |world| world.age_item().set(field, value.clone())),
        );
    }
    let item = |name: &str, expected, change: fn(&mut Item)| {
        (format!("an item that is {name}"), expected, items(move |world| change(world.age_item_bytes())))
    };
    for (comment, expected, change) in [
        item("not tagged", WRONG_TYPE, |item| *item = embedded(item.inside().clone())),
        item("a plain map", WRONG_TYPE, |item| *item = item.inside().clone()),
        item("in tag 23", ("decode", "unexpected_tag"), |item| {
            *item = tag(23, embedded(item.inside().clone()));
        }),
        item("in tag 24 as text", WRONG_TYPE, |item| *item = tag(24, "x")),
        item("in tag 24 twice", WRONG_TYPE, |item| {
            *item = tag(24, embedded(tag(24, embedded(item.inside().clone()))));
        }),
        item("an empty byte string", ("decode", "truncated"), |item| *item = tag(24, bytes([]))),
        item("an array", WRONG_TYPE, |item| *item = tag(24, embedded(Item::from(vec![])))),
        item("null", WRONG_TYPE, |item| *item = null()),
        item("followed by a byte", ("decode", "trailing_bytes"), |item| {
            let mut content = item.inside().encode();
            content.push(0);
            *item = tag(24, bytes(content));
        }),
        item("cut short", ("decode", "truncated"), |item| {
            let mut content = item.inside().encode();
            content.pop();
            *item = tag(24, bytes(content));
        }),
    ] {
        family.invalid(comment, expected, change);
    }
}
