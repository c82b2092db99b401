//! Memory of a door that runs for a long time: `cargo run --release -p ofage-testkit --example door-million`.
//!
//! A million scans in queue mode at the default policy, 1,000 in each rotation of the challenge. Every attestation is a
//! new one and is shown ten times: it is decided once, and the nine repetitions are verified in full, both signatures,
//! before they are told as such. 100,000 attestations in all.

#![expect(
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::wildcard_enum_match_arm,
    reason = "a measurement stops where something is not as it should be"
)]

use core::time::Duration;
use std::time::Instant;

use ofage_core::pki::Realm;
use ofage_testkit::door::{Issuers, noon, policy};
use ofage_testkit::process::resident_kilobytes;
use ofage_verifier::{DoorMode, Reason};

const SCANS: u64 = 1_000_000;
const GUESTS_PER_ROTATION: u64 = 100;
const SIGHTS: u64 = 10;
/// The target: 32 MiB, the test's own issuer included.
const MOST_KILOBYTES: usize = 32 * 1024;
/// What counts as flat: growth from 100,000 scans to the end.
const MOST_GROWTH_KILOBYTES: usize = 1024;

fn main() {
    let mut issuers = Issuers::new("million", Realm::Live);
    let door = issuers.door(policy().mode(DoorMode::Queue));
    let rotation = i64::from(door.policy().queue_rotation_seconds());
    let (mut scans, mut most_remembered, mut scanning) = (0, 0, Duration::ZERO);
    let (mut now, mut at_hundred_thousand) = (noon(), None);
    println!("| scans | resident memory, KiB | attestations remembered |\n|---|---|---|");
    while scans < SCANS {
        let challenge = door.challenge(now).unwrap_or_else(|error| panic!("{error}"));
        let texts: Vec<String> = (0..GUESTS_PER_ROTATION)
            .map(|_| {
                let guest = issuers.guest(&[(18, true)]);
                issuers.answer(&guest, &challenge)
            })
            .collect();
        for sight in 0..SIGHTS {
            for text in &texts {
                let start = Instant::now();
                let reason = door.scan_text(text, now).reason();
                scanning += start.elapsed();
                scans += 1;
                match reason {
                    Reason::OldEnough if sight == 0 => {}
                    Reason::SameGuest | Reason::AlreadyUsed if sight > 0 => {}
                    other => panic!("scan {scans}: {other:?}"),
                }
            }
        }
        most_remembered = door.remembered().max(most_remembered);
        now = now.plus_seconds(rotation);
        if [1_000, 10_000, 100_000, 500_000, SCANS].contains(&scans) {
            let kilobytes = resident_kilobytes();
            println!("| {scans} | {kilobytes} | {} |", door.remembered());
            assert!(kilobytes <= MOST_KILOBYTES, "more than {MOST_KILOBYTES} KiB");
            let before = *at_hundred_thousand.get_or_insert(kilobytes);
            if scans <= 100_000 {
                at_hundred_thousand = Some(kilobytes);
            } else {
                assert!(kilobytes <= before + MOST_GROWTH_KILOBYTES, "memory grows: {before} to {kilobytes}");
            }
        }
    }
    assert_eq!(door.counters().of_reason(Reason::OldEnough), SCANS / SIGHTS);
    let each = scanning.as_secs_f64() * 1e6 / SCANS as f64;
    println!("\n{each:.1} us a scan; most attestations remembered at once: {most_remembered}");
}
