//! What a venue decides: for whom, how fresh, whom to trust for how long.

use core::fmt;

use ofage_core::{AgeThreshold, Profile, UnixTime, VenueName};

/// How codes at this door are fresh.
///
/// Source: spec/door.md D-2.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(clippy::exhaustive_enums, reason = "a screen must show every mode")]
pub enum DoorMode {
    /// A challenge for each guest. Resists pictures, replay, codes made in advance, and codes for other venues.
    Challenge,
    /// One challenge on a screen at the queue, which rotates. The same within its window.
    Queue,
    /// No challenge: the wallet signs the time. Weaker: a picture passes for 30 seconds, and whoever holds the device
    /// key can make codes in advance.
    Timed,
}

impl DoorMode {
    /// The stable name: `challenge`, `queue` or `timed`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Challenge => "challenge",
            Self::Queue => "queue",
            Self::Timed => "timed",
        }
    }

    /// The mode with this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Challenge, Self::Queue, Self::Timed].into_iter().find(|mode| mode.code() == code)
    }
}

/// Whether a door takes a whole DeviceResponse, as bytes or base64url text, beside door codes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(clippy::exhaustive_enums, reason = "there are two")]
pub enum PlainResponses {
    /// Yes: from any conforming wallet that can answer the challenge.
    Accepted,
    /// Door codes only.
    Refused,
}

/// What to do about an attestation with a status whose list is not at hand or not current.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(clippy::exhaustive_enums, reason = "there are three")]
pub enum StatusPolicy {
    /// Look no status up.
    Ignored,
    /// Look it up where a current list is at hand; without one, go by the short validity alone.
    WhereKnown,
    /// No current list, no answer: [`Reason::StatusUnknown`](crate::Reason::StatusUnknown).
    Required,
}

/// Which timed codes a door takes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(clippy::exhaustive_enums, reason = "there are two")]
pub enum TimedAudience {
    /// Those for this venue by name, and those for any door.
    VenueOrAnyDoor,
    /// Those for this venue by name.
    VenueOnly,
}

/// Whether codes of before the opening count.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(clippy::exhaustive_enums, reason = "there are two")]
pub enum BeforeOpening {
    /// They do. The memory of used codes does not survive a restart, so in timed and queue mode a code that was used just
    /// before passes again within its window.
    Accepted,
    /// Timed codes that were made before the door opened, and answers to queue challenges that were on display before,
    /// do not count.
    Refused,
}

/// A limit outside its range.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct PolicyError {
    /// Which one.
    pub field: &'static str,
    /// The least that is allowed.
    pub min: u32,
    /// The most that is allowed.
    pub max: u32,
}

impl PolicyError {
    /// The stable code: `policy_range`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "policy_range"
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} must be from {} to {}", self.field, self.min, self.max)
    }
}

impl core::error::Error for PolicyError {}

/// A venue's policy. Made with [`Policy::new`], which has the default for everything, and adjusted one by one.
#[derive(Clone, Debug)]
pub struct Policy {
    pub(crate) venue: VenueName,
    pub(crate) threshold: AgeThreshold,
    pub(crate) mode: DoorMode,
    pub(crate) profiles: Vec<Profile>,
    pub(crate) clock_skew: u32,
    pub(crate) challenge_lifetime: u32,
    pub(crate) queue_rotation: u32,
    pub(crate) bundle_age: u32,
    pub(crate) reentry_grace: u32,
    pub(crate) replay_window: u32,
    pub(crate) replay_capacity: usize,
    pub(crate) open_challenges: usize,
    pub(crate) status: StatusPolicy,
    pub(crate) plain_responses: PlainResponses,
    pub(crate) timed_audience: TimedAudience,
    pub(crate) before_opening: BeforeOpening,
    pub(crate) build_time: UnixTime,
}

/// Declares a limit: its setter, with its range.
macro_rules! limit {
    ($(#[$doc:meta])* $setter:ident, $field:ident, $min:literal ..= $max:literal) => {
        $(#[$doc])*
        #[doc = concat!("\nRange: ", stringify!($min), " to ", stringify!($max), ".\n\n# Errors\n[`PolicyError`] outside it.")]
        pub fn $setter(mut self, value: u32) -> Result<Self, PolicyError> {
            if !($min..=$max).contains(&value) {
                return Err(PolicyError { field: stringify!($field), min: $min, max: $max });
            }
            self.$field = value.try_into().unwrap_or($max);
            Ok(self)
        }
    };
}

impl Policy {
    /// A door for `threshold` that asks each guest a challenge, and takes EU age attestations, mobile driving licences
    /// and photo IDs.
    #[must_use]
    pub fn new(venue: VenueName, threshold: AgeThreshold) -> Self {
        Self {
            venue,
            threshold,
            mode: DoorMode::Challenge,
            profiles: Profile::built_in(),
            clock_skew: 15,
            challenge_lifetime: 120,
            queue_rotation: 60,
            bundle_age: 72 * 3600,
            reentry_grace: 10,
            replay_window: 900,
            replay_capacity: 20_000,
            open_challenges: 8,
            status: StatusPolicy::Required,
            plain_responses: PlainResponses::Accepted,
            timed_audience: TimedAudience::VenueOrAnyDoor,
            before_opening: BeforeOpening::Accepted,
            build_time: UnixTime::EPOCH,
        }
    }

    /// How codes are fresh. Default: a challenge for each guest.
    #[must_use]
    pub const fn mode(mut self, mode: DoorMode) -> Self {
        self.mode = mode;
        self
    }

    /// The kinds of document that count, and no others.
    #[must_use]
    pub fn profiles(mut self, profiles: Vec<Profile>) -> Self {
        self.profiles = profiles;
        self
    }

    /// What to do where revocation cannot be told. Default: no list, no answer; attestations without a status need none.
    #[must_use]
    pub const fn status(mut self, status: StatusPolicy) -> Self {
        self.status = status;
        self
    }

    /// Whether whole responses count beside door codes. Default: yes.
    #[must_use]
    pub const fn plain_responses(mut self, plain_responses: PlainResponses) -> Self {
        self.plain_responses = plain_responses;
        self
    }

    /// Which timed codes count. Default: those for this venue and those for any door.
    #[must_use]
    pub const fn timed_audience(mut self, audience: TimedAudience) -> Self {
        self.timed_audience = audience;
        self
    }

    /// Whether codes of before the opening count. Default: they do.
    #[must_use]
    pub const fn before_opening(mut self, before_opening: BeforeOpening) -> Self {
        self.before_opening = before_opening;
        self
    }

    /// When this software was built: no right clock shows an earlier time. Default: 1970, which checks nothing.
    #[must_use]
    pub const fn build_time(mut self, build_time: UnixTime) -> Self {
        self.build_time = build_time;
        self
    }

    limit! {
        /// Seconds that two clocks may differ by: the wallet's in timed mode, another door's in queue mode, this
        /// device's own when it is set back. Default 15.
        max_clock_skew, clock_skew, 0..=120
    }
    limit! {
        /// Seconds in which a challenge may be answered, in queue mode after its rotation has ended. Default 120.
        challenge_lifetime, challenge_lifetime, 10..=300
    }
    limit! {
        /// Seconds after which the challenge at the queue changes. The same for all doors of a venue. Default 60.
        queue_rotation, queue_rotation, 10..=600
    }
    limit! {
        /// Seconds that the trust bundle may be old. Default three days.
        max_bundle_age, bundle_age, 3600..=7_776_000
    }
    limit! {
        /// Seconds in which a code that was just decided on is the same guest's, not a second use. It is never a second
        /// admission. Default 10.
        reentry_grace, reentry_grace, 0..=300
    }
    limit! {
        /// Seconds for which a used attestation is remembered, at least as long as a code can pass. Default 900.
        replay_window, replay_window, 60..=14_400
    }
    limit! {
        /// Most used attestations that are remembered; past it the door cannot verify. Default 20,000.
        replay_capacity, replay_capacity, 100..=1_000_000
    }
    limit! {
        /// Challenges that are open at the same time, for guests who scan in advance. The oldest go first. Default 8.
        max_open_challenges, open_challenges, 1..=32
    }

    /// The venue.
    #[must_use]
    pub const fn venue(&self) -> &VenueName {
        &self.venue
    }

    /// The age asked for.
    #[must_use]
    pub const fn threshold(&self) -> AgeThreshold {
        self.threshold
    }

    /// The mode.
    #[must_use]
    pub const fn door_mode(&self) -> DoorMode {
        self.mode
    }

    /// Seconds after which the challenge at the queue changes.
    #[must_use]
    pub const fn queue_rotation_seconds(&self) -> u32 {
        self.queue_rotation
    }

    /// Seconds for which the memory must last, so that no code outlives it.
    pub(crate) fn memory_seconds(&self) -> u32 {
        // Twice for the clocks of two devices, once more for this one being set back after it forgot.
        let skew = self.clock_skew.saturating_mul(3);
        let code = match self.mode {
            DoorMode::Challenge => self.challenge_lifetime,
            DoorMode::Queue => {
                self.queue_rotation.saturating_add(self.challenge_lifetime).saturating_add(skew)
            }
            DoorMode::Timed => ofage_core::TimedSession::ACCEPTED_SECONDS.saturating_add(skew),
        };
        self.replay_window.max(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_has_its_range() {
        let policy = || Policy::new(VenueName::new("Bar").unwrap(), AgeThreshold::EIGHTEEN);
        type Setter = fn(Policy, u32) -> Result<Policy, PolicyError>;
        let setters: [(Setter, u32, u32); 8] = [
            (Policy::max_clock_skew, 0, 120),
            (Policy::challenge_lifetime, 10, 300),
            (Policy::queue_rotation, 10, 600),
            (Policy::max_bundle_age, 3600, 7_776_000),
            (Policy::reentry_grace, 0, 300),
            (Policy::replay_window, 60, 14_400),
            (Policy::replay_capacity, 100, 1_000_000),
            (Policy::max_open_challenges, 1, 32),
        ];
        for (set, min, max) in setters {
            assert!(set(policy(), min).is_ok());
            assert!(set(policy(), max).is_ok());
            let error = set(policy(), max + 1).unwrap_err();
            assert_eq!((error.min, error.max, error.code()), (min, max, "policy_range"));
            if let Some(below) = min.checked_sub(1) {
                assert!(set(policy(), below).is_err());
            }
        }
    }

    #[test]
    fn modes_have_names() {
        for mode in [DoorMode::Challenge, DoorMode::Queue, DoorMode::Timed] {
            assert_eq!(DoorMode::from_code(mode.code()), Some(mode));
        }
        assert_eq!(DoorMode::from_code("Timed"), None);
        assert_eq!(DoorMode::from_code(""), None);
    }

    #[test]
    fn the_rotation_is_told() {
        let policy = Policy::new(VenueName::new("Bar").unwrap(), AgeThreshold::EIGHTEEN);
        assert_eq!(policy.queue_rotation_seconds(), 60);
        assert_eq!(policy.queue_rotation(90).unwrap().queue_rotation_seconds(), 90);
    }

    #[test]
    fn errors_say_the_range() {
        let policy = Policy::new(VenueName::new("Bar").unwrap(), AgeThreshold::EIGHTEEN);
        let error = policy.challenge_lifetime(9).unwrap_err();
        assert_eq!(error.to_string(), format!("{} must be from 10 to 300", error.field));
        assert!(!error.field.is_empty());
    }

    #[test]
    fn no_code_outlives_the_memory() {
        let policy = Policy::new(VenueName::new("Bar").unwrap(), AgeThreshold::EIGHTEEN)
            .replay_window(60)
            .and_then(|policy| policy.challenge_lifetime(300))
            .and_then(|policy| policy.queue_rotation(600))
            .unwrap();
        assert_eq!(policy.clone().mode(DoorMode::Challenge).memory_seconds(), 300);
        assert_eq!(policy.clone().mode(DoorMode::Queue).memory_seconds(), 945);
        assert_eq!(policy.mode(DoorMode::Timed).memory_seconds(), 75);
    }
}
