//! Packed bytes, templates and codes that nobody should make.

extern crate std;

use proptest::prelude::*;
use std::vec::Vec;

use super::pack::{pack, unpack};
use super::text::{FORMAT, MAGIC, MAX_DIGITS};
use super::*;

/// The smallest code: head, freshness, template identifier, no holes.
const SMALLEST: [u8; 5] = [0x20, 0xab, 0xcd, 0x12, 0x34];

/// A template of these parts, after the version.
fn template(parts: &[u8]) -> Result<Template, DoorCodeError> {
    Template::decode(&[&[1], parts].concat())
}

/// What a self-contained code of this template and these holes expands to.
fn expanded(parts: &[u8], holes: &[u8]) -> Result<Vec<u8>, DoorCodeError> {
    let packed = pack(&[&[1], parts].concat());
    let mut bytes = std::vec![0x22, 0, 0];
    put_length(&mut bytes, packed.len());
    bytes.extend_from_slice(&packed);
    bytes.extend_from_slice(holes);
    DoorCode::from_bytes(&bytes)?.expand(&Catalogue::new())?.next().unwrap()
}

#[test]
fn the_envelope_is_read_strictly() {
    let code = DoorCode::from_bytes(&SMALLEST).unwrap();
    assert_eq!(code.freshness(), Freshness::Challenge([0xab, 0xcd]));
    assert_eq!(code.template_id(), Some(TemplateId::from_bytes([0x12, 0x34])));
    assert_eq!(code.expand(&Catalogue::new()).unwrap_err(), DoorCodeError::TemplateUnknown);
    assert_eq!(std::format!("{code:?}"), "DoorCode(challenge, 5 bytes)");

    for length in 0..SMALLEST.len() {
        assert_eq!(DoorCode::from_bytes(&SMALLEST[..length]), Err(DoorCodeError::Truncated));
    }
    for (head, expected) in [
        (0x00, DoorCodeError::VersionUnknown),
        (0x40, DoorCodeError::VersionUnknown),
        (0xff, DoorCodeError::VersionUnknown),
        (0x24, DoorCodeError::VersionUnknown),
        (0x38, DoorCodeError::ModeUnknown),
    ] {
        assert_eq!(DoorCode::from_bytes(&[head, 0, 0, 0, 0]), Err(expected), "head {head:02x}");
    }
    for (head, mode) in [(0x20, Mode::Challenge), (0x28, Mode::Queue), (0x30, Mode::Timed)] {
        assert_eq!(DoorCode::from_bytes(&[head, 0, 0, 0, 0]).unwrap().mode(), mode);
    }
    assert_eq!(DoorCode::from_bytes(&[0x20; MAX_DOOR_CODE_BYTES + 1]), Err(DoorCodeError::TooLarge));
}

#[test]
fn the_text_is_read_strictly() {
    let code = DoorCode::from_bytes(&SMALLEST).unwrap();
    let text = code.to_text();
    assert_eq!(text, "2410140321296948");
    for around in [("", "\r\n"), (" \t", ""), ("\n", " ")] {
        assert_eq!(DoorCode::from_text(&[around.0, &text, around.1].concat()).as_ref(), Ok(&code));
    }
    for (text, expected) in [
        ("", DoorCodeError::PrefixWrong),
        ("2", DoorCodeError::PrefixWrong),
        ("24", DoorCodeError::Truncated),
        ("241", DoorCodeError::Truncated),
        ("9410140321296948", DoorCodeError::PrefixWrong),
        ("https://example.com/", DoorCodeError::PrefixWrong),
        ("24A", DoorCodeError::PrefixWrong),
        ("2420140321296948", DoorCodeError::VersionUnknown),
        ("241014032129694", DoorCodeError::LengthInvalid),
        ("24101403212969480", DoorCodeError::LengthInvalid),
        ("2419999999999999", DoorCodeError::DigitsNotCanonical),
        ("24101403212969O8", DoorCodeError::DigitsInvalid),
        ("24101403 21296948", DoorCodeError::DigitsInvalid),
        ("241\u{661}\u{662}\u{663}", DoorCodeError::DigitsInvalid),
    ] {
        assert_eq!(DoorCode::from_text(text), Err(expected), "{text:?}");
    }
    let endless = ["241", &"0".repeat(3 * MAX_DOOR_CODE_BYTES)].concat();
    assert_eq!(DoorCode::from_text(&endless), Err(DoorCodeError::TooLarge));
}

#[test]
fn templates_are_read_strictly() {
    assert_eq!(template(&[0x00, 0x01, 0xf6]).unwrap().as_bytes(), [1, 0x00, 0x01, 0xf6]);
    for (name, parts) in [
        ("nothing", &[][..]),
        ("unknown part", &[0x1c]),
        ("empty literal", &[0x00, 0x00]),
        ("literal past the end", &[0x00, 0x02, 0xf6]),
        ("length in a long form", &[0x00, 0x81, 0x00, 0xf6]),
        ("two literals in a row", &[0x00, 0x01, 0xf6, 0x00, 0x01, 0xf6]),
        ("empty byte string", &[0x01, 0x00]),
        ("byte string past the end", &[0x01, 0x02, 0x07]),
        ("five levels", &[0x01, 1, 0x01, 1, 0x01, 1, 0x01, 1, 0x01, 1, 0x07]),
        ("hole of no bytes", &[0x06, 0x00]),
        ("hole of 1025 bytes", &[0x06, 0x81, 0x08]),
        ("x without y", &[0x08]),
        ("x and x", &[0x08, 0x08]),
        ("x and y of two curves", &[0x08, 0x0b]),
        ("a date counted from none", &[0x0e]),
        ("an item without identifier", &[0x11, 0, 1, 0x07]),
        ("an item with two", &[0x11, 0, 2, 0x12, 1, 0x12, 1]),
        ("an item without beside one with two", &[0x11, 0, 1, 0x07, 0x11, 0, 2, 0x12, 1, 0x12, 1]),
        ("an item in an item", &[0x11, 0, 2, 0x12, 1, 0x11, 0, 1, 0x12, 1]),
        ("an item around an item", &[0x11, 0, 1, 0x11, 0, 1, 0x12, 1]),
        ("an identifier outside", &[0x12, 1]),
        ("an identifier past 2^31", &[0x11, 0, 1, 0x12, 0x81, 0x80, 0x80, 0x80, 0x08]),
        ("no digests", &[0x13, 0, 0]),
        ("257 digests", &[0x13, 0, 0x81, 0x02]),
        ("digests of one name space twice", &[0x13, 0, 1, 0x13, 0, 1]),
        ("digits without value", &[0x19]),
        ("value and value", &[0x1a, 0x1a]),
        ("a certificate outside", &[0x1b]),
        ("a certificate beside something", &[0x01, 2, 0x1b, 0x07]),
        ("five certificates", &[1, 1, 0x1b, 1, 1, 0x1b, 1, 1, 0x1b, 1, 1, 0x1b, 1, 1, 0x1b]),
    ] {
        assert_eq!(template(parts), Err(DoorCodeError::TemplateInvalid), "{name}");
    }
    assert_eq!(template(&[0x07; 513]), Err(DoorCodeError::TemplateInvalid), "513 parts");
    assert!(template(&[0x07; 512]).is_ok(), "512 parts");
    assert_eq!(Template::decode(&[2, 0x07]), Err(DoorCodeError::VersionUnknown));
    assert_eq!(Template::decode(&[1; 8193]), Err(DoorCodeError::TooLarge));
}

#[test]
fn levels_end_at_the_limit() {
    let nested = |levels: usize| [[0x01, 1].repeat(levels).as_slice(), &[0x07]].concat();
    assert!(template(&nested(4)).is_ok());
    assert_eq!(template(&nested(5)), Err(DoorCodeError::TemplateInvalid));
}

#[test]
fn byte_strings_have_the_head_of_the_template() {
    for (code, head) in [
        (0x01, &[0x43][..]),
        (0x02, &[0x58, 3]),
        (0x03, &[0x59, 0, 3]),
        (0x04, &[0x5a, 0, 0, 0, 3]),
        (0x05, &[0x5b, 0, 0, 0, 0, 0, 0, 0, 3]),
    ] {
        let parts = [code, 1, 0x06, 3];
        assert_eq!(template(&parts).unwrap().as_bytes(), [&[1][..], &parts].concat());
        assert_eq!(expanded(&parts, &[7, 8, 9]), Ok([head, &[7, 8, 9]].concat()), "{code}");
    }
}

#[test]
fn texts_end_at_the_limit() {
    let read = |digits: usize| text::decode(&std::format!("{MAGIC}{FORMAT}{}", "0".repeat(digits)));
    assert_ne!(read(MAX_DIGITS - 1), Err(DoorCodeError::TooLarge));
    let largest = [0xff; MAX_DOOR_CODE_BYTES];
    assert_eq!(text::decode(&text::encode(&largest)).as_deref(), Ok(&largest[..]));
    for digits in [MAX_DIGITS, MAX_DIGITS + 1, 2 * MAX_DIGITS] {
        assert_eq!(read(digits), Err(DoorCodeError::TooLarge));
    }
}

#[test]
fn holes_are_read_strictly() {
    assert_eq!(expanded(&[0x19, 0x1a], &[37]).unwrap(), b"18\xf5");
    assert_eq!(expanded(&[0x1a, 0x19], &[36]).unwrap(), b"\xf418");
    assert_eq!(expanded(&[0x0c], &[0x50, 0x00]).unwrap(), b"2026-01-27T00:00:00Z");
    let dates = b"1970-01-01T00:00:59Z1970-01-02T00:00:59Z";
    assert_eq!(expanded(&[0x0d, 0x0e], &[0, 0, 0, 59, 1]).unwrap(), dates);
    assert_eq!(expanded(&[0x02, 1, 0x07], &[1, 0xf6]).unwrap(), [0x58, 1, 0xf6]);
    for (name, parts, holes, expected) in [
        ("age past 99", &[0x19, 0x1a][..], &[200][..], DoorCodeError::HoleInvalid),
        ("no age", &[0x19, 0x1a], &[], DoorCodeError::Truncated),
        ("more than the template asks for", &[0x19, 0x1a], &[36, 0], DoorCodeError::TrailingBytes),
        ("a point off the curve", &[0x08, 0x09], &[0xff; 33], DoorCodeError::HoleInvalid),
        ("integer in a long form", &[0x10], &[0x80, 0x00], DoorCodeError::HoleInvalid),
        ("integer of ten bytes", &[0x10], &[0xff; 10], DoorCodeError::HoleInvalid),
        ("a year of five digits", &[0x0c, 0x0e], &[0, 0, 0xff, 0xff, 0xff, 1], DoorCodeError::HoleInvalid),
        ("a blob past the end", &[0x07], &[2, 0xf6], DoorCodeError::Truncated),
        ("identifier not below its end", &[0x11, 0, 1, 0x12, 3], &[3], DoorCodeError::HoleInvalid),
        ("a digest listed twice", &[0x16, 0, 2], &[1, 1], DoorCodeError::HoleInvalid),
        (
            "a length whose shortest head is this one",
            &[0x02, 1, 0x06, 24],
            &[0; 24],
            DoorCodeError::TemplateInvalid,
        ),
        ("a length past its head", &[0x02, 1, 0x06, 0x80, 2], &[0; 256], DoorCodeError::TemplateInvalid),
    ] {
        assert_eq!(expanded(parts, holes), Err(expected), "{name}");
    }
}

#[test]
fn an_expansion_has_a_limit() {
    // What goes in is short. Longer things come out of certificates only: packed in the code, or the caller's own.
    let packed = pack(&[1, 0x01, 1, 0x1b, 0x01, 1, 0x1b, 0x01, 1, 0x1b, 0x01, 1, 0x1b]);
    let certificate = pack(&[0x30; 8192]);
    assert!(certificate.len() < 256);
    let mut bytes = std::vec![0x23, 0, 0];
    put_length(&mut bytes, packed.len());
    bytes.extend_from_slice(&packed);
    for _ in 0..4 {
        put_length(&mut bytes, certificate.len());
        bytes.extend_from_slice(&certificate);
    }
    let code = DoorCode::from_bytes(&bytes).unwrap();
    let largest = code.expand(&Catalogue::new()).unwrap().next().unwrap().unwrap();
    assert_eq!(largest.len(), 4 * (8192 + 3));

    let too_long = pack(&[0x30; 8193]);
    let mut bytes = std::vec![0x23, 0, 0, 5, 3, 1, 0x01, 1, 0x1b];
    put_length(&mut bytes, too_long.len());
    bytes.extend_from_slice(&too_long);
    let code = DoorCode::from_bytes(&bytes).unwrap();
    assert_eq!(code.expand(&Catalogue::new()).unwrap_err(), DoorCodeError::TooLarge);

    for (length, fits) in [(65_533, true), (65_534, false)] {
        let certificate = std::vec![0x30; length];
        let mut catalogue = Catalogue::new();
        catalogue.add_certificate(&certificate);
        let [high, low] = CertificateReference::of(&certificate).to_bytes();
        let code = DoorCode::from_bytes(&[0x22, 0, 0, 5, 3, 1, 0x01, 1, 0x1b, high, low]).unwrap();
        let expanded = code.expand(&catalogue).unwrap().next().unwrap();
        assert_eq!(expanded.is_ok(), fits, "{length}");
        assert!(fits || expanded == Err(DoorCodeError::TooLarge));
    }
}

#[test]
fn a_literal_ends_at_the_limit_too() {
    for (length, fits) in [(65_532, true), (65_533, false)] {
        let certificate = std::vec![0x30; length];
        let mut catalogue = Catalogue::new();
        catalogue.add_certificate(&certificate);
        let [high, low] = CertificateReference::of(&certificate).to_bytes();
        let parts = [1, 0x01, 1, 0x1b, 0x00, 1, 0xf6];
        let packed = pack(&parts);
        let mut bytes = std::vec![0x22, 0, 0];
        put_length(&mut bytes, packed.len());
        bytes.extend_from_slice(&packed);
        bytes.extend_from_slice(&[high, low]);
        let expanded = DoorCode::from_bytes(&bytes).unwrap().expand(&catalogue).unwrap().next().unwrap();
        assert_eq!(expanded.as_ref().map(Vec::len).ok(), fits.then_some(65_536), "{length}");
        assert!(fits || expanded == Err(DoorCodeError::TooLarge));
    }
}

#[test]
fn what_is_added_twice_is_found_once() {
    let mut catalogue = Catalogue::new();
    let one = template(&[0x01, 1, 0x1b]).unwrap();
    for _ in 0..2 {
        catalogue.add_template(one.clone());
        catalogue.add_certificate(&[7]);
    }
    assert_eq!(catalogue.template(one.id(), 0), Some(&one));
    assert_eq!(catalogue.template(one.id(), 1), None);
    let reference = CertificateReference::of(&[7]);
    assert_eq!(catalogue.certificate(reference, 0), Some(&[7][..]));
    assert_eq!(catalogue.certificate(reference, 1), None);
}

#[test]
fn short_references_may_have_several_matches() {
    // Two templates under one identifier, and certificates under one reference.
    struct Several(Vec<Template>, Vec<Vec<u8>>);
    impl Lookup for Several {
        fn template(&self, _: TemplateId, place: usize) -> Option<&Template> {
            self.0.get(place)
        }
        fn certificate(&self, _: CertificateReference, place: usize) -> Option<&[u8]> {
            self.1.get(place).map(Vec::as_slice)
        }
    }
    let one = template(&[0x01, 1, 0x1b]).unwrap();
    let two = template(&[0x01, 1, 0x1b, 0x01, 1, 0x1b]).unwrap();
    let der = |byte: u8| std::vec![byte; 1];
    let code = |holes: &[u8]| DoorCode::from_bytes(&[&[0x20, 0, 0, 0, 0], holes].concat()).unwrap();
    let all = |lookup: &Several, holes: &[u8]| {
        code(holes).expand(lookup).map(|candidates| candidates.collect::<Vec<_>>())
    };

    let lookup = Several(std::vec![one.clone()], std::vec![der(7), der(8)]);
    assert_eq!(all(&lookup, &[0, 0]).unwrap(), [Ok(std::vec![0x41, 7]), Ok(std::vec![0x41, 8])]);
    assert_eq!(all(&lookup, &[0]), Err(DoorCodeError::Truncated));

    let lookup = Several(std::vec![two.clone(), one.clone()], std::vec![der(7), der(8)]);
    let fitting = [Err(DoorCodeError::Truncated), Ok(std::vec![0x41, 7]), Ok(std::vec![0x41, 8])];
    assert_eq!(all(&lookup, &[0, 0]).unwrap(), fitting);

    let lookup = Several(std::vec![two], (0..9).map(der).collect());
    let pairs = all(&lookup, &[0, 0, 0, 0]).unwrap();
    assert_eq!(pairs.len(), crate::limits::MAX_DOOR_CANDIDATES);
    assert_eq!(pairs.last(), Some(&Ok(std::vec![0x41, 0, 0x41, 3])));

    let lookup = Several(std::vec![one], Vec::new());
    assert_eq!(all(&lookup, &[0, 0]), Err(DoorCodeError::CertificateUnknown));
    assert_eq!(all(&Several(Vec::new(), Vec::new()), &[]), Err(DoorCodeError::TemplateUnknown));
}

#[test]
fn packed_bytes_are_bounded() {
    assert_eq!(unpack(&[], 0).unwrap(), [0_u8; 0]);
    assert_eq!(unpack(&pack(&[0x30; 1000]), 1000).unwrap(), [0x30; 1000]);
    assert_eq!(unpack(&pack(&[0x30; 1000]), 999), Err(DoorCodeError::TooLarge));
    for (name, packed) in [
        ("a run past the end", &[0x01, 0x00][..]),
        ("a copy from nowhere", &[0x80]),
        ("a copy from here", &[0x80, 0x00]),
        ("a copy that reaches into itself", &[0x80, 0x03]),
        ("a copy from before the dictionary", &[0x80, 0xff, 0x7f]),
    ] {
        assert_eq!(unpack(packed, 1000), Err(DoorCodeError::PackInvalid), "{name}");
    }
}

proptest! {
    #[test]
    fn whatever_is_packed_comes_back(bytes in proptest::collection::vec(0_u8..4, 0..600)) {
        prop_assert_eq!(unpack(&pack(&bytes), 600), Ok(bytes));
    }

    #[test]
    fn any_packed_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(unpacked) = unpack(&bytes, 500) {
            prop_assert!(unpacked.len() <= 500);
        }
    }

    #[test]
    fn a_template_that_decodes_has_one_encoding(
        bytes in proptest::collection::vec(prop_oneof![0_u8..0x1d, any::<u8>()], 0..40),
    ) {
        let bytes = [&[1], bytes.as_slice()].concat();
        if let Ok(template) = Template::decode(&bytes) {
            prop_assert_eq!(template.as_bytes(), bytes.as_slice());
        }
    }

    #[test]
    fn any_code_is_answered(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let bytes = [&[0x23], bytes.as_slice()].concat();
        if let Ok(code) = DoorCode::from_bytes(&bytes) {
            prop_assert_eq!(&DoorCode::from_text(&code.to_text()), &Ok(code.clone()));
            if let Ok(candidates) = code.expand(&Catalogue::new()) {
                for expanded in candidates.flatten() {
                    prop_assert!(expanded.len() <= crate::limits::MAX_MESSAGE_BYTES);
                }
            }
        }
    }
}

#[test]
fn the_dictionary_is_that_of_the_specification() {
    use super::dictionary::DICTIONARY;
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| std::format!("{byte:02x}")).collect::<String>();
    let mut generated = std::format!("`{}`\n\n```text\n", hex(&crate::crypto::sha256(DICTIONARY)));
    for line in DICTIONARY.chunks(32) {
        generated.push_str(&hex(line));
        generated.push('\n');
    }
    generated.push_str("```\n");
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/door-code.md");
    let written = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = written.split_once("<!-- generated: dictionary -->\n").unwrap();
    let (there, after) = rest.split_once("<!-- end -->").unwrap();
    if std::env::var_os("OFAGE_REGENERATE").is_some() {
        let whole = [before, "<!-- generated: dictionary -->\n", &generated, "<!-- end -->", after].concat();
        std::fs::write(&path, whole).unwrap();
        return;
    }
    assert!(written.contains(&std::format!("\n{} bytes, fixed", DICTIONARY.len())));
    assert!(there == generated, "spec/door-code.md is out of date: run this test with OFAGE_REGENERATE=1");
}
