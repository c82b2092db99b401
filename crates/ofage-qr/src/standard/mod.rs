//! What the standard lays down for both ways: where modules stand, how codewords are split into blocks, the arithmetic of
//! error correction.
//!
//! Source: ISO/IEC 18004:2015, QR code model 2.

mod blocks;
mod field;

pub(crate) use self::blocks::Blocks;
pub(crate) use self::field::Field;
use crate::{Level, Version};

/// The places of a symbol of one version, in columns and rows from the top left.
pub(crate) struct Layout {
    version: Version,
    size: u32,
    /// Coordinates of the centres of alignment patterns, the same in both directions.
    centers: Vec<u32>,
}

impl Layout {
    pub(crate) fn new(version: Version) -> Self {
        let size = side(version.number());
        Self { version, size, centers: alignment_centers(version.number(), size) }
    }

    /// Modules along a side.
    pub(crate) const fn size(&self) -> u32 {
        self.size
    }

    /// The centres of the alignment patterns.
    pub(crate) fn alignment_patterns(&self) -> impl Iterator<Item = (u32, u32)> {
        self.centers
            .iter()
            .flat_map(|x| self.centers.iter().map(|y| (*x, *y)))
            .filter(|(x, y)| !self.is_corner(*x, *y))
    }

    /// No alignment pattern lies over a finder pattern.
    fn is_corner(&self, x: u32, y: u32) -> bool {
        let last = self.size.saturating_sub(7);
        (x == 6 && (y == 6 || y == last)) || (x == last && y == 6)
    }

    /// Whether the module belongs to a pattern or to format or version information.
    pub(crate) fn is_function(&self, x: u32, y: u32) -> bool {
        let far = self.size.saturating_sub(8);
        let corner = (x < 9 && (y < 9 || y >= far)) || (x >= far && y < 9);
        let timing = x == 6 || y == 6;
        let information = self.size.saturating_sub(11)..far;
        let version = self.version.number() >= 7
            && ((x < 6 && information.contains(&y)) || (y < 6 && information.contains(&x)));
        if corner || timing || version {
            return true;
        }
        let near = |at: u32| self.centers.iter().find(|center| center.abs_diff(at) <= 2);
        matches!((near(x), near(y)), (Some(x), Some(y)) if !self.is_corner(*x, *y))
    }

    /// The modules of codewords, the highest bit first: in columns of two from the right, up and down in turn.
    pub(crate) fn data_places(&self) -> impl Iterator<Item = (u32, u32)> {
        // The column of the vertical timing pattern is left out.
        let rights = (8..self.size).rev().step_by(2).chain([5, 3, 1]);
        rights
            .enumerate()
            .flat_map(move |(pair, right)| (0..self.size).map(move |step| (pair, right, step)))
            .flat_map(move |(pair, right, step)| {
                let up = self.size.saturating_sub(step).saturating_sub(1);
                let y = if pair.is_multiple_of(2) { up } else { step };
                [(right, y), (right.saturating_sub(1), y)]
            })
            .filter(|(x, y)| !self.is_function(*x, *y))
    }

    /// The two copies of the format information, the highest of 15 bits first: around the upper left finder pattern, past
    /// the timing patterns; then below the right and beside the lower one.
    pub(crate) fn format_places(&self) -> [[(u32, u32); 15]; 2] {
        let back = |from: u32| self.size.saturating_sub(from);
        let first = [0, 1, 2, 3, 4, 5, 7, 8].map(|x| (x, 8));
        let rest = [7, 5, 4, 3, 2, 1, 0].map(|y| (8, y));
        let lower = [1, 2, 3, 4, 5, 6, 7].map(|up| (8, back(up)));
        let right = [8, 7, 6, 5, 4, 3, 2, 1].map(|left| (back(left), 8));
        [join(&first, &rest), join(&lower, &right)]
    }

    /// The two copies of the version information, the highest of 18 bits first; versions up to 6 have none.
    pub(crate) fn version_places(&self) -> impl Iterator<Item = [(u32, u32); 2]> {
        let bits = if self.version.number() >= 7 { 18 } else { 0 };
        (0..bits).rev().map(|bit: u32| {
            let (near, far) = (bit / 3, self.size.saturating_sub(11).saturating_add(bit % 3));
            [(near, far), (far, near)]
        })
    }
}

fn join(a: &[(u32, u32)], b: &[(u32, u32)]) -> [(u32, u32); 15] {
    let mut joined = [(0, 0); 15];
    joined.iter_mut().zip(a.iter().chain(b)).for_each(|(to, from)| *to = *from);
    joined
}

/// Modules along a side.
pub(crate) fn side(version: u8) -> u32 {
    u32::from(version).saturating_mul(4).saturating_add(17)
}

/// Version 1 has no alignment pattern.
///
/// Source: ISO/IEC 18004:2015 annex E.
fn alignment_centers(version: u8, size: u32) -> Vec<u32> {
    if version == 1 {
        return Vec::new();
    }
    let between = u32::from(version / 7).saturating_add(1);
    // From the first to the last one, in even steps that grow towards the first; version 32 is the standard's exception.
    let distance = size.saturating_sub(13);
    let step =
        if version == 32 { 26 } else { distance.div_ceil(between.saturating_mul(2)).saturating_mul(2) };
    let last = size.saturating_sub(7);
    [6].into_iter().chain((0..between).map(|back| last.saturating_sub(back.saturating_mul(step)))).collect()
}

/// Whether the mask inverts the module.
///
/// Source: ISO/IEC 18004:2015 table 10.
pub(crate) fn is_masked(mask: u32, x: u32, y: u32) -> bool {
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

/// The word of 15 bits of a level and a mask: a BCH code, and the mask that keeps it from being all light.
pub(crate) fn format_word(level: Level, mask: u32) -> u32 {
    let level = match level {
        Level::M => 0,
        Level::L => 1,
        Level::H => 2,
        Level::Q => 3,
    };
    bch((level << 3) | mask, 0x537, 10) ^ 0x5412
}

/// The word of 18 bits of a version.
pub(crate) fn version_word(version: Version) -> u32 {
    bch(version.number().into(), 0x1f25, 12)
}

/// Data of up to six bits, and the remainder of its division by the generator.
const fn bch(data: u32, generator: u32, bits: u32) -> u32 {
    let mut rest = data << bits;
    let mut shift = 6;
    while shift > 0 {
        shift = u32::saturating_sub(shift, 1);
        if rest & (1 << bits << shift) != 0 {
            rest ^= generator << shift;
        }
    }
    (data << bits) | rest
}
