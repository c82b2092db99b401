//! Challenges, as the text of a door's QR code.

use ofage_core::HashAlgorithm;
use serde_json::json;

use super::sign::{Authority, year};
use super::{Expected, Group, Input, Test, now};
use crate::certificate::{CertificateSpec, Extension};
use crate::keys::{TestKey, digest};
use crate::vectors::to_hex;

const NONCE: [u8; 16] = *b"0123456789abcdef";
/// The purpose of a reader.
const READER: &str = "1.0.18013.5.1.6";

/// The bytes of a challenge, field by field.
#[derive(Clone)]
struct Spec {
    version: u8,
    mode: u8,
    threshold: u8,
    expiry: u32,
    length: Option<u8>,
    name: Vec<u8>,
    /// What follows the name.
    rest: Vec<u8>,
}

impl Spec {
    fn new() -> Self {
        let expiry = u32::try_from(now().seconds() + 60).unwrap_or_else(|_| panic!("the time"));
        Self {
            version: 1,
            mode: 1,
            threshold: 18,
            expiry,
            length: None,
            name: b"The Blue Door".to_vec(),
            rest: Vec::new(),
        }
    }

    fn with(change: impl FnOnce(&mut Self)) -> Self {
        let mut spec = Self::new();
        change(&mut spec);
        spec
    }

    fn signed_bytes(&self) -> Vec<u8> {
        [
            &[self.version, self.mode, self.threshold][..],
            &self.expiry.to_be_bytes(),
            &NONCE,
            &[self.length.unwrap_or(self.name.len() as u8)],
            &self.name,
        ]
        .concat()
    }

    fn to_bytes(&self) -> Vec<u8> {
        [self.signed_bytes(), self.rest.clone()].concat()
    }

    fn to_text(&self) -> String {
        format!("271{}", digits(&self.to_bytes()))
    }

    /// With a reader's signature and certificate.
    fn read_by(mut self, key: &TestKey, certificate: &CertificateSpec) -> Self {
        let signed = [&b"ofage.reader.v1\0"[..], &self.signed_bytes()].concat();
        let algorithm = if key.curve() == ofage_core::Curve::P384 { 2 } else { 1 };
        self.rest = [vec![algorithm], key.sign(&signed), certificate.to_der()].concat();
        self
    }

    /// What a reader gets out of it, made from the fields alone.
    fn answer(&self) -> Expected {
        const SHAPES: [&str; 8] = ["circle", "square", "triangle", "star", "heart", "moon", "cross", "drop"];
        const COLOURS: [&str; 8] = ["blue", "orange", "black", "pink", "green", "yellow", "purple", "sky"];
        let hash = digest(HashAlgorithm::Sha256, &self.signed_bytes());
        let transcript = [&b"\x83\xf6\xf6\x82\x72ofage.challenge.v1\x58\x20"[..], &hash].concat();
        Expected::Valid(json!({
            "mode": if self.mode == 2 { "queue" } else { "challenge" },
            "venue": String::from_utf8_lossy(&self.name),
            "ageOver": self.threshold,
            "expiry": self.expiry,
            "nonce": to_hex(&NONCE),
            "sha256": to_hex(&hash),
            "sessionTranscript": to_hex(&transcript),
            "readerSigned": !self.rest.is_empty(),
            "symbol": format!(
                "{} {} {:02}",
                COLOURS[usize::from(hash[3] % 8)],
                SHAPES[usize::from(hash[2] % 8)],
                (256 * u32::from(hash[4]) + u32::from(hash[5])) % 100
            ),
        }))
    }
}

/// Groups of 22 bytes as numbers of 53 digits, the last group with as many as its bytes can need.
fn digits(bytes: &[u8]) -> String {
    let mut text = String::new();
    for group in bytes.chunks(22) {
        let mut number = group.to_vec();
        let count = (group.len() as f64 * 256_f64.log10()).ceil() as usize;
        let mut reversed = Vec::new();
        for _ in 0..count {
            let mut rest = 0_u32;
            for byte in &mut number {
                let value = rest * 256 + u32::from(*byte);
                *byte = (value / 10) as u8;
                rest = value % 10;
            }
            reversed.push(b'0' + rest as u8);
        }
        text.extend(reversed.iter().rev().map(|digit| char::from(*digit)));
    }
    text
}

fn read(flag: &'static str, comment: &str, text: impl Into<String>, expected: Expected) -> Test {
    Test::new(flag, comment, Input::Text(text.into()), expected)
}

fn refuse(flag: &'static str, comment: &str, text: impl Into<String>, code: &'static str) -> Test {
    read(flag, comment, text, Expected::Invalid("challenge", code))
}

pub(super) fn groups() -> Vec<Group> {
    let mut state = super::sign::state(&[]);
    state.remove("trustAnchors");
    state.insert("skewSeconds".into(), 60.into());
    let mut tests = good();
    tests.extend(fields());
    tests.extend(names());
    tests.extend(dates());
    tests.extend(texts());
    tests.extend(readers());
    vec![Group { state, tests }]
}

fn good() -> Vec<Test> {
    let all: [(&str, Spec); 8] = [
        ("a door asks for 18", Spec::new()),
        ("a queue", Spec::with(|spec| spec.mode = 2)),
        ("the lowest age", Spec::with(|spec| spec.threshold = 1)),
        ("the highest age", Spec::with(|spec| spec.threshold = 99)),
        ("a name of one byte", Spec::with(|spec| spec.name = b"x".to_vec())),
        ("a name of 40 bytes", Spec::with(|spec| spec.name = vec![b'x'; 40])),
        ("a name in another script", Spec::with(|spec| spec.name = "Καφενείο «Ζωή»".into())),
        ("a name with an emoji", Spec::with(|spec| spec.name = "Café 🎉".into())),
    ];
    let mut tests: Vec<Test> =
        all.iter().map(|(comment, spec)| read("Read", comment, spec.to_text(), spec.answer())).collect();
    let spec = Spec::new();
    let spaced = format!(" \t\r\n{}\n", spec.to_text());
    tests.push(read("Read", "white space around it", spaced, spec.answer()));
    tests
}

fn fields() -> Vec<Test> {
    let field = |comment: &str, change: &dyn Fn(&mut Spec), code| {
        refuse("Field", comment, Spec::with(|spec| change(spec)).to_text(), code)
    };
    let whole = Spec::new().to_bytes();
    let mut tests = vec![
        field("version 0", &|spec| spec.version = 0, "challenge_version_unknown"),
        field("version 2", &|spec| spec.version = 2, "challenge_version_unknown"),
        field("mode 0", &|spec| spec.mode = 0, "challenge_mode_unknown"),
        field("mode 3", &|spec| spec.mode = 3, "challenge_mode_unknown"),
        field("age 0", &|spec| spec.threshold = 0, "challenge_threshold_range"),
        field("age 100", &|spec| spec.threshold = 100, "challenge_threshold_range"),
        field("age 255", &|spec| spec.threshold = 255, "challenge_threshold_range"),
        field("a length past the end", &|spec| spec.length = Some(14), "challenge_truncated"),
        field("a length before the end", &|spec| spec.length = Some(12), "reader_auth_malformed"),
        field("a byte after the name", &|spec| spec.rest = vec![0], "reader_auth_malformed"),
        refuse("Field", "nothing but the kind and the format", "271", "challenge_truncated"),
    ];
    for length in [1, 2, 6, 22, 23, whole.len() - 1] {
        let text = format!("271{}", digits(&whole[..length]));
        tests.push(refuse("Field", &format!("the first {length} bytes"), text, "challenge_truncated"));
    }
    tests
}

fn names() -> Vec<Test> {
    let name = |comment: &str, name: &[u8], code| {
        refuse("Name", comment, Spec::with(|spec| spec.name = name.to_vec()).to_text(), code)
    };
    vec![
        name("no name", b"", "venue_name_empty"),
        name("41 bytes", &[b'x'; 41], "venue_name_too_long"),
        name("255 bytes", &[b'x'; 255], "venue_name_too_long"),
        name("not UTF-8", b"Caf\xe9", "venue_name_utf8"),
        name("a long form of UTF-8", b"x\xc0\xafx", "venue_name_utf8"),
        name("half of a surrogate pair", b"x\xed\xa0\x80x", "venue_name_utf8"),
        name("a line break", b"The Blue\nDoor", "venue_name_characters"),
        name("a zero byte", b"Door\0", "venue_name_characters"),
        name("a space in front", b" Door", "venue_name_characters"),
        name("a space at the end", b"Door ", "venue_name_characters"),
        name("a wide space at the end", "Door\u{3000}".as_bytes(), "venue_name_characters"),
        name("text from right to left", "Door\u{202e}rooD".as_bytes(), "venue_name_characters"),
        name("an invisible space", "The\u{200b}Door".as_bytes(), "venue_name_characters"),
        name("a private character", "Door\u{e000}".as_bytes(), "venue_name_characters"),
        name("an invisible tag", "Door\u{e0041}".as_bytes(), "venue_name_characters"),
        name("a blank letter", "\u{3164}".as_bytes(), "venue_name_characters"),
        name("a byte order mark", "\u{feff}Door".as_bytes(), "venue_name_characters"),
        name("a control character of the upper range", "Door\u{9b}2J".as_bytes(), "venue_name_characters"),
    ]
}

fn dates() -> Vec<Test> {
    let at = |comment: &str, seconds: i64, code: Option<&'static str>| {
        let spec = Spec::with(|spec| spec.expiry = (now().seconds() + seconds) as u32);
        let expected = code.map_or_else(|| spec.answer(), |code| Expected::Invalid("challenge", code));
        read("Dates", comment, spec.to_text(), expected)
    };
    let fixed = |comment: &str, expiry: u32, code| {
        refuse("Dates", comment, Spec::with(|spec| spec.expiry = expiry).to_text(), code)
    };
    vec![
        at("over for as long as the skew", -60, None),
        at("over for a second longer", -61, Some("challenge_expired")),
        at("as late as may be", 960, None),
        at("a second later", 961, Some("challenge_not_yet_valid")),
        fixed("the year 1970", 0, "challenge_expired"),
        fixed("the year 2106", u32::MAX, "challenge_not_yet_valid"),
    ]
}

fn texts() -> Vec<Test> {
    let spec = Spec::new();
    let text = spec.to_text();
    let tail = |tail: &str| format!("{}{tail}", &text[..text.len() - tail.len()]);
    let mut last = text.clone().into_bytes();
    // The first group stands for more than its bytes hold.
    last[3..56].fill(b'9');
    vec![
        refuse("Text", "nothing", "", "not_challenge"),
        refuse("Text", "the kind alone", "27", "challenge_truncated"),
        refuse("Text", "a door code", format!("241{}", &text[3..]), "not_challenge"),
        refuse("Text", "a link", "https://door.example/?c=271", "not_challenge"),
        refuse("Text", "another format", format!("272{}", &text[3..]), "challenge_version_unknown"),
        refuse("Text", "a letter in place of the format", format!("27A{}", &text[3..]), "not_challenge"),
        refuse("Text", "a letter among the digits", tail("x"), "challenge_text_malformed"),
        refuse("Text", "a space among the digits", tail(" 1"), "challenge_text_malformed"),
        refuse("Text", "digits of another script", tail("١"), "challenge_text_malformed"),
        refuse("Text", "a digit more than a group has", format!("{text}0"), "challenge_text_malformed"),
        refuse("Text", "a group past its bytes", String::from_utf8_lossy(&last), "challenge_text_malformed"),
        refuse("Text", "4,000 digits", format!("271{}", "0".repeat(4000)), "challenge_text_malformed"),
    ]
}

fn readers() -> Vec<Test> {
    let (from, until) = year();
    let with = |key: TestKey| {
        let root = Authority::new("Readers", key.clone(), READER).root;
        let mut certificate = root.issue(key.clone(), "The Blue Door Ltd", from, until);
        certificate.set_extension(Extension::extended_key_usage(&[READER]));
        (key, certificate)
    };
    let (key, certificate) = with(TestKey::p256("reader"));
    let (large, of_large) = with(TestKey::p384("reader"));
    let signed = || Spec::new().read_by(&key, &certificate);
    let wrong = |comment: &str, spec: Spec| {
        read("Reader", comment, spec.to_text(), Expected::Invalid("reader_auth", "reader_signature_invalid"))
    };
    let malformed = |comment: &str, change: &dyn Fn(&mut Vec<u8>), code| {
        let mut spec = signed();
        change(&mut spec.rest);
        refuse("Reader", comment, spec.to_text(), code)
    };
    let mut other_name = signed();
    other_name.name = b"The Blue Dooo".to_vec();
    let mut other_age = signed();
    other_age.threshold = 16;
    let mut flipped = signed();
    flipped.rest[20] ^= 1;
    let on_p384 = Spec::new().read_by(&large, &of_large);
    vec![
        read("Reader", "signed by a reader", signed().to_text(), signed().answer()),
        read("Reader", "signed on P-384", on_p384.to_text(), on_p384.answer()),
        wrong("signed for another name", other_name),
        wrong("signed for another age", other_age),
        wrong("one bit of the signature flipped", flipped),
        wrong("signed by another key", Spec::new().read_by(&TestKey::p256("stranger"), &certificate)),
        malformed("an unknown algorithm", &|rest| rest[0] = 3, "reader_auth_malformed"),
        malformed("the algorithm of another curve", &|rest| rest[0] = 2, "reader_auth_malformed"),
        malformed("half a signature", &|rest| rest.truncate(33), "challenge_truncated"),
        malformed("no certificate", &|rest| rest.truncate(65), "reader_auth_malformed"),
        malformed(
            "a certificate cut short",
            &|rest| {
                rest.pop();
            },
            "reader_auth_malformed",
        ),
        malformed("a byte after the certificate", &|rest| rest.push(0), "reader_auth_malformed"),
        malformed(
            "a certificate of more than 1,024 bytes",
            &|rest| rest.resize(65 + 1025, 0),
            "reader_auth_malformed",
        ),
    ]
}
