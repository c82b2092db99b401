//! P-256 by `p256` alone, for targets without an operating system: `crrl` pulls in `std` there through the hashes that it
//! depends on. The same functions as the fast backend, with the same results: the tests compare the two.

use p256::ecdsa::Signature;
use p256::ecdsa::signature::hazmat::{PrehashSigner as _, PrehashVerifier as _};

/// With its public key, which costs as much as half a signature to compute and is made once.
pub(super) use p256::ecdsa::SigningKey as PrivateKey;
pub(super) use p256::ecdsa::VerifyingKey as Point;

/// The public key of a private one.
pub(super) fn public(key: &p256::SecretKey) -> Option<Point> {
    Some(key.public_key().into())
}

/// The point of a SEC 1 form; never the point at infinity.
pub(super) fn decode(sec1: &[u8]) -> Option<Point> {
    Point::from_sec1_bytes(sec1).ok()
}

/// SEC 1, uncompressed.
pub(super) fn uncompressed(point: &Point) -> [u8; 65] {
    point.to_sec1_point(false).as_bytes().try_into().unwrap_or([0; 65])
}

/// SEC 1, compressed.
pub(super) fn compressed(point: &Point) -> [u8; 33] {
    point.to_sec1_point(true).as_bytes().try_into().unwrap_or([0; 33])
}

/// Verifies raw r ‖ s over a hash.
pub(super) fn verify(key: &Point, hash: &[u8], signature: &[u8]) -> bool {
    Signature::from_slice(signature).is_ok_and(|signature| key.verify_prehash(hash, &signature).is_ok())
}

/// r ‖ s of the key over a SHA-256 hash, after RFC 6979.
pub(super) fn sign(key: &PrivateKey, hash: &[u8; 32]) -> Option<[u8; 64]> {
    let signature: Signature = key.sign_prehash(hash).ok()?;
    Some(signature.to_bytes().into())
}

/// For a key that is verified with often. This backend has nothing to prepare.
pub(super) struct Table;

impl Table {
    pub(super) const fn new() -> Self {
        Self
    }

    pub(super) fn verify(&self, key: &Point, hash: &[u8], signature: &[u8]) -> bool {
        verify(key, hash, signature)
    }
}
