//! Certificate revocation lists: which document signers a root has withdrawn.

use alloc::vec::Vec;
use core::fmt;

use super::asn1::{Criticality, Envelope, Name, read_authority_key_id, read_extensions};
use super::certificate::KeyUsage;
use super::{Certificate, DocumentSigner, Oid, PkiError, TrustAnchors};
use crate::index::Index;
use crate::limits::{MAX_CRL_BYTES, MAX_CRL_ENTRIES, MAX_EXTENSIONS};
use crate::time::UnixTime;
use crate::tlv::{Malformed, SEQUENCE, Tlv};

/// A complete revocation list (version 2) whose root is trusted and signed it.
///
/// Source: ISO/IEC 18013-5 B.2; RFC 5280 5.
#[derive(Clone)]
pub struct Crl {
    issuer: Name,
    authority_key_id: Vec<u8>,
    number: Vec<u8>,
    this_update: UnixTime,
    next_update: UnixTime,
    /// When, by serial number.
    revoked: Revoked,
}

/// Serial numbers, and when each was revoked.
#[derive(Clone, Default)]
struct Revoked {
    /// Positions in `dates`.
    serials: Index,
    dates: Vec<UnixTime>,
}

/// What a revocation list says about a certificate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(clippy::exhaustive_enums, reason = "a caller must decide for each; there is no fourth answer")]
pub enum CrlState {
    /// Not revoked, according to a current list.
    Good,
    /// Revoked. Revocation is for good, so an old list says it as well.
    Revoked,
    /// Not revoked according to a list that is not current: undetermined.
    Stale,
}

impl Crl {
    /// Reads a list, finds its root among the anchors and checks its signature.
    ///
    /// # Errors
    /// [`PkiError::CrlTooLarge`] past [`MAX_CRL_BYTES`] or [`MAX_CRL_ENTRIES`]; [`PkiError::CrlMalformed`] where it is no
    /// version 2 list, has more than [`MAX_EXTENSIONS`] extensions, or has no next update, number or authority key identifier; [`PkiError::CrlUnsupported`] where it
    /// is not complete (delta, indirect, partial) or has an unknown critical extension;
    /// [`PkiError::AnchorUnknown`] and [`PkiError::KeyIdentifierMismatch`] where no root is its issuer;
    /// [`PkiError::KeyUsage`] where the root may not sign lists; [`PkiError::CrlSignature`];
    /// [`PkiError::AlgorithmMismatch`], [`PkiError::AlgorithmUnsupported`], [`PkiError::ExtensionDuplicate`].
    pub fn verify(der: &[u8], anchors: &TrustAnchors) -> Result<Self, PkiError> {
        if der.len() > MAX_CRL_BYTES {
            return Err(PkiError::CrlTooLarge);
        }
        let malformed = |_| PkiError::CrlMalformed;
        let envelope = Envelope::read(der).map_err(malformed)?;
        let fields = Fields::read(envelope.tbs(der)).map_err(malformed)?;
        let hash = envelope.hash_algorithm(fields.algorithm)?;
        let extensions = Extensions::read(fields.extensions)?;
        let issuer = Name::read(fields.issuer).map_err(malformed)?;
        let revoked = fields.revoked.map_or_else(|| Ok(Revoked::default()), read_revoked)?;
        let mut refused = PkiError::AnchorUnknown;
        for (_, root) in anchors.roots(fields.issuer) {
            if root.subject_key_id().is_some_and(|identifier| identifier != extensions.authority_key_id) {
                refused = PkiError::KeyIdentifierMismatch;
                continue;
            }
            if !envelope.is_signed_by(der, hash, &root.public_key()) {
                refused = PkiError::CrlSignature;
                continue;
            }
            if !root.allows(KeyUsage::CRL_SIGN) {
                return Err(PkiError::KeyUsage);
            }
            return Ok(Self {
                issuer,
                authority_key_id: extensions.authority_key_id,
                number: extensions.number,
                this_update: fields.this_update,
                next_update: fields.next_update,
                revoked,
            });
        }
        Err(refused)
    }

    /// The state of the certificate with this serial number (see [`super::Certificate::serial`]) and this issuer.
    #[must_use]
    pub fn state(&self, serial: &[u8], now: UnixTime) -> CrlState {
        if self.revoked.serials.contains(serial) {
            CrlState::Revoked
        } else if now < self.this_update || now > self.next_update {
            CrlState::Stale
        } else {
            CrlState::Good
        }
    }

    /// The state of a document signer; `None` where the list is not of its issuer, or only its key is trusted.
    #[must_use]
    pub fn state_of(&self, signer: &DocumentSigner, now: UnixTime) -> Option<CrlState> {
        let is_same_name = signer.issuer_der()? == self.issuer.as_der();
        let is_same_key = signer.authority_key_id().is_none_or(|key| key == self.authority_key_id);
        let serial = signer.serial()?;
        (is_same_name && is_same_key).then(|| self.state(serial, now))
    }

    /// Whether it revokes this certificate: of its issuer, and with its serial number. However old the list.
    #[must_use]
    pub fn revokes(&self, certificate: &Certificate) -> bool {
        certificate.issuer_der() == self.issuer.as_der()
            && certificate.authority_key_id().is_none_or(|key| key == self.authority_key_id)
            && self.revoked.serials.contains(certificate.serial())
    }

    /// Whether it revokes a document signer's certificate or one between it and the root.
    #[must_use]
    pub fn revokes_path_of(&self, signer: &DocumentSigner) -> bool {
        signer.path().any(|certificate| self.revokes(certificate))
    }

    /// When it was issued.
    #[must_use]
    pub const fn this_update(&self) -> UnixTime {
        self.this_update
    }

    /// When the next one is due; from then on this one is stale.
    #[must_use]
    pub const fn next_update(&self) -> UnixTime {
        self.next_update
    }

    /// The number of the list: big-endian, without leading zeros. Grows with every list of a root.
    #[must_use]
    pub fn number(&self) -> &[u8] {
        &self.number
    }

    /// How many certificates are revoked.
    #[must_use]
    pub fn len(&self) -> usize {
        self.revoked.serials.len()
    }

    /// The serial numbers of the revoked certificates, and when each was revoked.
    pub fn revoked(&self) -> impl Iterator<Item = (&[u8], UnixTime)> {
        self.revoked.serials.iter().filter_map(|(serial, positions)| {
            // Should a number stand there twice, the last date counts.
            let at = positions.last().and_then(|position| self.revoked.dates.get(*position))?;
            Some((serial, *at))
        })
    }

    /// Whether no certificate is revoked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The root's commonName.
    #[must_use]
    pub fn issuer_common_name(&self) -> Option<&str> {
        self.issuer.common_name()
    }

    /// The root's key identifier.
    #[must_use]
    pub fn authority_key_id(&self) -> &[u8] {
        &self.authority_key_id
    }

    /// The root's distinguished name in DER.
    #[must_use]
    pub fn issuer_der(&self) -> &[u8] {
        self.issuer.as_der()
    }

    /// Whether this list is an older one than `other` of the same root key: taking it instead would go back.
    #[must_use]
    pub fn is_older_than(&self, other: &Self) -> bool {
        let is_same_root = self.issuer == other.issuer && self.authority_key_id == other.authority_key_id;
        is_same_root && (self.number.len(), &self.number) < (other.number.len(), &other.number)
    }
}

impl fmt::Debug for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Crl({:?}, {} revoked, until {})", self.issuer_common_name(), self.len(), self.next_update)
    }
}

/// The fields of a TBSCertList.
struct Fields<'a> {
    algorithm: &'a [u8],
    issuer: &'a [u8],
    this_update: UnixTime,
    next_update: UnixTime,
    revoked: Option<Tlv<'a>>,
    extensions: &'a [u8],
}

impl<'a> Fields<'a> {
    fn read(tbs: &'a [u8]) -> Result<Self, Malformed> {
        let mut reader = Tlv::new(Tlv::only(tbs, SEQUENCE)?);
        // Version 2, written as 1.
        if reader.integer()? != [1] {
            return Err(Malformed);
        }
        let algorithm = reader.element()?.whole;
        let issuer = reader.element()?.whole;
        let (this_update, next_update) = (reader.time()?, reader.time()?);
        let revoked = if reader.next_is(SEQUENCE) { Some(reader.sequence()?) } else { None };
        let extensions = reader.optional(0)?.ok_or(Malformed)?;
        reader.finish()?;
        Ok(Self { algorithm, issuer, this_update, next_update, revoked, extensions })
    }
}

struct Extensions {
    authority_key_id: Vec<u8>,
    number: Vec<u8>,
}

impl Extensions {
    fn read(extensions: &[u8]) -> Result<Self, PkiError> {
        let (mut authority_key_id, mut number) = (None, None);
        let mut seen = Vec::new();
        let malformed = |_| PkiError::CrlMalformed;
        for extension in read_extensions(extensions).map_err(malformed)? {
            if seen.contains(&extension.oid) {
                return Err(PkiError::ExtensionDuplicate);
            }
            if seen.len() >= MAX_EXTENSIONS {
                return Err(PkiError::CrlMalformed);
            }
            seen.push(extension.oid);
            let oid = extension.oid;
            if oid == Oid::AUTHORITY_KEY_ID {
                authority_key_id = read_authority_key_id(extension.value).map_err(malformed)?;
            } else if oid == Oid::CRL_NUMBER {
                let mut reader = Tlv::new(extension.value);
                number = Some(reader.unsigned().map_err(malformed)?.to_vec());
                reader.finish().map_err(malformed)?;
            } else if oid == Oid::DELTA_CRL_INDICATOR
                || oid == Oid::ISSUING_DISTRIBUTION_POINT
                || extension.criticality == Criticality::Critical
            {
                // Delta and partial, critical or not: with them, absence from the list does not say that a certificate is
                // good.
                return Err(PkiError::CrlUnsupported);
            }
        }
        match (authority_key_id, number) {
            (Some(authority_key_id), Some(number)) => Ok(Self { authority_key_id, number }),
            _ => Err(PkiError::CrlMalformed),
        }
    }
}

fn read_revoked(mut revoked: Tlv<'_>) -> Result<Revoked, PkiError> {
    let malformed = |_| PkiError::CrlMalformed;
    let mut found = Revoked::default();
    while !revoked.is_finished() {
        if found.dates.len() >= MAX_CRL_ENTRIES {
            return Err(PkiError::CrlTooLarge);
        }
        let mut entry = revoked.sequence().map_err(malformed)?;
        let serial = entry.integer().map_err(malformed)?;
        let at = entry.time().map_err(malformed)?;
        // A reason may stand there; a critical extension may name another issuer.
        if !entry.is_finished() {
            let extensions = entry.element().map_err(malformed)?.whole;
            entry.finish().map_err(malformed)?;
            let extensions = read_extensions(extensions).map_err(malformed)?;
            if extensions.iter().any(|extension| extension.criticality == Criticality::Critical) {
                return Err(PkiError::CrlUnsupported);
            }
        }
        found.serials.add(serial, found.dates.len());
        found.dates.push(at);
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
