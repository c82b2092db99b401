//! What a door asks: who asks, for which age, and a nonce that makes the answer good for this question alone.
//!
//! Made by the door, read by the wallet; neither keeps anything of the other. The device key signs the challenge's hash
//! (or, without a challenge, the time: [`TimedSession`]), so an answer is worth nothing elsewhere.
//!
//! Source: spec/challenge.md.

mod error;
mod reader_auth;
mod symbol;
#[cfg(test)]
mod tests;
mod text;
mod timed;
mod venue;
mod wire;

use alloc::vec::Vec;
use core::fmt;

pub use error::ChallengeError;
use reader_auth::ReaderAuth;
pub use reader_auth::{ReaderAuthError, VerifiedReader};
pub use symbol::{Colour, MatchingSymbol, Shape};
pub use timed::{Audience, TimedSession};
pub use venue::VenueName;

use crate::age::AgeThreshold;
use crate::crypto::sha256;
use crate::door_code::Freshness;
use crate::mdoc::SessionTranscript;
use crate::time::UnixTime;

/// The label of the handover of a challenge.
const LABEL: &str = "ofage.challenge.v1";

/// How a challenge is shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum ChallengeMode {
    /// For one guest: the door takes one answer to it.
    Challenge,
    /// On a screen at the queue: many guests answer it, until it rotates.
    Queue,
}

impl ChallengeMode {
    /// The stable name: `challenge` or `queue`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Challenge => "challenge",
            Self::Queue => "queue",
        }
    }
}

/// A door's question.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 1 | version: 1 |
/// | 1 | 1 | mode: 1 challenge, 2 queue |
/// | 2 | 1 | threshold, 1 to 99 |
/// | 3 | 4 | expiry, seconds since 1970, big-endian |
/// | 7 | 16 | nonce |
/// | 23 | 1 | length n of the name, 1 to 40 |
/// | 24 | n | the venue's name, UTF-8 |
///
/// Reader authentication may follow: algorithm (1 ES256, 2 ES384), signature (64 or 96 bytes), certificate (DER, to the
/// end). What is signed, by the device and by the reader, is the bytes up to there.
///
/// Source: spec/challenge.md C-2.
#[derive(Clone, PartialEq, Eq)]
pub struct Challenge {
    mode: ChallengeMode,
    venue: VenueName,
    threshold: AgeThreshold,
    nonce: [u8; 16],
    expiry: u32,
    hash: [u8; 32],
    reader: Option<ReaderAuth>,
}

impl Challenge {
    /// The longest that a challenge may be valid for, in seconds: a wallet refuses one that expires later.
    pub const MAX_LIFETIME_SECONDS: u32 = 900;

    /// A question. `nonce` must be unpredictable and used once (in queue mode: once per rotation).
    ///
    /// # Errors
    /// [`ChallengeError::ThresholdRange`] for 0, [`ChallengeError::TimeRange`] for an expiry outside 1970 to 2106.
    pub fn new(
        mode: ChallengeMode,
        venue: VenueName,
        threshold: AgeThreshold,
        nonce: [u8; 16],
        expiry: UnixTime,
    ) -> Result<Self, ChallengeError> {
        if threshold.years() == 0 {
            return Err(ChallengeError::ThresholdRange);
        }
        let expiry = u32::try_from(expiry.seconds()).map_err(|_| ChallengeError::TimeRange)?;
        let mut challenge = Self { mode, venue, threshold, nonce, expiry, hash: [0; 32], reader: None };
        challenge.hash = sha256(&challenge.signed_bytes());
        Ok(challenge)
    }

    /// How it is shown.
    #[must_use]
    pub const fn mode(&self) -> ChallengeMode {
        self.mode
    }

    /// The name that the venue gives itself.
    #[must_use]
    pub const fn venue(&self) -> &VenueName {
        &self.venue
    }

    /// The age that is asked for.
    #[must_use]
    pub const fn threshold(&self) -> AgeThreshold {
        self.threshold
    }

    /// The nonce.
    #[must_use]
    pub const fn nonce(&self) -> &[u8; 16] {
        &self.nonce
    }

    /// The last second at which it may be answered.
    #[must_use]
    pub fn expiry(&self) -> UnixTime {
        UnixTime::from_seconds(i64::from(self.expiry)).unwrap_or(UnixTime::EPOCH)
    }

    /// Whether a wallet may answer it at `now`, with `skew` seconds allowed between the two clocks.
    ///
    /// # Errors
    /// [`ChallengeError::Expired`]; [`ChallengeError::NotYetValid`] where it expires more than
    /// [`Self::MAX_LIFETIME_SECONDS`] and `skew` from now.
    ///
    /// Source: spec/challenge.md C-5.
    pub fn check(&self, now: UnixTime, skew: u32) -> Result<(), ChallengeError> {
        let left = self.expiry().seconds_since(now);
        let skew = i64::from(skew);
        if left < skew.saturating_neg() {
            return Err(ChallengeError::Expired);
        }
        if left > i64::from(Self::MAX_LIFETIME_SECONDS).saturating_add(skew) {
            return Err(ChallengeError::NotYetValid);
        }
        Ok(())
    }

    /// SHA-256 of the signed bytes: what names this challenge.
    #[must_use]
    pub const fn sha256(&self) -> &[u8; 32] {
        &self.hash
    }

    /// The first two bytes of [`Self::sha256`]: by these a door finds the challenge that an answer belongs to. A hint
    /// for speed; the signature decides.
    #[must_use]
    pub const fn hint(&self) -> [u8; 2] {
        let [first, second, ..] = self.hash;
        [first, second]
    }

    /// What a door code says of it.
    #[must_use]
    pub const fn freshness(&self) -> Freshness {
        match self.mode {
            ChallengeMode::Challenge => Freshness::Challenge(self.hint()),
            ChallengeMode::Queue => Freshness::Queue(self.hint()),
        }
    }

    /// The symbol that both screens show.
    #[must_use]
    pub fn matching_symbol(&self) -> MatchingSymbol {
        MatchingSymbol::from_hash(&self.hash)
    }

    /// What the device key signs: `[null, null, ["ofage.challenge.v1", SHA-256 of the signed bytes]]`.
    ///
    /// Source: spec/challenge.md C-4.
    #[must_use]
    pub fn to_session_transcript(&self) -> SessionTranscript {
        SessionTranscript::hashed_handover(LABEL, &self.signed_bytes())
    }

    /// The bytes that carry it.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.signed_bytes();
        if let Some(reader) = &self.reader {
            reader.encode(&mut bytes);
        }
        bytes
    }
}

impl fmt::Debug for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Challenge")
            .field("mode", &self.mode)
            .field("venue", &self.venue)
            .field("threshold", &self.threshold.years())
            .field("expiry", &self.expiry())
            .finish_non_exhaustive()
    }
}
