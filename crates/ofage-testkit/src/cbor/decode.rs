//! Reads well-formed CBOR into a tree that writes itself back byte for byte.

use super::{Item, Node, Width};

/// Reads one item, which must be the whole of `bytes`. Definite lengths only: it reads what valid responses are made of.
///
/// # Panics
/// Where it is malformed: a test needs a valid message to start from.
#[must_use]
pub fn decode(bytes: &[u8]) -> Item {
    let mut input = bytes;
    let item = read(&mut input);
    assert!(input.is_empty(), "{} bytes after the item", input.len());
    item
}

fn take<'a>(input: &mut &'a [u8], length: u64) -> &'a [u8] {
    let (taken, rest) = input.split_at(length as usize);
    *input = rest;
    taken
}

fn read(input: &mut &[u8]) -> Item {
    let first = take(input, 1)[0];
    let (argument, width) = match first & 31 {
        small @ 0..24 => (u64::from(small), Width::Shortest),
        size @ 24..28 => {
            let width = [Width::One, Width::Two, Width::Four, Width::Eight][usize::from(size) - 24];
            let argument = take(input, 1 << (size - 24));
            (argument.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)), width)
        }
        other => panic!("head {other} is not expected in a valid message"),
    };
    let node = match first >> 5 {
        0 => Node::Unsigned(argument),
        1 => Node::Negative(argument),
        2 => Node::Bytes(take(input, argument).to_vec()),
        3 => Node::Text(take(input, argument).to_vec()),
        4 => Node::Array((0..argument).map(|_| read(input)).collect()),
        5 => Node::Map((0..argument).map(|_| (read(input), read(input))).collect()),
        6 => Node::Tag(argument, Box::new(read(input))),
        _ => Node::Simple(argument),
    };
    let mut item = Item { width, node };
    // A width that the shortest form has anyway is no choice of the sender, and follows when the content changes.
    if first >> 5 != 7 {
        let shortest = Item { width: Width::Shortest, node: item.node.clone() };
        if shortest.encode().len() == item.encode().len() {
            item = shortest;
        }
    }
    item
}

impl Item {
    /// Reads the content of a byte string as one item, and keeps it so.
    ///
    /// # Panics
    /// Where it is not one.
    pub fn open(&mut self) -> &mut Self {
        match &self.node {
            Node::Bytes(content) => self.node = Node::Embedded(Box::new(decode(content))),
            Node::Embedded(_) => {}
            other => panic!("not a byte string: {other:?}"),
        }
        self
    }
}
