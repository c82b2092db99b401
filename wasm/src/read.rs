//! Reading QR codes.

use js_sys::Array;
use ofage_qr::{LumaFrame, VideoReader};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::plain::{Plain, failure};

/// Reads QR codes from 8-bit luma frames of a camera.
///
/// A frame is written straight into this object's memory: `reserve` the bytes, fill them, `read`.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct QrReader {
    pixels: Vec<u8>,
    /// How many of the pixels belong to the frame.
    reserved: usize,
    reader: VideoReader,
}

#[wasm_bindgen]
impl QrReader {
    /// A reader that has seen no frame.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes room for a frame and returns its address in WebAssembly memory, or zero when that many bytes are more
    /// than any frame has. The address holds until the next call.
    pub fn reserve(&mut self, bytes: usize) -> usize {
        /// A frame at the pixel limit with all of its planes.
        const MOST: usize = ofage_qr::limits::MAX_PIXELS.saturating_mul(4);
        if bytes > MOST {
            return 0;
        }
        if self.pixels.len() < bytes {
            self.pixels.resize(bytes, 0);
        }
        self.reserved = bytes;
        self.pixels.as_ptr().addr()
    }

    /// Reads the frame that was written to the reserved bytes: an array of `{bytes, text?, version}`.
    ///
    /// # Errors
    /// A failure object, when the size does not fit the reserved bytes.
    pub fn read(&mut self, width: usize, height: usize, stride: usize) -> Result<Array, JsValue> {
        let frame =
            LumaFrame::new(self.pixels.get(..self.reserved).unwrap_or_default(), width, height, stride)
                .map_err(|error| failure("qr", error.code()))?;
        let found = Array::new();
        for symbol in self.reader.read(&frame) {
            let mut plain = Plain::new()
                .with_bytes("bytes", symbol.bytes())
                .with("version", u32::from(symbol.version().number()));
            if let Some(text) = symbol.text() {
                plain = plain.with("text", text);
            }
            found.push(&plain.finish());
        }
        Ok(found)
    }
}
