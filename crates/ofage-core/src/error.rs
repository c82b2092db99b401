//! Every error of the crate, its stage and its stable code.
//!
//! Errors are `Copy`: they cannot own bytes or text of a message, so they are safe to log. Codes are snake_case and the
//! same in Rust, JSON, JavaScript and the test vectors.

use core::fmt;

use crate::pki::PkiError;
use crate::time::UnixTime;

/// The step of verification that an error belongs to, in the order of the checks. The earliest failed check is reported.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum Stage {
    /// Reading the bytes of the response.
    Decode,
    /// Version, status and number of documents.
    Structure,
    /// The document type is one that the verifier accepts.
    Profile,
    /// The path from the document signer to a trust anchor.
    Chain,
    /// The issuer's signature over the MSO.
    IssuerAuth,
    /// The contents of the MSO.
    Mso,
    /// The period of validity.
    Validity,
    /// The digests of the disclosed items.
    Digest,
    /// The signature or MAC of the device key over the session.
    DeviceAuth,
    /// Revocation of the document signer or the attestation.
    Status,
}

impl Stage {
    /// The stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Decode => "decode",
            Self::Structure => "structure",
            Self::Profile => "profile",
            Self::Chain => "chain",
            Self::IssuerAuth => "issuer_auth",
            Self::Mso => "mso",
            Self::Validity => "validity",
            Self::Digest => "digest",
            Self::DeviceAuth => "device_auth",
            Self::Status => "status",
        }
    }
}

/// Declares an error enum whose variants each have one code and one sentence. `[method]` names the accessor of the code
/// where it is not `code`.
macro_rules! coded_errors {
    ($(#[$meta:meta])* $name:ident { $($body:tt)* }) => {
        $crate::error::coded_errors! { [code] $(#[$meta])* $name { $($body)* } }
    };
    (
        [$accessor:ident]
        $(#[$meta:meta])*
        $name:ident { $( $(#[$doc:meta])* $variant:ident $({ $($field:ident : $type:ty),* $(,)? })? => $code:literal, $text:literal; )* }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[non_exhaustive]
        pub enum $name {
            $(
                $(#[$doc])*
                #[doc = concat!("Code `", $code, "`.")]
                $variant $({
                    $(#[doc = concat!("The ", stringify!($field), ".")] $field: $type),*
                })?,
            )*
        }

        impl $name {
            /// The stable snake_case code.
            #[must_use]
            pub const fn $accessor(&self) -> &'static str {
                match self { $( Self::$variant $({ $($field: _),* })? => $code, )* }
            }

            const fn text(&self) -> &'static str {
                match self { $( Self::$variant $({ $($field: _),* })? => $text, )* }
            }

            /// Every code that this type can give, with its meaning: what the list of codes is made from.
            #[must_use]
            pub const fn codes() -> &'static [(&'static str, &'static str)] {
                &[$(($code, $text)),*]
            }
        }
    };
}
pub(crate) use coded_errors;

coded_errors! {
    /// What is wrong with bytes that do not decode.
    DecodeErrorKind {
        /// A byte string that should hold a certificate does not.
        CertificateMalformed => "certificate_malformed", "not an X.509 certificate";
        /// `digestID` is not below 2^31.
        DigestIdOutOfRange => "digest_id_out_of_range", "digestID is not below 2^31";
        /// A coordinate of a COSE_Key that is not as long as its curve's field, most often a dropped leading zero.
        CoordinateLength => "coordinate_length", "key coordinate of the wrong length (leading zero dropped?)";
        /// Two entries for one digest identifier, or two items for one element or one digest identifier.
        DuplicateElement => "duplicate_element", "the same element twice";
        /// A map key that stands twice in one map, in any form.
        DuplicateKey => "duplicate_key", "the same map key twice";
        /// An indefinite length.
        IndefiniteLength => "indefinite_length", "indefinite length";
        /// An integer outside the range of its field.
        IntegerOutOfRange => "integer_out_of_range", "integer out of range";
        /// A date that is not RFC 3339 in UTC without fractions, in tag 0.
        InvalidDate => "invalid_date", "not an RFC 3339 date-time in UTC";
        /// A head that CBOR reserves.
        InvalidHead => "invalid_head", "reserved CBOR head";
        /// A COSE_Key that is no public key.
        InvalidKey => "invalid_key", "not a public key on its curve";
        /// Text that is not UTF-8.
        InvalidUtf8 => "invalid_utf8", "text is not UTF-8";
        /// A required field is not there.
        MissingField => "missing_field", "required field missing";
        /// More than one of two fields that exclude each other, or none of them.
        NotExactlyOne => "not_exactly_one", "exactly one of two fields must be there";
        /// More certificates than `MAX_CERTIFICATES`.
        TooManyCertificates => "too_many_certificates", "too many certificates";
        /// Nested deeper than `MAX_DEPTH`.
        TooDeep => "too_deep", "nested too deep";
        /// More entries in one container than `MAX_ENTRIES`, or more items than `MAX_ITEMS`.
        TooManyEntries => "too_many_entries", "too many entries";
        /// Longer than `MAX_MESSAGE_BYTES`.
        TooLarge => "too_large", "message too large";
        /// Bytes after the end of the message.
        TrailingBytes => "trailing_bytes", "bytes after the end";
        /// The message ends too early.
        Truncated => "truncated", "message ends too early";
        /// A string or array of another length than its field has.
        UnexpectedLength => "unexpected_length", "unexpected length";
        /// A tag of another number than its field has.
        UnexpectedTag => "unexpected_tag", "unexpected tag";
        /// A value of another type than its field has.
        UnexpectedType => "unexpected_type", "unexpected CBOR type";
        /// A value that its field does not allow.
        UnexpectedValue => "unexpected_value", "value not allowed here";
        /// A map key that is neither integer, string nor simple value.
        UnsupportedKey => "unsupported_key", "map key of a type that cannot be compared";
    }
}

/// Bytes that do not decode: what is wrong, and where.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{} at byte {offset}", kind.text())]
pub struct DecodeError {
    kind: DecodeErrorKind,
    offset: usize,
}

impl DecodeError {
    pub(crate) const fn new(kind: DecodeErrorKind, offset: usize) -> Self {
        Self { kind, offset }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> DecodeErrorKind {
        self.kind
    }

    /// Offset in bytes from the start of the outermost message.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// Always [`Stage::Decode`].
    #[must_use]
    pub const fn stage(&self) -> Stage {
        Stage::Decode
    }
}

coded_errors! {
    [own_code]
    /// Why a response that decoded is not verified.
    VerifyError {
        /// The `alg` of a signature is not the one of the key's curve.
        AlgorithmKeyMismatch { stage: Stage } => "algorithm_key_mismatch", "the algorithm does not fit the key";
        /// No `alg` in the protected header.
        AlgorithmMissing { stage: Stage } => "algorithm_missing", "no algorithm in the protected header";
        /// An `alg` that this library does not verify.
        AlgorithmUnsupported { stage: Stage } => "algorithm_unsupported", "unsupported algorithm";
        /// The certificate path does not hold.
        Chain { error: PkiError } => "chain", "the certificate path does not hold";
        /// A critical header parameter that is not understood (RFC 9052 3.1).
        CriticalHeader { stage: Stage } => "critical_header", "unknown critical header parameter";
        /// An element signed by the device that `keyAuthorizations` does not permit.
        DeviceElementNotAuthorized => "device_element_not_authorized", "the device key may not sign this element";
        /// `deviceMac` does not authenticate this session.
        DeviceMacInvalid { transcript_sha256: [u8; 32] } => "device_mac_invalid", "the device MAC does not fit this session transcript";
        /// `deviceSignature` does not authenticate this session.
        DeviceSignatureInvalid { transcript_sha256: [u8; 32] } => "device_signature_invalid", "the device signature does not fit this session transcript";
        /// A digest algorithm other than SHA-256, SHA-384 and SHA-512.
        DigestAlgorithmUnsupported => "digest_algorithm_unsupported", "unsupported digest algorithm";
        /// The digest of a disclosed item is not the one in the MSO.
        DigestMismatch => "digest_mismatch", "an item is not the one that the issuer signed";
        /// The MSO has no digest for a disclosed item.
        DigestMissing => "digest_missing", "the issuer signed no digest for an item";
        /// The MSO is for another document type than the document.
        DocTypeMismatch => "doc_type_mismatch", "the document type is not the one that the issuer signed";
        /// No accepted profile has this document type.
        DocTypeNotAccepted => "doc_type_not_accepted", "document type not accepted here";
        /// `now` is after `validUntil`.
        Expired { valid_until: UnixTime } => "expired", "the attestation has expired";
        /// The issuer's signature is not valid.
        IssuerSignatureInvalid => "issuer_signature_invalid", "the issuer's signature is not valid";
        /// `issuing_country` or `issuing_jurisdiction` is not the one of the document signer.
        IssuingCountryMismatch => "issuing_country_mismatch", "the issuing country is not the one of the document signer";
        /// Valid for longer than the profile or the policy allows.
        LifetimeTooLong => "lifetime_too_long", "valid for longer than allowed";
        /// A deviceMac, and no reader key to check it with.
        MacWithoutReaderKey => "mac_without_reader_key", "a device MAC needs the reader's key";
        /// The MSO does not decode.
        MsoMalformed { error: DecodeError } => "mso_malformed", "the MSO does not decode";
        /// More than one document.
        MultipleDocuments => "multiple_documents", "more than one document";
        /// No document.
        NoDocuments => "no_documents", "no document in the response";
        /// `now` is before `validFrom`.
        NotYetValid { valid_from: UnixTime } => "not_yet_valid", "the attestation is not valid yet";
        /// A payload where a detached one is meant, or none where one is meant.
        PayloadNotDetached => "payload_not_detached", "the payload of the device signature must be detached";
        /// The issuer's signature has no payload.
        PayloadMissing => "payload_missing", "the issuer's signature has no payload";
        /// The wallet reports an error, with `status` not 0.
        ResponseStatus { status: u64 } => "response_status", "the wallet reports an error";
        /// `random` is shorter than 16 bytes.
        SaltTooShort => "salt_too_short", "an item's random value is too short";
        /// `signed` is outside the validity of the document signer's certificate.
        SignedOutsideCertificate => "signed_outside_certificate", "signed while the document signer was not valid";
        /// `validUntil` is beyond the certificate's `notAfter`, where the policy forbids that.
        OutlivesCertificate => "outlives_certificate", "valid for longer than the document signer";
        /// The attestation is revoked.
        Revoked => "revoked", "the attestation is revoked";
        /// The policy wants a status, and no current list is at hand.
        StatusUnknown => "status_unknown", "no current status list for the attestation";
        /// The attestation is suspended.
        Suspended => "suspended", "the attestation is suspended";
        /// Not `signed` <= `validFrom` < `validUntil`.
        ValidityOrder => "validity_order", "the validity dates are out of order";
        /// A version that is not 1.x.
        VersionUnsupported { stage: Stage } => "version_unsupported", "unsupported version";
    }
}

impl VerifyError {
    /// The check that failed.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        match self {
            Self::AlgorithmKeyMismatch { stage }
            | Self::AlgorithmMissing { stage }
            | Self::AlgorithmUnsupported { stage }
            | Self::CriticalHeader { stage }
            | Self::VersionUnsupported { stage } => *stage,
            Self::MultipleDocuments | Self::NoDocuments | Self::ResponseStatus { .. } => Stage::Structure,
            Self::DocTypeNotAccepted => Stage::Profile,
            Self::Chain { .. } => Stage::Chain,
            Self::IssuerSignatureInvalid | Self::PayloadMissing => Stage::IssuerAuth,
            Self::DigestAlgorithmUnsupported | Self::DocTypeMismatch | Self::MsoMalformed { .. } => {
                Stage::Mso
            }
            Self::Expired { .. }
            | Self::LifetimeTooLong
            | Self::NotYetValid { .. }
            | Self::OutlivesCertificate
            | Self::SignedOutsideCertificate
            | Self::ValidityOrder => Stage::Validity,
            Self::DigestMismatch
            | Self::DigestMissing
            | Self::IssuingCountryMismatch
            | Self::SaltTooShort => Stage::Digest,
            Self::DeviceElementNotAuthorized
            | Self::DeviceMacInvalid { .. }
            | Self::DeviceSignatureInvalid { .. }
            | Self::MacWithoutReaderKey
            | Self::PayloadNotDetached => Stage::DeviceAuth,
            Self::Revoked | Self::StatusUnknown | Self::Suspended => Stage::Status,
        }
    }

    /// The stable snake_case code: that of the inner error where there is one.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        if let Self::Chain { error } = self {
            return error.code();
        }
        if let Self::MsoMalformed { error } = self {
            return error.code();
        }
        self.own_code()
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())?;
        if let Self::Chain { error } = self {
            write!(f, ": {error}")?;
        }
        if let Self::MsoMalformed { error } = self {
            write!(f, ": {error}")?;
        }
        if let Self::Expired { valid_until } = self {
            write!(f, " (at {valid_until})")?;
        }
        if let Self::NotYetValid { valid_from } = self {
            write!(f, " (until {valid_from})")?;
        }
        if let Self::ResponseStatus { status } = self {
            write!(f, " (status {status})")?;
        }
        Ok(())
    }
}

impl core::error::Error for VerifyError {}

/// Why a response is refused: its bytes do not decode, or what they say does not verify.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ResponseError {
    /// The bytes do not decode.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// What they say does not verify.
    #[error(transparent)]
    Verify(#[from] VerifyError),
}

impl ResponseError {
    /// The check that failed.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        match self {
            Self::Decode(error) => error.stage(),
            Self::Verify(error) => error.stage(),
        }
    }

    /// The stable snake_case code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Decode(error) => error.code(),
            Self::Verify(error) => error.code(),
        }
    }
}

coded_errors! {
    /// Why an attestation cannot be issued or presented. Always the caller's input, never a message from outside.
    IssueError {
        /// No claims.
        ClaimsEmpty => "claims_empty", "an attestation needs at least one element";
        /// The same element twice.
        ClaimDuplicate => "claim_duplicate", "the same element twice";
        /// More elements and decoys than fit one name space.
        ClaimsTooMany => "claims_too_many", "too many elements and decoys";
        /// An element that the profile does not allow.
        ElementNotAllowed => "element_not_allowed", "the profile does not allow this element";
        /// A value that is not one CBOR item within the limits.
        ElementValueInvalid => "element_value_invalid", "the element's value is not valid CBOR";
        /// A lifetime past the profile's maximum.
        LifetimeTooLong => "lifetime_too_long", "valid for longer than the profile allows";
        /// A list with no certificate of its signer, or past the maximum of certificates, bytes or entries.
        ListTooLarge => "list_too_large", "the list is too large";
        /// A certificate that is no root, in a list of roots.
        RootUnusable => "root_unusable", "the certificate is no root";
        /// An index beyond the end of a status list.
        StatusIndexOutOfRange => "status_index_out_of_range", "the list has no entry with this index";
        /// A status that does not fit the width of the list's entries.
        StatusTooWide => "status_too_wide", "the status does not fit the width of the list's entries";
        /// A salt length outside 16 to 32 bytes.
        SaltLength => "salt_length", "salts have 16 to 32 bytes";
        /// A signature of a length that the algorithm does not have.
        SignatureLength => "signature_length", "the signature has the wrong length";
        /// The signer did not sign.
        SignerFailed => "signer_failed", "the signer did not sign";
        /// A signature that the certificate's or device key does not verify.
        SignatureInvalid => "signature_invalid", "the signature does not verify with the signer's key";
        /// Not `signed` <= `validFrom` < `validUntil`, or a year that RFC 3339 cannot write.
        ValidityOrder => "validity_order", "the validity dates are out of order";
        /// Validity outside the document signer's certificate.
        ValidityOutsideCertificate => "validity_outside_certificate", "the validity is not within the document signer's";
    }
}

impl fmt::Display for IssueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl core::error::Error for IssueError {}

coded_errors! {
    /// Why a holder cannot make a presentation.
    PresentError {
        /// The key is on another curve than the attestation's device key, or is not that key.
        KeyMismatch => "key_mismatch", "not the device key of this attestation";
        /// No element answers the request.
        NothingToDisclose => "nothing_to_disclose", "the attestation has no element that answers the request";
        /// The attestation does not decode.
        Malformed { error: DecodeError } => "malformed", "the attestation does not decode";
        /// A signature of a length that the algorithm does not have.
        SignatureLength => "signature_length", "the signature has the wrong length";
        /// A signature that the device key does not verify.
        SignatureInvalid => "signature_invalid", "the signature does not verify with the device key";
        /// The signer did not sign.
        SignerFailed => "signer_failed", "the signer did not sign";
    }
}

impl fmt::Display for PresentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())?;
        if let Self::Malformed { error } = self { write!(f, ": {error}") } else { Ok(()) }
    }
}

impl core::error::Error for PresentError {}

impl From<DecodeError> for PresentError {
    fn from(error: DecodeError) -> Self {
        Self::Malformed { error }
    }
}

coded_errors! {
    /// A key or signature that cannot be used.
    KeyError {
        /// Not a key of a supported kind, or not a point on its curve.
        Invalid => "key_invalid", "not a usable key";
        /// Bytes of another length than the algorithm has.
        Length => "key_length", "wrong length";
        /// A curve or algorithm that is not supported.
        Unsupported => "key_unsupported", "unsupported curve or algorithm";
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl core::error::Error for KeyError {}
