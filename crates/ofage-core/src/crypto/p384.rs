//! P-384 by the `p384` crate.

use p384::ecdsa::Signature;
use p384::ecdsa::signature::hazmat::PrehashVerifier as _;

pub(super) use p384::ecdsa::VerifyingKey as Point;

/// The point of a SEC 1 form; never the point at infinity.
pub(super) fn decode(sec1: &[u8]) -> Option<Point> {
    Point::from_sec1_bytes(sec1).ok()
}

/// SEC 1, uncompressed.
pub(super) fn uncompressed(point: &Point) -> [u8; 97] {
    point.to_sec1_point(false).as_bytes().try_into().unwrap_or([0; 97])
}

/// SEC 1, compressed.
pub(super) fn compressed(point: &Point) -> [u8; 49] {
    point.to_sec1_point(true).as_bytes().try_into().unwrap_or([0; 49])
}

/// Verifies raw r ‖ s over a hash.
pub(super) fn verify(key: &Point, hash: &[u8], signature: &[u8]) -> bool {
    Signature::from_slice(signature).is_ok_and(|signature| key.verify_prehash(hash, &signature).is_ok())
}
