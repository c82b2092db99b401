//! Measures what hostile inputs of 64 KiB cost: `cargo xtask bench-hostile`.
#![expect(clippy::arithmetic_side_effects, reason = "test code: a broken test stops at once")]

use core::hint::black_box;
use core::time::Duration;

use std::process::ExitCode;
use std::time::Instant;

use ofage_core::UnverifiedResponse;
use ofage_testkit::hostile::hostile_inputs;

const RUNS: usize = 51;
const ALLOWED: Duration = Duration::from_millis(1);

fn main() -> ExitCode {
    println!("{:<52}{:>8}{:>12}{:>12}  refused with", "hostile input", "bytes", "median", "longest");
    let mut slow = 0;
    for input in hostile_inputs() {
        let verifier = input.built.context.verifier();
        let session = input.built.context.session();
        let verify = || {
            UnverifiedResponse::decode(black_box(&input.built.response))
                .map_err(|error| error.code())?
                .verify(&verifier, &session, input.built.context.now)
                .map_err(|error| error.code())
        };
        let mut times: Vec<Duration> = (0..RUNS)
            .map(|_| {
                let start = Instant::now();
                let result = black_box(verify());
                let time = start.elapsed();
                drop(result);
                time
            })
            .collect();
        times.sort_unstable();
        let (median, longest) =
            (times.get(RUNS / 2).copied().unwrap_or_default(), times.last().copied().unwrap_or_default());
        let code = verify().map_or_else(|code| code, |_| "NOTHING: it verifies");
        let mark = if median > ALLOWED
            || !code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        {
            slow += 1;
            "  <-- FAULT"
        } else {
            ""
        };
        println!(
            "{:<52}{:>8}{:>9.1} us{:>9.1} us  {code}{mark}",
            input.name,
            input.built.response.len(),
            median.as_secs_f64() * 1e6,
            longest.as_secs_f64() * 1e6,
        );
    }
    if slow == 0 {
        println!("every median is within {} us, {RUNS} runs each", ALLOWED.as_micros());
        ExitCode::SUCCESS
    } else {
        println!("{slow} inputs cost more than {} us, or are not refused", ALLOWED.as_micros());
        ExitCode::FAILURE
    }
}
