//! Luma without padding, as large as the frame or reduced.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "pixel loops: sizes are checked by LumaFrame, all sums stay far below their types"
)]

use std::borrow::Cow;

use crate::LumaFrame;

/// Pixels on each side that make the mean for sharpening.
const SHARP: usize = 2;
/// Pixels in that square.
const SHARP_AREA: i32 = 25;

/// Rows of luma without padding.
pub(super) struct Plane<'a> {
    pub(super) pixels: Cow<'a, [u8]>,
    pub(super) width: usize,
    pub(super) height: usize,
}

impl<'a> Plane<'a> {
    /// Borrows the frame; copies it only when its rows are padded.
    pub(super) fn new(frame: &LumaFrame<'a>) -> Self {
        let (width, height) = (frame.width(), frame.height());
        let pixels = frame
            .packed()
            .map_or_else(|| Cow::Owned(frame.rows().flatten().copied().collect()), Cow::Borrowed);
        Self { pixels, width, height }
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.pixels.chunks_exact(self.width)
    }

    /// The mean of every `by` by `by` pixels, 2 or 3; what does not fill a square is left out.
    pub(super) fn reduced<'b>(&self, by: usize) -> Plane<'b> {
        let (width, height) = (self.width / by, self.height / by);
        let mut pixels = Vec::with_capacity(width * height);
        for group in self.pixels.chunks_exact(self.width * by).take(height) {
            match by {
                2 => {
                    let (upper, lower) = group.split_at(self.width);
                    pixels.extend(upper.chunks_exact(2).zip(lower.chunks_exact(2)).map(|(a, b)| {
                        let sum = u16::from(a[0]) + u16::from(a[1]) + u16::from(b[0]) + u16::from(b[1]);
                        narrow((sum + 2) / 4)
                    }));
                }
                _ => {
                    let (upper, rest) = group.split_at(self.width);
                    let (middle, lower) = rest.split_at(self.width);
                    let columns =
                        upper.chunks_exact(3).zip(middle.chunks_exact(3)).zip(lower.chunks_exact(3));
                    pixels.extend(columns.map(|((a, b), c)| {
                        let sum: u16 =
                            [a, b, c].iter().flat_map(|three| three.iter()).map(|&p| u16::from(p)).sum();
                        narrow((sum + 4) / 9)
                    }));
                }
            }
        }
        Plane { pixels: Cow::Owned(pixels), width, height }
    }
}

impl Plane<'_> {
    /// Edges made steeper: every pixel moves away from the mean of the 5 by 5 pixels around it by
    /// one and a half times its difference. Undoes much of the blur of a lens, which runs the
    /// modules of a dense symbol together; makes noise worse. The outermost pixels stay.
    pub(super) fn sharpened<'b>(&self) -> Plane<'b> {
        let (width, height) = (self.width, self.height);
        let mut pixels = self.pixels.to_vec();
        // Sums of each column over five rows, moved down row by row.
        let mut columns = vec![0i32; width];
        for row in self.rows().take(2 * SHARP) {
            columns.iter_mut().zip(row).for_each(|(sum, &pixel)| *sum += i32::from(pixel));
        }
        for y in SHARP..height.saturating_sub(SHARP) {
            let row = |y: usize| &self.pixels[y * width..(y + 1) * width];
            columns.iter_mut().zip(row(y + SHARP)).for_each(|(sum, &pixel)| *sum += i32::from(pixel));
            let inner = y * width + SHARP..(y + 1) * width - SHARP;
            let line = pixels[inner].iter_mut().zip(columns.windows(2 * SHARP + 1));
            for (pixel, around) in line {
                let (own, sum) = (i32::from(*pixel), around.iter().sum::<i32>());
                let sharp = own + (own * SHARP_AREA - sum) * 3 / (2 * SHARP_AREA);
                *pixel = sharp.clamp(0, 255).to_le_bytes()[0];
            }
            columns.iter_mut().zip(row(y - SHARP)).for_each(|(sum, &pixel)| *sum -= i32::from(pixel));
        }
        Plane { pixels: Cow::Owned(pixels), width, height }
    }
}

/// A mean of bytes is a byte.
fn narrow(mean: u16) -> u8 {
    mean.to_le_bytes()[0]
}
