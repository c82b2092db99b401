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
use crate::cbor::{HeadBytes, Key, Reader};
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

/// `DeviceAuthenticationBytes`, the detached payload of both forms, in parts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DeviceAuthentication<'a> {
    /// Tag 24, and the head of the byte string in it.
    heads: [HeadBytes; 2],
    transcript: &'a [u8],
    doc_type_head: HeadBytes,
    doc_type: &'a str,
    name_spaces_bytes: &'a [u8],
}

impl<'a> DeviceAuthentication<'a> {
    /// An array of four, and its first element.
    const START: &'static [u8] = b"\x84\x74DeviceAuthentication";

    pub(crate) fn new(
        transcript: &'a SessionTranscript,
        doc_type: &'a str,
        name_spaces_bytes: &'a [u8],
    ) -> Self {
        let doc_type_head = HeadBytes::of_length(3, doc_type.len());
        let mut whole = Self {
            heads: [HeadBytes::shortest(6, 24), HeadBytes::of_length(2, 0)],
            transcript: transcript.as_bytes(),
            doc_type_head,
            doc_type,
            name_spaces_bytes,
        };
        let [_, _, array @ ..] = whole.parts();
        let length = array.iter().fold(0_usize, |sum, part| sum.saturating_add(part.len()));
        let [_, head] = &mut whole.heads;
        *head = HeadBytes::of_length(2, length);
        whole
    }

    pub(crate) fn parts(&self) -> [&[u8]; 7] {
        let [tag, head] = &self.heads;
        [
            tag.as_bytes(),
            head.as_bytes(),
            Self::START,
            self.transcript,
            self.doc_type_head.as_bytes(),
            self.doc_type.as_bytes(),
            self.name_spaces_bytes,
        ]
    }

    pub(crate) fn to_bytes(self) -> Vec<u8> {
        self.parts().concat()
    }
}
