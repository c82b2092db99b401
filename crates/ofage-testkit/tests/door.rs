//! The door, from the question to the decision, and everything that must not pass it.

#![cfg(test)]
#![expect(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::wildcard_enum_match_arm,
    reason = "test code: its inputs are its own, and a broken test stops at once"
)]

#[path = "door/clock_and_trust.rs"]
mod clock_and_trust;
#[path = "door/freshness.rs"]
mod freshness;
#[path = "door/hostile.rs"]
mod hostile;
#[path = "door/privacy.rs"]
mod privacy;
#[path = "door/scans.rs"]
mod scans;
#[path = "door/several_signers.rs"]
mod several_signers;
#[path = "door/single_use.rs"]
mod single_use;

use ofage_core::pki::Realm;
use ofage_core::{Audience, TimedSession, UnixTime};
use ofage_testkit::door::{Issuers, noon};
use ofage_verifier::Outcome;

const OF_AGE: &[(u8, bool)] = &[(18, true)];

fn live() -> Issuers {
    Issuers::new("live", Realm::Live)
}

fn code(outcome: &Outcome) -> &'static str {
    outcome.reason().code()
}

fn later(seconds: i64) -> UnixTime {
    noon().plus_seconds(seconds)
}

fn timed_at(seconds: i64) -> TimedSession {
    TimedSession::new(Audience::AnyDoor, later(seconds)).unwrap()
}
