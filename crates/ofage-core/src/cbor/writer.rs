//! Writes the CBOR that we emit: definite lengths, shortest heads.

use alloc::vec::Vec;

use super::head::HeadBytes;

/// Appends data items to a growing message.
#[derive(Clone, Debug, Default)]
pub(crate) struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    pub(crate) const fn new() -> Self {
        Self { bytes: Vec::new() }
    }

    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self { bytes: Vec::with_capacity(bytes) }
    }

    /// Goes on with a message that has been started.
    pub(crate) const fn from_bytes(bytes: Vec<u8>) -> Self {
        Self { bytes }
    }

    /// The message.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.bytes
    }

    fn head(&mut self, major: u8, argument: u64) -> &mut Self {
        self.bytes.extend_from_slice(HeadBytes::shortest(major, argument).as_bytes());
        self
    }

    fn length_head(&mut self, major: u8, length: usize) -> &mut Self {
        self.head(major, u64::try_from(length).unwrap_or(u64::MAX))
    }

    pub(crate) fn unsigned(&mut self, value: u64) -> &mut Self {
        self.head(0, value)
    }

    pub(crate) fn integer(&mut self, value: i64) -> &mut Self {
        match u64::try_from(value) {
            Ok(value) => self.head(0, value),
            Err(_) => self.head(1, u64::try_from(!value).unwrap_or(0)),
        }
    }

    pub(crate) fn bytes(&mut self, value: &[u8]) -> &mut Self {
        self.length_head(2, value.len()).raw(value)
    }

    pub(crate) fn text(&mut self, value: &str) -> &mut Self {
        self.length_head(3, value.len()).raw(value.as_bytes())
    }

    pub(crate) fn array(&mut self, length: usize) -> &mut Self {
        self.length_head(4, length)
    }

    pub(crate) fn map(&mut self, length: usize) -> &mut Self {
        self.length_head(5, length)
    }

    pub(crate) fn tag(&mut self, number: u64) -> &mut Self {
        self.head(6, number)
    }

    pub(crate) fn null(&mut self) -> &mut Self {
        self.head(7, 22)
    }

    pub(crate) fn bool(&mut self, value: bool) -> &mut Self {
        self.head(7, if value { 21 } else { 20 })
    }

    /// `#6.24(bstr .cbor any)` around an already encoded item.
    pub(crate) fn embedded(&mut self, item: &[u8]) -> &mut Self {
        self.tag(24).bytes(item)
    }

    /// One already encoded item, byte for byte.
    pub(crate) fn raw(&mut self, item: &[u8]) -> &mut Self {
        self.bytes.extend_from_slice(item);
        self
    }
}
