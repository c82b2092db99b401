//! P-256 by the point arithmetic of `crrl`: complete formulas, so no input needs a special case. The tests compare every
//! result with `p256`.
//!
//! Verification works on public data only, so it may take variable time; signing takes constant time.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "operators of field elements, scalars and points cannot overflow; the one counter stays below 64"
)]

use alloc::boxed::Box;

use crrl::field::GFp256;
use crrl::p256::{PrivateKey, Scalar};
use zeroize::Zeroizing;

pub(super) use crrl::p256::Point;

/// r, s and the hash of one P-256 signature, read and in range, and made into the two scalars of verification.
struct Equation {
    /// r, as bytes in little-endian order.
    r: [u8; 32],
    /// Multiplies the generator: hash / s.
    generator: Scalar,
    /// Multiplies the key: r / s.
    key: Scalar,
}

impl Equation {
    /// `None` unless the signature is r ‖ s of 64 bytes, both from 1 to the order less 1. High s is accepted, as
    /// ISO/IEC 18013-5 does. Hashes have 32 to 64 bytes and are truncated to the order's length.
    fn new(hash: &[u8], signature: &[u8]) -> Option<Self> {
        let (r, s) = signature.split_at_checked(32)?;
        let (r, s) = (reversed(r)?, reversed(s)?);
        let scalar = |bytes: &[u8; 32]| Scalar::decode(bytes).filter(|scalar| scalar.iszero() == 0);
        let (r_scalar, s_scalar) = (scalar(&r)?, scalar(&s)?);
        let hash = Scalar::decode_reduce(&reversed(hash.get(..32)?)?);
        let inverse = Scalar::ONE / s_scalar;
        Some(Self { r, generator: hash * inverse, key: r_scalar * inverse })
    }

    /// Whether the x coordinate of `sum`, modulo the order, is r.
    fn holds(&self, sum: Point) -> bool {
        let (x, _, z) = sum.to_projective();
        if z.iszero() != 0 {
            return false;
        }
        // x / z = r without a division. r is below the order and so below the field's modulus.
        if GFp256::decode(&self.r).is_some_and(|r| (r * z).equals(x) != 0) {
            return true;
        }
        // A refusal is exact: x may also be r plus the order, in about one of 2^128 signatures.
        let encoded = sum.encode_compressed();
        let x = encoded.get(1..).and_then(reversed).map(|x| Scalar::decode_reduce(&x));
        x.zip(Scalar::decode(&self.r)).is_some_and(|(x, r)| x.equals(r) != 0)
    }
}

/// The other byte order; `None` unless there are 32 bytes.
fn reversed(bytes: &[u8]) -> Option<[u8; 32]> {
    let mut bytes: [u8; 32] = bytes.try_into().ok()?;
    bytes.reverse();
    Some(bytes)
}

/// Verifies raw r ‖ s over a hash.
pub(super) fn verify(key: &Point, hash: &[u8], signature: &[u8]) -> bool {
    Equation::new(hash, signature).is_some_and(|equation| {
        equation.holds(key.mul_add_mulgen_vartime(&equation.key, &equation.generator))
    })
}

/// r ‖ s of the key over a SHA-256 hash, after RFC 6979 without additional randomness, as `p256` does it.
pub(super) fn sign(key: &p256::SecretKey, hash: &[u8; 32]) -> Option<[u8; 64]> {
    let scalar = Zeroizing::new(key.to_bytes());
    Some(PrivateKey::decode(scalar.as_slice())?.sign_hash(hash, &[]))
}

/// The point of a SEC 1 form; never the point at infinity.
pub(super) fn decode(sec1: &[u8]) -> Option<Point> {
    Point::decode(sec1).filter(|point| point.isneutral() == 0)
}

/// SEC 1, uncompressed.
pub(super) fn uncompressed(point: &Point) -> [u8; 65] {
    point.encode_uncompressed()
}

/// SEC 1, compressed.
pub(super) fn compressed(point: &Point) -> [u8; 33] {
    point.encode_compressed()
}

/// Chunks of 32 bits that a scalar is cut into.
const CHUNKS: usize = 8;
/// Odd multiples 1, 3, … 15 of each chunk's base.
const MULTIPLES: usize = 8;
/// Digits of a chunk in 5-bit non-adjacent form.
const DIGITS: usize = 33;

/// Multiples of a P-256 key that is verified with often: 6 KiB, made in the time of one verification, halves the next.
///
/// The scalar is cut into eight chunks of 32 bits; each has its own base, 2^(32 i) times the key, so 32 doublings serve
/// all of them.
#[derive(Clone)]
pub(super) struct Table(Box<[[Point; MULTIPLES]; CHUNKS]>);

impl Table {
    pub(super) fn new(key: &Point) -> Self {
        let mut chunks = Box::new([[Point::NEUTRAL; MULTIPLES]; CHUNKS]);
        let mut base = *key;
        for chunk in chunks.iter_mut() {
            let twice = base.double();
            let mut odd = base;
            for multiple in chunk.iter_mut() {
                *multiple = odd;
                odd += twice;
            }
            base = base.xdouble(32);
        }
        Self(chunks)
    }

    /// Verifies raw r ‖ s over a hash with the key of the table.
    pub(super) fn verify(&self, hash: &[u8], signature: &[u8]) -> bool {
        Equation::new(hash, signature).is_some_and(|equation| {
            equation.holds(Point::mulgen(&equation.generator) + self.times(equation.key))
        })
    }

    fn times(&self, scalar: Scalar) -> Point {
        let mut digits = [[0_i8; DIGITS]; CHUNKS];
        for (digits, bytes) in digits.iter_mut().zip(scalar.encode().chunks_exact(4)) {
            *digits = non_adjacent(u32::from_le_bytes(bytes.try_into().unwrap_or_default()));
        }
        let mut sum = Point::NEUTRAL;
        let mut doublings = 0;
        for position in (0..DIGITS).rev() {
            doublings += 1;
            for (multiples, digits) in self.0.iter().zip(&digits) {
                let digit = digits.get(position).copied().unwrap_or(0);
                let Some(multiple) = multiples.get(usize::from(digit.unsigned_abs() >> 1)) else { continue };
                if digit == 0 {
                    continue;
                }
                sum.set_xdouble(doublings);
                doublings = 0;
                if digit > 0 {
                    sum += multiple;
                } else {
                    sum -= multiple;
                }
            }
        }
        sum.xdouble(doublings)
    }
}

/// Signed digits, each 0 or odd from -15 to 15, least significant first: `value` is the sum of `digit[i]` times 2^i.
fn non_adjacent(value: u32) -> [i8; DIGITS] {
    let mut digits = [0; DIGITS];
    let mut rest = i64::from(value);
    for digit in &mut digits {
        if rest & 1 == 1 {
            let low = rest & 31;
            let signed = if low > 15 { low.saturating_sub(32) } else { low };
            *digit = i8::try_from(signed).unwrap_or(0);
            rest = rest.saturating_sub(signed);
        }
        rest >>= 1;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_add_up_to_their_number() {
        for value in [0, 1, 15, 16, 17, 31, 0x8000_0000, 0xffff_ffff, 0xdead_beef, 0xaaaa_aaaa, 0x1234_5678] {
            let sum: i64 = non_adjacent(value)
                .iter()
                .enumerate()
                .map(|(position, digit)| i64::from(*digit) << position)
                .sum();
            assert_eq!(sum, i64::from(value));
        }
    }
}
