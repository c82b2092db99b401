//! DER, written: what certificates and revocation lists need of it.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::crypto::{Algorithm, PublicKey};
use crate::pki::asn1::Criticality;
use crate::pki::certificate::KeyUsage;
use crate::pki::{Oid, PkiError};
use crate::time::UnixTime;

pub(in crate::pki) const INTEGER: u8 = 0x02;
const BOOLEAN: u8 = 0x01;
const BIT_STRING: u8 = 0x03;
pub(in crate::pki) const OCTET_STRING: u8 = 0x04;
const OBJECT_IDENTIFIER: u8 = 0x06;
pub(in crate::pki) const UTF8_STRING: u8 = 0x0c;
pub(in crate::pki) const PRINTABLE_STRING: u8 = 0x13;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;

/// Tag, length and the parts one after the other.
pub(in crate::pki) fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length = parts.iter().fold(0_usize, |sum, part| sum.saturating_add(part.len()));
    let mut out = Vec::with_capacity(length.saturating_add(10));
    out.push(tag);
    let bytes = length.to_be_bytes();
    let short: &[u8] = bytes.iter().position(|byte| *byte != 0).and_then(|at| bytes.get(at..)).unwrap_or(&[]);
    match (short.len(), u8::try_from(length)) {
        (_, Ok(one)) if one < 0x80 => out.push(one),
        // At most 8 bytes of length.
        (count, _) => {
            out.push(u8::try_from(count).unwrap_or_default() | 0x80);
            out.extend_from_slice(short);
        }
    }
    for part in parts {
        out.extend_from_slice(part);
    }
    out
}

pub(in crate::pki) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(SEQUENCE, parts)
}

pub(in crate::pki) fn oid(oid: Oid) -> Vec<u8> {
    tlv(OBJECT_IDENTIFIER, &[oid.as_bytes()])
}

/// An INTEGER that is not negative, from big-endian bytes.
pub(in crate::pki) fn unsigned(bytes: &[u8]) -> Vec<u8> {
    let start = bytes.iter().position(|byte| *byte != 0);
    match start.and_then(|start| bytes.get(start..)) {
        None => tlv(INTEGER, &[&[0]]),
        Some(bytes) if bytes.first().is_some_and(|first| *first >= 0x80) => tlv(INTEGER, &[&[0], bytes]),
        Some(bytes) => tlv(INTEGER, &[bytes]),
    }
}

/// A BIT STRING of whole bytes.
pub(in crate::pki) fn bit_string(bytes: &[u8]) -> Vec<u8> {
    tlv(BIT_STRING, &[&[0], bytes])
}

/// UTCTime until 2049, GeneralizedTime from then on. Source: RFC 5280 4.1.2.5.
pub(in crate::pki) fn time(time: UnixTime) -> Vec<u8> {
    let digits: String = format!("{time}").chars().filter(char::is_ascii_digit).collect();
    match digits.get(2..) {
        Some(short) if (1950..2050).contains(&time.date().year()) => tlv(UTC_TIME, &[short.as_bytes(), b"Z"]),
        _ => tlv(GENERALIZED_TIME, &[digits.as_bytes(), b"Z"]),
    }
}

/// The AlgorithmIdentifier of signatures: ECDSA with the hash of the key's curve, without parameters.
pub(in crate::pki) fn signature_algorithm(algorithm: Algorithm) -> Vec<u8> {
    sequence(&[&oid(match algorithm {
        Algorithm::Es256 => Oid::ECDSA_SHA256,
        Algorithm::Es384 => Oid::ECDSA_SHA384,
    })])
}

/// A relative distinguished name with one attribute.
pub(in crate::pki) fn attribute(attribute: Oid, string: u8, text: &str) -> Vec<u8> {
    tlv(SET, &[&sequence(&[&oid(attribute), &tlv(string, &[text.as_bytes()])])])
}

/// One extension; `value` is its DER, not yet wrapped.
pub(in crate::pki) fn extension(extension: Oid, criticality: Criticality, value: &[u8]) -> Vec<u8> {
    let value = tlv(OCTET_STRING, &[value]);
    match criticality {
        Criticality::Critical => sequence(&[&oid(extension), &tlv(BOOLEAN, &[&[0xff]]), &value]),
        Criticality::NotCritical => sequence(&[&oid(extension), &value]),
    }
}

/// A BIT STRING of named bits: without the zeros at the end.
pub(in crate::pki) fn key_usage(usages: &[KeyUsage]) -> Vec<u8> {
    let bits = usages.iter().fold(0_u8, |bits, usage| bits | usage.first_octet());
    let unused = u8::try_from(bits.trailing_zeros().min(7)).unwrap_or_default();
    tlv(BIT_STRING, &[&[unused], &[bits]])
}

pub(in crate::pki) fn extended_key_usage(usages: &[Oid]) -> Vec<u8> {
    let usages: Vec<_> = usages.iter().map(|usage| oid(*usage)).collect();
    sequence(&[&usages.concat()])
}

/// A CA with at most `path_length` CAs below it.
pub(in crate::pki) fn authority(path_length: u8) -> Vec<u8> {
    sequence(&[&tlv(BOOLEAN, &[&[0xff]]), &unsigned(&[path_length])])
}

pub(in crate::pki) fn subject_key_id(identifier: &[u8]) -> Vec<u8> {
    tlv(OCTET_STRING, &[identifier])
}

pub(in crate::pki) fn authority_key_id(identifier: &[u8]) -> Vec<u8> {
    sequence(&[&tlv(0x80, &[identifier])])
}

/// One distribution point: `fullName` with one URI.
pub(in crate::pki) fn crl_distribution_point(uri: &str) -> Vec<u8> {
    let name = tlv(0x86, &[uri.as_bytes()]);
    sequence(&[&sequence(&[&tlv(0xa0, &[&tlv(0xa0, &[&name])])])])
}

/// SubjectPublicKeyInfo: the algorithm, and the key as an uncompressed point.
pub(in crate::pki) fn public_key(key: &PublicKey) -> Result<Vec<u8>, PkiError> {
    key.to_spki_der().map_err(|_| PkiError::CertificateMalformed)
}
