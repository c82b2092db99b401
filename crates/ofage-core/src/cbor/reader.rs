//! Pulls typed values out of a message that [`validate`](super::validate) has already walked.

use super::validate::validate;
use crate::error::{DecodeError, DecodeErrorKind as Kind};
use crate::limits::{MAX_ENTRIES, MAX_MESSAGE_BYTES};
use crate::time::UnixTime;

/// The eight major types.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Major {
    Unsigned,
    Negative,
    Bytes,
    Text,
    Array,
    Map,
    Tag,
    Simple,
}

/// The head of one data item: its type, its argument, and the width of the argument in bytes (0 for immediate).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Head {
    pub(crate) major: Major,
    pub(crate) argument: u64,
    pub(crate) width: u8,
}

/// A map key of the kinds that COSE and mdoc use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Key<'a> {
    Int(i64),
    Text(&'a str),
    /// A key of another type: to be skipped with its value.
    Other,
}

/// How large a message may be, in all and in each of its containers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Limits {
    pub(crate) bytes: usize,
    pub(crate) entries: usize,
}

impl Limits {
    /// Those of messages from a wallet.
    pub(crate) const MESSAGE: Self = Self { bytes: MAX_MESSAGE_BYTES, entries: MAX_ENTRIES };
}

/// A position in a CBOR message. Offsets in errors count from the start of the outermost message.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    data: &'a [u8],
    at: usize,
    base: usize,
    limits: Limits,
}

impl<'a> Reader<'a> {
    /// Checks the whole of `data` as exactly one data item within all limits, then reads from its start.
    pub(crate) fn decode(data: &'a [u8]) -> Result<Self, DecodeError> {
        Self::decode_at(data, 0)
    }

    /// The same within other limits than those of a wallet's message; embedded messages inherit them.
    pub(crate) fn decode_within(data: &'a [u8], base: usize, limits: Limits) -> Result<Self, DecodeError> {
        if data.len() > limits.bytes {
            return Err(DecodeError::new(Kind::TooLarge, base));
        }
        let reader = Self { limits, ..Self::unchecked(data, base) };
        validate(reader)?;
        Ok(reader)
    }

    /// The same for embedded CBOR that starts `base` bytes into the outermost message.
    pub(crate) fn decode_at(data: &'a [u8], base: usize) -> Result<Self, DecodeError> {
        Self::decode_within(data, base, Limits::MESSAGE)
    }

    /// A reader over bytes that are checked elsewhere, or about to be.
    pub(crate) const fn unchecked(data: &'a [u8], base: usize) -> Self {
        Self { data, at: 0, base, limits: Limits::MESSAGE }
    }

    /// An error of this kind at the current position.
    pub(crate) const fn error(&self, kind: Kind) -> DecodeError {
        DecodeError::new(kind, self.base.saturating_add(self.at))
    }

    /// Offset of the next item in the outermost message.
    pub(crate) const fn offset(&self) -> usize {
        self.base.saturating_add(self.at)
    }

    /// Whether everything has been read.
    pub(super) const fn at_end(&self) -> bool {
        self.at >= self.data.len()
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], DecodeError> {
        let end = self.at.checked_add(length).ok_or_else(|| self.error(Kind::Truncated))?;
        let bytes = self.data.get(self.at..end).ok_or_else(|| self.error(Kind::Truncated))?;
        self.at = end;
        Ok(bytes)
    }

    /// Reads a head. Indefinite lengths and reserved values are refused here, so nowhere else.
    pub(crate) fn head(&mut self) -> Result<Head, DecodeError> {
        let start = *self;
        let [first] = self.array_of()?;
        let major = match first >> 5 {
            0 => Major::Unsigned,
            1 => Major::Negative,
            2 => Major::Bytes,
            3 => Major::Text,
            4 => Major::Array,
            5 => Major::Map,
            6 => Major::Tag,
            _ => Major::Simple,
        };
        let (argument, width) = match first & 0x1f {
            immediate @ 0..=23 => (u64::from(immediate), 0),
            24 => (u64::from(u8::from_be_bytes(self.array_of()?)), 1),
            25 => (u64::from(u16::from_be_bytes(self.array_of()?)), 2),
            26 => (u64::from(u32::from_be_bytes(self.array_of()?)), 4),
            27 => (u64::from_be_bytes(self.array_of()?), 8),
            31 => return Err(start.error(Kind::IndefiniteLength)),
            _ => return Err(start.error(Kind::InvalidHead)),
        };
        // A simple value below 32 has one form only (RFC 8949 3.3).
        if major == Major::Simple && width == 1 && argument < 32 {
            return Err(start.error(Kind::InvalidHead));
        }
        Ok(Head { major, argument, width })
    }

    fn array_of<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let bytes = self.take(N)?;
        bytes.try_into().map_err(|_| self.error(Kind::Truncated))
    }

    /// The next head without moving.
    pub(crate) fn peek(&self) -> Result<Head, DecodeError> {
        let mut ahead = *self;
        ahead.head()
    }

    fn expect(&mut self, major: Major) -> Result<u64, DecodeError> {
        let start = *self;
        let head = self.head()?;
        if head.major == major { Ok(head.argument) } else { Err(start.error(Kind::UnexpectedType)) }
    }

    /// The bytes of a string whose head has been read.
    pub(crate) fn content(&mut self, length: u64) -> Result<&'a [u8], DecodeError> {
        let length = usize::try_from(length).map_err(|_| self.error(Kind::Truncated))?;
        self.take(length)
    }

    /// A byte string.
    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], DecodeError> {
        let length = self.expect(Major::Bytes)?;
        self.content(length)
    }

    /// A byte string, and the offset of its first content byte in the outermost message.
    pub(crate) fn bytes_at(&mut self) -> Result<(&'a [u8], usize), DecodeError> {
        let bytes = self.bytes()?;
        Ok((bytes, self.offset().saturating_sub(bytes.len())))
    }

    /// A text string.
    pub(crate) fn text(&mut self) -> Result<&'a str, DecodeError> {
        let length = self.expect(Major::Text)?;
        let start = *self;
        core::str::from_utf8(self.content(length)?).map_err(|_| start.error(Kind::InvalidUtf8))
    }

    /// An unsigned integer.
    pub(crate) fn unsigned(&mut self) -> Result<u64, DecodeError> {
        self.expect(Major::Unsigned)
    }

    /// A signed integer that fits 64 bits.
    pub(crate) fn integer(&mut self) -> Result<i64, DecodeError> {
        let start = *self;
        let head = self.head()?;
        let value = i64::try_from(head.argument).map_err(|_| start.error(Kind::IntegerOutOfRange))?;
        match head.major {
            Major::Unsigned => Ok(value),
            Major::Negative => Ok(!value),
            Major::Bytes | Major::Text | Major::Array | Major::Map | Major::Tag | Major::Simple => {
                Err(start.error(Kind::UnexpectedType))
            }
        }
    }

    /// The number of elements of an array; its elements follow.
    pub(crate) fn array(&mut self) -> Result<usize, DecodeError> {
        self.count(Major::Array)
    }

    /// The number of entries of a map; key, value, key, value … follow.
    pub(crate) fn map(&mut self) -> Result<usize, DecodeError> {
        self.count(Major::Map)
    }

    fn count(&mut self, major: Major) -> Result<usize, DecodeError> {
        let start = *self;
        let count = self.expect(major)?;
        usize::try_from(count)
            .ok()
            .filter(|count| *count <= self.limits.entries)
            .ok_or_else(|| start.error(Kind::TooManyEntries))
    }

    /// Most entries of one container.
    pub(super) const fn max_entries(&self) -> usize {
        self.limits.entries
    }

    /// An array of exactly `length` elements.
    pub(crate) fn array_of_length(&mut self, length: usize) -> Result<(), DecodeError> {
        let start = *self;
        if self.array()? == length { Ok(()) } else { Err(start.error(Kind::UnexpectedLength)) }
    }

    /// A map key; keys of odd types are passed over and given as [`Key::Other`].
    pub(crate) fn key(&mut self) -> Result<Key<'a>, DecodeError> {
        match self.peek()?.major {
            Major::Text => self.text().map(Key::Text),
            Major::Unsigned | Major::Negative => {
                let start = *self;
                match self.integer() {
                    Ok(label) => Ok(Key::Int(label)),
                    Err(_) => {
                        *self = start;
                        self.skip()?;
                        Ok(Key::Other)
                    }
                }
            }
            Major::Bytes | Major::Array | Major::Map | Major::Tag | Major::Simple => {
                self.skip()?;
                Ok(Key::Other)
            }
        }
    }

    /// Whether the next item is `null`; it is consumed if so.
    pub(crate) fn null(&mut self) -> Result<bool, DecodeError> {
        let is_null = self.peek()? == Head { major: Major::Simple, argument: 22, width: 0 };
        if is_null {
            self.skip()?;
        }
        Ok(is_null)
    }

    /// A boolean.
    pub(crate) fn bool(&mut self) -> Result<bool, DecodeError> {
        let start = *self;
        match self.head()? {
            Head { major: Major::Simple, argument: 20, width: 0 } => Ok(false),
            Head { major: Major::Simple, argument: 21, width: 0 } => Ok(true),
            _ => Err(start.error(Kind::UnexpectedType)),
        }
    }

    /// The number of a tag; its content follows.
    pub(crate) fn tag(&mut self) -> Result<u64, DecodeError> {
        self.expect(Major::Tag)
    }

    fn expect_tag(&mut self, number: u64) -> Result<(), DecodeError> {
        let start = *self;
        if self.tag()? == number { Ok(()) } else { Err(start.error(Kind::UnexpectedTag)) }
    }

    /// `#6.24(bstr .cbor any)`: the whole item as received, and a checked reader over the embedded message.
    pub(crate) fn embedded(&mut self) -> Result<(&'a [u8], Self), DecodeError> {
        let start = *self;
        self.expect_tag(24)?;
        let (content, base) = self.bytes_at()?;
        let whole = self.since(start);
        Ok((whole, Self::decode_within(content, base, self.limits)?))
    }

    /// `tdate`: tag 0 and an RFC 3339 time in UTC without fractions.
    pub(crate) fn tdate(&mut self) -> Result<UnixTime, DecodeError> {
        let start = *self;
        let time = match self.peek()?.major {
            Major::Tag => {
                self.expect_tag(0).map_err(|_| start.error(Kind::InvalidDate))?;
                self.text().map_err(|_| start.error(Kind::InvalidDate)).map(UnixTime::parse_rfc3339)?
            }
            Major::Unsigned
            | Major::Negative
            | Major::Bytes
            | Major::Text
            | Major::Array
            | Major::Map
            | Major::Simple => None,
        };
        time.ok_or_else(|| start.error(Kind::InvalidDate))
    }

    /// Passes over one item, however deep, without recursion; gives its bytes as received.
    pub(crate) fn skip(&mut self) -> Result<&'a [u8], DecodeError> {
        let start = *self;
        let mut pending: u64 = 1;
        while pending > 0 {
            let head = self.head()?;
            let children = match head.major {
                Major::Bytes | Major::Text => {
                    self.content(head.argument)?;
                    0
                }
                Major::Array => head.argument,
                Major::Map => head.argument.saturating_mul(2),
                Major::Tag => 1,
                Major::Unsigned | Major::Negative | Major::Simple => 0,
            };
            pending = pending.saturating_sub(1).saturating_add(children);
        }
        Ok(self.since(start))
    }

    /// The bytes between an earlier position of this reader and now.
    pub(crate) fn since(&self, earlier: Self) -> &'a [u8] {
        self.data.get(earlier.at..self.at).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
