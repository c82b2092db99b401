//! One X.509 certificate: its bytes as received, and the facts that the checks need.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use der::asn1::{BitStringRef, IntRef, ObjectIdentifier, OctetStringRef};
use der::{Decode as _, Reader as _, SliceReader, Tag};
use x509_cert::ext::pkix::BasicConstraints;

use super::asn1::{
    Envelope, ExtensionRef, Name, read_authority_key_id, read_extensions, read_optional, read_time,
};
use super::{Oid, PkiError};
use crate::crypto::{HashAlgorithm, PublicKey, sha256};
use crate::limits::{MAX_CERTIFICATE_BYTES, MAX_CERTIFICATES, MAX_MESSAGE_BYTES};
use crate::time::UnixTime;

const PEM_BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const PEM_END: &str = "-----END CERTIFICATE-----";

/// An X.509 version 3 certificate with an elliptic-curve key that this library supports.
///
/// Having one proves nothing: anybody can write one. What it says counts once a path to a trust anchor holds.
///
/// Extensions that are not used are not parsed, unless they are critical: deployed issuers emit malformed ones.
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

/// What the extensions say.
#[derive(Clone, Default)]
pub(super) struct Extensions {
    /// Every extension: its identifier, and whether it is critical.
    present: Vec<(Oid, bool)>,
    authority_key_id: Option<Vec<u8>>,
    subject_key_id: Option<Vec<u8>>,
    /// `None` where there is no basicConstraints extension, or it says that this is no CA.
    authority: Option<Authority>,
    key_usage: Option<KeyUsage>,
    extended_key_usage: Vec<Oid>,
}

/// The certificate is a CA's.
#[derive(Clone, Copy)]
pub(super) struct Authority {
    /// How many CA certificates may stand between this one and the leaf.
    pub(super) path_length: Option<u8>,
}

/// The bits of keyUsage, the first one lowest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct KeyUsage(u16);

impl KeyUsage {
    pub(super) const DIGITAL_SIGNATURE: Self = Self(1);
    pub(super) const NON_REPUDIATION: Self = Self(1 << 1);
    pub(super) const CERTIFICATE_SIGN: Self = Self(1 << 5);
    pub(super) const CRL_SIGN: Self = Self(1 << 6);

    fn read(value: &[u8]) -> der::Result<Self> {
        let bits = BitStringRef::from_der(value)?;
        let mut usage = 0_u16;
        for (position, bit) in bits.bits().enumerate().take(9) {
            usage |= u16::from(bit) << position;
        }
        Ok(Self(usage))
    }

    pub(super) const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
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

    /// Reads the first certificate of a PEM text; text around it is skipped.
    ///
    /// # Errors
    /// [`PkiError::CertificateMalformed`] where there is none, and those of [`Self::from_der`].
    pub fn from_pem(text: &str) -> Result<Self, PkiError> {
        let (der, _) = next_pem(text)?.ok_or(PkiError::CertificateMalformed)?;
        Self::from_der(&der)
    }

    /// Reads every certificate of a PEM text, in its order: a chain, leaf first.
    ///
    /// # Errors
    /// [`PkiError::ChainTooLong`] past [`MAX_CERTIFICATES`], and those of [`Self::from_pem`].
    pub fn chain_from_pem(text: &str) -> Result<Vec<Self>, PkiError> {
        let mut chain = Vec::new();
        let mut rest = text;
        while let Some((der, after)) = next_pem(rest)? {
            if chain.len() >= MAX_CERTIFICATES {
                return Err(PkiError::ChainTooLong);
            }
            chain.push(Self::from_der(&der)?);
            rest = after;
        }
        if chain.is_empty() { Err(PkiError::CertificateMalformed) } else { Ok(chain) }
    }

    /// The bytes, as received.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// PEM: 64 characters a line, each ended by a line feed.
    #[must_use]
    pub fn to_pem(&self) -> String {
        let mut pem = String::from(PEM_BEGIN);
        for (position, character) in STANDARD.encode(&self.der).chars().enumerate() {
            if position.is_multiple_of(64) {
                pem.push('\n');
            }
            pem.push(character);
        }
        pem.push('\n');
        pem.push_str(PEM_END);
        pem.push('\n');
        pem
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

    pub(super) fn has_extension(&self, oid: Oid) -> bool {
        self.extensions.present.iter().any(|(present, _)| *present == oid)
    }

    pub(super) fn has_critical_extension(&self, oid: Oid) -> bool {
        self.extensions.present.contains(&(oid, true))
    }

    /// No extension that the profiles forbid, and no critical one that is not processed here.
    pub(super) fn check_extensions(&self) -> Result<(), PkiError> {
        for (oid, critical) in &self.extensions.present {
            if Oid::FORBIDDEN.contains(oid) {
                return Err(PkiError::ExtensionForbidden);
            }
            if *critical && !PROCESSED.contains(oid) {
                return Err(PkiError::ExtensionCritical);
            }
        }
        Ok(())
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
    pub(super) fn check_signature(&self, issuer: &PublicKey) -> Result<(), PkiError> {
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

/// The extensions that are processed, so that they may be critical.
const PROCESSED: [Oid; 5] = [
    Oid::AUTHORITY_KEY_ID,
    Oid::BASIC_CONSTRAINTS,
    Oid::EXTENDED_KEY_USAGE,
    Oid::KEY_USAGE,
    Oid::SUBJECT_KEY_ID,
];

impl Extensions {
    fn read(extensions: &[ExtensionRef<'_>]) -> Result<Self, PkiError> {
        let mut found = Self::default();
        for extension in extensions {
            if found.present.iter().any(|(oid, _)| *oid == extension.oid) {
                return Err(PkiError::ExtensionDuplicate);
            }
            found.present.push((extension.oid, extension.critical));
            found.take(*extension).map_err(|_| PkiError::CertificateMalformed)?;
        }
        Ok(found)
    }

    fn take(&mut self, extension: ExtensionRef<'_>) -> der::Result<()> {
        let value = extension.value;
        match extension.oid {
            Oid::AUTHORITY_KEY_ID => self.authority_key_id = read_authority_key_id(value)?,
            Oid::SUBJECT_KEY_ID => {
                self.subject_key_id = Some(<&OctetStringRef>::from_der(value)?.as_bytes().to_vec());
            }
            Oid::BASIC_CONSTRAINTS => {
                let constraints = BasicConstraints::from_der(value)?;
                self.authority =
                    constraints.ca.then_some(Authority { path_length: constraints.path_len_constraint });
            }
            Oid::KEY_USAGE => self.key_usage = Some(KeyUsage::read(value)?),
            Oid::EXTENDED_KEY_USAGE => {
                let mut reader = SliceReader::new(value)?;
                self.extended_key_usage = reader.sequence(|reader| {
                    let mut usages = Vec::new();
                    while !reader.is_finished() {
                        usages.push(Oid(ObjectIdentifier::decode(reader)?));
                    }
                    Ok::<_, der::Error>(usages)
                })?;
                reader.finish()?;
            }
            _ => {}
        }
        Ok(())
    }
}

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
    fn read(tbs: &'a [u8]) -> der::Result<Self> {
        let mut reader = SliceReader::new(tbs)?;
        let fields = reader.sequence(Self::read_fields)?;
        reader.finish()?;
        Ok(fields)
    }

    fn read_fields(reader: &mut SliceReader<'a>) -> der::Result<Self> {
        // Version 3, written as 2: only it has extensions.
        match read_optional(reader, 0)? {
            Some(version) if u8::from_der(version)? == 2 => {}
            _ => return Err(Tag::Integer.value_error().into()),
        }
        // Negative numbers occur; what counts is that issuer and number name one certificate.
        let serial = IntRef::decode(reader)?.as_bytes();
        if serial.len() > 21 {
            return Err(Tag::Integer.length_error().into());
        }
        let algorithm = reader.tlv_bytes()?;
        let issuer = reader.tlv_bytes()?;
        let (not_before, not_after) =
            reader.sequence(|reader| Ok::<_, der::Error>((read_time(reader)?, read_time(reader)?)))?;
        let subject = reader.tlv_bytes()?;
        let public_key = reader.tlv_bytes()?;
        // The unique identifiers of version 2, which nobody uses.
        read_optional(reader, 1)?;
        read_optional(reader, 2)?;
        let extensions = read_optional(reader, 3)?;
        Ok(Self { serial, algorithm, issuer, subject, not_before, not_after, public_key, extensions })
    }
}

/// The key of a SubjectPublicKeyInfo: id-ecPublicKey with a named curve.
fn read_public_key(info: &[u8]) -> Result<PublicKey, PkiError> {
    let mut reader = SliceReader::new(info).map_err(|_| PkiError::CertificateMalformed)?;
    let (algorithm, point) = reader
        .sequence(|reader| Ok::<_, der::Error>((reader.tlv_bytes()?, BitStringRef::decode(reader)?)))
        .map_err(|_| PkiError::CertificateMalformed)?;
    let mut reader = SliceReader::new(algorithm).map_err(|_| PkiError::CertificateMalformed)?;
    let (algorithm, curve) = reader
        .sequence(|reader| {
            Ok::<_, der::Error>((ObjectIdentifier::decode(reader)?, ObjectIdentifier::decode(reader)?))
        })
        .map_err(|_| PkiError::KeyUnsupported)?;
    let length = match (Oid(algorithm), Oid(curve)) {
        (Oid::EC_PUBLIC_KEY, Oid::P256) => 65,
        (Oid::EC_PUBLIC_KEY, Oid::P384) => 97,
        _ => return Err(PkiError::KeyUnsupported),
    };
    // Uncompressed points only: ISO/IEC 18013-5 B.1.1.
    point
        .as_bytes()
        .filter(|point| point.len() == length)
        .and_then(|point| PublicKey::from_sec1_bytes(point).ok())
        .ok_or(PkiError::KeyUnsupported)
}

/// The next certificate of a PEM text, and the text after it.
fn next_pem(text: &str) -> Result<Option<(Vec<u8>, &str)>, PkiError> {
    let Some((_, after)) = text.split_once(PEM_BEGIN) else { return Ok(None) };
    let (body, rest) = after.split_once(PEM_END).ok_or(PkiError::CertificateMalformed)?;
    if body.len() > MAX_MESSAGE_BYTES {
        return Err(PkiError::CertificateTooLarge);
    }
    let base64: Vec<u8> = body.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let der = STANDARD.decode(base64).map_err(|_| PkiError::CertificateMalformed)?;
    Ok(Some((der, rest)))
}

/// A summary for people who inspect a certificate, several lines. Control characters in names are escaped.
impl fmt::Display for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_name(f, "subject", &self.subject)?;
        write_name(f, "issuer", &self.issuer)?;
        write_hex(f, "serial", &self.serial)?;
        writeln!(f, "valid: {} to {}", self.not_before, self.not_after)?;
        writeln!(f, "key: {}", self.public_key.curve().name())?;
        match self.authority() {
            Some(Authority { path_length: Some(length) }) => writeln!(f, "CA: path length {length}")?,
            Some(Authority { path_length: None }) => writeln!(f, "CA: any path length")?,
            None => {}
        }
        for usage in self.extended_key_usage() {
            writeln!(f, "extended key usage: {usage}")?;
        }
        for (label, identifier) in [
            ("subject key identifier", self.subject_key_id()),
            ("authority key identifier", self.authority_key_id()),
        ] {
            if let Some(identifier) = identifier {
                write_hex(f, label, identifier)?;
            }
        }
        write_hex(f, "sha-256", &self.sha256)
    }
}

fn write_name(f: &mut fmt::Formatter<'_>, label: &str, name: &Name) -> fmt::Result {
    write!(f, "{label}:")?;
    for (attribute, value) in
        [("C", name.country()), ("ST", name.state()), ("O", name.organization()), ("CN", name.common_name())]
    {
        if let Some(value) = value {
            write!(f, " {attribute}={}", value.escape_debug())?;
        }
    }
    writeln!(f)
}

fn write_hex(f: &mut fmt::Formatter<'_>, label: &str, bytes: &[u8]) -> fmt::Result {
    write!(f, "{label}: ")?;
    for byte in bytes {
        write!(f, "{byte:02x}")?;
    }
    writeln!(f)
}

/// The name and the number only; a whole certificate is of no use in a log.
impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({:?}, {} bytes)", self.subject_common_name(), self.der.len())
    }
}
