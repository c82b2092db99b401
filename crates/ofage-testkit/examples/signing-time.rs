//! Does the time to sign depend on the key or the nonce? A check after dudect: `cargo run --release -p ofage-testkit
//! --example signing-time`.
//!
//! Two classes of signatures are timed in random order, and Welch's t says whether their means differ. A small t proves
//! nothing; it says that this many measurements on this machine showed no difference.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "test code: its inputs are its own, and a broken measurement stops at once"
)]

use core::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use ofage_core::{Curve, SecretKey, Signer as _};
use ofage_testkit::rng::TestRng;
use ofage_testkit::welch::{LEAK, t_statistic};

/// Measurements of each class.
const SAMPLES: usize = 20_000;
/// Keys prepared ahead of the measurement: more would not stay in the processor's cache.
const KEYS: usize = 64;
/// Shares of the fastest measurements that are compared.
const KEPT: [f64; 3] = [0.5, 0.9, 0.99];

/// The two classes: which key, and which message.
struct Classes {
    name: &'static str,
    keys: [Vec<SecretKey>; 2],
    messages: [Vec<[u8; 32]>; 2],
}

fn key(curve: Curve, bytes: &[u8]) -> SecretKey {
    SecretKey::from_bytes(bytes).unwrap_or_else(|_| SecretKey::generate(curve, &mut TestRng::new("another")))
}

fn classes(curve: Curve) -> Vec<Classes> {
    let mut rng = TestRng::new("signing time");
    let random_key = |rng: &mut TestRng| SecretKey::generate(curve, rng);
    let mut message = |_| <[u8; 32]>::try_from(rng.take(32)).unwrap();
    let messages: Vec<[u8; 32]> = (0..KEYS).map(&mut message).collect();
    let fixed = vec![messages[0]; KEYS];
    let mut rng = TestRng::new("signing keys");
    let length = curve.coordinate_bytes();
    let mut small = vec![0; length];
    small[length - 1] = 3;
    let one_key = rng.take(length);
    vec![
        Classes {
            name: "one nonce against many",
            keys: [0, 1].map(|_| (0..KEYS).map(|_| key(curve, &one_key)).collect()),
            messages: [fixed, messages.clone()],
        },
        Classes {
            name: "a key of few bits against random keys",
            keys: [
                (0..KEYS).map(|_| key(curve, &small)).collect(),
                (0..KEYS).map(|_| random_key(&mut rng)).collect(),
            ],
            messages: [messages.clone(), messages],
        },
    ]
}

fn measure(classes: &Classes, samples: usize) -> [Vec<f64>; 2] {
    let mut rng = TestRng::new("order");
    let order = rng.take(samples * 2);
    let mut times = [Vec::with_capacity(samples * 2), Vec::with_capacity(samples * 2)];
    for (number, byte) in order.iter().enumerate() {
        let class = usize::from(byte & 1);
        let (key, message) = (&classes.keys[class][number % KEYS], &classes.messages[class][number % KEYS]);
        let start = Instant::now();
        black_box(key.sign(black_box(message)).unwrap());
        times[class].push(start.elapsed().as_nanos() as f64);
    }
    times
}

fn median(times: &[f64]) -> f64 {
    let mut times = times.to_vec();
    times.sort_unstable_by(f64::total_cmp);
    times[times.len() / 2]
}

fn main() -> ExitCode {
    let mut leaks = 0;
    println!(
        "{:<8}{:<40}{:>12}{:>8}{:>8}{:>8}",
        "curve", "classes", "signatures", "t 50 %", "t 90 %", "t 99 %"
    );
    for (curve, samples) in [(Curve::P256, SAMPLES), (Curve::P384, SAMPLES / 10)] {
        for classes in classes(curve) {
            drop(measure(&classes, 200));
            let [one, other] = measure(&classes, samples);
            let values = KEPT.map(|kept| t_statistic(&one, &other, kept));
            leaks += values.iter().filter(|t| t.abs() > LEAK).count();
            let [a, b, c] = values;
            println!(
                "{:<8}{:<40}{:>12}{:>7.0} ns{:>7.0} ns{a:>9.2}{b:>9.2}{c:>9.2}",
                curve.name(),
                classes.name,
                samples * 2,
                median(&one),
                median(&other),
            );
        }
    }
    if leaks == 0 {
        println!("no |t| above {LEAK}: no difference was seen, which proves nothing");
        ExitCode::SUCCESS
    } else {
        println!(
            "{leaks} values above {LEAK}: the time depends on what is secret, or the machine is too busy to tell"
        );
        ExitCode::FAILURE
    }
}
