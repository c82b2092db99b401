//! A batch decides as its codes would one after the other.

#![cfg(test)]
#![expect(
    clippy::arithmetic_side_effects,
    reason = "test code: its inputs are its own, and a broken test stops at once"
)]

use ofage_core::pki::Realm;
use ofage_testkit::door::{Issuers, noon, policy};
use ofage_verifier::{Decision, DoorMode, Outcome, Reason};
use rayon::ThreadPoolBuilder;

/// Runs on four threads, whatever the machine has.
fn on_threads<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    ThreadPoolBuilder::new().num_threads(4).build().unwrap().install(work)
}

/// Guests of age and not, repetitions near and far apart, damage, other codes; more than two chunks.
fn queue_of_codes(issuers: &mut Issuers, challenge: &ofage_core::Challenge) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for index in 0..600_usize {
        let text = match index % 8 {
            kind @ (0 | 1) => {
                let guest = issuers.guest(&[(18, kind == 0)]);
                issuers.answer(&guest, challenge)
            }
            2 => codes[index / 2].clone(),
            3 => codes[index - 1].clone(),
            4 => codes[index - 4].clone(),
            5 => {
                let mut damaged = codes[index - 5].clone();
                let last = if damaged.pop() == Some('7') { '8' } else { '7' };
                damaged.push(last);
                damaged
            }
            6 => String::from("https://example.com"),
            _ => codes[0].clone(),
        };
        codes.push(text);
    }
    codes
}

#[test]
fn the_same_decisions_as_one_by_one() {
    let mut issuers = Issuers::new("batch", Realm::Live);
    let queue = || policy().mode(DoorMode::Queue);
    let (one_by_one, batch) = (issuers.door(queue()), issuers.door(queue()));
    let challenge = batch.challenge(noon()).unwrap();
    let codes = queue_of_codes(&mut issuers, &challenge);
    let expected: Vec<Outcome> = codes.iter().map(|code| one_by_one.scan_text(code, noon())).collect();
    let outcomes: Vec<Outcome> = on_threads(|| batch.verify_batch(&codes, noon()).collect());
    assert_eq!(outcomes, expected);
    assert_eq!(batch.counters(), one_by_one.counters());
    assert_eq!(batch.remembered(), 150);
    let count = |decision| outcomes.iter().filter(|outcome| outcome.decision() == decision).count();
    assert_eq!((count(Decision::Admit), batch.counters().of_reason(Reason::UnderAge)), (75, 75));
    // All again: nothing is given twice.
    let again: Vec<Outcome> = on_threads(|| batch.verify_batch(&codes, noon()).collect());
    assert!(again.iter().all(|outcome| outcome.decision() != Decision::Admit));
}

/// Guests race for each challenge within one batch: the first in the order of the codes gets it, on any number of threads.
#[test]
fn the_first_in_order_gets_the_challenge() {
    let mut issuers = Issuers::new("batch race", Realm::Live);
    let door = issuers.door(policy().max_open_challenges(32).unwrap());
    for _ in 0..4 {
        let challenges: Vec<_> = (0..16).map(|_| door.challenge(noon()).unwrap()).collect();
        let codes: Vec<String> = (0..64)
            .map(|index| {
                let guest = issuers.guest(&[(18, true)]);
                issuers.answer(&guest, &challenges[index % 16])
            })
            .collect();
        let reasons: Vec<Reason> =
            on_threads(|| door.verify_batch(&codes, noon()).map(|outcome| outcome.reason()).collect());
        let (first, rest) = reasons.split_at(16);
        assert!(first.iter().all(|reason| *reason == Reason::OldEnough), "{first:?}");
        assert!(rest.iter().all(|reason| *reason == Reason::ChallengeUsed), "{rest:?}");
    }
}

/// Nothing is read ahead of a chunk, so an endless source is served.
#[test]
fn a_batch_is_lazy() {
    let issuers = Issuers::new("batch lazy", Realm::Live);
    let door = issuers.door(policy());
    let mut read = 0_usize;
    let source = core::iter::repeat_with(|| {
        read += 1;
        "https://example.com"
    });
    assert_eq!(door.verify_batch(source, noon()).take(300).count(), 300);
    assert_eq!((read, door.counters().of_reason(Reason::NotDoorCode)), (512, 512));
    assert_eq!(door.verify_batch([""; 0], noon()).count(), 0);
}
