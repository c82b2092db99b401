//! Every error of this crate.

use thiserror::Error;

/// Why a symbol could not be drawn or a frame could not be looked at.
///
/// Holds no payload, so it is safe to log. A frame without a readable symbol is not an error: the
/// readers return an empty list.
#[derive(Clone, Copy, Debug, Eq, Error, Hash, PartialEq)]
#[non_exhaustive]
pub enum QrError {
    /// The pixel buffer ends before the last row of the frame.
    #[error("the frame needs {needed} bytes and its buffer has {given}")]
    BufferTooShort {
        /// Bytes the stated size asks for.
        needed: usize,
        /// Bytes in the buffer.
        given: usize,
    },
    /// The frame has no rows or no columns.
    #[error("the frame is empty")]
    FrameEmpty,
    /// The frame is over [`MAX_SIDE`](crate::limits::MAX_SIDE) or
    /// [`MAX_PIXELS`](crate::limits::MAX_PIXELS).
    #[error("a frame of {width} by {height} pixels is too large")]
    FrameTooLarge {
        /// Columns, in pixels.
        width: usize,
        /// Rows, in pixels.
        height: usize,
    },
    /// A side is under [`MIN_SIDE`](crate::limits::MIN_SIDE): no symbol fits.
    #[error("a frame of {width} by {height} pixels is too small for any symbol")]
    FrameTooSmall {
        /// Columns, in pixels.
        width: usize,
        /// Rows, in pixels.
        height: usize,
    },
    /// The picture file is damaged, or not of the stated format.
    #[error("the picture file is damaged")]
    ImageDamaged,
    /// The picture could not be written.
    #[error("the picture could not be written")]
    ImageEncoding,
    /// The picture file is over [`MAX_FILE`](crate::limits::MAX_FILE) bytes, or its picture is
    /// over the limits of a frame.
    #[error("the picture is too large")]
    ImageTooLarge,
    /// The file is in no format this build reads.
    #[error("the file is in no picture format that is read here")]
    ImageUnknownFormat,
    /// There is nothing to encode.
    #[error("there is nothing to encode")]
    PayloadEmpty,
    /// The payload fits no version, or not the version that was asked for.
    #[error("the payload is too long for the symbol")]
    PayloadTooLong,
    /// The scale is zero, or makes a picture over the limits of a frame.
    #[error("a scale of {scale} pixels a module is out of range")]
    ScaleOutOfRange {
        /// Pixels a module, as asked for.
        scale: u32,
    },
    /// A numeric or alphanumeric segment holds a character outside its set.
    #[error("a character is outside the set of its segment")]
    SegmentCharacter,
    /// The stride is shorter than a row.
    #[error("a stride of {stride} is shorter than a row of {width} pixels")]
    StrideTooShort {
        /// Bytes from one row to the next.
        stride: usize,
        /// Columns, in pixels.
        width: usize,
    },
    /// The version is not 1 to 40.
    #[error("there is no version {number}")]
    VersionOutOfRange {
        /// The version asked for.
        number: u8,
    },
}

impl QrError {
    /// Stable snake_case name of the variant, the same in every language and in logs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BufferTooShort { .. } => "buffer_too_short",
            Self::FrameEmpty => "frame_empty",
            Self::FrameTooLarge { .. } => "frame_too_large",
            Self::FrameTooSmall { .. } => "frame_too_small",
            Self::ImageDamaged => "image_damaged",
            Self::ImageEncoding => "image_encoding",
            Self::ImageTooLarge => "image_too_large",
            Self::ImageUnknownFormat => "image_unknown_format",
            Self::PayloadEmpty => "payload_empty",
            Self::PayloadTooLong => "payload_too_long",
            Self::ScaleOutOfRange { .. } => "scale_out_of_range",
            Self::SegmentCharacter => "segment_character",
            Self::StrideTooShort { .. } => "stride_too_short",
            Self::VersionOutOfRange { .. } => "version_out_of_range",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::QrError;

    #[test]
    fn codes_are_distinct_snake_case() {
        let all = [
            QrError::BufferTooShort { needed: 2, given: 1 },
            QrError::FrameEmpty,
            QrError::FrameTooLarge { width: 1, height: 1 },
            QrError::FrameTooSmall { width: 1, height: 1 },
            QrError::ImageDamaged,
            QrError::ImageEncoding,
            QrError::ImageTooLarge,
            QrError::ImageUnknownFormat,
            QrError::PayloadEmpty,
            QrError::PayloadTooLong,
            QrError::ScaleOutOfRange { scale: 0 },
            QrError::SegmentCharacter,
            QrError::StrideTooShort { stride: 1, width: 2 },
            QrError::VersionOutOfRange { number: 0 },
        ];
        let mut codes: Vec<_> = all.iter().map(|error| error.code()).collect();
        assert!(codes.iter().all(|code| code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')));
        assert!(codes.is_sorted(), "variants are alphabetical");
        codes.dedup();
        assert_eq!(codes.len(), all.len());
    }
}
