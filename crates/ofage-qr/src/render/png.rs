//! Pictures as PNG files.

use png::{BitDepth, ColorType, Encoder};

use crate::{QrError, Symbol};

impl Symbol {
    /// The symbol with its quiet zone as a PNG file of 1-bit grey, `scale` pixels a module.
    ///
    /// # Errors
    /// [`QrError::ScaleOutOfRange`] as for [`Symbol::luma`]; [`QrError::ImageEncoding`] if the file
    /// could not be written.
    pub fn png(&self, scale: u32) -> Result<Vec<u8>, QrError> {
        let side = u32::try_from(self.side(scale)?).map_err(|_| QrError::ScaleOutOfRange { scale })?;
        let picture = self.luma(scale)?;
        let bits: Vec<u8> = picture
            .pixels()
            .chunks(picture.width())
            .flat_map(|row| {
                row.chunks(8).map(|eight| {
                    let byte = eight.iter().fold(0u8, |byte, &pixel| byte.wrapping_shl(1) | (pixel & 1));
                    // A short last byte is filled from the left.
                    byte.wrapping_shl(u32::try_from(8usize.saturating_sub(eight.len())).unwrap_or(0))
                })
            })
            .collect();
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, side, side);
        encoder.set_color(ColorType::Grayscale);
        encoder.set_depth(BitDepth::One);
        let mut writer = encoder.write_header().map_err(|_| QrError::ImageEncoding)?;
        writer.write_image_data(&bits).map_err(|_| QrError::ImageEncoding)?;
        writer.finish().map_err(|_| QrError::ImageEncoding)?;
        Ok(file)
    }
}
