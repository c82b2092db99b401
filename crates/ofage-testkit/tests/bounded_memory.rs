//! What a stranger sends takes bounded memory, at every limit. One test, for the counter is that of the whole program.
#![cfg(test)]

use core::alloc::GlobalAlloc;

use cap::Cap;
use ofage_testkit::at_limits::{Arrival, at_limits};
use peak_alloc::PeakAlloc;

/// `PeakAlloc` knows the most at one time, `Cap` the sum.
#[global_allocator]
static MEMORY: Cap<PeakAlloc> = Cap::new(PeakAlloc, usize::MAX);

/// Every allocation of one run together, for what arrives at the door, in bytes.
const ALLOWED_TOTAL: usize = 2 * 1024 * 1024;

#[test]
fn input_at_a_limit_takes_bounded_memory() {
    const fn is_allocator(_: &impl GlobalAlloc) {}
    is_allocator(&MEMORY);
    let inputs = at_limits();
    let mut wrong = Vec::new();
    let (mut most_peak, mut most_total) = (0, 0);
    for input in &inputs {
        // Tables that are made once are not the input's.
        let code = (input.run)();
        let (before, total) = (PeakAlloc.current_usage(), MEMORY.total_allocated());
        PeakAlloc.reset_peak_usage();
        assert_eq!((input.run)(), code);
        let peak = PeakAlloc.peak_usage() - before;
        let total = MEMORY.total_allocated() - total;
        println!("{:<76}{peak:>9} at once{total:>9} in all  {code}", input.name);
        let door = matches!(input.arrival, Arrival::Door | Arrival::DoorP384);
        if peak > input.arrival.allowed_bytes() || (door && total > ALLOWED_TOTAL) {
            wrong.push(&input.name);
        }
        if door {
            (most_peak, most_total) = (most_peak.max(peak), most_total.max(total));
        }
    }
    println!("at the door at most {most_peak} bytes at once, {most_total} in all");
    // The counters count.
    assert!(most_peak > 10_000 && most_total >= most_peak);
    assert!(inputs.len() > 50, "{} inputs", inputs.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}
