//! JPEG files.

use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::frame::check_size;
use crate::limits::MAX_SIDE;
use crate::{LumaImage, QrError};

pub(super) fn decode(file: &[u8]) -> Result<LumaImage, QrError> {
    let options = DecoderOptions::new_safe()
        .set_max_width(MAX_SIDE)
        .set_max_height(MAX_SIDE)
        .jpeg_set_out_colorspace(ColorSpace::Luma);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(file), options);
    decoder.decode_headers().map_err(refuse)?;
    let info = decoder.info().ok_or(QrError::ImageDamaged)?;
    let (width, height) = (usize::from(info.width), usize::from(info.height));
    check_size(width, height).ok_or(QrError::ImageTooLarge)?;
    let pixels = decoder.decode().map_err(refuse)?;
    LumaImage::new(pixels, width, height).map_err(|_| QrError::ImageDamaged)
}

fn refuse(error: DecodeErrors) -> QrError {
    if matches!(error, DecodeErrors::LargeDimensions(_)) {
        QrError::ImageTooLarge
    } else {
        QrError::ImageDamaged
    }
}
