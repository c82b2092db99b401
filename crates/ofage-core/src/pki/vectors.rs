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
    assert!(text.len().is_multiple_of(2));
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// The value of this name in the ISO/IEC 18013-5 Annex D file.
pub(crate) fn annex_d(name: &str) -> Vec<u8> {
    hex(&json_string(&text("iso18013-5-annex-d.json"), name))
}

/// The DER of every certificate that lies in a message, in its order.
pub(crate) fn certificates_in(message: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some([0x30, 0x82, high, low]) = message.get(at..at + 4) {
        let end = at + 4 + usize::from(u16::from_be_bytes([*high, *low]));
        at = match message.get(at..end) {
            Some(der) if Certificate::from_der(der).is_ok() => {
                found.push(der.to_vec());
                end
            }
            _ => at + 1,
        };
        at = message[at..]
            .windows(2)
            .position(|start| start == [0x30, 0x82])
            .map_or(message.len(), |next| at + next);
    }
    found
}

/// The certificates of a message that does not start with one.
pub(crate) fn certificates_inside(message: &[u8]) -> Vec<Vec<u8>> {
    let start = message.windows(2).position(|start| start == [0x30, 0x82]).unwrap();
    certificates_in(&message[start..])
}
