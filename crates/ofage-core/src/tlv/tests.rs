//! The own reader against the `der` and `x509-cert` crates: both accept the same bytes and read the same from them.
#![expect(clippy::arithmetic_side_effects, reason = "a test does plain arithmetic on small numbers")]

use alloc::vec::Vec;

use der::asn1::{AnyRef, BitStringRef, IntRef, UintRef};
use der::{Decode as _, Encode as _, Reader as _, SliceReader};
use proptest::prelude::*;

use super::*;

/// What the reference reads from the whole of `der`.
fn reference<'a, T: der::Decode<'a, Error = der::Error>>(der: &'a [u8]) -> Option<T> {
    T::from_der(der).ok()
}

/// What our reader reads, where nothing follows.
fn ours<'a, T>(der: &'a [u8], read: impl FnOnce(&mut Tlv<'a>) -> Result<T, Malformed>) -> Option<T> {
    let mut reader = Tlv::new(der);
    let value = read(&mut reader).ok()?;
    reader.is_finished().then_some(value)
}

fn agree(der: &[u8]) {
    assert_eq!(
        ours(der, Tlv::integer),
        reference::<IntRef<'_>>(der).map(|number| number.as_bytes()),
        "INTEGER {der:02x?}"
    );
    assert_eq!(
        ours(der, Tlv::unsigned),
        reference::<UintRef<'_>>(der).map(|number| number.as_bytes()),
        "unsigned INTEGER {der:02x?}"
    );
    assert_eq!(
        ours(der, Tlv::bits),
        reference::<BitStringRef<'_>>(der).map(|bits| (bits.unused_bits(), bits.raw_bytes())),
        "BIT STRING {der:02x?}"
    );
    let time = reference::<x509_cert::time::Time>(der)
        .and_then(|time| UnixTime::from_seconds(i64::try_from(time.to_unix_duration().as_secs()).unwrap()));
    assert_eq!(ours(der, Tlv::time), time, "Time {der:02x?}");
    if der.first() == Some(&BOOLEAN) {
        assert_eq!(ours(der, Tlv::flag), reference::<bool>(der), "BOOLEAN {der:02x?}");
    }
    let mut reader = SliceReader::new(der).unwrap();
    if let Ok(any) = AnyRef::decode(&mut reader) {
        let element = Tlv::new(der).element();
        if der.first().is_some_and(|tag| tag & 0x1f != 0x1f) {
            let element = element.unwrap();
            assert_eq!(element.contents, any.value());
            assert_eq!(element.whole.len() + usize::try_from(reader.remaining_len()).unwrap(), der.len());
        } else {
            assert!(element.is_err());
        }
    }
}

/// An element whose length is written in `bytes` bytes, or in the first one where that is zero.
fn element(tag: u8, length: usize, bytes: usize, contents: &[u8]) -> Vec<u8> {
    let mut out = alloc::vec![tag];
    if bytes == 0 {
        out.push(u8::try_from(length & 0xff).unwrap());
    } else {
        out.push(0x80 | u8::try_from(bytes).unwrap());
        out.extend(length.to_be_bytes().iter().skip(size_of::<usize>() - bytes));
    }
    out.extend_from_slice(contents);
    out
}

#[test]
fn lengths_have_one_form() {
    for length in [0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x1_0000] {
        let contents = alloc::vec![0x55; length];
        for bytes in 0..=5 {
            let der = element(OCTET_STRING, length, bytes, &contents);
            let fits = AnyRef::from_der(&der).is_ok();
            assert_eq!(Tlv::only(&der, OCTET_STRING).is_ok(), fits, "{length} in {bytes}");
            assert_eq!(fits, AnyRef::from_der(&der).is_ok_and(|any| any.to_der().unwrap() == der));
            agree(&der);
        }
    }
}

#[test]
fn edge_cases_are_read_alike() {
    for tag in [BOOLEAN, INTEGER, BIT_STRING] {
        agree(&element(tag, 0, 0, &[]));
        for first in 0..=255 {
            agree(&element(tag, 1, 0, &[first]));
            for second in [0, 1, 0x7f, 0x80, 0xff] {
                agree(&element(tag, 2, 0, &[first, second]));
            }
        }
    }
}

#[test]
fn times_are_read_alike() {
    let mut accepted = 0;
    for text in [
        "700101000000Z",
        "691231235959Z",
        "491231235959Z",
        "500101000000Z",
        "260229120000Z",
        "280229120000Z",
        "260131240000Z",
        "260131236000Z",
        "260131235960Z",
        "261301000000Z",
        "260001000000Z",
        "260132000000Z",
        "260100000000Z",
        "2601310000Z",
        "260131000000",
        "260131000000z",
        "260131000000+0000",
        "26013100000aZ",
        "19700101000000Z",
        "19691231235959Z",
        "20260131235959Z",
        "20491231235959Z",
        "20500101000000Z",
        "99991231235959Z",
        "00000101000000Z",
        "202601312359590Z",
        "20260131235959.5Z",
        "202601312359Z",
        "Z",
        "",
    ] {
        for tag in [UTC_TIME, GENERALIZED_TIME, PRINTABLE_STRING] {
            let der = element(tag, text.len(), 0, text.as_bytes());
            agree(&der);
            accepted += usize::from(ours(&der, Tlv::time).is_some());
        }
    }
    assert_eq!(accepted, 8);
}

proptest! {
    #[test]
    fn noise_is_read_alike(
        tag in prop::sample::select(alloc::vec![BOOLEAN, INTEGER, BIT_STRING, UTC_TIME, GENERALIZED_TIME, SEQUENCE, 0xa0]),
        rest in prop::collection::vec(any::<u8>(), 0..40),
        length in prop::option::of(0..40_u8),
    ) {
        let mut der = alloc::vec![tag];
        der.extend(length);
        der.extend(rest);
        agree(&der);
    }

    #[test]
    fn times_with_one_digit_changed_are_read_alike(
        year in 1970..2060_u16, month in 0..14_u8, day in 0..33_u8, hour in 0..25_u8, minute in 0..61_u8, second in 0..61_u8,
    ) {
        let text = alloc::format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z");
        agree(&element(GENERALIZED_TIME, text.len(), 0, text.as_bytes()));
        agree(&element(UTC_TIME, text.len() - 2, 0, text.get(2..).unwrap_or_default().as_bytes()));
    }
}
