//! A grey picture in floating point and what a lens, a sensor and the light do to it.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "pixel loops over a picture of fixed size; an error stops the measurement, nothing else"
)]

use super::random::Random;

/// Columns of every frame.
pub(super) const WIDTH: usize = 1280;
/// Rows of every frame.
pub(super) const HEIGHT: usize = 720;

/// Brightness of every pixel, 0 to 255 and beyond before the sensor clips it.
pub(super) struct Picture {
    pub(super) pixels: Vec<f32>,
}

impl Picture {
    /// What stands around a phone: soft light, boxes, and stripes that look like text.
    pub(super) fn clutter(random: &mut Random) -> Self {
        let grid: Vec<f32> = (0..6 * 4).map(|_| random.between(40.0, 190.0)).collect();
        let mut pixels = Vec::with_capacity(WIDTH * HEIGHT);
        for y in 0..HEIGHT {
            let (row, down) = whole_and_rest(y as f32 * 3.0 / HEIGHT as f32);
            for x in 0..WIDTH {
                let (column, right) = whole_and_rest(x as f32 * 5.0 / WIDTH as f32);
                let at = |r: usize, c: usize| grid[(row + r) * 6 + column + c];
                let upper = at(0, 0) + (at(0, 1) - at(0, 0)) * right;
                let lower = at(1, 0) + (at(1, 1) - at(1, 0)) * right;
                pixels.push(upper + (lower - upper) * down);
            }
        }
        let mut picture = Self { pixels };
        for index in 0..30 {
            let (left, top) = (random.between(0.0, 1200.0), random.between(0.0, 680.0));
            let (across, down) = (random.between(10.0, 220.0), random.between(10.0, 160.0));
            let (shade, other) = (random.between(10.0, 240.0), random.between(10.0, 240.0));
            let period = if index % 3 == 0 { random.between(4.0, 18.0) } else { f32::INFINITY };
            for y in top as usize..((top + down) as usize).min(HEIGHT) {
                for x in left as usize..((left + across) as usize).min(WIDTH) {
                    let stripe = (x as f32 / period) as usize % 2 + (y as f32 / period) as usize % 2;
                    picture.pixels[y * WIDTH + x] = if stripe == 1 { other } else { shade };
                }
            }
        }
        picture
    }

    /// Changes every pixel by its place.
    pub(super) fn light(&mut self, change: impl Fn(f32, f32, f32) -> f32) {
        for (index, pixel) in self.pixels.iter_mut().enumerate() {
            *pixel = change((index % WIDTH) as f32, (index / WIDTH) as f32, *pixel);
        }
    }

    /// Gaussian blur of a deviation in pixels.
    pub(super) fn blur(&mut self, sigma: f32) {
        let reach = (sigma * 3.0).ceil() as usize;
        let weights: Vec<f32> = (0..=2 * reach)
            .map(|i| (-(i as f32 - reach as f32).powi(2) / (2.0 * sigma * sigma)).exp())
            .collect();
        let total: f32 = weights.iter().sum();
        let weights: Vec<f32> = weights.iter().map(|weight| weight / total).collect();
        self.convolve(&weights, reach, 1);
        self.convolve(&weights, reach, WIDTH);
    }

    /// Weighs neighbours `step` apart in the buffer; at the edges the outermost pixel repeats.
    fn convolve(&mut self, weights: &[f32], reach: usize, step: usize) {
        let mut out = vec![0.0f32; self.pixels.len()];
        for (y, line) in out.chunks_exact_mut(WIDTH).enumerate() {
            for (tap, weight) in weights.iter().enumerate() {
                if step == 1 {
                    let row = &self.pixels[y * WIDTH..(y + 1) * WIDTH];
                    for (x, pixel) in line.iter_mut().enumerate() {
                        *pixel += weight * row[(x + tap).saturating_sub(reach).min(WIDTH - 1)];
                    }
                } else {
                    let from = (y + tap).saturating_sub(reach).min(HEIGHT - 1);
                    let row = &self.pixels[from * WIDTH..(from + 1) * WIDTH];
                    line.iter_mut().zip(row).for_each(|(pixel, other)| *pixel += weight * other);
                }
            }
        }
        self.pixels = out;
    }

    /// Moves the camera while the shutter is open: the mean along a line of `length` pixels.
    pub(super) fn motion(&mut self, length: f32, angle: f32) {
        let steps = (length * 2.0).ceil() as usize + 1;
        let source = core::mem::take(&mut self.pixels);
        let mut out = vec![0.0f32; source.len()];
        for step in 0..steps {
            let along = length * (step as f32 / (steps - 1) as f32 - 0.5);
            let (dx, dy) = (along * angle.cos(), along * angle.sin());
            let (left, right) = (dx.floor(), dx - dx.floor());
            let (top, down) = (dy.floor(), dy - dy.floor());
            for y in 0..HEIGHT {
                let row_at =
                    |offset: f32| (y as f32 + top + offset).clamp(0.0, HEIGHT as f32 - 1.0) as usize * WIDTH;
                let (upper, lower) = (row_at(0.0), row_at(1.0));
                for x in 8..WIDTH - 8 {
                    let column = (x as f32 + left) as usize;
                    let mix =
                        |row: usize| source[row + column] * (1.0 - right) + source[row + column + 1] * right;
                    out[y * WIDTH + x] += mix(upper) * (1.0 - down) + mix(lower) * down;
                }
            }
        }
        out.iter_mut().for_each(|pixel| *pixel /= steps as f32);
        self.pixels = out;
    }

    /// The sensor: noise that grows with the light, then whole numbers from 0 to 255.
    pub(super) fn sense(&self, noise: f32, random: &mut Random) -> Vec<u8> {
        // Reused from a random start: drawing a million normal numbers takes longer than decoding.
        let table: Vec<f32> = (0..8191).map(|_| random.normal()).collect();
        let mut start = 0;
        let mut frame = Vec::with_capacity(self.pixels.len());
        for row in self.pixels.chunks_exact(WIDTH) {
            start += random.next() as usize % table.len();
            for (x, pixel) in row.iter().enumerate() {
                let deviation = noise * (0.6 + 0.4 * (pixel.clamp(0.0, 255.0) / 255.0).sqrt());
                frame.push(
                    (pixel + deviation * table[(start + x) % table.len()] + 0.5).clamp(0.0, 255.0) as u8
                );
            }
        }
        frame
    }
}

fn whole_and_rest(value: f32) -> (usize, f32) {
    (value as usize, value.fract())
}
