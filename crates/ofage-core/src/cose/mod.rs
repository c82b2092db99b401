//! The parts of COSE that mdoc uses. Received bytes are kept and enter the hash as received.
//!
//! Source: RFC 9052, RFC 9053, RFC 9360; ISO/IEC 18013-5 12.3.4, 12.4.

mod header;
mod key;
mod message;

pub(crate) use header::Algorithms;
pub(crate) use key::decode_key;
pub(crate) use message::{Mac0, Sign1, Tagging, mac_structure, protected_header, signature_structure};
