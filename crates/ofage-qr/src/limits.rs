//! Every maximum of this crate.

/// Widest and tallest frame or picture, in pixels.
pub const MAX_SIDE: usize = 8192;

/// Most pixels in one frame or picture. A 12-megapixel photo and a 4K video frame pass; an 8K
/// video frame does not.
pub const MAX_PIXELS: usize = 16 * 1024 * 1024;

/// Smallest side of a frame, in pixels: one pixel for each module of version 1.
pub const MIN_SIDE: usize = 21;

/// Longest compressed picture file that is looked at, in bytes.
pub const MAX_FILE: usize = 32 * 1024 * 1024;

/// Most characters or bytes in one symbol: digits of version 40 at level L.
pub const MAX_PAYLOAD: usize = 7089;

/// Light border around every drawn symbol, in modules.
///
/// Source: ISO/IEC 18004:2015 §9.1.
pub const QUIET_ZONE: usize = 4;

/// Finder patterns kept in one reading stage. A frame full of patterns must not cost more.
pub(crate) const MAX_FINDERS: usize = 256;

/// Triples of finder patterns tried in one reading stage.
pub(crate) const MAX_TRIPLES: usize = 192;

/// Symbols returned from one frame.
pub const MAX_SYMBOLS: usize = 32;
