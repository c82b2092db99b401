//! Segments to codewords.

use super::plan::{Mode, Owned};
use super::{Level, Version};
use crate::standard::{Blocks, Field};

/// Bits, the first one highest.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    length: usize,
}

impl Bits {
    /// Appends the lowest `count` bits of a value.
    fn push(&mut self, value: usize, count: usize) {
        for bit in (0..count).rev() {
            if self.length.is_multiple_of(8) {
                self.bytes.push(0);
            }
            if let Some(byte) = self.bytes.last_mut().filter(|_| value >> bit & 1 == 1) {
                *byte |= 0x80 >> (self.length % 8);
            }
            self.length = self.length.saturating_add(1);
        }
    }

    fn segment(&mut self, segment: &Owned, version: Version) {
        self.push(segment.mode.indicator(), 4);
        self.push(segment.bytes.len(), segment.mode.count_bits(version));
        let (run, values): (usize, fn(u8) -> usize) = match segment.mode {
            Mode::Alphanumeric => (2, letter),
            Mode::Byte => (1, usize::from),
            Mode::Numeric => (3, |digit| usize::from(digit & 0xf)),
        };
        for run in segment.bytes.chunks(run) {
            let base = segment.mode.base();
            let value =
                run.iter().fold(0_usize, |sum, byte| sum.saturating_mul(base).saturating_add(values(*byte)));
            self.push(value, segment.mode.run_bits(run.len()));
        }
    }
}

/// The value of a character of the alphanumeric set.
fn letter(byte: u8) -> usize {
    const LETTERS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    LETTERS.iter().position(|letter| *letter == byte).unwrap_or_default()
}

/// The codewords of a symbol in its order: data and correction of all blocks in turn. The segments fit.
pub(super) fn codewords(segments: &[Owned], version: Version, level: Level) -> Vec<u8> {
    let blocks = Blocks::new(version, level);
    let mut bits = Bits::default();
    for segment in segments {
        bits.segment(segment, version);
    }
    let room = blocks.data().saturating_mul(8).saturating_sub(bits.length);
    bits.push(0, room.min(4));
    let mut data = bits.bytes;
    // What is left over is filled with two bytes in turn.
    let padding = [0xec, 0x11].into_iter().cycle().take(blocks.data().saturating_sub(data.len()));
    data.extend(padding);
    let field = Field::new();
    let mut rest = data.as_slice();
    let mut split: Vec<_> = blocks
        .lengths()
        .map(|length| {
            let (block, after) = rest.split_at(length.min(rest.len()));
            rest = after;
            let correction = field.correction(block, blocks.correction);
            block.iter().copied().chain(correction)
        })
        .collect();
    blocks.order().filter_map(|block| split.get_mut(block)?.next()).collect()
}
