//! Base64, read strictly: one text for every byte string. Our own, for its size in WebAssembly.
//!
//! Source: RFC 4648 §4 and §5.

use alloc::vec::Vec;

/// The bytes of a text in base64url without padding.
///
/// `None` for any other character, a length that no byte string has, or bits past the last byte that are not zero.
///
/// Source: RFC 4648 §5.
#[must_use]
pub fn bytes_from_base64url(text: &str) -> Option<Vec<u8>> {
    decode(text.as_bytes(), *b"-_")
}

/// The bytes of a text in base64 with its padding, whose line ends are gone.
pub(crate) fn decode_padded(text: &[u8]) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(4) {
        return None;
    }
    // A third padding character stays, and is no digit.
    let bare = text.strip_suffix(b"==").or_else(|| text.strip_suffix(b"=")).unwrap_or(text);
    decode(bare, *b"+/")
}

/// `last` are the digits for 62 and 63.
fn decode(text: &[u8], last: [u8; 2]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    for group in text.chunks(4) {
        let mut bits = 0_u32;
        for character in group {
            bits = bits << 6 | digit(*character, last)?;
        }
        // Two, three or four digits; with one there is less than a byte.
        let (unused, count) = match group.len() {
            4 => (0, 3),
            3 => (2, 2),
            2 => (4, 1),
            _ => return None,
        };
        if bits.trailing_zeros() < unused {
            return None;
        }
        let whole = (bits >> unused).to_be_bytes();
        bytes.extend_from_slice(whole.get(whole.len().checked_sub(count)?..)?);
    }
    Some(bytes)
}

fn digit(character: u8, last: [u8; 2]) -> Option<u32> {
    let (first, value) = match character {
        b'A'..=b'Z' => (b'A', 0),
        b'a'..=b'z' => (b'a', 26),
        b'0'..=b'9' => (b'0', 52),
        other => return last.iter().zip(62..).find_map(|(digit, value)| (*digit == other).then_some(value)),
    };
    character.checked_sub(first).map(|above| u32::from(above).saturating_add(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_the_crate_wrote_is_read(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            prop_assert_eq!(bytes_from_base64url(&URL_SAFE_NO_PAD.encode(&bytes)), Some(bytes.clone()));
            prop_assert_eq!(decode_padded(STANDARD.encode(&bytes).as_bytes()), Some(bytes));
        }

        #[test]
        fn any_text_is_read_as_the_crate_reads_it(text in "[A-Za-z0-9+/=_-]{0,12}") {
            prop_assert_eq!(bytes_from_base64url(&text), URL_SAFE_NO_PAD.decode(&text).ok());
            prop_assert_eq!(decode_padded(text.as_bytes()), STANDARD.decode(&text).ok());
        }

        #[test]
        fn any_characters_at_all(text in any::<String>()) {
            prop_assert_eq!(bytes_from_base64url(&text), URL_SAFE_NO_PAD.decode(&text).ok());
            prop_assert_eq!(decode_padded(text.as_bytes()), STANDARD.decode(&text).ok());
        }
    }

    #[test]
    fn one_text_for_every_byte_string() {
        assert_eq!(bytes_from_base64url("_-8"), Some(alloc::vec![0xff, 0xef]));
        // Bits past the last byte, one character too many, padding, the other alphabet, a line end.
        for bad in ["_-9", "_-8A_", "_-8=", "/+8", "_-8\n"] {
            assert_eq!(bytes_from_base64url(bad), None, "{bad:?}");
        }
        // No padding, half of it, too much of it.
        for bad in ["/+8", "/w=", "/w===", "====", "=", "/+8=AAAA"] {
            assert_eq!(decode_padded(bad.as_bytes()), None, "{bad:?}");
        }
    }
}
