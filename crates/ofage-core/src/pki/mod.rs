//! Certificates of the issuer PKI: IACA roots and document signers.
//!
//! Source: ISO/IEC 18013-5 Annex B; RFC 5280.

mod anchor;
mod asn1;
#[cfg(feature = "issuer")]
pub mod build;
mod certificate;
mod crl;
mod error;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod fixture;
mod oid;
pub(crate) mod path;
mod rules;
#[cfg(test)]
pub(crate) mod vectors;

pub use anchor::{Realm, TrustAnchor, TrustAnchors};
pub use certificate::Certificate;
pub use crl::{Crl, CrlState};
pub use error::PkiError;
pub use oid::Oid;
pub use path::{DocumentSigner, verify_chain, verify_chain_to};
pub use rules::{CertificateRules, MAX_DOCUMENT_SIGNER_DAYS, MAX_OTHER_SIGNER_DAYS, MAX_ROOT_DAYS};
