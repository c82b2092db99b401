//! Every version and level, intact and damaged, mirrored, with segments of every kind: our decoder against `rxing`'s.
#![expect(clippy::arithmetic_side_effects, reason = "a test does plain arithmetic on small numbers")]

use proptest::prelude::*;
use qrcode::bits::{Bits, ExtendedMode};
use qrcode::{Color, EcLevel, QrCode, Version};
use rxing::common::BitMatrix;
use rxing::qrcode::cpp_port::decoder::Decode;

use super::decode;
use crate::Level;

const LEVELS: [(EcLevel, Level); 4] =
    [(EcLevel::L, Level::L), (EcLevel::M, Level::M), (EcLevel::Q, Level::Q), (EcLevel::H, Level::H)];

/// One pixel a module.
fn matrix(code: &QrCode) -> BitMatrix {
    let size = u32::try_from(code.width()).unwrap();
    let mut matrix = BitMatrix::new(size, size).unwrap();
    for (index, color) in (0..).zip(code.to_colors()) {
        if color == Color::Dark {
            matrix.set(index % size, index / size);
        }
    }
    matrix
}

/// The bytes, where `rxing` is satisfied.
fn reference(matrix: &BitMatrix) -> Option<Vec<u8>> {
    let result = Decode(matrix).ok().filter(|result| result.isValid())?;
    Some(result.content().bytes().to_vec())
}

/// A payload without a pattern.
fn noise(length: usize, seed: u32) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    (0..length)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state.to_be_bytes()[0]
        })
        .collect()
}

#[test]
fn every_version_and_level_is_read_and_corrected_alike() {
    for version in 1..=40_u8 {
        for (level, ours) in LEVELS {
            let mut payload = noise(usize::from(version), u32::from(version));
            payload.truncate(7);
            let code = QrCode::with_version(&payload, Version::Normal(version.into()), level).unwrap();
            let intact = matrix(&code);
            let symbol = decode(&intact).unwrap();
            assert_eq!((symbol.version.number(), symbol.level), (version, ours));
            assert_eq!(Some(&symbol.bytes), reference(&intact).as_ref(), "{version} {ours:?}");
            assert_eq!(symbol.bytes, payload, "{version} {ours:?}");
            let mut mirrored = BitMatrix::new(intact.width(), intact.height()).unwrap();
            for x in 0..intact.width() {
                for y in 0..intact.height() {
                    if intact.get(x, y) {
                        mirrored.set(y, x);
                    }
                }
            }
            assert_eq!(
                decode(&mirrored).map(|symbol| symbol.bytes),
                Some(payload),
                "{version} {ours:?} mirrored"
            );
        }
    }
}

#[test]
fn full_symbols_are_read_alike() {
    for version in [1, 2, 6, 7, 9, 10, 14, 21, 26, 27, 32, 40] {
        for (level, _) in LEVELS {
            // As long as it goes.
            let mut length = 3000;
            let mut step = 1500;
            let fits = |length| QrCode::with_version(noise(length, 7), Version::Normal(version), level).ok();
            while step > 0 {
                if fits(length).is_some() {
                    length += step
                } else {
                    length -= step.min(length)
                }
                step /= 2;
            }
            while fits(length).is_none() {
                length -= 1;
            }
            let code = fits(length).unwrap();
            let matrix = matrix(&code);
            assert_eq!(decode(&matrix).unwrap().bytes, noise(length, 7), "{version} {level:?}");
            assert_eq!(decode(&matrix).map(|symbol| symbol.bytes), reference(&matrix));
        }
    }
}

#[test]
fn segments_of_every_kind_are_read_alike() {
    let fill = |write: fn(&mut Bits) -> qrcode::QrResult<()>| {
        for version in [5, 12, 30] {
            let mut bits = Bits::new(Version::Normal(version));
            write(&mut bits).unwrap();
            bits.push_terminator(EcLevel::L).unwrap();
            let code = QrCode::with_bits(bits, EcLevel::L).unwrap();
            let matrix = matrix(&code);
            let ours = decode(&matrix).map(|symbol| symbol.bytes);
            assert!(ours.is_some());
            assert_eq!(ours, reference(&matrix), "version {version}");
        }
    };
    fill(|bits| bits.push_numeric_data(b"1234567"));
    fill(|bits| bits.push_numeric_data(b"00000012"));
    fill(|bits| bits.push_alphanumeric_data(b"AZ09 $%*+-./:X"));
    fill(|bits| bits.push_byte_data(&[0, 1, 0x7f, 0x80, 0xff]));
    fill(|bits| bits.push_kanji_data(b"\x93\x5f\xe4\xaa\x81\x40\x9f\xfc\xe0\x40\xeb\xbf"));
    fill(|bits| {
        bits.push_eci_designator(26)?;
        bits.push_byte_data("é".as_bytes())?;
        bits.push_eci_designator(9999)?;
        bits.push_eci_designator(999_999)?;
        bits.push_numeric_data(b"7")
    });
    fill(|bits| {
        bits.push_fnc1_first_position()?;
        bits.push_alphanumeric_data(b"A%B%C")
    });
    fill(|bits| {
        bits.push_fnc1_second_position(37)?;
        bits.push_alphanumeric_data(b"%X")
    });
    fill(|bits| {
        bits.push_mode_indicator(ExtendedMode::StructuredAppend)?;
        bits.push_byte_data(b"")?;
        bits.push_numeric_data(b"1")
    });
    fill(|_| Ok(()));
}

#[test]
fn a_doubled_percent_sign_after_fnc1_is_one() {
    let mut bits = Bits::new(Version::Normal(5));
    bits.push_fnc1_second_position(37).unwrap();
    bits.push_alphanumeric_data(b"A%B%%C%").unwrap();
    bits.push_terminator(EcLevel::L).unwrap();
    let code = QrCode::with_bits(bits, EcLevel::L).unwrap();
    // `rxing` refuses it: it goes on past the end of what it has shortened.
    assert_eq!(decode(&matrix(&code)).unwrap().bytes, b"37A\x1dB%C\x1d");
}

#[test]
fn other_sizes_are_no_symbols() {
    for size in [1, 11, 17, 20, 22, 23, 24, 178, 181] {
        assert_eq!(decode(&BitMatrix::new(size, size).unwrap()), None, "{size}");
    }
    assert_eq!(decode(&BitMatrix::new(21, 25).unwrap()), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn damage_is_corrected_alike(
        version in 1..=12_i16,
        level in 0..4_usize,
        length in 0..40_usize,
        seed in any::<u32>(),
        flips in 0..60_u32,
    ) {
        let (level, _) = LEVELS[level];
        let Ok(code) = QrCode::with_version(noise(length, seed), Version::Normal(version), level) else { return Ok(()) };
        let mut matrix = matrix(&code);
        for (x, y) in noise(128, seed ^ 1).chunks(2).map(|pair| (pair[0], pair[1])).take(flips.try_into().unwrap()) {
            matrix.flip_coords(u32::from(x) % matrix.width(), u32::from(y) % matrix.height());
        }
        let ours = decode(&matrix).map(|symbol| symbol.bytes);
        let theirs = reference(&matrix);
        if let Some(theirs) = theirs {
            prop_assert_eq!(ours, Some(theirs));
        } else if let Some(ours) = ours {
            // Trying the other orientation and the other nearest format may read more, never something else.
            prop_assert_eq!(ours, noise(length, seed));
        }
    }

    #[test]
    fn noise_is_read_alike(version in 1..=8_u32, seed in any::<u32>()) {
        let size = version * 4 + 17;
        let mut matrix = BitMatrix::new(size, size).unwrap();
        let bytes = noise((size * size / 8 + 1).try_into().unwrap(), seed);
        for index in 0..size * size {
            if bytes[usize::try_from(index / 8).unwrap()] >> (index % 8) & 1 == 1 {
                matrix.set(index % size, index / size);
            }
        }
        prop_assert_eq!(decode(&matrix).map(|symbol| symbol.bytes), reference(&matrix));
    }
}
