//! An input as instructions: which message, and what to change in it.

use crate::cbor::{Item, Node, Width};

/// Bytes that are read as choices. Past its end every choice is zero, which changes nothing more.
#[derive(Clone, Copy, Debug)]
pub(super) struct Script<'a>(&'a [u8]);

impl<'a> Script<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn byte(&mut self) -> u8 {
        match self.0.split_first() {
            Some((first, rest)) => {
                self.0 = rest;
                *first
            }
            None => 0,
        }
    }

    pub(super) fn word(&mut self) -> usize {
        usize::from(u16::from_be_bytes([self.byte(), self.byte()]))
    }

    /// A number below `end`, which is not 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        if end <= 256 { usize::from(self.byte()) % end } else { self.word() % end }
    }

    /// At most this many bytes.
    pub(super) fn bytes(&mut self, most: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(self.below(most + 1).min(self.0.len()));
        self.0 = rest;
        taken
    }

    pub(super) const fn rest(self) -> &'a [u8] {
        self.0
    }

    /// Changes bytes of a message, as long as there are instructions: at most 16 of them.
    pub(super) fn edit_bytes(&mut self, message: &mut Vec<u8>) {
        for _ in 0..16 {
            if self.is_empty() || message.is_empty() {
                return;
            }
            let at = self.below(message.len());
            match self.byte() % 6 {
                0 => message[at] ^= 1 << (self.byte() % 8),
                1 => message[at] = self.byte(),
                2 => message.truncate(at),
                3 => {
                    message.remove(at);
                }
                4 => {
                    message.splice(at..at, self.bytes(32).iter().copied());
                }
                _ => {
                    let end = message.len().min(at + self.below(64));
                    let copied = message[at..end].to_vec();
                    message.splice(at..at, copied);
                }
            }
        }
    }

    /// Changes nodes of a tree: at most eight of them.
    pub(super) fn edit_tree(&mut self, tree: &mut Item) {
        for _ in 0..8 {
            if self.is_empty() {
                return;
            }
            let mut count = 0_usize;
            tree.walk(&mut |_| count += 1);
            let (place, mut at) = (self.below(count), 0_usize);
            let mut script = *self;
            tree.walk(&mut |item| {
                if at == place {
                    script.edit_item(item);
                }
                at += 1;
            });
            *self = script;
        }
    }

    fn edit_item(&mut self, item: &mut Item) {
        match self.byte() % 10 {
            0 => *item = true.into(),
            1 => *item = false.into(),
            2 => {
                item.width =
                    [Width::One, Width::Two, Width::Four, Width::Eight, Width::Indefinite][self.below(5)]
            }
            3 => *item = Item::from(self.word() as i64),
            4 => *item = Item::from(Node::Text(self.bytes(24).to_vec())),
            5 => *item = Item::from(Node::Bytes(self.bytes(40).to_vec())),
            6 => *item = Item::from(Node::Raw(self.bytes(40).to_vec())),
            7 => *item = Item::from(Node::Simple(u64::from(self.byte()))),
            8 => self.edit_parts(item),
            _ => *item = Item::from(Node::Tag(u64::from(self.byte()), Box::new(item.clone()))),
        }
    }

    /// Takes a part out of a container, doubles it, or exchanges two; changes a byte of a string.
    fn edit_parts(&mut self, item: &mut Item) {
        let choice = self.byte() % 3;
        match &mut item.node {
            Node::Array(parts) if !parts.is_empty() => self.edit_list(parts, choice),
            Node::Map(parts) if !parts.is_empty() => self.edit_list(parts, choice),
            Node::Bytes(content) | Node::Text(content) if !content.is_empty() => {
                let at = self.below(content.len());
                content[at] = self.byte();
            }
            Node::Unsigned(number) | Node::Negative(number) => {
                *number = number.wrapping_add(1 << (self.byte() % 64))
            }
            _ => {}
        }
    }

    fn edit_list<T: Clone>(&mut self, parts: &mut Vec<T>, choice: u8) {
        let (first, second) = (self.below(parts.len()), self.below(parts.len()));
        match choice {
            0 => {
                parts.remove(first);
            }
            1 => parts.insert(second, parts[first].clone()),
            _ => parts.swap(first, second),
        }
    }
}
