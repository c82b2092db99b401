//! What the device key signs or authenticates.
//!
//! ```cddl
//! DeviceSigned = { "nameSpaces": #6.24(bstr .cbor { * NameSpace => { + tstr => any } }), "deviceAuth": DeviceAuth }
//! DeviceAuth = { "deviceSignature": COSE_Sign1 } / { "deviceMac": COSE_Mac0 }
//! DeviceAuthenticationBytes = #6.24(bstr .cbor [ "DeviceAuthentication", SessionTranscript, DocType, DeviceNameSpacesBytes ])
//! ```
//!
//! Source: ISO/IEC 18013-5 12.4.

use alloc::vec::Vec;

use super::SessionTranscript;
use crate::cbor::{Key, Reader, Writer};
use crate::cose::{Mac0, Sign1, Tagging};
use crate::error::{DecodeError, DecodeErrorKind as Kind};

/// A DeviceSigned as received.
#[derive(Clone, Debug)]
pub(crate) struct DeviceSigned<'a> {
    /// `DeviceNameSpacesBytes`: tag 24 included.
    pub(crate) name_spaces_bytes: &'a [u8],
    /// The names of the elements in it.
    pub(crate) name_spaces: Vec<DeviceNameSpace<'a>>,
    pub(crate) auth: DeviceAuth<'a>,
}

/// What the device asserts in one name space. The values are not read: no age statement may come from the device.
#[derive(Clone, Debug)]
pub(crate) struct DeviceNameSpace<'a> {
    pub(crate) name: &'a str,
    pub(crate) element_ids: Vec<&'a str>,
}

/// One of the two ways in which the device key shows its presence.
#[derive(Clone, Debug)]
pub(crate) enum DeviceAuth<'a> {
    Signature(Sign1<'a>),
    Mac(Mac0<'a>),
}

impl<'a> DeviceSigned<'a> {
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let start = *reader;
        let (mut name_spaces, mut auth) = (None, None);
        for _ in 0..reader.map()? {
            match reader.key()? {
                Key::Text("nameSpaces") => name_spaces = Some(read_name_spaces(reader)?),
                Key::Text("deviceAuth") => auth = Some(DeviceAuth::read(reader)?),
                Key::Int(_) | Key::Text(_) | Key::Other => {
                    reader.skip()?;
                }
            }
        }
        let missing = || start.error(Kind::MissingField);
        let (name_spaces_bytes, name_spaces) = name_spaces.ok_or_else(missing)?;
        Ok(Self { name_spaces_bytes, name_spaces, auth: auth.ok_or_else(missing)? })
    }
}

/// The bytes as received, and the names in them.
fn read_name_spaces<'a>(
    reader: &mut Reader<'a>,
) -> Result<(&'a [u8], Vec<DeviceNameSpace<'a>>), DecodeError> {
    let (bytes, mut inner) = reader.embedded()?;
    let mut name_spaces = Vec::new();
    for _ in 0..inner.map()? {
        let name = inner.text()?;
        let mut element_ids = Vec::new();
        for _ in 0..inner.map()? {
            element_ids.push(inner.text()?);
            inner.skip()?;
        }
        name_spaces.push(DeviceNameSpace { name, element_ids });
    }
    Ok((bytes, name_spaces))
}

impl<'a> DeviceAuth<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let start = *reader;
        let (mut signature, mut mac) = (None, None);
        for _ in 0..reader.map()? {
            match reader.key()? {
                Key::Text("deviceSignature") => signature = Some(Sign1::decode(reader, Tagging::Untagged)?),
                Key::Text("deviceMac") => mac = Some(Mac0::decode(reader)?),
                Key::Int(_) | Key::Text(_) | Key::Other => {
                    reader.skip()?;
                }
            }
        }
        match (signature, mac) {
            (Some(signature), None) => Ok(Self::Signature(signature)),
            (None, Some(mac)) => Ok(Self::Mac(mac)),
            (Some(_), Some(_)) | (None, None) => Err(start.error(Kind::NotExactlyOne)),
        }
    }
}

/// `DeviceAuthenticationBytes`, the detached payload of both forms.
pub(crate) fn device_authentication_bytes(
    transcript: &SessionTranscript,
    doc_type: &str,
    name_spaces_bytes: &[u8],
) -> Vec<u8> {
    let parts = [transcript.as_bytes().len(), doc_type.len(), name_spaces_bytes.len()];
    let length = parts.iter().fold(48_usize, |sum, part| sum.saturating_add(*part));
    let mut array = Writer::with_capacity(length);
    array
        .array(4)
        .text("DeviceAuthentication")
        .raw(transcript.as_bytes())
        .text(doc_type)
        .raw(name_spaces_bytes);
    let array = array.finish();
    let mut bytes = Writer::with_capacity(array.len().saturating_add(8));
    bytes.embedded(&array);
    bytes.finish()
}
