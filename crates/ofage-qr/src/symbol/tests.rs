#![expect(clippy::arithmetic_side_effects, reason = "an overflow fails the test, as it should")]

use proptest::prelude::*;

use super::plan;
use super::{Level, Segment, Symbol, Version};
use crate::{QrError, read_first};

/// Small fixed generator: test payloads need to be varied, not secret.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed;
    (0..length)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state.to_be_bytes()[0]
        })
        .collect()
}

fn digits(length: usize) -> String {
    noise(7, length).into_iter().map(|byte| char::from(b'0' + byte % 10)).collect()
}

fn round_trip(symbol: &Symbol) -> Vec<u8> {
    let picture = symbol.luma(3).unwrap();
    let mut found = read_first(&picture.frame().unwrap());
    assert_eq!(found.len(), 1, "{symbol:?}");
    let decoded = found.remove(0);
    assert_eq!((decoded.version(), decoded.level()), (symbol.version(), symbol.level()));
    decoded.into_bytes()
}

#[test]
fn every_version_and_level_reads_back_full() {
    for number in 1..=40 {
        for level in Level::ALL {
            let version = Version::new(number).unwrap();
            let payload = noise(u64::from(number), version.capacity(level));
            let symbol = Symbol::from_segments_at(&[Segment::Bytes(&payload)], version, level).unwrap();
            assert_eq!(
                (symbol.version(), symbol.level(), symbol.capacity()),
                (version, level, payload.len())
            );
            assert_eq!(symbol.width(), version.modules());
            assert_eq!(round_trip(&symbol), payload, "version {number}-{level:?}");
            let too_long = noise(1, payload.len() + 1);
            let refused = Symbol::from_segments_at(&[Segment::Bytes(&too_long)], version, level);
            assert_eq!(refused, Err(QrError::PayloadTooLong));
        }
    }
}

#[test]
fn capacities_are_those_of_the_standard() {
    // ISO/IEC 18004:2015 table 7.
    for (number, level, bytes) in
        [(1, Level::L, 17), (8, Level::L, 192), (9, Level::M, 180), (22, Level::L, 1003)]
    {
        assert_eq!(Version::new(number).unwrap().capacity(level), bytes);
    }
    assert_eq!(Version::new(40).unwrap().capacity(Level::H), 1273);
    assert_eq!(Version::new(0), Err(QrError::VersionOutOfRange { number: 0 }));
    assert_eq!(Version::new(41), Err(QrError::VersionOutOfRange { number: 41 }));
}

#[test]
fn a_prefix_and_digits_take_two_segments() {
    let text = format!("OFAGE1:{}", digits(444));
    let version = Version::new(8).unwrap();
    let segments = plan::cheapest(text.as_bytes(), version).unwrap();
    let modes: Vec<_> = segments.iter().map(|segment| (segment.mode, segment.bytes.len())).collect();
    assert_eq!(modes, [(plan::Mode::Alphanumeric, 7), (plan::Mode::Numeric, 444)]);
    let symbol = Symbol::from_text(&text).unwrap();
    assert_eq!((symbol.version(), symbol.level()), (version, Level::L));
    assert_eq!(round_trip(&symbol), text.as_bytes());
}

#[test]
fn the_level_rises_only_while_the_version_stays() {
    // 17 bytes fill version 1-L; 7 bytes fit it at H.
    let level = |length| {
        let symbol = Symbol::from_bytes(&noise(3, length)).unwrap();
        (symbol.version().number(), symbol.level())
    };
    assert_eq!(level(7), (1, Level::H));
    assert_eq!(level(8), (1, Level::Q));
    assert_eq!(level(12), (1, Level::M));
    assert_eq!(level(17), (1, Level::L));
    assert_eq!(level(18), (2, Level::Q));
}

#[test]
fn the_largest_payloads_fit_and_one_more_does_not() {
    assert_eq!(Symbol::from_text(&digits(7089)).unwrap().version().number(), 40);
    assert_eq!(Symbol::from_text(&digits(7090)), Err(QrError::PayloadTooLong));
    assert_eq!(Symbol::from_bytes(&noise(1, 2953)).unwrap().version().number(), 40);
    assert_eq!(Symbol::from_bytes(&noise(1, 2954)), Err(QrError::PayloadTooLong));
    assert_eq!(Symbol::from_text(""), Err(QrError::PayloadEmpty));
    assert_eq!(Symbol::from_segments(&[Segment::Bytes(&[])]), Err(QrError::PayloadEmpty));
}

#[test]
fn characters_outside_a_set_are_refused() {
    for segment in [Segment::Numeric("12a"), Segment::Alphanumeric("abc"), Segment::Alphanumeric("A_B")] {
        assert_eq!(Symbol::from_segments(&[segment]), Err(QrError::SegmentCharacter));
    }
    let all = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    assert_eq!(round_trip(&Symbol::from_segments(&[Segment::Alphanumeric(all)]).unwrap()), all.as_bytes());
}

#[test]
fn payloads_do_not_show_in_debug() {
    assert_eq!(format!("{:?}", Segment::Numeric("123")), "Numeric(3 bytes)");
    assert_eq!(format!("{:?}", Symbol::from_text("123").unwrap()), "Symbol(1-H)");
}

/// The cost of the best plan, by trying all plans of a short payload.
fn best_by_trial(bytes: &[u8], version: Version) -> usize {
    let mode_of = |mut number: usize| {
        let modes = [plan::Mode::Alphanumeric, plan::Mode::Byte, plan::Mode::Numeric];
        bytes
            .iter()
            .map(|&byte| {
                let mode = modes[number % 3];
                number /= 3;
                (mode, byte)
            })
            .collect::<Vec<_>>()
    };
    (0..3usize.pow(u32::try_from(bytes.len()).unwrap()))
        .map(mode_of)
        .filter(|plan| plan.iter().all(|(mode, byte)| mode.holds(*byte)))
        .map(|plan| {
            let segments: Vec<_> = plan
                .chunk_by(|a, b| a.0 == b.0)
                .map(|run| plan::Owned { mode: run[0].0, bytes: run.iter().map(|(_, byte)| *byte).collect() })
                .collect();
            plan::cost(&segments, version)
        })
        .min()
        .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn plans_are_the_cheapest(text in "[0-9]{0,3}[A-Z0-9]{0,3}[a-z0-9]{1,3}", number in 1u8..=40) {
        let version = Version::new(number).unwrap();
        let segments = plan::cheapest(text.as_bytes(), version).unwrap();
        let joined: Vec<u8> = segments.iter().flat_map(|segment| segment.bytes.clone()).collect();
        prop_assert_eq!(joined, text.as_bytes());
        prop_assert_eq!(plan::cost(&segments, version), best_by_trial(text.as_bytes(), version));
    }

    #[test]
    fn any_text_reads_back(text in "\\PC{1,60}|[0-9A-Z:]{1,80}|[ -~]{1,80}") {
        let symbol = Symbol::from_text(&text).unwrap();
        prop_assert_eq!(round_trip(&symbol), text.as_bytes());
    }

    #[test]
    fn any_bytes_read_back(bytes in proptest::collection::vec(any::<u8>(), 1..120)) {
        let symbol = Symbol::from_bytes(&bytes).unwrap();
        prop_assert_eq!(round_trip(&symbol), bytes);
    }
}

/// Every module is the one that the `qrcode` crate draws, masks included.
#[test]
fn symbols_are_those_of_the_reference() {
    use qrcode::bits::Bits;
    use qrcode::{Color, EcLevel, QrCode};
    for number in 1..=40_u8 {
        for (level, theirs) in
            [(Level::L, EcLevel::L), (Level::M, EcLevel::M), (Level::Q, EcLevel::Q), (Level::H, EcLevel::H)]
        {
            let version = Version::new(number).unwrap();
            let text = digits(usize::from(number) % 4 + 3);
            let bytes = noise(u64::from(number), version.capacity(level) / 3);
            let segments = [Segment::Bytes(&bytes), Segment::Numeric(&text), Segment::Alphanumeric("A $:")];
            let Ok(symbol) = Symbol::from_segments_at(&segments, version, level) else {
                assert!(number <= 2, "the payload fits everywhere else");
                continue;
            };
            let mut bits = Bits::new(qrcode::Version::Normal(number.into()));
            bits.push_byte_data(&bytes).unwrap();
            bits.push_numeric_data(text.as_bytes()).unwrap();
            bits.push_alphanumeric_data(b"A $:").unwrap();
            bits.push_terminator(theirs).unwrap();
            let reference = QrCode::with_bits(bits, theirs).unwrap();
            let modules: Vec<bool> =
                reference.into_colors().into_iter().map(|color| color == Color::Dark).collect();
            assert!(symbol.modules == modules, "{number} {level:?}");
        }
    }
}
