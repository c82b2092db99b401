//! Builds the parts of a template while a reader walks a sample.

use alloc::vec::Vec;

use super::DoorCodeError;
use super::op::{HeadWidth, Op};
use crate::cbor::{Key, Major, Reader};
use crate::error::DecodeError;
use crate::limits::MAX_DOOR_RAW_BYTES;

/// Parts in order; literals that touch become one.
#[derive(Default)]
pub(super) struct Parts(Vec<Op>);

impl Parts {
    pub(super) fn into_ops(self) -> Vec<Op> {
        self.0
    }

    pub(super) fn literal(&mut self, bytes: &[u8]) {
        match self.0.last_mut() {
            Some(Op::Literal(last)) => last.extend_from_slice(bytes),
            _ if bytes.is_empty() => {}
            _ => self.0.push(Op::Literal(bytes.to_vec())),
        }
    }

    pub(super) fn push(&mut self, op: Op) {
        self.0.push(op);
    }

    /// The next item, as it is.
    pub(super) fn copy(&mut self, reader: &mut Reader<'_>) -> Result<(), DoorCodeError> {
        self.literal(reader.skip()?);
        Ok(())
    }

    /// The next item, as a hole.
    pub(super) fn blob(&mut self, reader: &mut Reader<'_>) -> Result<(), DoorCodeError> {
        reader.skip()?;
        self.push(Op::Blob);
        Ok(())
    }

    /// A byte string whose content is a hole of its length; a hole for the whole where it is empty or very long.
    pub(super) fn raw_string(&mut self, reader: &mut Reader<'_>) -> Result<(), DoorCodeError> {
        let head = reader.peek()?;
        let length = usize::try_from(head.argument).unwrap_or(usize::MAX);
        if head.major != Major::Bytes || !(1..=MAX_DOOR_RAW_BYTES).contains(&length) {
            return self.blob(reader);
        }
        let start = *reader;
        reader.head()?;
        self.literal(reader.since(start));
        reader.content(head.argument)?;
        self.push(Op::Raw(length));
        Ok(())
    }

    /// A byte string that holds one CBOR item, which `inner` walks.
    pub(super) fn byte_string<'a>(
        &mut self,
        reader: &mut Reader<'a>,
        inner: impl FnOnce(&mut Reader<'a>, &mut Self) -> Result<(), DoorCodeError>,
    ) -> Result<(), DoorCodeError> {
        let head = reader.peek()?;
        let (content, base) = reader.bytes_at()?;
        let mut ops = Self::default();
        inner(&mut Reader::decode_at(content, base)?, &mut ops)?;
        self.push(Op::ByteString { head: HeadWidth::of(head.width, head.argument), ops: ops.into_ops() });
        Ok(())
    }

    /// The same in tag 24.
    pub(super) fn embedded<'a>(
        &mut self,
        reader: &mut Reader<'a>,
        inner: impl FnOnce(&mut Reader<'a>, &mut Self) -> Result<(), DoorCodeError>,
    ) -> Result<(), DoorCodeError> {
        let start = *reader;
        reader.tag()?;
        self.literal(reader.since(start));
        self.byte_string(reader, inner)
    }

    /// A map: its head and keys are literals, `value` walks each value.
    fn map<'a, K>(
        &mut self,
        reader: &mut Reader<'a>,
        key: impl Fn(&mut Reader<'a>) -> Result<K, DecodeError>,
        value: &mut impl FnMut(K, &mut Reader<'a>, &mut Self) -> Result<(), DoorCodeError>,
    ) -> Result<(), DoorCodeError> {
        let start = *reader;
        let count = reader.map()?;
        self.literal(reader.since(start));
        for _ in 0..count {
            let start = *reader;
            let key = key(reader)?;
            self.literal(reader.since(start));
            value(key, reader, self)?;
        }
        Ok(())
    }

    /// A map with texts as keys.
    pub(super) fn fields<'a>(
        &mut self,
        reader: &mut Reader<'a>,
        mut value: impl FnMut(&'a str, &mut Reader<'a>, &mut Self) -> Result<(), DoorCodeError>,
    ) -> Result<(), DoorCodeError> {
        self.map(reader, text_key, &mut value)
    }

    /// A map with integers as keys.
    pub(super) fn parameters<'a>(
        &mut self,
        reader: &mut Reader<'a>,
        mut value: impl FnMut(i64, &mut Reader<'a>, &mut Self) -> Result<(), DoorCodeError>,
    ) -> Result<(), DoorCodeError> {
        self.map(reader, integer_key, &mut value)
    }

    /// An array: its head is a literal, `element` walks each element.
    pub(super) fn array<'a>(
        &mut self,
        reader: &mut Reader<'a>,
        mut element: impl FnMut(usize, &mut Reader<'a>, &mut Self) -> Result<(), DoorCodeError>,
    ) -> Result<(), DoorCodeError> {
        let start = *reader;
        let count = reader.array()?;
        self.literal(reader.since(start));
        (0..count).try_for_each(|index| element(index, reader, self))
    }
}

/// A map key that is a text; the empty text for another one: no structure that is read here has that key.
pub(super) fn text_key<'a>(reader: &mut Reader<'a>) -> Result<&'a str, DecodeError> {
    Ok(match reader.key()? {
        Key::Text(name) => name,
        Key::Int(_) | Key::Other => "",
    })
}

/// A map key that is an integer; 0 for another one: COSE reserves it.
pub(super) fn integer_key(reader: &mut Reader<'_>) -> Result<i64, DecodeError> {
    Ok(match reader.key()? {
        Key::Int(label) => label,
        Key::Text(_) | Key::Other => 0,
    })
}
