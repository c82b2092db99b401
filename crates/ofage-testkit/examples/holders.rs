//! A list of holders for `ofage issue --device-keys`, with keys that nobody should use:
//! `cargo run --release -p ofage-testkit --example holders -- 1000000 > holders.jsonl`.
#![expect(clippy::panic, reason = "a tool for measurements stops where something is not as it should be")]

use std::io::{BufWriter, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ofage_core::{Curve, SecretKey, Signer as _};
use ofage_testkit::rng::TestRng;

fn main() {
    let count = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(1000);
    let mut rng = TestRng::new("holders");
    let mut out = BufWriter::new(std::io::stdout().lock());
    for _ in 0..count {
        let (x, y) = SecretKey::generate(Curve::P256, &mut rng).public_key().to_coordinates();
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        let line = format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}","birth_date":"2001-05-17"}}"#);
        writeln!(out, "{line}").unwrap_or_else(|error| panic!("{error}"));
    }
    out.flush().unwrap_or_else(|error| panic!("{error}"));
}
