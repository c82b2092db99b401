//! Reading DER: strict, borrowing, bounded by the message. What certificates, revocation lists and signatures are made of.
//!
//! One form for each value, as X.690 wants it: the shortest length, the shortest number, nothing after the end. Tags are
//! of one byte, as all of X.509 is.

use crate::time::{Date, UnixTime};

/// Not DER, or not what had to stand there. The caller knows which part it was reading.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Malformed;

pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(crate) const UTF8_STRING: u8 = 0x0c;
pub(crate) const PRINTABLE_STRING: u8 = 0x13;
pub(crate) const TELETEX_STRING: u8 = 0x14;
pub(crate) const IA5_STRING: u8 = 0x16;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;

/// One element: tag, length, contents.
#[derive(Clone, Copy)]
pub(crate) struct Element<'a> {
    pub(crate) tag: u8,
    pub(crate) contents: &'a [u8],
    /// The element complete with its tag and length.
    pub(crate) whole: &'a [u8],
}

/// What is left to read.
#[derive(Clone, Copy)]
pub(crate) struct Tlv<'a>(&'a [u8]);

impl<'a> Tlv<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The contents of the one element that `bytes` are.
    pub(crate) fn only(bytes: &'a [u8], tag: u8) -> Result<&'a [u8], Malformed> {
        let mut reader = Self(bytes);
        let contents = reader.expect(tag)?;
        reader.finish()?;
        Ok(contents)
    }

    pub(crate) const fn is_finished(&self) -> bool {
        self.0.is_empty()
    }

    /// Nothing is left.
    pub(crate) const fn finish(&self) -> Result<(), Malformed> {
        if self.is_finished() { Ok(()) } else { Err(Malformed) }
    }

    pub(crate) fn next_is(&self, tag: u8) -> bool {
        self.0.first() == Some(&tag)
    }

    /// The next element, whatever it is.
    #[inline(never)]
    pub(crate) fn element(&mut self) -> Result<Element<'a>, Malformed> {
        let (tag, contents, rest) = split(self.0).ok_or(Malformed)?;
        let whole = self.0.get(..self.0.len().saturating_sub(rest.len())).ok_or(Malformed)?;
        self.0 = rest;
        Ok(Element { tag, contents, whole })
    }

    /// The contents of the next element, which has this tag.
    #[inline(never)]
    pub(crate) fn expect(&mut self, tag: u8) -> Result<&'a [u8], Malformed> {
        let element = self.element()?;
        if element.tag == tag { Ok(element.contents) } else { Err(Malformed) }
    }

    /// A reader of the elements of the next element, a SEQUENCE.
    pub(crate) fn sequence(&mut self) -> Result<Self, Malformed> {
        self.expect(SEQUENCE).map(Self)
    }

    /// The contents of the field with this context-specific tag, primitive or constructed, if it is the next one.
    pub(crate) fn optional(&mut self, number: u8) -> Result<Option<&'a [u8]>, Malformed> {
        match self.0.first() {
            Some(tag) if tag & 0b1101_1111 == 0x80 | number => Ok(Some(self.element()?.contents)),
            _ => Ok(None),
        }
    }

    /// The contents of an INTEGER: big-endian two's complement, at least one byte.
    pub(crate) fn integer(&mut self) -> Result<&'a [u8], Malformed> {
        match self.expect(INTEGER)? {
            [] => Err(Malformed),
            [0x00, next, ..] if *next < 0x80 => Err(Malformed),
            [0xff, next, ..] if *next >= 0x80 => Err(Malformed),
            contents => Ok(contents),
        }
    }

    /// The bytes of an INTEGER that is not negative, without leading zeros; zero is one zero byte.
    pub(crate) fn unsigned(&mut self) -> Result<&'a [u8], Malformed> {
        match self.integer()? {
            [0x80..=0xff, ..] => Err(Malformed),
            [0, rest @ ..] if !rest.is_empty() => Ok(rest),
            contents => Ok(contents),
        }
    }

    /// The bytes of a BIT STRING, and how many bits of the last one do not count, 0 to 7.
    pub(crate) fn bits(&mut self) -> Result<(u8, &'a [u8]), Malformed> {
        match self.expect(BIT_STRING)? {
            [0] => Ok((0, &[])),
            [unused @ 0..=7, bytes @ ..] if !bytes.is_empty() => Ok((*unused, bytes)),
            _ => Err(Malformed),
        }
    }

    /// The bytes of a BIT STRING of whole bytes.
    pub(crate) fn octets_of_bits(&mut self) -> Result<&'a [u8], Malformed> {
        match self.bits()? {
            (0, bytes) => Ok(bytes),
            _ => Err(Malformed),
        }
    }

    /// A BOOLEAN, if it is next; else false, its default wherever X.509 has one.
    pub(crate) fn flag(&mut self) -> Result<bool, Malformed> {
        if !self.next_is(BOOLEAN) {
            return Ok(false);
        }
        match self.expect(BOOLEAN)? {
            [0x00] => Ok(false),
            [0xff] => Ok(true),
            _ => Err(Malformed),
        }
    }

    /// A `Time` of X.509: UTCTime (1970 to 2049) or GeneralizedTime, in UTC with seconds, not before 1970.
    pub(crate) fn time(&mut self) -> Result<UnixTime, Malformed> {
        let element = self.element()?;
        time(&element).filter(|time| *time >= UnixTime::EPOCH).ok_or(Malformed)
    }
}

/// The next element's tag and contents, and what follows it.
fn split(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first().filter(|(tag, _)| *tag & 0x1f != 0x1f)?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(*first), rest),
        0x81..=0x84 => {
            let (length, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            // No shorter form: no leading zero, and more than seven bits.
            if length.first() == Some(&0) || matches!(length, [..=0x7f]) {
                return None;
            }
            let length = length.iter().fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte));
            (usize::try_from(length).ok()?, rest)
        }
        _ => return None,
    };
    let (contents, rest) = rest.split_at_checked(length)?;
    Some((*tag, contents, rest))
}

fn time(element: &Element<'_>) -> Option<UnixTime> {
    let (digits, zone) = element.contents.split_at_checked(element.contents.len().checked_sub(1)?)?;
    let mut pairs = digits.chunks(2).map(|pair| match pair {
        [tens @ b'0'..=b'9', units @ b'0'..=b'9'] => {
            Some((tens & 0xf).saturating_mul(10).saturating_add(units & 0xf))
        }
        _ => None,
    });
    let mut next = || pairs.next().flatten();
    let century = match element.tag {
        GENERALIZED_TIME => Some(next()?),
        UTC_TIME => None,
        _ => return None,
    };
    let year = next()?;
    let century = century.unwrap_or(if year < 50 { 20 } else { 19 });
    let year = u16::from(century).saturating_mul(100).saturating_add(u16::from(year));
    let date = Date::new(year, next()?, next()?)?;
    let time = date.at(next()?, next()?, next()?)?;
    (pairs.next().is_none() && zone == b"Z").then_some(time)
}

#[cfg(test)]
mod tests;
