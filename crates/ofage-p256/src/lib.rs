//! ECDSA P-256 verification, as fast as safe Rust allows: scalars by `crrl`, point arithmetic and tables here, and on x86-64
//! the field too.
//!
//! Everything here takes **variable time** and so is for public data alone: keys, hashes and signatures that anyone may
//! see. There is nothing that takes a private key.
//!
//! The crate stands apart from `ofage-core` so that a small WebAssembly build can optimise it for speed and the rest for
//! size. `ofage-core` checks it against `p256` on edge cases and on random inputs.
#![no_std]

extern crate alloc;
extern crate std;

mod digits;
mod equation;
mod field;
mod jacobian;
mod sec1;
mod table;

use core::fmt;

use equation::Equation;
use jacobian::Affine;

/// A public key: a point of the curve other than the one at infinity. Checked when it is made.
#[derive(Clone, Copy)]
pub struct Point(Affine);

impl Point {
    /// The point of a SEC 1 form, compressed (33 bytes) or uncompressed (65). `None` for bytes that are no point of the
    /// curve, and for the point at infinity.
    #[must_use]
    pub fn from_sec1_bytes(bytes: &[u8]) -> Option<Self> {
        sec1::decode(bytes).map(Self)
    }

    /// SEC 1, uncompressed: 4, x, y.
    #[must_use]
    pub fn to_uncompressed(&self) -> [u8; 65] {
        sec1::uncompressed(&self.0)
    }

    /// SEC 1, compressed: 2 or 3, x.
    #[must_use]
    pub fn to_compressed(&self) -> [u8; 33] {
        sec1::compressed(&self.0)
    }

    /// Whether raw r ‖ s (64 bytes) is a signature of this key over a hash of 32 bytes or more, of which the leftmost 32
    /// count. r and s go from 1 to the order less 1; high s is accepted.
    ///
    /// Source: FIPS 186-5 6.4.2.
    #[must_use]
    pub fn verifies(&self, hash: &[u8], signature: &[u8]) -> bool {
        Equation::new(hash, signature)
            .is_some_and(|equation| equation.holds(&table::sum(&self.0, &equation.key, &equation.generator)))
    }
}

/// Nothing of the point: a device key links the transactions that show it.
impl fmt::Debug for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Point(P-256)")
    }
}

/// Multiples of a key that is verified with often: 8 KiB, made in about the time of one verification. With them a
/// verification takes a third of the time.
#[derive(Clone)]
pub struct Table(table::KeyComb);

impl Table {
    /// The table of a key.
    #[must_use]
    pub fn new(key: &Point) -> Self {
        Self(table::KeyComb::new(&key.0))
    }

    /// [`Point::verifies`] for the key of the table.
    #[must_use]
    pub fn verifies(&self, hash: &[u8], signature: &[u8]) -> bool {
        Equation::new(hash, signature)
            .is_some_and(|equation| equation.holds(&self.0.sum(&equation.key, &equation.generator)))
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Table(P-256)")
    }
}
