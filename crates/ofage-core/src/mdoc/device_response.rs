//! What the wallet sends.
//!
//! ```cddl
//! DeviceResponse = { "version": tstr, ? "documents": [+ Document], ? "documentErrors": [+ {+ DocType => int}],
//!                    "status": uint }
//! Document = { "docType": tstr, "issuerSigned": IssuerSigned, "deviceSigned": DeviceSigned, ? "errors": any }
//! ```
//!
//! Source: ISO/IEC 18013-5 10.3.

use super::device_signed::DeviceSigned;
use super::issuer_signed::IssuerSigned;
use crate::cbor::{Key, Reader};
use crate::error::{DecodeError, DecodeErrorKind as Kind};

/// A DeviceResponse as received.
#[derive(Clone, Debug)]
pub(crate) struct DeviceResponse<'a> {
    pub(crate) version: &'a str,
    /// The first document.
    pub(crate) document: Option<Document<'a>>,
    /// How many documents there are: all are read, and a response of several is refused later.
    pub(crate) documents: usize,
    pub(crate) status: u64,
}

/// One document of it.
#[derive(Clone, Debug)]
pub(crate) struct Document<'a> {
    pub(crate) doc_type: &'a str,
    pub(crate) issuer_signed: IssuerSigned<'a>,
    pub(crate) device_signed: DeviceSigned<'a>,
}

impl<'a> DeviceResponse<'a> {
    pub(crate) fn decode(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::decode(bytes)?;
        let start = reader;
        let (mut version, mut document, mut documents, mut status) = (None, None, 0, None);
        for _ in 0..reader.map()? {
            match reader.key()? {
                Key::Text("version") => version = Some(reader.text()?),
                Key::Text("documents") => {
                    documents = reader.array()?;
                    for _ in 0..documents {
                        let read = Document::decode(&mut reader)?;
                        document = document.or(Some(read));
                    }
                }
                Key::Text("status") => status = Some(reader.unsigned()?),
                Key::Int(_) | Key::Text(_) | Key::Other => {
                    reader.skip()?;
                }
            }
        }
        let missing = || start.error(Kind::MissingField);
        let (version, status) = (version.ok_or_else(missing)?, status.ok_or_else(missing)?);
        Ok(Self { version, document, documents, status })
    }
}

impl<'a> Document<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let start = *reader;
        let (mut doc_type, mut issuer_signed, mut device_signed) = (None, None, None);
        for _ in 0..reader.map()? {
            match reader.key()? {
                Key::Text("docType") => doc_type = Some(reader.text()?),
                Key::Text("issuerSigned") => issuer_signed = Some(IssuerSigned::read(reader)?),
                Key::Text("deviceSigned") => device_signed = Some(DeviceSigned::read(reader)?),
                Key::Int(_) | Key::Text(_) | Key::Other => {
                    reader.skip()?;
                }
            }
        }
        let missing = || start.error(Kind::MissingField);
        let document = Self {
            doc_type: doc_type.ok_or_else(missing)?,
            issuer_signed: issuer_signed.ok_or_else(missing)?,
            device_signed: device_signed.ok_or_else(missing)?,
        };
        // No element twice in one document, whoever signed it (ISO/IEC 18013-5 10.3.3). A name space may be long, so it is
        // compared once with each item, not once for each pair of elements.
        let twice = document.device_signed.name_spaces.iter().any(|name_space| {
            document
                .issuer_signed
                .items
                .iter()
                .filter(|item| item.name_space == name_space.name)
                .any(|item| name_space.element_ids.contains(&item.element_id))
        });
        if twice { Err(start.error(Kind::DuplicateElement)) } else { Ok(document) }
    }
}
