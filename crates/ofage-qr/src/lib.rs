//! QR codes for the door: text to symbol, symbol to picture, camera frame to text.
//!
//! - [`Symbol`] encodes: the smallest version that holds the payload at level L, then the highest
//!   level that costs no version. It draws itself as SVG, PNG, terminal text or a luma raster.
//! - [`read`], [`read_first`] and [`VideoReader`] decode 8-bit luma frames: all symbols in the
//!   frame, as the bytes that were encoded.
//!
//! No clock, no randomness, no threads; the same code runs natively and as WebAssembly. Sizes and
//! the number of patterns looked at are bounded ([`limits`]), and a bad frame is a [`QrError`].
//!
//! ```
//! use ofage_qr::{Symbol, read_first};
//!
//! let symbol = Symbol::from_text("OFAGE1:0123456789")?;
//! let picture = symbol.luma(4)?;
//! let found = read_first(&picture.frame()?);
//! assert_eq!(found[0].text(), Some("OFAGE1:0123456789"));
//! # Ok::<(), ofage_qr::QrError>(())
//! ```

mod error;
mod frame;
mod image;
pub mod limits;
mod read;
mod render;
mod standard;
mod symbol;

pub use error::QrError;
pub use frame::LumaFrame;
pub use image::LumaImage;
pub use read::{Decoded, ReadStage, VideoReader, read, read_first};
pub use render::TerminalStyle;
pub use symbol::{Level, Segment, Symbol, Version};
