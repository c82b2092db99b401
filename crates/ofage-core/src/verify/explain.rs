//! Why device authentication fails, for the developer who joins a wallet and a verifier.
//!
//! The two sides build the transcript apart, and a byte that differs shows as an invalid signature and nothing else. Here
//! the verifier says what it expected, and tries the mistakes that are seen most often.

use core::fmt;

use super::{Session, UnverifiedResponse, Verifier, check_issuer_signed, device_auth, structure};
use crate::error::VerifyError;
use crate::mdoc::SessionTranscript;
use crate::time::UnixTime;

/// What the verifier expected the device to sign, and which known mistake the device's signature fits, if any.
///
/// Printed with `Display`; for developers, never for staff or logs: it names the session's inputs.
#[derive(Clone)]
pub struct DeviceAuthReport {
    transcript: SessionTranscript,
    mistake: Option<&'static str>,
}

impl UnverifiedResponse<'_> {
    /// Explains a failed device authentication; `None` where another check failed, or none did.
    ///
    /// Costs a verification for each of at most six mistakes.
    #[must_use]
    pub fn explain_device_auth(
        &self,
        verifier: &Verifier,
        session: &Session,
        now: UnixTime,
    ) -> Option<DeviceAuthReport> {
        let reader_key = session.reader_key.as_ref();
        let check =
            |transcript: &SessionTranscript| self.check_session(verifier, transcript, reader_key, now);
        match check(&session.transcript) {
            Err(VerifyError::DeviceSignatureInvalid { .. } | VerifyError::DeviceMacInvalid { .. }) => {}
            Ok(()) | Err(_) => return None,
        }
        let mistake = session
            .transcript
            .variations()
            .into_iter()
            .find_map(|(mistake, other)| check(&other).is_ok().then_some(mistake));
        Some(DeviceAuthReport { transcript: session.transcript.clone(), mistake })
    }

    fn check_session(
        &self,
        verifier: &Verifier,
        transcript: &SessionTranscript,
        reader_key: Option<&device_auth::ReaderKey>,
        now: UnixTime,
    ) -> Result<(), VerifyError> {
        let (doc_type, issuer_signed, device_signed) = structure::check(self.response.clone())?.into_parts();
        let intact = check_issuer_signed(doc_type, issuer_signed, verifier, now)?;
        device_auth::check_transcript(intact, &device_signed, transcript, reader_key).map(|_| ())
    }
}

impl DeviceAuthReport {
    /// The known mistake that the signature fits; `None` where it fits none of them.
    #[must_use]
    pub const fn mistake(&self) -> Option<&'static str> {
        self.mistake
    }
}

impl fmt::Display for DeviceAuthReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.mistake {
            Some(mistake) => writeln!(f, "the transcripts differ: {mistake}")?,
            None => writeln!(f, "the transcripts differ, or another key signed; no known mistake fits")?,
        }
        write!(f, "expected {}", self.transcript.report())
    }
}

/// Redacted.
impl fmt::Debug for DeviceAuthReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceAuthReport(..)")
    }
}
