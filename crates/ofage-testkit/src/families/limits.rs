//! Depth, entries, sizes, and lengths that the message does not have.

use crate::case::{Family, issuer, items, last, raw_bytes};
use crate::cbor::{Item, Node, bytes, map, null, raw};
use crate::world::World;

pub(super) fn family() -> Family {
    let mut family = Family::new("limits");
    bombs(&mut family);
    depth(&mut family);
    entries(&mut family);
    sizes(&mut family);
    family
}

fn bombs(family: &mut Family) {
    family.flag("LengthBomb");
    let many = "too_many_entries";
    for (name, major, argument, code) in [
        ("a map of 2^64 - 1", 5, u64::MAX, many),
        ("an array of 2^64 - 1", 4, u64::MAX, many),
        ("a map of 2^63", 5, 1 << 63, many),
        ("an array of 2^32", 4, 1 << 32, many),
        ("an array of 257", 4, 257, many),
        ("an array of 256", 4, 256, "truncated"),
        ("a byte string of 2^64 - 1", 2, u64::MAX, "truncated"),
        ("a text of 2^64 - 1", 3, u64::MAX, "truncated"),
        ("a byte string of 2^31", 2, 1 << 31, "truncated"),
        ("a text of 65,536", 3, 1 << 16, "truncated"),
    ] {
        let head = Item::from(Node::Head(major, argument));
        let whole = head.encode();
        family.invalid(
            format!("{name} for the response"),
            ("decode", code),
            raw_bytes(move |bytes| {
                bytes.clone_from(&whole);
            }),
        );
        family.invalid(
            format!("{name} at the end of the response"),
            ("decode", code),
            last(move |world| {
                world.response.push("x", head.clone());
            }),
        );
    }
    family.invalid(
        "a tag and nothing after it",
        ("decode", "truncated"),
        raw_bytes(|bytes| *bytes = vec![0xc0]),
    );
    family.invalid("a head cut short", ("decode", "truncated"), raw_bytes(|bytes| *bytes = vec![0x1b, 0, 0]));
}

/// An integer inside `levels` arrays.
fn arrays(levels: usize) -> Item {
    (0..levels).fold(Item::from(0), |inner, _| Item::from(vec![inner]))
}

fn depth(family: &mut Family) {
    family.flag("Depth");
    let deep = ("decode", "too_deep");
    // The map that holds the field is the first level.
    family.admits("16 levels in the response", last(|world| world.response.push("x", arrays(15))));
    family.invalid("17 levels in the response", deep, last(|world| world.response.push("x", arrays(16))));
    family.invalid(
        "10,000 levels in the response",
        deep,
        last(|world| world.response.push("x", raw(vec![0x81; 10_000]))),
    );
    family.invalid(
        "17 levels of maps",
        deep,
        last(|world| {
            let maps = (0..16).fold(Item::from(0), |inner, _| map([("a", inner)]));
            world.response.push("x", maps);
        }),
    );
    family.invalid(
        "17 levels of tags",
        deep,
        last(|world| {
            let tags = (0..16).fold(Item::from(0), |inner, _| crate::cbor::tag(1, inner));
            world.response.push("x", tags);
        }),
    );
    family.admits(
        "16 levels of tags",
        last(|world| {
            let tags = (0..15).fold(Item::from(0), |inner, _| crate::cbor::tag(1, inner));
            world.response.push("x", tags);
        }),
    );
    family.invalid("17 levels in the item", deep, items(|world| world.age_item().push("x", arrays(16))));
    family.admits("16 levels in the item", items(|world| world.age_item().push("x", arrays(15))));
    family.invalid(
        "17 levels in the MSO",
        ("mso", "too_deep"),
        issuer(|world| world.mso().push("x", arrays(16))),
    );
    family.admits("16 levels in the MSO", issuer(|world| world.mso().push("x", arrays(15))));
    family.invalid(
        "17 levels in the protected header",
        deep,
        issuer(|world| {
            world.issuer_protected().push(99, arrays(16));
        }),
    );
    family.admits(
        "40 embedded messages in an unknown field",
        last(|world| {
            let tower = (0..40).fold(bytes([0]), |inner, _| bytes(crate::cbor::tag(24, inner).encode()));
            world.response.push("x", crate::cbor::tag(24, tower));
        }),
    );
}

fn entries(family: &mut Family) {
    family.flag("Entries");
    let many = ("decode", "too_many_entries");
    family.admits(
        "an array of 256 in an unknown field",
        last(|world| {
            world.response.push("x", Item::from(vec![null(); 256]));
        }),
    );
    family.invalid(
        "an array of 257 in an unknown field",
        many,
        last(|world| {
            world.response.push("x", Item::from(vec![null(); 257]));
        }),
    );
    family.admits(
        "a map of 256 in an unknown field",
        last(|world| {
            world.response.push("x", map((0..256).map(|key| (key, null()))));
        }),
    );
    family.invalid(
        "a map of 257 in an unknown field",
        many,
        last(|world| {
            world.response.push("x", map((0..257).map(|key| (key, null()))));
        }),
    );
    family.invalid(
        "257 entries in the unprotected header",
        many,
        last(|world| {
            (100..357).for_each(|label| world.issuer_unprotected().push(label, null()));
        }),
    );
    family.admits(
        "256 digests in a name space",
        issuer(|world| {
            let missing = 256 - world.age_digests().entries().len();
            (0..missing).for_each(|id| world.age_digests().push(10_000 + id as i64, bytes([0; 32])));
        }),
    );
    family.invalid(
        "257 digests in a name space",
        ("mso", "too_many_entries"),
        issuer(|world| {
            let missing = 257 - world.age_digests().entries().len();
            (0..missing).for_each(|id| world.age_digests().push(10_000 + id as i64, bytes([0; 32])));
        }),
    );
    family.admits("256 items", items(|world| fill_items(world, 256)));
    family.invalid("257 items in two name spaces", many, items(|world| fill_items(world, 257)));
}

/// Adds items in two further name spaces until there are `count`.
fn fill_items(world: &mut World, count: usize) {
    let now: usize = world.name_spaces().entries().iter_mut().map(|(_, items)| items.elements().len()).sum();
    for number in now..count {
        let space = if number % 2 == 0 { "a" } else { "b" };
        world.add_item(space, format!("e{number}").as_str(), number as i64);
    }
}

fn sizes(family: &mut Family) {
    family.flag("Size");
    let filled = |size: usize| {
        last(move |world: &mut World| {
            // The key takes two bytes and the string's head three.
            let rest = size - world.response.encode().len() - 5;
            world.response.push("x", bytes(vec![0; rest]));
        })
    };
    family.admits("65,536 bytes", filled(65_536));
    family.invalid("65,537 bytes", ("decode", "too_large"), filled(65_537));
    family.invalid("100,000 bytes", ("decode", "too_large"), raw_bytes(|bytes| bytes.resize(100_000, 0)));
}
