//! A challenge as text.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Challenge, ChallengeError};
use crate::digits;

/// What every challenge begins with: "AS", as in "ask", on the keys of a telephone.
const MAGIC: &str = "27";
/// The digit after it: the format of the rest.
const FORMAT: char = '1';
/// No challenge has more digits: 53 for 22 bytes is less than three a byte.
const MAX_DIGITS: usize = super::wire::MAX_BYTES * 3;

impl Challenge {
    /// The challenge as digits, for a QR code in numeric mode.
    ///
    /// Source: spec/challenge.md C-9.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::from(MAGIC);
        text.push(FORMAT);
        digits::encode(&self.to_bytes(), &mut text);
        text
    }

    /// Reads the text of a challenge, with white space around it.
    ///
    /// # Errors
    /// [`ChallengeError::NotChallenge`] for text that begins otherwise, [`ChallengeError::VersionUnknown`],
    /// [`ChallengeError::TextMalformed`], and those of [`Self::from_bytes`].
    pub fn from_text(text: &str) -> Result<Self, ChallengeError> {
        let rest = trimmed(text).strip_prefix(MAGIC).ok_or(ChallengeError::NotChallenge)?;
        let mut rest = rest.chars();
        match rest.next() {
            Some(FORMAT) => {}
            Some(c) if c.is_ascii_digit() => return Err(ChallengeError::VersionUnknown),
            Some(_) => return Err(ChallengeError::NotChallenge),
            None => return Err(ChallengeError::Truncated),
        }
        let rest = rest.as_str();
        if rest.len() > MAX_DIGITS {
            return Err(ChallengeError::TextMalformed);
        }
        let bytes: Vec<u8> = digits::decode(rest).map_err(|_| ChallengeError::TextMalformed)?;
        Self::from_bytes(&bytes)
    }

    /// Whether text begins as a challenge does: for a scanner that meets one where it wants something else.
    #[must_use]
    pub fn is_text(text: &str) -> bool {
        let rest = trimmed(text).strip_prefix(MAGIC);
        rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
    }
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_ascii_whitespace())
}
