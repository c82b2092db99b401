//! PNG files.

use std::io::Cursor;

use png::{ColorType, Decoder, DecodingError, Limits, Transformations};

use crate::frame::check_size;
use crate::limits::MAX_PIXELS;
use crate::{LumaImage, QrError};

/// Memory the decoder may use besides the picture: rows and metadata.
const MEMORY: usize = 4 * MAX_PIXELS;

pub(super) fn decode(file: &[u8]) -> Result<LumaImage, QrError> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(file), Limits { bytes: MEMORY });
    decoder.set_transformations(Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    let mut reader = decoder.read_info().map_err(refuse)?;
    let (width, height) = reader.info().size();
    let width = usize::try_from(width).map_err(|_| QrError::ImageTooLarge)?;
    let height = usize::try_from(height).map_err(|_| QrError::ImageTooLarge)?;
    check_size(width, height).ok_or(QrError::ImageTooLarge)?;
    // The size is checked, so this is at most four bytes for each of MAX_PIXELS.
    let mut samples = vec![0; reader.output_buffer_size().ok_or(QrError::ImageTooLarge)?];
    let info = reader.next_frame(&mut samples).map_err(refuse)?;
    samples.truncate(info.buffer_size());
    let pixels = match info.color_type {
        ColorType::Grayscale => samples,
        ColorType::GrayscaleAlpha => samples.chunks(2).map(|pixel| luma(pixel, 1)).collect(),
        // A palette is expanded to colours before it gets here.
        ColorType::Rgb | ColorType::Indexed => samples.chunks(3).map(|pixel| luma(pixel, 3)).collect(),
        ColorType::Rgba => samples.chunks(4).map(|pixel| luma(pixel, 3)).collect(),
    };
    LumaImage::new(pixels, width, height).map_err(|_| QrError::ImageDamaged)
}

/// Luma of one pixel of one or three colour samples, laid on white if an opacity follows.
///
/// Source: ITU-R BT.601 weights, in 256ths.
fn luma(pixel: &[u8], colours: usize) -> u8 {
    let weights: &[u32] = if colours == 1 { &[256] } else { &[77, 150, 29] };
    let sum: u32 =
        pixel.iter().zip(weights).map(|(&sample, weight)| weight.saturating_mul(u32::from(sample))).sum();
    let opacity = u32::from(pixel.get(colours).copied().unwrap_or(255));
    let ink = sum.saturating_mul(opacity);
    let paper = 256u32.saturating_mul(255).saturating_mul(255u32.saturating_sub(opacity));
    let divisor = 256u32.saturating_mul(255);
    u8::try_from(ink.saturating_add(paper).checked_div(divisor).unwrap_or(0)).unwrap_or(255)
}

fn refuse(error: DecodingError) -> QrError {
    match error {
        DecodingError::LimitsExceeded => QrError::ImageTooLarge,
        DecodingError::IoError(_) | DecodingError::Format(_) | DecodingError::Parameter(_) => {
            QrError::ImageDamaged
        }
    }
}
