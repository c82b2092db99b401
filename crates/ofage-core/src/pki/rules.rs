//! What the certificate of a signer must be like.

use alloc::vec::Vec;

use super::asn1::Criticality;
use super::certificate::KeyUsage;
use super::{Certificate, Oid, PkiError};
use crate::crypto::{PublicKey, sha1};
use crate::time::UnixTime;

/// Longest validity of a document signer's certificate, in days. Source: ISO/IEC 18013-5 B.1.4.
pub const MAX_DOCUMENT_SIGNER_DAYS: i64 = 457;
/// Longest validity of a reader's or a VICAL signer's certificate, in days. Source: ISO/IEC 18013-5 B.1.7, C.1.7.
pub const MAX_OTHER_SIGNER_DAYS: i64 = 1187;
/// Longest validity of a root, in days: 20 years. Source: ISO/IEC 18013-5 B.1.2.
pub const MAX_ROOT_DAYS: i64 = 7305;

/// Shortest and longest serial number that the profiles allow, in bytes: 63 bits need 8 of them.
const SERIAL_BYTES: core::ops::RangeInclusive<usize> = 8..=20;

/// What a path check wants of the certificate at its end, besides a path.
///
/// Without [`Self::strict`], only what bears on security is checked, because deployed issuers deviate from the profile
/// in the rest: maximum lifetimes, form of the serial number, extensions that must be there.
#[derive(Clone, Debug)]
pub struct CertificateRules {
    role: Role,
    extended_key_usage: Vec<Oid>,
    strictness: Strictness,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    DocumentSigner,
    Reader,
    /// The standard leaves subject and extended key usage to the authority.
    StatusListSigner,
    VicalSigner,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Strictness {
    Lenient,
    Strict,
}

impl CertificateRules {
    /// For document signers whose extended key usage has at least one of these. With none, nothing is accepted.
    ///
    /// Source: ISO/IEC 18013-5 B.1.4.
    #[must_use]
    pub fn document_signer(extended_key_usage: impl IntoIterator<Item = Oid>) -> Self {
        Self::new(Role::DocumentSigner, extended_key_usage)
    }

    /// For readers that authenticate their requests.
    ///
    /// Source: ISO/IEC 18013-5 B.1.7.
    #[must_use]
    pub fn reader() -> Self {
        Self::new(Role::Reader, [Oid::MDL_READER, Oid::MDOC_READER])
    }

    /// For those who sign a list of roots (VICAL).
    ///
    /// Source: ISO/IEC 18013-5 C.1.7.
    #[must_use]
    pub fn vical_signer() -> Self {
        Self::new(Role::VicalSigner, [Oid::VICAL_SIGNER])
    }

    /// For those who sign status lists and identifier lists. The standard leaves their subject to the authority and makes
    /// the extended key usage optional; where there is one, it is for status lists or for document signers.
    ///
    /// Source: ISO/IEC 18013-5 B.1.10, 12.3.6; Token Status List 10.1.
    #[must_use]
    pub fn status_list_signer() -> Self {
        Self::new(
            Role::StatusListSigner,
            [
                Oid::STATUS_LIST_SIGNER,
                Oid::MDL_DOCUMENT_SIGNER,
                Oid::MDOC_DOCUMENT_SIGNER,
                Oid::EU_DOCUMENT_SIGNER,
            ],
        )
    }

    fn new(role: Role, extended_key_usage: impl IntoIterator<Item = Oid>) -> Self {
        let extended_key_usage = extended_key_usage.into_iter().collect();
        Self { role, extended_key_usage, strictness: Strictness::Lenient }
    }

    /// Wants the whole profile: maximum lifetime, serial number, country, and the extensions that must be there.
    #[must_use]
    pub const fn strict(mut self) -> Self {
        self.strictness = Strictness::Strict;
        self
    }

    /// The checks on the signer's certificate that need no other certificate.
    pub(super) fn check(&self, signer: &Certificate) -> Result<(), PkiError> {
        signer.check_extensions()?;
        if signer.authority().is_some() || signer.allows(KeyUsage::CERTIFICATE_SIGN) {
            return Err(PkiError::SignerIsCa);
        }
        if !signer.allows(self.role.key_usage()) {
            return Err(PkiError::KeyUsage);
        }
        let usages = signer.extended_key_usage();
        let may_be_without = self.role == Role::StatusListSigner && usages.is_empty();
        if !may_be_without && !usages.iter().any(|usage| self.extended_key_usage.contains(usage)) {
            return Err(PkiError::ExtendedKeyUsage);
        }
        match self.strictness {
            Strictness::Lenient => Ok(()),
            Strictness::Strict => self.role.check_profile(signer),
        }
    }

    /// The checks that compare the signer's certificate with its root's. Case does not count in these attributes
    /// (RFC 5280 7.1).
    pub(super) fn check_root(&self, signer: &Certificate, root: &Certificate) -> Result<(), PkiError> {
        let is_same_country = match (signer.subject_country(), root.subject_country()) {
            (Some(one), Some(two)) => one.eq_ignore_ascii_case(two),
            (None, Some(_)) => self.role == Role::StatusListSigner,
            (one, None) => one.is_none(),
        };
        if !is_same_country {
            return Err(PkiError::CountryMismatch);
        }
        if let (Some(one), Some(two)) = (signer.subject_state(), root.subject_state())
            && !one.eq_ignore_ascii_case(two)
        {
            return Err(PkiError::StateMismatch);
        }
        match self.strictness {
            Strictness::Lenient => Ok(()),
            Strictness::Strict => check_root_profile(root),
        }
    }
}

impl Role {
    const fn key_usage(self) -> KeyUsage {
        match self {
            Self::DocumentSigner | Self::Reader | Self::StatusListSigner => KeyUsage::DIGITAL_SIGNATURE,
            Self::VicalSigner => KeyUsage::NON_REPUDIATION,
        }
    }

    const fn max_days(self) -> i64 {
        match self {
            Self::DocumentSigner => MAX_DOCUMENT_SIGNER_DAYS,
            Self::Reader | Self::StatusListSigner | Self::VicalSigner => MAX_OTHER_SIGNER_DAYS,
        }
    }

    const fn critical_extensions(self) -> &'static [Oid] {
        match self {
            Self::DocumentSigner | Self::Reader | Self::VicalSigner => {
                &[Oid::KEY_USAGE, Oid::EXTENDED_KEY_USAGE]
            }
            Self::StatusListSigner => &[Oid::KEY_USAGE],
        }
    }

    /// The extensions that must be there and not be critical.
    const fn extensions(self) -> &'static [Oid] {
        match self {
            Self::DocumentSigner => &[
                Oid::SUBJECT_KEY_ID,
                Oid::AUTHORITY_KEY_ID,
                Oid::ISSUER_ALT_NAME,
                Oid::CRL_DISTRIBUTION_POINTS,
            ],
            Self::Reader | Self::VicalSigner => {
                &[Oid::SUBJECT_KEY_ID, Oid::AUTHORITY_KEY_ID, Oid::CRL_DISTRIBUTION_POINTS]
            }
            Self::StatusListSigner => &[Oid::SUBJECT_KEY_ID, Oid::AUTHORITY_KEY_ID],
        }
    }

    /// Whether the subject must have these attributes.
    fn has_subject(self, signer: &Certificate) -> bool {
        let has_country = signer.subject_country().is_some();
        let has_common_name = signer.subject_common_name().is_some();
        match self {
            Self::DocumentSigner => has_country && has_common_name,
            Self::Reader => has_common_name,
            Self::StatusListSigner => true,
            Self::VicalSigner => has_country && has_common_name && signer.subject_organization().is_some(),
        }
    }

    fn check_profile(self, signer: &Certificate) -> Result<(), PkiError> {
        if !has_days_at_most(signer.not_before(), signer.not_after(), self.max_days()) {
            return Err(PkiError::LifetimeTooLong);
        }
        let follows = has_good_serial(signer)
            && has_good_key_id(signer)
            && self.has_subject(signer)
            && has_critical(signer, self.critical_extensions())
            && has_not_critical(signer, self.extensions());
        if follows { Ok(()) } else { Err(PkiError::ProfileViolation) }
    }
}

/// The profile of roots. The country is wanted by the signer's profile, which must have the same.
///
/// Source: ISO/IEC 18013-5 B.1.2.
pub(super) fn check_root_profile(root: &Certificate) -> Result<(), PkiError> {
    if !has_days_at_most(root.not_before(), root.not_after(), MAX_ROOT_DAYS) {
        return Err(PkiError::LifetimeTooLong);
    }
    let follows = has_good_serial(root)
        && has_good_key_id(root)
        && root.subject_common_name().is_some()
        && root.authority().is_some_and(|authority| authority.path_length == Some(0))
        && root.allows(KeyUsage::CERTIFICATE_SIGN)
        && root.allows(KeyUsage::CRL_SIGN)
        && has_critical(root, &[Oid::KEY_USAGE, Oid::BASIC_CONSTRAINTS])
        && has_not_critical(root, &[Oid::SUBJECT_KEY_ID, Oid::ISSUER_ALT_NAME]);
    if follows { Ok(()) } else { Err(PkiError::ProfileViolation) }
}

fn has_critical(certificate: &Certificate, extensions: &[Oid]) -> bool {
    extensions.iter().all(|oid| certificate.has_extension(*oid, Criticality::Critical))
}

fn has_not_critical(certificate: &Certificate, extensions: &[Oid]) -> bool {
    extensions.iter().all(|oid| certificate.has_extension(*oid, Criticality::NotCritical))
}

/// Whether a validity, both ends included, is of at most `days` days.
pub(super) fn has_days_at_most(not_before: UnixTime, not_after: UnixTime, days: i64) -> bool {
    not_after.seconds_since(not_before) <= days.saturating_mul(86_400)
}

/// Positive, and of a length that 63 random bits and the standard's maximum allow.
fn has_good_serial(certificate: &Certificate) -> bool {
    let serial = certificate.serial();
    SERIAL_BYTES.contains(&serial.len()) && serial.first().is_some_and(|first| *first < 0x80)
}

/// SHA-1 over the bits of the key. Source: RFC 5280 4.2.1.2 (1); ISO/IEC 18013-5 Annex B.
pub(super) fn key_id(key: &PublicKey) -> [u8; 20] {
    sha1(&key.to_sec1_bytes())
}

fn has_good_key_id(certificate: &Certificate) -> bool {
    certificate.subject_key_id() == Some(&key_id(&certificate.public_key()))
}
