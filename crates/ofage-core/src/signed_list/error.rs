//! Why a signed list is not used.

use core::fmt;

use crate::error::{DecodeError, VerifyError, coded_errors};
use crate::pki::PkiError;
use crate::time::UnixTime;

coded_errors! {
    [own_code]
    /// Why a signed list (status list, identifier list, VICAL, deny list) is refused, or does not answer.
    ListError {
        /// The `alg` of the signature is not the one of the key's curve.
        AlgorithmKeyMismatch => "algorithm_key_mismatch", "the algorithm does not fit the key";
        /// No `alg` in the protected header.
        AlgorithmMissing => "algorithm_missing", "no algorithm in the protected header";
        /// An `alg` that this library does not verify.
        AlgorithmUnsupported => "algorithm_unsupported", "unsupported algorithm";
        /// The path from the list's signer to a trust anchor does not hold.
        Chain { error: PkiError } => "chain", "the certificate path of the list's signer does not hold";
        /// A critical header parameter that is not understood.
        CriticalHeader => "critical_header", "unknown critical header parameter";
        /// The bytes do not decode.
        Decode { error: DecodeError } => "decode", "the list does not decode";
        /// The list is past its end.
        Expired { expires: UnixTime } => "list_expired", "the list has expired";
        /// The entry is beyond the end of the list.
        IndexOutOfRange => "status_index_out_of_range", "the list has no entry with this index";
        /// The compressed entries are no zlib stream.
        InflateFailed => "inflate_failed", "the list's entries do not decompress";
        /// The compressed entries are larger than the maximum once decompressed.
        InflateTooLarge => "inflate_too_large", "the list is too large once decompressed";
        /// The list says that it was issued later than now.
        IssuedInFuture { issued: UnixTime } => "list_issued_in_future", "the list was issued later than now";
        /// The signed message has no payload.
        PayloadMissing => "payload_missing", "the list has no payload";
        /// The signature is not that of the list's signer.
        SignatureInvalid => "list_signature_invalid", "the signature of the list is not valid";
        /// The list is for another address than the one asked for.
        SubjectMismatch => "list_subject_mismatch", "the list is not the one that the attestation names";
        /// `typ` in the protected header is not the one of this kind of list.
        TypeMismatch => "list_type_mismatch", "not a list of this kind";
        /// A version that is not 1.x.
        VersionUnsupported => "version_unsupported", "unsupported version";
    }
}

impl ListError {
    /// The stable snake_case code: that of the inner error where there is one.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        if let Self::Chain { error } = self {
            return error.code();
        }
        if let Self::Decode { error } = self {
            return error.code();
        }
        self.own_code()
    }

    /// The errors that a COSE signature check gives.
    #[expect(clippy::wildcard_enum_match_arm, reason = "all other errors belong to other checks")]
    pub(super) const fn from_signature(error: VerifyError) -> Self {
        match error {
            VerifyError::AlgorithmKeyMismatch { .. } => Self::AlgorithmKeyMismatch,
            VerifyError::AlgorithmMissing { .. } => Self::AlgorithmMissing,
            VerifyError::AlgorithmUnsupported { .. } => Self::AlgorithmUnsupported,
            VerifyError::CriticalHeader { .. } => Self::CriticalHeader,
            _ => Self::SignatureInvalid,
        }
    }
}

impl From<DecodeError> for ListError {
    fn from(error: DecodeError) -> Self {
        Self::Decode { error }
    }
}

impl From<PkiError> for ListError {
    fn from(error: PkiError) -> Self {
        Self::Chain { error }
    }
}

impl fmt::Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())?;
        if let Self::Chain { error } = self {
            write!(f, ": {error}")?;
        }
        if let Self::Decode { error } = self {
            write!(f, ": {error}")?;
        }
        if let Self::Expired { expires } = self {
            write!(f, " (at {expires})")?;
        }
        if let Self::IssuedInFuture { issued } = self {
            write!(f, " (at {issued})")?;
        }
        Ok(())
    }
}

impl core::error::Error for ListError {}
