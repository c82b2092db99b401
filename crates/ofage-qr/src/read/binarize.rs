//! Luma to dark and light.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "pixel loops: sizes are checked by LumaFrame, all sums stay far below their types"
)]

use rxing::common::{BitArray, BitMatrix};

use super::plane::Plane;

/// Which pixels are the dark modules of the symbol.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Polarity {
    DarkOnLight,
    LightOnDark,
}

/// Side of a block with one threshold, in pixels.
const BLOCK: usize = 8;
/// Pixels in a block.
const AREA: u16 = 64;
/// Smallest difference of light and dark in a block that is taken for an edge and not for noise.
const CONTRAST: u8 = 24;
/// Blocks on each side of a block that share in its threshold.
const REACH: usize = 2;
/// Pixels on each side that make the local mean.
const RADIUS: usize = 20;
/// Bits of a word of the matrix.
#[expect(clippy::as_conversions, reason = "32 or 64; there is no const conversion")]
const WORD: usize = usize::BITS as usize;

/// Lightest, darkest and sum of one block.
#[derive(Clone, Copy)]
struct Block {
    min: u8,
    max: u8,
    sum: u16,
}

/// Block statistics of a plane, from which both polarities are thresholded.
///
/// Source: the hybrid binarizer of ZXing: a threshold for each block of 8 by 8 pixels, the mean of
/// the black points of the 5 by 5 blocks around it.
pub(super) struct Thresholds {
    blocks: Vec<Block>,
    columns: usize,
}

impl Thresholds {
    pub(super) fn new(plane: &Plane<'_>) -> Self {
        let columns = plane.width.div_ceil(BLOCK);
        let mut blocks = Vec::with_capacity(columns * plane.height.div_ceil(BLOCK));
        for top in (0..plane.height).step_by(BLOCK) {
            // The last blocks overlap the ones before, so that all have the same area.
            let top = top.min(plane.height.saturating_sub(BLOCK));
            let band = &plane.pixels[top * plane.width..];
            let row_of = blocks.len();
            blocks.resize(row_of + columns, Block { min: u8::MAX, max: 0, sum: 0 });
            for line in band.chunks_exact(plane.width).take(BLOCK) {
                let row = &mut blocks[row_of..];
                let (whole, rest) = line.as_chunks::<BLOCK>();
                for (block, pixels) in row.iter_mut().zip(whole) {
                    block.add(pixels);
                }
                if !rest.is_empty()
                    && let Some((block, pixels)) = row.last_mut().zip(line.last_chunk::<BLOCK>())
                {
                    block.add(pixels);
                }
            }
        }
        Self { blocks, columns }
    }

    /// Dark pixels of the plane. None if the plane is too small for a matrix.
    pub(super) fn binarize(&self, plane: &Plane<'_>, polarity: Polarity) -> Option<BitMatrix> {
        let points = self.black_points(polarity);
        let mut line = vec![0u8; self.columns * BLOCK];
        let mut matrix = Matrix::new(plane)?;
        for (y, pixels) in plane.rows().enumerate() {
            if y % BLOCK == 0 {
                self.threshold_line(&points, y / BLOCK, &mut line);
                if polarity == Polarity::LightOnDark {
                    line.iter_mut().for_each(|threshold| *threshold = 255 - *threshold);
                }
            }
            match polarity {
                Polarity::DarkOnLight => {
                    matrix.push_row(pixels, &line, |pixel, threshold| pixel <= threshold)
                }
                Polarity::LightOnDark => {
                    matrix.push_row(pixels, &line, |pixel, threshold| pixel >= threshold)
                }
            }
        }
        Some(matrix.matrix)
    }

    /// The black point of every block, in the polarity's own scale: 0 is the symbol's dark.
    fn black_points(&self, polarity: Polarity) -> Vec<u8> {
        let mut points: Vec<u8> = Vec::with_capacity(self.blocks.len());
        for (index, block) in self.blocks.iter().enumerate() {
            let (min, sum) = match polarity {
                Polarity::DarkOnLight => (block.min, block.sum),
                Polarity::LightOnDark => (255 - block.max, 255 * AREA - block.sum),
            };
            let point = if block.max - block.min > CONTRAST {
                narrow(sum / AREA)
            } else if index >= self.columns && !index.is_multiple_of(self.columns) {
                // A flat block is background, unless its neighbours say that this shade is dark.
                let (left, above) = (points[index - 1], points[index - self.columns]);
                let corner = points[index - self.columns - 1];
                let around = narrow((u16::from(above) + 2 * u16::from(left) + u16::from(corner)) / 4);
                if min < around { around } else { min / 2 }
            } else {
                min / 2
            };
            points.push(point);
        }
        points
    }

    /// Thresholds of one row of blocks, spread over the pixels of a line.
    fn threshold_line(&self, points: &[u8], row: usize, line: &mut [u8]) {
        let rows = points.len() / self.columns;
        let (top, bottom) = window(row, rows);
        let (count, band) = (bottom - top, &points[top * self.columns..bottom * self.columns]);
        let sums: Vec<u16> = (0..self.columns)
            .map(|x| band.chunks_exact(self.columns).map(|points| u16::from(points[x])).sum())
            .collect();
        for (x, pixels) in line.chunks_exact_mut(BLOCK).enumerate() {
            let (left, right) = window(x, self.columns);
            let sum: u16 = sums[left..right].iter().sum();
            // At most 25 blocks.
            let area = u16::try_from(count * (right - left)).unwrap_or(1).max(1);
            pixels.fill(narrow(sum / area));
        }
    }
}

impl Block {
    fn add(&mut self, pixels: &[u8; BLOCK]) {
        for &pixel in pixels {
            self.min = self.min.min(pixel);
            self.max = self.max.max(pixel);
            self.sum += u16::from(pixel);
        }
    }
}

/// The 5 blocks around one, moved inwards at the edge, fewer if there are not as many.
fn window(at: usize, count: usize) -> (usize, usize) {
    let start = at.saturating_sub(REACH).min(count.saturating_sub(2 * REACH + 1));
    (start, (start + 2 * REACH + 1).min(count))
}

/// Pixels darker than the mean of the square around them. None if the plane is too small for a
/// matrix.
pub(super) fn local_mean(plane: &Plane<'_>) -> Option<BitMatrix> {
    let (width, height) = (plane.width, plane.height);
    let mut matrix = Matrix::new(plane)?;
    // Sums of each column over the rows in reach, moved down row by row.
    let mut columns = vec![0u32; width];
    let row = |y: usize| &plane.pixels[y * width..(y + 1) * width];
    for y in 0..RADIUS.min(height) {
        columns.iter_mut().zip(row(y)).for_each(|(sum, &pixel)| *sum += u32::from(pixel));
    }
    let mut line = vec![0u8; width];
    for y in 0..height {
        if y + RADIUS < height {
            columns.iter_mut().zip(row(y + RADIUS)).for_each(|(sum, &pixel)| *sum += u32::from(pixel));
        }
        if y > RADIUS {
            columns.iter_mut().zip(row(y - RADIUS - 1)).for_each(|(sum, &pixel)| *sum -= u32::from(pixel));
        }
        let rows = (y + RADIUS).min(height - 1) + 1 - y.saturating_sub(RADIUS);
        let mut sum: u32 = columns[..RADIUS.min(width)].iter().sum();
        for (x, mean) in line.iter_mut().enumerate() {
            if let Some(&entering) = columns.get(x + RADIUS) {
                sum += entering;
            }
            if x > RADIUS {
                sum -= columns[x - RADIUS - 1];
            }
            let across = (x + RADIUS).min(width - 1) + 1 - x.saturating_sub(RADIUS);
            // At most 41 by 41 pixels.
            let area = u32::try_from(rows * across).unwrap_or(1).max(1);
            *mean = (sum / area).to_le_bytes()[0];
        }
        matrix.push_row(row(y), &line, |pixel, mean| pixel < mean);
    }
    Some(matrix.matrix)
}

/// A matrix that is filled row by row, a word at a time.
struct Matrix {
    matrix: BitMatrix,
    row: BitArray,
    y: u32,
}

impl Matrix {
    fn new(plane: &Plane<'_>) -> Option<Self> {
        let (width, height) = (u32::try_from(plane.width).ok()?, u32::try_from(plane.height).ok()?);
        let matrix = BitMatrix::new(width, height).ok()?;
        Some(Self { matrix, row: BitArray::with_size(plane.width), y: 0 })
    }

    /// Appends a row of pixels, dark where `dark` says so of a pixel and its threshold.
    fn push_row(&mut self, pixels: &[u8], thresholds: &[u8], dark: impl Fn(u8, u8) -> bool) {
        for (index, (pixels, thresholds)) in pixels.chunks(WORD).zip(thresholds.chunks(WORD)).enumerate() {
            let word = pixels
                .iter()
                .zip(thresholds)
                .enumerate()
                .fold(0usize, |word, (bit, (&pixel, &threshold))| {
                    word | usize::from(dark(pixel, threshold)) << bit
                });
            self.row.setBulk(index * WORD, word);
        }
        self.matrix.setRow(self.y, &self.row);
        self.y += 1;
    }
}

/// A mean of bytes is a byte.
fn narrow(mean: u16) -> u8 {
    mean.to_le_bytes()[0]
}
