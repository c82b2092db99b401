//! A code as text.

use alloc::string::String;
use alloc::vec::Vec;

use super::DoorCodeError;
use crate::digits::{self, DigitsError};
use crate::limits::MAX_DOOR_CODE_BYTES;

/// What every door code begins with: "AG" on the keys of a telephone.
pub(super) const MAGIC: &str = "24";
/// The digit after it: the format of the rest.
pub(super) const FORMAT: char = '1';
/// No code has more digits than this: 53 for 22 bytes is less than three a byte.
pub(super) const MAX_DIGITS: usize = MAX_DOOR_CODE_BYTES * 3;

/// Magic, format, digits.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::from(MAGIC);
    text.push(FORMAT);
    digits::encode(bytes, &mut text);
    text
}

/// The bytes of a text that [`encode`] made, with white space around it: hand scanners end with a line break.
pub(super) fn decode(text: &str) -> Result<Vec<u8>, DoorCodeError> {
    let text = text.trim_matches(|c: char| c.is_ascii_whitespace());
    let rest = text.strip_prefix(MAGIC).ok_or(DoorCodeError::PrefixWrong)?;
    if rest.len() > MAX_DIGITS {
        return Err(DoorCodeError::TooLarge);
    }
    let mut characters = rest.chars();
    match characters.next() {
        Some(FORMAT) => {}
        Some('0'..='9') => return Err(DoorCodeError::VersionUnknown),
        Some(_) => return Err(DoorCodeError::PrefixWrong),
        None => return Err(DoorCodeError::Truncated),
    }
    digits::decode(characters.as_str()).map_err(|error| match error {
        DigitsError::Character => DoorCodeError::DigitsInvalid,
        DigitsError::Length => DoorCodeError::LengthInvalid,
        DigitsError::NotCanonical => DoorCodeError::DigitsNotCanonical,
    })
}
