//! Codewords to modules.

use super::{Level, Version};
use crate::standard::{Layout, format_word, is_masked, version_word};

/// The modules of a symbol in rows, true for dark, with the mask that is best to read.
pub(super) fn symbol(version: Version, level: Level, codewords: &[u8]) -> Vec<bool> {
    let layout = Layout::new(version);
    let mut canvas = Canvas::new(layout.size());
    canvas.patterns(&layout, version);
    let bits = codewords.iter().flat_map(|codeword| (0..8).rev().map(move |bit| codeword >> bit & 1 == 1));
    // Bits that are left over are light.
    let data: Vec<_> = layout.data_places().zip(bits.chain(core::iter::repeat(false))).collect();
    let masked = (0..8).map(|mask| {
        let mut canvas = canvas.clone();
        for ((x, y), bit) in &data {
            canvas.set(*x, *y, *bit != is_masked(mask, *x, *y));
        }
        canvas.format(&layout, format_word(level, mask));
        canvas
    });
    masked.min_by_key(Canvas::penalty).map(|canvas| canvas.modules).unwrap_or_default()
}

#[derive(Clone)]
struct Canvas {
    size: u32,
    /// Rows from the top; true is dark.
    modules: Vec<bool>,
}

impl Canvas {
    fn new(size: u32) -> Self {
        let side = usize::try_from(size).unwrap_or_default();
        Self { size, modules: vec![false; side.saturating_mul(side)] }
    }

    fn index(&self, x: u32, y: u32) -> usize {
        let index = y.saturating_mul(self.size).saturating_add(x);
        usize::try_from(index).unwrap_or(usize::MAX)
    }

    fn set(&mut self, x: u32, y: u32, dark: bool) {
        let index = self.index(x, y);
        if let Some(module) = self.modules.get_mut(index).filter(|_| x < self.size) {
            *module = dark;
        }
    }

    fn is_dark(&self, x: u32, y: u32) -> bool {
        x < self.size && self.modules.get(self.index(x, y)).copied().unwrap_or(false)
    }

    /// Everything but codewords and format information.
    fn patterns(&mut self, layout: &Layout, version: Version) {
        for at in 0..self.size {
            self.set(at, 6, at.is_multiple_of(2));
            self.set(6, at, at.is_multiple_of(2));
        }
        let last = self.size.saturating_sub(4);
        for (x, y) in [(3, 3), (last, 3), (3, last)] {
            self.rings(x, y, 4);
        }
        for (x, y) in layout.alignment_patterns() {
            self.rings(x, y, 2);
        }
        // The one module that is always dark.
        self.set(8, self.size.saturating_sub(8), true);
        let word = version_word(version);
        for (bit, places) in (0..18).rev().zip(layout.version_places()) {
            for (x, y) in places {
                self.set(x, y, word >> bit & 1 == 1);
            }
        }
    }

    /// Squares around a centre out to `radius`: a finder pattern with its separator (4), or an alignment pattern (2).
    fn rings(&mut self, x: u32, y: u32, radius: u32) {
        for column in x.saturating_sub(radius)..=x.saturating_add(radius) {
            for row in y.saturating_sub(radius)..=y.saturating_add(radius) {
                let ring = column.abs_diff(x).max(row.abs_diff(y));
                let light = if radius == 2 { ring == 1 } else { matches!(ring, 2 | 4) };
                self.set(column, row, !light && row < self.size);
            }
        }
    }

    fn format(&mut self, layout: &Layout, word: u32) {
        for places in layout.format_places() {
            for (bit, (x, y)) in (0..15).rev().zip(places) {
                self.set(x, y, word >> bit & 1 == 1);
            }
        }
    }

    /// How bad the mask is: less is better.
    ///
    /// Source: ISO/IEC 18004:2015 table 11.
    fn penalty(&self) -> usize {
        let rows = |at, along| self.is_dark(along, at);
        let columns = |at, along| self.is_dark(at, along);
        let lines = self.lines(rows).saturating_add(self.lines(columns));
        let corners = 0..self.size.saturating_sub(1);
        let blocks = corners
            .clone()
            .flat_map(|x| corners.clone().map(move |y| (x, y)))
            .filter(|(x, y)| {
                let (right, below) = (x.saturating_add(1), y.saturating_add(1));
                let one = self.is_dark(*x, *y);
                [(right, *y), (*x, below), (right, below)].iter().all(|(x, y)| self.is_dark(*x, *y) == one)
            })
            .count()
            .saturating_mul(3);
        let dark = self.modules.iter().filter(|module| **module).count().saturating_mul(200);
        let balance = dark.checked_div(self.modules.len()).unwrap_or_default().abs_diff(100);
        lines.saturating_add(blocks).saturating_add(balance)
    }

    /// Of all rows or all columns: runs of five and more of one colour, and what looks like a finder pattern with four light
    /// modules on one side.
    fn lines(&self, is_dark: impl Fn(u32, u32) -> bool) -> usize {
        let mut penalty = 0_usize;
        for line in 0..self.size {
            let (mut run, mut last) = (0_usize, false);
            // The last eleven modules; those outside are light.
            let mut window = 0_u32;
            let mut close = |run: usize| {
                if run >= 5 {
                    penalty = penalty.saturating_add(run).saturating_sub(2);
                }
            };
            let mut finders = 0_usize;
            for at in 0..self.size.saturating_add(4) {
                let inside = at < self.size;
                let dark = inside && is_dark(line, at);
                window = (window << 1 | u32::from(dark)) & 0x7fff;
                // Four modules, the pattern, and four modules.
                if at >= 10 && window >> 4 & 0x7f == 0b101_1101 && (window & 0xf == 0 || window >> 11 == 0) {
                    finders = finders.saturating_add(1);
                }
                if !inside {
                    continue;
                }
                if run > 0 && dark == last {
                    run = run.saturating_add(1);
                } else {
                    close(run);
                    (run, last) = (1, dark);
                }
            }
            close(run);
            penalty = penalty.saturating_add(finders.saturating_mul(40));
        }
        penalty
    }
}
