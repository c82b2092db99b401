//! Test PKI, vector runner and integration tests. Not published: it keeps the shipped crates free of dev-dependency
//! cycles.
#![expect(
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    reason = "test code: a broken test stops at once, and its inputs are its own"
)]

pub mod rng;
pub mod samples;
mod shared;
pub mod sizes;

pub use shared::{base64url, hex, shared_bytes, shared_json, shared_path};

/// The examples of the README, compiled as doctests.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
pub struct Readme;
