//! Arithmetic in Montgomery form, in words of 64 bits. The functions have the names and results of those of `crrl`.
//!
//! -1/p modulo 2^64 is 1, so a step of the reduction multiplies p by the lowest word itself, and p times a word is shifts
//! and one subtraction. Steps need not wait for the upper half of a product, which is added once at the end.
//!
//! Carries go through the processor's own instructions: the compiler does not find them in portable code, and then a sum
//! takes twice the time.
#![expect(clippy::arithmetic_side_effects, reason = "operators of field elements cannot overflow")]

use alloc::vec::Vec;
use core::arch::x86_64::{_addcarry_u64, _subborrow_u64};
use core::ops::{Add, Div, Mul, MulAssign, Neg, Sub};

/// p, the lowest word first.
const P: Words = [u64::MAX, 0xffff_ffff, 0, 0xffff_ffff_0000_0001];
/// (p + 1) / 2.
const HALF: Words = [0, 1 << 31, 1 << 63, 0x7fff_ffff_8000_0000];
/// 2^512 modulo p: what takes a number into the form.
const R2: Words = [3, 0xffff_fffb_ffff_ffff, 0xffff_ffff_ffff_fffe, 0x0000_0004_ffff_fffd];

type Words = [u64; 4];

/// A number below p, times 2^256 modulo p.
#[derive(Clone, Copy)]
pub(crate) struct Element(Words);

/// The sum, and its carry: 0 or 1, as the given one.
#[inline(always)]
fn add(a: u64, b: u64, carry: u8) -> (u64, u8) {
    let mut sum = 0;
    let carry = _addcarry_u64(carry, a, b, &mut sum);
    (sum, carry)
}

/// The difference, and its borrow: 0 or 1, as the given one.
#[inline(always)]
fn sub(a: u64, b: u64, borrow: u8) -> (u64, u8) {
    let mut difference = 0;
    let borrow = _subborrow_u64(borrow, a, b, &mut difference);
    (difference, borrow)
}

/// The product: low and high word.
#[inline(always)]
#[expect(clippy::as_conversions, reason = "the halves of a number are meant")]
fn mul(a: u64, b: u64) -> (u64, u64) {
    let product = u128::from(a).wrapping_mul(u128::from(b));
    (product as u64, (product >> 64) as u64)
}

/// The sum, and its carry.
#[inline(always)]
fn sum([a, b, c, d]: Words, [e, f, g, h]: Words) -> (Words, u8) {
    let (a, carry) = add(a, e, 0);
    let (b, carry) = add(b, f, carry);
    let (c, carry) = add(c, g, carry);
    let (d, carry) = add(d, h, carry);
    ([a, b, c, d], carry)
}

/// The difference, and its borrow.
#[inline(always)]
fn difference([a, b, c, d]: Words, [e, f, g, h]: Words) -> (Words, u8) {
    let (a, borrow) = sub(a, e, 0);
    let (b, borrow) = sub(b, f, borrow);
    let (c, borrow) = sub(c, g, borrow);
    let (d, borrow) = sub(d, h, borrow);
    ([a, b, c, d], borrow)
}

/// Adds p where all bits of `mask` are set, and nothing where none is. A branch would be foretold wrongly every other time.
#[inline(always)]
fn plus_p(words: Words, mask: u64) -> Words {
    sum(words, [mask, mask & P[1], 0, mask & P[3]]).0
}

/// A number below 2p, of which `carry` is the 257th bit, or less p if it is not below p.
#[inline(always)]
fn below_p(words: Words, carry: u8) -> Element {
    let (less, borrow) = difference(words, P);
    let (mask, _) = sub(u64::from(carry), 0, borrow);
    Element(plus_p(less, mask))
}

/// Adds the multiple of p that makes the lowest word 0, and drops it. A number below 2^256 stays one.
#[inline(always)]
fn step([m, b, c, d]: Words) -> Words {
    // m p = m (2^96 - 1) + m (2^64 - 2^32 + 1) 2^192, and the -m cancels the lowest word.
    let (low, borrow) = sub(m, m << 32, 0);
    let (high, _) = sub(m, m >> 32, borrow);
    let (b, carry) = add(b, m << 32, 0);
    let (c, carry) = add(c, m >> 32, carry);
    let (d, carry) = add(d, low, carry);
    let (high, _) = add(high, 0, carry);
    [b, c, d, high]
}

/// A product of two numbers below p, its halves low and high, over 2^256.
#[inline(always)]
fn reduced(low: Words, high: Words) -> Element {
    let (words, carry) = sum(step(step(step(step(low)))), high);
    below_p(words, carry)
}

/// A word times a number.
#[inline(always)]
fn row(factor: u64, [a, b, c, d]: Words) -> [u64; 5] {
    let (r0, a) = mul(factor, a);
    let (r1, b) = mul(factor, b);
    let (r2, c) = mul(factor, c);
    let (r3, d) = mul(factor, d);
    let (r1, carry) = add(r1, a, 0);
    let (r2, carry) = add(r2, b, carry);
    let (r3, carry) = add(r3, c, carry);
    let (r4, _) = add(d, 0, carry);
    [r0, r1, r2, r3, r4]
}

/// Adds a row to a number, which then is one word longer.
#[inline(always)]
fn plus_row(words: Words, [a, b, c, d, e]: [u64; 5]) -> [u64; 5] {
    let ([a, b, c, d], carry) = sum(words, [a, b, c, d]);
    let (e, _) = add(e, 0, carry);
    [a, b, c, d, e]
}

impl Element {
    pub(crate) const ZERO: Self = Self([0; 4]);
    pub(crate) const ONE: Self = Self::w64be(0, 0, 0, 1);

    /// The number of these words, the highest first, which is below p. For constants: it doubles 256 times.
    pub(crate) const fn w64be(a: u64, b: u64, c: u64, d: u64) -> Self {
        let mut words = [d, c, b, a];
        let mut left = 256_u32;
        while left > 0 {
            words = doubled(words);
            left = left.saturating_sub(1);
        }
        Self(words)
    }

    #[inline(always)]
    fn times(&self, other: &Self) -> Self {
        let ([a, b, c, d], other) = (self.0, other.0);
        let [r0, r1, r2, r3, r4] = row(a, other);
        let [r1, r2, r3, r4, r5] = plus_row([r1, r2, r3, r4], row(b, other));
        let [r2, r3, r4, r5, r6] = plus_row([r2, r3, r4, r5], row(c, other));
        let [r3, r4, r5, r6, r7] = plus_row([r3, r4, r5, r6], row(d, other));
        reduced([r0, r1, r2, r3], [r4, r5, r6, r7])
    }

    #[inline(always)]
    pub(crate) fn square(&self) -> Self {
        let [a, b, c, d] = self.0;
        // The products of two different words, once: ab, ac, ad in a row, and bc, bd, cd.
        let ((r1, ab), (ac, r3), (ad, r4)) = (mul(a, b), mul(a, c), mul(a, d));
        let (r2, carry) = add(ac, ab, 0);
        let (r3, carry) = add(r3, ad, carry);
        let (r4, _) = add(r4, 0, carry);
        let ((bc, h3), (bd, h4), (cd, r6)) = (mul(b, c), mul(b, d), mul(c, d));
        let (h3, carry) = add(h3, bd, 0);
        let (r5, carry) = add(h4, cd, carry);
        let (r6, _) = add(r6, 0, carry);
        let (r3, carry) = add(r3, bc, 0);
        let (r4, carry) = add(r4, h3, carry);
        let (r5, carry) = add(r5, 0, carry);
        let (r6, _) = add(r6, 0, carry);
        // Twice that, and the squares.
        let (r1, carry) = add(r1, r1, 0);
        let (r2, carry) = add(r2, r2, carry);
        let (r3, carry) = add(r3, r3, carry);
        let (r4, carry) = add(r4, r4, carry);
        let (r5, carry) = add(r5, r5, carry);
        let (r6, r7) = add(r6, r6, carry);
        let ((r0, s1), (s2, s3), (s4, s5), (s6, s7)) = (mul(a, a), mul(b, b), mul(c, c), mul(d, d));
        let (r1, carry) = add(r1, s1, 0);
        let (r2, carry) = add(r2, s2, carry);
        let (r3, carry) = add(r3, s3, carry);
        let (r4, carry) = add(r4, s4, carry);
        let (r5, carry) = add(r5, s5, carry);
        let (r6, carry) = add(r6, s6, carry);
        let (r7, _) = add(u64::from(r7), s7, carry);
        reduced([r0, r1, r2, r3], [r4, r5, r6, r7])
    }

    /// The square of the square, and so on, `times` times.
    fn squares(&self, times: u32) -> Self {
        (0..times).fold(*self, |element, _| element.square())
    }

    #[inline(always)]
    pub(crate) fn mul2(&self) -> Self {
        *self + *self
    }

    #[inline(always)]
    pub(crate) fn half(&self) -> Self {
        let [a, b, c, d] = self.0;
        let odd = (a & 1).wrapping_neg();
        let halved = [a >> 1 | b << 63, b >> 1 | c << 63, c >> 1 | d << 63, d >> 1];
        Self(sum(halved, [0, odd & HALF[1], odd & HALF[2], odd & HALF[3]]).0)
    }

    pub(crate) fn set_neg(&mut self) {
        *self = -*self;
    }

    /// All bits for zero, and none for others.
    #[inline(always)]
    pub(crate) fn iszero(&self) -> u32 {
        self.equals(Self::ZERO)
    }

    /// All bits where both are the same, else none.
    #[inline(always)]
    pub(crate) fn equals(&self, other: Self) -> u32 {
        if self.0 == other.0 { u32::MAX } else { 0 }
    }

    /// From 32 bytes in little-endian order, below p.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let (chunks, rest) = bytes.as_chunks::<8>();
        let [a, b, c, d] = *chunks else { return None };
        let words = [a, b, c, d].map(u64::from_le_bytes);
        let is_below = words.iter().rev().lt(P.iter().rev());
        (rest.is_empty() && is_below).then(|| Self(words).times(&Self(R2)))
    }

    /// 32 bytes in little-endian order.
    pub(crate) fn encode(&self) -> [u8; 32] {
        let words = reduced(self.0, [0; 4]).0;
        let mut bytes = [0; 32];
        for (chunk, word) in bytes.as_chunks_mut::<8>().0.iter_mut().zip(words) {
            *chunk = word.to_le_bytes();
        }
        bytes
    }

    /// The powers 2^30 - 1 and 2^32 - 1.
    fn ones(&self) -> (Self, Self) {
        let to_2 = self.square() * self;
        let to_4 = to_2.squares(2) * to_2;
        let to_8 = to_4.squares(4) * to_4;
        let to_16 = to_8.squares(8) * to_8;
        let to_24 = to_16.squares(8) * to_8;
        let to_28 = to_24.squares(4) * to_4;
        let to_30 = to_28.squares(2) * to_2;
        (to_30, to_30.squares(2) * to_2)
    }

    /// The power p - 2: the inverse, and 0 for 0.
    fn inverse(&self) -> Self {
        let (to_30, to_32) = self.ones();
        let high = (to_32.squares(32) * self).squares(128) * to_32;
        ((high.squares(32) * to_32).squares(30) * to_30).squares(2) * self
    }

    /// A square root and all bits, or something else and none where there is no root.
    pub(crate) fn sqrt(&self) -> (Self, u32) {
        // The power (p + 1) / 4 = 2^254 - 2^222 + 2^190 + 2^94.
        let (_, to_32) = self.ones();
        let root = ((to_32.squares(32) * self).squares(96) * self).squares(94);
        (root, root.square().equals(*self))
    }

    /// Makes each its inverse, for one division; 0 stays 0.
    pub(crate) fn batch_invert(elements: &mut [Self]) {
        let mut product = Self::ONE;
        let mut before = Vec::with_capacity(elements.len());
        for element in elements.iter() {
            before.push(product);
            if element.iszero() == 0 {
                product *= *element;
            }
        }
        let mut inverse = product.inverse();
        for (element, before) in elements.iter_mut().zip(before).rev() {
            if element.iszero() == 0 {
                let own = inverse * before;
                inverse *= *element;
                *element = own;
            }
        }
    }
}

/// Twice a number below p, modulo p.
const fn doubled([a, b, c, d]: Words) -> Words {
    let (e, f, g, h) = (a << 1, b << 1 | a >> 63, c << 1 | b >> 63, d << 1 | c >> 63);
    let (w, first) = e.overflowing_sub(P[0]);
    let (x, second) = less(f, P[1], first);
    let (y, third) = less(g, P[2], second);
    let (z, fourth) = less(h, P[3], third);
    if fourth && d >> 63 == 0 { [e, f, g, h] } else { [w, x, y, z] }
}

/// [`sub`] for constants.
const fn less(a: u64, b: u64, borrow: bool) -> (u64, bool) {
    let (difference, first) = a.overflowing_sub(b);
    let (difference, second) = difference.overflowing_sub(if borrow { 1 } else { 0 });
    (difference, first || second)
}

impl Add for Element {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        let (words, carry) = sum(self.0, other.0);
        below_p(words, carry)
    }
}

impl Sub for Element {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        let (words, borrow) = difference(self.0, other.0);
        let (mask, _) = sub(0, 0, borrow);
        Self(plus_p(words, mask))
    }
}

impl Neg for Element {
    type Output = Self;

    #[inline(always)]
    fn neg(self) -> Self {
        Self::ZERO - self
    }
}

impl Mul for Element {
    type Output = Self;

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.times(&other)
    }
}

impl Mul<&Self> for Element {
    type Output = Self;

    #[inline(always)]
    fn mul(self, other: &Self) -> Self {
        self.times(other)
    }
}

impl MulAssign for Element {
    #[inline(always)]
    fn mul_assign(&mut self, other: Self) {
        *self = self.times(&other);
    }
}

impl Div for Element {
    type Output = Self;

    /// 0 for a division by 0.
    fn div(self, other: Self) -> Self {
        self.times(&other.inverse())
    }
}
