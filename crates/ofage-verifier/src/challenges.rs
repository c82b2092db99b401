//! The challenges that a door has shown and still takes answers to.

use std::collections::VecDeque;
use std::sync::Arc;

use ofage_core::{
    Challenge, ChallengeError, ChallengeMode, MatchingSymbol, Session, SessionTranscript, TimedSession,
    UnixTime,
};

use crate::keyed::HmacKey;
use crate::policy::Policy;

/// Most challenges that one code is tried against: those with the hint of the code, the newest first.
pub(crate) const MAX_TRIES: usize = 8;

/// Where a challenge stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum State {
    Open,
    Used,
    Expired,
}

/// What a code is an answer to, and what it is checked against: made once, for however many scans.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) session: Session,
    pub(crate) symbol: MatchingSymbol,
    /// None in timed mode.
    pub(crate) challenge: Option<Challenge>,
}

impl Asked {
    fn new(transcript: SessionTranscript, symbol: MatchingSymbol, challenge: Option<Challenge>) -> Arc<Self> {
        Arc::new(Self { session: Session::new(transcript), symbol, challenge })
    }

    fn by_challenge(challenge: Challenge) -> Arc<Self> {
        Self::new(challenge.to_session_transcript(), challenge.matching_symbol(), Some(challenge))
    }

    pub(crate) fn by_time(session: &TimedSession) -> Arc<Self> {
        Self::new(session.to_session_transcript(), session.matching_symbol(), None)
    }

    /// The hash of a challenge that takes one answer.
    pub(crate) fn single(&self) -> Option<&[u8; 32]> {
        let challenge = self.challenge.as_ref()?;
        (challenge.mode() == ChallengeMode::Challenge).then(|| challenge.sha256())
    }

    fn has_hint(&self, hint: Option<[u8; 2]>) -> bool {
        hint.is_none_or(|hint| self.challenge.as_ref().is_some_and(|challenge| challenge.hint() == hint))
    }

    fn expiry(&self) -> UnixTime {
        self.challenge.as_ref().map_or(UnixTime::EPOCH, Challenge::expiry)
    }
}

/// A challenge that was shown.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) asked: Arc<Asked>,
    pub(crate) since: UnixTime,
    pub(crate) state: State,
}

/// The challenges of challenge mode, the oldest first.
#[derive(Debug)]
pub(crate) struct OpenChallenges {
    nonce_key: HmacKey,
    made: u64,
    shown: VecDeque<Shown>,
    capacity: usize,
}

impl OpenChallenges {
    pub(crate) const fn new(nonce_key: HmacKey, capacity: usize) -> Self {
        Self { nonce_key, made: 0, shown: VecDeque::new(), capacity }
    }

    /// A new challenge, with a nonce that was never used and that nobody can foresee.
    pub(crate) fn open(
        &mut self,
        policy: &Policy,
        opened: UnixTime,
        now: UnixTime,
    ) -> Result<Challenge, ChallengeError> {
        self.made = self.made.saturating_add(1);
        // The time of opening keeps nonces apart even where a caller draws the same key twice.
        let nonce = self.nonce_key.tag(&[
            b"ofage.nonce.v1",
            &opened.seconds().to_be_bytes(),
            &self.made.to_be_bytes(),
        ]);
        let expiry = now.plus_seconds(i64::from(policy.challenge_lifetime));
        let challenge =
            Challenge::new(ChallengeMode::Challenge, policy.venue.clone(), policy.threshold, nonce, expiry)?;
        self.add(challenge.clone(), now);
        Ok(challenge)
    }

    /// Takes answers to a challenge of this door that was shown before. One that has had its answer takes no other.
    pub(crate) fn add(&mut self, challenge: Challenge, since: UnixTime) {
        if self.state(challenge.sha256()).is_some_and(|state| *state == State::Used) {
            return;
        }
        self.shown.retain(|shown| shown.asked.single() != Some(challenge.sha256()));
        while self.shown.len() >= self.capacity {
            self.shown.pop_front();
        }
        let asked = Asked::by_challenge(challenge);
        self.shown.push_back(Shown { asked, since, state: State::Open });
    }

    /// The challenges with this hint, all without one; the newest first.
    pub(crate) fn matching(&self, hint: Option<[u8; 2]>, now: UnixTime) -> impl Iterator<Item = Shown> {
        let matching = self.shown.iter().rev().filter(move |shown| shown.asked.has_hint(hint));
        matching.take(MAX_TRIES).map(move |shown| {
            let over = now > shown.asked.expiry();
            let state = if over { State::Expired } else { shown.state };
            Shown { state, ..shown.clone() }
        })
    }

    /// Whether none was ever shown.
    pub(crate) fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// Where this challenge stands; `None` if it is not one of this door.
    pub(crate) fn state(&mut self, hash: &[u8; 32]) -> Option<&mut State> {
        let mut shown = self.shown.iter_mut();
        shown.find(|shown| shown.asked.single() == Some(hash)).map(|shown| &mut shown.state)
    }
}

/// The challenge of queue mode that is on display during rotation number `rotation` since 1970: every door with the
/// venue's secret makes the same.
fn of_rotation(policy: &Policy, key: &HmacKey, rotation: i64) -> Result<Challenge, ChallengeError> {
    let length = i64::from(policy.queue_rotation);
    let start = rotation.saturating_mul(length);
    let end = start.saturating_add(length).saturating_add(i64::from(policy.challenge_lifetime));
    let nonce = key.tag(&[
        b"ofage.queue.v1",
        policy.venue.as_str().as_bytes(),
        &[policy.threshold.years()],
        &start.to_be_bytes(),
        &end.to_be_bytes(),
    ]);
    let expiry = UnixTime::from_seconds(end).ok_or(ChallengeError::TimeRange)?;
    Challenge::new(ChallengeMode::Queue, policy.venue.clone(), policy.threshold, nonce, expiry)
}

/// The challenge to display at `now`.
pub(crate) fn queue_now(policy: &Policy, key: &HmacKey, now: UnixTime) -> Result<Challenge, ChallengeError> {
    of_rotation(policy, key, now.seconds().div_euclid(i64::from(policy.queue_rotation)))
}

/// The challenges of queue mode around now, each made once: by their rotations, the newest first.
#[derive(Debug, Default)]
pub(crate) struct QueueChallenges(Vec<(i64, Option<Arc<Asked>>)>);

impl QueueChallenges {
    /// The challenges that answers may belong to at `now`, on this door's display or on one whose clock differs by the
    /// skew: those with this hint, all without one; the newest first. The one before the oldest, too, so that a late answer
    /// is told as late.
    ///
    /// Policy and key are always the same ones.
    pub(crate) fn matching(
        &mut self,
        policy: &Policy,
        key: &HmacKey,
        hint: Option<[u8; 2]>,
        now: UnixTime,
    ) -> impl Iterator<Item = Shown> {
        let length = i64::from(policy.queue_rotation);
        let skew = i64::from(policy.clock_skew);
        let start_of = |time: UnixTime| time.seconds().div_euclid(length);
        let newest = start_of(now.plus_seconds(skew));
        // On display until `lifetime + skew` ago at the earliest.
        let age = i64::from(policy.challenge_lifetime).saturating_add(skew).saturating_add(length);
        let oldest = start_of(now.plus_seconds(age.saturating_neg())).saturating_sub(1);
        let around = (oldest..=newest).rev();
        if !self.0.iter().map(|(rotation, _)| *rotation).eq(around.clone()) {
            let made = |rotation| {
                let known = self.0.iter().find(|(known, _)| *known == rotation);
                known.map_or_else(
                    || of_rotation(policy, key, rotation).ok().map(Asked::by_challenge),
                    |(_, known)| known.clone(),
                )
            };
            self.0 = around.map(|rotation| (rotation, made(rotation))).collect();
        }
        let challenges = self.0.iter().filter_map(|(rotation, asked)| Some((*rotation, asked.as_ref()?)));
        challenges
            .filter(move |(_, asked)| asked.has_hint(hint))
            .filter_map(move |(rotation, asked)| {
                let over = now.seconds_since(asked.expiry()) > skew;
                Some(Shown {
                    since: UnixTime::from_seconds(rotation.saturating_mul(length))?,
                    state: if over { State::Expired } else { State::Open },
                    asked: Arc::clone(asked),
                })
            })
            .take(MAX_TRIES)
    }
}
