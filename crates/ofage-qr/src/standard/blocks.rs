//! How the codewords of a symbol are split.

use crate::{Level, Version};

/// Codewords for error correction in each block, and the number of blocks, of versions 1 to 40.
///
/// Source: ISO/IEC 18004:2015 table 9.
struct Correction {
    codewords: [u8; 40],
    blocks: [u8; 40],
}

const L: Correction = Correction {
    codewords: [
        7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26,
        28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
    blocks: [
        1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16,
        17, 18, 19, 19, 20, 21, 22, 24, 25,
    ],
};
const M: Correction = Correction {
    codewords: [
        10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28,
        28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
    ],
    blocks: [
        1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28,
        29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
    ],
};
const Q: Correction = Correction {
    codewords: [
        13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30, 30, 30,
        28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
    blocks: [
        1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34, 34, 35,
        38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68,
    ],
};
const H: Correction = Correction {
    codewords: [
        17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30, 30, 30,
        30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
    blocks: [
        1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35, 37, 40, 42,
        45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81,
    ],
};

/// The blocks of one version and level.
pub(crate) struct Blocks {
    count: usize,
    /// Codewords for error correction in each.
    pub(crate) correction: usize,
    /// Data codewords of the first blocks; the last ones have one more.
    data: usize,
    /// How many have that.
    short: usize,
}

impl Blocks {
    pub(crate) fn new(version: Version, level: Level) -> Self {
        let table = match level {
            Level::L => &L,
            Level::M => &M,
            Level::Q => &Q,
            Level::H => &H,
        };
        let index = usize::from(version.number()).saturating_sub(1);
        let at = |row: &[u8; 40]| usize::from(row.get(index).copied().unwrap_or(1));
        let (correction, count) = (at(&table.codewords), at(&table.blocks));
        let all = codewords(version);
        let data = all.checked_div(count).unwrap_or_default().saturating_sub(correction);
        let short = count.saturating_sub(all.checked_rem(count).unwrap_or_default());
        Self { count, correction, data, short }
    }

    /// Data codewords of each block.
    pub(crate) fn lengths(&self) -> impl Iterator<Item = usize> {
        (0..self.count).map(|block| self.data.saturating_add(usize::from(block >= self.short)))
    }

    /// Data codewords of all blocks.
    pub(crate) fn data(&self) -> usize {
        self.lengths().fold(0, usize::saturating_add)
    }

    /// Of every codeword in the order of the symbol, the block: data in turn, with those that only longer blocks have
    /// last, then correction in turn.
    pub(crate) fn order(&self) -> impl Iterator<Item = usize> {
        let data = (0..=self.data).flat_map(|place| {
            let first = if place < self.data { 0 } else { self.short };
            first..self.count
        });
        data.chain((0..self.correction).flat_map(|_| 0..self.count))
    }
}

/// Codewords of a symbol: what is left for them when all patterns and information are drawn.
fn codewords(version: Version) -> usize {
    let number = usize::from(version.number());
    // A square less finder patterns, timing patterns and format information.
    let square = number.saturating_mul(16).saturating_add(128).saturating_mul(number).saturating_add(64);
    let alignment = match number {
        1 => 0,
        _ => {
            let side = (number / 7).saturating_add(2);
            side.saturating_mul(25).saturating_sub(10).saturating_mul(side).saturating_sub(55)
        }
    };
    let information = if number >= 7 { 36 } else { 0 };
    square.saturating_sub(alignment).saturating_sub(information) / 8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standard::Layout;

    #[test]
    fn codewords_fill_the_places_that_are_left() {
        for number in 1..=40 {
            let version = Version::new(number).unwrap();
            assert_eq!(codewords(version), Layout::new(version).data_places().count() / 8, "{number}");
            for level in Level::ALL {
                let blocks = Blocks::new(version, level);
                assert_eq!(blocks.order().count(), codewords(version));
            }
        }
    }
}
