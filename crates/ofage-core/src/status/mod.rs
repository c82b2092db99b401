//! The status of attestations: Token Status Lists and identifier lists, as signed CWTs.
//!
//! A verifier fetches whole lists ahead of time and looks attestations up in them offline, so that nobody learns who was
//! checked where. Nothing of a list counts before its signer has been checked.
//!
//! Source: Token Status List (draft-ietf-oauth-status-list-20); ISO/IEC 18013-5 12.3.6.

#[cfg(feature = "issuer")]
mod build;
mod identifier_list;
mod reference;
mod status_list;
mod token;

#[cfg(feature = "issuer")]
pub use build::{ListTerm, StatusListBuilder};
pub use identifier_list::{IdentifierList, UnverifiedIdentifierList};
pub use reference::{IdentifierReference, IndexReference, StatusReference};
pub use status_list::{StatusBits, StatusList, UnverifiedStatusList};
pub use token::ListTerms;

#[cfg(feature = "issuer")]
pub use crate::signed_list::PreparedList;
pub use crate::signed_list::{ListError, ListSigner};

/// What a list says about one attestation.
///
/// Source: Token Status List 7.1.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(clippy::exhaustive_enums, reason = "the registry's other values all mean: not known to be valid")]
pub enum Status {
    /// 0: valid.
    Valid,
    /// 1: revoked, for good.
    Invalid,
    /// 2: revoked for the time being.
    Suspended,
    /// A value of an application, or one that the registry does not hold. Not a reason to accept.
    Other(u8),
}

impl Status {
    /// The status of a list's entry.
    #[must_use]
    pub const fn from_value(value: u8) -> Self {
        match value {
            0 => Self::Valid,
            1 => Self::Invalid,
            2 => Self::Suspended,
            other => Self::Other(other),
        }
    }

    /// The value of a list's entry.
    #[must_use]
    pub const fn value(self) -> u8 {
        match self {
            Self::Valid => 0,
            Self::Invalid => 1,
            Self::Suspended => 2,
            Self::Other(value) => value,
        }
    }

    /// The stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Suspended => "suspended",
            Self::Other(_) => "other",
        }
    }
}

#[cfg(test)]
mod tests;
