//! Frames to payloads.
//!
//! The detector and the grid sampler are those of `rxing`'s port of zxing-cpp, called one by one:
//! its reader objects ask the clock, which traps in bare WebAssembly. Thresholding, scaling, the
//! search for finder patterns and decoding are ours: bounded work, and few bytes in WebAssembly.

mod binarize;
mod decode;
mod decoded;
mod decoder;
mod finder;
mod plane;
mod stage;
mod video;

pub use self::decoded::Decoded;
pub use self::stage::ReadStage;
use self::stage::Scales;
pub use self::video::VideoReader;
use crate::LumaFrame;

/// Reads every symbol in the frame with every stage; the slowest and most thorough way, for single
/// pictures. A symbol that several stages read is returned once, from the first of them.
///
/// At most [`MAX_SYMBOLS`](crate::limits::MAX_SYMBOLS) symbols; the order is by stage.
#[must_use]
pub fn read(frame: &LumaFrame<'_>) -> Vec<Decoded> {
    let mut scales = Scales::new(frame);
    let mut found = Vec::new();
    for stage in ReadStage::ALL {
        decoded::merge(&mut found, scales.read(stage));
    }
    found
}

/// Reads the symbols of the first stage that reads any. Much faster than [`read`] when there is
/// one symbol to find, the same speed when there is none.
#[must_use]
pub fn read_first(frame: &LumaFrame<'_>) -> Vec<Decoded> {
    let mut scales = Scales::new(frame);
    ReadStage::ALL
        .into_iter()
        .map(|stage| scales.read(stage))
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
