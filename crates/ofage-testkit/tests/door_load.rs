//! Many guests, many threads: memory that stays flat, and no admission lost or given twice.

#![cfg(test)]
#![expect(clippy::wildcard_enum_match_arm, reason = "every other reason fails the test")]
use core::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Barrier;
use std::thread;
use std::time::Instant;

use ofage_core::pki::Realm;
use ofage_core::{Audience, TimedSession};
use ofage_testkit::door::{Issuers, noon, policy};
use ofage_verifier::{Decision, DoorMode, Reason};

/// Codes of distinct attestations in the throughput test.
const GUESTS: usize = 10_000;

/// Kilobytes of memory in use by this process, where the system tells.
fn resident_kilobytes() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Ten guests a second for a thousand seconds, each with an attestation of its own. The door remembers those of the last
/// 75 seconds and no more. Run with `--nocapture` to see the figures.
#[test]
fn ten_thousand_guests_in_flat_memory() {
    let mut issuers = Issuers::new("load", Realm::Live);
    let door = issuers.door(policy().mode(DoorMode::Timed).replay_window(60).unwrap());
    let mut scanning = core::time::Duration::ZERO;
    let (mut most_remembered, mut early, mut late) = (0, None, None);
    for index in 0..GUESTS {
        let now = noon().plus_seconds(i64::try_from(index / 10).unwrap());
        let session = TimedSession::new(Audience::AnyDoor, now).unwrap();
        let guest = issuers.guest(&[(18, true)]);
        let text = issuers.timed(&guest, &session);
        let start = Instant::now();
        let outcome = door.scan_text(&text, now);
        scanning += start.elapsed();
        assert_eq!(outcome.decision(), Decision::Admit, "guest {index}");
        most_remembered = door.remembered().max(most_remembered);
        match index {
            2_000 => early = resident_kilobytes(),
            9_999 => late = resident_kilobytes(),
            _ => {}
        }
    }
    assert_eq!(door.counters().of_reason(Reason::OldEnough), u64::try_from(GUESTS).unwrap());
    // 76 seconds of ten guests each: 30 in which a code passes, three times the skew of 15, and the last one.
    assert!(most_remembered <= 760, "{most_remembered}");
    println!(
        "{GUESTS} distinct codes, {:.3} ms each",
        (scanning / u32::try_from(GUESTS).unwrap()).as_secs_f64() * 1000.0
    );
    println!("most attestations remembered at once: {most_remembered}");
    if let (Some(early), Some(late)) = (early, late) {
        println!("resident memory after 2,000 guests: {early} KB; after 10,000: {late} KB");
        assert!(late < early + 2_048, "memory grows: {early} KB to {late} KB");
    }
}

/// Four threads show the same codes at the same moment, again and again: each code is decided once.
#[test]
fn threads_share_a_door_without_losing_or_doubling_an_admission() {
    const THREADS: usize = 4;
    const CODES: usize = 150;
    for mode in [DoorMode::Challenge, DoorMode::Queue, DoorMode::Timed] {
        let mut issuers = Issuers::new("threads", Realm::Live);
        let door = issuers.door(policy().mode(mode).max_open_challenges(32).unwrap());
        for _ in 0..CODES / 30 {
            let texts: Vec<String> = (0..30)
                .map(|_| {
                    let guest = issuers.guest(&[(18, true)]);
                    match door.challenge(noon()) {
                        Ok(challenge) => issuers.answer(&guest, &challenge),
                        Err(_) => {
                            issuers.timed(&guest, &TimedSession::new(Audience::AnyDoor, noon()).unwrap())
                        }
                    }
                })
                .collect();
            let admitted: Vec<AtomicUsize> = texts.iter().map(|_| AtomicUsize::new(0)).collect();
            let barrier = Barrier::new(THREADS);
            thread::scope(|scope| {
                for _ in 0..THREADS {
                    scope.spawn(|| {
                        for (text, admitted) in texts.iter().zip(&admitted) {
                            barrier.wait();
                            let outcome = door.scan_text(text, noon());
                            match outcome.reason() {
                                Reason::OldEnough => admitted.fetch_add(1, Ordering::Relaxed),
                                Reason::SameGuest => 0,
                                other => panic!("{other:?}"),
                            };
                        }
                    });
                }
            });
            assert!(admitted.iter().all(|count| count.load(Ordering::Relaxed) == 1), "{mode:?}");
        }
        let counters = door.counters();
        assert_eq!(counters.of_reason(Reason::OldEnough), u64::try_from(CODES).unwrap());
        assert_eq!(counters.of_reason(Reason::SameGuest), u64::try_from(CODES * (THREADS - 1)).unwrap());
    }
}

/// Guests with attestations of their own race for one challenge: one of them gets it.
#[test]
fn one_challenge_is_won_once() {
    let mut issuers = Issuers::new("race", Realm::Live);
    let door = issuers.door(policy());
    for _ in 0..50 {
        let challenge = door.challenge(noon()).unwrap();
        let texts: Vec<String> = (0..3)
            .map(|_| {
                let guest = issuers.guest(&[(18, true)]);
                issuers.answer(&guest, &challenge)
            })
            .collect();
        let (won, lost, barrier) = (AtomicUsize::new(0), AtomicUsize::new(0), Barrier::new(3));
        thread::scope(|scope| {
            for text in &texts {
                let (door, won, lost, barrier) = (&door, &won, &lost, &barrier);
                scope.spawn(move || {
                    barrier.wait();
                    match door.scan_text(text, noon()).reason() {
                        Reason::OldEnough => won.fetch_add(1, Ordering::Relaxed),
                        Reason::ChallengeUsed => lost.fetch_add(1, Ordering::Relaxed),
                        other => panic!("{other:?}"),
                    };
                });
            }
        });
        assert_eq!((won.into_inner(), lost.into_inner()), (1, 2));
    }
}
