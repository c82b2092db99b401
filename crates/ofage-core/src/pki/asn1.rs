//! The parts that certificates and CRLs share: the signed envelope, names, extensions, times.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use der::asn1::{AnyRef, BitStringRef, OctetStringRef};
use der::{Decode as _, ErrorKind, Header, Reader as _, SliceReader, Tag};

use super::{Oid, PkiError};
use crate::crypto::{HashAlgorithm, Hasher, PublicKey, Signature};
use crate::time::UnixTime;

/// Where the signed part and the signature lie in the bytes of a certificate or CRL, which are kept as received.
#[derive(Clone)]
pub(super) struct Envelope {
    tbs: Range<usize>,
    /// The contents of the signature's BIT STRING, which end the message.
    signature_start: usize,
    /// The complete AlgorithmIdentifier outside the signed part.
    algorithm: Vec<u8>,
}

impl Envelope {
    /// `SEQUENCE { tbs, AlgorithmIdentifier, BIT STRING }`, and nothing after it.
    pub(super) fn read(der: &[u8]) -> der::Result<Self> {
        let mut reader = SliceReader::new(der)?;
        let header = Header::decode(&mut reader)?;
        header.tag().assert_eq(Tag::Sequence)?;
        if header.length() != reader.remaining_len() {
            return Err(ErrorKind::Failed.into());
        }
        let start = usize::try_from(reader.position())?;
        let tbs = reader.tlv_bytes()?;
        let algorithm = reader.tlv_bytes()?.to_vec();
        let signature: BitStringRef<'_> = reader.decode()?;
        let signature = signature.as_bytes().ok_or_else(|| der::Error::from(Tag::BitString.value_error()))?;
        reader.finish()?;
        let signature_start = der.len().saturating_sub(signature.len());
        Ok(Self { tbs: start..start.saturating_add(tbs.len()), signature_start, algorithm })
    }

    /// The signed part, complete with its tag and length.
    pub(super) fn tbs<'a>(&self, der: &'a [u8]) -> &'a [u8] {
        der.get(self.tbs.clone()).unwrap_or_default()
    }

    /// The hash of the signature algorithm, which must stand the same inside and outside the signed part.
    pub(super) fn hash_algorithm(&self, inside: &[u8]) -> Result<HashAlgorithm, PkiError> {
        if inside != self.algorithm {
            return Err(PkiError::AlgorithmMismatch);
        }
        // Without parameters, as RFC 5758 3.2 wants it.
        let oid = SliceReader::new(inside)
            .and_then(|mut reader| {
                let oid = reader.sequence(Oid::read)?;
                reader.finish()?;
                Ok(oid)
            })
            .map_err(|_| PkiError::AlgorithmUnsupported)?;
        match oid {
            Oid::ECDSA_SHA256 => Ok(HashAlgorithm::Sha256),
            Oid::ECDSA_SHA384 => Ok(HashAlgorithm::Sha384),
            Oid::ECDSA_SHA512 => Ok(HashAlgorithm::Sha512),
            _ => Err(PkiError::AlgorithmUnsupported),
        }
    }

    /// Whether `key` signed the signed part of `der`.
    pub(super) fn is_signed_by(&self, der: &[u8], hash: HashAlgorithm, key: &PublicKey) -> bool {
        let signature = der.get(self.signature_start..).unwrap_or_default();
        let Ok(signature) = Signature::from_der(key.curve().algorithm(), signature) else { return false };
        let hash = Hasher::digest(hash, self.tbs(der));
        key.verifies_hash(hash.as_bytes(), signature.as_bytes())
    }
}

/// A distinguished name: its bytes, by which names are compared, and the attributes that the profiles use.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Name {
    der: Vec<u8>,
    common_name: Option<String>,
    country: Option<String>,
    state: Option<String>,
    organization: Option<String>,
}

impl Name {
    /// Refuses a name with two countries, states, organizations or common names: no reader could tell which counts.
    pub(super) fn read(name: &[u8]) -> der::Result<Self> {
        let mut found =
            Self { der: name.to_vec(), common_name: None, country: None, state: None, organization: None };
        let mut reader = SliceReader::new(name)?;
        reader.sequence(|reader| {
            while !reader.is_finished() {
                let set = AnyRef::decode(reader)?;
                set.header().tag().assert_eq(Tag::Set)?;
                let mut set = SliceReader::new(set.value())?;
                while !set.is_finished() {
                    let (attribute, value) =
                        set.sequence(|pair| Ok::<_, der::Error>((Oid::read(pair)?, AnyRef::decode(pair)?)))?;
                    found.take(attribute, value)?;
                }
            }
            Ok::<_, der::Error>(())
        })?;
        reader.finish()?;
        Ok(found)
    }

    fn take(&mut self, attribute: Oid, value: AnyRef<'_>) -> der::Result<()> {
        let place = match attribute {
            Oid::COMMON_NAME => &mut self.common_name,
            Oid::COUNTRY => &mut self.country,
            Oid::STATE => &mut self.state,
            Oid::ORGANIZATION => &mut self.organization,
            _ => return Ok(()),
        };
        let tag = value.header().tag();
        if !matches!(tag, Tag::PrintableString | Tag::Utf8String | Tag::Ia5String | Tag::TeletexString) {
            return Err(tag.unexpected_error(None).into());
        }
        let text = core::str::from_utf8(value.value())?;
        match place.replace(text.into()) {
            None => Ok(()),
            Some(_) => Err(ErrorKind::Failed.into()),
        }
    }

    pub(super) fn as_der(&self) -> &[u8] {
        &self.der
    }

    pub(super) fn common_name(&self) -> Option<&str> {
        self.common_name.as_deref()
    }

    pub(super) fn country(&self) -> Option<&str> {
        self.country.as_deref()
    }

    pub(super) fn state(&self) -> Option<&str> {
        self.state.as_deref()
    }

    pub(super) fn organization(&self) -> Option<&str> {
        self.organization.as_deref()
    }
}

/// Whether a reader that does not know the extension must refuse the certificate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Criticality {
    Critical,
    NotCritical,
}

/// One extension; the value is not read until it is needed.
#[derive(Clone, Copy)]
pub(super) struct ExtensionRef<'a> {
    pub(super) oid: Oid,
    pub(super) criticality: Criticality,
    pub(super) value: &'a [u8],
}

/// `SEQUENCE OF Extension`, in the order of the message.
pub(super) fn read_extensions(extensions: &[u8]) -> der::Result<Vec<ExtensionRef<'_>>> {
    let mut reader = SliceReader::new(extensions)?;
    let mut found = Vec::new();
    reader.sequence(|reader| {
        while !reader.is_finished() {
            let extension = reader.sequence(|reader| {
                let oid = Oid::read(reader)?;
                let is_critical = Tag::peek(reader)? == Tag::Boolean && bool::decode(reader)?;
                let criticality = if is_critical { Criticality::Critical } else { Criticality::NotCritical };
                let value = <&OctetStringRef>::decode(reader)?.as_bytes();
                Ok::<_, der::Error>(ExtensionRef { oid, criticality, value })
            })?;
            found.push(extension);
        }
        Ok::<_, der::Error>(())
    })?;
    reader.finish()?;
    Ok(found)
}

/// The contents of the field with this context-specific tag, if it is the next one.
pub(super) fn read_optional<'a>(reader: &mut SliceReader<'a>, number: u32) -> der::Result<Option<&'a [u8]>> {
    if reader.is_finished() {
        return Ok(None);
    }
    let tag = Tag::peek(reader)?;
    if !tag.is_context_specific() || u32::from(tag.number()) != number {
        return Ok(None);
    }
    Ok(Some(AnyRef::decode(reader)?.value()))
}

/// The `keyIdentifier` of an authorityKeyIdentifier value, if it has one.
pub(super) fn read_authority_key_id(value: &[u8]) -> der::Result<Option<Vec<u8>>> {
    let mut reader = SliceReader::new(value)?;
    let identifier = reader.sequence(|reader| {
        // [0] IMPLICIT OCTET STRING; the name and serial number of the issuer's issuer are not used.
        let identifier = read_optional(reader, 0)?;
        read_optional(reader, 1)?;
        read_optional(reader, 2)?;
        Ok::<_, der::Error>(identifier.map(<[u8]>::to_vec))
    })?;
    reader.finish()?;
    Ok(identifier)
}

/// A `Time` of X.509, UTCTime or GeneralizedTime.
pub(super) fn read_time(reader: &mut SliceReader<'_>) -> der::Result<UnixTime> {
    let since_epoch = x509_cert::time::Time::decode(reader)?.to_unix_duration().as_secs();
    i64::try_from(since_epoch)
        .ok()
        .and_then(UnixTime::from_seconds)
        .ok_or_else(|| Tag::GeneralizedTime.value_error().into())
}
