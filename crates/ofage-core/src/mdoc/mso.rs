//! The MobileSecurityObject: what the issuer's signature covers.
//!
//! ```cddl
//! MobileSecurityObject = { "version": "1.0", "digestAlgorithm": tstr,
//!   "valueDigests": { + NameSpace => { + DigestID => Digest } }, "deviceKeyInfo": DeviceKeyInfo, "docType": tstr,
//!   "validityInfo": ValidityInfo, ? "status": any }
//! DeviceKeyInfo = { "deviceKey": COSE_Key, ? "keyAuthorizations": KeyAuthorizations, ? "keyInfo": any }
//! KeyAuthorizations = { ? "nameSpaces": [+ NameSpace], ? "dataElements": { + NameSpace => [+ tstr] } }
//! ValidityInfo = { "signed": tdate, "validFrom": tdate, "validUntil": tdate, ? "expectedUpdate": tdate }
//! ```
//!
//! Source: ISO/IEC 18013-5 12.3.4, 12.3.5.

use alloc::vec::Vec;

use crate::cbor::{Key, Reader};
use crate::cose::decode_key;
use crate::crypto::PublicKey;
use crate::error::{DecodeError, DecodeErrorKind as Kind};
use crate::few::Few;
use crate::limits::DIGEST_ID_END;
use crate::time::UnixTime;

/// An MSO as received. Nothing in it is true before the issuer's signature is verified.
#[derive(Clone, Debug)]
pub(crate) struct Mso<'a> {
    pub(crate) version: &'a str,
    pub(crate) digest_algorithm: &'a str,
    pub(crate) value_digests: Few<ValueDigest<'a>, USUAL_DIGESTS>,
    pub(crate) device_key: PublicKey,
    pub(crate) authorizations: Vec<Authorization<'a>>,
    pub(crate) doc_type: &'a str,
    pub(crate) validity: ValidityInfo,
    /// `status`, one CBOR item: read only where the policy asks for it.
    pub(crate) status: Option<&'a [u8]>,
}

/// An attestation of one age statement has one digest, or a few with decoys.
const USUAL_DIGESTS: usize = 4;

/// One entry of `valueDigests`.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ValueDigest<'a> {
    pub(crate) name_space: &'a str,
    pub(crate) digest_id: u64,
    pub(crate) digest: &'a [u8],
}

/// One entry of `keyAuthorizations`: a whole name space, or one element of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Authorization<'a> {
    pub(crate) name_space: &'a str,
    pub(crate) element: Option<&'a str>,
}

/// When the MSO was signed and is valid.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ValidityInfo {
    pub(crate) signed: UnixTime,
    pub(crate) valid_from: UnixTime,
    pub(crate) valid_until: UnixTime,
}

impl<'a> Mso<'a> {
    /// Reads the payload of `issuerAuth`: `#6.24(bstr .cbor MobileSecurityObject)`.
    pub(crate) fn decode(payload: &'a [u8], base: usize) -> Result<Self, DecodeError> {
        let (_, mut reader) = Reader::decode_at(payload, base)?.embedded()?;
        let reader = &mut reader;
        let start = *reader;
        let (mut version, mut digest_algorithm, mut value_digests) = (None, None, None);
        let (mut key, mut doc_type, mut validity, mut status) = (None, None, None, None);
        for _ in 0..reader.map()? {
            match reader.key()? {
                Key::Text("version") => version = Some(reader.text()?),
                Key::Text("digestAlgorithm") => digest_algorithm = Some(reader.text()?),
                Key::Text("valueDigests") => value_digests = Some(read_value_digests(reader)?),
                Key::Text("deviceKeyInfo") => key = Some(read_device_key_info(reader)?),
                Key::Text("docType") => doc_type = Some(reader.text()?),
                Key::Text("validityInfo") => validity = Some(ValidityInfo::read(reader)?),
                Key::Text("status") => status = Some(reader.skip()?),
                Key::Int(_) | Key::Text(_) | Key::Other => {
                    reader.skip()?;
                }
            }
        }
        let missing = || start.error(Kind::MissingField);
        let (device_key, authorizations) = key.ok_or_else(missing)?;
        Ok(Self {
            version: version.ok_or_else(missing)?,
            digest_algorithm: digest_algorithm.ok_or_else(missing)?,
            value_digests: value_digests.ok_or_else(missing)?,
            device_key,
            authorizations,
            doc_type: doc_type.ok_or_else(missing)?,
            validity: validity.ok_or_else(missing)?,
            status,
        })
    }

    /// The digest that the issuer signed for an item.
    pub(crate) fn digest(&self, name_space: &str, digest_id: u64) -> Option<&'a [u8]> {
        self.value_digests
            .iter()
            .find(|entry| entry.digest_id == digest_id && entry.name_space == name_space)
            .map(|entry| entry.digest)
    }

    /// Whether `keyAuthorizations` lets the device key sign this element.
    pub(crate) fn authorizes(&self, name_space: &str, element: &str) -> bool {
        self.authorizations.iter().any(|entry| {
            entry.name_space == name_space && entry.element.is_none_or(|authorized| authorized == element)
        })
    }
}

fn read_value_digests<'a>(
    reader: &mut Reader<'a>,
) -> Result<Few<ValueDigest<'a>, USUAL_DIGESTS>, DecodeError> {
    let mut digests = Few::new();
    for _ in 0..reader.map()? {
        let name_space = reader.text()?;
        for _ in 0..reader.map()? {
            let at = *reader;
            let digest_id = reader.unsigned()?;
            if digest_id >= DIGEST_ID_END {
                return Err(at.error(Kind::DigestIdOutOfRange));
            }
            digests.push(ValueDigest { name_space, digest_id, digest: reader.bytes()? });
        }
    }
    Ok(digests)
}

fn read_device_key_info<'a>(
    reader: &mut Reader<'a>,
) -> Result<(PublicKey, Vec<Authorization<'a>>), DecodeError> {
    let start = *reader;
    let (mut key, mut authorizations) = (None, Vec::new());
    for _ in 0..reader.map()? {
        match reader.key()? {
            Key::Text("deviceKey") => key = Some(decode_key(reader)?),
            Key::Text("keyAuthorizations") => authorizations = read_authorizations(reader)?,
            Key::Int(_) | Key::Text(_) | Key::Other => {
                reader.skip()?;
            }
        }
    }
    Ok((key.ok_or_else(|| start.error(Kind::MissingField))?, authorizations))
}

fn read_authorizations<'a>(reader: &mut Reader<'a>) -> Result<Vec<Authorization<'a>>, DecodeError> {
    let mut authorizations = Vec::new();
    for _ in 0..reader.map()? {
        match reader.key()? {
            Key::Text("nameSpaces") => {
                for _ in 0..reader.array()? {
                    authorizations.push(Authorization { name_space: reader.text()?, element: None });
                }
            }
            Key::Text("dataElements") => {
                for _ in 0..reader.map()? {
                    let name_space = reader.text()?;
                    for _ in 0..reader.array()? {
                        authorizations.push(Authorization { name_space, element: Some(reader.text()?) });
                    }
                }
            }
            Key::Int(_) | Key::Text(_) | Key::Other => {
                reader.skip()?;
            }
        }
    }
    Ok(authorizations)
}

impl ValidityInfo {
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let start = *reader;
        let (mut signed, mut valid_from, mut valid_until) = (None, None, None);
        for _ in 0..reader.map()? {
            match reader.key()? {
                Key::Text("signed") => signed = Some(reader.tdate()?),
                Key::Text("validFrom") => valid_from = Some(reader.tdate()?),
                Key::Text("validUntil") => valid_until = Some(reader.tdate()?),
                Key::Int(_) | Key::Text(_) | Key::Other => {
                    reader.skip()?;
                }
            }
        }
        let missing = || start.error(Kind::MissingField);
        Ok(Self {
            signed: signed.ok_or_else(missing)?,
            valid_from: valid_from.ok_or_else(missing)?,
            valid_until: valid_until.ok_or_else(missing)?,
        })
    }
}
