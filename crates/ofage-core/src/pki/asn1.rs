//! The parts that certificates and CRLs share: the signed envelope, names, extensions, times.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::{Oid, PkiError};
use crate::crypto::{HashAlgorithm, Hasher, Signature, VerifyingKey};
use crate::tlv::{
    Element, IA5_STRING, Malformed, OCTET_STRING, PRINTABLE_STRING, SEQUENCE, SET, TELETEX_STRING, Tlv,
    UTF8_STRING,
};

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
    pub(super) fn read(der: &[u8]) -> Result<Self, Malformed> {
        let body = Tlv::only(der, SEQUENCE)?;
        let mut reader = Tlv::new(body);
        let tbs = reader.element()?.whole;
        let algorithm = reader.element()?.whole.to_vec();
        let signature = reader.octets_of_bits()?;
        reader.finish()?;
        let start = der.len().saturating_sub(body.len());
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
        let oid = Tlv::only(inside, SEQUENCE)
            .and_then(|body| {
                let mut reader = Tlv::new(body);
                let oid = Oid::read(&mut reader)?;
                reader.finish()?;
                Ok(oid)
            })
            .map_err(|_| PkiError::AlgorithmUnsupported)?;
        [
            (Oid::ECDSA_SHA256, HashAlgorithm::Sha256),
            (Oid::ECDSA_SHA384, HashAlgorithm::Sha384),
            (Oid::ECDSA_SHA512, HashAlgorithm::Sha512),
        ]
        .into_iter()
        .find_map(|(known, hash)| (known == oid).then_some(hash))
        .ok_or(PkiError::AlgorithmUnsupported)
    }

    /// Whether `key` signed the signed part of `der`.
    pub(super) fn is_signed_by(&self, der: &[u8], hash: HashAlgorithm, key: &impl VerifyingKey) -> bool {
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
    pub(super) fn read(name: &[u8]) -> Result<Self, Malformed> {
        let mut found =
            Self { der: name.to_vec(), common_name: None, country: None, state: None, organization: None };
        let mut reader = Tlv::new(Tlv::only(name, SEQUENCE)?);
        while !reader.is_finished() {
            let mut set = Tlv::new(reader.expect(SET)?);
            while !set.is_finished() {
                let mut pair = set.sequence()?;
                let (attribute, value) = (Oid::read(&mut pair)?, pair.element()?);
                pair.finish()?;
                found.take(attribute, value)?;
            }
        }
        Ok(found)
    }

    fn take(&mut self, attribute: Oid, value: Element<'_>) -> Result<(), Malformed> {
        // Comparing, not matching: a match on a constant compares its bytes one by one in code.
        let place = if attribute == Oid::COMMON_NAME {
            &mut self.common_name
        } else if attribute == Oid::COUNTRY {
            &mut self.country
        } else if attribute == Oid::STATE {
            &mut self.state
        } else if attribute == Oid::ORGANIZATION {
            &mut self.organization
        } else {
            return Ok(());
        };
        if !matches!(value.tag, PRINTABLE_STRING | UTF8_STRING | IA5_STRING | TELETEX_STRING) {
            return Err(Malformed);
        }
        let text = core::str::from_utf8(value.contents).map_err(|_| Malformed)?;
        match place.replace(text.into()) {
            None => Ok(()),
            Some(_) => Err(Malformed),
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
pub(super) fn read_extensions(extensions: &[u8]) -> Result<Vec<ExtensionRef<'_>>, Malformed> {
    let mut reader = Tlv::new(Tlv::only(extensions, SEQUENCE)?);
    let mut found = Vec::new();
    while !reader.is_finished() {
        let mut extension = reader.sequence()?;
        let oid = Oid::read(&mut extension)?;
        let criticality = if extension.flag()? { Criticality::Critical } else { Criticality::NotCritical };
        let value = extension.expect(OCTET_STRING)?;
        extension.finish()?;
        found.push(ExtensionRef { oid, criticality, value });
    }
    Ok(found)
}

/// The `keyIdentifier` of an authorityKeyIdentifier value, if it has one.
pub(super) fn read_authority_key_id(value: &[u8]) -> Result<Option<Vec<u8>>, Malformed> {
    let mut reader = Tlv::new(Tlv::only(value, SEQUENCE)?);
    // [0] IMPLICIT OCTET STRING; the name and serial number of the issuer's issuer are not used.
    let identifier = reader.optional(0)?;
    reader.optional(1)?;
    reader.optional(2)?;
    reader.finish()?;
    Ok(identifier.map(<[u8]>::to_vec))
}
