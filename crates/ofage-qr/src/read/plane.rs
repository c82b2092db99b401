//! Luma without padding, as large as the frame or reduced.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "pixel loops: sizes are checked by LumaFrame, all sums stay far below their types"
)]

use std::borrow::Cow;

use crate::LumaFrame;

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

/// A mean of bytes is a byte.
fn narrow(mean: u16) -> u8 {
    mean.to_le_bytes()[0]
}
