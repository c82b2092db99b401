//! Correcting a block: Reed-Solomon over GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1, with the roots α^0, α^1, …
//!
//! Polynomials are slices, the coefficient of the constant first.

/// The field: α^0 to α^509, so that sums of two logarithms need no reduction, and logarithms, that of zero unused.
pub(crate) struct Field {
    powers: [u8; 510],
    logarithms: [usize; 256],
}

/// α^255 is 1.
const ORDER: usize = 255;

impl Field {
    pub(crate) fn new() -> Self {
        let mut field = Self { powers: [0; 510], logarithms: [0; 256] };
        let mut value = 1_u8;
        for (exponent, power) in field.powers.iter_mut().enumerate() {
            *power = value;
            if let Some(logarithm) = field.logarithms.get_mut(usize::from(value)) {
                *logarithm = exponent % ORDER;
            }
            value = (value << 1) ^ if value & 0x80 == 0 { 0 } else { 0x1d };
        }
        field
    }

    /// α to the power of `exponent`.
    fn power(&self, exponent: usize) -> u8 {
        self.powers.get(exponent % ORDER).copied().unwrap_or_default()
    }

    fn logarithm(&self, value: u8) -> usize {
        self.logarithms.get(usize::from(value)).copied().unwrap_or_default()
    }

    fn times(&self, a: u8, b: u8) -> u8 {
        if a == 0 || b == 0 {
            return 0;
        }
        let exponent = self.logarithm(a).saturating_add(self.logarithm(b));
        self.powers.get(exponent).copied().unwrap_or_default()
    }

    /// a / b; b is not zero.
    fn over(&self, a: u8, b: u8) -> u8 {
        self.times(a, self.power(ORDER.saturating_sub(self.logarithm(b))))
    }

    /// The value of a polynomial.
    fn at(&self, polynomial: &[u8], x: u8) -> u8 {
        polynomial.iter().rev().fold(0, |sum, coefficient| self.times(sum, x) ^ coefficient)
    }

    /// a b, up to but without x^`terms`.
    fn product(&self, a: &[u8], b: &[u8], terms: usize) -> Vec<u8> {
        let mut product = vec![0; terms];
        for (shift, a) in a.iter().enumerate() {
            for (sum, b) in product.iter_mut().skip(shift).zip(b) {
                *sum ^= self.times(*a, *b);
            }
        }
        product
    }

    /// The codewords that correct up to half as many errors in `data`.
    pub(crate) fn correction(&self, data: &[u8], count: usize) -> Vec<u8> {
        // The product of all x - root, but for its highest power, which is 1.
        let mut generator = vec![1];
        for root in 0..count {
            let terms = generator.len().saturating_add(1);
            generator = self.product(&generator, &[self.power(root), 1], terms);
        }
        generator.pop();
        // The remainder, the highest power first.
        generator.reverse();
        let mut rest = vec![0; count];
        for codeword in data {
            let factor = codeword ^ rest.first().copied().unwrap_or_default();
            rest.rotate_left(1);
            if let Some(last) = rest.last_mut() {
                *last = 0;
            }
            for (rest, coefficient) in rest.iter_mut().zip(&generator) {
                *rest ^= self.times(factor, *coefficient);
            }
        }
        rest
    }

    /// Corrects a block of `data` codewords and those for their correction, in which up to half as many errors as there are
    /// codewords for correction can be corrected. Gives the data; `None` where there are more errors.
    pub(crate) fn correct(&self, mut block: Vec<u8>, data: usize) -> Option<Vec<u8>> {
        // Sent first is the highest power.
        block.reverse();
        let correction = block.len().checked_sub(data)?;
        let syndromes = self.syndromes(&block, correction);
        if syndromes.iter().any(|syndrome| *syndrome != 0) {
            let locator = self.locator(&syndromes);
            let errors =
                locator.len().checked_sub(1).filter(|errors| errors.saturating_mul(2) <= correction)?;
            self.repair(&mut block, &syndromes, &locator, errors)?;
            if self.syndromes(&block, correction).iter().any(|syndrome| *syndrome != 0) {
                return None;
            }
        }
        block.reverse();
        block.truncate(data);
        Some(block)
    }

    /// The values at the roots: all zero where nothing is wrong.
    fn syndromes(&self, block: &[u8], correction: usize) -> Vec<u8> {
        (0..correction).map(|root| self.at(block, self.power(root))).collect()
    }

    /// The shortest polynomial that is 1 at 0 and whose recurrence gives the syndromes, by Berlekamp and Massey: its
    /// roots tell where the errors are.
    fn locator(&self, syndromes: &[u8]) -> Vec<u8> {
        let (mut locator, mut previous) = (vec![1_u8], vec![1_u8]);
        let (mut length, mut since, mut divisor) = (0_usize, 1_usize, 1_u8);
        for seen in 0..syndromes.len() {
            let known = syndromes.get(..=seen).unwrap_or_default();
            let discrepancy = locator
                .iter()
                .zip(known.iter().rev())
                .fold(0, |sum, (coefficient, syndrome)| sum ^ self.times(*coefficient, *syndrome));
            if discrepancy == 0 {
                since = since.saturating_add(1);
                continue;
            }
            let factor = self.over(discrepancy, divisor);
            let before = locator.clone();
            locator.resize(locator.len().max(previous.len().saturating_add(since)), 0);
            for (sum, coefficient) in locator.iter_mut().skip(since).zip(&previous) {
                *sum ^= self.times(factor, *coefficient);
            }
            if length.saturating_mul(2) <= seen {
                length = seen.saturating_add(1).saturating_sub(length);
                (previous, divisor, since) = (before, discrepancy, 1);
            } else {
                since = since.saturating_add(1);
            }
        }
        locator.resize(length.saturating_add(1), 0);
        locator
    }

    /// Finds the places by trying each, and the values by Forney's formula.
    fn repair(&self, block: &mut [u8], syndromes: &[u8], locator: &[u8], errors: usize) -> Option<()> {
        let evaluator = self.product(syndromes, locator, syndromes.len());
        // In characteristic 2 the derivative keeps the odd powers, each one lower.
        let derivative: Vec<u8> = locator
            .iter()
            .enumerate()
            .skip(1)
            .map(|(power, coefficient)| if power.is_multiple_of(2) { 0 } else { *coefficient })
            .collect();
        let mut found = 0_usize;
        for (place, codeword) in block.iter_mut().enumerate() {
            let inverse = self.power(ORDER.saturating_sub(place % ORDER));
            if self.at(locator, inverse) != 0 {
                continue;
            }
            let slope = self.at(&derivative, inverse);
            if slope == 0 {
                return None;
            }
            let value = self.over(self.at(&evaluator, inverse), slope);
            *codeword ^= self.times(value, self.power(place));
            found = found.saturating_add(1);
        }
        (found == errors).then_some(())
    }
}
