//! Sums of a multiple of a key and a multiple of the generator.
//!
//! A comb cuts a scalar into eight chunks of 32 bits; each chunk has its own base, 2^(32 i) times the point, so 32 doublings
//! serve all of them.

use alloc::boxed::Box;
use alloc::vec::Vec;
use std::sync::OnceLock;

use crrl::p256::Scalar;

use crate::digits::non_adjacent;
use crate::field::Element;
use crate::jacobian::{Affine, Cached, Jacobian};

/// Chunks that a scalar is cut into.
const CHUNKS: usize = 8;
/// Digits of a chunk: one more than its bits.
const CHUNK_DIGITS: usize = 33;
/// Digits of a whole scalar.
const DIGITS: usize = 257;

/// Odd multiples of a key that is met once: 1, 3, … 15.
const KEY_MULTIPLES: usize = 8;

/// The comb of a key: 8 KiB.
pub(crate) type KeyComb = Comb<16>;

/// The odd multiples 1, 3, … 2 `M` - 1 of each chunk's base. `M` is a power of two, at most 64.
#[derive(Clone)]
pub(crate) struct Comb<const M: usize>(Box<[[Affine; M]; CHUNKS]>);

/// The digits of a scalar's chunks.
type CombDigits = [[i8; CHUNK_DIGITS]; CHUNKS];

/// The comb of the generator: 16 KiB, made once.
fn generator() -> &'static Comb<32> {
    static COMB: OnceLock<Comb<32>> = OnceLock::new();
    COMB.get_or_init(|| Comb::new(&Affine::GENERATOR))
}

/// Bits of the digits that choose among so many odd multiples.
const fn width(multiples: usize) -> u32 {
    multiples.trailing_zeros().saturating_add(2)
}

/// Where the multiple of a digit stands, and whether it is to be negated. `None` for 0.
fn choose<T>(multiples: &[T], digit: i8) -> Option<(&T, bool)> {
    let multiple = multiples.get(usize::from(digit.unsigned_abs() >> 1))?;
    (digit != 0).then_some((multiple, digit < 0))
}

impl<const M: usize> Comb<M> {
    pub(crate) fn new(point: &Affine) -> Self {
        let mut points = Vec::with_capacity(M.saturating_mul(CHUNKS));
        let mut base = Jacobian::new(point);
        for chunk in 0..CHUNKS {
            if chunk > 0 {
                (0..32).for_each(|_| base.double());
            }
            let mut twice = base;
            twice.double();
            let twice = Cached::new(&twice);
            let mut odd = base;
            points.push(odd);
            for _ in 1..M {
                odd.add_cached(&twice);
                points.push(odd);
            }
        }
        let mut inverses: Vec<Element> = points.iter().map(|point| point.z).collect();
        Element::batch_invert(&mut inverses);
        let mut comb = Box::new([[Affine::GENERATOR; M]; CHUNKS]);
        for (to, (point, inverse)) in comb.iter_mut().flatten().zip(points.iter().zip(&inverses)) {
            *to = point.over(inverse);
        }
        Self(comb)
    }

    /// Digits for [`Self::add`].
    fn digits(scalar: &Scalar) -> CombDigits {
        let mut digits = [[0; CHUNK_DIGITS]; CHUNKS];
        for (digits, chunk) in digits.iter_mut().zip(scalar.encode().chunks_exact(4)) {
            *digits = non_adjacent(chunk, width(M));
        }
        digits
    }

    /// Adds the multiples that the digits at one position choose.
    fn add(&self, digits: &CombDigits, position: usize, sum: &mut Jacobian) {
        for (multiples, digits) in self.0.iter().zip(digits) {
            let digit = digits.get(position).copied().unwrap_or(0);
            match choose(multiples, digit) {
                Some((multiple, false)) => sum.add(multiple),
                Some((multiple, true)) => sum.add(&multiple.negated()),
                None => {}
            }
        }
    }

    /// `own` times the point of the comb plus `of_generator` times the generator.
    pub(crate) fn sum(&self, own: &Scalar, of_generator: &Scalar) -> Jacobian {
        let generator = generator();
        let (own, of_generator) = (Self::digits(own), Comb::<32>::digits(of_generator));
        let mut sum = Jacobian::INFINITY;
        for position in (0..CHUNK_DIGITS).rev() {
            sum.double();
            self.add(&own, position, &mut sum);
            generator.add(&of_generator, position, &mut sum);
        }
        sum
    }
}

/// `own` times a point plus `of_generator` times the generator, in one chain of doublings.
pub(crate) fn sum(point: &Affine, own: &Scalar, of_generator: &Scalar) -> Jacobian {
    let generator = generator();
    let own: [i8; DIGITS] = non_adjacent(&own.encode(), width(KEY_MULTIPLES));
    let of_generator = Comb::<32>::digits(of_generator);
    let multiples = odd_multiples(point);
    let mut sum = Jacobian::INFINITY;
    for (position, digit) in own.into_iter().enumerate().rev() {
        sum.double();
        match choose(&multiples, digit) {
            Some((multiple, false)) => sum.add_cached(multiple),
            Some((multiple, true)) => sum.add_cached(&multiple.negated()),
            None => {}
        }
        if position < CHUNK_DIGITS {
            generator.add(&of_generator, position, &mut sum);
        }
    }
    sum
}

/// 1, 3, … 15 times a point.
fn odd_multiples(point: &Affine) -> [Cached; KEY_MULTIPLES] {
    let mut odd = Jacobian::new(point);
    let mut twice = odd;
    twice.double();
    let twice = Cached::new(&twice);
    core::array::from_fn(|index| {
        if index > 0 {
            odd.add_cached(&twice);
        }
        Cached::new(&odd)
    })
}

#[cfg(test)]
mod tests;
