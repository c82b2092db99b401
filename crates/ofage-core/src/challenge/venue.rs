//! The name that a wallet shows as the one who asks.

use alloc::string::String;
use core::fmt;

use super::ChallengeError;

/// Longest name in bytes of UTF-8.
pub(super) const MAX_NAME_BYTES: usize = 40;

/// A venue's name as a guest reads it: 1 to 40 bytes of UTF-8 without characters that hide, reorder or break text.
///
/// It is the venue's claim about itself; only reader authentication makes it more than that.
///
/// Source: spec/challenge.md C-3.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct VenueName(String);

impl VenueName {
    /// Checks a name.
    ///
    /// # Errors
    /// [`ChallengeError::NameEmpty`], [`ChallengeError::NameTooLong`] or [`ChallengeError::NameCharacters`].
    pub fn new(name: &str) -> Result<Self, ChallengeError> {
        if name.is_empty() {
            return Err(ChallengeError::NameEmpty);
        }
        if name.len() > MAX_NAME_BYTES {
            return Err(ChallengeError::NameTooLong);
        }
        if name.trim() != name || name.chars().any(is_deceptive) {
            return Err(ChallengeError::NameCharacters);
        }
        Ok(Self(name.into()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for VenueName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for VenueName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// Characters with which one name could pass for another, or leave its line.
fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            // Soft hyphen, grapheme joiner, Arabic letter mark, Hangul fillers, Khmer vowels without a sign, Mongolian
            // separators, the Braille cell without dots, controls of shorthand and of music.
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            // Zero-width characters, direction marks, line and paragraph separators, embeddings, isolates.
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            // Variation selectors, byte order mark, interlinear annotation, replacement character, tags.
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffd}' | '\u{e0000}'..='\u{e0fff}'
            // Private use: no two phones show the same.
            | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}'
        )
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::format;

    #[test]
    fn names_of_venues() {
        for name in
            ["Bar", "Café Zoë", "ジャズ喫茶", "Κήπος", "1234567890123456789012345678901234567890", "a b"]
        {
            assert_eq!(VenueName::new(name).unwrap().as_str(), name);
        }
        assert_eq!(VenueName::new(""), Err(ChallengeError::NameEmpty));
        assert_eq!(
            VenueName::new("12345678901234567890123456789012345678901"),
            Err(ChallengeError::NameTooLong)
        );
        assert_eq!(VenueName::new(&"é".repeat(21)), Err(ChallengeError::NameTooLong));
        for bad in [
            '\n',
            '\r',
            '\t',
            '\0',
            '\u{1b}',
            '\u{7f}',
            '\u{85}',
            '\u{ad}',
            '\u{61c}',
            '\u{200b}',
            '\u{200d}',
            '\u{200e}',
            '\u{200f}',
            '\u{2028}',
            '\u{202a}',
            '\u{202e}',
            '\u{2060}',
            '\u{2066}',
            '\u{2069}',
            '\u{17b4}',
            '\u{2800}',
            '\u{1bca0}',
            '\u{1d173}',
            '\u{feff}',
            '\u{fffd}',
            '\u{e000}',
            '\u{e0041}',
            '\u{10ffff}',
        ] {
            assert_eq!(VenueName::new(&format!("a{bad}b")), Err(ChallengeError::NameCharacters), "{bad:?}");
        }
        for bad in [" Bar", "Bar ", "\u{3000}Bar", " ", "\u{2800}"] {
            assert_eq!(VenueName::new(bad), Err(ChallengeError::NameCharacters), "{bad:?}");
        }
    }
}
