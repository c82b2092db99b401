#![expect(clippy::arithmetic_side_effects, reason = "an overflow fails the test, as it should")]

use proptest::prelude::*;

use super::{Decoded, ReadStage, VideoReader, read, read_first};
use crate::limits::MAX_SYMBOLS;
use crate::{Level, LumaFrame, LumaImage, Segment, Symbol, Version};

/// A grey canvas to put symbols on.
struct Canvas {
    pixels: Vec<u8>,
    width: usize,
    height: usize,
}

impl Canvas {
    fn new(width: usize, height: usize, shade: u8) -> Self {
        Self { pixels: vec![shade; width * height], width, height }
    }

    fn put(&mut self, left: usize, top: usize, picture: &LumaImage, tone: impl Fn(u8) -> u8) -> &mut Self {
        for (y, row) in picture.pixels().chunks(picture.width()).enumerate() {
            for (x, &pixel) in row.iter().enumerate() {
                self.pixels[(top + y) * self.width + left + x] = tone(pixel);
            }
        }
        self
    }

    fn frame(&self) -> LumaFrame<'_> {
        LumaFrame::new(&self.pixels, self.width, self.height, self.width).unwrap()
    }
}

fn texts(found: &[Decoded]) -> Vec<&str> {
    let mut texts: Vec<_> = found.iter().filter_map(Decoded::text).collect();
    texts.sort_unstable();
    texts
}

fn picture(text: &str, scale: u32) -> LumaImage {
    Symbol::from_text(text).unwrap().luma(scale).unwrap()
}

#[test]
fn all_symbols_of_a_frame_are_read() {
    let mut canvas = Canvas::new(800, 600, 140);
    canvas.put(10, 10, &picture("FIRST 1", 4), |p| p);
    canvas.put(300, 40, &picture("second, in bytes", 5), |p| p);
    canvas.put(520, 300, &picture("33333333333333333333", 6), |p| p);
    // Dark mode, beside the others.
    canvas.put(40, 300, &picture("DARK MODE", 5), |p| 255 - p);
    let all = ["33333333333333333333", "DARK MODE", "FIRST 1", "second, in bytes"];
    let found = read(&canvas.frame());
    assert_eq!(texts(&found), all);
    let first = read_first(&canvas.frame());
    assert_eq!(texts(&first), ["33333333333333333333", "FIRST 1", "second, in bytes"]);
    assert!(first.iter().all(|decoded| decoded.stage() == ReadStage::Full));
}

#[test]
fn equal_symbols_side_by_side_are_two() {
    let mut canvas = Canvas::new(500, 250, 255);
    let same = picture("SAME", 5);
    canvas.put(10, 20, &same, |p| p).put(260, 30, &same, |p| p);
    assert_eq!(texts(&read(&canvas.frame())), ["SAME", "SAME"]);
}

#[test]
fn corners_outline_the_symbol_at_every_scale() {
    let mut canvas = Canvas::new(700, 500, 255);
    let drawn = Symbol::from_text("CORNERS").unwrap();
    canvas.put(100, 60, &drawn.luma(9).unwrap(), |p| p);
    // 4 modules of quiet zone, then 21 modules.
    let (left, top, side) = (136.0, 96.0, 189.0);
    let expected = [(left, top), (left + side, top), (left + side, top + side), (left, top + side)];
    for stage in [ReadStage::Full, ReadStage::Half, ReadStage::Sharp, ReadStage::Third, ReadStage::LocalMean]
    {
        let found = super::Scales::new(&canvas.frame()).read(stage);
        assert_eq!(found.len(), 1, "{stage:?}");
        for ((x, y), (want_x, want_y)) in found[0].corners().into_iter().zip(expected) {
            assert!(
                (x - want_x).abs() < 9.0 && (y - want_y).abs() < 9.0,
                "{stage:?}: {x},{y} for {want_x},{want_y}"
            );
        }
    }
}

#[test]
fn padded_rows_read_like_packed_rows() {
    let drawn = picture("STRIDE", 4);
    let (width, height) = (drawn.width(), drawn.height());
    let stride = width + 13;
    let mut padded = vec![99u8; stride * height];
    for (row, line) in padded.chunks_mut(stride).zip(drawn.pixels().chunks(width)) {
        row[..width].copy_from_slice(line);
    }
    let frame = LumaFrame::new(&padded, width, height, stride).unwrap();
    assert_eq!(texts(&read_first(&frame)), ["STRIDE"]);
}

#[test]
fn low_contrast_needs_the_local_mean() {
    let mut canvas = Canvas::new(400, 400, 130);
    canvas.put(60, 60, &picture("FAINT 123456", 6), |p| if p == 0 { 120 } else { 130 });
    let found = read_first(&canvas.frame());
    assert_eq!(texts(&found), ["FAINT 123456"]);
    assert_eq!(found[0].stage(), ReadStage::LocalMean);
}

#[test]
fn video_finds_slow_stages_within_a_turn_and_stays_with_them() {
    let mut canvas = Canvas::new(400, 400, 130);
    canvas.put(60, 60, &picture("FAINT 123456", 6), |p| if p == 0 { 120 } else { 130 });
    let mut reader = VideoReader::new();
    let seen: Vec<_> = (0..8).map(|_| reader.read(&canvas.frame()).len()).collect();
    let first = seen.iter().position(|&count| count == 1).unwrap();
    assert!(first < 4, "{seen:?}");
    assert!(seen[first..].iter().all(|&count| count == 1), "{seen:?}");

    let mut dark = Canvas::new(400, 400, 0);
    dark.put(60, 60, &picture("DARK MODE", 6), |p| 255 - p);
    assert_eq!(texts(&reader.read(&dark.frame())), ["DARK MODE"]);
}

#[test]
fn frames_without_a_symbol_give_nothing() {
    for (width, height, shade) in
        [(21, 21, 0), (640, 480, 0), (640, 480, 255), (1000, 21, 128), (21, 1000, 128)]
    {
        let canvas = Canvas::new(width, height, shade);
        assert_eq!(read(&canvas.frame()), []);
        assert_eq!(VideoReader::new().read(&canvas.frame()), []);
    }
}

#[test]
fn a_frame_full_of_finder_patterns_ends_soon() {
    // Nothing but finder patterns, one pixel a module: the search must stop at its limits.
    let shape = [0b111_1111u8, 0b100_0001, 0b101_1101, 0b101_1101, 0b101_1101, 0b100_0001, 0b111_1111];
    let mut canvas = Canvas::new(1280, 720, 255);
    for (index, pixel) in canvas.pixels.iter_mut().enumerate() {
        let (x, y) = (index % 1280 % 9, index / 1280 % 9);
        if x < 7 && y < 7 && shape[y] >> x & 1 == 1 {
            *pixel = 0;
        }
    }
    assert!(read(&canvas.frame()).len() <= MAX_SYMBOLS);
}

#[test]
fn a_sheet_of_symbols_is_read_up_to_the_limit() {
    let mut canvas = Canvas::new(1000, 1000, 255);
    for row in 0..7 {
        for column in 0..7 {
            let text = format!("{row}{column}");
            canvas.put(column * 130, row * 130, &picture(&text, 4), |p| p);
        }
    }
    let found = read(&canvas.frame());
    assert_eq!(found.len(), MAX_SYMBOLS);
}

/// Draws a symbol with some modules flipped, which reads as damaged or as another symbol.
fn damaged(number: u8, level: Level, flips: &[(usize, usize)], scale: usize) -> Canvas {
    let version = Version::new(number).unwrap();
    let payload = vec![0x5A; version.capacity(level)];
    let symbol = Symbol::from_segments_at(&[Segment::Bytes(&payload)], version, level).unwrap();
    let side = (symbol.width() + 8) * scale;
    let mut canvas = Canvas::new(side, side, 255);
    for (index, pixel) in canvas.pixels.iter_mut().enumerate() {
        let (x, y) = (index % side / scale, index / side / scale);
        let inside =
            x.checked_sub(4).zip(y.checked_sub(4)).filter(|&(x, y)| x < symbol.width() && y < symbol.width());
        if let Some((x, y)) = inside {
            let flipped = flips.iter().any(|&(a, b)| (a % symbol.width(), b % symbol.width()) == (x, y));
            *pixel = if symbol.module(x, y) == flipped { 255 } else { 0 };
        }
    }
    canvas
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn noise_never_panics(
        (width, height) in (21usize..90, 21usize..90),
        padding in 0usize..5,
        seed in proptest::collection::vec(any::<u8>(), 1..400),
        levels in 1u8..=8,
    ) {
        let step = 255 / levels;
        let stride = width + padding;
        let pixels: Vec<u8> =
            seed.iter().cycle().take(stride * height).map(|byte| (byte % (levels + 1)).wrapping_mul(step)).collect();
        let frame = LumaFrame::new(&pixels, width, height, stride).unwrap();
        let found = read(&frame);
        prop_assert_eq!(found, vec![]);
    }

    #[test]
    fn damaged_symbols_never_panic_and_never_lie(
        number in 1u8..=12,
        level in prop::sample::select(Level::ALL.to_vec()),
        flips in proptest::collection::vec((0usize..200, 0usize..200), 0..60),
        scale in 1usize..4,
    ) {
        let canvas = damaged(number, level, &flips, scale);
        let capacity = Version::new(number).unwrap().capacity(level);
        for decoded in read(&canvas.frame()) {
            // Error correction gives back the payload or nothing. Format bits may be hit so that
            // another level is read; then the blocks do not fit and nothing is returned.
            prop_assert_eq!(decoded.bytes(), vec![0x5A; capacity]);
        }
    }

    #[test]
    fn scribbled_symbols_never_panic(
        number in 1u8..=40,
        marks in proptest::collection::vec((0usize..600, 0usize..600, 1usize..40, 1usize..40, any::<u8>()), 1..12),
    ) {
        let mut canvas = damaged(number, Level::M, &[], 3);
        let (width, height) = (canvas.width, canvas.height);
        for (left, top, across, down, shade) in marks {
            for y in (top % height)..(top % height + down).min(height) {
                for x in (left % width)..(left % width + across).min(width) {
                    canvas.pixels[y * width + x] = shade;
                }
            }
        }
        let capacity = Version::new(number).unwrap().capacity(Level::M);
        for decoded in read(&canvas.frame()) {
            prop_assert_eq!(decoded.bytes(), vec![0x5A; capacity]);
        }
    }
}
