#![expect(clippy::arithmetic_side_effects, reason = "an overflow fails the test, as it should")]

use png::{BitDepth, ColorType, Encoder};
use proptest::prelude::*;

use crate::{LumaImage, QrError, Symbol, read_first};

fn file(color: ColorType, depth: BitDepth, side: u32, data: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, side, side);
    encoder.set_color(color);
    encoder.set_depth(depth);
    encoder.write_header().unwrap().write_image_data(data).unwrap();
    file
}

#[test]
fn colours_become_luma_on_white() {
    let one = |color, data: &[u8]| {
        LumaImage::from_file(&file(color, BitDepth::Eight, 1, data)).unwrap().pixels()[0]
    };
    assert_eq!(one(ColorType::Grayscale, &[90]), 90);
    assert_eq!(one(ColorType::Rgb, &[255, 255, 255]), 255);
    assert_eq!(one(ColorType::Rgb, &[255, 0, 0]), 76);
    assert_eq!(one(ColorType::Rgb, &[0, 255, 0]), 149);
    assert_eq!(one(ColorType::Rgb, &[0, 0, 255]), 28);
    // Transparent black is paper; half of it is grey.
    assert_eq!(one(ColorType::Rgba, &[0, 0, 0, 0]), 255);
    assert_eq!(one(ColorType::Rgba, &[0, 0, 0, 255]), 0);
    assert_eq!(one(ColorType::GrayscaleAlpha, &[0, 127]), 128);
    let deep = file(ColorType::Grayscale, BitDepth::Sixteen, 1, &[90, 255]);
    assert_eq!(LumaImage::from_file(&deep).unwrap().pixels(), [90]);
}

#[test]
fn a_palette_is_expanded() {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, 2, 1);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(vec![255, 255, 255, 0, 0, 0]);
    encoder.write_header().unwrap().write_image_data(&[1, 0]).unwrap();
    assert_eq!(LumaImage::from_file(&out).unwrap().pixels(), [0, 255]);
}

#[test]
fn bad_files_are_typed_errors() {
    let good = Symbol::from_text("12345").unwrap().png(2).unwrap();
    assert_eq!(LumaImage::from_file(&[]).unwrap_err(), QrError::ImageUnknownFormat);
    assert_eq!(LumaImage::from_file(b"GIF89a").unwrap_err(), QrError::ImageUnknownFormat);
    assert_eq!(LumaImage::from_file(&good[..good.len() / 2]).unwrap_err(), QrError::ImageDamaged);
    // The size stands in bytes 16 to 23 of the file, and has a checksum; without one it is damaged.
    let mut wrong = good.clone();
    wrong[16] = 0x7F;
    assert_eq!(LumaImage::from_file(&wrong).unwrap_err(), QrError::ImageDamaged);
    let wide = file_of_size(9000, 9000);
    assert_eq!(LumaImage::from_file(&wide).unwrap_err(), QrError::ImageTooLarge);
    assert_eq!(LumaImage::from_file(&file_of_size(8192, 8192)).unwrap_err(), QrError::ImageTooLarge);
    let tiny = LumaImage::from_file(&file(ColorType::Grayscale, BitDepth::Eight, 1, &[0])).unwrap();
    assert_eq!(tiny.frame().unwrap_err().code(), "frame_too_small");
}

/// A header that promises a size, with no picture behind it.
fn file_of_size(width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, width, height);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::Eight);
    let mut writer = encoder.write_header().unwrap();
    writer.write_chunk(png::chunk::IDAT, &[0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01]).unwrap();
    drop(writer);
    out
}

/// The symbol of "JPEG 1", three pixels a module, as a browser compresses it at quality 0.5.
#[cfg(feature = "jpeg")]
const JPEG: &[u8] = include_bytes!("../../tests/data/jpeg-1.jpg");

#[cfg(feature = "jpeg")]
#[test]
fn a_jpeg_is_read() {
    let picture = LumaImage::from_file(JPEG).unwrap();
    assert_eq!((picture.width(), picture.height()), (87, 87));
    let found = read_first(&picture.frame().unwrap());
    assert_eq!(found[0].text(), Some("JPEG 1"));
    // Cut in the middle it may still open, as browsers do it; it must not read as another text.
    for length in 0..JPEG.len() {
        if let Ok(picture) = LumaImage::from_file(&JPEG[..length]) {
            let found = read_first(&picture.frame().unwrap());
            assert!(found.iter().all(|decoded| decoded.text() == Some("JPEG 1")), "cut at {length}");
        }
    }
}

#[cfg(feature = "jpeg")]
#[test]
fn jpeg_damage_is_a_typed_error() {
    assert_eq!(LumaImage::from_file(&[0xFF, 0xD8, 0xFF]).unwrap_err(), QrError::ImageDamaged);
    assert_eq!(
        LumaImage::from_file(&[0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 0, 0]).unwrap_err(),
        QrError::ImageDamaged
    );
}

proptest! {
    #[test]
    fn damaged_files_never_panic(at in 0usize..4000, flip in 1u8..=255, cut in 0usize..4000) {
        let mut file = Symbol::from_text("0123456789").unwrap().png(4).unwrap();
        let length = file.len();
        file[at % length] ^= flip;
        file.truncate(cut % length + 1);
        if let Ok(picture) = LumaImage::from_file(&file) {
            // What can be opened can also be looked at.
            let found = read_first(&picture.frame().unwrap());
            prop_assert!(found.len() <= 1);
        }
    }

    #[cfg(feature = "jpeg")]
    #[test]
    fn damaged_jpegs_never_panic(at in 0usize..4000, flip in 1u8..=255) {
        let mut file = JPEG.to_vec();
        let length = file.len();
        file[at % length] ^= flip;
        if let Ok(picture) = LumaImage::from_file(&file) {
            prop_assert!(picture.frame().is_err() || read_first(&picture.frame().unwrap()).len() <= 1);
        }
    }

    #[test]
    fn any_bytes_after_a_signature_never_panic(tail in proptest::collection::vec(any::<u8>(), 0..400)) {
        for signature in [&b"\x89PNG\r\n\x1a\n"[..], b"\xFF\xD8\xFF", b""] {
            let file = [signature, &tail].concat();
            prop_assert!(LumaImage::from_file(&file).is_err());
        }
    }
}
