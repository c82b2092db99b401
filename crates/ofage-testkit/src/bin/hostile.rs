//! Measures what input at the limits costs, hostile responses of 64 KiB among it: `cargo xtask bench-hostile`.
#![expect(clippy::arithmetic_side_effects, reason = "test code: a broken test stops at once")]

use core::hint::black_box;
use core::time::Duration;

use std::process::ExitCode;
use std::time::Instant;

use ofage_testkit::at_limits::{Arrival, at_limits};

/// Runs of what arrives at the door, and of what is loaded ahead of time.
const fn runs(arrival: Arrival) -> usize {
    match arrival {
        Arrival::Door | Arrival::DoorP384 => 51,
        Arrival::Loading | Arrival::LoadingHostile => 11,
    }
}

fn main() -> ExitCode {
    println!("{:<76}{:>12}{:>12}  outcome", "input", "median", "longest");
    let mut slow = 0;
    for input in at_limits() {
        let runs = runs(input.arrival);
        let mut times: Vec<Duration> = (0..runs)
            .map(|_| {
                let start = Instant::now();
                black_box((input.run)());
                start.elapsed()
            })
            .collect();
        times.sort_unstable();
        let (median, longest) =
            (times.get(runs / 2).copied().unwrap_or_default(), times.last().copied().unwrap_or_default());
        let code = (input.run)();
        // What a guest shows here is wrong, all of it. Lists are good ones: the largest that are taken.
        let wrong = (code == "ok") != (input.arrival == Arrival::Loading);
        let mark = if median > Duration::from_millis(input.arrival.allowed_milliseconds()) || wrong {
            slow += 1;
            "  <-- FAULT"
        } else {
            ""
        };
        println!(
            "{:<76}{:>9.1} us{:>9.1} us  {code}{mark}",
            input.name,
            median.as_secs_f64() * 1e6,
            longest.as_secs_f64() * 1e6,
        );
    }
    for arrival in [Arrival::Door, Arrival::DoorP384, Arrival::Loading, Arrival::LoadingHostile] {
        println!(
            "{arrival:?}: a median of {} ms is allowed, of {} runs",
            arrival.allowed_milliseconds(),
            runs(arrival)
        );
    }
    if slow == 0 {
        ExitCode::SUCCESS
    } else {
        println!("{slow} inputs cost more, or have another outcome than they should");
        ExitCode::FAILURE
    }
}
