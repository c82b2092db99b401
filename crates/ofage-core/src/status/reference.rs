//! What the `status` of an MSO says: where the attestation stands in which list.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::cbor::{Key, Reader, Writer};
use crate::error::{DecodeError, DecodeErrorKind as Kind};
use crate::mdoc::ElementValue;

/// The `status` of an MSO.
///
/// ```cddl
/// Status = { ? "status_list": { "idx": uint, "uri": tstr, ? "certificate": bstr },
///            ? "identifier_list": { "id": bstr, "uri": tstr, ? "certificate": bstr } }
/// ```
///
/// It links the presentations of one attestation, so it is read, used and dropped.
///
/// Source: ISO/IEC 18013-5 12.3.6.
#[derive(Clone, PartialEq, Eq)]
pub struct StatusReference {
    index: Option<IndexReference>,
    identifier: Option<IdentifierReference>,
}

/// An entry of a status list.
#[derive(Clone, PartialEq, Eq)]
pub struct IndexReference {
    index: u64,
    uri: String,
    certificate: Option<Vec<u8>>,
}

/// An identifier that an identifier list may hold.
#[derive(Clone, PartialEq, Eq)]
pub struct IdentifierReference {
    id: Vec<u8>,
    uri: String,
    certificate: Option<Vec<u8>>,
}

impl StatusReference {
    /// A place in a status list.
    #[must_use]
    pub fn index(uri: &str, index: u64) -> Self {
        let index = IndexReference { index, uri: uri.into(), certificate: None };
        Self { index: Some(index), identifier: None }
    }

    /// An identifier for an identifier list.
    #[must_use]
    pub fn identifier(uri: &str, id: &[u8]) -> Self {
        let identifier = IdentifierReference { id: id.into(), uri: uri.into(), certificate: None };
        Self { index: None, identifier: Some(identifier) }
    }

    /// Reads the `status` of a presentation.
    ///
    /// # Errors
    /// [`DecodeError`] where it is not a map of this shape, or names no list at all. An identifier that is a text is
    /// refused: compared with the byte strings of a list, it would never be found, so a revoked attestation would pass.
    pub fn decode(status: &ElementValue) -> Result<Self, DecodeError> {
        let mut reader = Reader::decode(status.as_cbor())?;
        let start = reader;
        let (mut index, mut identifier) = (None, None);
        for _ in 0..reader.map()? {
            match reader.key()? {
                Key::Text("status_list") => {
                    let Entry { id, uri, certificate } =
                        read_entry(&mut reader, "idx", |reader| reader.unsigned())?;
                    index = Some(IndexReference { index: id, uri, certificate });
                }
                Key::Text("identifier_list") => {
                    let Entry { id, uri, certificate } =
                        read_entry(&mut reader, "id", |reader| reader.bytes().map(<[u8]>::to_vec))?;
                    identifier = Some(IdentifierReference { id, uri, certificate });
                }
                Key::Int(_) | Key::Text(_) | Key::Other => {
                    reader.skip()?;
                }
            }
        }
        if index.is_none() && identifier.is_none() {
            return Err(start.error(Kind::MissingField));
        }
        Ok(Self { index, identifier })
    }

    /// The CBOR item, for an issuer to put into the MSO.
    #[must_use]
    pub fn to_value(&self) -> ElementValue {
        let mut writer = Writer::new();
        writer.map(usize::from(self.index.is_some()).saturating_add(usize::from(self.identifier.is_some())));
        if let Some(index) = &self.index {
            writer.text("status_list").map(2_usize.saturating_add(usize::from(index.certificate.is_some())));
            writer.text("idx").unsigned(index.index);
            write_rest(&mut writer, &index.uri, index.certificate.as_deref());
        }
        if let Some(identifier) = &self.identifier {
            let entries = 2_usize.saturating_add(usize::from(identifier.certificate.is_some()));
            writer.text("identifier_list").map(entries);
            writer.text("id").bytes(&identifier.id);
            write_rest(&mut writer, &identifier.uri, identifier.certificate.as_deref());
        }
        ElementValue::from_checked(&writer.finish())
    }

    /// The entry of a status list, if it names one.
    #[must_use]
    pub const fn status_list(&self) -> Option<&IndexReference> {
        self.index.as_ref()
    }

    /// The identifier, if it names one.
    #[must_use]
    pub const fn identifier_list(&self) -> Option<&IdentifierReference> {
        self.identifier.as_ref()
    }
}

/// What both kinds of reference have: what to look up, and in which list.
struct Entry<T> {
    id: T,
    uri: String,
    certificate: Option<Vec<u8>>,
}

fn read_entry<'a, T>(
    reader: &mut Reader<'a>,
    id_key: &str,
    mut read_id: impl FnMut(&mut Reader<'a>) -> Result<T, DecodeError>,
) -> Result<Entry<T>, DecodeError> {
    let start = *reader;
    let (mut id, mut uri, mut certificate) = (None, None, None);
    for _ in 0..reader.map()? {
        match reader.key()? {
            Key::Text(key) if key == id_key => id = Some(read_id(reader)?),
            Key::Text("uri") => uri = Some(reader.text()?.into()),
            Key::Text("certificate") => certificate = Some(reader.bytes()?.to_vec()),
            Key::Int(_) | Key::Text(_) | Key::Other => {
                reader.skip()?;
            }
        }
    }
    let missing = || start.error(Kind::MissingField);
    Ok(Entry { id: id.ok_or_else(missing)?, uri: uri.ok_or_else(missing)?, certificate })
}

fn write_rest(writer: &mut Writer, uri: &str, certificate: Option<&[u8]>) {
    writer.text("uri").text(uri);
    if let Some(certificate) = certificate {
        writer.text("certificate").bytes(certificate);
    }
}

impl IndexReference {
    /// The number of the entry, from 0.
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// The address of the list, which is also its name.
    #[must_use]
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// The certificate (DER) that the list's signer must lead to; without one it is the root of the document signer.
    #[must_use]
    pub fn certificate(&self) -> Option<&[u8]> {
        self.certificate.as_deref()
    }
}

impl IdentifierReference {
    /// The identifier.
    #[must_use]
    pub fn id(&self) -> &[u8] {
        &self.id
    }

    /// The address of the list, which is also its name.
    #[must_use]
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// The certificate (DER) that the list's signer must lead to; without one it is the root of the document signer.
    #[must_use]
    pub fn certificate(&self) -> Option<&[u8]> {
        self.certificate.as_deref()
    }
}

/// Redacted: it names one attestation.
impl fmt::Debug for StatusReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StatusReference(..)")
    }
}

/// Redacted: it names one attestation.
impl fmt::Debug for IndexReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IndexReference(..)")
    }
}

/// Redacted: it names one attestation.
impl fmt::Debug for IdentifierReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdentifierReference(..)")
    }
}
