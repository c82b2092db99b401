//! From a sample response to the parts of its template.
//!
//! The walk knows the structures of ISO/IEC 18013-5. What it knows to be the same in every response of an issuer becomes
//! a literal; what differs becomes a typed hole; whatever it does not know becomes a [`Op::Blob`], so that nothing
//! personal can end up in a template.

use alloc::vec::Vec;

use super::DoorCodeError;
use super::op::{Axis, HeadWidth, Ids, Op, Origin, Unit};
use super::parts::{Parts, integer_key, text_key};
use crate::age::AgeThreshold;
use crate::cbor::{Head, Major, Reader, shortest_width};
use crate::crypto::{Curve, HashAlgorithm, PublicKey};
use crate::limits::DIGEST_ID_END;
use crate::mdoc::{DeviceResponse, Mso};
use crate::time::UnixTime;

/// The parts of the template of `sample`.
pub(super) fn derive(sample: &[u8]) -> Result<Vec<Op>, DoorCodeError> {
    let response = DeviceResponse::decode(sample)?;
    let Some(document) = response.document.filter(|_| response.documents == 1) else {
        return Err(DoorCodeError::ResponseUnsupported);
    };
    let (payload, base) =
        document.issuer_signed.issuer_auth.payload.ok_or(DoorCodeError::ResponseUnsupported)?;
    let mut walk = Walk { layout: Layout::of(&Mso::decode(payload, base)?), date: None };
    let mut ops = Parts::default();
    walk.response(&mut Reader::decode(sample)?, &mut ops)?;
    Ok(ops.into_ops())
}

/// The name spaces of `valueDigests`, in order.
struct Layout<'a> {
    hash: Option<HashAlgorithm>,
    name_spaces: Vec<NameSpace<'a>>,
}

struct NameSpace<'a> {
    name: &'a str,
    ids: Ids,
    count: usize,
}

impl<'a> Layout<'a> {
    fn of(mso: &Mso<'a>) -> Self {
        let mut name_spaces: Vec<NameSpace<'a>> = Vec::new();
        for entry in mso.value_digests.iter() {
            let position = match name_spaces.last() {
                Some(last) if last.name == entry.name_space => last.count,
                _ => {
                    name_spaces.push(NameSpace { name: entry.name_space, ids: Ids::Sequential, count: 0 });
                    0
                }
            };
            if let Some(last) = name_spaces.last_mut() {
                last.count = position.saturating_add(1);
                if u64::try_from(position) != Ok(entry.digest_id) {
                    last.ids = Ids::Listed;
                }
            }
        }
        Self { hash: HashAlgorithm::from_name(mso.digest_algorithm), name_spaces }
    }

    /// The number and description of a name space that parts can refer to.
    fn find(&self, name: &str) -> Option<(u8, &NameSpace<'a>, HashAlgorithm)> {
        let index = self.name_spaces.iter().position(|space| space.name == name)?;
        Some((u8::try_from(index).ok()?, self.name_spaces.get(index)?, self.hash?))
    }
}

/// What a COSE message is about.
#[derive(Clone, Copy)]
enum Payload {
    Mso,
    Detached,
}

/// The walk over the response, and what one part needs to know of another.
struct Walk<'a> {
    layout: Layout<'a>,
    /// The last date.
    date: Option<UnixTime>,
}

impl<'a> Walk<'a> {
    fn response(&mut self, reader: &mut Reader<'a>, out: &mut Parts) -> Result<(), DoorCodeError> {
        out.fields(reader, |key, reader, out| match key {
            "version" | "status" => out.copy(reader),
            "documents" => out.array(reader, |_, reader, out| self.document(reader, out)),
            _ => out.blob(reader),
        })
    }

    fn document(&mut self, reader: &mut Reader<'a>, out: &mut Parts) -> Result<(), DoorCodeError> {
        out.fields(reader, |key, reader, out| match key {
            "docType" => out.copy(reader),
            "issuerSigned" => out.fields(reader, |key, reader, out| match key {
                "nameSpaces" => self.issuer_name_spaces(reader, out),
                "issuerAuth" => self.cose(Payload::Mso, reader, out),
                _ => out.blob(reader),
            }),
            "deviceSigned" => out.fields(reader, |key, reader, out| match key {
                "nameSpaces" => device_name_spaces(reader, out),
                "deviceAuth" => out.fields(reader, |key, reader, out| match key {
                    "deviceSignature" | "deviceMac" => self.cose(Payload::Detached, reader, out),
                    _ => out.blob(reader),
                }),
                _ => out.blob(reader),
            }),
            _ => out.blob(reader),
        })
    }

    fn issuer_name_spaces(&mut self, reader: &mut Reader<'a>, out: &mut Parts) -> Result<(), DoorCodeError> {
        out.fields(reader, |name, reader, out| {
            out.array(reader, |_, reader, out| match self.item(name, *reader)? {
                Some(op) => {
                    reader.skip()?;
                    out.push(op);
                    Ok(())
                }
                None => out.blob(reader),
            })
        })
    }

    /// An item whose digest the verifier can compute; `None` for one of an unusual form.
    fn item(&self, name: &str, mut reader: Reader<'a>) -> Result<Option<Op>, DoorCodeError> {
        let Some((name_space, space, _)) = self.layout.find(name) else { return Ok(None) };
        let below = match space.ids {
            Ids::Sequential => u64::try_from(space.count).unwrap_or(0),
            Ids::Listed => 0,
        };
        let (_, inner) = { reader }.embedded()?;
        let age = is_age_statement(inner)?;
        let mut identified = false;
        let mut ops = Parts::default();
        ops.embedded(&mut reader, |reader, out| {
            out.fields(reader, |key, reader, out| match key {
                "digestID" if is_digest_id(reader.peek()?, below) => {
                    reader.skip()?;
                    out.push(Op::ItemId { below });
                    identified = true;
                    Ok(())
                }
                "random" => out.raw_string(reader),
                "elementIdentifier" if age => {
                    let start = *reader;
                    reader.head()?;
                    reader.content(u64::try_from("age_over_".len()).unwrap_or(0))?;
                    out.literal(reader.since(start));
                    reader.content(2)?;
                    out.push(Op::AgeDigits);
                    Ok(())
                }
                "elementIdentifier" => out.copy(reader),
                "elementValue" if age => {
                    reader.skip()?;
                    out.push(Op::AgeValue);
                    Ok(())
                }
                _ => out.blob(reader),
            })
        })?;
        Ok(identified.then_some(Op::Item { name_space, ops: ops.into_ops() }))
    }

    /// COSE_Sign1 or COSE_Mac0: protected header, unprotected header, payload, signature or tag.
    fn cose(
        &mut self,
        payload: Payload,
        reader: &mut Reader<'a>,
        out: &mut Parts,
    ) -> Result<(), DoorCodeError> {
        out.array(reader, |index, reader, out| match (index, payload) {
            (0, _) if reader.peek()?.argument == 0 => out.copy(reader),
            (0, _) => out.byte_string(reader, headers),
            (1, _) => headers(reader, out),
            (2, Payload::Mso) => out
                .byte_string(reader, |reader, out| out.embedded(reader, |reader, out| self.mso(reader, out))),
            (2, Payload::Detached) if reader.peek()?.major == Major::Simple => out.copy(reader),
            (2, Payload::Detached) => out.blob(reader),
            _ => out.raw_string(reader),
        })
    }

    fn mso(&mut self, reader: &mut Reader<'a>, out: &mut Parts) -> Result<(), DoorCodeError> {
        out.fields(reader, |key, reader, out| match key {
            "version" | "digestAlgorithm" | "docType" => out.copy(reader),
            "valueDigests" => self.value_digests(reader, out),
            "deviceKeyInfo" => out.fields(reader, |key, reader, out| match key {
                "deviceKey" => device_key(reader, out),
                "keyAuthorizations" => out.copy(reader),
                _ => out.blob(reader),
            }),
            "validityInfo" => out.fields(reader, |_, reader, out| self.date(reader, out)),
            "status" => status(reader, out),
            _ => out.blob(reader),
        })
    }

    fn value_digests(&self, reader: &mut Reader<'a>, out: &mut Parts) -> Result<(), DoorCodeError> {
        out.fields(reader, |name, reader, out| match self.layout.find(name) {
            Some((name_space, space, hash)) if are_digests(*reader, hash)? => {
                let start = *reader;
                reader.map()?;
                out.literal(reader.since(start));
                for _ in 0..space.count {
                    reader.skip()?;
                    reader.skip()?;
                }
                out.push(Op::Digests { name_space, hash, ids: space.ids, count: space.count });
                Ok(())
            }
            _ => out.blob(reader),
        })
    }

    /// A date of `validityInfo`, counted from the one before it where it is not earlier.
    fn date(&mut self, reader: &mut Reader<'a>, out: &mut Parts) -> Result<(), DoorCodeError> {
        let Some(time) = plain_date(*reader) else { return out.blob(reader) };
        let unit_of = |seconds: i64| {
            if seconds.rem_euclid(Unit::Days.seconds()) == 0 { Unit::Days } else { Unit::Seconds }
        };
        let op = match self.date {
            Some(previous) if time >= previous => {
                Op::Date { unit: unit_of(time.seconds_since(previous)), origin: Origin::Previous }
            }
            _ => Op::Date { unit: unit_of(time.seconds()), origin: Origin::Epoch },
        };
        if op == (Op::Date { unit: Unit::Seconds, origin: Origin::Epoch })
            && u32::try_from(time.seconds()).is_err()
            || op == (Op::Date { unit: Unit::Days, origin: Origin::Epoch })
                && u16::try_from(time.date().days()).is_err()
        {
            return out.blob(reader);
        }
        let start = *reader;
        reader.tag()?;
        let head = reader.head()?;
        out.literal(reader.since(start));
        reader.content(head.argument)?;
        out.push(op);
        self.date = Some(time);
        Ok(())
    }
}

/// A `tdate`; `None` for anything else.
fn plain_date(mut reader: Reader<'_>) -> Option<UnixTime> {
    reader.tdate().ok()
}

/// Whether an item is `age_over_NN` with a boolean.
fn is_age_statement(mut reader: Reader<'_>) -> Result<bool, DoorCodeError> {
    let (mut threshold, mut boolean) = (false, false);
    for _ in 0..reader.map()? {
        match text_key(&mut reader)? {
            "elementIdentifier" => {
                threshold = AgeThreshold::from_element_id(reader.text()?).is_some();
            }
            "elementValue" => {
                let mut value = reader;
                boolean = value.bool().is_ok();
                reader.skip()?;
            }
            _ => {
                reader.skip()?;
            }
        }
    }
    Ok(threshold && boolean)
}

/// An unsigned integer in its shortest form.
const fn is_unsigned(head: Head) -> bool {
    matches!(head.major, Major::Unsigned) && head.width == shortest_width(head.argument)
}

const fn is_digest_id(head: Head, below: u64) -> bool {
    is_unsigned(head) && head.argument < if below == 0 { DIGEST_ID_END } else { below }
}

/// Whether a map has the form that [`Op::Digests`] writes.
fn are_digests(mut reader: Reader<'_>, hash: HashAlgorithm) -> Result<bool, DoorCodeError> {
    let length = u64::try_from(hash.digest_bytes()).unwrap_or(0);
    for _ in 0..reader.map()? {
        let id = reader.peek()?;
        reader.skip()?;
        let digest = reader.peek()?;
        reader.skip()?;
        if !is_digest_id(id, 0)
            || digest != (Head { major: Major::Bytes, argument: length, width: shortest_width(length) })
        {
            return Ok(false);
        }
    }
    Ok(true)
}

/// `DeviceNameSpacesBytes`: as it is where the device asserts nothing.
fn device_name_spaces(reader: &mut Reader<'_>, out: &mut Parts) -> Result<(), DoorCodeError> {
    let (_, mut inner) = { *reader }.embedded()?;
    if inner.map()? == 0 { out.copy(reader) } else { out.blob(reader) }
}

/// Header parameters: the algorithm is the layout's, the certificates have their own part.
fn headers<'a>(reader: &mut Reader<'a>, out: &mut Parts) -> Result<(), DoorCodeError> {
    out.parameters(reader, |label, reader, out| match label {
        1 => out.copy(reader),
        33 if reader.peek()?.major == Major::Array => {
            out.array(reader, |_, reader, out| certificate(reader, out))
        }
        33 => certificate(reader, out),
        _ => out.blob(reader),
    })
}

fn certificate(reader: &mut Reader<'_>, out: &mut Parts) -> Result<(), DoorCodeError> {
    let head = reader.head()?;
    reader.content(head.argument)?;
    let head = HeadWidth::of(head.width, head.argument);
    out.push(Op::ByteString { head, ops: alloc::vec![Op::Certificate] });
    Ok(())
}

/// A COSE_Key: `x` and `y` of one point; a hole where it has another form.
fn device_key(reader: &mut Reader<'_>, out: &mut Parts) -> Result<(), DoorCodeError> {
    let Some(curve) = plain_curve(*reader) else { return out.blob(reader) };
    out.parameters(reader, |label, reader, out| {
        let axis = match label {
            -2 => Axis::X,
            -3 => Axis::Y,
            1 | -1 => return out.copy(reader),
            _ => return out.blob(reader),
        };
        let start = *reader;
        let head = reader.head()?;
        out.literal(reader.since(start));
        reader.content(head.argument)?;
        out.push(Op::Coordinate { curve, axis });
        Ok(())
    })
}

/// The curve of a COSE_Key with two full coordinates; `None` for one of another form.
fn plain_curve(mut reader: Reader<'_>) -> Option<Curve> {
    let (mut x, mut y) = (&[][..], &[][..]);
    for _ in 0..reader.map().ok()? {
        match integer_key(&mut reader).ok()? {
            -2 => x = reader.bytes().ok()?,
            -3 => y = reader.bytes().ok()?,
            _ => {
                reader.skip().ok()?;
            }
        }
    }
    let curve = [Curve::P256, Curve::P384].into_iter().find(|curve| curve.coordinate_bytes() == x.len())?;
    PublicKey::from_coordinates(curve, x, y).ok().map(|_| curve)
}

/// `{"status_list": {"idx": uint, "uri": tstr}}`: the index is a hole, the list's address is the layout's.
///
/// Source: draft-ietf-oauth-status-list.
fn status(reader: &mut Reader<'_>, out: &mut Parts) -> Result<(), DoorCodeError> {
    if reader.peek()?.major != Major::Map {
        return out.blob(reader);
    }
    out.fields(reader, |key, reader, out| match key {
        "status_list" if reader.peek()?.major == Major::Map => {
            out.fields(reader, |key, reader, out| match key {
                "idx" if is_unsigned(reader.peek()?) && reader.peek()?.argument >> 63 == 0 => {
                    reader.skip()?;
                    out.push(Op::Unsigned);
                    Ok(())
                }
                "uri" if reader.peek()?.major == Major::Text => out.copy(reader),
                _ => out.blob(reader),
            })
        }
        _ => out.blob(reader),
    })
}
