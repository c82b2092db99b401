//! Old codes, codes for others, codes from the future: at the edges and beyond, in each mode.

use ofage_core::door_code::DoorCode;
use ofage_core::{Audience, Challenge, ChallengeError, TimedSession, VenueName};
use ofage_testkit::door::{noon, policy};
use ofage_verifier::{BeforeOpening, DoorMode, TimedAudience};

use super::{OF_AGE, code, later, live, timed_at};

#[test]
fn a_challenge_is_answered_in_time_or_not_at_all() {
    let mut issuers = live();
    for (second, expected) in
        [(0, "old_enough"), (120, "old_enough"), (121, "challenge_expired"), (86_400, "challenge_expired")]
    {
        let guest = issuers.guest(OF_AGE);
        let door = issuers.door(policy());
        let text = issuers.answer(&guest, &door.challenge(noon()).unwrap());
        assert_eq!(code(&door.scan_text(&text, later(second))), expected, "{second}");
    }
}

#[test]
fn an_answer_to_another_door_is_no_answer_here() {
    let mut issuers = live();
    let guest = issuers.guest(OF_AGE);
    let here = issuers.door(policy());
    let there = issuers.door_at(policy(), noon(), "another door", [7; 32]);
    let challenge = there.challenge(noon()).unwrap();
    let text = issuers.answer(&guest, &challenge);
    assert_eq!(code(&here.scan_text(&text, noon())), "no_challenge");
    let own = here.challenge(noon()).unwrap();
    let outcome = here.scan_text(&text, noon());
    assert_eq!((code(&outcome), outcome.detail()), ("not_for_this_door", Some("challenge_unknown")));
    // The hint is not what decides: with the hint of this door's challenge, the signature still is for the other.
    let response = guest.respond(&challenge.to_session_transcript(), 18);
    let claimed = DoorCode::compress(&response, issuers.template(), own.freshness()).unwrap();
    let outcome = here.scan_text(&claimed.to_text(), noon());
    assert_eq!((code(&outcome), outcome.detail()), ("not_for_this_door", Some("device_signature_invalid")));
    // Staff still see what was asked, and when.
    assert_eq!((outcome.matching_symbol(), outcome.code_age()), (Some(own.matching_symbol()), Some(0)));
    assert_eq!(code(&here.scan_bytes(&response, noon())), "not_for_this_door");
    assert_eq!(code(&there.scan_text(&text, noon())), "old_enough");
}

#[test]
fn doors_of_one_venue_share_the_queue_and_others_do_not() {
    let mut issuers = live();
    let queue = || policy().mode(DoorMode::Queue);
    let one = issuers.door_at(queue(), noon(), "one", [7; 32]);
    let two = issuers.door_at(queue(), noon(), "two", [7; 32]);
    let stranger = issuers.door_at(queue(), noon(), "two", [8; 32]);
    let shown = one.challenge(noon()).unwrap();
    assert_eq!(shown, two.challenge(later(59)).unwrap());
    assert_ne!(shown, two.challenge(later(60)).unwrap());
    assert_ne!(shown, stranger.challenge(noon()).unwrap());
    let (first, second) = (issuers.guest(OF_AGE), issuers.guest(OF_AGE));
    assert_eq!(code(&two.scan_text(&issuers.answer(&first, &shown), later(30))), "old_enough");
    assert_eq!(code(&two.scan_text(&issuers.answer(&second, &shown), later(31))), "old_enough");
    assert_eq!(code(&two.scan_text(&issuers.answer(&first, &shown), later(60))), "already_used");
    assert_eq!(code(&stranger.scan_text(&issuers.answer(&first, &shown), noon())), "not_for_this_door");
    // What the doors cannot know of each other without a network: spec/threats.md, row 1.
    assert_eq!(code(&one.scan_text(&issuers.answer(&first, &shown), later(30))), "old_enough");
}

#[test]
fn a_queue_challenge_lasts_its_rotation_and_its_lifetime_and_the_skew() {
    let mut issuers = live();
    // Shown from second 0 to 59, answered until 60 + 120, clocks 15 apart.
    for (second, expected) in [
        (-16, "not_for_this_door"),
        (-15, "old_enough"),
        (0, "old_enough"),
        (180, "old_enough"),
        (195, "old_enough"),
        (196, "challenge_expired"),
        (3600, "not_for_this_door"),
    ] {
        let guest = issuers.guest(OF_AGE);
        let open = || issuers.door(policy().mode(DoorMode::Queue));
        let challenge = open().challenge(later(600)).unwrap();
        let text = issuers.answer(&guest, &challenge);
        assert_eq!(code(&open().scan_text(&text, later(600 + second))), expected, "{second}");
        let response = guest.respond(&challenge.to_session_transcript(), 18);
        let admitted = code(&open().scan_bytes(&response, later(600 + second))) == "old_enough";
        assert_eq!(admitted, expected == "old_enough", "{second}");
    }
}

#[test]
fn a_timed_code_at_the_edges_of_the_skew() {
    let mut issuers = live();
    for (signed_at, expected) in [
        (16, "code_from_future"),
        (15, "old_enough"),
        (0, "old_enough"),
        (-30, "old_enough"),
        (-45, "old_enough"),
        (-46, "code_too_old"),
        (-3600, "code_too_old"),
        (3600, "code_from_future"),
    ] {
        let guest = issuers.guest(OF_AGE);
        let door = issuers.door(policy().mode(DoorMode::Timed));
        let session = timed_at(signed_at);
        let outcome = door.scan_text(&issuers.timed(&guest, &session), noon());
        assert_eq!(code(&outcome), expected, "{signed_at}");
        if expected == "old_enough" {
            assert_eq!(outcome.code_age(), Some(u32::try_from(-signed_at).unwrap_or(0)));
            assert_eq!(outcome.matching_symbol(), Some(session.matching_symbol()));
        }
    }
}

/// Two bytes carry the time, so a code of 65,536 seconds ago looks like one of now: the signature tells them apart.
#[test]
fn a_timed_code_of_eighteen_hours_ago_is_not_one_of_now() {
    let mut issuers = live();
    let guest = issuers.guest(OF_AGE);
    let door = issuers.door(policy().mode(DoorMode::Timed));
    let text = issuers.timed(&guest, &timed_at(-65_536));
    assert_eq!(code(&door.scan_text(&text, noon())), "not_for_this_door");
}

#[test]
fn a_timed_code_for_another_venue() {
    let mut issuers = live();
    let session =
        |name: &str| TimedSession::new(Audience::Venue(VenueName::new(name).unwrap()), noon()).unwrap();
    for (audience, expected_open, expected_strict) in [
        (session("The Blue Door"), "old_enough", "old_enough"),
        (session("The Red Door"), "not_for_this_door", "not_for_this_door"),
        (timed_at(0), "old_enough", "not_for_this_door"),
    ] {
        let guest = issuers.guest(OF_AGE);
        let timed = || policy().mode(DoorMode::Timed);
        let strict = timed().timed_audience(TimedAudience::VenueOnly);
        let text = issuers.timed(&guest, &audience);
        assert_eq!(code(&issuers.door(timed()).scan_text(&text, noon())), expected_open);
        assert_eq!(code(&issuers.door(strict).scan_text(&text, noon())), expected_strict);
    }
}

#[test]
fn each_mode_takes_its_own_codes_only() {
    let mut issuers = live();
    let modes = [DoorMode::Challenge, DoorMode::Queue, DoorMode::Timed];
    for door_mode in modes {
        for code_mode in modes {
            let guest = issuers.guest(OF_AGE);
            let door = issuers.door(policy().mode(door_mode));
            let text = match code_mode {
                DoorMode::Timed => issuers.timed(&guest, &timed_at(0)),
                other => {
                    let own = if other == door_mode { &door } else { &issuers.door(policy().mode(other)) };
                    issuers.answer(&guest, &own.challenge(noon()).unwrap())
                }
            };
            let expected = if door_mode == code_mode { "old_enough" } else { "mode_not_accepted" };
            assert_eq!(code(&door.scan_text(&text, noon())), expected, "{door_mode:?} {code_mode:?}");
        }
    }
    assert_eq!(
        issuers.door(policy().mode(DoorMode::Timed)).challenge(noon()),
        Err(ChallengeError::ModeUnknown)
    );
}

/// The memory lives in RAM. In challenge mode its challenges go with it, so nothing passes twice; in the other modes a
/// used code passes again within its window unless the policy refuses what is from before the opening.
#[test]
fn a_restart_in_each_mode() {
    let mut issuers = live();
    for (mode, strict, expected) in [
        (DoorMode::Challenge, BeforeOpening::Accepted, "no_challenge"),
        (DoorMode::Queue, BeforeOpening::Accepted, "old_enough"),
        (DoorMode::Queue, BeforeOpening::Refused, "challenge_expired"),
        (DoorMode::Timed, BeforeOpening::Accepted, "old_enough"),
        (DoorMode::Timed, BeforeOpening::Refused, "code_too_old"),
    ] {
        let guest = issuers.guest(OF_AGE);
        let policy = || policy().mode(mode).before_opening(strict);
        let door = issuers.door_at(policy(), later(-120), "door", [7; 32]);
        let text = match mode {
            DoorMode::Timed => issuers.timed(&guest, &timed_at(0)),
            DoorMode::Challenge | DoorMode::Queue => issuers.answer(&guest, &door.challenge(noon()).unwrap()),
        };
        assert_eq!(code(&door.scan_text(&text, noon())), "old_enough", "{mode:?} {strict:?}");
        // The same randomness again, the worst that can happen.
        let reopened = issuers.door_at(policy(), later(5), "door", [7; 32]);
        assert_eq!(code(&reopened.scan_text(&text, later(6))), expected, "{mode:?} {strict:?}");
    }
}

/// A question of the very second in which the door opened is not from before.
#[test]
fn a_queue_that_begins_as_the_door_opens() {
    let mut issuers = live();
    let policy = || policy().mode(DoorMode::Queue).before_opening(BeforeOpening::Refused);
    for (opened, expected) in [(59, "old_enough"), (60, "old_enough"), (61, "challenge_expired")] {
        let guest = issuers.guest(OF_AGE);
        let door = issuers.door_at(policy(), later(opened), "door", [7; 32]);
        let text = issuers.answer(&guest, &door.challenge(later(60)).unwrap());
        assert_eq!(code(&door.scan_text(&text, later(62))), expected, "{opened}");
    }
}

#[test]
fn a_door_in_two_processes_takes_its_own_challenge_back() {
    let mut issuers = live();
    let guest = issuers.guest(OF_AGE);
    let screen = issuers.door(policy());
    let challenge = screen.challenge(noon()).unwrap();
    let scanner = issuers.door_at(policy(), later(3), "scanner", [7; 32]);
    scanner.reopen_challenge(Challenge::from_text(&challenge.to_text()).unwrap(), noon()).unwrap();
    let outcome = scanner.scan_text(&issuers.answer(&guest, &challenge), later(7));
    assert_eq!((code(&outcome), outcome.code_age()), ("old_enough", Some(7)));
    let queue = issuers.door(policy().mode(DoorMode::Queue)).challenge(noon()).unwrap();
    assert_eq!(scanner.reopen_challenge(queue, noon()), Err(ChallengeError::ModeUnknown));
    // Taken back once more, it has still had its answer.
    scanner.reopen_challenge(challenge.clone(), noon()).unwrap();
    let another = issuers.guest(OF_AGE);
    let outcome = scanner.scan_text(&issuers.answer(&another, &challenge), later(8));
    assert_eq!(code(&outcome), "challenge_used");
}

#[test]
fn two_openings_with_the_same_randomness_ask_different_questions() {
    let issuers = live();
    let ask = |second| issuers.door_at(policy(), later(second), "door", [7; 32]).challenge(later(9)).unwrap();
    assert_ne!(ask(0).nonce(), ask(1).nonce());
    let door = issuers.door(policy());
    assert_ne!(door.challenge(noon()).unwrap().nonce(), door.challenge(noon()).unwrap().nonce());
}
