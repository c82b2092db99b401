//! From a response and a template to the holes: what the code carries.

use alloc::vec::Vec;
use core::ops::Range;

use super::bytes::{Input, put_integer, put_length};
use super::op::{Axis, HeadWidth, Ids, Op, Origin, Unit};
use super::pack::pack;
use super::template::Template;
use super::{CertificateReference, Certificates};
use crate::cbor::{Head, Major, Reader};
use crate::crypto::{Curve, HashAlgorithm, PublicKey};
use crate::time::UnixTime;

/// The holes of a response, and the certificates that the code refers to.
pub(super) struct Filled<'a> {
    pub(super) holes: Vec<u8>,
    pub(super) certificates: Vec<&'a [u8]>,
}

/// Fills the holes of `template` from `response`. `None` where the response has another layout.
///
/// What comes out is a proposal: only its expansion tells whether the response can be had from it.
pub(super) fn fill<'a>(
    template: &Template,
    response: &'a [u8],
    certificates: Certificates,
) -> Option<Filled<'a>> {
    // Which digests are those of disclosed items is known only once all items have been seen, and they may come last.
    let mut first = Filler::new(Vec::new());
    first.whole(template.ops(), response)?;
    let mut second = Filler::new(first.items);
    second.whole(template.ops(), response)?;

    let mut holes = Vec::new();
    for item in &second.known {
        match item.below {
            1 => {}
            2..=256 => holes.push(u8::try_from(item.id).ok()?),
            _ => put_integer(&mut holes, item.id)?,
        }
    }
    for certificate in &second.certificates {
        match certificates {
            Certificates::ByReference => {
                holes.extend_from_slice(&CertificateReference::of(certificate).to_bytes());
            }
            Certificates::Inline => {
                let packed = pack(certificate);
                put_length(&mut holes, packed.len());
                holes.extend_from_slice(&packed);
            }
        }
    }
    holes.extend_from_slice(&second.holes);
    Some(Filled { holes, certificates: second.certificates })
}

/// An item as its digest entry sees it.
#[derive(Clone, Copy)]
struct Item {
    name_space: u8,
    id: u64,
    below: u64,
}

struct Filler<'a> {
    /// All items, from the walk before; empty on the first one.
    known: Vec<Item>,
    items: Vec<Item>,
    /// The name space of the item around the part.
    name_space: u8,
    certificates: Vec<&'a [u8]>,
    holes: Vec<u8>,
    /// The first coordinate that was read and the place of the point, until the second one is read.
    coordinate: Option<(&'a [u8], Range<usize>)>,
    /// The same for the byte of an age element.
    age: Option<(AgePart, usize)>,
    date: i64,
}

#[derive(Clone, Copy)]
enum AgePart {
    Digits(u8),
    Value(u8),
}

impl<'a> Filler<'a> {
    const fn new(known: Vec<Item>) -> Self {
        Self {
            known,
            items: Vec::new(),
            name_space: 0,
            certificates: Vec::new(),
            holes: Vec::new(),
            coordinate: None,
            age: None,
            date: 0,
        }
    }

    fn whole(&mut self, ops: &[Op], bytes: &'a [u8]) -> Option<()> {
        let mut input = Input::new(bytes);
        ops.iter().try_for_each(|op| self.op(op, &mut input))?;
        input.is_empty().then_some(())
    }

    fn op(&mut self, op: &Op, input: &mut Input<'a>) -> Option<()> {
        match op {
            Op::Literal(bytes) => (input.take(bytes.len()).ok()? == bytes).then_some(()),
            Op::ByteString { head, ops } => {
                let found = take_head(input)?;
                if found.major != Major::Bytes || HeadWidth::of(found.width, found.argument) != *head {
                    return None;
                }
                let content = input.take(usize::try_from(found.argument).ok()?).ok()?;
                self.whole(ops, content)
            }
            Op::Raw(length) => {
                self.holes.extend_from_slice(input.take(*length).ok()?);
                Some(())
            }
            Op::Blob => {
                let item = take_item(input)?;
                put_length(&mut self.holes, item.len());
                self.holes.extend_from_slice(item);
                Some(())
            }
            Op::Coordinate { curve, axis } => self.coordinate(*curve, *axis, input),
            Op::Date { unit, origin } => self.date(*unit, *origin, input),
            Op::Unsigned => put_integer(&mut self.holes, take_unsigned(input)?),
            Op::Item { name_space, ops } => {
                self.name_space = *name_space;
                ops.iter().try_for_each(|op| self.op(op, input))
            }
            Op::ItemId { below } => {
                let id = take_unsigned(input)?;
                if *below != 0 && id >= *below {
                    return None;
                }
                self.items.push(Item { name_space: self.name_space, id, below: *below });
                Some(())
            }
            Op::Digests { name_space, hash, ids, count } => {
                self.digests(*name_space, *hash, *ids, *count, input)
            }
            Op::AgeDigits => {
                let [tens, ones] = input.array().ok()?;
                let digit = |byte: u8| byte.checked_sub(b'0').filter(|digit| *digit <= 9);
                let years = digit(tens)?.checked_mul(10)?.checked_add(digit(ones)?)?;
                self.age_part(AgePart::Digits(years))
            }
            Op::AgeValue => match input.byte().ok()? {
                0xf4 => self.age_part(AgePart::Value(0)),
                0xf5 => self.age_part(AgePart::Value(1)),
                _ => None,
            },
            Op::Certificate => {
                let rest = input.rest();
                self.certificates.push(input.take(rest.len()).ok()?);
                Some(())
            }
        }
    }

    /// Writes the byte for both at the place of the first of the two.
    fn age_part(&mut self, part: AgePart) -> Option<()> {
        match (self.age.take(), part) {
            (None, part) => {
                self.age = Some((part, self.holes.len()));
                self.holes.push(0);
                Some(())
            }
            (Some((AgePart::Digits(years), place)), AgePart::Value(value))
            | (Some((AgePart::Value(value), place)), AgePart::Digits(years)) => {
                *self.holes.get_mut(place)? = years.checked_mul(2)?.checked_add(value)?;
                Some(())
            }
            (Some((AgePart::Digits(_), _)), AgePart::Digits(_))
            | (Some((AgePart::Value(_), _)), AgePart::Value(_)) => None,
        }
    }

    fn coordinate(&mut self, curve: Curve, axis: Axis, input: &mut Input<'a>) -> Option<()> {
        let bytes = input.take(curve.coordinate_bytes()).ok()?;
        let Some((other, place)) = self.coordinate.take() else {
            let place = self.holes.len();
            let end = place.checked_add(bytes.len())?.checked_add(1)?;
            self.coordinate = Some((bytes, place..end));
            self.holes.resize(end, 0);
            return Some(());
        };
        let (x, y) = match axis {
            Axis::X => (bytes, other),
            Axis::Y => (other, bytes),
        };
        let point = PublicKey::from_coordinates(curve, x, y).ok()?.to_sec1_compressed_bytes();
        self.holes.get_mut(place)?.iter_mut().zip(point).for_each(|(to, from)| *to = from);
        Some(())
    }

    fn date(&mut self, unit: Unit, origin: Origin, input: &mut Input<'a>) -> Option<()> {
        let text = core::str::from_utf8(input.take(20).ok()?).ok()?;
        let seconds = UnixTime::parse_rfc3339(text)?.seconds();
        let from = match origin {
            Origin::Epoch => 0,
            Origin::Previous => self.date,
        };
        self.date = seconds;
        let counted = seconds.checked_sub(from)?;
        if counted.checked_rem_euclid(unit.seconds())? != 0 {
            return None;
        }
        let counted = counted.checked_div_euclid(unit.seconds())?;
        match (origin, unit) {
            (Origin::Epoch, Unit::Days) => {
                self.holes.extend_from_slice(&u16::try_from(counted).ok()?.to_be_bytes());
            }
            (Origin::Epoch, Unit::Seconds) => {
                self.holes.extend_from_slice(&u32::try_from(counted).ok()?.to_be_bytes());
            }
            (Origin::Previous, _) => put_integer(&mut self.holes, u64::try_from(counted).ok()?)?,
        }
        Some(())
    }

    fn digests(
        &mut self,
        name_space: u8,
        hash: HashAlgorithm,
        ids: Ids,
        count: usize,
        input: &mut Input<'a>,
    ) -> Option<()> {
        let mut digests = Vec::new();
        for position in 0..count {
            let id = take_unsigned(input)?;
            match ids {
                Ids::Sequential if u64::try_from(position) != Ok(id) => return None,
                Ids::Sequential => {}
                Ids::Listed => put_integer(&mut self.holes, id)?,
            }
            let head = take_head(input)?;
            if head.major != Major::Bytes || usize::try_from(head.argument) != Ok(hash.digest_bytes()) {
                return None;
            }
            let digest = input.take(hash.digest_bytes()).ok()?;
            if !self.known.iter().any(|item| (item.name_space, item.id) == (name_space, id)) {
                digests.extend_from_slice(digest);
            }
        }
        self.holes.extend_from_slice(&digests);
        Some(())
    }
}

/// Reads one CBOR head.
fn take_head(input: &mut Input<'_>) -> Option<Head> {
    let mut reader = Reader::unchecked(input.rest(), 0);
    let head = reader.head().ok()?;
    input.take(reader.offset()).ok()?;
    Some(head)
}

/// Reads one CBOR item.
fn take_item<'a>(input: &mut Input<'a>) -> Option<&'a [u8]> {
    let mut reader = Reader::unchecked(input.rest(), 0);
    let length = reader.skip().ok()?.len();
    input.take(length).ok()
}

/// Reads one CBOR unsigned integer.
fn take_unsigned(input: &mut Input<'_>) -> Option<u64> {
    take_head(input).filter(|head| head.major == Major::Unsigned).map(|head| head.argument)
}
