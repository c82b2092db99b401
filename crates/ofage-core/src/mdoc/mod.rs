//! Wire structures of ISO/IEC 18013-5, one file per CDDL group. What is read here is unverified.

mod device_response;
mod device_signed;
mod element_value;
mod issuer_signed;
mod mso;
mod session_transcript;

pub(crate) use device_response::{DeviceResponse, Document};
pub(crate) use device_signed::{DeviceAuth, DeviceSigned, device_authentication_bytes};
pub use element_value::ElementValue;
pub(crate) use issuer_signed::IssuerSigned;
pub(crate) use mso::Mso;
pub use session_transcript::{SessionTranscript, TranscriptReport};
