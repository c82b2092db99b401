//! A sampled matrix of modules to the payload of its symbol.
//!
//! Our own, for size and for strictness: nothing here can panic, and WebAssembly carries no tables of other symbologies.
//! The tests compare it with `rxing` over every version and level, with damage up to and beyond what can be corrected.
//!
//! Source: ISO/IEC 18004:2015, QR code model 2.

mod codewords;
mod reed_solomon;
mod segments;

use rxing::common::BitMatrix;

use self::reed_solomon::Field;
use crate::Level;

/// What a symbol says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Symbol {
    pub(super) version: u8,
    pub(super) level: Level,
    /// The bytes of all segments in order.
    pub(super) bytes: Vec<u8>,
}

/// Decodes a matrix with one pixel a module, mirrored or not.
pub(super) fn decode(matrix: &BitMatrix) -> Option<Symbol> {
    let size = matrix.width();
    let version = u8::try_from(size.checked_sub(17)?.checked_div(4)?).ok()?;
    let fits = (1..=40).contains(&version) && size == side(version) && matrix.height() == size;
    if !fits {
        return None;
    }
    let upright = Modules { matrix, size, version, mirror: Mirror::No };
    let mirrored = Modules { mirror: Mirror::Yes, ..upright };
    let mut orientations = [upright, mirrored].map(|modules| (format(&modules), modules));
    // The one whose format information is damaged less is tried first.
    orientations.sort_by_key(|(format, _)| format.distance);
    orientations.into_iter().find_map(|(format, modules)| symbol(&modules, format))
}

/// Modules along a side.
fn side(version: u8) -> u32 {
    u32::from(version).saturating_mul(4).saturating_add(17)
}

fn symbol(modules: &Modules<'_>, format: Format) -> Option<Symbol> {
    if format.distance > MAX_FORMAT_ERRORS {
        return None;
    }
    let blocks = codewords::blocks(modules, format.level, format.mask)?;
    let field = Field::new();
    let mut data = Vec::new();
    for block in blocks {
        data.extend(field.correct(block.bytes, block.data)?);
    }
    let bytes = segments::read(&data, modules.version)?;
    Some(Symbol { version: modules.version, level: format.level, bytes })
}

#[derive(Clone, Copy)]
enum Mirror {
    No,
    Yes,
}

/// The modules of a symbol whose size is that of a version.
#[derive(Clone, Copy)]
struct Modules<'a> {
    matrix: &'a BitMatrix,
    size: u32,
    version: u8,
    mirror: Mirror,
}

impl Modules<'_> {
    /// Whether the module in this column and row is dark.
    fn is_dark(&self, x: u32, y: u32) -> bool {
        let (x, y) = match self.mirror {
            Mirror::No => (x, y),
            Mirror::Yes => (y, x),
        };
        x < self.size && y < self.size && self.matrix.get(x, y)
    }

    /// The bits of these modules, the first one highest.
    fn bits(&self, places: impl Iterator<Item = (u32, u32)>) -> u32 {
        places.fold(0, |bits, (x, y)| (bits << 1) | u32::from(self.is_dark(x, y)))
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
fn format(modules: &Modules<'_>) -> Format {
    let last = modules.size.saturating_sub(1);
    // Around the upper left finder pattern, past the timing patterns; then below the right and beside the lower one.
    let first = (0..6).chain(7..9).map(|x| (x, 8)).chain([7].into_iter().chain((0..6).rev()).map(|y| (8, y)));
    let second = (0..7)
        .map(|up| (8, last.saturating_sub(up)))
        .chain((0..8).rev().map(|left| (last.saturating_sub(left), 8)));
    let copies = [modules.bits(first), modules.bits(second)];
    let mut best = Format { level: Level::M, mask: 0, distance: u32::MAX };
    for data in 0..32 {
        let word = format_word(data);
        for copy in copies {
            let distance = (copy ^ word).count_ones();
            if distance < best.distance {
                let level = match data >> 3 {
                    0 => Level::M,
                    1 => Level::L,
                    2 => Level::H,
                    _ => Level::Q,
                };
                best = Format { level, mask: data & 7, distance };
            }
        }
    }
    best
}

/// The word of 15 bits for five bits of data: a BCH code, and the mask that keeps it from being all light.
fn format_word(data: u32) -> u32 {
    let mut rest = data << 10;
    for shift in (0..5).rev() {
        if rest & (0x400 << shift) != 0 {
            rest ^= 0x537 << shift;
        }
    }
    (data << 10 | rest) ^ 0x5412
}

#[cfg(test)]
mod tests;
