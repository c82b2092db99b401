//! The bytes of a challenge.

use alloc::vec::Vec;

use super::{Challenge, ChallengeError, ChallengeMode, ReaderAuth, VenueName};
use crate::age::AgeThreshold;
use crate::time::UnixTime;

const VERSION: u8 = 1;
const MODE_CHALLENGE: u8 = 1;
const MODE_QUEUE: u8 = 2;

/// Bytes before the name.
const HEAD_BYTES: usize = 24;
/// Longest challenge: a name of 40 bytes, a signature of 96, a certificate of 1,024.
pub(super) const MAX_BYTES: usize = HEAD_BYTES + 40 + 1 + 96 + 1024;

impl Challenge {
    /// The bytes that the device and the reader sign: all but reader authentication.
    pub(super) fn signed_bytes(&self) -> Vec<u8> {
        let name = self.venue().as_str().as_bytes();
        let mut bytes = Vec::with_capacity(HEAD_BYTES.saturating_add(name.len()));
        bytes.push(VERSION);
        bytes.push(match self.mode() {
            ChallengeMode::Challenge => MODE_CHALLENGE,
            ChallengeMode::Queue => MODE_QUEUE,
        });
        bytes.push(self.threshold().years());
        bytes.extend_from_slice(&self.expiry.to_be_bytes());
        bytes.extend_from_slice(self.nonce());
        // A VenueName has at most 40 bytes.
        bytes.push(u8::try_from(name.len()).unwrap_or(u8::MAX));
        bytes.extend_from_slice(name);
        bytes
    }

    /// Reads a challenge. Any input gives a challenge or a typed error, and bounded work.
    ///
    /// # Errors
    /// [`ChallengeError`]: the first thing that is wrong, in the order of the bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ChallengeError> {
        let (&[version], rest) = split(bytes)?;
        if version != VERSION {
            return Err(ChallengeError::VersionUnknown);
        }
        let (&[mode], rest) = split(rest)?;
        let mode = match mode {
            MODE_CHALLENGE => ChallengeMode::Challenge,
            MODE_QUEUE => ChallengeMode::Queue,
            _ => return Err(ChallengeError::ModeUnknown),
        };
        let (&[threshold], rest) = split(rest)?;
        let threshold = AgeThreshold::new(threshold)
            .filter(|threshold| threshold.years() > 0)
            .ok_or(ChallengeError::ThresholdRange)?;
        let (expiry, rest) = split(rest)?;
        let expiry = UnixTime::from_seconds(i64::from(u32::from_be_bytes(*expiry)))
            .ok_or(ChallengeError::TimeRange)?;
        let (&nonce, rest) = split(rest)?;
        let (&[length], rest) = split(rest)?;
        let (name, rest) = rest.split_at_checked(usize::from(length)).ok_or(ChallengeError::Truncated)?;
        let name = core::str::from_utf8(name).map_err(|_| ChallengeError::NameUtf8)?;
        let mut challenge = Self::new(mode, VenueName::new(name)?, threshold, nonce, expiry)?;
        if !rest.is_empty() {
            challenge.reader = Some(ReaderAuth::decode(rest)?);
        }
        Ok(challenge)
    }
}

/// The next `N` bytes and the rest.
fn split<const N: usize>(bytes: &[u8]) -> Result<(&[u8; N], &[u8]), ChallengeError> {
    bytes.split_first_chunk().ok_or(ChallengeError::Truncated)
}
