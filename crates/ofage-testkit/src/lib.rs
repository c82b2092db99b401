//! Test PKI, vector runner and integration tests. Not published: it keeps the shipped crates free of dev-dependency
//! cycles.
//!
//! [`World`](world::World) is a valid response with everybody's keys; a [`Case`](case::Case) changes one thing in it and
//! says what must come of it; [`families`] has all cases; [`vectors`] writes them to files and runs such files.
//! [`inputs`] does the same for lists, bundles and challenges.
#![expect(
    clippy::panic,
    clippy::unreachable,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "test code: a broken test stops at once, and its inputs are its own"
)]
#![expect(
    clippy::exhaustive_structs,
    clippy::exhaustive_enums,
    clippy::wildcard_enum_match_arm,
    clippy::missing_panics_doc,
    reason = "not published, so that nothing outside depends on it"
)]

pub mod at_limits;
pub mod carried;
pub mod case;
pub mod cbor;
pub mod certificate;
pub mod door;
pub mod families;
pub mod frame;
pub mod fuzz_targets;
pub mod hostile;
pub mod inputs;
pub mod judge;
pub mod keys;
pub mod process;
pub mod rng;
pub mod samples;
mod shared;
pub mod sizes;
pub mod vectors;
pub mod welch;
pub mod world;

pub use shared::{base64url, hex, shared_bytes, shared_json, shared_path};

/// The examples of the README, compiled as doctests.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
pub struct Readme;
