//! The field of P-256: numbers modulo p = 2^256 - 2^224 + 2^192 + 2^96 - 1.
//!
//! On x86-64 our own arithmetic, with which a verification takes a tenth less time; elsewhere that of `crrl`, with which the
//! tests compare ours.

#[cfg(target_arch = "x86_64")]
mod montgomery;

#[cfg(not(target_arch = "x86_64"))]
pub(crate) use crrl::field::GFp256 as Element;
#[cfg(target_arch = "x86_64")]
pub(crate) use montgomery::Element;

#[cfg(test)]
mod tests;
