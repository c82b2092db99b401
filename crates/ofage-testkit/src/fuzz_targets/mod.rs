//! What the fuzzers run, as plain functions: `fuzz/` feeds them what libFuzzer makes up, the test `fuzz_corpora` what is
//! kept. Each takes any bytes, and panics where the library breaks a promise.
//!
//! Most inputs are not raw messages. Their bytes are a script (`script.rs`) that changes a valid message in a few
//! places and signs it anew, so that the checks behind the signatures are reached.

mod cbor;
mod certificate;
mod challenge;
mod door;
mod door_code;
mod frame;
mod lists;
mod response;
mod script;
mod signature;
mod trust_bundle;

/// One target.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name: of the fuzzer's binary and of the folders of its inputs.
    pub name: &'static str,
    /// Runs one input.
    pub run: fn(&[u8]),
    /// Inputs to start from.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// Every target: one for each kind of untrusted input, and one for the curve code.
pub const TARGETS: [Target; 10] = [
    Target { name: "cbor", run: cbor::run, seeds: cbor::seeds },
    Target { name: "response", run: response::run, seeds: response::seeds },
    Target { name: "certificate", run: certificate::run, seeds: certificate::seeds },
    Target { name: "trust_bundle", run: trust_bundle::run, seeds: trust_bundle::seeds },
    Target { name: "lists", run: lists::run, seeds: lists::seeds },
    Target { name: "door_code", run: door_code::run, seeds: door_code::seeds },
    Target { name: "challenge", run: challenge::run, seeds: challenge::seeds },
    Target { name: "frame", run: frame::run, seeds: frame::seeds },
    Target { name: "door", run: door::run, seeds: door::seeds },
    Target { name: "signature", run: signature::run, seeds: signature::seeds },
];

/// The target of this name.
#[must_use]
pub fn target(name: &str) -> Option<Target> {
    TARGETS.into_iter().find(|target| target.name == name)
}

/// The inputs in a file of `fuzz/corpus`: a line of hexadecimal digits for each.
///
/// # Panics
///
/// With a line that is something else.
#[must_use]
pub fn kept(text: &str) -> Vec<Vec<u8>> {
    let byte = |pair: &[u8]| {
        let pair = core::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2);
        pair.and_then(|pair| u8::from_str_radix(pair, 16).ok())
            .unwrap_or_else(|| panic!("hexadecimal digits"))
    };
    text.lines().map(|line| line.as_bytes().chunks(2).map(byte).collect()).collect()
}

/// Scripts of a few lengths, the same ones every time.
fn scripts(label: &str, count: usize) -> Vec<Vec<u8>> {
    let mut rng = crate::rng::TestRng::new(label);
    (0..count).map(|index| rng.take(4 + 6 * index)).collect()
}
