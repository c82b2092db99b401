//! The form in which a file holds binary data: as it is, or as hex, base64 or base64url text.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use super::input::Input;
use crate::failure::Failure;

/// How a file holds its bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    /// The bytes themselves.
    Raw,
    /// Hexadecimal digits, spaces and line breaks allowed.
    Hex,
    /// Base64, with or without padding.
    Base64,
    /// Base64url, with or without padding.
    Base64Url,
}

impl Form {
    /// The name for people.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Raw => "binary",
            Self::Hex => "hex",
            Self::Base64 => "base64",
            Self::Base64Url => "base64url",
        }
    }
}

/// The binary content of an input and the form it was in.
///
/// Text is taken for binary data only where it holds a character that none of the text forms has and that
/// does not belong in a text file; CBOR messages and DER certificates always do.
///
/// # Errors
/// [`Failure::Input`] for text in none of the forms.
pub(crate) fn decode_binary(input: &Input) -> Result<(Vec<u8>, Form), Failure> {
    let Some(text) = input.text().filter(|text| !text.chars().any(is_binary)) else {
        return Ok((input.bytes.to_vec(), Form::Raw));
    };
    let packed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let packed = packed.strip_prefix("0x").unwrap_or(&packed);
    if packed.chars().all(|c| c.is_ascii_hexdigit()) {
        return hex(packed)
            .map(|bytes| (bytes, Form::Hex))
            .ok_or_else(|| input.failure("hex_odd", "holds an odd number of hex digits"));
    }
    let decoded = if packed.contains(['-', '_']) {
        URL_SAFE_NO_PAD.decode(packed.trim_end_matches('=')).map(|bytes| (bytes, Form::Base64Url))
    } else if packed.ends_with('=') {
        STANDARD.decode(packed).map(|bytes| (bytes, Form::Base64))
    } else {
        STANDARD_NO_PAD.decode(packed).map(|bytes| (bytes, Form::Base64))
    };
    decoded.map_err(|_| input.failure("form_unknown", "is text, and neither hex, base64 nor base64url"))
}

/// Whether a character does not occur in text files.
fn is_binary(c: char) -> bool {
    !c.is_ascii() || (c.is_ascii_control() && !c.is_ascii_whitespace())
}

/// The bytes that an even number of hex digits writes.
fn hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits?;
    let (pairs, rest) = digits.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| (high << 4) | low).collect())
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::{Form, decode_binary};
    use crate::failure::Source;
    use crate::io::Input;

    fn decoded(bytes: &[u8]) -> Result<(Vec<u8>, Form), &'static str> {
        let input = Input { source: Source::Stdin, bytes: Zeroizing::new(bytes.to_vec()) };
        decode_binary(&input).map_err(|failure| failure.code())
    }

    #[test]
    fn every_form_is_detected() {
        let message = vec![0xa1, 0x61, 0xfb, 0xff, 0xf6];
        for (text, form) in [
            ("a161fbfff6", Form::Hex),
            ("A1 61 FB\nFF F6\n", Form::Hex),
            ("0xa161fbfff6", Form::Hex),
            ("\u{feff}a161fbfff6\r\n", Form::Hex),
            ("oWH7//Y=", Form::Base64),
            ("oWH7\n//Y", Form::Base64),
            ("oWH7__Y", Form::Base64Url),
            ("oWH7__Y=\n", Form::Base64Url),
        ] {
            assert_eq!(decoded(text.as_bytes()), Ok((message.clone(), form)), "{text:?}");
        }
        assert_eq!(decoded(&message), Ok((message.clone(), Form::Raw)));
        assert_eq!(decoded(&[0; 64]), Ok((vec![0; 64], Form::Raw)));
    }

    #[test]
    fn other_text_is_refused() {
        assert_eq!(decoded(b"a161f"), Err("hex_odd"));
        assert_eq!(decoded(b"# A heading\n"), Err("form_unknown"));
        assert_eq!(decoded(b"oWH7_/Y"), Err("form_unknown"));
        assert_eq!(decoded(b"{\"a\":1}"), Err("form_unknown"));
    }
}
