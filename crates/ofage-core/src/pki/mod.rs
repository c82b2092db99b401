//! Certificates of the issuer PKI: IACA roots and document signers.
//!
//! Source: ISO/IEC 18013-5 Annex B; RFC 5280.

mod error;

pub use error::PkiError;
