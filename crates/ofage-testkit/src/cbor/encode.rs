//! Writes an item as its tree says.

use super::{Item, Node, Width};

impl Item {
    /// The bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut Vec<u8>) {
        match &self.node {
            Node::Unsigned(value) => head(out, 0, *value, self.width),
            Node::Negative(value) => head(out, 1, *value, self.width),
            Node::Bytes(content) => self.string(out, 2, content),
            Node::Embedded(inner) => self.string(out, 2, &inner.encode()),
            Node::Text(content) => self.string(out, 3, content),
            Node::Array(items) => self.container(out, 4, items.len(), |out| {
                items.iter().for_each(|item| item.write(out));
            }),
            Node::Map(entries) => self.container(out, 5, entries.len(), |out| {
                entries.iter().for_each(|(key, value)| {
                    key.write(out);
                    value.write(out);
                });
            }),
            Node::Tag(number, inner) => {
                head(out, 6, *number, self.width);
                inner.write(out);
            }
            Node::Simple(value) => head(out, 7, *value, self.width),
            Node::Raw(bytes) => out.extend_from_slice(bytes),
            Node::Head(major, argument) => head(out, *major, *argument, self.width),
        }
    }

    fn string(&self, out: &mut Vec<u8>, major: u8, content: &[u8]) {
        let length = content.len() as u64;
        if self.width == Width::Indefinite {
            out.push(major << 5 | 31);
            head(out, major, length, Width::Shortest);
            out.extend_from_slice(content);
            out.push(0xff);
        } else {
            head(out, major, length, self.width);
            out.extend_from_slice(content);
        }
    }

    fn container(&self, out: &mut Vec<u8>, major: u8, count: usize, content: impl FnOnce(&mut Vec<u8>)) {
        if self.width == Width::Indefinite {
            out.push(major << 5 | 31);
            content(out);
            out.push(0xff);
        } else {
            head(out, major, count as u64, self.width);
            content(out);
        }
    }
}

/// A head at least as wide as asked for, and as wide as the argument needs.
fn head(out: &mut Vec<u8>, major: u8, argument: u64, width: Width) {
    let major = major << 5;
    let needed = match argument {
        0..24 => Width::Shortest,
        24..0x100 => Width::One,
        0x100..0x1_0000 => Width::Two,
        0x1_0000..0x1_0000_0000 => Width::Four,
        _ => Width::Eight,
    };
    let width = if width == Width::Indefinite { needed } else { width.max(needed) };
    let argument = argument.to_be_bytes();
    match width {
        Width::Shortest | Width::Indefinite => out.push(major | argument[7]),
        Width::One => out.extend_from_slice(&[major | 24, argument[7]]),
        Width::Two => {
            out.push(major | 25);
            out.extend_from_slice(&argument[6..]);
        }
        Width::Four => {
            out.push(major | 26);
            out.extend_from_slice(&argument[4..]);
        }
        Width::Eight => {
            out.push(major | 27);
            out.extend_from_slice(&argument);
        }
    }
}
