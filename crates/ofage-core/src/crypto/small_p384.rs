//! P-384 for WebAssembly: points and the verifying of signatures in a tenth of the bytes that a library for all of ECDSA
//! takes. Chains with P-384 are few and cached, so bytes come before speed. The same functions as the `p384` backend, with
//! the same results: the tests compare the two.
//!
//! Public data only, so it takes variable time.

mod field;

use self::field::{Element, FIELD, Number, ORDER};

/// Length of a coordinate and of a scalar.
const LENGTH: usize = 48;

/// A point of the curve other than the one at infinity, by its affine coordinates.
#[derive(Clone, Copy)]
pub(super) struct Point {
    x: Number,
    y: Number,
}

/// The coefficient b of y² = x³ - 3x + b.
const B: Number = Number::new([
    0xb331_2fa7,
    0xe23e_e7e4,
    0x988e_056b,
    0xe3f8_2d19,
    0x181d_9c6e,
    0xfe81_4112,
    0x0314_088f,
    0x5013_875a,
    0xc656_398d,
    0x8a2e_d19d,
    0x2a85_c8ed,
    0xd3ec_2aef,
]);

const GENERATOR: Point = Point {
    x: Number::new([
        0xaa87_ca22,
        0xbe8b_0537,
        0x8eb1_c71e,
        0xf320_ad74,
        0x6e1d_3b62,
        0x8ba7_9b98,
        0x59f7_41e0,
        0x8254_2a38,
        0x5502_f25d,
        0xbf55_296c,
        0x3a54_5e38,
        0x7276_0ab7,
    ]),
    y: Number::new([
        0x3617_de4a,
        0x9626_2c6f,
        0x5d9e_98bf,
        0x9292_dc29,
        0xf8f4_1dbd,
        0x289a_147c,
        0xe9da_3113,
        0xb5f0_b8c0,
        0x0a60_b1ce,
        0x1d7e_819d,
        0x7a43_1d7c,
        0x90ea_0e5f,
    ]),
};

/// The point of a SEC 1 form; never the point at infinity.
pub(super) fn decode(sec1: &[u8]) -> Option<Point> {
    let (form, coordinates) = sec1.split_first()?;
    let (x, rest) = coordinates.split_at_checked(LENGTH)?;
    let x = Number::read(x).filter(|x| FIELD.holds(x))?;
    let at = FIELD.element(&x);
    // (x² - 3)x + b
    let square = at.times(at).minus(FIELD.small(3)).times(at).plus(FIELD.element(&B));
    let y = match (form, rest.len()) {
        (2 | 3, 0) => {
            let root = square.square_root();
            let y = root.number();
            // No point of the curve has y = 0: its order is odd.
            if y.is_odd() == (*form == 3) { y } else { FIELD.small(0).minus(root).number() }
        }
        (4, LENGTH) => Number::read(rest).filter(|y| FIELD.holds(y))?,
        _ => return None,
    };
    let root = FIELD.element(&y);
    (root.times(root) == square).then_some(Point { x, y })
}

/// SEC 1, uncompressed.
pub(super) fn uncompressed(point: &Point) -> [u8; 97] {
    let mut out = [4; 97];
    let bytes = point.x.bytes().chain(point.y.bytes());
    out.iter_mut().skip(1).zip(bytes).for_each(|(to, byte)| *to = byte);
    out
}

/// SEC 1, compressed.
pub(super) fn compressed(point: &Point) -> [u8; 49] {
    let mut out = [if point.y.is_odd() { 3 } else { 2 }; 49];
    out.iter_mut().skip(1).zip(point.x.bytes()).for_each(|(to, byte)| *to = byte);
    out
}

/// Verifies raw r ‖ s over a hash of 32 to 64 bytes, of which the leftmost 48 count. Both r and s go from 1 to the order
/// less 1; high s is accepted, as for P-256.
///
/// Source: FIPS 186-5 6.4.2.
pub(super) fn verify(key: &Point, hash: &[u8], signature: &[u8]) -> bool {
    checked(key, hash, signature).unwrap_or(false)
}

fn checked(key: &Point, hash: &[u8], signature: &[u8]) -> Option<bool> {
    let (r, s) = signature.split_at_checked(LENGTH)?;
    let scalar = |bytes| Number::read(bytes).filter(|number| ORDER.holds(number) && *number != Number::ZERO);
    let (r, s) = (scalar(r)?, scalar(s)?);
    let hash = Number::read(hash.get(..LENGTH).unwrap_or(hash))?;
    let inverse = ORDER.element(&s).inverse();
    let generator = ORDER.element(&hash).times(inverse).number();
    let own = ORDER.element(&r).times(inverse).number();
    let sum = joint(Projective::new(key), &own, &generator);
    if sum.z == FIELD.small(0) {
        return Some(false);
    }
    // x / z, modulo the order, is r: so x is r z, or (r + order) z where that sum is below the field's prime.
    let is_x = |candidate: &Number| FIELD.element(candidate).times(sum.z) == sum.x;
    let (next, carry) = r.plus(ORDER.modulus());
    Some(is_x(&r) || (carry == 0 && FIELD.holds(&next) && is_x(&next)))
}

/// A point as (x : y : z), infinity included.
#[derive(Clone, Copy)]
struct Projective {
    x: Element,
    y: Element,
    z: Element,
}

impl Projective {
    fn new(point: &Point) -> Self {
        Self { x: FIELD.element(&point.x), y: FIELD.element(&point.y), z: FIELD.small(1) }
    }

    fn infinity() -> Self {
        Self { x: FIELD.small(0), y: FIELD.small(1), z: FIELD.small(0) }
    }

    /// The sum. Complete: no two points of the curve are an exception, so it also doubles.
    ///
    /// Source: Renes, Costello, Batina, "Complete addition formulas for prime order elliptic curves", algorithm 4.
    fn plus(&self, other: &Self) -> Self {
        let b = FIELD.element(&B);
        let (xx, yy, zz) = (self.x.times(other.x), self.y.times(other.y), self.z.times(other.z));
        let mixed = |a: Element, b: Element, c: Element, d: Element, both: Element| {
            a.plus(b).times(c.plus(d)).minus(both)
        };
        let xy = mixed(self.x, self.y, other.x, other.y, xx.plus(yy));
        let yz = mixed(self.y, self.z, other.y, other.z, yy.plus(zz));
        let xz = mixed(self.x, self.z, other.x, other.z, xx.plus(zz));
        let part = xz.minus(b.times(zz)).thrice();
        let (less, more) = (yy.minus(part), yy.plus(part));
        let zz = zz.thrice();
        let cross = b.times(xz).minus(zz.plus(xx)).thrice();
        let rest = xx.thrice().minus(zz);
        Self {
            x: xy.times(more).minus(yz.times(cross)),
            y: more.times(less).plus(rest.times(cross)),
            z: yz.times(less).plus(xy.times(rest)),
        }
    }
}

/// `own` times the point plus `generator` times the generator, two bits of both at a time.
fn joint(point: Projective, own: &Number, generator: &Number) -> Projective {
    // Entry 4 a + b is a times the point plus b times the generator.
    let mut table = [Projective::infinity(); 16];
    let mut row = Projective::infinity();
    let base = Projective::new(&GENERATOR);
    for entries in table.chunks_exact_mut(4) {
        let mut sum = row;
        for entry in entries {
            *entry = sum;
            sum = sum.plus(&base);
        }
        row = row.plus(&point);
    }
    let mut sum = Projective::infinity();
    for (own, generator) in own.bytes().zip(generator.bytes()) {
        for shift in [6, 4, 2, 0] {
            sum = sum.plus(&sum);
            sum = sum.plus(&sum);
            let index = usize::from((((own >> shift) & 3) << 2) | ((generator >> shift) & 3));
            if let (1.., Some(entry)) = (index, table.get(index)) {
                sum = sum.plus(entry);
            }
        }
    }
    sum
}

#[cfg(test)]
pub(super) mod tests;
