//! Limits that vectors do not reach: at each of them something is still read, and one past it is refused with its code.
//!
//! What is read at a limit is made of good parts, so that it fails for nothing else.

#![cfg(test)]

use ofage_core::door_code::{DoorCode, Freshness, Template};
use ofage_core::issue::{AgeFacts, Claims, Issuer, Validity};
use ofage_core::limits::{
    MAX_BATCH, MAX_CERTIFICATE_BYTES, MAX_DOOR_CODE_BYTES, MAX_DOOR_DEPTH, MAX_DOOR_OPS, MAX_DOOR_RAW_BYTES,
    MAX_ENTRIES, MAX_EXTENSIONS, MAX_MESSAGE_BYTES, MAX_SAME_NAME_ANCHORS, MAX_TEMPLATE_BYTES,
    MAX_TRUST_ANCHORS,
};
use ofage_core::pki::{Certificate, Realm, TrustAnchor, TrustAnchors};
use ofage_core::{AgeThreshold, Curve, Profile, SecretKey, Signer as _, UnixTime};
use ofage_qr::limits::{MAX_FILE, MAX_PAYLOAD, MAX_PIXELS, MAX_SIDE, MIN_SIDE};
use ofage_qr::{LumaFrame, LumaImage, Symbol};
use ofage_testkit::certificate::{CertificateSpec, Extension};
use ofage_testkit::door::{Issuers, date, noon, policy};
use ofage_testkit::keys::TestKey;
use ofage_testkit::rng::TestRng;
use ofage_verifier::PolicyError;

/// A number as templates write it: seven bits a byte, the lowest first.
fn number(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = u8::try_from(value & 0x7f).unwrap();
        value >>= 7;
        if value == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

fn template(parts: &[u8]) -> Result<(), &'static str> {
    Template::decode(&[&[1], parts].concat()).map(drop).map_err(|error| error.code())
}

#[test]
fn templates_at_their_limits() {
    let invalid = Err("door_template_invalid");
    // Holes of any length, one after another.
    assert_eq!(template(&vec![0x07; MAX_DOOR_OPS]), Ok(()));
    assert_eq!(template(&vec![0x07; MAX_DOOR_OPS + 1]), invalid);
    // The same inside byte strings: the parts inside count too.
    let nested = |inside: usize| [&[0x01][..], &number(inside), &vec![0x07; inside]].concat();
    assert_eq!(template(&nested(MAX_DOOR_OPS - 1)), Ok(()));
    assert_eq!(template(&nested(MAX_DOOR_OPS)), invalid);
    let deep = |levels: usize| [[0x01, 1].repeat(levels), vec![0x07]].concat();
    assert_eq!(template(&deep(MAX_DOOR_DEPTH)), Ok(()));
    assert_eq!(template(&deep(MAX_DOOR_DEPTH + 1)), invalid);
    let hole = |length: usize| [vec![0x06], number(length)].concat();
    assert_eq!(template(&hole(MAX_DOOR_RAW_BYTES)), Ok(()));
    assert_eq!(template(&hole(MAX_DOOR_RAW_BYTES + 1)), invalid);
    let digests = |count: usize| [vec![0x13, 0], number(count)].concat();
    assert_eq!(template(&digests(MAX_ENTRIES)), Ok(()));
    assert_eq!(template(&digests(MAX_ENTRIES + 1)), invalid);
    // A version, a head of three bytes, and a literal.
    let literal = |bytes: usize| [vec![0x00], number(bytes - 4), vec![0xf6; bytes - 4]].concat();
    assert_eq!(template(&literal(MAX_TEMPLATE_BYTES)), Ok(()));
    assert_eq!(template(&literal(MAX_TEMPLATE_BYTES + 1)), Err("door_too_large"));
}

#[test]
fn door_codes_at_their_limit() {
    let code = |bytes: usize| {
        let mut code = vec![0x20, 0, 0, 0, 0];
        code.resize(bytes, 0);
        DoorCode::from_bytes(&code).map(drop).map_err(|error| error.code())
    };
    assert_eq!(code(MAX_DOOR_CODE_BYTES), Ok(()));
    assert_eq!(code(MAX_DOOR_CODE_BYTES + 1), Err("door_too_large"));
    // A response that is far too long for a code.
    let long = vec![0xa0; MAX_MESSAGE_BYTES + 1];
    let error = DoorCode::self_contained(&long, Freshness::Challenge([0; 2])).unwrap_err();
    assert_eq!(error.code(), "too_large");
}

/// A root with extensions that nobody knows, and one of these many bytes.
fn root(extensions: usize, filling: usize) -> Vec<u8> {
    const NAMES: [&str; MAX_EXTENSIONS] = [
        "1.2.4.1", "1.2.4.2", "1.2.4.3", "1.2.4.4", "1.2.4.5", "1.2.4.6", "1.2.4.7", "1.2.4.8", "1.2.4.9",
        "1.2.4.10", "1.2.4.11", "1.2.4.12", "1.2.4.13", "1.2.4.14", "1.2.4.15", "1.2.4.16", "1.2.4.17",
        "1.2.4.18", "1.2.4.19", "1.2.4.20", "1.2.4.21", "1.2.4.22", "1.2.4.23", "1.2.4.24", "1.2.4.25",
        "1.2.4.26", "1.2.4.27", "1.2.4.28", "1.2.4.29", "1.2.4.30", "1.2.4.31", "1.2.4.32",
    ];
    let mut root =
        CertificateSpec::root(TestKey::p256("limits"), "Limits", "UT", noon(), noon().plus_seconds(60));
    let missing = extensions.checked_sub(root.extensions.len()).unwrap();
    root.extensions
        .extend(NAMES.iter().take(missing).map(|oid| Extension::new(oid, false, vec![0; filling])));
    root.to_der()
}

#[test]
fn certificates_at_their_limits() {
    let read = |der: &[u8]| Certificate::from_der(der).map(drop).map_err(|error| error.code());
    assert_eq!(read(&root(MAX_EXTENSIONS, 1)), Ok(()));
    assert_eq!(read(&root(MAX_EXTENSIONS + 1, 1)), Err("certificate_malformed"));
    // The length of a signature differs by a byte or two, so the largest below the limit is looked for.
    let sizes = (7500..8200).map(|filling| root(5, filling));
    let largest = sizes.filter(|der| der.len() <= MAX_CERTIFICATE_BYTES).max_by_key(Vec::len).unwrap();
    assert_eq!((largest.len(), read(&largest)), (MAX_CERTIFICATE_BYTES, Ok(())));
    let larger = [&largest[..], &[0]].concat();
    assert_eq!(read(&larger), Err("certificate_too_large"));
}

#[test]
fn trust_anchors_at_their_limits() {
    let mut anchors = TrustAnchors::new();
    let (from, until) = (noon(), noon().plus_seconds(60));
    for number in 0..=MAX_SAME_NAME_ANCHORS {
        let key = TestKey::p256(&format!("same name {number}"));
        let root = CertificateSpec::root(key, "Same name", "UT", from, until).to_der();
        let root = TrustAnchor::root(Certificate::from_der(&root).unwrap(), Realm::Live).unwrap();
        let added = anchors.add(root).map_err(|error| error.code());
        let expected = if number < MAX_SAME_NAME_ANCHORS { Ok(()) } else { Err("anchors_too_many") };
        assert_eq!(added, expected, "root {number} of one name");
    }
    let mut rng = TestRng::new("anchors");
    let mut add = |anchors: &mut TrustAnchors| {
        let key = SecretKey::generate(Curve::P256, &mut rng).public_key();
        anchors.add(TrustAnchor::document_signer_key(key, Realm::Live)).map_err(|error| error.code())
    };
    while anchors.len() < MAX_TRUST_ANCHORS {
        assert_eq!(add(&mut anchors), Ok(()));
    }
    assert_eq!(add(&mut anchors), Err("anchors_too_many"));
    assert_eq!(anchors.len(), MAX_TRUST_ANCHORS);
}

#[test]
fn batches_at_their_limit() {
    let mut rng = TestRng::new("batch");
    let signer = TestKey::p256("batch signer");
    let (from, until) = (date("2026-01-01").midnight(), date("2026-12-31").midnight());
    let root = CertificateSpec::root(TestKey::p256("batch root"), "Batch", "UT", from, until);
    let certificate =
        Certificate::from_der(&root.issue(signer.clone(), "Signer", from, until).to_der()).unwrap();
    let issuer = Issuer::new(Profile::eu_age_verification(), certificate);
    let device = TestKey::p256("batch device").public();
    let claims = Claims::age(AgeFacts::stated(&[(AgeThreshold::EIGHTEEN, true)]));
    let validity = Validity::days(date("2026-05-01"), 30).unwrap();
    let keys = vec![device; MAX_BATCH + 1];
    // Refused before anything is made of it.
    let error = issuer.issue_batch(&keys, &claims, validity, &signer.secret(), &mut rng).unwrap_err();
    assert_eq!(error.code(), "claims_too_many");
}

#[test]
fn frames_and_pictures_at_their_limits() {
    let frame = |width: usize, height: usize, bytes: usize| {
        LumaFrame::new(&vec![0; bytes], width, height, width).map(drop).map_err(|error| error.code())
    };
    assert_eq!(frame(MAX_SIDE, MIN_SIDE, MAX_SIDE * MIN_SIDE), Ok(()));
    assert_eq!(frame(MAX_SIDE + 1, MIN_SIDE, (MAX_SIDE + 1) * MIN_SIDE), Err("frame_too_large"));
    assert_eq!(frame(MIN_SIDE, MAX_SIDE + 1, MIN_SIDE * (MAX_SIDE + 1)), Err("frame_too_large"));
    assert_eq!(frame(MIN_SIDE - 1, MIN_SIDE, MIN_SIDE * MIN_SIDE), Err("frame_too_small"));
    let height = MAX_PIXELS / MAX_SIDE;
    assert_eq!(frame(MAX_SIDE, height, MAX_PIXELS), Ok(()));
    assert_eq!(frame(MAX_SIDE, height + 1, MAX_PIXELS + MAX_SIDE), Err("frame_too_large"));
    assert_eq!(frame(MAX_SIDE, height, MAX_PIXELS - 1), Err("buffer_too_short"));
    // The size is refused before the pixels are looked for: no buffer could be long enough.
    assert_eq!(frame(usize::MAX, usize::MAX, 1), Err("frame_too_large"));
    let picture =
        |bytes: usize| LumaImage::from_file(&vec![0; bytes]).map(drop).map_err(|error| error.code());
    assert_eq!(picture(MAX_FILE), Err("image_unknown_format"));
    assert_eq!(picture(MAX_FILE + 1), Err("image_too_large"));
    let symbol =
        |digits: usize| Symbol::from_text(&"7".repeat(digits)).map(drop).map_err(|error| error.code());
    assert_eq!(symbol(MAX_PAYLOAD), Ok(()));
    assert_eq!(symbol(MAX_PAYLOAD + 1), Err("payload_too_long"));
}

/// A picture that says it is larger than any camera's: refused by its header, before memory is taken for it.
#[test]
fn a_picture_that_claims_to_be_huge_is_refused() {
    let chunk = |kind: &[u8], content: &[u8]| {
        let mut crc = !0_u32;
        for byte in kind.iter().chain(content) {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
            }
        }
        [&u32::try_from(content.len()).unwrap().to_be_bytes(), kind, content, &(!crc).to_be_bytes()].concat()
    };
    let png = |width: u32, height: u32| {
        let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
        [
            b"\x89PNG\r\n\x1a\n".to_vec(),
            chunk(b"IHDR", &header),
            chunk(b"IDAT", &[0x78, 1]),
            chunk(b"IEND", &[]),
        ]
        .concat()
    };
    let read = |width, height| LumaImage::from_file(&png(width, height)).unwrap_err().code();
    assert_eq!(read(8193, 100), "image_too_large");
    assert_eq!(read(100, 8193), "image_too_large");
    assert_eq!(read(8192, 2049), "image_too_large");
    assert_eq!(read(0x7fff_ffff, 0x7fff_ffff), "image_too_large");
    assert_eq!(read(100, 100), "image_damaged");
}

/// A memory of the least size that a policy allows: it fills up, says so, and lets nobody in.
#[test]
fn a_door_at_the_limit_of_its_memory() {
    let mut issuers = Issuers::new("limits", Realm::Live);
    let small = policy().replay_capacity(100).and_then(|policy| policy.max_open_challenges(32)).unwrap();
    let door = issuers.door(small);
    let mut scan = |second: i64| {
        let now: UnixTime = noon().plus_seconds(second);
        let guest = issuers.guest(&[(18, true)]);
        let challenge = door.challenge(now).unwrap();
        door.scan_text(&issuers.answer(&guest, &challenge), now).reason().code()
    };
    for guest in 0..100 {
        assert_eq!(scan(guest), "old_enough", "guest {guest}");
    }
    assert_eq!([scan(100), scan(101)], ["door_busy"; 2]);
    // The first is forgotten after the window of 900 seconds.
    assert_eq!(scan(901), "old_enough");
    assert_eq!(door.remembered(), 100);
    let refused = |error: PolicyError| error.code();
    assert_eq!(policy().replay_capacity(99).map(drop).map_err(refused), Err("policy_range"));
    assert_eq!(policy().replay_capacity(1_000_001).map(drop).map_err(refused), Err("policy_range"));
    assert_eq!(policy().max_open_challenges(33).map(drop).map_err(refused), Err("policy_range"));
}
