//! Issue, present and verify ISO/IEC 18013-5 mdoc age attestations.
#![no_std]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

pub use rand_core;

pub mod cbor;
mod crypto;
mod error;
pub mod limits;
mod mdoc;
pub mod pki;
mod time;

pub use crypto::{
    Algorithm, Curve, HashAlgorithm, MacKey, PublicKey, SecretKey, SignError, Signature, Signer,
};
pub use error::{DecodeError, DecodeErrorKind, IssueError, KeyError, PresentError, Stage, VerifyError};
pub use mdoc::{SessionTranscript, TranscriptReport};
pub use time::{Date, UnixTime};
