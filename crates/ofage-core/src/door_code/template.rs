//! A template: a DeviceResponse with holes, and its canonical encoding.

use alloc::vec::Vec;
use core::fmt;

use super::bytes::{Input, put_integer, put_length};
use super::op::{Axis, HeadWidth, Ids, Op, Origin, Unit, walk};
use super::{DoorCodeError, derive};
use crate::crypto::{Curve, HashAlgorithm, sha256};
use crate::limits::{
    DIGEST_ID_END, MAX_CERTIFICATES, MAX_DOOR_DEPTH, MAX_DOOR_OPS, MAX_DOOR_RAW_BYTES, MAX_ENTRIES,
    MAX_TEMPLATE_BYTES,
};

const VERSION: u8 = 1;

/// The identifier of a template: the first two bytes of the SHA-256 of its encoding.
///
/// A short name, not a proof: two templates may share it, and then both are tried.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TemplateId([u8; 2]);

impl TemplateId {
    /// From its two bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 2]) -> Self {
        Self(bytes)
    }

    /// The two bytes.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 2] {
        self.0
    }
}

/// Four hexadecimal digits.
impl fmt::Display for TemplateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [high, low] = self.0;
        write!(f, "{high:02x}{low:02x}")
    }
}

impl fmt::Debug for TemplateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TemplateId({self})")
    }
}

/// A DeviceResponse of one issuer's layout with holes where attestations, holders and sessions differ.
///
/// It holds nothing personal: salts, keys, dates, signatures and the values of all elements are holes. It is untrusted:
/// an expansion that it spoils does not verify.
///
/// Source: spec/door-code.md §3.
#[derive(Clone, PartialEq, Eq)]
pub struct Template {
    ops: Vec<Op>,
    encoded: Vec<u8>,
}

impl Template {
    /// The template of the layout of one DeviceResponse, whoever made it. Two responses of one layout give the same
    /// template.
    ///
    /// # Errors
    /// [`DoorCodeError::ResponseMalformed`] for a response that would not verify either,
    /// [`DoorCodeError::ResponseUnsupported`] for none or several documents or too many parts.
    pub fn derive(sample: &[u8]) -> Result<Self, DoorCodeError> {
        let ops = derive::derive(sample)?;
        Self::from_ops(ops).map_err(|_| DoorCodeError::ResponseUnsupported)
    }

    /// Reads an encoded template. Every template has exactly one encoding.
    ///
    /// # Errors
    /// [`DoorCodeError::TooLarge`], [`DoorCodeError::VersionUnknown`], [`DoorCodeError::TemplateInvalid`].
    pub fn decode(bytes: &[u8]) -> Result<Self, DoorCodeError> {
        if bytes.len() > MAX_TEMPLATE_BYTES {
            return Err(DoorCodeError::TooLarge);
        }
        let mut input = Input::new(bytes);
        if input.byte().map_err(|_| DoorCodeError::TemplateInvalid)? != VERSION {
            return Err(DoorCodeError::VersionUnknown);
        }
        let mut ops = Vec::new();
        let mut budget = MAX_DOOR_OPS;
        while !input.is_empty() {
            ops.push(read_op(&mut input, &mut budget, 0).map_err(|_| DoorCodeError::TemplateInvalid)?);
        }
        let template = Self::from_ops(ops)?;
        // Whatever the reading tolerates, the encoding does not come out of it again.
        if template.encoded == bytes { Ok(template) } else { Err(DoorCodeError::TemplateInvalid) }
    }

    fn from_ops(ops: Vec<Op>) -> Result<Self, DoorCodeError> {
        Rules::check(&ops).ok_or(DoorCodeError::TemplateInvalid)?;
        let mut encoded = alloc::vec![VERSION];
        write_ops(&mut encoded, &ops);
        if encoded.len() > MAX_TEMPLATE_BYTES {
            return Err(DoorCodeError::TooLarge);
        }
        Ok(Self { ops, encoded })
    }

    /// The encoding, as it travels in a trust bundle.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.encoded
    }

    /// The short identifier that codes carry.
    #[must_use]
    pub fn id(&self) -> TemplateId {
        let [high, low, ..] = sha256(&self.encoded);
        TemplateId([high, low])
    }

    pub(super) fn ops(&self) -> &[Op] {
        &self.ops
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Template({}, {} bytes)", self.id(), self.encoded.len())
    }
}

fn read_op(input: &mut Input<'_>, budget: &mut usize, depth: usize) -> Result<Op, DoorCodeError> {
    *budget = budget.checked_sub(1).ok_or(DoorCodeError::TemplateInvalid)?;
    Ok(match input.byte()? {
        0x00 => {
            let length = input.length()?;
            Op::Literal(input.take(length)?.to_vec())
        }
        code @ 0x01..=0x05 => {
            let head = match code {
                0x01 => HeadWidth::Shortest,
                0x02 => HeadWidth::One,
                0x03 => HeadWidth::Two,
                0x04 => HeadWidth::Four,
                _ => HeadWidth::Eight,
            };
            Op::ByteString { head, ops: read_nested(input, budget, depth)? }
        }
        0x06 => Op::Raw(input.length()?),
        0x07 => Op::Blob,
        0x08 => Op::Coordinate { curve: Curve::P256, axis: Axis::X },
        0x09 => Op::Coordinate { curve: Curve::P256, axis: Axis::Y },
        0x0a => Op::Coordinate { curve: Curve::P384, axis: Axis::X },
        0x0b => Op::Coordinate { curve: Curve::P384, axis: Axis::Y },
        0x0c => Op::Date { unit: Unit::Days, origin: Origin::Epoch },
        0x0d => Op::Date { unit: Unit::Seconds, origin: Origin::Epoch },
        0x0e => Op::Date { unit: Unit::Days, origin: Origin::Previous },
        0x0f => Op::Date { unit: Unit::Seconds, origin: Origin::Previous },
        0x10 => Op::Unsigned,
        0x11 => Op::Item { name_space: input.byte()?, ops: read_nested(input, budget, depth)? },
        0x12 => Op::ItemId { below: input.integer()? },
        code @ 0x13..=0x18 => {
            let ids = if code < 0x16 { Ids::Sequential } else { Ids::Listed };
            let hash = match code {
                0x13 | 0x16 => HashAlgorithm::Sha256,
                0x14 | 0x17 => HashAlgorithm::Sha384,
                _ => HashAlgorithm::Sha512,
            };
            Op::Digests { name_space: input.byte()?, hash, ids, count: input.length()? }
        }
        0x19 => Op::AgeDigits,
        0x1a => Op::AgeValue,
        0x1b => Op::Certificate,
        _ => return Err(DoorCodeError::TemplateInvalid),
    })
}

/// A count and that many parts, one level deeper.
fn read_nested(input: &mut Input<'_>, budget: &mut usize, depth: usize) -> Result<Vec<Op>, DoorCodeError> {
    let depth = depth.saturating_add(1);
    let count = input.length()?;
    if depth > MAX_DOOR_DEPTH || count > *budget {
        return Err(DoorCodeError::TemplateInvalid);
    }
    (0..count).map(|_| read_op(input, budget, depth)).collect()
}

fn write_ops(out: &mut Vec<u8>, ops: &[Op]) {
    for op in ops {
        out.push(opcode(op));
        match op {
            Op::Literal(bytes) => {
                put_length(out, bytes.len());
                out.extend_from_slice(bytes);
            }
            Op::ByteString { ops, .. } => {
                put_length(out, ops.len());
                write_ops(out, ops);
            }
            Op::Raw(length) => put_length(out, *length),
            Op::Item { name_space, ops } => {
                out.push(*name_space);
                put_length(out, ops.len());
                write_ops(out, ops);
            }
            // The rules keep it below 2^31, so it is always written.
            Op::ItemId { below } => put_integer(out, *below).unwrap_or_default(),
            Op::Digests { name_space, count, .. } => {
                out.push(*name_space);
                put_length(out, *count);
            }
            Op::Blob
            | Op::Coordinate { .. }
            | Op::Date { .. }
            | Op::Unsigned
            | Op::AgeDigits
            | Op::AgeValue
            | Op::Certificate => {}
        }
    }
}

const fn opcode(op: &Op) -> u8 {
    match op {
        Op::Literal(_) => 0x00,
        Op::ByteString { head, .. } => match head {
            HeadWidth::Shortest => 0x01,
            HeadWidth::One => 0x02,
            HeadWidth::Two => 0x03,
            HeadWidth::Four => 0x04,
            HeadWidth::Eight => 0x05,
        },
        Op::Raw(_) => 0x06,
        Op::Blob => 0x07,
        Op::Coordinate { curve: Curve::P256, axis: Axis::X } => 0x08,
        Op::Coordinate { curve: Curve::P256, axis: Axis::Y } => 0x09,
        Op::Coordinate { curve: Curve::P384, axis: Axis::X } => 0x0a,
        Op::Coordinate { curve: Curve::P384, axis: Axis::Y } => 0x0b,
        Op::Date { unit: Unit::Days, origin: Origin::Epoch } => 0x0c,
        Op::Date { unit: Unit::Seconds, origin: Origin::Epoch } => 0x0d,
        Op::Date { unit: Unit::Days, origin: Origin::Previous } => 0x0e,
        Op::Date { unit: Unit::Seconds, origin: Origin::Previous } => 0x0f,
        Op::Unsigned => 0x10,
        Op::Item { .. } => 0x11,
        Op::ItemId { .. } => 0x12,
        Op::Digests { hash, ids, .. } => match (ids, hash) {
            (Ids::Sequential, HashAlgorithm::Sha256) => 0x13,
            (Ids::Sequential, HashAlgorithm::Sha384) => 0x14,
            (Ids::Sequential, HashAlgorithm::Sha512) => 0x15,
            (Ids::Listed, HashAlgorithm::Sha256) => 0x16,
            (Ids::Listed, HashAlgorithm::Sha384) => 0x17,
            (Ids::Listed, HashAlgorithm::Sha512) => 0x18,
        },
        Op::AgeDigits => 0x19,
        Op::AgeValue => 0x1a,
        Op::Certificate => 0x1b,
    }
}

/// What holds for every template, so that expansion has one meaning and bounded work.
#[derive(Default)]
struct Rules {
    ops: usize,
    /// The coordinate that still lacks its partner.
    coordinate: Option<(Curve, Axis)>,
    /// The part of an age element that still lacks its partner.
    age: Option<AgePart>,
    dated: bool,
    digests: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum AgePart {
    Digits,
    Value,
}

impl Rules {
    fn check(ops: &[Op]) -> Option<()> {
        let mut rules = Self::default();
        rules.sequence(ops, 0)?;
        let (mut items, mut ids, mut certificates, mut places) = (0_usize, 0_usize, 0_usize, 0_usize);
        walk(ops, &mut |op| match op {
            Op::Item { .. } => items = items.saturating_add(1),
            Op::ItemId { .. } => ids = ids.saturating_add(1),
            Op::Certificate => certificates = certificates.saturating_add(1),
            // A certificate ends where its byte string does, so it is alone in there.
            Op::ByteString { ops, .. } => {
                places = places.saturating_add(usize::from(matches!(ops.as_slice(), [Op::Certificate])));
            }
            Op::Literal(_)
            | Op::Raw(_)
            | Op::Blob
            | Op::Coordinate { .. }
            | Op::Date { .. }
            | Op::Unsigned
            | Op::Digests { .. }
            | Op::AgeDigits
            | Op::AgeValue => {}
        });
        // Every item has its one identifier inside it, as `op` checks; so equal sums leave none outside.
        let placed = items == ids && certificates == places && certificates <= MAX_CERTIFICATES;
        let paired = rules.coordinate.is_none() && rules.age.is_none();
        (!ops.is_empty() && placed && paired).then_some(())
    }

    fn sequence(&mut self, ops: &[Op], depth: usize) -> Option<()> {
        self.ops = self.ops.checked_add(ops.len()).filter(|ops| *ops <= MAX_DOOR_OPS)?;
        // Neighbouring literals would be one literal.
        let split = ops.windows(2).any(|pair| matches!(pair, [Op::Literal(_), Op::Literal(_)]));
        if depth > MAX_DOOR_DEPTH || split {
            return None;
        }
        ops.iter().try_for_each(|op| self.op(op, depth))
    }

    fn op(&mut self, op: &Op, depth: usize) -> Option<()> {
        let inside = depth.saturating_add(1);
        let holds = match op {
            Op::Literal(bytes) => !bytes.is_empty(),
            Op::ByteString { ops, .. } => {
                self.sequence(ops, inside)?;
                !ops.is_empty()
            }
            Op::Raw(length) => (1..=MAX_DOOR_RAW_BYTES).contains(length),
            Op::Coordinate { curve, axis } => match self.coordinate.take() {
                None => {
                    self.coordinate = Some((*curve, *axis));
                    true
                }
                Some((other_curve, other_axis)) => other_curve == *curve && other_axis != *axis,
            },
            Op::Date { origin, .. } => {
                let known = self.dated || *origin == Origin::Epoch;
                self.dated = true;
                known
            }
            Op::Item { ops, .. } => {
                let (mut ids, mut items) = (0_usize, 0_usize);
                walk(ops, &mut |op| {
                    ids = ids.saturating_add(usize::from(matches!(op, Op::ItemId { .. })));
                    items = items.saturating_add(usize::from(matches!(op, Op::Item { .. })));
                });
                self.sequence(ops, inside)?;
                ids == 1 && items == 0
            }
            Op::ItemId { below } => *below <= DIGEST_ID_END,
            Op::Digests { name_space, count, .. } => {
                let again = self.digests.contains(name_space);
                self.digests.push(*name_space);
                !again && (1..=MAX_ENTRIES).contains(count)
            }
            Op::AgeDigits => self.age_part(AgePart::Digits),
            Op::AgeValue => self.age_part(AgePart::Value),
            Op::Blob | Op::Certificate | Op::Unsigned => true,
        };
        holds.then_some(())
    }

    fn age_part(&mut self, part: AgePart) -> bool {
        match self.age.take() {
            None => {
                self.age = Some(part);
                true
            }
            Some(other) => other != part,
        }
    }
}
