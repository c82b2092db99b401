//! Certificates of other vendors, read in place; a missing file fails the test.

extern crate std;

use std::format;
use std::path::PathBuf;
use std::string::String;
use std::vec::Vec;

use super::Certificate;

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors").join(name)
}

pub(crate) fn bytes(name: &str) -> Vec<u8> {
    let path = path(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(crate) fn text(name: &str) -> String {
    String::from_utf8(bytes(name)).unwrap()
}

/// The first string with this key in a JSON text.
pub(crate) fn json_string(json: &str, key: &str) -> String {
    let (_, after) = json.split_once(&format!("\"{key}\":")).unwrap_or_else(|| panic!("no {key}"));
    after.split('"').nth(1).unwrap().into()
}

pub(crate) fn hex(text: &str) -> Vec<u8> {
    text.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(core::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// The value of this name in the ISO/IEC 18013-5 Annex D file.
pub(crate) fn annex_d(name: &str) -> Vec<u8> {
    hex(&json_string(&text("iso18013-5-annex-d.json"), name))
}

/// The DER of every certificate that lies in a message, in its order.
pub(crate) fn certificates_inside(message: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut rest = message;
    while let [_, tail @ ..] = rest {
        rest = match certificate_at_start(rest) {
            Some((der, after)) => {
                found.push(der.to_vec());
                after
            }
            None => tail,
        };
    }
    found
}

fn certificate_at_start(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let [0x30, 0x82, high, low, ..] = bytes else { return None };
    let length = usize::from(u16::from_be_bytes([*high, *low]));
    let (der, after) = bytes.split_at_checked(length.saturating_add(4))?;
    Certificate::from_der(der).ok().map(|_| (der, after))
}
