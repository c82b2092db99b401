//! QR codes in pictures and files.

use ofage_qr::{Decoded, LumaImage, QrError};

use super::Input;
use crate::failure::Failure;

/// The symbols in a PNG or JPEG picture, read as thoroughly as a single picture deserves.
///
/// # Errors
/// [`Failure::Input`] for a file that is no picture, or too large a one.
pub(crate) fn symbols(input: &Input) -> Result<Vec<Decoded>, Failure> {
    let refused =
        |error: QrError| input.failure(error.code(), format!("cannot be read as a picture: {error}"));
    let picture = LumaImage::from_file(&input.bytes).map_err(refused)?;
    Ok(ofage_qr::read(&picture.frame().map_err(refused)?))
}

/// The text of the only QR code in a picture, or of a text file.
///
/// # Errors
/// [`Failure::Input`] where there is none, or there are several.
pub(crate) fn code_text(input: &Input) -> Result<String, Failure> {
    if let Some(text) = input.text().filter(|text| text.chars().all(|c| !c.is_control() || c.is_whitespace()))
    {
        return Ok(text.trim().to_owned());
    }
    let found = symbols(input)?;
    let mut texts = found.iter().filter_map(Decoded::text);
    match (texts.next(), texts.next()) {
        (Some(text), None) => Ok(text.to_owned()),
        (None, _) => Err(input.failure("no_code", "has no QR code with text in it")),
        (Some(_), Some(_)) => Err(input.failure("several_codes", "has several QR codes in it")),
    }
}
