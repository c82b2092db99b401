//! What a wallet scans: the question of a door.

use ofage_core::pki::TrustAnchors;
use ofage_core::{AgeThreshold, Challenge, ChallengeMode, VenueName};

use super::script::Script;
use crate::door::noon;

/// A question that is read is written back as it was, in bytes and in text; it is bound to those bytes.
pub(super) fn run(data: &[u8]) {
    let mut script = Script::new(data);
    let bytes = match script.byte() % 3 {
        0 => script.rest().to_vec(),
        1 => {
            let mut bytes = base(&mut script).to_bytes();
            script.edit_bytes(&mut bytes);
            bytes
        }
        _ => {
            let mut text = base(&mut script).to_text().into_bytes();
            script.edit_bytes(&mut text);
            let Ok(text) = String::from_utf8(text) else { return };
            match Challenge::from_text(&text) {
                Ok(challenge) => {
                    assert!(Challenge::is_text(&text), "read, but no question by its look");
                    challenge.to_bytes()
                }
                Err(_) => return,
            }
        }
    };
    let Ok(challenge) = Challenge::from_bytes(&bytes) else { return };
    assert_eq!(challenge.to_bytes(), bytes, "another challenge");
    let again = Challenge::from_text(&challenge.to_text()).map(|same| same.to_bytes());
    assert_eq!(again.as_deref(), Ok(&bytes[..]), "the text");
    assert_eq!(challenge.hint(), challenge.sha256()[..2], "the hint");
    assert!(challenge.threshold().years() <= 99 && !challenge.venue().as_str().is_empty());
    assert!(challenge.verify_reader(&TrustAnchors::new(), noon()).is_err(), "a reader that nobody trusts");
    let (late, early) = (challenge.expiry().plus_seconds(1), challenge.expiry());
    assert!(challenge.check(late, 0).is_err(), "an expired question");
    let before = challenge.check(early, 0).is_ok();
    assert!(before || challenge.expiry().seconds() == 0, "a current question");
}

fn base(script: &mut Script<'_>) -> Challenge {
    let mode = [ChallengeMode::Challenge, ChallengeMode::Queue][script.below(2)];
    let letters: String = script.bytes(12).iter().map(|byte| char::from(b'a' + byte % 26)).collect();
    let venue = VenueName::new(&format!("Bar{letters}")).unwrap_or_else(|error| panic!("{error}"));
    let threshold = AgeThreshold::new(1 + script.byte() % 99).unwrap_or_else(|| panic!("a threshold"));
    let expiry = noon().plus_seconds(90);
    Challenge::new(mode, venue, threshold, [7; 16], expiry).unwrap_or_else(|error| panic!("{error}"))
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = super::scripts("challenge", 16);
    let bytes = base(&mut Script::new(&[])).to_bytes();
    seeds.push([&[0][..], &bytes].concat());
    seeds
}
