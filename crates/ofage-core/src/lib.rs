//! Issue, present and verify ISO/IEC 18013-5 mdoc age attestations.
//!
//! Signatures are verified in Rust, by `ofage-p256` and `p384`. With the feature `aws-lc-rs`, native programs verify them
//! with that library, which is C and assembly. The feature changes speed and the code that is trusted, and no result.
#![no_std]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

pub use rand_core;

mod age;
mod attestation;
mod base64;
pub mod cbor;
mod challenge;
mod cose;
mod crypto;
mod digits;
pub mod door_code;
mod error;
mod few;
#[cfg(fuzzing)]
pub mod fuzzing;
mod index;
#[cfg(feature = "issuer")]
pub mod issue;
pub mod limits;
mod mdoc;
pub mod pki;
mod present;
mod profile;
mod signed_list;
pub mod status;
mod time;
mod tlv;
pub mod trust;
mod verify;

pub use age::{AgeDecision, AgeThreshold, InconclusiveReason, RefuseReason};
pub use attestation::Attestation;
pub use base64::bytes_from_base64url;
pub use challenge::{
    Audience, Challenge, ChallengeError, ChallengeMode, Colour, MatchingSymbol, ReaderAuthError, Shape,
    TimedSession, VenueName, VerifiedReader,
};
pub use crypto::{
    Algorithm, Curve, HashAlgorithm, MacKey, PublicKey, SecretKey, SignError, Signature, Signer,
};
pub use error::{
    DecodeError, DecodeErrorKind, IssueError, KeyError, PresentError, ResponseError, Stage, VerifyError,
};
pub use mdoc::{ElementValue, SessionTranscript, TranscriptReport};
pub use present::{PreparedPresentation, Request};
pub use profile::Profile;
pub use time::{Date, UnixTime};
pub use verify::{
    DeviceAuthReport, KnownSigner, Session, SignerCache, UnverifiedResponse, VerifiedElement,
    VerifiedPresentation, Verifier, verify_response,
};

/// A build for use has no way to turn signatures off.
///
/// ```compile_fail,E0433
/// ofage_core::fuzzing::accept_every_signature();
/// ```
#[cfg(doctest)]
pub struct NothingForFuzzers;
