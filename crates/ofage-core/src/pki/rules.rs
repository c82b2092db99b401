//! What the certificate of a signer must be like.

use alloc::vec::Vec;

use super::certificate::KeyUsage;
use super::{Certificate, Oid, PkiError};

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
    extended_key_usage: Vec<Oid>,
    unspecified: Unspecified,
    key_usage: KeyUsage,
    max_days: i64,
    /// Extensions that a strict check wants.
    required: &'static [Oid],
    strictness: Strictness,
}

/// What it means where the certificate has no extended key usage, or no country.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Unspecified {
    Refused,
    /// The standard leaves both to the authority.
    Accepted,
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
        Self {
            extended_key_usage: extended_key_usage.into_iter().collect(),
            unspecified: Unspecified::Refused,
            key_usage: KeyUsage::DIGITAL_SIGNATURE,
            max_days: MAX_DOCUMENT_SIGNER_DAYS,
            required: &[
                Oid::SUBJECT_KEY_ID,
                Oid::AUTHORITY_KEY_ID,
                Oid::ISSUER_ALT_NAME,
                Oid::CRL_DISTRIBUTION_POINTS,
            ],
            strictness: Strictness::Lenient,
        }
    }

    /// For readers that authenticate their requests.
    ///
    /// Source: ISO/IEC 18013-5 B.1.7.
    #[must_use]
    pub fn reader() -> Self {
        Self {
            max_days: MAX_OTHER_SIGNER_DAYS,
            required: &[Oid::SUBJECT_KEY_ID, Oid::AUTHORITY_KEY_ID, Oid::CRL_DISTRIBUTION_POINTS],
            ..Self::document_signer([Oid::MDL_READER, Oid::MDOC_READER])
        }
    }

    /// For those who sign a list of roots (VICAL).
    ///
    /// Source: ISO/IEC 18013-5 C.1.7.
    #[must_use]
    pub fn vical_signer() -> Self {
        Self {
            extended_key_usage: [Oid::VICAL_SIGNER].into(),
            key_usage: KeyUsage::NON_REPUDIATION,
            ..Self::reader()
        }
    }

    /// For those who sign status lists and identifier lists. The standard leaves their subject to the authority and makes
    /// the extended key usage optional; where there is one, it is for status lists or for document signers.
    ///
    /// Source: ISO/IEC 18013-5 B.1.10, 12.3.6; Token Status List 10.1.
    #[must_use]
    pub fn status_list_signer() -> Self {
        Self {
            extended_key_usage: [
                Oid::STATUS_LIST_SIGNER,
                Oid::MDL_DOCUMENT_SIGNER,
                Oid::MDOC_DOCUMENT_SIGNER,
                Oid::EU_DOCUMENT_SIGNER,
            ]
            .into(),
            unspecified: Unspecified::Accepted,
            required: &[Oid::SUBJECT_KEY_ID, Oid::AUTHORITY_KEY_ID],
            ..Self::reader()
        }
    }

    /// Wants the whole profile: maximum lifetime, serial number, country, and the extensions that must be there.
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.strictness = Strictness::Strict;
        self
    }

    /// The checks on the signer's certificate that need no other certificate.
    pub(super) fn check(&self, signer: &Certificate) -> Result<(), PkiError> {
        signer.check_extensions()?;
        if signer.authority().is_some() || signer.allows(KeyUsage::CERTIFICATE_SIGN) {
            return Err(PkiError::SignerIsCa);
        }
        if !signer.allows(self.key_usage) {
            return Err(PkiError::KeyUsage);
        }
        let usages = signer.extended_key_usage();
        let unspecified = usages.is_empty() && self.unspecified == Unspecified::Accepted;
        if !unspecified && !usages.iter().any(|usage| self.extended_key_usage.contains(usage)) {
            return Err(PkiError::ExtendedKeyUsage);
        }
        match self.strictness {
            Strictness::Lenient => Ok(()),
            Strictness::Strict => self.check_profile(signer),
        }
    }

    fn check_profile(&self, signer: &Certificate) -> Result<(), PkiError> {
        if days(signer) > self.max_days {
            return Err(PkiError::LifetimeTooLong);
        }
        let critical = [Oid::KEY_USAGE, Oid::EXTENDED_KEY_USAGE];
        let follows = has_good_serial(signer)
            && critical.iter().all(|oid| signer.has_critical_extension(*oid))
            && self
                .required
                .iter()
                .all(|oid| signer.has_extension(*oid) && !signer.has_critical_extension(*oid));
        if follows { Ok(()) } else { Err(PkiError::ProfileViolation) }
    }

    /// The checks that compare the signer's certificate with its root's.
    pub(super) fn check_root(&self, signer: &Certificate, root: &Certificate) -> Result<(), PkiError> {
        match (signer.subject_country(), root.subject_country()) {
            (Some(one), Some(two)) if one.eq_ignore_ascii_case(two) => {}
            (None, None) => {}
            (None, Some(_)) if self.unspecified == Unspecified::Accepted => {}
            _ => return Err(PkiError::CountryMismatch),
        }
        match (signer.subject_state(), root.subject_state()) {
            (Some(one), Some(two)) if !one.eq_ignore_ascii_case(two) => {
                return Err(PkiError::StateMismatch);
            }
            _ => {}
        }
        match self.strictness {
            Strictness::Lenient => Ok(()),
            Strictness::Strict => check_root_profile(root),
        }
    }
}

/// The profile of roots. The country is not wanted of a reader's or VICAL provider's root.
///
/// Source: ISO/IEC 18013-5 B.1.2.
fn check_root_profile(root: &Certificate) -> Result<(), PkiError> {
    if days(root) > MAX_ROOT_DAYS {
        return Err(PkiError::LifetimeTooLong);
    }
    let follows = has_good_serial(root)
        && root.authority().is_some_and(|authority| authority.path_length == Some(0))
        && root.allows(KeyUsage::CERTIFICATE_SIGN)
        && root.allows(KeyUsage::CRL_SIGN)
        && [Oid::KEY_USAGE, Oid::BASIC_CONSTRAINTS].iter().all(|oid| root.has_critical_extension(*oid))
        && [Oid::SUBJECT_KEY_ID, Oid::ISSUER_ALT_NAME].iter().all(|oid| root.has_extension(*oid));
    if follows { Ok(()) } else { Err(PkiError::ProfileViolation) }
}

/// Days of validity, the last one counted whole.
fn days(certificate: &Certificate) -> i64 {
    let seconds = certificate.not_after().seconds_since(certificate.not_before());
    seconds.div_euclid(86_400).saturating_add(i64::from(seconds.rem_euclid(86_400) != 0))
}

/// Positive, and of a length that 63 random bits and the standard's maximum allow.
fn has_good_serial(certificate: &Certificate) -> bool {
    let serial = certificate.serial();
    SERIAL_BYTES.contains(&serial.len()) && serial.first().is_some_and(|first| *first < 0x80)
}
