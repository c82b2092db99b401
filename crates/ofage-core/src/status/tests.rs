extern crate std;

use std::vec;
use std::vec::Vec;

use proptest::prelude::*;

use super::status_list::{Compressed, Entries};
use super::*;
use crate::cbor::{Limits, Reader};
use crate::error::DecodeErrorKind as Kind;
use crate::pki::vectors::{hex, json_string, text};

/// A `StatusList` map of the draft, decompressed.
fn encoding(name: &str) -> Entries {
    let map = hex(&json_string(&text("openid4vp-and-status-list.json"), name));
    let limits = Limits { bytes: 1 << 20, entries: 16 };
    Compressed::read(&mut Reader::decode_within(&map, 0, limits).unwrap()).unwrap().inflate(1 << 20).unwrap()
}

/// Every entry that is not 0.
fn set(entries: &Entries) -> Vec<(u64, u8)> {
    (0..entries.len())
        .map(|index| (index, entries.value(index).unwrap()))
        .filter(|(_, value)| *value != 0)
        .collect()
}

#[test]
fn short_encodings_of_the_draft_are_read() {
    let one = encoding("status_list_encoding_cbor");
    assert_eq!((one.bits, one.bytes.as_slice()), (StatusBits::One, &[0xb9, 0xa3][..]));
    let values: Vec<u8> = (0..16).map(|index| one.value(index).unwrap()).collect();
    assert_eq!(values, [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]);
    let two = encoding("status_list_encoding2_cbor");
    assert_eq!((two.bits, two.bytes.as_slice()), (StatusBits::Two, &[0xc9, 0x44, 0xf9][..]));
    let values: Vec<u8> = (0..12).map(|index| two.value(index).unwrap()).collect();
    assert_eq!(values, [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]);
}

/// The draft's lists of 2^20 entries: the same entries are set at 1, 2, 4 and 8 bits, as far as the width allows.
#[test]
fn long_encodings_of_the_draft_are_read_at_every_width() {
    for (name, bits, bytes) in [
        ("status_list_encoding1_long_cbor", StatusBits::One, 1 << 17),
        ("status_list_encoding2_long_cbor", StatusBits::Two, 1 << 18),
        ("status_list_encoding4_cbor", StatusBits::Four, 1 << 19),
        ("status_list_encoding8_cbor", StatusBits::Eight, 1 << 20),
    ] {
        let entries = encoding(name);
        assert_eq!((entries.bits, entries.bytes.len(), entries.len()), (bits, bytes, 1 << 20), "{name}");
    }
    let one = set(&encoding("status_list_encoding1_long_cbor"));
    assert_eq!(one.first(), Some(&(0, 1)));
    assert!(one.iter().any(|(index, _)| *index == 1993));
    let eight = set(&encoding("status_list_encoding8_cbor"));
    // One index for each value but 0.
    let mut values: Vec<u8> = eight.iter().map(|(_, value)| *value).collect();
    values.sort_unstable();
    assert!((1..=255).all(|value| values.contains(&value)), "{values:?}");
}

#[test]
fn an_index_past_the_end_is_an_error() {
    let entries = encoding("status_list_encoding_cbor");
    assert_eq!(entries.value(16), Err(ListError::IndexOutOfRange));
    assert_eq!(entries.value(u64::MAX), Err(ListError::IndexOutOfRange));
}

/// One megabyte of zeros is about 1 KB compressed; a gigabyte is refused at the limit.
#[test]
fn a_decompression_bomb_stops_at_the_limit() {
    let zeros = vec![0; 4 << 20];
    let zlib = miniz_oxide::deflate::compress_to_vec_zlib(&zeros, 9);
    assert!(zlib.len() < 8 << 10, "{}", zlib.len());
    let bomb = Compressed { bits: StatusBits::One, zlib: &zlib };
    for limit in [0, 1, 1000, (4 << 20) - 1] {
        assert_eq!(bomb.inflate(limit).err(), Some(ListError::InflateTooLarge), "{limit}");
    }
    assert_eq!(bomb.inflate(4 << 20).unwrap().bytes.len(), 4 << 20);
}

#[test]
fn entries_that_are_no_zlib_stream_are_refused() {
    for zlib in [&[][..], &[0x78], &[0x78, 0xda, 0xff], b"not zlib at all"] {
        let broken = Compressed { bits: StatusBits::One, zlib };
        assert_eq!(broken.inflate(1024).err(), Some(ListError::InflateFailed), "{zlib:?}");
    }
    let mut flipped = miniz_oxide::deflate::compress_to_vec_zlib(b"checked by its Adler-32", 9);
    *flipped.last_mut().unwrap() ^= 1;
    assert!(Compressed { bits: StatusBits::One, zlib: &flipped }.inflate(1024).is_err());
}

#[test]
fn other_widths_are_refused() {
    for bits in [0, 3, 5, 16] {
        let mut map = hex("a2646269747301636c737440");
        map[6] = bits;
        let mut reader = Reader::decode(&map).unwrap();
        assert_eq!(Compressed::read(&mut reader).unwrap_err().kind(), Kind::UnexpectedValue, "{bits}");
    }
}

#[test]
fn references_are_read_as_issuers_write_them() {
    let both = StatusReference::index("https://example.com/1", 412).to_value();
    let read = StatusReference::decode(&both).unwrap();
    assert_eq!(
        read.status_list().map(|list| (list.index(), list.uri())),
        Some((412, "https://example.com/1"))
    );
    assert!(read.identifier_list().is_none());
    let id = StatusReference::identifier("https://example.com/2", b"\x01\x02").to_value();
    let read = StatusReference::decode(&id).unwrap();
    assert_eq!(read.identifier_list().map(IdentifierReference::id), Some(&b"\x01\x02"[..]));
    assert_eq!(std::format!("{read:?}"), "StatusReference(..)");
}

/// The last one is the identifier that the EU example writes as a text: it would never be found in a list.
#[test]
fn broken_references_are_refused() {
    for (cbor, kind) in [
        ("a0", Kind::MissingField),
        ("a16b7374617475735f6c697374a163696478182a", Kind::MissingField),
        ("a16b7374617475735f6c697374a26369647820637572696161", Kind::UnexpectedType),
        ("a16f6964656e7469666965725f6c697374a262696463343530637572696161", Kind::UnexpectedType),
    ] {
        let value = crate::mdoc::ElementValue::from_cbor(&hex(cbor)).unwrap();
        assert_eq!(StatusReference::decode(&value).unwrap_err().kind(), kind, "{cbor}");
    }
}

#[test]
fn builder_refuses_what_a_list_cannot_hold() {
    let mut list = StatusListBuilder::new("https://example.com", StatusBits::One, 9).unwrap();
    assert_eq!(list.len(), 16);
    assert_eq!(list.set(0, Status::Suspended).unwrap_err().code(), "status_too_wide");
    assert_eq!(list.set(16, Status::Invalid).unwrap_err().code(), "status_index_out_of_range");
    assert_eq!(
        StatusListBuilder::new("x", StatusBits::Eight, u64::MAX).unwrap_err().code(),
        "list_too_large"
    );
}

proptest! {
    #[test]
    fn setting_an_entry_changes_that_entry_only(
        width in 0..4_usize, index in 0..200_u64, value: u8, other in 0..200_u64,
    ) {
        let bits = [StatusBits::One, StatusBits::Two, StatusBits::Four, StatusBits::Eight][width];
        let mut list = StatusListBuilder::new("u", bits, 200).unwrap();
        let status = Status::from_value(value & bits.max_value());
        list.set(index, status).unwrap();
        prop_assert_eq!(list.state(index).unwrap(), status);
        if other != index {
            prop_assert_eq!(list.state(other).unwrap(), Status::Valid);
        }
        list.set(index, Status::Valid).unwrap();
        prop_assert_eq!(list.state(index).unwrap(), Status::Valid);
    }

    #[test]
    fn hostile_bytes_are_refused_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..512)) {
        prop_assert!(UnverifiedStatusList::decode(&bytes).is_err());
        prop_assert!(UnverifiedIdentifierList::decode(&bytes).is_err());
        let inflated = Compressed { bits: StatusBits::Two, zlib: &bytes }.inflate(4096);
        prop_assert!(inflated.is_err() || inflated.unwrap().bytes.len() <= 4096);
    }

    #[test]
    fn any_change_to_a_token_is_noticed(at in 0..189_usize, flip in 1..=255_u8) {
        // The unprotected header, which holds a key identifier, is the one thing that nothing authenticates.
        prop_assume!(!(36..41).contains(&at));
        let mut token = hex(&json_string(&text("openid4vp-and-status-list.json"), "status_list_cwt"));
        token[at] ^= flip;
        let key = crate::crypto::PublicKey::from_coordinates(
            crate::crypto::Curve::P256,
            &hex("2371d69bfd03b3574f308f885a67f8981987f9869e0156cf56eeef076ec2c57a"),
            &hex("e8dfdde44963f5bb3586d815de890928875b1c4a6481398096e60a25e9b39f53"),
        ).unwrap();
        let now = crate::time::UnixTime::from_seconds(1_700_000_000).unwrap();
        let verified = UnverifiedStatusList::decode(&token).and_then(|list| list.verify_with_key(&key, now));
        prop_assert!(verified.is_err());
    }
}
