//! What a signature says of two scalars and a point.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "operators of field elements and scalars cannot overflow"
)]

use crrl::p256::Scalar;

use crate::field::Element;
use crate::jacobian::Jacobian;

/// r, s and the hash of one signature, read and in range, and made into the two scalars of verification.
pub(crate) struct Equation {
    /// r, as bytes in little-endian order.
    r: [u8; 32],
    /// Multiplies the generator: hash / s.
    pub(crate) generator: Scalar,
    /// Multiplies the key: r / s.
    pub(crate) key: Scalar,
}

impl Equation {
    /// `None` unless the signature is r ‖ s of 64 bytes, both from 1 to the order less 1, and the hash has 32 bytes or
    /// more.
    pub(crate) fn new(hash: &[u8], signature: &[u8]) -> Option<Self> {
        let (r, s) = signature.split_at_checked(32)?;
        let (r, s) = (reversed(r)?, reversed(s)?);
        let scalar = |bytes: &[u8; 32]| Scalar::decode(bytes).filter(|scalar| scalar.iszero() == 0);
        let (r_scalar, s_scalar) = (scalar(&r)?, scalar(&s)?);
        let hash = Scalar::decode_reduce(&reversed(hash.get(..32)?)?);
        let inverse = Scalar::ONE / s_scalar;
        Some(Self { r, generator: hash * inverse, key: r_scalar * inverse })
    }

    /// Whether the affine x of `sum`, modulo the order, is r. Not for the point at infinity.
    pub(crate) fn holds(&self, sum: &Jacobian) -> bool {
        if sum.is_infinity() {
            return false;
        }
        let zz = sum.z.square();
        // x / z² = r without a division. r is below the order and so below the field's modulus.
        if Element::decode(&self.r).is_some_and(|r| (r * zz).equals(sum.x) != 0) {
            return true;
        }
        // A refusal is exact: x may also be r plus the order, in about one of 2^128 signatures.
        let x = Scalar::decode_reduce(&(sum.x / zz).encode());
        Scalar::decode(&self.r).is_some_and(|r| x.equals(r) != 0)
    }
}

/// The other byte order; `None` unless there are 32 bytes.
pub(crate) fn reversed(bytes: &[u8]) -> Option<[u8; 32]> {
    let mut bytes: [u8; 32] = bytes.try_into().ok()?;
    bytes.reverse();
    Some(bytes)
}
