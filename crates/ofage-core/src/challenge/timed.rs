//! The session of a code that answers no challenge: the wallet signs the time.

use core::fmt;

use super::{ChallengeError, MatchingSymbol, VenueName};
use crate::cbor::Writer;
use crate::crypto::sha256;
use crate::door_code::Freshness;
use crate::mdoc::SessionTranscript;
use crate::time::UnixTime;

/// The label of the handover of a timed session.
const LABEL: &str = "ofage.timed.v1";

/// Whom a timed code is for.
///
/// Source: spec/challenge.md C-7.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[expect(clippy::exhaustive_enums, reason = "a code is for one venue or for any; there is no third")]
pub enum Audience {
    /// Whichever door reads it: the wallet knows no venue.
    AnyDoor,
    /// The doors of one venue, under the name that it goes by.
    Venue(VenueName),
}

/// A session in which the wallet signs whom the code is for and when it was made, at most 30 seconds ago.
///
/// Weaker than a challenge: whoever holds the device key can make codes for later, and a picture of a code passes as
/// long as the code does.
///
/// ```cddl
/// TimedHandover = [ "ofage.timed.v1", bstr ]     ; SHA-256 of the CBOR of TimedSession
/// TimedSession = [ audience: tstr, time: uint ]  ; empty for any door; seconds since 1970
/// ```
///
/// Source: spec/challenge.md C-7.
#[derive(Clone, PartialEq, Eq)]
pub struct TimedSession {
    audience: Audience,
    time: u32,
}

impl TimedSession {
    /// Seconds after which a wallet makes a new code.
    pub const REFRESH_SECONDS: u32 = 10;
    /// Seconds for which a door accepts a code.
    pub const ACCEPTED_SECONDS: u32 = 30;

    /// A session at the wallet's time.
    ///
    /// # Errors
    /// [`ChallengeError::TimeRange`] outside 1970 to 2106.
    pub fn new(audience: Audience, time: UnixTime) -> Result<Self, ChallengeError> {
        let time = u32::try_from(time.seconds()).map_err(|_| ChallengeError::TimeRange)?;
        Ok(Self { audience, time })
    }

    /// Whom the code is for.
    #[must_use]
    pub const fn audience(&self) -> &Audience {
        &self.audience
    }

    /// When the code was made, by the wallet's clock.
    #[must_use]
    pub fn time(&self) -> UnixTime {
        UnixTime::from_seconds(i64::from(self.time)).unwrap_or(UnixTime::EPOCH)
    }

    /// What a door code says of it.
    #[must_use]
    pub fn freshness(&self) -> Freshness {
        Freshness::at(self.time())
    }

    fn info(&self) -> alloc::vec::Vec<u8> {
        let mut info = Writer::new();
        info.array(2);
        match &self.audience {
            Audience::AnyDoor => info.text(""),
            Audience::Venue(name) => info.text(name.as_str()),
        };
        info.unsigned(u64::from(self.time));
        info.finish()
    }

    /// What the device key signs.
    #[must_use]
    pub fn to_session_transcript(&self) -> SessionTranscript {
        SessionTranscript::hashed_handover(LABEL, &self.info())
    }

    /// The symbol of this code. It changes with every refresh; the door shows it with the decision.
    #[must_use]
    pub fn matching_symbol(&self) -> MatchingSymbol {
        MatchingSymbol::from_hash(&sha256(&self.info()))
    }
}

impl fmt::Debug for TimedSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TimedSession").field("audience", &self.audience).field("time", &self.time()).finish()
    }
}
