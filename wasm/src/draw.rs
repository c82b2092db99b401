//! Drawing QR codes.

use ofage_qr::Symbol;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::plain::failure;

/// Draws a text as a QR code: an SVG document with a quiet zone, black on white.
///
/// # Errors
/// A failure object, when the text is empty or too long.
#[wasm_bindgen(js_name = qrSvg)]
pub fn qr_svg(text: &str) -> Result<String, JsValue> {
    Symbol::from_text(text).map(|symbol| symbol.svg()).map_err(|error| failure("qr", error.code()))
}
