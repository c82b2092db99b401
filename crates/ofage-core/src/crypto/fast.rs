//! P-256 by `ofage-p256`, which verifies in variable time, and by `crrl`. The tests compare every result with `p256`.

extern crate std;

use core::sync::atomic::{AtomicBool, Ordering};
use std::sync::OnceLock;

use crrl::p256::PrivateKey as CrrlKey;
use zeroize::Zeroizing;

pub(super) use ofage_p256::Point;
#[cfg(target_family = "wasm")]
pub(super) use p256::SecretKey as PrivateKey;

/// Verifies raw r ‖ s over a hash of 32 to 64 bytes, truncated to the order's length. High s is accepted, as ISO/IEC 18013-5
/// does.
pub(super) fn verify(key: &Point, hash: &[u8], signature: &[u8]) -> bool {
    key.verifies(hash, signature)
}

/// r ‖ s of the key over a SHA-256 hash, after RFC 6979 without additional randomness, as `p256` does it.
#[cfg(any(target_family = "wasm", test))]
pub(super) fn sign(key: &p256::SecretKey, hash: &[u8; 32]) -> Option<[u8; 64]> {
    let scalar = Zeroizing::new(key.to_bytes());
    Some(CrrlKey::decode(scalar.as_slice())?.sign_hash(hash, &[]))
}

/// The public key of a private one, in constant time.
pub(super) fn public(key: &p256::SecretKey) -> Option<Point> {
    let scalar = Zeroizing::new(key.to_bytes());
    decode(&CrrlKey::decode(scalar.as_slice())?.to_public_key().encode_uncompressed())
}

/// The point of a SEC 1 form; never the point at infinity.
pub(super) fn decode(sec1: &[u8]) -> Option<Point> {
    Point::from_sec1_bytes(sec1)
}

/// SEC 1, uncompressed.
pub(super) fn uncompressed(point: &Point) -> [u8; 65] {
    point.to_uncompressed()
}

/// SEC 1, compressed.
pub(super) fn compressed(point: &Point) -> [u8; 33] {
    point.to_compressed()
}

/// Multiples of a key, made when a second signature of it verifies: not for a key that may never be met again, and not for
/// whoever merely names a key.
pub(super) struct Table {
    met: AtomicBool,
    multiples: OnceLock<ofage_p256::Table>,
}

impl Table {
    pub(super) const fn new() -> Self {
        Self { met: AtomicBool::new(false), multiples: OnceLock::new() }
    }

    /// Verifies raw r ‖ s over a hash with the one key of the table.
    pub(super) fn verify(&self, key: &Point, hash: &[u8], signature: &[u8]) -> bool {
        if let Some(multiples) = self.multiples.get() {
            return multiples.verifies(hash, signature);
        }
        let verifies = key.verifies(hash, signature);
        // Threads that meet here do the same work and keep the first result.
        if verifies && self.met.swap(true, Ordering::Relaxed) {
            self.multiples.get_or_init(|| ofage_p256::Table::new(key));
        }
        verifies
    }
}
