//! Verification by `aws-lc-rs` (feature `aws-lc-rs`): C and assembly, from a line with FIPS 140-3 certificates.
//!
//! Keys are read by the other backends, so that the same bytes are keys. A hash of any length becomes the one of the
//! curve's own algorithm: P-256 takes the leftmost 32 bytes, P-384 a shorter hash as the number that it is (FIPS 186-5
//! 6.4.2).

extern crate std;

use aws_lc_rs::digest::{Digest, SHA256, SHA384};

/// A hash cut to 32 bytes; `None` for a shorter one.
fn digest_of_p256(hash: &[u8]) -> Option<Digest> {
    Digest::import_less_safe(hash.get(..32)?, &SHA256).ok()
}

/// A hash cut or filled up with leading zeros to 48 bytes.
fn digest_of_p384(hash: &[u8]) -> Option<Digest> {
    let mut number = [0; 48];
    let length = hash.len().min(48);
    number.get_mut(48_usize.checked_sub(length)?..)?.copy_from_slice(hash.get(..length)?);
    Digest::import_less_safe(&number, &SHA384).ok()
}

/// Keys and signatures of P-256.
pub(super) mod p256 {
    use std::sync::OnceLock;

    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ParsedPublicKey, UnparsedPublicKey};

    pub(in crate::crypto) use crate::crypto::fast::{Point, compressed, decode, public, uncompressed};

    /// Verifies raw r ‖ s over a hash of 32 to 64 bytes. High s is accepted.
    pub(in crate::crypto) fn verify(key: &Point, hash: &[u8], signature: &[u8]) -> bool {
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, uncompressed(key));
        super::digest_of_p256(hash).is_some_and(|digest| key.verify_digest(&digest, signature).is_ok())
    }

    /// For a key that is verified with often: parsed once.
    pub(in crate::crypto) struct Table(OnceLock<Option<ParsedPublicKey>>);

    impl Table {
        pub(in crate::crypto) const fn new() -> Self {
            Self(OnceLock::new())
        }

        /// Verifies raw r ‖ s over a hash with the one key of the table.
        pub(in crate::crypto) fn verify(&self, key: &Point, hash: &[u8], signature: &[u8]) -> bool {
            let parse = || ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, uncompressed(key)).ok();
            let (Some(key), Some(digest)) = (self.0.get_or_init(parse), super::digest_of_p256(hash)) else {
                return false;
            };
            key.verify_digest_sig(&digest, signature).is_ok()
        }
    }
}

/// Keys and signatures of P-384.
pub(super) mod p384 {
    use aws_lc_rs::signature::{ECDSA_P384_SHA384_FIXED, UnparsedPublicKey};

    pub(in crate::crypto) use crate::crypto::p384::{Point, compressed, decode, uncompressed};

    /// Verifies raw r ‖ s over a hash.
    pub(in crate::crypto) fn verify(key: &Point, hash: &[u8], signature: &[u8]) -> bool {
        let key = UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, uncompressed(key));
        super::digest_of_p384(hash).is_some_and(|digest| key.verify_digest(&digest, signature).is_ok())
    }
}
