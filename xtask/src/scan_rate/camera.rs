//! Where the camera stands, and the phone screen it sees.
#![expect(
    clippy::as_conversions,
    reason = "pixel loops over a picture of fixed size; an error stops the measurement, nothing else"
)]

use ofage_qr::Symbol;

use super::picture::{HEIGHT, Picture, WIDTH};

/// Samples a pixel along a side.
const SAMPLES: usize = 3;
/// Distance of the camera, in widths of the symbol: 25 cm from a symbol of 5 cm.
const DISTANCE: f32 = 5.0;

/// Position of the screen before the camera. Angles in radians, lengths in pixels.
pub(super) struct Pose {
    /// Width of the symbol without its quiet zone, were it not tilted.
    pub(super) width: f32,
    pub(super) centre: (f32, f32),
    pub(super) roll: f32,
    pub(super) tilt: f32,
    /// Direction of the axis it is tilted about.
    pub(super) axis: f32,
    /// Lens distortion: relative stretch at one symbol width from the centre of the frame.
    pub(super) distortion: f32,
}

impl Pose {
    /// Rows of the homography from the plane of the screen, in symbol widths from the symbol's
    /// centre, to the frame.
    fn homography(&self) -> [[f32; 3]; 3] {
        // Rotation about an axis in the plane, after a roll in the plane.
        let (sin_roll, cos_roll) = self.roll.sin_cos();
        let (sin_axis, cos_axis) = self.axis.sin_cos();
        let (sin_tilt, cos_tilt) = self.tilt.sin_cos();
        let column = |x: f32, y: f32| {
            let (x, y) = (x * cos_roll - y * sin_roll, x * sin_roll + y * cos_roll);
            let along = x * cos_axis + y * sin_axis;
            let across = -x * sin_axis + y * cos_axis;
            let tilted = across * cos_tilt;
            (along * cos_axis - tilted * sin_axis, along * sin_axis + tilted * cos_axis, across * sin_tilt)
        };
        let (ax, ay, az) = column(1.0, 0.0);
        let (bx, by, bz) = column(0.0, 1.0);
        let (cx, cy) = self.centre;
        [
            [self.width * ax + cx * az / DISTANCE, self.width * bx + cx * bz / DISTANCE, cx],
            [self.width * ay + cy * az / DISTANCE, self.width * by + cy * bz / DISTANCE, cy],
            [az / DISTANCE, bz / DISTANCE, 1.0],
        ]
    }

    /// From a point of the frame to the plane of the screen.
    fn to_screen(&self) -> impl Fn(f32, f32) -> (f32, f32) {
        let [[a, b, c], [d, e, f], [g, h, i]] = self.homography();
        let inverse = [
            [e * i - f * h, c * h - b * i, b * f - c * e],
            [f * g - d * i, a * i - c * g, c * d - a * f],
            [d * h - e * g, b * g - a * h, a * e - b * d],
        ];
        let (stretch, width) = (self.distortion, self.width);
        move |x, y| {
            let (dx, dy) = (x - WIDTH as f32 / 2.0, y - HEIGHT as f32 / 2.0);
            let factor = 1.0 + stretch * (dx * dx + dy * dy) / (width * width);
            let (x, y) = (WIDTH as f32 / 2.0 + dx * factor, HEIGHT as f32 / 2.0 + dy * factor);
            let [u, v, w] = inverse.map(|[p, q, r]| p * x + q * y + r);
            (u / w, v / w)
        }
    }
}

/// Brightness of what is dark and what is light on the screen.
#[derive(Clone, Copy)]
pub(super) struct Shades {
    pub(super) dark: f32,
    pub(super) light: f32,
}

/// Draws a phone that shows the symbol over what is in the picture. `cover` hides parts: it gives a
/// brightness for a point of the symbol, from 0,0 to 1,1.
pub(super) fn draw(
    picture: &mut Picture,
    symbol: &Symbol,
    pose: &Pose,
    shades: Shades,
    cover: impl Fn(f32, f32) -> Option<f32>,
) {
    let to_screen = pose.to_screen();
    let modules = symbol.width() as f32;
    let shade = |u: f32, v: f32| {
        let (x, y) = (u + 0.5, v + 0.5);
        if let Some(hidden) = cover(x, y) {
            return hidden;
        }
        if x >= 0.0 && y >= 0.0 && symbol.module((x * modules) as usize, (y * modules) as usize) {
            return shades.dark;
        }
        // Lines of text above and below.
        let line = ((v.abs() - 0.68) / 0.03) as usize;
        let is_text = (0.68..0.95).contains(&v.abs()) && line.is_multiple_of(2) && u.abs() < 0.5;
        if is_text && ((u + 0.5) * 43.0) as usize % 3 < 2 { shades.dark } else { shades.light }
    };
    for (index, pixel) in picture.pixels.iter_mut().enumerate() {
        let (x, y) = ((index % WIDTH) as f32, (index / WIDTH) as f32);
        let (u, v) = to_screen(x + 0.5, y + 0.5);
        if u.abs() > 0.68 || v.abs() > 1.18 {
            continue;
        }
        if u.abs() > 0.63 || v.abs() > 1.12 {
            // The edge of the phone.
            *pixel = 15.0;
            continue;
        }
        let mut sum = 0.0;
        for sample in 0..SAMPLES * SAMPLES {
            let (column, row) = (sample % SAMPLES, sample / SAMPLES);
            let place = |at: usize| (at as f32 + 0.5) / SAMPLES as f32;
            let (u, v) = to_screen(x + place(column), y + place(row));
            sum += shade(u, v);
        }
        *pixel = sum / (SAMPLES * SAMPLES) as f32;
    }
}
