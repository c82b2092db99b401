//! One operation, so many times: what `cargo xtask instructions` runs under valgrind.
//!
//! `instructions OPERATION TIMES`. The set-up is the same whatever the number of times, so the difference of two runs is
//! that of the operation alone.
#![expect(clippy::panic, reason = "a measurement stops where something is not as it should be")]

use core::hint::black_box;

use ofage_core::door_code::DoorCode;
use ofage_core::pki::Realm;
use ofage_core::{Curve, SecretKey, Signer as _};
use ofage_core::{Profile, Session, SignerCache, UnverifiedResponse, Verifier, verify_response};
use ofage_qr::LumaFrame;
use ofage_testkit::door::{Issuers, date, noon, policy};
use ofage_testkit::frame::{self, HEIGHT, WIDTH};
use ofage_testkit::rng::TestRng;
use ofage_verifier::{DoorMode, Reason, TrustSource as _};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let operation = arguments.next().unwrap_or_default();
    let times = arguments.next().and_then(|times| times.parse().ok()).unwrap_or(1);
    let work = work(&operation);
    repeat(work, times);
}

fn repeat(mut work: Box<dyn FnMut() -> bool>, times: u32) {
    for _ in 0..times {
        assert!(work());
    }
}

fn done<T, E: core::fmt::Debug>(result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| panic!("{error:?}"))
}

/// The operation, warm: whatever is kept from one time to the next is there.
fn work(operation: &str) -> Box<dyn FnMut() -> bool> {
    let mut issuers = Issuers::new("instructions", Realm::Live);
    let door = issuers.door(policy().mode(DoorMode::Queue));
    let challenge = done(door.challenge(noon()));
    let transcript = challenge.to_session_transcript();
    let guest = issuers.guest(&[(18, true)]);
    let response = guest.respond(&transcript, 18);
    let text = issuers.answer(&guest, &challenge);
    let session = Session::new(challenge.to_session_transcript());
    let verifier = Verifier::new(issuers.anchors(), Profile::built_in());
    match operation {
        "decode" => Box::new(move || UnverifiedResponse::decode(black_box(&response)).is_ok()),
        "expand" => {
            let trust = issuers.trust(noon());
            Box::new(move || {
                let code = done(DoorCode::from_text(black_box(&text)));
                done(code.expand(trust.lookup())).count() == 1
            })
        }
        "compress" => {
            Box::new(move || issuers.code(black_box(&response), challenge.freshness()).to_text().len() > 1)
        }
        "verify-known" => {
            let mut cache = SignerCache::new(verifier);
            let mut verify = move || {
                let response = done(UnverifiedResponse::decode(black_box(&response)));
                cache.verify(response, &session, noon()).is_ok()
            };
            // The table of a signer is made at the second meeting.
            assert!((0..3).all(|_| verify()));
            Box::new(verify)
        }
        "verify-afresh" => {
            Box::new(move || verify_response(black_box(&response), &verifier, &session, noon()).is_ok())
        }
        "scan-digits" => {
            assert!((0..3).all(|_| door.scan_text(&text, noon()).reason() != Reason::NotGenuine));
            // Verified in full, and then known as a repetition.
            Box::new(move || door.scan_text(black_box(&text), noon()).reason() == Reason::SameGuest)
        }
        "issue" => {
            let device = SecretKey::generate(Curve::P256, &mut TestRng::new("device")).public_key();
            Box::new(move || {
                let attestation = issuers.attest(black_box(&device), &[(18, true)], date("2026-05-01"));
                !attestation.as_bytes().is_empty()
            })
        }
        "present" => Box::new(move || !guest.respond(black_box(&transcript), 18).is_empty()),
        "frame" => {
            let pixels = frame::hd(&text);
            Box::new(move || {
                let frame = done(LumaFrame::new(black_box(&pixels), WIDTH, HEIGHT, WIDTH));
                ofage_qr::read_first(&frame).len() == 1
            })
        }
        other => panic!("no such operation: {other}"),
    }
}
