//! Who asks: a signature of the reader over the challenge, and the certificate that names it.
//!
//! Optional, and the wallet's choice what to make of it. It proves that the holder of the certificate made this
//! challenge, not that it is the one who shows it.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::{Challenge, ChallengeError};
use crate::crypto::{Algorithm, Signature, Signer};
use crate::error::coded_errors;
use crate::pki::{Certificate, CertificateRules, PkiError, TrustAnchors, verify_chain};
use crate::time::UnixTime;

/// What stands before the challenge in the signed message, so that the signature is worth nothing elsewhere.
const LABEL: &[u8] = b"ofage.reader.v1\0";
/// Longest certificate: a challenge with one still has to be read by a phone.
const MAX_CERTIFICATE_BYTES: usize = 1024;

/// A signature and the certificate of the key that made it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct ReaderAuth {
    signature: Signature,
    certificate: Certificate,
}

impl ReaderAuth {
    /// Algorithm (1 ES256, 2 ES384), signature, certificate to the end.
    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        out.push(match self.certificate.public_key().curve().algorithm() {
            Algorithm::Es256 => 1,
            Algorithm::Es384 => 2,
        });
        out.extend_from_slice(self.signature.as_bytes());
        out.extend_from_slice(self.certificate.as_der());
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, ChallengeError> {
        let malformed = ChallengeError::ReaderAuthMalformed;
        let (algorithm, rest) = match bytes.split_first().ok_or(ChallengeError::Truncated)? {
            (1, rest) => (Algorithm::Es256, rest),
            (2, rest) => (Algorithm::Es384, rest),
            _ => return Err(malformed),
        };
        let (signature, certificate) =
            rest.split_at_checked(algorithm.signature_bytes()).ok_or(ChallengeError::Truncated)?;
        if certificate.len() > MAX_CERTIFICATE_BYTES {
            return Err(malformed);
        }
        let certificate = Certificate::from_der(certificate).map_err(|_| malformed)?;
        let signature = Signature::from_bytes(signature).map_err(|_| malformed)?;
        Self::new(signature, certificate)
    }

    fn new(signature: Signature, certificate: Certificate) -> Result<Self, ChallengeError> {
        let algorithm = certificate.public_key().curve().algorithm();
        let fits = signature.as_bytes().len() == algorithm.signature_bytes()
            && certificate.as_der().len() <= MAX_CERTIFICATE_BYTES;
        if fits { Ok(Self { signature, certificate }) } else { Err(ChallengeError::ReaderAuthMalformed) }
    }
}

impl Challenge {
    /// What a reader signs: the label `ofage.reader.v1`, a zero byte, and the signed bytes of the challenge. Not yet
    /// hashed.
    ///
    /// Source: spec/challenge.md C-8.
    #[must_use]
    pub fn reader_to_be_signed(&self) -> Vec<u8> {
        [LABEL, &self.signed_bytes()].concat()
    }

    /// The challenge with a reader's signature over [`Self::reader_to_be_signed`] and its certificate, at most 1,024
    /// bytes of DER. What the device key signs stays the same.
    ///
    /// # Errors
    /// [`ChallengeError::ReaderAuthMalformed`] where the certificate is too long or its key did not make the signature.
    pub fn with_reader_auth(
        mut self,
        certificate: Certificate,
        signature: Signature,
    ) -> Result<Self, ChallengeError> {
        let auth = ReaderAuth::new(signature, certificate)?;
        auth.certificate
            .public_key()
            .verify(&self.reader_to_be_signed(), &auth.signature)
            .map_err(|_| ChallengeError::ReaderAuthMalformed)?;
        self.reader = Some(auth);
        Ok(self)
    }

    /// Signs with a reader's key, see [`Self::with_reader_auth`].
    ///
    /// # Errors
    /// [`ChallengeError::ReaderAuthMalformed`] where the signer fails, or holds another key than the certificate's.
    pub fn sign_as_reader(
        self,
        certificate: Certificate,
        signer: &impl Signer,
    ) -> Result<Self, ChallengeError> {
        let signature =
            signer.sign(&self.reader_to_be_signed()).map_err(|_| ChallengeError::ReaderAuthMalformed)?;
        self.with_reader_auth(certificate, signature)
    }

    /// Whether a reader's signature is there, valid or not.
    #[must_use]
    pub const fn is_reader_signed(&self) -> bool {
        self.reader.is_some()
    }

    /// Checks that the key of the certificate that came with the challenge signed it. Whose certificate it is stays open:
    /// see [`Self::verify_reader`].
    ///
    /// Source: spec/challenge.md C-8.6.
    ///
    /// # Errors
    /// [`ReaderAuthError::SignatureInvalid`], or [`ReaderAuthError::Missing`] where there is none.
    pub fn check_reader_signature(&self) -> Result<(), ReaderAuthError> {
        let auth = self.reader.as_ref().ok_or(ReaderAuthError::Missing)?;
        self.check_signed_by(auth)
    }

    fn check_signed_by(&self, auth: &ReaderAuth) -> Result<(), ReaderAuthError> {
        auth.certificate
            .public_key()
            .verify(&self.reader_to_be_signed(), &auth.signature)
            .map_err(|_| ReaderAuthError::SignatureInvalid)
    }

    /// The name in the reader's certificate, which nothing has checked: to tell the holder whom the challenge names.
    #[must_use]
    pub fn untrusted_reader_name(&self) -> Option<&str> {
        self.reader.as_ref().and_then(|auth| auth.certificate.subject_common_name())
    }

    /// Who asks, by a reader certificate that leads to one of `anchors`.
    ///
    /// # Errors
    /// [`ReaderAuthError`]. A wallet then shows the venue's name as what it is, a claim.
    pub fn verify_reader(
        &self,
        anchors: &TrustAnchors,
        now: UnixTime,
    ) -> Result<VerifiedReader, ReaderAuthError> {
        let auth = self.reader.as_ref().ok_or(ReaderAuthError::Missing)?;
        let chain = [auth.certificate.as_der()];
        let certificate = verify_chain(&chain, anchors, &CertificateRules::reader(), now)
            .map_err(|error| ReaderAuthError::Chain { error })?;
        self.check_signed_by(auth)?;
        Ok(VerifiedReader {
            common_name: certificate.subject_common_name().map(String::from),
            organization: certificate.subject_organization().map(String::from),
            country: certificate.subject_country().map(String::from),
        })
    }
}

/// A reader whose certificate and signature were checked: what a wallet shows as the one who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedReader {
    common_name: Option<String>,
    organization: Option<String>,
    country: Option<String>,
}

impl VerifiedReader {
    /// The subject's commonName.
    #[must_use]
    pub fn common_name(&self) -> Option<&str> {
        self.common_name.as_deref()
    }

    /// The subject's organizationName.
    #[must_use]
    pub fn organization(&self) -> Option<&str> {
        self.organization.as_deref()
    }

    /// The subject's countryName.
    #[must_use]
    pub fn country(&self) -> Option<&str> {
        self.country.as_deref()
    }
}

coded_errors! {
    [own_code]
    /// Why it is not known who asks.
    ReaderAuthError {
        /// The certificate path does not hold.
        Chain { error: PkiError } => "reader_chain", "the certificate of the reader is not trusted";
        /// The challenge has no reader's signature.
        Missing => "reader_auth_missing", "the reader did not sign the challenge";
        /// The signature is not the reader's.
        SignatureInvalid => "reader_signature_invalid", "the reader's signature is not valid";
    }
}

impl ReaderAuthError {
    /// The stable snake_case code: that of the inner error where there is one.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        if let Self::Chain { error } = self { error.code() } else { self.own_code() }
    }
}

impl fmt::Display for ReaderAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())?;
        if let Self::Chain { error } = self { write!(f, ": {error}") } else { Ok(()) }
    }
}

impl core::error::Error for ReaderAuthError {}
