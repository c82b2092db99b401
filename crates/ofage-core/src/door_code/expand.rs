//! From a code back to the response.
//!
//! Total and bounded: any input gives bytes or an error, at most `MAX_MESSAGE_BYTES` of them, and every item is hashed
//! at most once. What comes out is as untrusted as what went in; verification follows.

use alloc::vec::Vec;

use super::bytes::Input;
use super::op::{Axis, HeadWidth, Ids, Op, Origin, Unit, unsigned_head, walk};
use super::pack::unpack;
use super::template::Template;
use super::{CertificateReference, Certificates, DoorCodeError};
use crate::crypto::{Curve, HashAlgorithm, Hasher, PublicKey, Sec1};
use crate::few::Few;
use crate::limits::{DIGEST_ID_END, MAX_CERTIFICATE_BYTES, MAX_DOOR_CANDIDATES, MAX_MESSAGE_BYTES};
use crate::time::UnixTime;

/// The part of the holes that comes first, less its certificates: identifiers of items. And the holes behind it.
pub(super) struct Prelude<'a> {
    items: Few<Item, USUAL_ITEMS>,
    holes: Input<'a>,
}

/// As many items as a response usually discloses.
const USUAL_ITEMS: usize = 2;

#[derive(Clone, Copy, Default)]
struct Item {
    name_space: u8,
    id: u64,
}

/// The certificates that may stand in one place of a template.
pub(super) enum Place<'a> {
    /// The one that the code carries.
    Inline(Vec<u8>),
    /// Those with this reference, not looked up yet.
    Reference(CertificateReference),
    /// Those that were found. No later one comes into any of the few choices.
    Found(Few<&'a [u8], MAX_DOOR_CANDIDATES>),
}

impl<'a> Prelude<'a> {
    /// Also gives the certificates of the code, one for each place.
    pub(super) fn read(
        template: &Template,
        holes: &'a [u8],
        certificates: Certificates,
    ) -> Result<(Self, Vec<Place<'a>>), DoorCodeError> {
        let mut input = Input::new(holes);
        let mut items = Few::new();
        let mut name_space = 0;
        let mut count = 0_usize;
        let mut failed = None;
        walk(template.ops(), &mut |op| {
            if let Op::Item { name_space: of, .. } = op {
                name_space = *of;
            } else if let Op::ItemId { below } = op {
                match read_id(&mut input, *below) {
                    Ok(id) => items.push(Item { name_space, id }),
                    Err(error) => failed = failed.or(Some(error)),
                }
            } else if *op == Op::Certificate {
                count = count.saturating_add(1);
            }
        });
        if let Some(error) = failed {
            return Err(error);
        }
        let certificates = (0..count)
            .map(|_| match certificates {
                Certificates::ByReference => {
                    input.array().map(CertificateReference::from_bytes).map(Place::Reference)
                }
                Certificates::Inline => {
                    let length = input.length()?;
                    unpack(input.take(length)?, MAX_CERTIFICATE_BYTES).map(Place::Inline)
                }
            })
            .collect::<Result<_, _>>()?;
        Ok((Self { items, holes: input }, certificates))
    }
}

fn read_id(input: &mut Input<'_>, below: u64) -> Result<u64, DoorCodeError> {
    let id = match below {
        1 => 0,
        2..=256 => u64::from(input.byte()?),
        _ => input.integer()?,
    };
    let end = if below == 0 { DIGEST_ID_END } else { below };
    if id < end { Ok(id) } else { Err(DoorCodeError::HoleInvalid) }
}

/// The response of `template` with these holes and certificates.
pub(super) fn expand(
    template: &Template,
    prelude: &Prelude<'_>,
    certificates: &[&[u8]],
) -> Result<Vec<u8>, DoorCodeError> {
    let parts = certificates.iter().map(|certificate| certificate.len());
    let parts = parts.chain([template.as_bytes().len(), prelude.holes.rest().len(), DIGEST_ROOM]);
    let capacity = parts.fold(0, usize::saturating_add).min(MAX_MESSAGE_BYTES);
    let mut expander = Expander {
        input: prelude.holes,
        items: &prelude.items,
        certificates: certificates.iter(),
        out: Vec::with_capacity(capacity),
        coordinate: None,
        age: None,
        date: 0,
        spans: Few::new(),
        computed: Few::new(),
    };
    expander.sequence(template.ops())?;
    expander.finish()
}

/// Bytes that an expansion makes out of nothing, if it is a usual one: digests, a coordinate, dates.
const DIGEST_ROOM: usize = 256;

/// A digest to be computed once all items stand.
#[derive(Clone, Copy)]
struct Computed {
    at: usize,
    item: usize,
    hash: HashAlgorithm,
}

impl Default for Computed {
    fn default() -> Self {
        Self { at: 0, item: 0, hash: HashAlgorithm::Sha256 }
    }
}

/// Where an item stands.
#[derive(Clone, Copy, Default)]
struct Span {
    start: usize,
    end: usize,
}

struct Expander<'a> {
    input: Input<'a>,
    items: &'a [Item],
    certificates: core::slice::Iter<'a, &'a [u8]>,
    out: Vec<u8>,
    /// The point of which one coordinate has not been asked for yet, and which one.
    coordinate: Option<(Sec1, Axis)>,
    /// The byte of an age element whose other half has not been asked for yet.
    age: Option<u8>,
    /// The last date, in seconds.
    date: i64,
    /// Where each item stands in `out`.
    spans: Few<Span, USUAL_ITEMS>,
    computed: Few<Computed, USUAL_ITEMS>,
}

impl Expander<'_> {
    fn sequence(&mut self, ops: &[Op]) -> Result<(), DoorCodeError> {
        ops.iter().try_for_each(|op| self.op(op))
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), DoorCodeError> {
        let length = self.out.len().saturating_add(bytes.len());
        if length > MAX_MESSAGE_BYTES {
            return Err(DoorCodeError::TooLarge);
        }
        self.out.extend_from_slice(bytes);
        Ok(())
    }

    fn op(&mut self, op: &Op) -> Result<(), DoorCodeError> {
        match op {
            Op::Literal(bytes) => self.put(bytes),
            Op::ByteString { head, ops } => {
                let start = self.out.len();
                let (spans, computed) = (self.spans.len(), self.computed.len());
                self.sequence(ops)?;
                let head = head
                    .encode(self.out.len().saturating_sub(start))
                    .ok_or(DoorCodeError::TemplateInvalid)?;
                let head = head.as_bytes();
                if self.out.len().saturating_add(head.len()) > MAX_MESSAGE_BYTES {
                    return Err(DoorCodeError::TooLarge);
                }
                let moved = head.len();
                // The head goes in front of what it is the head of.
                self.out.extend_from_slice(head);
                self.out.get_mut(start..).unwrap_or_default().rotate_right(moved);
                for span in self.spans.iter_mut().skip(spans) {
                    span.start = span.start.saturating_add(moved);
                    span.end = span.end.saturating_add(moved);
                }
                for digest in self.computed.iter_mut().skip(computed) {
                    digest.at = digest.at.saturating_add(moved);
                }
                Ok(())
            }
            Op::Raw(length) => {
                let bytes = self.input.take(*length)?;
                self.put(bytes)
            }
            Op::Blob => {
                let length = self.input.length()?;
                let bytes = self.input.take(length)?;
                self.put(bytes)
            }
            Op::Coordinate { curve, axis } => self.coordinate(*curve, *axis),
            Op::Date { unit, origin } => self.date(*unit, *origin),
            Op::Unsigned => {
                let value = self.input.integer()?;
                self.put(unsigned_head(value).as_bytes())
            }
            Op::Item { ops, .. } => {
                let start = self.out.len();
                self.sequence(ops)?;
                self.spans.push(Span { start, end: self.out.len() });
                Ok(())
            }
            Op::ItemId { .. } => {
                // The item around it is the next one to be complete.
                let item = self.items.get(self.spans.len()).ok_or(DoorCodeError::TemplateInvalid)?;
                self.put(unsigned_head(item.id).as_bytes())
            }
            Op::Digests { name_space, hash, ids, count } => self.digests(*name_space, *hash, *ids, *count),
            Op::AgeDigits => {
                let years = self.age()? >> 1;
                let digits = [years.checked_div(10), years.checked_rem(10)];
                self.put(&digits.map(|digit| digit.unwrap_or(0).saturating_add(b'0')))
            }
            Op::AgeValue => {
                let value = self.age()? & 1;
                self.put(&[0xf4 | value])
            }
            Op::Certificate => {
                let certificate = self.certificates.next().ok_or(DoorCodeError::TemplateInvalid)?;
                self.put(certificate)
            }
        }
    }

    /// The byte of an age element: read for the first half, kept for the second.
    fn age(&mut self) -> Result<u8, DoorCodeError> {
        if let Some(byte) = self.age.take() {
            return Ok(byte);
        }
        let byte = self.input.byte()?;
        if byte >= 200 {
            return Err(DoorCodeError::HoleInvalid);
        }
        self.age = Some(byte);
        Ok(byte)
    }

    fn coordinate(&mut self, curve: Curve, axis: Axis) -> Result<(), DoorCodeError> {
        if let Some((point, other)) = self.coordinate.take() {
            return self.put(of_axis(&point, other));
        }
        let point = self.input.take(curve.coordinate_bytes().saturating_add(1))?;
        let key = PublicKey::from_sec1_bytes(point).map_err(|_| DoorCodeError::HoleInvalid)?;
        let point = key.to_sec1();
        let other = match axis {
            Axis::X => Axis::Y,
            Axis::Y => Axis::X,
        };
        self.coordinate = Some((point, other));
        self.put(of_axis(&point, axis))
    }

    fn date(&mut self, unit: Unit, origin: Origin) -> Result<(), DoorCodeError> {
        let (from, counted) = match (origin, unit) {
            (Origin::Epoch, Unit::Days) => (0, i64::from(u16::from_be_bytes(self.input.array()?))),
            (Origin::Epoch, Unit::Seconds) => (0, i64::from(u32::from_be_bytes(self.input.array()?))),
            (Origin::Previous, _) => {
                (self.date, i64::try_from(self.input.integer()?).map_err(|_| DoorCodeError::HoleInvalid)?)
            }
        };
        let time = counted
            .checked_mul(unit.seconds())
            .and_then(|seconds| seconds.checked_add(from))
            .and_then(UnixTime::from_seconds)
            .ok_or(DoorCodeError::HoleInvalid)?;
        self.date = time.seconds();
        self.put(&time.rfc3339())
    }

    fn digests(
        &mut self,
        name_space: u8,
        hash: HashAlgorithm,
        ids: Ids,
        count: usize,
    ) -> Result<(), DoorCodeError> {
        let mut listed = Few::<u64, 8>::new();
        if ids == Ids::Listed {
            for _ in 0..count {
                let id = self.input.integer()?;
                // No digest twice, so no item is hashed twice.
                if id >= DIGEST_ID_END || listed.contains(&id) {
                    return Err(DoorCodeError::HoleInvalid);
                }
                listed.push(id);
            }
        }
        let head = HeadWidth::Shortest.encode(hash.digest_bytes()).ok_or(DoorCodeError::TemplateInvalid)?;
        for position in 0..count {
            let id = match ids {
                Ids::Sequential => u64::try_from(position).ok(),
                Ids::Listed => listed.get(position).copied(),
            }
            .ok_or(DoorCodeError::TemplateInvalid)?;
            self.put(unsigned_head(id).as_bytes())?;
            self.put(head.as_bytes())?;
            match self.items.iter().position(|item| (item.name_space, item.id) == (name_space, id)) {
                Some(item) => {
                    self.computed.push(Computed { at: self.out.len(), item, hash });
                    let place = [0; 64];
                    self.put(place.get(..hash.digest_bytes()).unwrap_or_default())?;
                }
                None => {
                    let digest = self.input.take(hash.digest_bytes())?;
                    self.put(digest)?;
                }
            }
        }
        Ok(())
    }

    /// Computes the digests of the disclosed items.
    fn finish(mut self) -> Result<Vec<u8>, DoorCodeError> {
        if !self.input.is_empty() {
            return Err(DoorCodeError::TrailingBytes);
        }
        for Computed { at, item, hash } in self.computed.iter().copied() {
            let span = self.spans.get(item).ok_or(DoorCodeError::TemplateInvalid)?;
            let bytes = self.out.get(span.start..span.end).ok_or(DoorCodeError::TemplateInvalid)?;
            let digest = Hasher::digest(hash, bytes);
            let digest = digest.as_bytes();
            let place = self.out.get_mut(at..).and_then(|rest| rest.get_mut(..digest.len()));
            place.ok_or(DoorCodeError::TemplateInvalid)?.copy_from_slice(digest);
        }
        Ok(self.out)
    }
}

fn of_axis(point: &Sec1, axis: Axis) -> &[u8] {
    match axis {
        Axis::X => point.x(),
        Axis::Y => point.y(),
    }
}
