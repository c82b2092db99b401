//! A camera frame for measurements of time: the same every time. How often frames of many kinds are read is measured by
//! `cargo xtask scan-rate`.

use ofage_qr::Symbol;

/// Pixels in a row of [`hd`].
pub const WIDTH: usize = 1280;
/// Rows of [`hd`].
pub const HEIGHT: usize = 720;

/// The luma of 1280 x 720 pixels: the code of `text` at seven pixels a module, lit unevenly, before a cluttered
/// background, with noise.
///
/// # Panics
/// Where the text fits no symbol, or the symbol not the frame.
#[must_use]
pub fn hd(text: &str) -> Vec<u8> {
    let symbol = Symbol::from_text(text).and_then(|symbol| symbol.luma(7)).unwrap_or_else(|e| panic!("{e}"));
    assert!(symbol.height() <= HEIGHT, "{} modules", symbol.height());
    let mut noise = 0x9e37_79b9_u32;
    let mut random = || {
        noise ^= noise << 13;
        noise ^= noise >> 17;
        noise ^= noise << 5;
        (noise % 24) as usize
    };
    let (left, top) = ((WIDTH - symbol.width()) / 2, (HEIGHT - symbol.height()) / 2);
    (0..WIDTH * HEIGHT)
        .map(|index| {
            let (x, y) = (index % WIDTH, index / WIDTH);
            let inside =
                (left..left + symbol.width()).contains(&x) && (top..top + symbol.height()).contains(&y);
            let light = if !inside {
                60 + (x / 97 * 31 + y / 61 * 47) % 120
            } else if symbol.pixels()[(y - top) * symbol.width() + x - left] < 128 {
                40
            } else {
                170 + x / 40
            };
            u8::try_from(light + random()).unwrap_or(u8::MAX)
        })
        .collect()
}
