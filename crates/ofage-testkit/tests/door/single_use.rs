//! One attestation, one admission; one challenge, one answer.

use ofage_testkit::door::{noon, policy};
use ofage_verifier::{DoorMode, Reason};

use super::{OF_AGE, code, later, live, timed_at};

#[test]
fn the_same_code_again_is_the_same_guest_and_then_a_used_one_but_never_admitted() {
    let mut issuers = live();
    let guest = issuers.guest(OF_AGE);
    let door = issuers.door(policy());
    let challenge = door.challenge(noon()).unwrap();
    let text = issuers.answer(&guest, &challenge);
    assert_eq!(code(&door.scan_text(&text, noon())), "old_enough");
    // The camera still sees it.
    for second in [0, 1, 10, 20] {
        assert_eq!(code(&door.scan_text(&text, later(second))), "same_guest", "{second}");
    }
    // A picture of it, after a pause.
    for second in [31, 60, 120] {
        assert_eq!(code(&door.scan_text(&text, later(second))), "already_used", "{second}");
    }
    assert_eq!(code(&door.scan_text(&text, later(121))), "challenge_expired");
    assert_eq!(door.counters().of_reason(Reason::OldEnough), 1);
}

#[test]
fn a_refreshed_code_of_the_same_attestation_is_no_second_admission() {
    let mut issuers = live();
    let guest = issuers.guest(OF_AGE);
    let door = issuers.door(policy());
    let answer = |second| issuers.answer(&guest, &door.challenge(later(second)).unwrap());
    assert_eq!(code(&door.scan_text(&answer(0), noon())), "old_enough");
    assert_eq!(code(&door.scan_text(&answer(5), later(5))), "same_guest");
    assert_eq!(code(&door.scan_text(&answer(100), later(100))), "already_used");
    assert_eq!(code(&door.scan_text(&answer(899), later(899))), "already_used");
    assert_eq!(door.remembered(), 1);
    // The window is over: nothing of the guest is left.
    assert_eq!(code(&door.scan_text(&answer(901), later(901))), "old_enough");
}

#[test]
fn without_grace_every_repetition_is_a_second_use() {
    let mut issuers = live();
    let guest = issuers.guest(OF_AGE);
    let door = issuers.door(policy().reentry_grace(0).unwrap());
    let challenge = door.challenge(noon()).unwrap();
    let text = issuers.answer(&guest, &challenge);
    assert_eq!(code(&door.scan_text(&text, noon())), "old_enough");
    assert_eq!(code(&door.scan_text(&text, noon())), "already_used");
}

#[test]
fn a_challenge_takes_one_answer() {
    let mut issuers = live();
    let (first, second) = (issuers.guest(OF_AGE), issuers.guest(OF_AGE));
    let door = issuers.door(policy());
    let challenge = door.challenge(noon()).unwrap();
    assert_eq!(code(&door.scan_text(&issuers.answer(&first, &challenge), noon())), "old_enough");
    assert_eq!(code(&door.scan_text(&issuers.answer(&second, &challenge), noon())), "challenge_used");
    // Nothing of the second guest was used up.
    let next = door.challenge(noon()).unwrap();
    assert_eq!(code(&door.scan_text(&issuers.answer(&second, &next), noon())), "old_enough");
}

#[test]
fn a_refusal_uses_up_as_an_admission_does() {
    let mut issuers = live();
    let guest = issuers.guest(&[(18, false)]);
    let door = issuers.door(policy());
    let text = issuers.answer(&guest, &door.challenge(noon()).unwrap());
    assert_eq!(code(&door.scan_text(&text, noon())), "under_age");
    assert_eq!(code(&door.scan_text(&text, later(30))), "already_used");
}

#[test]
fn guests_may_answer_in_any_order_until_too_many_challenges_are_open() {
    let mut issuers = live();
    let door = issuers.door(policy().max_open_challenges(3).unwrap());
    let answers: Vec<String> = (0..4)
        .map(|_| {
            let guest = issuers.guest(OF_AGE);
            issuers.answer(&guest, &door.challenge(noon()).unwrap())
        })
        .collect();
    let codes: Vec<&str> = answers.iter().rev().map(|text| code(&door.scan_text(text, noon()))).collect();
    assert_eq!(codes, ["old_enough", "old_enough", "old_enough", "not_for_this_door"]);
}

#[test]
fn a_full_memory_lets_nobody_pass() {
    let mut issuers = live();
    let door = issuers.door(policy().mode(DoorMode::Timed).replay_capacity(100).unwrap());
    let session = timed_at(0);
    let codes: Vec<&str> = (0..101)
        .map(|_| {
            let guest = issuers.guest(OF_AGE);
            code(&door.scan_text(&issuers.timed(&guest, &session), noon()))
        })
        .collect();
    assert_eq!(codes.iter().filter(|code| **code == "old_enough").count(), 100);
    assert_eq!(codes.last(), Some(&"door_busy"));
}
