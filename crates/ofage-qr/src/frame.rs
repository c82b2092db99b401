//! A borrowed camera frame, checked once.

use core::fmt;

use crate::QrError;
use crate::limits::{MAX_PIXELS, MAX_SIDE, MIN_SIDE};

/// One frame of 8-bit luma: 0 is black, 255 is white. Rows run from the top, `stride` bytes apart.
///
/// The luma plane of a camera frame (NV12, I420) can be passed as it is.
#[derive(Clone, Copy)]
pub struct LumaFrame<'a> {
    pixels: &'a [u8],
    width: usize,
    height: usize,
    stride: usize,
}

impl<'a> LumaFrame<'a> {
    /// Checks a frame of `width` by `height` pixels, rows `stride` bytes apart, over a buffer. The
    /// last row may end without its padding; bytes after it are ignored.
    ///
    /// # Errors
    /// [`QrError::FrameEmpty`], [`QrError::FrameTooLarge`], [`QrError::FrameTooSmall`],
    /// [`QrError::StrideTooShort`] or [`QrError::BufferTooShort`], in this order.
    pub fn new(pixels: &'a [u8], width: usize, height: usize, stride: usize) -> Result<Self, QrError> {
        if width == 0 || height == 0 {
            return Err(QrError::FrameEmpty);
        }
        check_size(width, height).ok_or(QrError::FrameTooLarge { width, height })?;
        if width < MIN_SIDE || height < MIN_SIDE {
            return Err(QrError::FrameTooSmall { width, height });
        }
        if stride < width {
            return Err(QrError::StrideTooShort { stride, width });
        }
        let needed = stride.saturating_mul(height.saturating_sub(1)).saturating_add(width);
        if pixels.len() < needed {
            return Err(QrError::BufferTooShort { needed, given: pixels.len() });
        }
        Ok(Self { pixels, width, height, stride })
    }

    /// Columns, in pixels.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Rows, in pixels.
    #[must_use]
    pub const fn height(&self) -> usize {
        self.height
    }

    /// The rows from the top, each `width` pixels.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &'a [u8]> {
        let width = self.width;
        self.pixels.chunks(self.stride).take(self.height).map(move |row| row.get(..width).unwrap_or(row))
    }

    /// All pixels in one piece, if the rows are not padded.
    pub(crate) fn packed(&self) -> Option<&'a [u8]> {
        (self.stride == self.width)
            .then(|| self.pixels.get(..self.width.saturating_mul(self.height)))
            .flatten()
    }
}

impl fmt::Debug for LumaFrame<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LumaFrame")
            .field("width", &self.width)
            .field("height", &self.height)
            .finish_non_exhaustive()
    }
}

/// The number of pixels, if the size is within the limits.
pub(crate) fn check_size(width: usize, height: usize) -> Option<usize> {
    let pixels = width.checked_mul(height)?;
    (width <= MAX_SIDE && height <= MAX_SIDE && pixels <= MAX_PIXELS).then_some(pixels)
}

#[cfg(test)]
mod tests {
    use super::LumaFrame;
    use crate::QrError;

    #[test]
    fn bad_frames_are_typed_errors() {
        let buffer = [0u8; 64 * 64];
        let code = |width, height, stride| LumaFrame::new(&buffer, width, height, stride).unwrap_err().code();
        assert_eq!(code(0, 0, 0), "frame_empty");
        assert_eq!(code(0, 64, 64), "frame_empty");
        assert_eq!(code(1, 1, 1), "frame_too_small");
        assert_eq!(code(64, 20, 64), "frame_too_small");
        assert_eq!(code(64, 64, 63), "stride_too_short");
        assert_eq!(code(64, 65, 64), "buffer_too_short");
        assert_eq!(code(64, 64, usize::MAX), "buffer_too_short");
        assert_eq!(code(7680, 4320, 7680), "frame_too_large");
        assert_eq!(code(8193, 21, 8193), "frame_too_large");
        assert_eq!(code(usize::MAX, usize::MAX, usize::MAX), "frame_too_large");
        assert_eq!(
            LumaFrame::new(&[], 21, 21, 21).unwrap_err(),
            QrError::BufferTooShort { needed: 441, given: 0 }
        );
    }

    #[test]
    fn the_last_row_needs_no_padding() {
        let buffer = vec![7u8; 32 * 29 + 30];
        let frame = LumaFrame::new(&buffer, 30, 30, 32).unwrap();
        assert_eq!(frame.rows().count(), 30);
        assert!(frame.rows().all(|row| row.len() == 30));
    }
}
