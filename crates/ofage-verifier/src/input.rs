//! What a scanner delivers: which kind of code it is, before anything in it is believed.

use ofage_core::door_code::{DoorCode, DoorCodeError};
use ofage_core::{Challenge, bytes_from_base64url, limits};

use crate::Reason;

/// Something that could be a presentation.
pub(crate) enum Presented {
    /// A door code.
    Code(DoorCode),
    /// A DeviceResponse, as it is.
    Plain(Vec<u8>),
}

/// Why it could not be one, and the error's code.
pub(crate) type Refusal = (Reason, &'static str);

/// Shortest DeviceResponse that is tried, in bytes: anything shorter lacks a signature.
const MIN_RESPONSE_BYTES: usize = 200;

/// Reads text: the digits of a door code, or the base64url of a DeviceResponse.
pub(crate) fn from_text(text: &str) -> Result<Presented, Refusal> {
    // Hand scanners add line ends; some wallets a byte order mark.
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    match DoorCode::from_text(text) {
        Ok(code) => return Ok(Presented::Code(code)),
        Err(DoorCodeError::PrefixWrong) => {}
        Err(error) => return Err(refusal(error)),
    }
    if Challenge::is_text(text) {
        return Err((Reason::NotDoorCode, "challenge_shown"));
    }
    let longest = limits::MAX_MESSAGE_BYTES.saturating_mul(4).div_ceil(3);
    let plain = Some(text)
        .filter(|text| text.len() <= longest)
        .and_then(bytes_from_base64url)
        .filter(|bytes| looks_plain(bytes));
    if let Some(response) = plain {
        return Ok(Presented::Plain(response));
    }
    Err((Reason::NotDoorCode, "not_door_code"))
}

/// Reads bytes: those of a door code or of a DeviceResponse, or of the text of either.
pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Presented, Refusal> {
    if looks_plain(bytes) {
        return Ok(Presented::Plain(bytes.to_vec()));
    }
    if let Ok(text) = core::str::from_utf8(bytes) {
        match from_text(text) {
            Err((Reason::NotDoorCode, "not_door_code")) => {}
            read => return read,
        }
    }
    match DoorCode::from_bytes(bytes) {
        Ok(code) => Ok(Presented::Code(code)),
        // The first byte says what it is; bytes with another first byte are something else.
        Err(DoorCodeError::VersionUnknown | DoorCodeError::TooLarge) => {
            Err((Reason::NotDoorCode, "not_door_code"))
        }
        Err(error) => Err(refusal(error)),
    }
}

/// A CBOR map that is long enough: no door code begins so.
fn looks_plain(bytes: &[u8]) -> bool {
    bytes.len() >= MIN_RESPONSE_BYTES && bytes.first().is_some_and(|first| first >> 5 == 5)
}

/// The reason for an error of a door code.
pub(crate) fn refusal(error: DoorCodeError) -> Refusal {
    let code = error.code();
    (Reason::of_error(code).unwrap_or(Reason::CodeDamaged), code)
}
