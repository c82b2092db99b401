//! Symbols as pictures, always dark on light and with the quiet zone.

#[cfg(feature = "png")]
mod png;
mod svg;
mod terminal;

pub use self::terminal::TerminalStyle;
use crate::frame::check_size;
use crate::limits::QUIET_ZONE;
use crate::{LumaImage, QrError, Symbol};

impl Symbol {
    /// The symbol with its quiet zone as 8-bit luma, `scale` pixels a module: dark is 0, light
    /// is 255.
    ///
    /// # Errors
    /// [`QrError::ScaleOutOfRange`] when the scale is 0 or the picture is over the limits of a
    /// frame.
    pub fn luma(&self, scale: u32) -> Result<LumaImage, QrError> {
        let side = self.side(scale)?;
        let scale = pixels(scale)?;
        let mut raster = Vec::with_capacity(side.saturating_mul(side));
        for row in self.framed_rows() {
            let line: Vec<u8> = row
                .iter()
                .flat_map(|&dark| core::iter::repeat_n(if dark { 0 } else { 255 }, scale))
                .collect();
            for _ in 0..scale {
                raster.extend_from_slice(&line);
            }
        }
        LumaImage::new(raster, side, side)
    }

    /// Pixels a side of a picture at this scale, quiet zone included.
    fn side(&self, scale: u32) -> Result<usize, QrError> {
        let side =
            self.framed_width().checked_mul(pixels(scale)?).filter(|&side| check_size(side, side).is_some());
        side.filter(|&side| side > 0).ok_or(QrError::ScaleOutOfRange { scale })
    }

    /// Modules a side with the quiet zone.
    fn framed_width(&self) -> usize {
        self.width().saturating_add(QUIET_ZONE).saturating_add(QUIET_ZONE)
    }

    /// The rows with the quiet zone, from the top; true is dark.
    fn framed_rows(&self) -> impl Iterator<Item = Vec<bool>> {
        let width = self.framed_width();
        (0..width).map(move |y| {
            let row = y.checked_sub(QUIET_ZONE).map_or(&[][..], |y| self.row(y));
            let mut framed = vec![false; QUIET_ZONE];
            framed.extend_from_slice(row);
            framed.resize(width, false);
            framed
        })
    }
}

fn pixels(scale: u32) -> Result<usize, QrError> {
    usize::try_from(scale).map_err(|_| QrError::ScaleOutOfRange { scale })
}

#[cfg(test)]
mod tests;
