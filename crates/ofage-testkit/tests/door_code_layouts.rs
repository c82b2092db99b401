//! What a template takes from a sample: which parts of a response are the issuer's and cost a code nothing, which are the
//! holder's, and what unusual forms the code still carries byte for byte.
#![cfg(test)]

use ofage_core::door_code::{Catalogue, DoorCode, Freshness, Template};
use ofage_testkit::cbor::{Item, Node, Width, bytes, map, null, tag};
use ofage_testkit::world::{World, layouts};

/// A response of our own layout with a change before the issuer signs.
fn response(change: impl FnOnce(&mut World)) -> Vec<u8> {
    let mut world = layouts()[0].world.clone();
    world.install_chain();
    world.make_digests();
    change(&mut world);
    world.sign_issuer();
    world.sign_device();
    world.response.encode()
}

/// The same, with digests that fit changed items.
fn with_items(change: impl FnOnce(&mut World)) -> Vec<u8> {
    response(|world| {
        change(world);
        world.make_digests();
    })
}

/// Bytes of the code for a verifier that has template and certificate.
fn code_bytes(response: &[u8]) -> usize {
    let template = Template::derive(response).unwrap();
    let code = DoorCode::compress(response, &template, Freshness::Timed(0)).unwrap();
    assert_eq!(code.template_id(), Some(template.id()));
    code.as_bytes().len()
}

#[track_caller]
fn comes_back(what: &str, response: &[u8]) {
    let code = DoorCode::self_contained(response, Freshness::Timed(0));
    let code = code.unwrap_or_else(|error| panic!("{what}: {error}"));
    let expanded = code.expand(&Catalogue::new()).unwrap().next().unwrap();
    assert!(expanded.as_deref() == Ok(response), "{what}");
}

fn wide(item: &mut Item, width: Width) {
    *item = item.clone().with_width(width);
}

fn dates(world: &mut World, dates: [(&str, &str); 3]) {
    let entries = dates.map(|(field, date)| (field, tag(0, date)));
    *world.validity() = map(entries);
}

#[test]
fn what_is_the_issuers_costs_nothing() {
    let plain = code_bytes(&response(|_| {}));
    let space = layouts()[0].world.clone().age_name_space();
    let allowed = map([("nameSpaces", Item::from(vec![space.as_str().into()]))]);
    let keys = response(|world| world.device_key_info().set("keyAuthorizations", allowed));
    assert_eq!(code_bytes(&keys), plain, "keyAuthorizations");

    let listed = |uri: &str| {
        let list = map::<_, Item>([("idx", 5.into()), ("uri", uri.into())]);
        code_bytes(&response(|world| world.mso().set("status", map([("status_list", list)]))))
    };
    assert_eq!(listed("https://issuer.example/1"), plain + 1, "the index is the holder's");
    assert_eq!(listed("https://issuer.example/a/longer/address"), plain + 1);

    let named = |name: &str| code_bytes(&with_items(|world| world.add_item(&space, name, "a value")));
    assert_eq!(named("short"), named("an_identifier_of_many_letters"), "elementIdentifier");
}

#[test]
fn dates_take_two_bytes_or_four() {
    let code = |signed: &str, from: &str| {
        let all = [("signed", signed), ("validFrom", from), ("validUntil", "2026-08-01T00:00:00Z")];
        code_bytes(&response(|world| dates(world, all)))
    };
    let days = code("2026-05-01T00:00:00Z", "2026-05-01T00:00:00Z");
    // Two bytes more for the first date, none between the first two, three more for the seconds to the third.
    let seconds = code("2026-05-01T12:34:56Z", "2026-05-01T12:34:56Z");
    assert_eq!(seconds, days + 5);
}

#[test]
fn unusual_dates_come_back() {
    for signed in [
        "1969-12-31T23:59:59Z",
        "1969-12-31T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "2106-02-07T06:28:15Z",
        "2106-02-07T06:28:16Z",
        "2149-06-06T00:00:00Z",
        "2149-06-07T00:00:00Z",
        "9999-12-31T23:59:59Z",
    ] {
        let rest = [("validFrom", "2026-05-01T00:00:00Z"), ("validUntil", "2026-05-31T00:00:00Z")];
        let first = response(|world| dates(world, [("signed", signed), rest[0], rest[1]]));
        comes_back(signed, &first);
        let last = response(|world| dates(world, [rest[0], rest[1], ("signed", signed)]));
        comes_back(signed, &last);
    }
}

#[test]
fn unusual_items_come_back() {
    let space = layouts()[0].world.clone().age_name_space();
    for width in [Width::One, Width::Two, Width::Four, Width::Eight] {
        comes_back(
            &format!("digestID in {width:?}"),
            &with_items(|world| wide(world.age_item().at("digestID"), width)),
        );
        comes_back(
            &format!("a digest's length in {width:?}"),
            &response(|world| wide(world.age_digest(), width)),
        );
        comes_back(
            &format!("a digest's identifier in {width:?}"),
            &response(|world| wide(&mut world.age_digests().entries()[0].0, width)),
        );
    }
    for width in [Width::One, Width::Two, Width::Four, Width::Eight] {
        let header = response(|world| wide(world.issuer_part(0), width));
        comes_back(&format!("a header's length in {width:?}"), &header);
    }
    for random in [0, 1, 1024, 1025] {
        let long = with_items(|world| world.age_item().set("random", bytes(vec![0; random])));
        comes_back(&format!("{random} random bytes"), &long);
    }
    // One byte stands for an identifier among so many, or one to two.
    for (count, id) in [(2, 1), (130, 129), (200, 150)] {
        let many = with_items(|world| {
            *world.age_digests() = map((0..count).map(|id| (Item::from(id), bytes([7; 32]))));
            world.age_item().set("digestID", id);
        });
        comes_back(&format!("identifier {id} of {count}"), &many);
    }
    comes_back("a shorter digest", &response(|world| *world.age_digest() = bytes([1; 31])));
    for (name, value) in [
        ("age_over_21", Item::from(1)),
        ("age_over_21", null()),
        ("age_over_21", "true".into()),
        ("resident", true.into()),
        ("age_over_1", true.into()),
        ("age_over_100", false.into()),
        ("Age_over_21", true.into()),
    ] {
        let what = format!("{name}: {value:?}");
        comes_back(&what, &with_items(|world| world.add_item(&space, name, value)));
    }
    let unlisted = response(|world| {
        let count = world.age_digests().entries().len();
        world.age_item().set("digestID", i64::try_from(count).unwrap());
    });
    comes_back("the identifier after the last digest", &unlisted);
    comes_back("another number", &with_items(|world| world.age_item().set("digestID", 1_000_000)));
}

#[test]
fn unusual_parts_come_back() {
    let list = |index: Item| {
        map([("status_list", map::<_, Item>([("idx", index), ("uri", "https://a.example".into())]))])
    };
    for (what, status) in [
        ("an integer", Item::from(5)),
        ("an empty map", Item::from(Node::Map(Vec::new()))),
        ("another mechanism", map([("identifier_list", map([("id", bytes([1, 2]))]))])),
        ("a list that is no map", map([("status_list", 1)])),
        ("an address that is no text", map([("status_list", map([("uri", 7)]))])),
        ("an index in eight bytes", list(Item::from(5).with_width(Width::Eight))),
        ("the largest index", list(Item::from(Node::Unsigned(u64::MAX)))),
        ("an index of 63 bits", list(Item::from(i64::MAX))),
        ("a negative index", list(Item::from(-1))),
    ] {
        comes_back(what, &response(|world| world.mso().set("status", status)));
    }
    let space = layouts()[0].world.clone().age_name_space();
    let asserted = map([(space.as_str(), map([("x_asserted", true)]))]);
    comes_back("what the device asserts", &response(|world| *world.device_elements() = asserted));
    comes_back("an unknown part of the MSO", &response(|world| world.mso().set("x", "y")));
    comes_back(
        "header parameters",
        &response(|world| {
            world.issuer_unprotected().set(4, bytes([7; 5]));
            world.device_part(1).set(4, "kid");
        }),
    );
    comes_back(
        "several certificates",
        &response(|world| {
            let root = bytes(world.pki.root.to_der());
            let signer = bytes(world.pki.signer.to_der());
            world.set_chain(vec![signer, root]);
        }),
    );
    comes_back("an empty protected header", &response(|world| *world.device_part(0) = bytes([])));
    for key in [2, 9, -4] {
        let with_key = response(|world| world.device_key_info().at("deviceKey").set(key, 1));
        comes_back(&format!("parameter {key} of the device key"), &with_key);
    }
}

#[test]
fn what_the_holder_sends_is_no_part_of_the_template() {
    let template = |change: &dyn Fn(&mut World)| Template::derive(&response(|world| change(world))).unwrap();
    let space = layouts()[0].world.clone().age_name_space();
    let attached = |byte: u8| template(&move |world| *world.device_part(2) = bytes([byte; 40]));
    assert_eq!(attached(1), attached(2), "a payload of the device");
    let asserted = |byte: u8| {
        let elements = map([(space.as_str(), map([("x_asserted", bytes([byte; 40]))]))]);
        template(&move |world| *world.device_elements() = elements.clone())
    };
    assert_eq!(asserted(1), asserted(2), "what the device asserts");
    let address = |byte: u8| {
        let list = map::<_, Item>([("idx", 5.into()), ("uri", bytes([byte; 9]))]);
        template(&move |world| world.mso().set("status", map([("status_list", list.clone())])))
    };
    assert_eq!(address(1), address(2), "an address that is no text");
    let kid = |byte: u8| template(&move |world| world.device_part(1).set(4, bytes([byte; 5])));
    assert_eq!(kid(1), kid(2), "a parameter of the device's header");
}
