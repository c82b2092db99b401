//! Throughput of a door: `cargo run --release -p ofage-testkit --example door-batch`.
//!
//! The same codes one after the other, and by `Door::verify_batch` on one thread, on two and on all. Rounds are interleaved,
//! each with a door of its own, so every code is decided, not refused as a repetition.

#![expect(
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "a measurement stops where something is not as it should be"
)]

use std::thread::available_parallelism;
use std::time::Instant;

use ofage_core::pki::Realm;
use ofage_testkit::door::{Issuers, noon, policy};
use ofage_verifier::{Decision, Door, DoorMode};
use rayon::{ThreadPool, ThreadPoolBuilder};

const CODES: usize = 2_000;
const ROUNDS: usize = 9;

fn main() {
    let mut issuers = Issuers::new("throughput", Realm::Live);
    let open = |issuers: &Issuers| issuers.door(policy().mode(DoorMode::Queue));
    let challenge = open(&issuers).challenge(noon()).unwrap_or_else(|error| panic!("{error}"));
    let codes: Vec<String> = (0..CODES)
        .map(|_| {
            let guest = issuers.guest(&[(18, true)]);
            issuers.answer(&guest, &challenge)
        })
        .collect();
    let mut threads = vec![1, 2, available_parallelism().map_or(1, usize::from)];
    threads.dedup();
    let pools: Vec<ThreadPool> = threads
        .iter()
        .map(|count| {
            ThreadPoolBuilder::new().num_threads(*count).build().unwrap_or_else(|error| panic!("{error}"))
        })
        .collect();
    let one_by_one = |door: &Door| {
        codes.iter().filter(|code| door.scan_text(code, noon()).decision() == Decision::Admit).count()
    };
    let batch =
        |door: &Door| door.verify_batch(&codes, noon()).filter(|o| o.decision() == Decision::Admit).count();
    let mut times = vec![Vec::new(); pools.len() + 1];
    for _ in 0..ROUNDS {
        let (first, rest) = times.split_at_mut(1);
        let door = open(&issuers);
        let start = Instant::now();
        assert_eq!(one_by_one(&door), CODES);
        first[0].push(start.elapsed().as_secs_f64());
        for (pool, times) in pools.iter().zip(rest) {
            let door = open(&issuers);
            let start = Instant::now();
            assert_eq!(pool.install(|| batch(&door)), CODES);
            times.push(start.elapsed().as_secs_f64());
        }
    }
    let median = |times: &[f64]| {
        let mut times = times.to_vec();
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    let unit = median(&times[0]);
    println!("| {CODES} codes | codes a second, median of {ROUNDS} | ratio |\n|---|---|---|");
    let names = core::iter::once(String::from("one by one"))
        .chain(threads.iter().map(|count| format!("batch, threads: {count}")));
    for (name, times) in names.zip(&times) {
        let median = median(times);
        println!("| {name} | {:.0} | {:.2} |", CODES as f64 / median, unit / median);
    }
}
