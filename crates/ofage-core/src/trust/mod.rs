//! What a verifier loads to know whom to trust: lists of roots (VICAL), deny lists, and the file that carries them.
//!
//! The roots that a VICAL lists are trusted because of its signer, whose root the verifier has configured. So is a deny
//! list. The file around them is not signed: every part of it proves itself, or counts for nothing.
//!
//! Source: ISO/IEC 18013-5 Annex C; the deny list and the file: `spec/trust-bundle.md`.

mod deny_list;
mod file;
mod vical;

#[cfg(feature = "issuer")]
pub use deny_list::DenyListBuilder;
pub use deny_list::{DenyList, UnverifiedDenyList};
pub use file::{PartKind, TrustFile, TrustFileBuilder};
#[cfg(feature = "issuer")]
pub use vical::VicalBuilder;
pub use vical::{EntryProblem, UnusableEntry, UnverifiedVical, Vical};

#[cfg(feature = "issuer")]
pub use crate::signed_list::PreparedList;
pub use crate::signed_list::{ListError, ListSigner};
