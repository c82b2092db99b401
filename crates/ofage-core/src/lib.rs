//! Issue, present and verify ISO/IEC 18013-5 mdoc age attestations.
#![no_std]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

pub use rand_core;

mod age;
pub mod cbor;
mod cose;
mod crypto;
mod error;
pub mod limits;
mod mdoc;
pub mod pki;
mod time;

pub use age::{AgeDecision, AgeThreshold, InconclusiveReason, RefuseReason};
pub use crypto::{
    Algorithm, Curve, HashAlgorithm, MacKey, PublicKey, SecretKey, SignError, Signature, Signer,
};
pub use error::{
    DecodeError, DecodeErrorKind, IssueError, KeyError, PresentError, ResponseError, Stage, VerifyError,
};
pub use mdoc::{ElementValue, SessionTranscript, TranscriptReport};
pub use time::{Date, UnixTime};
