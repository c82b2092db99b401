//! CBOR as an owned tree that remembers how it was written, so that a response can be changed in one place and nowhere
//! else. It reads and writes whatever a test wants, right or wrong; it shares no code with the reader under test.

mod decode;
mod encode;

pub use decode::decode;

/// How a head is written: the argument inside the first byte, or in 1, 2, 4 or 8 bytes after it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Width {
    /// The shortest form that holds the argument.
    Shortest,
    /// One byte after the first, or the shortest form that holds the argument.
    One,
    /// Two bytes, or more where the argument needs them.
    Two,
    /// Four bytes, or more.
    Four,
    /// Eight bytes.
    Eight,
    /// No length: content and a break. Strings are written as one chunk.
    Indefinite,
}

/// One data item.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    /// How its head is written.
    pub width: Width,
    /// What it is.
    pub node: Node,
}

/// What a data item is.
#[derive(Clone, PartialEq, Debug)]
pub enum Node {
    /// Major type 0.
    Unsigned(u64),
    /// Major type 1: -1 minus the argument.
    Negative(u64),
    /// Major type 2.
    Bytes(Vec<u8>),
    /// Major type 2, whose content is one data item: `bstr .cbor any`.
    Embedded(Box<Item>),
    /// Major type 3. Not necessarily UTF-8.
    Text(Vec<u8>),
    /// Major type 4.
    Array(Vec<Item>),
    /// Major type 5.
    Map(Vec<(Item, Item)>),
    /// Major type 6.
    Tag(u64, Box<Item>),
    /// Major type 7: simple values, and floats by their bits and [`Width`].
    Simple(u64),
    /// These bytes, whatever they are.
    Raw(Vec<u8>),
    /// A head of this major type with this argument, and nothing after it.
    Head(u8, u64),
}

impl From<Node> for Item {
    fn from(node: Node) -> Self {
        Self { width: Width::Shortest, node }
    }
}

impl From<&str> for Item {
    fn from(text: &str) -> Self {
        Node::Text(text.as_bytes().to_vec()).into()
    }
}

impl From<bool> for Item {
    fn from(value: bool) -> Self {
        Node::Simple(if value { 21 } else { 20 }).into()
    }
}

impl From<i64> for Item {
    fn from(value: i64) -> Self {
        if value < 0 { Node::Negative(!value as u64) } else { Node::Unsigned(value as u64) }.into()
    }
}

impl From<Vec<Self>> for Item {
    fn from(items: Vec<Self>) -> Self {
        Node::Array(items).into()
    }
}

/// `null`.
#[must_use]
pub fn null() -> Item {
    Node::Simple(22).into()
}

/// `undefined`.
#[must_use]
pub fn undefined() -> Item {
    Node::Simple(23).into()
}

/// A byte string.
#[must_use]
pub fn bytes(content: impl Into<Vec<u8>>) -> Item {
    Node::Bytes(content.into()).into()
}

/// A byte string that holds one data item.
#[must_use]
pub fn embedded(item: Item) -> Item {
    Node::Embedded(Box::new(item)).into()
}

/// A tagged item.
#[must_use]
pub fn tag(number: u64, item: impl Into<Item>) -> Item {
    Node::Tag(number, Box::new(item.into())).into()
}

/// A map.
#[must_use]
pub fn map<K: Into<Item>, V: Into<Item>>(entries: impl IntoIterator<Item = (K, V)>) -> Item {
    Node::Map(entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect()).into()
}

/// A float of 64 bits.
#[must_use]
pub fn float(value: f64) -> Item {
    Item { width: Width::Eight, node: Node::Simple(value.to_bits()) }
}

/// Bytes that stand where an item should.
#[must_use]
pub fn raw(bytes: impl Into<Vec<u8>>) -> Item {
    Node::Raw(bytes.into()).into()
}

impl Item {
    /// The same item with another width of its head.
    #[must_use]
    pub fn with_width(mut self, width: Width) -> Self {
        self.width = width;
        self
    }

    /// The elements of an array.
    ///
    /// # Panics
    /// Where it is none.
    pub fn elements(&mut self) -> &mut Vec<Self> {
        match &mut self.node {
            Node::Array(items) => items,
            other => panic!("not an array: {other:?}"),
        }
    }

    /// The entries of a map.
    ///
    /// # Panics
    /// Where it is none.
    pub fn entries(&mut self) -> &mut Vec<(Self, Self)> {
        match &mut self.node {
            Node::Map(entries) => entries,
            other => panic!("not a map: {other:?}"),
        }
    }

    /// What is inside tags and embedded messages.
    pub fn inside(&mut self) -> &mut Self {
        match self.node {
            Node::Tag(..) | Node::Embedded(_) => match &mut self.node {
                Node::Tag(_, inner) | Node::Embedded(inner) => inner.inside(),
                _ => unreachable!(),
            },
            _ => self,
        }
    }

    /// The value of a map entry, wherever it is.
    pub fn find(&mut self, key: impl Into<Self>) -> Option<&mut Self> {
        let key = key.into();
        self.entries().iter_mut().find(|(name, _)| name.node == key.node).map(|(_, value)| value)
    }

    /// The value of a map entry.
    ///
    /// # Panics
    /// Where there is none.
    pub fn at(&mut self, key: impl Into<Self>) -> &mut Self {
        let key = key.into();
        let name = format!("{key:?}");
        self.find(key).unwrap_or_else(|| panic!("no entry {name}"))
    }

    /// Sets the value of a map entry, new or old.
    pub fn set(&mut self, key: impl Into<Self>, value: impl Into<Self>) {
        let (key, value) = (key.into(), value.into());
        match self.find(key.clone()) {
            Some(old) => *old = value,
            None => self.entries().push((key, value)),
        }
    }

    /// Adds an entry, even where the key is there already.
    pub fn push(&mut self, key: impl Into<Self>, value: impl Into<Self>) {
        self.entries().push((key.into(), value.into()));
    }

    /// Takes an entry out of a map.
    ///
    /// # Panics
    /// Where there is none.
    pub fn remove(&mut self, key: impl Into<Self>) -> Self {
        let key = key.into();
        let entries = self.entries();
        let index = entries.iter().position(|(name, _)| name.node == key.node);
        entries.remove(index.unwrap_or_else(|| panic!("no entry {key:?}"))).1
    }

    /// Gives an entry another key.
    pub fn rename(&mut self, key: impl Into<Self>, to: impl Into<Self>) {
        let key = key.into();
        let to = to.into();
        for (name, _) in self.entries() {
            if name.node == key.node {
                *name = to.clone();
            }
        }
    }

    /// The content of a string, or the encoding of what is embedded in it.
    ///
    /// # Panics
    /// Where it is none.
    #[must_use]
    pub fn content(&self) -> Vec<u8> {
        match &self.node {
            Node::Bytes(content) | Node::Text(content) => content.clone(),
            Node::Embedded(inner) => inner.encode(),
            other => panic!("not a string: {other:?}"),
        }
    }

    /// The text of a text string.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.content()).into_owned()
    }

    /// The number of an unsigned integer.
    #[must_use]
    pub fn number(&self) -> Option<u64> {
        match self.node {
            Node::Unsigned(number) => Some(number),
            _ => None,
        }
    }

    /// Walks over the item and everything in it, embedded messages too, outermost first.
    pub fn walk(&mut self, visit: &mut impl FnMut(&mut Self)) {
        visit(self);
        match &mut self.node {
            Node::Array(items) => items.iter_mut().for_each(|item| item.walk(visit)),
            Node::Map(entries) => entries.iter_mut().for_each(|(key, value)| {
                key.walk(visit);
                value.walk(visit);
            }),
            Node::Tag(_, inner) | Node::Embedded(inner) => inner.walk(visit),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
