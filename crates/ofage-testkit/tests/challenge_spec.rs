//! The worked examples of `spec/challenge.md` are those of the code.

#![cfg(test)]
use std::path::Path;

use ofage_core::{AgeThreshold, Audience, Challenge, ChallengeMode, TimedSession, UnixTime, VenueName};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_specification_shows_what_the_code_does() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/challenge.md");
    let specification = std::fs::read_to_string(path).unwrap();
    let time = UnixTime::from_seconds(1_790_000_000).unwrap();
    let venue = VenueName::new("Café Zoë").unwrap();
    let challenge =
        Challenge::new(ChallengeMode::Challenge, venue, AgeThreshold::EIGHTEEN, *b"0123456789abcdef", time)
            .unwrap();
    let timed = TimedSession::new(Audience::AnyDoor, time).unwrap();
    for (what, expected) in [
        ("bytes", hex(&challenge.to_bytes())),
        ("hash", hex(challenge.sha256())),
        ("transcript", hex(challenge.to_session_transcript().as_bytes())),
        ("symbol", challenge.matching_symbol().to_string()),
        ("text", challenge.to_text()),
        ("timed transcript", hex(timed.to_session_transcript().as_bytes())),
        ("timed symbol", timed.matching_symbol().to_string()),
    ] {
        assert!(specification.contains(&expected), "the specification lacks the {what}: {expected}");
    }
}
