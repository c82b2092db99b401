//! CBOR diagnostic notation on several lines: `ofage_core::cbor::diagnostic` writes it on one.

use core::fmt::Write as _;

use crate::ui::WIDTH;

/// How much of a long byte string is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Bytes {
    /// The first and last few, and how many there are.
    Short,
    /// All of them.
    Full,
}

/// Hex digits of a byte string that is still shown whole, where the line has room.
const MOST_DIGITS: usize = 72;
/// Hex digits shown at each end of one that is cut.
const END_DIGITS: usize = 12;

/// The notation with one entry on each line wherever a container does not fit into 80 columns.
pub(crate) fn layout(notation: &str, bytes: Bytes) -> String {
    let mut parser = Parser { rest: notation, bytes };
    let node = parser.node();
    let mut out = String::new();
    render(&node, 0, 0, &mut out);
    out
}

/// A piece of the notation.
#[derive(Debug)]
enum Node {
    /// A number, text or simple value.
    Leaf(String),
    /// A byte string, whole, and cut for where that does not fit.
    Bytes { whole: String, cut: String },
    /// A container with the text that opens and closes it.
    Group { open: String, entries: Vec<Entry>, close: &'static str },
}

/// One entry of a container; with a key in a map.
#[derive(Debug)]
struct Entry {
    key: Option<Node>,
    value: Node,
}

impl Node {
    fn flat(&self, out: &mut String) {
        match self {
            Self::Leaf(text) | Self::Bytes { whole: text, .. } => out.push_str(text),
            Self::Group { open, entries, close } => {
                out.push_str(open);
                for (index, entry) in entries.iter().enumerate() {
                    if index > 0 {
                        out.push_str(", ");
                    }
                    if let Some(key) = &entry.key {
                        key.flat(out);
                        out.push_str(": ");
                    }
                    entry.value.flat(out);
                }
                out.push_str(close);
            }
        }
    }
}

/// Reads the notation that the core writes, which is well-formed and whose depth the core has bounded.
struct Parser<'a> {
    rest: &'a str,
    bytes: Bytes,
}

impl<'a> Parser<'a> {
    fn node(&mut self) -> Node {
        if let Some(group) = self.group("[", "]").or_else(|| self.group("{", "}")) {
            return group;
        }
        if let Some(group) = self.group("<<", ">>") {
            return group;
        }
        if self.rest.starts_with('"') {
            return Node::Leaf(self.string().to_owned());
        }
        if let Some(after) = self.rest.strip_prefix("h'") {
            let digits = after.split('\'').next().unwrap_or_default();
            self.skip(digits.len().saturating_add(3));
            return byte_string(digits, self.bytes);
        }
        let word_ends = |c: char| matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | ',' | ':' | '>');
        let word = self.rest.split(word_ends).next().unwrap_or_default();
        let is_tag = word.bytes().all(|byte| byte.is_ascii_digit());
        let word = word.to_owned();
        self.skip(word.len());
        if is_tag && !word.is_empty() && self.rest.starts_with('(') {
            return self.tagged(&word);
        }
        // `simple(99)` has brackets of its own.
        if self.rest.starts_with('(') {
            let end = self.rest.find(')').map_or(self.rest.len(), |end| end.saturating_add(1));
            let text = format!("{word}{}", self.rest.get(..end).unwrap_or_default());
            self.skip(end);
            return Node::Leaf(text);
        }
        if word.is_empty() {
            // Nothing the core writes: shown as it is, and the reading ends.
            return Node::Leaf(core::mem::take(&mut self.rest).to_owned());
        }
        Node::Leaf(word)
    }

    /// `24(<<…>>)` and other tags: one group around what is inside, so that it opens and closes on one line.
    fn tagged(&mut self, tag: &str) -> Node {
        self.skip(1);
        let inner = self.node();
        if self.rest.starts_with(')') {
            self.skip(1);
        }
        match inner {
            Node::Group { open, entries, close: ">>" } => {
                Node::Group { open: format!("{tag}({open}"), entries, close: ">>)" }
            }
            value @ (Node::Leaf(_) | Node::Bytes { .. } | Node::Group { .. }) => {
                Node::Group { open: format!("{tag}("), entries: vec![Entry { key: None, value }], close: ")" }
            }
        }
    }

    fn group(&mut self, open: &'static str, close: &'static str) -> Option<Node> {
        self.rest = self.rest.strip_prefix(open)?;
        let mut entries = Vec::new();
        while !self.rest.is_empty() && !self.rest.starts_with(close) {
            let mut value = self.node();
            let mut key = None;
            if let Some(after) = self.rest.strip_prefix(": ") {
                self.rest = after;
                key = Some(core::mem::replace(&mut value, self.node()));
            }
            entries.push(Entry { key, value });
            self.rest = self.rest.strip_prefix(", ").unwrap_or(self.rest);
        }
        self.skip(close.len());
        Some(Node::Group { open: open.to_owned(), entries, close })
    }

    /// A quoted string with its quotes; a backslash takes the next character with it.
    fn string(&mut self) -> &'a str {
        let mut escaped = false;
        let inside = self.rest.get(1..).unwrap_or_default();
        let end = inside.find(|c| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        let length = end.map_or(self.rest.len(), |end| end.saturating_add(2));
        let text = self.rest.get(..length).unwrap_or(self.rest);
        self.skip(length);
        text
    }

    fn skip(&mut self, length: usize) {
        self.rest = self.rest.get(length..).unwrap_or_default();
    }
}

fn byte_string(digits: &str, bytes: Bytes) -> Node {
    let whole = format!("h'{digits}'");
    let ends =
        digits.get(..END_DIGITS).zip(digits.len().checked_sub(END_DIGITS).and_then(|at| digits.get(at..)));
    let (Bytes::Short, Some((first, last))) = (bytes, ends) else { return Node::Leaf(whole) };
    let cut = format!("h'{first}…{last}' / {} bytes /", digits.len() / 2);
    if cut.len() >= whole.len() {
        Node::Leaf(whole)
    } else if digits.len() > MOST_DIGITS {
        Node::Leaf(cut)
    } else {
        Node::Bytes { whole, cut }
    }
}

/// Writes a node that starts in `column`, with its broken lines indented by `indent`.
fn render(node: &Node, indent: usize, column: usize, out: &mut String) {
    let mut flat = String::new();
    node.flat(&mut flat);
    let fits = column.saturating_add(flat.chars().count()) <= WIDTH.saturating_sub(1);
    let (open, entries, close) = match node {
        Node::Group { open, entries, close } if !fits && !entries.is_empty() => (open, entries, close),
        Node::Bytes { cut, .. } if !fits => {
            out.push_str(cut);
            return;
        }
        Node::Leaf(_) | Node::Bytes { .. } | Node::Group { .. } => {
            out.push_str(&flat);
            return;
        }
    };
    out.push_str(open);
    // What is wrapped alone stays on the line of its wrapping.
    if let ([Entry { key: None, value }], true) =
        (entries.as_slice(), open.ends_with("<<") || open.ends_with('('))
    {
        render(value, indent, column.saturating_add(open.chars().count()), out);
        out.push_str(close);
        return;
    }
    let inner = indent.saturating_add(2);
    for (index, entry) in entries.iter().enumerate() {
        out.push_str(if index > 0 { ",\n" } else { "\n" });
        pad(inner, out);
        let mut start = inner;
        if let Some(key) = &entry.key {
            let mut text = String::new();
            key.flat(&mut text);
            start = start.saturating_add(text.chars().count()).saturating_add(2);
            // Writing to a string does not fail.
            if write!(out, "{text}: ").is_err() {
                return;
            }
        }
        render(&entry.value, inner, start, out);
    }
    out.push('\n');
    pad(indent, out);
    out.push_str(close);
}

fn pad(width: usize, out: &mut String) {
    out.extend(core::iter::repeat_n(' ', width));
}

#[cfg(test)]
mod tests {
    use ofage_core::cbor::diagnostic;

    use super::{Bytes, layout};

    #[test]
    fn short_messages_stay_on_one_line() {
        for notation in [
            "{}",
            "[1, -7, true, undefined, simple(99), 1.5_1]",
            r#"{"a, b: [\"": h'00', 1: [[], {}]}"#,
            "24(<<{0: 1004(\"2026-01-01\")}>>)",
            "[]",
        ] {
            assert_eq!(layout(notation, Bytes::Short), notation);
        }
    }

    #[test]
    fn long_ones_break_at_their_entries() {
        let long = "x".repeat(60);
        let notation = format!("24(<<{{\"first\": \"{long}\", \"second\": [1, 2]}}>>)");
        let expected = format!("24(<<{{\n  \"first\": \"{long}\",\n  \"second\": [1, 2]\n}}>>)");
        assert_eq!(layout(&notation, Bytes::Short), expected);
    }

    #[test]
    fn long_byte_strings_are_cut_unless_asked_for() {
        let notation = format!("h'{}'", "ab".repeat(64));
        assert_eq!(layout(&notation, Bytes::Short), "h'abababababab…abababababab' / 64 bytes /");
        assert_eq!(layout(&notation, Bytes::Full), notation);
        let short = format!("h'{}'", "ab".repeat(32));
        assert_eq!(layout(&short, Bytes::Short), short);
        let deep = format!("{{\"a\": {{\"twelve chars\": {short}}}}}");
        let expected =
            "{\n  \"a\": {\n    \"twelve chars\": h'abababababab…abababababab' / 32 bytes /\n  }\n}";
        assert_eq!(layout(&deep, Bytes::Short), expected);
    }

    /// Nothing is lost and nothing hangs: without line breaks it is what the core wrote.
    #[test]
    fn layout_only_adds_white_space() {
        let messages: [&[u8]; 4] = [
            b"\x83\xf6\xf6\x82\x71OpenID4VPHandover\x41\x00",
            b"\xd8\x18\x43\x81\x61\x22",
            b"\xa2\x01\x26\x62\x5c\x22\xfb\x7f\xf0\x00\x00\x00\x00\x00\x00",
            b"\x82\xf8\x63\xc0\x61\x0a",
        ];
        for message in messages {
            let notation = diagnostic(message).unwrap();
            assert_eq!(layout(&notation, Bytes::Full), notation);
        }
    }
}
