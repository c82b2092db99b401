//! A sampled matrix of modules to the payload of its symbol.
//!
//! Our own, for size and for strictness: nothing here can panic, and WebAssembly carries no tables of other symbologies.
//! The tests compare it with `rxing` over every version and level, with damage up to and beyond what can be corrected.
//!
//! Source: ISO/IEC 18004:2015, QR code model 2.

mod segments;

use rxing::common::BitMatrix;

use crate::standard::{Blocks, Field, Layout, format_word, is_masked, side};
use crate::{Level, Version};

/// What a symbol says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Symbol {
    pub(super) version: Version,
    pub(super) level: Level,
    /// The bytes of all segments in order.
    pub(super) bytes: Vec<u8>,
}

/// Decodes a matrix with one pixel a module, mirrored or not.
pub(super) fn decode(matrix: &BitMatrix) -> Option<Symbol> {
    let number = u8::try_from(matrix.width().checked_sub(17)?.checked_div(4)?).ok()?;
    let version = Version::new(number).ok()?;
    if matrix.width() != side(number) || matrix.height() != side(number) {
        return None;
    }
    let layout = Layout::new(version);
    let mut orientations = [Mirror::No, Mirror::Yes].map(|mirror| {
        let modules = Modules { matrix, mirror };
        (format(&modules, &layout), modules)
    });
    // The one whose format information is damaged less is tried first.
    if let [(straight, _), (mirrored, _)] = &orientations
        && mirrored.distance < straight.distance
    {
        orientations.reverse();
    }
    orientations.into_iter().find_map(|(format, modules)| {
        if format.distance > MAX_FORMAT_ERRORS {
            return None;
        }
        let data = data(&modules, &layout, format, version)?;
        let bytes = segments::read(&data, number)?;
        Some(Symbol { version, level: format.level, bytes })
    })
}

/// The corrected data codewords.
fn data(modules: &Modules<'_>, layout: &Layout, format: Format, version: Version) -> Option<Vec<u8>> {
    let blocks = Blocks::new(version, format.level);
    let mut split: Vec<Vec<u8>> = blocks.lengths().map(|_| Vec::new()).collect();
    let mut places = layout.data_places();
    for block in blocks.order() {
        let codeword = (0..8).try_fold(0_u8, |bits, _| {
            let (x, y) = places.next()?;
            Some(bits << 1 | u8::from(modules.is_dark(x, y) != is_masked(format.mask, x, y)))
        })?;
        split.get_mut(block)?.push(codeword);
    }
    let field = Field::new();
    let mut data = Vec::new();
    for (block, length) in split.into_iter().zip(blocks.lengths()) {
        data.extend(field.correct(block, length)?);
    }
    Some(data)
}

#[derive(Clone, Copy)]
enum Mirror {
    No,
    Yes,
}

/// The modules of a square symbol.
struct Modules<'a> {
    matrix: &'a BitMatrix,
    mirror: Mirror,
}

impl Modules<'_> {
    /// Whether the module in this column and row, both within the symbol, is dark.
    fn is_dark(&self, x: u32, y: u32) -> bool {
        match self.mirror {
            Mirror::No => self.matrix.get(x, y),
            Mirror::Yes => self.matrix.get(y, x),
        }
    }
}

/// Wrong bits of 15 that are corrected: any two of the 32 words differ in seven.
const MAX_FORMAT_ERRORS: u32 = 3;

/// The level and the mask, and how many bits had to be corrected.
#[derive(Clone, Copy)]
struct Format {
    level: Level,
    mask: u32,
    distance: u32,
}

/// The nearest format information, of the two copies.
fn format(modules: &Modules<'_>, layout: &Layout) -> Format {
    let copies = layout.format_places().map(|places| {
        places.into_iter().fold(0, |bits, (x, y)| bits << 1 | u32::from(modules.is_dark(x, y)))
    });
    let mut best = Format { level: Level::M, mask: 0, distance: u32::MAX };
    for level in [Level::M, Level::L, Level::H, Level::Q] {
        for mask in 0..8 {
            let word = format_word(level, mask);
            for copy in copies {
                let distance = (copy ^ word).count_ones();
                if distance < best.distance {
                    best = Format { level, mask, distance };
                }
            }
        }
    }
    best
}

#[cfg(test)]
mod tests;
