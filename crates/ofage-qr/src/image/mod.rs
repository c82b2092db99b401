//! An owned luma picture, from a symbol or from a file.

#[cfg(feature = "jpeg")]
mod jpeg;
#[cfg(feature = "png")]
mod png;

use core::fmt;

use crate::frame::check_size;
use crate::limits::MAX_FILE;
use crate::{LumaFrame, QrError};

/// A picture of 8-bit luma, rows without padding, within the limits of a frame.
#[derive(Clone, Eq, PartialEq)]
pub struct LumaImage {
    pixels: Vec<u8>,
    width: usize,
    height: usize,
}

impl LumaImage {
    /// Takes rows of pixels without padding.
    ///
    /// # Errors
    /// [`QrError::FrameEmpty`], [`QrError::FrameTooLarge`] or [`QrError::BufferTooShort`].
    pub fn new(pixels: Vec<u8>, width: usize, height: usize) -> Result<Self, QrError> {
        if width == 0 || height == 0 {
            return Err(QrError::FrameEmpty);
        }
        let needed = check_size(width, height).ok_or(QrError::FrameTooLarge { width, height })?;
        if pixels.len() < needed {
            return Err(QrError::BufferTooShort { needed, given: pixels.len() });
        }
        Ok(Self { pixels, width, height })
    }

    /// Reads a picture file, by its first bytes: PNG with the feature `png`, JPEG with the feature
    /// `jpeg`. Colours become luma; transparency lies on white.
    ///
    /// # Errors
    /// [`QrError::ImageUnknownFormat`], [`QrError::ImageTooLarge`], [`QrError::ImageDamaged`].
    pub fn from_file(file: &[u8]) -> Result<Self, QrError> {
        if file.len() > MAX_FILE {
            return Err(QrError::ImageTooLarge);
        }
        match file {
            #[cfg(feature = "png")]
            [0x89, b'P', b'N', b'G', ..] => png::decode(file),
            #[cfg(feature = "jpeg")]
            [0xFF, 0xD8, 0xFF, ..] => jpeg::decode(file),
            _ => Err(QrError::ImageUnknownFormat),
        }
    }

    /// The picture as a frame to read.
    ///
    /// # Errors
    /// [`QrError::FrameTooSmall`] when no symbol fits.
    pub fn frame(&self) -> Result<LumaFrame<'_>, QrError> {
        LumaFrame::new(&self.pixels, self.width, self.height, self.width)
    }

    /// The pixels, row by row from the top: 0 is black, 255 is white.
    #[must_use]
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
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
}

impl fmt::Debug for LumaImage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LumaImage")
            .field("width", &self.width)
            .field("height", &self.height)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[cfg(feature = "png")]
mod tests;
