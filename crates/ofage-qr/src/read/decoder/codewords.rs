//! Modules to codewords, and codewords to blocks.

use super::Modules;
use crate::Level;

/// A block: data codewords, then those for error correction.
pub(super) struct Block {
    pub(super) bytes: Vec<u8>,
    /// How many are data.
    pub(super) data: usize,
}

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

/// The blocks of a symbol, in order.
pub(super) fn blocks(modules: &Modules<'_>, level: Level, mask: u32) -> Option<Vec<Block>> {
    let table = match level {
        Level::L => &L,
        Level::M => &M,
        Level::Q => &Q,
        Level::H => &H,
    };
    let index = usize::from(modules.version).checked_sub(1)?;
    let correction = usize::from(*table.codewords.get(index)?);
    let count = usize::from(*table.blocks.get(index)?);
    let all = read(modules, mask);
    let length = all.len().checked_div(count)?;
    let data = length.checked_sub(correction)?;
    // The last blocks are longer by one where the codewords do not divide evenly.
    let longer = all.len().checked_rem(count)?;
    let short = count.checked_sub(longer)?;
    let mut blocks: Vec<Block> = (0..count)
        .map(|block| Block { bytes: Vec::new(), data: data.saturating_add(usize::from(block >= short)) })
        .collect();
    // Codewords go to the blocks in turn: data first, with the one that only longer blocks have last.
    let mut all = all.into_iter();
    for place in 0..=data {
        for block in blocks.iter_mut().filter(|block| place < block.data) {
            block.bytes.push(all.next()?);
        }
    }
    for _ in 0..correction {
        for block in &mut blocks {
            block.bytes.push(all.next()?);
        }
    }
    Some(blocks)
}

/// All codewords: in columns of two from the right, up and down in turn.
fn read(modules: &Modules<'_>, mask: u32) -> Vec<u8> {
    let (size, centers) = (modules.size, alignment_centers(modules));
    let mut codewords = Vec::new();
    let (mut codeword, mut bits) = (0_u8, 0_u8);
    // The column of the vertical timing pattern is left out.
    let rights = (8..size).rev().step_by(2).chain([5, 3, 1]);
    for (pair, right) in rights.enumerate() {
        for step in 0..size {
            let y = if pair.is_multiple_of(2) { size.saturating_sub(step).saturating_sub(1) } else { step };
            for x in [right, right.saturating_sub(1)] {
                if is_function(modules, &centers, x, y) {
                    continue;
                }
                codeword = codeword << 1 | u8::from(modules.is_dark(x, y) != is_masked(mask, x, y));
                bits = bits.saturating_add(1);
                if bits == 8 {
                    codewords.push(codeword);
                    bits = 0;
                }
            }
        }
    }
    codewords
}

/// Coordinates of the centres of alignment patterns, the same in both directions. Version 1 has none.
///
/// Source: ISO/IEC 18004:2015 annex E.
fn alignment_centers(modules: &Modules<'_>) -> Vec<u32> {
    let version = u32::from(modules.version);
    if version == 1 {
        return Vec::new();
    }
    let count = (version / 7).saturating_add(2);
    let between = count.saturating_sub(1);
    // From the first to the last one, in even steps that grow towards the first; version 32 is the standard's exception.
    let distance = modules.size.saturating_sub(13);
    let step =
        if version == 32 { 26 } else { distance.div_ceil(between.saturating_mul(2)).saturating_mul(2) };
    let last = modules.size.saturating_sub(7);
    [6].into_iter().chain((0..between).map(|back| last.saturating_sub(back.saturating_mul(step)))).collect()
}

/// Whether the module belongs to a pattern or to format or version information.
fn is_function(modules: &Modules<'_>, centers: &[u32], x: u32, y: u32) -> bool {
    let far = modules.size.saturating_sub(8);
    let corner = (x < 9 && (y < 9 || y >= far)) || (x >= far && y < 9);
    let timing = x == 6 || y == 6;
    let from = modules.size.saturating_sub(11);
    let version =
        modules.version >= 7 && ((x < 6 && (from..far).contains(&y)) || (y < 6 && (from..far).contains(&x)));
    if corner || timing || version {
        return true;
    }
    let near = |at: u32| centers.iter().find(|center| center.abs_diff(at) <= 2);
    match (near(x), near(y)) {
        // No alignment pattern lies over a finder pattern.
        (Some(x), Some(y)) => {
            let last = modules.size.saturating_sub(7);
            !((*x == 6 && (*y == 6 || *y == last)) || (*x == last && *y == 6))
        }
        _ => false,
    }
}

/// Whether the mask inverts the module.
///
/// Source: ISO/IEC 18004:2015 table 10.
fn is_masked(mask: u32, x: u32, y: u32) -> bool {
    let (sum, product) = (x.saturating_add(y), x.saturating_mul(y));
    let value = match mask {
        0 => sum % 2,
        1 => y % 2,
        2 => x % 3,
        3 => sum % 3,
        4 => (y / 2).saturating_add(x / 3) % 2,
        5 => (product % 2).saturating_add(product % 3),
        6 => (product % 2).saturating_add(product % 3) % 2,
        _ => (sum % 2).saturating_add(product % 3) % 2,
    };
    value == 0
}
