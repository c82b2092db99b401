//! Curves, hashes, keys and signatures: everything that touches a cryptographic library.
//!
//! ES256 is made and verified with `crrl` (pure Rust, fast); `p256` holds keys and is what `crrl` is checked against.

mod ecdsa;
mod hash;
mod key;
mod mac;
mod signature;

pub use hash::HashAlgorithm;
pub(crate) use hash::{Hasher, sha1, sha256};
pub use key::{Curve, PublicKey, SecretKey};
pub(crate) use key::{KnownKey, VerifyingKey};
pub use mac::MacKey;
pub use signature::{Algorithm, SignError, Signature, Signer};

#[cfg(test)]
mod tests;
