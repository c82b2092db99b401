//! Why a door code or a template is refused.

use core::fmt;

use crate::error::{DecodeError, coded_errors};

coded_errors! {
    [own_code]
    /// Why a door code cannot be made, read or expanded, or a template cannot be used.
    DoorCodeError {
        /// No certificate has the reference in the code.
        CertificateUnknown => "door_certificate_unknown", "no certificate at hand has this reference";
        /// A digit group that no bytes encode to.
        DigitsNotCanonical => "door_digits_not_canonical", "a group of digits is out of range";
        /// A character that is no digit.
        DigitsInvalid => "door_digits_invalid", "a door code has digits only";
        /// A value in the code that its field does not allow: an age past 99, a point off the curve, a long integer form.
        HoleInvalid => "door_hole_invalid", "a value of the code is out of range";
        /// A number of digits that no code has.
        LengthInvalid => "door_length_invalid", "no code has this number of digits";
        /// A freshness mode that this version does not know.
        ModeUnknown => "door_mode_unknown", "unknown freshness mode";
        /// Packed bytes that do not unpack.
        PackInvalid => "door_pack_invalid", "packed bytes are malformed";
        /// Text that does not begin as a door code does.
        PrefixWrong => "door_prefix_wrong", "not a door code";
        /// A response that does not decode.
        ResponseMalformed { error: DecodeError } => "door_response_malformed", "the response does not decode";
        /// A response that a template cannot describe: none or several documents, or too many parts.
        ResponseUnsupported => "door_response_unsupported", "no template can describe this response";
        /// A response that does not come back from its own code: its digests are not those of its items.
        RoundTripFailed => "door_round_trip_failed", "the response does not come back from its code";
        /// Bytes that are no template.
        TemplateInvalid => "door_template_invalid", "not a template";
        /// No template has the identifier in the code.
        TemplateUnknown => "door_template_unknown", "no template at hand has this identifier";
        /// A code, template or expansion past its limit.
        TooLarge => "door_too_large", "past the limit of size";
        /// Bytes after the end of the code.
        TrailingBytes => "door_trailing_bytes", "bytes after the end of the code";
        /// The code ends too early.
        Truncated => "door_truncated", "the code ends too early";
        /// A version of the format that is not known here.
        VersionUnknown => "door_version_unknown", "unknown version of the format";
    }
}

impl DoorCodeError {
    /// The stable snake_case code: that of the inner error where there is one.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        if let Self::ResponseMalformed { error } = self { error.code() } else { self.own_code() }
    }
}

impl fmt::Display for DoorCodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())?;
        if let Self::ResponseMalformed { error } = self { write!(f, ": {error}") } else { Ok(()) }
    }
}

impl core::error::Error for DoorCodeError {}

impl From<DecodeError> for DoorCodeError {
    fn from(error: DecodeError) -> Self {
        Self::ResponseMalformed { error }
    }
}
