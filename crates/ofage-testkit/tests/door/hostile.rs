//! Text and bytes that somebody made to get past, or to break the door.

use ofage_core::door_code::{DoorCode, Freshness};
use ofage_testkit::door::{noon, policy};
use ofage_testkit::rng::TestRng;
use ofage_verifier::{Decision, DoorMode};

use super::{OF_AGE, code, live};

#[test]
fn text_that_is_no_door_code() {
    let mut issuers = live();
    let guest = issuers.guest(OF_AGE);
    let door = issuers.door(policy());
    let challenge = door.challenge(noon()).unwrap();
    let text = issuers.answer(&guest, &challenge);
    let arabic: String =
        text.chars().map(|c| char::from_u32(0x660 + c.to_digit(10).unwrap()).unwrap()).collect();
    let wide: String =
        text.chars().map(|c| char::from_u32(0xff10 + c.to_digit(10).unwrap()).unwrap()).collect();
    // What a hand scanner types under a French keyboard layout.
    let azerty: String =
        text.chars().map(|c| "à&é\"'(-è_ç".chars().nth(c.to_digit(10).unwrap() as usize).unwrap()).collect();
    for (other, expected) in [
        (String::new(), "not_door_code"),
        (" \r\n".into(), "not_door_code"),
        ("https://example.com/menu".into(), "not_door_code"),
        ("javascript:alert(1)".into(), "not_door_code"),
        ("WIFI:S:bar;T:WPA;P:secret;;".into(), "not_door_code"),
        ("HC1:NCFOXN%TS3DH".into(), "not_door_code"),
        ("mdoc:owBjMS4wAYIB2BhYS6QBAiABIVgg".into(), "not_door_code"),
        (challenge.to_text(), "not_door_code"),
        (text.replacen("24", "42", 1), "not_door_code"),
        (text.replacen("241", "249", 1), "wallet_unsupported"),
        (arabic, "not_door_code"),
        (wide, "not_door_code"),
        (azerty, "not_door_code"),
        (format!("{}x{}", &text[..20], &text[21..]), "code_damaged"),
        (format!("{text}0"), "code_damaged"),
        (format!("{text}{text}"), "code_damaged"),
        ("241".repeat(20_000), "code_damaged"),
        ("241".into(), "code_damaged"),
        ("A".repeat(200_000), "not_door_code"),
        ("9".repeat(100_000), "not_door_code"),
    ] {
        let outcome = door.scan_text(&other, noon());
        assert_eq!(code(&outcome), expected, "{}", other.get(..60).unwrap_or(&other));
    }
    assert_eq!(code(&door.scan_text(&text, noon())), "old_enough");
}

#[test]
fn text_cut_anywhere_never_passes() {
    let mut issuers = live();
    let guest = issuers.guest(OF_AGE);
    let door = issuers.door(policy());
    let text = issuers.answer(&guest, &door.challenge(noon()).unwrap());
    for length in 0..text.len() {
        let outcome = door.scan_text(&text[..length], noon());
        assert!(matches!(outcome.decision(), Decision::CannotVerify(_)), "{length}");
        if length > 3 {
            assert!(
                ["code_damaged", "layout_unknown", "wallet_unsupported"].contains(&code(&outcome)),
                "{length} {}",
                code(&outcome)
            );
        }
    }
    assert_eq!(code(&door.scan_text(&text, noon())), "old_enough");
}

/// Every bit of a short and a self-contained code, and of the whole response: none admits, refuses or breaks the door.
#[test]
fn every_flipped_bit_is_refused() {
    let mut issuers = live();
    let guest = issuers.guest(OF_AGE);
    let door = issuers.door(policy());
    let challenge = door.challenge(noon()).unwrap();
    let response = guest.respond(&challenge.to_session_transcript(), 18);
    let short = issuers.code(&response, challenge.freshness());
    let long = DoorCode::self_contained(&response, challenge.freshness()).unwrap();
    for (name, bytes) in [("short", short.as_bytes()), ("long", long.as_bytes()), ("plain", &response)] {
        // Nobody signs the minor version of the response, and 1.x are all read.
        let minor = bytes.windows(11).position(|window| window == b"version\x631.0").map(|at| at + 10);
        for at in (0..bytes.len()).filter(|at| Some(*at) != minor) {
            for bit in [0, 3, 7] {
                let mut bytes = bytes.to_vec();
                bytes[at] ^= 1 << bit;
                let outcome = door.scan_bytes(&bytes, noon());
                if let Decision::CannotVerify(_) = outcome.decision() {
                    assert!(outcome.detail().is_some());
                } else {
                    panic!("{name}: bit {bit} of byte {at}: {outcome:?}");
                }
            }
        }
    }
    assert_eq!(door.remembered(), 0);
    assert_eq!(code(&door.scan_bytes(short.as_bytes(), noon())), "old_enough");
}

#[test]
fn responses_that_are_wrong_in_themselves_inside_a_door_code() {
    let mut issuers = live();
    let guest = issuers.guest(&[(18, false)]);
    let door = issuers.door(policy());
    let challenge = door.challenge(noon()).unwrap();
    let response = guest.respond(&challenge.to_session_transcript(), 18);
    let replaced = |from: &[u8], to: &[u8]| {
        assert_eq!(from.len(), to.len());
        let at = response.windows(from.len()).position(|window| window == from).unwrap();
        let mut bytes = response.clone();
        bytes[at..at + to.len()].copy_from_slice(to);
        bytes
    };
    for (bytes, expected) in [
        (replaced(b"elementValue\xf4", b"elementValue\xf5"), "not_genuine"),
        (replaced(b"age_over_18", b"age_over_17"), "not_genuine"),
        (replaced(b"version\x631.0", b"version\x632.0"), "wallet_unsupported"),
        (replaced(b"status\x00", b"status\x0a"), "wallet_unsupported"),
        (replaced(b"eu.europa.ec.av.1", b"eu.europa.ec.av.2"), "document_not_accepted"),
        (replaced(b"SHA-256", b"SHA-999"), "not_genuine"),
    ] {
        assert_eq!(code(&door.scan_bytes(&bytes, noon())), expected);
        // Where a code of it can be made at all, it fares no better.
        if let Ok(inside) = DoorCode::self_contained(&bytes, challenge.freshness()) {
            assert_eq!(code(&door.scan_text(&inside.to_text(), noon())), expected);
        }
    }
    assert_eq!(code(&door.scan_bytes(&response, noon())), "under_age");
}

#[test]
fn random_bytes_never_pass() {
    let issuers = live();
    for mode in [DoorMode::Challenge, DoorMode::Queue, DoorMode::Timed] {
        let door = issuers.door(policy().mode(mode));
        door.challenge(noon()).ok();
        let mut rng = TestRng::new("hostile");
        for round in 0..2_000_usize {
            let mut bytes = rng.take(round % 400);
            // Past the first checks: a head of this version, and the template that the door has.
            if round % 2 == 0 && bytes.len() > 5 {
                let id = issuers.template().id().to_bytes();
                bytes[0] = 0b0010_0000 | (bytes[0] & 0b11001);
                bytes[3..5].copy_from_slice(&id);
            }
            let outcome = door.scan_bytes(&bytes, noon());
            assert!(matches!(outcome.decision(), Decision::CannotVerify(_)), "{mode:?} {round}");
        }
        assert_eq!(door.remembered(), 0);
    }
}

/// A code with a hint of an open challenge, made of another's: the signature of the device decides.
#[test]
fn all_hints_are_equal_before_the_signature() {
    let mut issuers = live();
    let guest = issuers.guest(OF_AGE);
    let door = issuers.door(policy());
    let challenges: Vec<_> = (0..8).map(|_| door.challenge(noon()).unwrap()).collect();
    let response = guest.respond(&challenges[0].to_session_transcript(), 18);
    for other in &challenges[1..] {
        let claimed = issuers.code(&response, Freshness::Challenge(other.hint()));
        assert_eq!(code(&door.scan_text(&claimed.to_text(), noon())), "not_for_this_door");
    }
    // Without a hint every open challenge is tried.
    assert_eq!(code(&door.scan_bytes(&response, noon())), "old_enough");
}
