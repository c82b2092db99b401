extern crate std;

use super::*;
use std::collections::BTreeSet;
use std::string::ToString;
use std::vec::Vec;

fn at(seconds: i64) -> UnixTime {
    UnixTime::from_seconds(seconds).unwrap()
}

fn example() -> Challenge {
    Challenge::new(
        ChallengeMode::Challenge,
        VenueName::new("Café Zoë").unwrap(),
        AgeThreshold::EIGHTEEN,
        *b"0123456789abcdef",
        at(1_790_000_000),
    )
    .unwrap()
}

/// The worked example of the specification.
#[test]
fn the_bytes_are_those_of_the_specification() {
    let expected = [
        &[1, 1, 18][..],                 // version, mode, threshold
        &1_790_000_000u32.to_be_bytes(), // expiry
        b"0123456789abcdef",             // nonce
        &[10],                           // length of the name
        "Café Zoë".as_bytes(),
    ]
    .concat();
    let challenge = example();
    assert_eq!(challenge.to_bytes(), expected);
    assert_eq!(Challenge::from_bytes(&expected), Ok(challenge));
}

#[test]
fn every_part_is_in_the_transcript_and_nothing_else() {
    let base = example();
    let new = |mode, name: &str, threshold, nonce: &[u8; 16], expiry| {
        Challenge::new(
            mode,
            VenueName::new(name).unwrap(),
            AgeThreshold::new(threshold).unwrap(),
            *nonce,
            at(expiry),
        )
        .unwrap()
    };
    let nonce = b"0123456789abcdef";
    let mode = ChallengeMode::Challenge;
    let all = [
        new(mode, "Café Zoë", 18, nonce, 1_790_000_000),
        new(ChallengeMode::Queue, "Café Zoë", 18, nonce, 1_790_000_000),
        new(mode, "Cafe Zoe", 18, nonce, 1_790_000_000),
        new(mode, "Café Zoë", 16, nonce, 1_790_000_000),
        new(mode, "Café Zoë", 18, b"0123456789abcdeg", 1_790_000_000),
        new(mode, "Café Zoë", 18, nonce, 1_790_000_001),
    ];
    assert_eq!(all.first(), Some(&base));
    let transcripts: BTreeSet<Vec<u8>> =
        all.iter().map(|challenge| challenge.to_session_transcript().as_bytes().to_vec()).collect();
    assert_eq!(transcripts.len(), all.len());
    for challenge in &all {
        assert_eq!(Challenge::from_bytes(&challenge.to_bytes()).as_ref(), Ok(challenge));
        assert!(challenge.to_session_transcript().report().to_string().contains("ofage.challenge.v1"));
    }
}

#[test]
fn a_timed_session_signs_audience_and_time() {
    let at_door = |time| TimedSession::new(Audience::AnyDoor, at(time)).unwrap();
    let at_bar = |time| TimedSession::new(Audience::Venue(VenueName::new("Bar").unwrap()), at(time)).unwrap();
    let transcripts: BTreeSet<Vec<u8>> = [at_door(10), at_door(11), at_bar(10), at_bar(11)]
        .iter()
        .map(|session| session.to_session_transcript().as_bytes().to_vec())
        .collect();
    assert_eq!(transcripts.len(), 4);
    assert_eq!(at_door(4_294_967_295).time(), at(4_294_967_295));
    for out in [-1, 4_294_967_296] {
        assert_eq!(TimedSession::new(Audience::AnyDoor, at(out)), Err(ChallengeError::TimeRange));
    }
}

#[test]
fn any_cut_and_any_excess_is_a_typed_error() {
    let bytes = example().to_bytes();
    for length in 0..bytes.len() {
        assert_eq!(Challenge::from_bytes(&bytes[..length]), Err(ChallengeError::Truncated), "{length}");
    }
    let with = |tail: &[u8]| Challenge::from_bytes(&[&bytes[..], tail].concat());
    assert_eq!(with(&[0]), Err(ChallengeError::ReaderAuthMalformed));
    assert_eq!(with(&[3]), Err(ChallengeError::ReaderAuthMalformed));
    assert_eq!(with(&[1; 64]), Err(ChallengeError::Truncated));
    assert_eq!(with(&[2; 96]), Err(ChallengeError::Truncated));
    assert_eq!(with(&[1; 65]), Err(ChallengeError::ReaderAuthMalformed));
    assert_eq!(with(&[1; 65 + 1025]), Err(ChallengeError::ReaderAuthMalformed));
}

#[test]
fn each_bad_field_has_its_code() {
    let bytes = example().to_bytes();
    let with = |at: usize, value: u8| {
        let mut bytes = bytes.clone();
        bytes[at] = value;
        Challenge::from_bytes(&bytes).map_err(|error| error.code())
    };
    assert_eq!(with(0, 0), Err("challenge_version_unknown"));
    assert_eq!(with(0, 2), Err("challenge_version_unknown"));
    assert_eq!(with(1, 0), Err("challenge_mode_unknown"));
    assert_eq!(with(1, 3), Err("challenge_mode_unknown"));
    assert_eq!(with(2, 0), Err("challenge_threshold_range"));
    assert_eq!(with(2, 100), Err("challenge_threshold_range"));
    assert_eq!(with(23, 0), Err("venue_name_empty"));
    assert_eq!(with(23, 9), Err("venue_name_utf8"));
    assert_eq!(with(23, 11), Err("challenge_truncated"));
    assert_eq!(with(24, 0xff), Err("venue_name_utf8"));
    assert_eq!(with(24, b'\n'), Err("venue_name_characters"));
}

#[test]
fn a_wallet_answers_at_the_edges_and_not_beyond() {
    let challenge = example();
    let expiry = 1_790_000_000;
    for (now, skew, expected) in [
        (expiry, 0, Ok(())),
        (expiry + 1, 0, Err(ChallengeError::Expired)),
        (expiry + 60, 60, Ok(())),
        (expiry + 61, 60, Err(ChallengeError::Expired)),
        (expiry - 900, 0, Ok(())),
        (expiry - 901, 0, Err(ChallengeError::NotYetValid)),
        (expiry - 960, 60, Ok(())),
        (expiry - 961, 60, Err(ChallengeError::NotYetValid)),
    ] {
        assert_eq!(challenge.check(at(now), skew), expected, "{now} {skew}");
    }
}

#[test]
fn debug_leaves_the_nonce_out() {
    assert_eq!(
        std::format!("{:?}", example()),
        "Challenge { mode: Challenge, venue: \"Café Zoë\", threshold: 18, expiry: 2026-09-21T14:13:20Z, .. }"
    );
}

#[test]
fn text_is_digits_and_comes_back() {
    let challenge = example();
    let text = challenge.to_text();
    assert!(text.starts_with("271") && text.bytes().all(|byte| byte.is_ascii_digit()), "{text}");
    assert_eq!(Challenge::from_text(&text), Ok(challenge.clone()));
    assert_eq!(Challenge::from_text(&std::format!(" {text}\r\n")), Ok(challenge));
    assert!(Challenge::is_text(&text));
    for (other, expected) in [
        ("", ChallengeError::NotChallenge),
        ("https://example.com", ChallengeError::NotChallenge),
        ("27a", ChallengeError::NotChallenge),
        ("241000", ChallengeError::NotChallenge),
        ("27", ChallengeError::Truncated),
        ("271", ChallengeError::Truncated),
        ("272000", ChallengeError::VersionUnknown),
        ("271999", ChallengeError::TextMalformed),
        ("2710", ChallengeError::TextMalformed),
        ("27100x", ChallengeError::TextMalformed),
        ("271\u{0661}\u{0661}\u{0661}", ChallengeError::TextMalformed),
    ] {
        assert_eq!(Challenge::from_text(other), Err(expected), "{other}");
    }
    for length in 0..text.len() {
        assert!(Challenge::from_text(&text[..length]).is_err(), "{length}");
    }
    assert_eq!(Challenge::from_text(&"271".repeat(10_000)), Err(ChallengeError::TextMalformed));
}
