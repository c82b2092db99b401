//! Interoperability vectors of other parties. They are read in place, beside the repository, and never copied into it;
//! a test that misses one fails.

use std::path::PathBuf;

use base64::Engine as _;

/// The path of a vector file, `name` below `../shared/vectors`.
///
/// # Panics
/// Where the file is missing: a test must not pass without what it tests.
#[must_use]
pub fn shared_path(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors").join(name);
    assert!(path.exists(), "interoperability vector missing: {}", path.display());
    path
}

/// The content of a vector file.
///
/// # Panics
/// Where it cannot be read.
#[must_use]
pub fn shared_bytes(name: &str) -> Vec<u8> {
    let path = shared_path(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A JSON vector file.
///
/// # Panics
/// Where it is no JSON.
#[must_use]
pub fn shared_json(name: &str) -> serde_json::Value {
    serde_json::from_slice(&shared_bytes(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The bytes of a JSON string in hex; white space is passed over.
///
/// # Panics
/// Where the value is no such string.
#[must_use]
pub fn hex(value: &serde_json::Value) -> Vec<u8> {
    let text = value.as_str().unwrap_or_else(|| panic!("not a text: {value}"));
    let digits: Vec<u32> = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_digit(16).unwrap_or_else(|| panic!("not hex: {c}")))
        .collect();
    assert!(digits.len().is_multiple_of(2), "odd number of hex digits");
    digits
        .chunks(2)
        .map(|pair| u8::try_from(pair.iter().fold(0, |byte, digit| byte << 4 | digit)).unwrap_or(0))
        .collect()
}

/// The bytes of a JSON string in base64url without padding.
///
/// # Panics
/// Where the value is no such string.
#[must_use]
pub fn base64url(value: &serde_json::Value) -> Vec<u8> {
    let text = value.as_str().unwrap_or_else(|| panic!("not a text: {value}"));
    base64::prelude::BASE64_URL_SAFE_NO_PAD
        .decode(text)
        .unwrap_or_else(|error| panic!("not base64url: {error}"))
}
