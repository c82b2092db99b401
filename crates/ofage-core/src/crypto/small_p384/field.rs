//! Numbers modulo the prime and the order of P-384, in Montgomery form: one piece of code for both.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "digits are below 2^32, so digit times digit plus digit plus digit fits in 64 bits"
)]

/// Digits of a number.
const DIGITS: usize = 12;
const MASK: u64 = 0xffff_ffff;

/// A number below 2^384: digits of 32 bits, the least significant first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Number([u64; DIGITS]);

impl Number {
    pub(super) const ZERO: Self = Self([0; DIGITS]);

    /// A number with its digits in the order that people write them.
    pub(super) const fn new(digits: [u64; DIGITS]) -> Self {
        let [a, b, c, d, e, f, g, h, i, j, k, l] = digits;
        Self([l, k, j, i, h, g, f, e, d, c, b, a])
    }

    /// A number of one digit.
    const fn small(digit: u64) -> Self {
        Self([digit, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    }

    /// Reads a number of at most 48 bytes, big-endian.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut number = Self::ZERO;
        let mut digits = number.0.iter_mut();
        for chunk in bytes.rchunks(4) {
            *digits.next()? = chunk.iter().fold(0, |digit, byte| (digit << 8) | u64::from(*byte));
        }
        Some(number)
    }

    /// The 48 bytes, big-endian.
    pub(super) fn bytes(&self) -> impl Iterator<Item = u8> {
        self.0.iter().rev().flat_map(|digit| digit.to_be_bytes().into_iter().skip(4))
    }

    pub(super) fn is_odd(&self) -> bool {
        self.0.first().is_some_and(|digit| digit & 1 == 1)
    }

    /// The sum modulo 2^384 and the carry, 0 or 1.
    pub(super) fn plus(&self, other: &Self) -> (Self, u64) {
        let mut sum = *self;
        let mut carry = 0;
        for (digit, other) in sum.0.iter_mut().zip(&other.0) {
            let wide = *digit + other + carry;
            *digit = wide & MASK;
            carry = wide >> 32;
        }
        (sum, carry)
    }

    /// The difference modulo 2^384 and the borrow, 0 or 1.
    fn minus(&self, other: &Self) -> (Self, u64) {
        let mut difference = *self;
        let mut borrow = 0;
        for (digit, other) in difference.0.iter_mut().zip(&other.0) {
            let wide = *digit + (MASK + 1) - other - borrow;
            *digit = wide & MASK;
            borrow = 1 - (wide >> 32);
        }
        (difference, borrow)
    }
}

/// A modulus, and what its arithmetic needs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Modulus {
    modulus: Number,
    /// 2^768 modulo the modulus.
    square: Number,
    /// -1 / modulus, modulo 2^32.
    inverse: u64,
}

/// The prime of the field, 2^384 - 2^128 - 2^96 + 2^32 - 1.
pub(super) static FIELD: Modulus = Modulus {
    modulus: Number::new([MASK, MASK, MASK, MASK, MASK, MASK, MASK, MASK - 1, MASK, 0, 0, MASK]),
    square: Number::new([
        0x0000_0000,
        0x0000_0000,
        0x0000_0000,
        0x0000_0001,
        0x0000_0002,
        0x0000_0000,
        0xffff_fffe,
        0x0000_0000,
        0x0000_0002,
        0x0000_0000,
        0xffff_fffe,
        0x0000_0001,
    ]),
    inverse: 0x0000_0001,
};

/// The order of the curve.
pub(super) static ORDER: Modulus = Modulus {
    modulus: Number::new([
        MASK,
        MASK,
        MASK,
        MASK,
        MASK,
        MASK,
        0xc763_4d81,
        0xf437_2ddf,
        0x581a_0db2,
        0x48b0_a77a,
        0xecec_196a,
        0xccc5_2973,
    ]),
    square: Number::new([
        0x0c84_ee01,
        0x2b39_bf21,
        0x3fb0_5b7a,
        0x2826_6895,
        0xd40d_4917,
        0x4aab_1cc5,
        0xbc3e_483a,
        0xfcb8_2947,
        0xff3d_81e5,
        0xdf1a_a419,
        0x2d31_9b24,
        0x19b4_09a9,
    ]),
    inverse: 0xe88f_dc45,
};

impl Modulus {
    pub(super) const fn modulus(&self) -> &Number {
        &self.modulus
    }

    /// Whether the number is below the modulus.
    pub(super) fn holds(&self, number: &Number) -> bool {
        number.minus(&self.modulus).1 == 1
    }

    /// The class of a number of any size below 2^384.
    pub(super) fn element(&'static self, number: &Number) -> Element {
        Element { form: self.product(number, &self.square), modulus: self }
    }

    pub(super) fn small(&'static self, digit: u64) -> Element {
        self.element(&Number::small(digit))
    }

    /// a b / 2^384, below the modulus where one of the two is.
    fn product(&self, a: &Number, b: &Number) -> Number {
        let mut sum = [0; DIGITS + 2];
        for digit in a.0 {
            accumulate(&mut sum, digit, b);
            let lowest = sum.first().copied().unwrap_or_default();
            // Makes the lowest digit zero, so that dividing by 2^32 is moving the others down.
            accumulate(&mut sum, (lowest * self.inverse) & MASK, &self.modulus);
            sum.rotate_left(1);
        }
        let mut product = Number::ZERO;
        product.0.iter_mut().zip(&sum).for_each(|(to, digit)| *to = *digit);
        self.reduce(product, sum.get(DIGITS).copied().unwrap_or_default())
    }

    /// A number below twice the modulus, given with its carry, less the modulus where that leaves something.
    fn reduce(&self, number: Number, carry: u64) -> Number {
        let (less, borrow) = number.minus(&self.modulus);
        if borrow > carry { number } else { less }
    }
}

/// Adds `factor` times `number`.
fn accumulate(sum: &mut [u64; DIGITS + 2], factor: u64, number: &Number) {
    let mut carry = 0;
    for (digit, other) in sum.iter_mut().zip(number.0.iter().chain(&[0, 0])) {
        let wide = *digit + factor * other + carry;
        *digit = wide & MASK;
        carry = wide >> 32;
    }
}

/// A number modulo a modulus.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Element {
    /// The number times 2^384.
    form: Number,
    modulus: &'static Modulus,
}

impl Element {
    pub(super) fn number(self) -> Number {
        self.modulus.product(&self.form, &Number::small(1))
    }

    pub(super) fn plus(self, other: Self) -> Self {
        let (sum, carry) = self.form.plus(&other.form);
        Self { form: self.modulus.reduce(sum, carry), ..self }
    }

    pub(super) fn minus(self, other: Self) -> Self {
        let (difference, borrow) = self.form.minus(&other.form);
        let form = if borrow == 0 { difference } else { difference.plus(&self.modulus.modulus).0 };
        Self { form, ..self }
    }

    pub(super) fn times(self, other: Self) -> Self {
        Self { form: self.modulus.product(&self.form, &other.form), ..self }
    }

    pub(super) fn thrice(self) -> Self {
        self.plus(self).plus(self)
    }

    /// 1 / x, and 0 for 0: x to the power of the modulus less 2.
    pub(super) fn inverse(self) -> Self {
        self.power(&self.modulus.modulus.minus(&Number::small(2)).0)
    }

    /// A root, where there is one, for a modulus that is 3 modulo 4: x to the power of (modulus + 1) / 4.
    pub(super) fn square_root(self) -> Self {
        // The modulus shifted down by two bits is (modulus - 3) / 4.
        let digits = &self.modulus.modulus.0;
        let above = digits.iter().skip(1).chain(&[0]);
        let mut exponent = Number::ZERO;
        for (to, (digit, above)) in exponent.0.iter_mut().zip(digits.iter().zip(above)) {
            *to = (digit >> 2) | ((above << 30) & MASK);
        }
        self.power(&exponent).times(self)
    }

    fn power(self, exponent: &Number) -> Self {
        let mut power = self.modulus.small(1);
        for byte in exponent.bytes() {
            for bit in (0..8).rev() {
                power = power.times(power);
                if (byte >> bit) & 1 == 1 {
                    power = power.times(self);
                }
            }
        }
        power
    }
}
