use super::{Item, Node, Width, bytes, decode, embedded, float, map, tag};

#[test]
fn what_is_read_is_written_back() {
    // {"a": [1, -2, h'00', 24(<<"x">>), 1.5 in 16 bits, 1.5 in 64 bits], 24 in two bytes: null}
    let hex = "a2 6161 86 01 21 4100 d818426178 f93e00 fb3ff8000000000000 190018 f6".replace(' ', "");
    let message = crate::hex(&hex.into());
    let mut item = decode(&message);
    assert_eq!(item.encode(), message);
    item.at("a").elements()[3].inside().open();
    assert_eq!(item.encode(), message);
}

#[test]
fn lengths_follow_content_and_chosen_widths_stay() {
    let mut item = Item::from(vec![embedded("x".into()).with_width(Width::Four)]);
    assert_eq!(item.encode(), [0x81, 0x5a, 0, 0, 0, 2, 0x61, b'x']);
    item.elements()[0].inside().node = Node::Bytes(vec![0; 300]);
    assert_eq!(item.encode()[..6], [0x81, 0x5a, 0, 0, 1, 47]);
    assert_eq!(Item::from("x").with_width(Width::Indefinite).encode(), [0x7f, 0x61, b'x', 0xff]);
    assert_eq!(Item::from(vec![]).with_width(Width::Indefinite).encode(), [0x9f, 0xff]);
}

#[test]
fn maps_are_edited_in_place() {
    let mut item = map([("a", 1), ("b", 2)]);
    item.set("a", tag(1, bytes([7])));
    item.rename("b", "c");
    item.push("a", float(0.5));
    assert_eq!(item.entries().len(), 3);
    assert_eq!(item.remove("c"), 2.into());
    assert_eq!(item.at("a").inside(), &bytes([7]));
}
