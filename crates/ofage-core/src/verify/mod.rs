//! From received bytes to a presentation that can be trusted, one check a file.
//!
//! Each check consumes the value that only the check before it makes, so a check cannot be left out, and there is
//! nothing to read before the last one.
//!
//! Source: ISO/IEC 18013-5 12.8.1, 12.8.2 (first edition 9.3.1).

mod cache;
mod chain;
mod device_auth;
mod digests;
mod explain;
mod issuer_auth;
mod mso;
mod presentation;
mod structure;
mod validity;

use alloc::vec::Vec;
use core::fmt;

pub use cache::{KnownSigner, SignerCache};
pub use explain::DeviceAuthReport;
pub use presentation::{VerifiedElement, VerifiedPresentation};

use crate::crypto::SecretKey;
use crate::error::{DecodeError, ResponseError, VerifyError};
use crate::mdoc::{DeviceResponse, IssuerSigned, SessionTranscript};
use crate::pki::TrustAnchors;
use crate::profile::Profile;
use crate::time::UnixTime;

/// Whom a verifier trusts, and what it accepts.
#[derive(Clone, Debug)]
pub struct Verifier {
    anchors: TrustAnchors,
    profiles: Vec<Profile>,
    outliving: Outliving,
}

/// What to do with an attestation that is valid for longer than its document signer's certificate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Outliving {
    Accepted,
    Refused,
}

impl Verifier {
    /// A verifier that trusts `anchors` for the document types of `profiles`. Without either it accepts nothing.
    #[must_use]
    pub const fn new(anchors: TrustAnchors, profiles: Vec<Profile>) -> Self {
        Self { anchors, profiles, outliving: Outliving::Accepted }
    }

    /// Also refuse attestations whose `validUntil` is beyond the document signer's `notAfter`.
    ///
    /// Off by default: the standard's own example outlives its signer.
    #[must_use]
    pub const fn refuse_outliving_certificate(mut self) -> Self {
        self.outliving = Outliving::Refused;
        self
    }

    /// The anchors.
    #[must_use]
    pub const fn anchors(&self) -> &TrustAnchors {
        &self.anchors
    }

    /// The accepted profiles.
    #[must_use]
    pub fn profiles(&self) -> &[Profile] {
        &self.profiles
    }
}

/// The session that a response must belong to: the verifier's own state, never taken from the response.
#[derive(Debug)]
pub struct Session {
    transcript: SessionTranscript,
    reader_key: Option<device_auth::ReaderKey>,
}

impl Session {
    /// A session in which the wallet answers with a device signature.
    #[must_use]
    pub const fn new(transcript: SessionTranscript) -> Self {
        Self { transcript, reader_key: None }
    }

    /// A session in which the wallet may also answer with a device MAC, for which the reader's ephemeral key is needed.
    #[must_use]
    pub const fn with_reader_key(transcript: SessionTranscript, reader_key: SecretKey) -> Self {
        Self { transcript, reader_key: Some(device_auth::ReaderKey::new(reader_key)) }
    }

    /// The transcript.
    #[must_use]
    pub const fn transcript(&self) -> &SessionTranscript {
        &self.transcript
    }
}

/// A DeviceResponse that has been read and not verified: nothing of it can be asked for.
#[derive(Clone)]
pub struct UnverifiedResponse<'a> {
    response: DeviceResponse<'a>,
    length: usize,
}

impl<'a> UnverifiedResponse<'a> {
    /// Reads a DeviceResponse, strictly: see [`limits`](crate::limits) and the error's codes for what is refused.
    ///
    /// # Errors
    /// [`DecodeError`], with the offset of what is wrong. Costs less than a millisecond for any input.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        Ok(Self { response: DeviceResponse::decode(bytes)?, length: bytes.len() })
    }

    /// The document type that the wallet claims: to choose a verifier by, and for nothing else.
    #[must_use]
    pub fn untrusted_doc_type(&self) -> Option<&'a str> {
        self.response.document.as_ref().map(|document| document.doc_type)
    }

    /// Makes every check at the time `now` and gives what can then be trusted.
    ///
    /// # Errors
    /// The earliest check that failed, in the order of [`Stage`](crate::Stage).
    pub fn verify(
        self,
        verifier: &Verifier,
        session: &Session,
        now: UnixTime,
    ) -> Result<VerifiedPresentation, VerifyError> {
        let (doc_type, issuer_signed, device_signed) = structure::check(self.response)?.into_parts();
        let intact = check_issuer_signed(doc_type, issuer_signed, verifier, now)?;
        let bound = device_auth::check(intact, &device_signed, session)?;
        Ok(VerifiedPresentation::new(bound))
    }
}

/// Every check that does not concern the session.
fn check_issuer_signed<'a, 'v>(
    doc_type: &'a str,
    issuer_signed: IssuerSigned<'a>,
    verifier: &'v Verifier,
    now: UnixTime,
) -> Result<digests::Intact<'a, 'v>, VerifyError> {
    check_trusted(chain::check(doc_type, issuer_signed, verifier, now)?, verifier, now)
}

/// Every check after the path that does not concern the session.
fn check_trusted<'a, 'v>(
    trusted: chain::Trusted<'a, 'v>,
    verifier: &'v Verifier,
    now: UnixTime,
) -> Result<digests::Intact<'a, 'v>, VerifyError> {
    let authentic = issuer_auth::check(trusted)?;
    let consistent = mso::check(authentic)?;
    let current = validity::check(consistent, verifier.outliving, now)?;
    digests::check(current)
}

/// Whether an IssuerSigned that a holder received is the issuer's and current. It proves nothing of who holds it.
pub(crate) fn verify_issuer_signed(
    doc_type: &str,
    issuer_signed: IssuerSigned<'_>,
    verifier: &Verifier,
    now: UnixTime,
) -> Result<(), VerifyError> {
    check_issuer_signed(doc_type, issuer_signed, verifier, now).map(|_| ())
}

/// Redacted to a length.
impl fmt::Debug for UnverifiedResponse<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UnverifiedResponse({} bytes)", self.length)
    }
}

/// Decodes and verifies in one call.
///
/// # Errors
/// [`ResponseError`]: the earliest check that failed.
pub fn verify_response(
    bytes: &[u8],
    verifier: &Verifier,
    session: &Session,
    now: UnixTime,
) -> Result<VerifiedPresentation, ResponseError> {
    Ok(UnverifiedResponse::decode(bytes)?.verify(verifier, session, now)?)
}
