//! Wire structures of ISO/IEC 18013-5, one file per CDDL group. What is read here is unverified.

mod device_response;
mod device_signed;
mod element_value;
mod issuer_signed;
mod mso;
mod session_transcript;

pub(crate) use device_response::{DeviceResponse, Document};
pub(crate) use device_signed::{DeviceAuth, DeviceAuthentication, DeviceSigned};
pub use element_value::ElementValue;
pub(crate) use issuer_signed::IssuerSigned;
pub(crate) use mso::Mso;
pub use session_transcript::{SessionTranscript, TranscriptReport};

/// Whether a version is one that this library reads: 1.x, with digits for x.
///
/// Source: ISO/IEC 18013-5 10.2 and 10.3: unknown minor versions are no error.
pub(crate) fn is_version_1(version: &str) -> bool {
    version
        .strip_prefix("1.")
        .is_some_and(|minor| !minor.is_empty() && minor.bytes().all(|byte| byte.is_ascii_digit()))
}
