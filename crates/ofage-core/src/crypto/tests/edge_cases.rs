//! Signatures at the edges of ECDSA, made by arithmetic: a key, a hash, raw r ‖ s, and whether that verifies.
//!
//! Valid ones are built backwards. For a chosen point R, scalar s and hash e, the key Q = (s R - e G) / r with
//! r = x(R) mod n makes (r, s) a signature over e; so R, r and s can be anything.
//!
//! The file stands in the core for its backends, and the test kit includes it for the public interface.

extern crate alloc;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::marker::PhantomData;

use p256::elliptic_curve::ff::{Field, PrimeField};
use p256::elliptic_curve::group::Group;
use p256::elliptic_curve::ops::Reduce as _;
use p256::elliptic_curve::sec1::{FromSec1Point as _, ToSec1Point as _};

/// One key, hash and signature.
pub(crate) struct Case {
    pub(crate) name: String,
    /// SEC 1 form, or what is meant to look like one.
    pub(crate) key: Vec<u8>,
    pub(crate) hash: Vec<u8>,
    pub(crate) signature: Vec<u8>,
    pub(crate) expected: Expected,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Expected {
    Valid,
    Invalid,
    /// The bytes are no key at all.
    NoKey,
}

/// The arithmetic of a curve, from a library.
pub(crate) trait TestCurve {
    type Scalar: PrimeField;
    type Point: Group<Scalar = Self::Scalar>;
    /// Bytes of a coordinate and of a scalar.
    const BYTES: usize;
    /// The modulus of the field, big-endian.
    const FIELD: &'static [u8];
    /// Big-endian bytes, modulo the order.
    fn scalar(bytes: &[u8]) -> Self::Scalar;
    /// SEC 1, uncompressed.
    fn encode(point: &Self::Point) -> Vec<u8>;
    fn decode(sec1: &[u8]) -> Option<Self::Point>;
}

macro_rules! test_curve {
    ($name:ident, $library:ident, $bytes:literal, $field:expr) => {
        pub(crate) struct $name;

        impl TestCurve for $name {
            type Scalar = $library::Scalar;
            type Point = $library::ProjectivePoint;
            const BYTES: usize = $bytes;
            const FIELD: &'static [u8] = $field;

            fn scalar(bytes: &[u8]) -> Self::Scalar {
                let mut all = [0; $bytes];
                all[$bytes - bytes.len()..].copy_from_slice(bytes);
                Self::Scalar::reduce(&$library::FieldBytes::from(all))
            }

            fn encode(point: &Self::Point) -> Vec<u8> {
                point.to_affine().to_sec1_point(false).as_bytes().to_vec()
            }

            fn decode(sec1: &[u8]) -> Option<Self::Point> {
                let encoded = $library::Sec1Point::from_bytes(sec1).ok()?;
                Option::<$library::AffinePoint>::from($library::AffinePoint::from_sec1_point(&encoded))
                    .map(Into::into)
            }
        }
    };
}

test_curve!(
    P256,
    p256,
    32,
    &[
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    ]
);
test_curve!(
    P384,
    p384,
    48,
    &[
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xff, 0xff,
        0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff,
    ]
);

/// Every case over this hash, which is at least as long as the order.
pub(crate) fn cases<C: TestCurve>(hash: &[u8]) -> Vec<Case> {
    let mut maker = Maker::<C> { curve: PhantomData, hash: hash.to_vec(), cases: Vec::new() };
    maker.ranges();
    maker.points();
    maker.sums();
    maker.lengths();
    maker.keys();
    maker.cases
}

/// a + b on big-endian numbers of one length; `None` where the sum is longer.
fn add(a: &[u8], b: &[u8]) -> Option<Vec<u8>> {
    let mut carry = 0;
    let mut sum = vec![0; a.len()];
    for index in (0..a.len()).rev() {
        let digit = u16::from(a[index]) + u16::from(b[index]) + carry;
        sum[index] = digit.to_be_bytes()[1];
        carry = digit >> 8;
    }
    (carry == 0).then_some(sum)
}

struct Maker<C> {
    curve: PhantomData<C>,
    hash: Vec<u8>,
    cases: Vec<Case>,
}

impl<C: TestCurve> Maker<C> {
    fn e(&self) -> C::Scalar {
        C::scalar(&self.hash[..C::BYTES])
    }

    fn number(number: u8) -> Vec<u8> {
        let mut bytes = vec![0; C::BYTES];
        bytes[C::BYTES - 1] = number;
        bytes
    }

    fn bytes(scalar: C::Scalar) -> Vec<u8> {
        scalar.to_repr().as_ref().to_vec()
    }

    /// The order, which no scalar is: the largest scalar and one.
    fn order() -> Vec<u8> {
        let largest = Self::bytes(-C::Scalar::ONE);
        add(&largest, &Self::number(1)).unwrap()
    }

    /// Any scalar, always the same.
    fn some(seed: u8) -> C::Scalar {
        C::scalar(&vec![seed; C::BYTES])
    }

    fn x(point: &C::Point) -> Vec<u8> {
        C::encode(point)[1..=C::BYTES].to_vec()
    }

    fn push(&mut self, name: impl Into<String>, key: Vec<u8>, signature: Vec<u8>, expected: Expected) {
        self.cases.push(Case { name: name.into(), key, hash: self.hash.clone(), signature, expected });
    }

    /// r and s of the key d with the nonce k.
    fn sign(&self, d: C::Scalar, k: C::Scalar) -> (C::Scalar, C::Scalar) {
        let r = C::scalar(&Self::x(&(C::Point::generator() * k)));
        (r, (self.e() + r * d) * k.invert().unwrap())
    }

    /// The key for which (x(R) mod n, s) is a signature.
    fn key_for(&self, big_r: C::Point, s: C::Scalar) -> Vec<u8> {
        let r = C::scalar(&Self::x(&big_r));
        C::encode(&((big_r * s - C::Point::generator() * self.e()) * r.invert().unwrap()))
    }

    /// r and s outside of 1 to n - 1, and at its ends.
    fn ranges(&mut self) {
        let d = Self::some(0x71);
        let key = C::encode(&(C::Point::generator() * d));
        let (r, s) = self.sign(d, Self::some(0x72));
        let (r, s) = (Self::bytes(r), Self::bytes(s));
        self.push("a signature", key.clone(), [&r[..], &s].concat(), Expected::Valid);
        let high = Self::bytes(-C::scalar(&s));
        self.push("s negated", key.clone(), [&r[..], &high].concat(), Expected::Valid);
        let order = Self::order();
        let edges = [
            ("0", Self::number(0)),
            ("1", Self::number(1)),
            ("2", Self::number(2)),
            ("n - 1", Self::bytes(-C::Scalar::ONE)),
            ("n", order.clone()),
            ("n + 1", add(&order, &Self::number(1)).unwrap()),
            ("p - 1", add(C::FIELD, &[0xff].repeat(C::BYTES)).unwrap_or_else(|| C::FIELD.to_vec())),
            ("p", C::FIELD.to_vec()),
            ("p + 1", add(C::FIELD, &Self::number(1)).unwrap()),
            ("all ones", vec![0xff; C::BYTES]),
        ];
        for (name, edge) in &edges {
            self.push(format!("r = {name}"), key.clone(), [&edge[..], &s].concat(), Expected::Invalid);
            self.push(format!("s = {name}"), key.clone(), [&r[..], edge].concat(), Expected::Invalid);
            for (other, second) in &edges {
                let signature = [&edge[..], second].concat();
                self.push(format!("r = {name}, s = {other}"), key.clone(), signature, Expected::Invalid);
            }
        }
        let negated = Self::bytes(-C::scalar(&r));
        self.push("r negated", key.clone(), [&negated[..], &s].concat(), Expected::Invalid);
        self.push("r and s negated", key.clone(), [&negated[..], &high].concat(), Expected::Invalid);
        self.push("r and s exchanged", key.clone(), [&s[..], &r].concat(), Expected::Invalid);
        let inverse = Self::bytes(C::scalar(&s).invert().unwrap());
        self.push("s inverted", key.clone(), [&r[..], &inverse].concat(), Expected::Invalid);
        let other = C::encode(&(C::Point::generator() * Self::some(0x73)));
        self.push("another key", other, [&r[..], &s].concat(), Expected::Invalid);

        // Small s: the same number plus the order still fits its bytes.
        let big_r = C::Point::generator() * Self::some(0x74);
        let r = Self::bytes(C::scalar(&Self::x(&big_r)));
        for small in 1..=3 {
            let s = Self::number(small);
            let key = self.key_for(big_r, C::scalar(&s));
            self.push(format!("s = {small}"), key.clone(), [&r[..], &s].concat(), Expected::Valid);
            let s = add(&s, &order).unwrap();
            self.push(format!("s = n + {small}"), key, [&r[..], &s].concat(), Expected::Invalid);
        }
        let s = -C::Scalar::ONE;
        let key = self.key_for(big_r, s);
        self.push("s = n - 1, valid", key, [r, Self::bytes(s)].concat(), Expected::Valid);
    }

    /// R with a small x, and with an x from the order on.
    fn points(&mut self) {
        let order = Self::order();
        let s = Self::some(0x75);
        let tail = Self::bytes(s);
        for (what, from) in [("", Self::number(0)), ("n + ", order.clone())] {
            let mut found = 0;
            for k in 1..=60 {
                let x = add(&from, &Self::number(k)).unwrap();
                for form in [2, 3] {
                    let Some(big_r) = C::decode(&[&[form][..], &x].concat()) else { continue };
                    found += 1;
                    let key = self.key_for(big_r, s);
                    let r = Self::number(k);
                    let name = format!("x(R) = {what}{k}");
                    self.push(&*name, key.clone(), [&r[..], &tail].concat(), Expected::Valid);
                    let beyond = add(&r, &order).unwrap();
                    self.push(
                        format!("{name}, r = n + {k}"),
                        key,
                        [&beyond[..], &tail].concat(),
                        Expected::Invalid,
                    );
                }
                if found > 8 {
                    break;
                }
            }
            assert!(found > 8, "points were found");
        }
        // A key that would verify if r were compared without the order: x(R) = k, and r = k + something else.
        let big_r = C::Point::generator() * Self::some(0x76);
        let r = C::scalar(&Self::x(&big_r)) + C::Scalar::ONE;
        let key = self.key_for(big_r, s);
        self.push("r one too large", key, [Self::bytes(r), tail].concat(), Expected::Invalid);
    }

    /// Sums of two points that need a special case in incomplete formulas.
    fn sums(&mut self) {
        let (generator, e) = (C::Point::generator(), self.e());
        let one = C::Scalar::ONE;
        let half = (one + one).invert().unwrap();
        for (name, d) in [
            ("key G", one),
            ("key -G", -one),
            ("key 2 G", one + one),
            ("key -2 G", -(one + one)),
            ("key G / 2", half),
            ("key -G / 2", -half),
            ("key 3 G", one + one + one),
            ("key 2^32 G", C::scalar(&[1, 0, 0, 0, 0])),
            ("key 2^128 G", C::scalar(&[&[1][..], &[0; 16]].concat())),
        ] {
            let key = C::encode(&(generator * d));
            for (nonce, k) in [
                ("1", one),
                ("-1", -one),
                ("2", one + one),
                ("d", d),
                ("-d", -d),
                ("2 d", d + d),
                ("half", half),
                ("some", Self::some(0x77)),
            ] {
                let (r, s) = self.sign(d, k);
                if bool::from(s.is_zero()) {
                    continue;
                }
                let signature = [Self::bytes(r), Self::bytes(s)].concat();
                self.push(format!("{name}, nonce {nonce}"), key.clone(), signature, Expected::Valid);
            }
        }
        // R is u1 G + u2 Q with u1 = e / s and u2 = r / s.
        if !bool::from(e.is_zero()) {
            let k = Self::some(0x78);
            let r = C::scalar(&Self::x(&(generator * k)));
            let d = e * r.invert().unwrap();
            let s = (e + e) * k.invert().unwrap();
            let signature = [Self::bytes(r), Self::bytes(s)].concat();
            self.push("u1 G = u2 Q", C::encode(&(generator * d)), signature, Expected::Valid);
            for (name, r) in
                [("x(kG)", r), ("1", one), ("-1", -one), ("x(G)", C::scalar(&Self::x(&generator)))]
            {
                let key = C::encode(&(generator * -(e * r.invert().unwrap())));
                for (other, s) in [("1", one), ("some", Self::some(0x79)), ("r", r), ("e", e), ("-e", -e)] {
                    let signature = [Self::bytes(r), Self::bytes(s)].concat();
                    let name = format!("u1 G = -u2 Q, r = {name}, s = {other}");
                    self.push(name, key.clone(), signature, Expected::Invalid);
                }
            }
            // u1 = ±1 and u2 = ±1, so that single digits remain.
            for (name, s) in [("u1 = 1", e), ("u1 = -1", -e), ("u1 = 2", e * half)] {
                let big_r = generator * Self::some(0x7a);
                let r = C::scalar(&Self::x(&big_r));
                let signature = [Self::bytes(r), Self::bytes(s)].concat();
                self.push(name, self.key_for(big_r, s), signature, Expected::Valid);
            }
        }
        for (name, factor) in
            [("u2 = 1", one), ("u2 = -1", -one), ("u2 = 2", one + one), ("u2 = 1 / 2", half)]
        {
            let big_r = generator * Self::some(0x7b);
            let r = C::scalar(&Self::x(&big_r));
            let s = r * factor.invert().unwrap();
            let signature = [Self::bytes(r), Self::bytes(s)].concat();
            self.push(name, self.key_for(big_r, s), signature, Expected::Valid);
        }
        // Scalars u2 with long runs of ones and zeros, at the borders of 32-bit words.
        for pattern in
            [[0xff, 0, 0, 0], [0, 0, 0, 0xff], [0x80, 0, 0, 0], [0x7f, 0xff, 0xff, 0xff], [0xff; 4]]
        {
            let u2 = C::scalar(&pattern.repeat(C::BYTES / 4));
            let big_r = generator * Self::some(0x7c);
            let r = C::scalar(&Self::x(&big_r));
            let s = r * u2.invert().unwrap();
            let signature = [Self::bytes(r), Self::bytes(s)].concat();
            self.push(
                format!("u2 of words {pattern:02x?}"),
                self.key_for(big_r, s),
                signature,
                Expected::Valid,
            );
        }
    }

    /// Other lengths than twice that of the order, DER among them.
    fn lengths(&mut self) {
        let d = Self::some(0x71);
        let key = C::encode(&(C::Point::generator() * d));
        let (r, s) = self.sign(d, Self::some(0x72));
        let (r, s) = (Self::bytes(r), Self::bytes(s));
        let good = [&r[..], &s].concat();
        for length in [0, 1, C::BYTES, good.len() - 1, good.len() + 1, 64, 65, 66, 72, 96, 97, 128, 132, 192]
        {
            if length == good.len() {
                continue;
            }
            let mut signature = good.clone();
            signature.resize(length, 0);
            self.push(format!("{length} bytes"), key.clone(), signature, Expected::Invalid);
        }
        let integer = |number: &[u8]| {
            let pad: &[u8] = if number[0] > 0x7f { &[0] } else { &[] };
            [&[2, u8::try_from(number.len() + pad.len()).unwrap()][..], pad, number].concat()
        };
        let body = [integer(&r), integer(&s)].concat();
        let der = [&[0x30, u8::try_from(body.len()).unwrap()][..], &body].concat();
        self.push("DER", key.clone(), der, Expected::Invalid);
        let padded = [&[0][..], &r, &[0], &s].concat();
        self.push("leading zeros", key.clone(), padded, Expected::Invalid);
        self.push("r alone, twice as long", key, [vec![0; C::BYTES], r].concat(), Expected::Invalid);
    }

    /// Forms of keys: good ones, and bytes that are no point of the curve.
    fn keys(&mut self) {
        let d = Self::some(0x71);
        let good = C::encode(&(C::Point::generator() * d));
        let (r, s) = self.sign(d, Self::some(0x72));
        let signature = [Self::bytes(r), Self::bytes(s)].concat();
        let (x, y) = good[1..].split_at(C::BYTES);
        let parity = y[C::BYTES - 1] & 1;
        let compressed = |form: u8| [&[form][..], x].concat();
        let whole = |form: u8, x: &[u8], y: &[u8]| [&[form][..], x, y].concat();
        self.push("a compressed key", compressed(2 | parity), signature.clone(), Expected::Valid);
        // Of the hash 0 only R = u2 Q is left, and the two points of one x are as good as each other.
        let negated = if bool::from(self.e().is_zero()) { Expected::Valid } else { Expected::Invalid };
        self.push("the other y", compressed(3 - parity), signature.clone(), negated);
        let mut bad: Vec<(String, Vec<u8>)> = Vec::new();
        for form in [0, 1, 5, 6, 7, 8, 0x44, 0xff] {
            bad.push((format!("form {form}, both coordinates"), whole(form, x, y)));
        }
        for form in [0, 1, 4, 6, 7, 8] {
            bad.push((format!("form {form}, one coordinate"), compressed(form)));
        }
        for form in [2, 3] {
            bad.push((format!("form {form}, both coordinates"), whole(form, x, y)));
        }
        bad.push(("nothing".into(), Vec::new()));
        for byte in [0, 2, 3, 4] {
            bad.push((format!("one byte {byte}"), vec![byte]));
        }
        let zero = Self::number(0);
        bad.push(("(0, 0)".into(), whole(4, &zero, &zero)));
        bad.push(("y = 0, of order two on another curve".into(), whole(4, x, &zero)));
        bad.push(("x = 0 with the y of another x".into(), whole(4, &zero, y)));
        bad.push(("x and y exchanged".into(), whole(4, y, x)));
        bad.push(("y of the order's other end".into(), whole(4, x, &[0xff].repeat(C::BYTES))));
        bad.push((
            "both coordinates all ones".into(),
            whole(4, &[0xff].repeat(C::BYTES), &[0xff].repeat(C::BYTES)),
        ));
        bad.push(("x = p".into(), whole(4, C::FIELD, y)));
        bad.push(("y = p".into(), whole(4, x, C::FIELD)));
        bad.push(("the coordinates without a form".into(), good[1..].to_vec()));
        bad.push(("a byte more".into(), [&good[..], &[0]].concat()));
        bad.push(("a byte less".into(), good[..good.len() - 1].to_vec()));
        let mut off = good.clone();
        off[2 * C::BYTES] ^= 1;
        bad.push(("another y: off the curve".into(), off));
        let mut off = good.clone();
        off[1] ^= 0x80;
        bad.push(("another x: off the curve".into(), off));
        bad.push(("x = p, compressed".into(), [&[2][..], C::FIELD].concat()));
        bad.push((
            "x = p + 1, compressed".into(),
            [&[3][..], &add(C::FIELD, &Self::number(1)).unwrap()].concat(),
        ));

        let (mut on_twist, mut beyond) = (0, 0);
        for number in 1..=60 {
            let small = Self::number(number);
            let form = [&[2][..], &small].concat();
            if let Some(point) = C::decode(&form) {
                // The same point with an x that is larger by the modulus.
                let point = C::encode(&point);
                let large = add(&small, C::FIELD).unwrap();
                bad.push((format!("x = p + {number}"), whole(4, &large, &point[1 + C::BYTES..])));
                bad.push((format!("x = p + {number}, compressed"), [&[2][..], &large].concat()));
                beyond += 1;
            } else {
                bad.push((format!("x = {number} is on the twist"), form));
                on_twist += 1;
            }
        }
        assert!(on_twist > 10 && beyond > 10, "{on_twist} on the twist, {beyond} on the curve");
        // Generators of secp256k1 (as its definition gives it) and points of the other NIST curve.
        for (name, key) in [
            ("a point of P-256", P256::encode(&(p256::ProjectivePoint::GENERATOR * P256::scalar(&[9])))),
            ("a point of P-384", P384::encode(&(p384::ProjectivePoint::GENERATOR * P384::scalar(&[9])))),
        ] {
            if key.len() != good.len() {
                let mut resized = vec![4];
                let half = key.len() / 2;
                for coordinate in [&key[1..=half], &key[half + 1..]] {
                    let mut padded = vec![0; C::BYTES.saturating_sub(half)];
                    padded.extend_from_slice(&coordinate[..half.min(C::BYTES)]);
                    resized.extend(padded);
                }
                bad.push((format!("{name}, made to fit"), resized));
            }
        }
        for (name, key) in bad {
            self.push(name, key, signature.clone(), Expected::NoKey);
        }
    }
}
