//! Point arithmetic in Jacobian coordinates, with every exception of its formulas by a branch of its own.
#![expect(clippy::arithmetic_side_effects, reason = "operators of field elements cannot overflow")]

use crate::field::Element;

/// A point other than the one at infinity.
#[derive(Clone, Copy)]
pub(crate) struct Affine {
    pub(crate) x: Element,
    pub(crate) y: Element,
}

impl Affine {
    pub(crate) const GENERATOR: Self = Self {
        x: Element::w64be(
            0x6b17_d1f2_e12c_4247,
            0xf8bc_e6e5_63a4_40f2,
            0x7703_7d81_2deb_33a0,
            0xf4a1_3945_d898_c296,
        ),
        y: Element::w64be(
            0x4fe3_42e2_fe1a_7f9b,
            0x8ee7_eb4a_7c0f_9e16,
            0x2bce_3357_6b31_5ece,
            0xcbb6_4068_37bf_51f5,
        ),
    };

    pub(crate) fn negated(&self) -> Self {
        Self { x: self.x, y: -self.y }
    }
}

/// A point as x = X / Z², y = Y / Z³; the point at infinity has Z = 0.
#[derive(Clone, Copy)]
pub(crate) struct Jacobian {
    pub(crate) x: Element,
    pub(crate) y: Element,
    pub(crate) z: Element,
}

/// A point that is added often, with the powers of its Z.
#[derive(Clone, Copy)]
pub(crate) struct Cached {
    point: Jacobian,
    zz: Element,
    zzz: Element,
}

impl Jacobian {
    pub(crate) const INFINITY: Self = Self { x: Element::ONE, y: Element::ONE, z: Element::ZERO };

    pub(crate) const fn new(point: &Affine) -> Self {
        Self { x: point.x, y: point.y, z: Element::ONE }
    }

    pub(crate) fn is_infinity(&self) -> bool {
        self.z.iszero() != 0
    }

    /// The affine form, by the inverse of Z. Not for the point at infinity.
    pub(crate) fn over(&self, inverse: &Element) -> Affine {
        let square = inverse.square();
        Affine { x: self.x * square, y: self.y * (square * inverse) }
    }

    /// Doubles the point. No exception: infinity keeps Z = 0, and no other point has y = 0, for the order is odd.
    ///
    /// The tangent's slope is l / (y z) with l = 3/2 (x - z²)(x + z²), so the new z is y z and nothing else is doubled.
    pub(crate) fn double(&mut self) {
        let zz = self.z.square();
        let product = (self.x - zz) * (self.x + zz);
        let slope = product + product.half();
        let square = self.y.square();
        let product = self.x * square;
        self.z *= self.y;
        self.x = slope.square() - product.mul2();
        self.y = (product - self.x) * slope - square.square();
    }

    /// Adds a point.
    pub(crate) fn add(&mut self, other: &Affine) {
        if self.is_infinity() {
            *self = Self::new(other);
            return;
        }
        let zz = self.z.square();
        let h = other.x * zz - self.x;
        let slope = other.y * (zz * self.z) - self.y;
        self.chord(self.x, self.y, h, slope, self.z);
    }

    /// Adds a point that has its powers at hand.
    pub(crate) fn add_cached(&mut self, other: &Cached) {
        if self.is_infinity() {
            *self = other.point;
            return;
        }
        if other.point.is_infinity() {
            return;
        }
        let (x, y) = (self.x * other.zz, self.y * other.zzz);
        let zz = self.z.square();
        let h = other.point.x * zz - x;
        let slope = other.point.y * (zz * self.z) - y;
        self.chord(x, y, h, slope, self.z * other.point.z);
    }

    /// The third point of the chord through two: `x` and `y` are those of the first over the common denominator `z`, `h` and
    /// `slope` the differences to the second.
    ///
    /// Source: Hankerson, Menezes, Vanstone, "Guide to Elliptic Curve Cryptography", algorithm 3.22.
    #[inline(always)]
    fn chord(&mut self, x: Element, y: Element, h: Element, slope: Element, z: Element) {
        if h.iszero() != 0 {
            // The same x: the same point, or its negative.
            if slope.iszero() == 0 {
                *self = Self::INFINITY;
            } else {
                self.double();
            }
            return;
        }
        let hh = h.square();
        let hhh = hh * h;
        let product = x * hh;
        self.x = slope.square() - hhh - product.mul2();
        self.y = slope * (product - self.x) - y * hhh;
        self.z = z * h;
    }
}

impl Cached {
    pub(crate) fn new(point: &Jacobian) -> Self {
        let zz = point.z.square();
        Self { point: *point, zz, zzz: zz * point.z }
    }

    pub(crate) fn negated(&self) -> Self {
        let mut negated = *self;
        negated.point.y.set_neg();
        negated
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sec1;

    /// The affine form; `None` for infinity.
    fn bytes(point: &Jacobian) -> Option<[u8; 65]> {
        (!point.is_infinity()).then(|| sec1::uncompressed(&point.over(&(Element::ONE / point.z))))
    }

    /// `count` times the generator by additions of the generator alone, over some denominator.
    fn multiple(count: u32) -> Jacobian {
        let mut sum = Jacobian::INFINITY;
        (0..count).for_each(|_| sum.add(&Affine::GENERATOR));
        sum
    }

    #[test]
    fn sums_are_those_of_p256() {
        use p256::elliptic_curve::sec1::ToSec1Point as _;
        use p256::{ProjectivePoint, Scalar};
        for count in 1..40_u32 {
            let reference = (ProjectivePoint::GENERATOR * Scalar::from(u64::from(count))).to_affine();
            let reference: [u8; 65] = reference.to_sec1_point(false).as_bytes().try_into().unwrap();
            assert_eq!(bytes(&multiple(count)), Some(reference), "{count}");
        }
    }

    #[test]
    fn every_exception_of_the_formulas_gives_its_point() {
        let generator = Affine::GENERATOR;
        for count in [1, 2, 3, 30] {
            let point = multiple(count);
            // Over another denominator, the same point.
            let scale = point.x + Element::ONE;
            let square = scale.square();
            let scaled = Jacobian { x: point.x * square, y: point.y * square * scale, z: point.z * scale };
            assert_eq!(bytes(&scaled), bytes(&point));
            let doubled = bytes(&multiple(count * 2));

            let mut sum = point;
            sum.double();
            assert_eq!(bytes(&sum), doubled);
            let mut sum = point;
            sum.add_cached(&Cached::new(&scaled));
            assert_eq!(bytes(&sum), doubled, "a point and itself");
            let mut sum = point;
            sum.add_cached(&Cached::new(&scaled).negated());
            assert!(sum.is_infinity(), "a point and its negative");
            sum.double();
            assert!(sum.is_infinity(), "infinity twice");
            sum.add_cached(&Cached::new(&scaled));
            assert_eq!(bytes(&sum), bytes(&point), "infinity and a point");
            sum.add_cached(&Cached::new(&Jacobian::INFINITY));
            assert_eq!(bytes(&sum), bytes(&point), "a point and infinity");
        }
        let mut sum = Jacobian::new(&generator);
        sum.add(&generator);
        assert_eq!(bytes(&sum), bytes(&multiple(2)));
        sum.add(&generator.negated());
        sum.add(&generator.negated());
        assert!(sum.is_infinity());
        sum.add(&generator);
        assert_eq!(bytes(&sum), bytes(&multiple(1)));
    }
}
