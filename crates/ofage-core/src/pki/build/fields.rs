//! The parts of a certificate that its maker chooses.

use alloc::string::String;
use alloc::vec::Vec;

use super::encode;
use crate::pki::{Oid, PkiError};
use crate::time::{Date, UnixTime};

/// Longest attribute of a name, in characters. Source: RFC 5280 Appendix A (ub-common-name and its like).
const MAX_NAME_CHARACTERS: usize = 64;
/// Longest URI or e-mail address, in bytes: our own bound.
const MAX_CONTACT_BYTES: usize = 255;

/// The subject of a root: country and common name, and a state or organization if wanted.
///
/// Source: ISO/IEC 18013-5 B.1.2.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RootName {
    country: String,
    state: Option<String>,
    organization: Option<String>,
    common_name: String,
}

impl RootName {
    /// A country (ISO 3166-1 alpha-2, written in upper case) and a common name of 1 to 64 characters.
    ///
    /// # Errors
    /// [`PkiError::NameInvalid`] for anything else, and for control characters.
    pub fn new(country: &str, common_name: &str) -> Result<Self, PkiError> {
        if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return Err(PkiError::NameInvalid);
        }
        Ok(Self {
            country: country.to_ascii_uppercase(),
            state: None,
            organization: None,
            common_name: checked_name(common_name)?,
        })
    }

    /// With a state or province, 1 to 64 characters. Document signers of the root then have it too.
    ///
    /// # Errors
    /// [`PkiError::NameInvalid`].
    pub fn with_state(mut self, state: &str) -> Result<Self, PkiError> {
        self.state = Some(checked_name(state)?);
        Ok(self)
    }

    /// With an organization, 1 to 64 characters.
    ///
    /// # Errors
    /// [`PkiError::NameInvalid`].
    pub fn with_organization(mut self, organization: &str) -> Result<Self, PkiError> {
        self.organization = Some(checked_name(organization)?);
        Ok(self)
    }

    pub(super) fn to_der(&self) -> Vec<u8> {
        name_der(Some(&self.country), self.state.as_deref(), self.organization.as_deref(), &self.common_name)
    }
}

pub(super) fn checked_name(text: &str) -> Result<String, PkiError> {
    let length = text.chars().count();
    if length == 0 || length > MAX_NAME_CHARACTERS || text.chars().any(char::is_control) {
        return Err(PkiError::NameInvalid);
    }
    Ok(text.into())
}

pub(super) fn name_der(
    country: Option<&str>,
    state: Option<&str>,
    organization: Option<&str>,
    common_name: &str,
) -> Vec<u8> {
    let mut name = Vec::new();
    // The country alone is a PrintableString by definition; UTF8String holds every text.
    if let Some(country) = country {
        name.extend(encode::attribute(Oid::COUNTRY, encode::PRINTABLE_STRING, country));
    }
    for (oid, text) in [(Oid::STATE, state), (Oid::ORGANIZATION, organization)] {
        if let Some(text) = text {
            name.extend(encode::attribute(oid, encode::UTF8_STRING, text));
        }
    }
    name.extend(encode::attribute(Oid::COMMON_NAME, encode::UTF8_STRING, common_name));
    encode::sequence(&[&name])
}

/// How to reach the issuer: a URI or an e-mail address, put into issuerAltName.
///
/// Source: ISO/IEC 18013-5 B.1.2.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contact(Kind);

#[derive(Clone, PartialEq, Eq, Debug)]
enum Kind {
    Email(String),
    Uri(String),
}

impl Contact {
    /// A URI with a scheme, such as `https://issuer.example`. ASCII, at most 255 bytes.
    ///
    /// # Errors
    /// [`PkiError::ContactInvalid`].
    pub fn uri(uri: &str) -> Result<Self, PkiError> {
        checked_uri(uri).map(|uri| Self(Kind::Uri(uri)))
    }

    /// An e-mail address. ASCII, at most 255 bytes.
    ///
    /// # Errors
    /// [`PkiError::ContactInvalid`].
    pub fn email(address: &str) -> Result<Self, PkiError> {
        match address.split_once('@') {
            Some((user, host)) if !user.is_empty() && !host.is_empty() && !host.contains('@') => {}
            _ => return Err(PkiError::ContactInvalid),
        }
        checked_ascii(address).map(|address| Self(Kind::Email(address)))
    }

    /// The value of issuerAltName.
    pub(super) fn to_der(&self) -> Vec<u8> {
        let (tag, text) = match &self.0 {
            Kind::Email(address) => (0x81, address),
            Kind::Uri(uri) => (0x86, uri),
        };
        encode::sequence(&[&encode::tlv(tag, &[text.as_bytes()])])
    }
}

pub(super) fn checked_uri(uri: &str) -> Result<String, PkiError> {
    match uri.split_once(':') {
        Some((scheme, rest))
            if scheme.starts_with(|first: char| first.is_ascii_alphabetic())
                && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
                && !rest.is_empty() => {}
        _ => return Err(PkiError::ContactInvalid),
    }
    checked_ascii(uri)
}

/// IA5String without control characters and spaces.
fn checked_ascii(text: &str) -> Result<String, PkiError> {
    if text.len() <= MAX_CONTACT_BYTES && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(text.into())
    } else {
        Err(PkiError::ContactInvalid)
    }
}

/// Whole days of validity in UTC: from the start of the first to the last second of the last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CertificateValidity {
    first: Date,
    last: Date,
}

impl CertificateValidity {
    /// From `first` to `last`, both included.
    ///
    /// # Errors
    /// [`PkiError::ValidityOrder`] where `last` is before `first`, or `first` is before 1970.
    pub fn new(first: Date, last: Date) -> Result<Self, PkiError> {
        if last < first || first.year() < 1970 {
            Err(PkiError::ValidityOrder)
        } else {
            Ok(Self { first, last })
        }
    }

    /// From `first` on, for `days` days.
    ///
    /// # Errors
    /// [`PkiError::ValidityOrder`] for no day at all, and for days before 1970.
    pub fn days(first: Date, days: u16) -> Result<Self, PkiError> {
        let after_first = days.checked_sub(1).ok_or(PkiError::ValidityOrder)?;
        Self::new(first, first.plus_days(after_first.into()))
    }

    /// The first second.
    #[must_use]
    pub const fn not_before(&self) -> UnixTime {
        self.first.midnight()
    }

    /// The last second, inclusive.
    #[must_use]
    pub const fn not_after(&self) -> UnixTime {
        self.last.midnight().plus_seconds(86_399)
    }

    /// The value of `validity`.
    pub(super) fn to_der(self) -> Vec<u8> {
        encode::sequence(&[&encode::time(self.not_before()), &encode::time(self.not_after())])
    }
}
