//! One X.509 certificate: its bytes as received, and the facts that the checks need.

mod extensions;
mod pem;
mod summary;

use alloc::vec::Vec;

use self::extensions::Extensions;
pub(super) use self::extensions::{Authority, KeyUsage};
use super::asn1::{Criticality, Envelope, Name, read_extensions};
use super::{Oid, PkiError};
use crate::crypto::{Curve, HashAlgorithm, PublicKey, VerifyingKey, sha256};
use crate::limits::MAX_CERTIFICATE_BYTES;
use crate::time::UnixTime;
use crate::tlv::{Malformed, SEQUENCE, Tlv};

/// An X.509 version 3 certificate with an elliptic-curve key that this library supports.
///
/// Having one proves nothing: anybody can write one. What it says counts once a path to a trust anchor holds.
///
/// The values of extensions that are not used are not parsed: deployed issuers emit malformed ones. Whether one is
/// critical or forbidden counts when a path is checked, so that such a certificate can still be inspected.
///
/// Source: RFC 5280 4.1; ISO/IEC 18013-5 Annex B.
#[derive(Clone)]
pub struct Certificate {
    der: Vec<u8>,
    sha256: [u8; 32],
    envelope: Envelope,
    hash: HashAlgorithm,
    serial: Vec<u8>,
    issuer: Name,
    subject: Name,
    not_before: UnixTime,
    not_after: UnixTime,
    public_key: PublicKey,
    extensions: Extensions,
}

impl Certificate {
    /// Reads DER: exactly one certificate, and nothing after it.
    ///
    /// # Errors
    /// [`PkiError::CertificateTooLarge`] past [`MAX_CERTIFICATE_BYTES`]; [`PkiError::CertificateMalformed`];
    /// [`PkiError::AlgorithmMismatch`] where the signature algorithm differs inside and outside;
    /// [`PkiError::AlgorithmUnsupported`] for anything but ECDSA with SHA-2; [`PkiError::KeyUnsupported`] for anything
    /// but a point on P-256 or P-384; [`PkiError::ExtensionDuplicate`].
    pub fn from_der(der: &[u8]) -> Result<Self, PkiError> {
        if der.len() > MAX_CERTIFICATE_BYTES {
            return Err(PkiError::CertificateTooLarge);
        }
        let malformed = |_| PkiError::CertificateMalformed;
        let envelope = Envelope::read(der).map_err(malformed)?;
        let tbs = Tbs::read(envelope.tbs(der)).map_err(malformed)?;
        let extensions = match tbs.extensions {
            Some(extensions) => Extensions::read(&read_extensions(extensions).map_err(malformed)?)?,
            None => Extensions::default(),
        };
        Ok(Self {
            sha256: sha256(der),
            hash: envelope.hash_algorithm(tbs.algorithm)?,
            envelope,
            serial: tbs.serial.to_vec(),
            issuer: Name::read(tbs.issuer).map_err(malformed)?,
            subject: Name::read(tbs.subject).map_err(malformed)?,
            not_before: tbs.not_before,
            not_after: tbs.not_after,
            public_key: read_public_key(tbs.public_key)?,
            extensions,
            der: der.to_vec(),
        })
    }

    /// The bytes, as received.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// SHA-256 over [`Self::as_der`].
    #[must_use]
    pub const fn sha256(&self) -> [u8; 32] {
        self.sha256
    }

    /// The subject's key.
    #[must_use]
    pub const fn public_key(&self) -> PublicKey {
        self.public_key
    }

    /// The first second of validity.
    #[must_use]
    pub const fn not_before(&self) -> UnixTime {
        self.not_before
    }

    /// The last second of validity, inclusive.
    #[must_use]
    pub const fn not_after(&self) -> UnixTime {
        self.not_after
    }

    /// The serial number: the contents of the INTEGER, big-endian two's complement, 1 to 21 bytes.
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        &self.serial
    }

    /// The subject's commonName.
    #[must_use]
    pub fn subject_common_name(&self) -> Option<&str> {
        self.subject.common_name()
    }

    /// The subject's countryName, as written.
    #[must_use]
    pub fn subject_country(&self) -> Option<&str> {
        self.subject.country()
    }

    /// The subject's stateOrProvinceName, as written.
    #[must_use]
    pub fn subject_state(&self) -> Option<&str> {
        self.subject.state()
    }

    /// The subject's organizationName.
    #[must_use]
    pub fn subject_organization(&self) -> Option<&str> {
        self.subject.organization()
    }

    /// The issuer's commonName.
    #[must_use]
    pub fn issuer_common_name(&self) -> Option<&str> {
        self.issuer.common_name()
    }

    /// The issuer's countryName, as written.
    #[must_use]
    pub fn issuer_country(&self) -> Option<&str> {
        self.issuer.country()
    }

    /// The subject's distinguished name in DER, by which an issuer is found.
    #[must_use]
    pub fn subject_der(&self) -> &[u8] {
        self.subject.as_der()
    }

    /// The issuer's distinguished name in DER.
    #[must_use]
    pub fn issuer_der(&self) -> &[u8] {
        self.issuer.as_der()
    }

    /// The subjectKeyIdentifier.
    #[must_use]
    pub fn subject_key_id(&self) -> Option<&[u8]> {
        self.extensions.subject_key_id.as_deref()
    }

    /// The keyIdentifier of the authorityKeyIdentifier.
    #[must_use]
    pub fn authority_key_id(&self) -> Option<&[u8]> {
        self.extensions.authority_key_id.as_deref()
    }

    /// What the key may sign for: the identifiers of extendedKeyUsage.
    #[must_use]
    pub fn extended_key_usage(&self) -> &[Oid] {
        &self.extensions.extended_key_usage
    }

    /// Whether issuer and subject are the same name, byte for byte.
    pub(super) fn is_self_issued(&self) -> bool {
        self.issuer == self.subject
    }

    pub(super) fn issuer(&self) -> &Name {
        &self.issuer
    }

    pub(super) fn subject(&self) -> &Name {
        &self.subject
    }

    pub(super) const fn authority(&self) -> Option<Authority> {
        self.extensions.authority
    }

    /// Whether there is a keyUsage extension that allows `usage`.
    pub(super) fn allows(&self, usage: KeyUsage) -> bool {
        self.extensions.key_usage.is_some_and(|allowed| allowed.contains(usage))
    }

    pub(super) fn has_extension(&self, oid: Oid, criticality: Criticality) -> bool {
        self.extensions.present.contains(&(oid, criticality))
    }

    /// The value of an extension, as received.
    #[cfg(feature = "issuer")]
    pub(super) fn extension_value(&self, oid: Oid) -> Option<Vec<u8>> {
        let extensions = Tbs::read(self.envelope.tbs(&self.der)).ok()?.extensions?;
        let extensions = read_extensions(extensions).ok()?;
        extensions.iter().find(|extension| extension.oid == oid).map(|extension| extension.value.to_vec())
    }

    /// No extension that the profiles forbid, and no critical one that is not processed here.
    pub(super) fn check_extensions(&self) -> Result<(), PkiError> {
        self.extensions.check()
    }

    pub(super) fn check_validity(&self, now: UnixTime) -> Result<(), PkiError> {
        if now < self.not_before {
            Err(PkiError::CertificateNotYetValid)
        } else if now > self.not_after {
            Err(PkiError::CertificateExpired)
        } else {
            Ok(())
        }
    }

    /// The signature over the bytes as received.
    pub(super) fn check_signature(&self, issuer: &impl VerifyingKey) -> Result<(), PkiError> {
        if self.envelope.is_signed_by(&self.der, self.hash, issuer) {
            Ok(())
        } else {
            Err(PkiError::CertificateSignature)
        }
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Certificate {}

/// The fields of a TBSCertificate, as slices of the message.
struct Tbs<'a> {
    serial: &'a [u8],
    algorithm: &'a [u8],
    issuer: &'a [u8],
    subject: &'a [u8],
    not_before: UnixTime,
    not_after: UnixTime,
    public_key: &'a [u8],
    extensions: Option<&'a [u8]>,
}

impl<'a> Tbs<'a> {
    fn read(tbs: &'a [u8]) -> Result<Self, Malformed> {
        let mut reader = Tlv::new(Tlv::only(tbs, SEQUENCE)?);
        // Version 3, written as 2: only it has extensions.
        if reader.optional(0)? != Some(&[2, 1, 2]) {
            return Err(Malformed);
        }
        // Negative numbers occur; what counts is that issuer and number name one certificate.
        let serial = reader.integer()?;
        if serial.len() > 21 {
            return Err(Malformed);
        }
        let algorithm = reader.element()?.whole;
        let issuer = reader.element()?.whole;
        let mut validity = reader.sequence()?;
        let (not_before, not_after) = (validity.time()?, validity.time()?);
        validity.finish()?;
        let subject = reader.element()?.whole;
        let public_key = reader.element()?.whole;
        // The unique identifiers of version 2, which nobody uses.
        reader.optional(1)?;
        reader.optional(2)?;
        let extensions = reader.optional(3)?;
        reader.finish()?;
        Ok(Self { serial, algorithm, issuer, subject, not_before, not_after, public_key, extensions })
    }
}

/// The key of a SubjectPublicKeyInfo: id-ecPublicKey with a named curve.
fn read_public_key(info: &[u8]) -> Result<PublicKey, PkiError> {
    let malformed = |_| PkiError::CertificateMalformed;
    let mut reader = Tlv::new(Tlv::only(info, SEQUENCE).map_err(malformed)?);
    let algorithm = reader.element().map_err(malformed)?;
    let (unused, point) = reader.bits().map_err(malformed)?;
    reader.finish().map_err(malformed)?;
    read_named_curve(algorithm.whole)
        .ok()
        // Uncompressed points only: ISO/IEC 18013-5 B.1.1.
        .filter(|curve| unused == 0 && point.len() == curve.uncompressed_bytes())
        .and_then(|_| PublicKey::from_sec1_bytes(point).ok())
        .ok_or(PkiError::KeyUnsupported)
}

fn read_named_curve(algorithm: &[u8]) -> Result<Curve, Malformed> {
    let mut reader = Tlv::new(Tlv::only(algorithm, SEQUENCE)?);
    let (algorithm, curve) = (Oid::read(&mut reader)?, Oid::read(&mut reader)?);
    reader.finish()?;
    if algorithm != Oid::EC_PUBLIC_KEY {
        Err(Malformed)
    } else if curve == Oid::P256 {
        Ok(Curve::P256)
    } else if curve == Oid::P384 {
        Ok(Curve::P384)
    } else {
        Err(Malformed)
    }
}
