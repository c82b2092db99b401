//! Each case is one item, in annotated hex where it is not plain.

extern crate std;
use std::string::ToString;
use std::vec::Vec;

use proptest::prelude::*;

use super::super::{Writer, diagnostic};
use super::*;

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex
        .chars()
        .filter_map(|digit| digit.to_digit(16))
        .map(|digit| u8::try_from(digit).unwrap())
        .collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

fn code(hex: &str) -> (&'static str, usize) {
    let error = Reader::decode(&bytes(hex)).expect_err(hex);
    (error.code(), error.offset())
}

#[test]
fn well_formed_items_pass() {
    for hex in [
        "00",
        "1b ffffffffffffffff",
        "3b ffffffffffffffff",
        "40",
        "60",
        "80",
        "a0",
        "a2 6161 00 6162 00",
        "a2 1800 00 01 00",     // non-shortest key, distinct
        "a3 02 00 01 00 20 00", // any order, negative key
        "b9 0001 6161 f7",      // non-shortest map head, undefined value
        "d9 d9f7 80",
        "f8 20",
        "f9 7e00",
        "fa 7f800000",
        "fb 7ff8000000000000",
        "81 81 81 81 81 81 81 81 81 81 81 81 81 81 81 81 00", // 16 deep
    ] {
        assert!(Reader::decode(&bytes(hex)).is_ok(), "{hex}");
    }
}

#[test]
fn malformed_items_are_refused_where_they_are_wrong() {
    for (hex, expected) in [
        ("", ("truncated", 0)),
        ("18", ("truncated", 1)),
        ("62 61", ("truncated", 1)),
        ("82 00", ("truncated", 2)),
        ("00 00", ("trailing_bytes", 1)),
        ("1c", ("invalid_head", 0)),
        ("f8 1f", ("invalid_head", 0)),
        ("9f 00 ff", ("indefinite_length", 0)),
        ("81 5f 41 00 ff", ("indefinite_length", 1)),
        ("ff", ("indefinite_length", 0)),
        ("62 c328", ("invalid_utf8", 1)),
        ("a2 6161 00 6161 01", ("duplicate_key", 4)),
        ("a2 01 00 1801 01", ("duplicate_key", 3)), // the same key in two widths
        ("a2 7801 61 00 6161 01", ("duplicate_key", 5)),
        ("a3 01 00 02 00 01 00", ("duplicate_key", 5)),
        ("81 a1 00 a2 20 00 20 00", ("duplicate_key", 6)), // in a nested value
        ("a1 80 00", ("unsupported_key", 1)),
        ("a1 f97e00 00", ("unsupported_key", 1)),
        ("81 81 81 81 81 81 81 81 81 81 81 81 81 81 81 81 81 00", ("too_deep", 16)),
        ("99 0101", ("too_many_entries", 0)),
        ("bb ffffffffffffffff", ("too_many_entries", 0)),
        ("5b ffffffffffffffff", ("truncated", 9)),
    ] {
        assert_eq!(code(hex), expected, "{hex}");
    }
    let large = [&[0x5a_u8, 0, 1, 0, 0][..], &[0; 65_536]].concat();
    assert_eq!(Reader::decode(&large).unwrap_err().code(), "too_large");
}

#[test]
fn dates_are_utc_without_fractions() {
    let date = |item: &[u8]| Reader::decode(item).unwrap().tdate();
    let tagged = |text: &str| {
        let mut writer = Writer::new();
        writer.tag(0).text(text);
        writer.finish()
    };
    assert_eq!(date(&tagged("2026-01-01T00:00:00Z")).unwrap().to_string(), "2026-01-01T00:00:00Z");
    for text in ["2026-01-01T00:00:00.0Z", "2026-01-01T00:00:00+00:00", "2026-01-01", ""] {
        assert_eq!(date(&tagged(text)).unwrap_err().code(), "invalid_date", "{text}");
    }
    // Epoch-based, untagged and wrongly tagged dates.
    for hex in ["c1 1a 69559b80", "74 323032362d30312d30315430303a30303a30305a", "c0 00", "c2 40", "f6"] {
        assert_eq!(date(&bytes(hex)).unwrap_err().code(), "invalid_date", "{hex}");
    }
}

#[test]
fn limits_are_those_of_the_caller() {
    let list = |entries: usize| {
        [&[0x9a][..], &u32::try_from(entries).unwrap().to_be_bytes(), &std::vec![0; entries]].concat()
    };
    let read = |entries: usize, limits| Reader::decode_within(&list(entries), 0, limits).map(|_| ());
    let more = Limits { entries: Limits::MESSAGE.entries + 1, ..Limits::MESSAGE };
    assert!(read(Limits::MESSAGE.entries, Limits::MESSAGE).is_ok());
    assert!(read(Limits::MESSAGE.entries + 1, Limits::MESSAGE).is_err());
    assert!(read(Limits::MESSAGE.entries + 1, more).is_ok());
    assert!(read(Limits::MESSAGE.entries + 2, more).is_err());
}

#[test]
fn diagnostic_notation_reads_like_the_standard() {
    for (hex, text) in [
        ("a2 61 61 01 20 f5", r#"{"a": 1, -1: true}"#),
        ("d818 43 81 41 00", "24(<<[h'00']>>)"),
        ("c0 60", r#"0("")"#),
        ("84 f9 3c00 fa 3fc00000 fb 4000000000000000 f7", "[1.0_1, 1.5_2, 2.0_3, undefined]"),
        ("d818 41 ff", "24(h'ff')"),
        ("d817 41 01", "23(h'01')"),
        // RFC 8949, appendix A.
        ("84 f9 0000 f9 8000 f9 3e00 f9 7bff", "[0.0_1, -0.0_1, 1.5_1, 65504.0_1]"),
        ("83 f9 0001 f9 0400 f9 c400", "[5.960464477539063e-8_1, 6.103515625e-5_1, -4.0_1]"),
        ("83 f9 7c00 f9 7e00 f9 fc00", "[inf_1, NaN_1, -inf_1]"),
        ("3b ffffffffffffffff", "-18446744073709551616"),
        ("f8 ff", "simple(255)"),
    ] {
        assert_eq!(diagnostic(&bytes(hex)).unwrap(), text, "{hex}");
    }
}

#[test]
fn embedded_messages_are_unwrapped_a_few_times_only() {
    let mut message = std::vec![0_u8];
    for _ in 0..2000 {
        let mut writer = Writer::new();
        writer.embedded(&message);
        message = writer.finish();
    }
    assert_eq!(diagnostic(&message).unwrap().matches("<<").count(), 4);
}

/// Any item within the limits, as ciborium has it.
fn any_item() -> impl Strategy<Value = ciborium::Value> {
    use ciborium::Value;
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::Float),
        prop::collection::vec(any::<u8>(), 0..40).prop_map(Value::Bytes),
        "\\PC{0,20}".prop_map(Value::Text),
        Just(Value::Null),
    ];
    leaf.prop_recursive(6, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::Array),
            prop::collection::btree_map("\\PC{0,8}", inner.clone(), 0..8).prop_map(|map| Value::Map(
                map.into_iter().map(|(key, value)| (Value::Text(key), value)).collect()
            )),
            (any::<u64>().prop_map(|tag| tag.max(6)), inner)
                .prop_map(|(tag, value)| Value::Tag(tag, value.into())),
        ]
    })
}

proptest! {
    #[test]
    fn what_an_independent_encoder_writes_is_accepted(item in any_item()) {
        let mut message = Vec::new();
        ciborium::into_writer(&item, &mut message).unwrap();
        let mut reader = Reader::decode(&message).unwrap();
        prop_assert_eq!(reader.skip().unwrap(), &message[..]);
        prop_assert!(reader.at_end());
    }

    #[test]
    fn cutting_or_extending_a_message_is_refused(item in any_item(), cut in any::<prop::sample::Index>()) {
        let mut message = Vec::new();
        ciborium::into_writer(&item, &mut message).unwrap();
        prop_assert!(Reader::decode(&message[..cut.index(message.len())]).is_err());
        message.push(0);
        prop_assert_eq!(Reader::decode(&message).unwrap_err().code(), "trailing_bytes");
    }

    #[test]
    fn what_is_accepted_an_independent_decoder_reads_alike(noise in prop::collection::vec(any::<u8>(), 0..64)) {
        // ciborium holds no simple values besides the booleans, null and undefined.
        if diagnostic(&noise).is_ok_and(|text| !text.contains("simple(")) {
            let read: Result<ciborium::Value, _> = ciborium::from_reader(&noise[..]);
            prop_assert!(read.is_ok());
        }
    }
}
