//! ECDSA verification. Public data only, so variable time is fine here.

use p384::ecdsa::signature::hazmat::PrehashVerifier as _;

/// Verifies raw r ‖ s (64 bytes) over a hash of 32 to 64 bytes, which is truncated to the order's length.
///
/// High s is accepted, as ISO/IEC 18013-5 does; r or s of zero or not below the order is refused.
pub(super) fn verify_p256(key: crrl::p256::PublicKey, hash: &[u8], signature: &[u8]) -> bool {
    // crrl takes signatures of any even length; COSE has one.
    signature.len() == 64 && key.verify_hash(signature, hash)
}

/// The same for P-384 and 96 bytes.
pub(super) fn verify_p384(key: &p384::ecdsa::VerifyingKey, hash: &[u8], signature: &[u8]) -> bool {
    p384::ecdsa::Signature::from_slice(signature)
        .is_ok_and(|signature| key.verify_prehash(hash, &signature).is_ok())
}
