//! What the issuer signed, as the holder keeps it and discloses from it.
//!
//! ```cddl
//! IssuerSigned = { ? "nameSpaces": { * NameSpace => [* #6.24(bstr .cbor IssuerSignedItem)] }, "issuerAuth": COSE_Sign1 }
//! IssuerSignedItem = { "digestID": uint, "random": bstr, "elementIdentifier": tstr, "elementValue": any }
//! ```
//!
//! Source: ISO/IEC 18013-5 10.3.3, 12.3.4.

use crate::cbor::{Key, Reader};
use crate::cose::{Sign1, Tagging};
use crate::error::{DecodeError, DecodeErrorKind as Kind};
use crate::few::Few;
use crate::limits::{DIGEST_ID_END, MAX_ITEMS};

/// An IssuerSigned as received.
#[derive(Clone, Debug)]
pub(crate) struct IssuerSigned<'a> {
    /// The items of all name spaces, in the order received.
    pub(crate) items: Few<IssuerSignedItem<'a>, USUAL_ITEMS>,
    /// `issuerAuth`, decoded.
    pub(crate) issuer_auth: Sign1<'a>,
    /// `issuerAuth`, as received.
    pub(crate) issuer_auth_bytes: &'a [u8],
}

/// A response to an age question discloses one item, or two.
const USUAL_ITEMS: usize = 2;

/// One item, and its bytes as they enter the digest.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct IssuerSignedItem<'a> {
    pub(crate) name_space: &'a str,
    /// `IssuerSignedItemBytes`: tag 24 included.
    pub(crate) bytes: &'a [u8],
    pub(crate) digest_id: u64,
    pub(crate) random: &'a [u8],
    pub(crate) element_id: &'a str,
    /// The value: one CBOR item of any type.
    pub(crate) value: &'a [u8],
}

impl<'a> IssuerSigned<'a> {
    /// Reads a whole message that is one IssuerSigned.
    pub(crate) fn decode(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        Self::read(&mut Reader::decode(bytes)?)
    }

    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let start = *reader;
        let (mut items, mut issuer_auth) = (Few::new(), None);
        for _ in 0..reader.map()? {
            match reader.key()? {
                Key::Text("nameSpaces") => items = read_name_spaces(reader)?,
                Key::Text("issuerAuth") => {
                    let at = *reader;
                    let sign1 = Sign1::decode(reader, Tagging::Untagged)?;
                    issuer_auth = Some((sign1, reader.since(at)));
                }
                Key::Int(_) | Key::Text(_) | Key::Other => {
                    reader.skip()?;
                }
            }
        }
        let (issuer_auth, issuer_auth_bytes) = issuer_auth.ok_or_else(|| start.error(Kind::MissingField))?;
        Ok(Self { items, issuer_auth, issuer_auth_bytes })
    }
}

fn read_name_spaces<'a>(
    reader: &mut Reader<'a>,
) -> Result<Few<IssuerSignedItem<'a>, USUAL_ITEMS>, DecodeError> {
    let mut items: Few<IssuerSignedItem<'a>, USUAL_ITEMS> = Few::new();
    for _ in 0..reader.map()? {
        let name_space = reader.text()?;
        let first = items.len();
        for _ in 0..reader.array()? {
            let at = *reader;
            if items.len() >= MAX_ITEMS {
                return Err(at.error(Kind::TooManyEntries));
            }
            let item = IssuerSignedItem::read(reader, name_space)?;
            // Name spaces are map keys, so items of one stand together.
            let twice = |other: &IssuerSignedItem<'_>| {
                other.element_id == item.element_id || other.digest_id == item.digest_id
            };
            if items.get(first..).unwrap_or_default().iter().any(twice) {
                return Err(at.error(Kind::DuplicateElement));
            }
            items.push(item);
        }
    }
    Ok(items)
}

impl<'a> IssuerSignedItem<'a> {
    fn read(reader: &mut Reader<'a>, name_space: &'a str) -> Result<Self, DecodeError> {
        let (bytes, mut inner) = reader.embedded()?;
        let start = inner;
        let (mut digest_id, mut random, mut element_id, mut value) = (None, None, None, None);
        for _ in 0..inner.map()? {
            match inner.key()? {
                Key::Text("digestID") => {
                    let at = inner;
                    let id = inner.unsigned()?;
                    if id >= DIGEST_ID_END {
                        return Err(at.error(Kind::DigestIdOutOfRange));
                    }
                    digest_id = Some(id);
                }
                Key::Text("random") => random = Some(inner.bytes()?),
                Key::Text("elementIdentifier") => element_id = Some(inner.text()?),
                Key::Text("elementValue") => value = Some(inner.skip()?),
                Key::Int(_) | Key::Text(_) | Key::Other => {
                    inner.skip()?;
                }
            }
        }
        let missing = || start.error(Kind::MissingField);
        Ok(Self {
            name_space,
            bytes,
            digest_id: digest_id.ok_or_else(missing)?,
            random: random.ok_or_else(missing)?,
            element_id: element_id.ok_or_else(missing)?,
            value: value.ok_or_else(missing)?,
        })
    }
}
