//! The door: from a code to a decision, on this device alone.

use core::fmt;
use core::time::Duration;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use ofage_core::door_code::Freshness;
use ofage_core::pki::{Certificate, Realm};
use ofage_core::rand_core::CryptoRng;
use ofage_core::{
    AgeDecision, Audience, Challenge, ChallengeError, ChallengeMode, MatchingSymbol, PublicKey, SecretKey,
    TimedSession, UnixTime, VerifiedPresentation,
};
use ofage_qr::{Decoded, LumaFrame};

use crate::challenges::{self, Asked, OpenChallenges, QueueChallenges, Shown, State};
use crate::input::{self, Presented, Refusal};
use crate::keyed::{HmacKey, VenueSecret};
use crate::policy::{BeforeOpening, DoorMode, PlainResponses, Policy, TimedAudience};
use crate::replay::{Claim, ReplayMemory, Terms};
use crate::trust::TrustSource;
use crate::verification::{Candidate, Trusted};
use crate::{Counters, Outcome, Reason, Timings};

/// A door of a venue.
///
/// Decides by what it holds in memory: policy, trust, open challenges, used attestations. It reads no clock and draws
/// no randomness after it was made, and it stores nothing. `&self` everywhere: threads share one door, and of two scans
/// of one attestation, at the same moment on two threads, one is decided and the other is a repetition.
pub struct Door {
    policy: Policy,
    venue_secret: VenueSecret,
    opened: UnixTime,
    reader: Option<Reader>,
    stopwatch: Option<Stopwatch>,
    trust: RwLock<Arc<Trusted>>,
    memory: Mutex<Memory>,
    counters: Mutex<Counters>,
}

/// Who signs challenges.
///
/// The act of signing comes with the key, so that a program whose doors sign nothing holds no code for it.
struct Reader {
    certificate: Certificate,
    key: SecretKey,
    sign: fn(Challenge, &Self) -> Result<Challenge, ChallengeError>,
}

impl Reader {
    fn sign(challenge: Challenge, reader: &Self) -> Result<Challenge, ChallengeError> {
        challenge.sign_as_reader(reader.certificate.clone(), &reader.key)
    }
}

type Stopwatch = Box<dyn Fn() -> Duration + Send + Sync>;

/// What changes with scans: under one lock, so that a decision is taken once.
struct Memory {
    challenges: OpenChallenges,
    queue: QueueChallenges,
    replay: ReplayMemory,
    /// The latest time at which trust was current: the clock does not go behind it.
    latest: Option<UnixTime>,
}

/// A decision, and what may be said beside it.
struct Found {
    reason: Reason,
    detail: Option<&'static str>,
    candidate: Option<(MatchingSymbol, u32)>,
    signer: Option<(Option<[u8; 2]>, Realm)>,
}

/// All of a decision but what other scans may change: that is asked last and under the lock.
pub(crate) struct Examined {
    found: Found,
    takes: Option<Taking>,
}

/// What a decided scan takes: an attestation, and in challenge mode the challenge.
struct Taking {
    device_key: PublicKey,
    challenge: Option<[u8; 32]>,
}

impl<T: Into<Found>> From<T> for Examined {
    fn from(found: T) -> Self {
        Self { found: found.into(), takes: None }
    }
}

impl From<Refusal> for Found {
    fn from((reason, detail): Refusal) -> Self {
        Self { reason, detail: Some(detail), candidate: None, signer: None }
    }
}

impl Door {
    /// Opens a door at the time `now`.
    ///
    /// `venue_secret` is shared by the doors of a venue in queue mode and not used in the others. `rng` gives the keys of
    /// challenges and of the memory; they are never written anywhere.
    #[must_use]
    pub fn new(
        policy: Policy,
        trust: Box<dyn TrustSource>,
        venue_secret: VenueSecret,
        rng: &mut impl CryptoRng,
        now: UnixTime,
    ) -> Self {
        let terms = Terms {
            window: policy.memory_seconds(),
            grace: policy.reentry_grace,
            capacity: policy.replay_capacity,
        };
        let memory = Memory {
            challenges: OpenChallenges::new(HmacKey::generate(rng), policy.open_challenges),
            queue: QueueChallenges::default(),
            replay: ReplayMemory::new(terms, rng),
            latest: None,
        };
        let trusted = Trusted::new(&policy, trust);
        Self {
            policy,
            venue_secret,
            opened: now,
            reader: None,
            stopwatch: None,
            trust: RwLock::new(Arc::new(trusted)),
            memory: Mutex::new(memory),
            counters: Mutex::new(Counters::new()),
        }
    }

    /// Signs challenges with a reader's key, so that wallets can show who asks. In queue mode, doors with different
    /// reader keys still accept each other's answers.
    #[must_use]
    pub fn with_reader(mut self, certificate: Certificate, key: SecretKey) -> Self {
        self.reader = Some(Reader { certificate, key, sign: Reader::sign });
        self
    }

    /// Measures scans with a monotonic clock: `stopwatch` gives the time since any fixed moment.
    #[must_use]
    pub fn with_stopwatch(mut self, stopwatch: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        self.stopwatch = Some(Box::new(stopwatch));
        self
    }

    /// The policy.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Replaces whom the door trusts. Scans that have begun end with the old trust.
    pub fn replace_trust(&self, trust: Box<dyn TrustSource>) {
        let trusted = Arc::new(Trusted::new(&self.policy, trust));
        *self.trust.write().unwrap_or_else(PoisonError::into_inner) = trusted;
    }

    /// Whether scans can be decided at `now`, so that a screen can say so before a guest comes.
    ///
    /// # Errors
    /// [`Reason::ClockWrong`], or why trust cannot be relied on.
    pub fn check_ready(&self, now: UnixTime) -> Result<(), Reason> {
        self.check_state(&self.trusted(), now).map(|_| ())
    }

    /// The challenge for the screen: in challenge mode a new one for the next guest, in queue mode the one of this
    /// rotation, the same for every door with the venue's secret.
    ///
    /// # Errors
    /// [`ChallengeError::ModeUnknown`] in timed mode, which has none; [`ChallengeError::TimeRange`] for a clock outside
    /// 1970 to 2106; [`ChallengeError::ReaderAuthMalformed`] where the reader's key does not fit its certificate.
    pub fn challenge(&self, now: UnixTime) -> Result<Challenge, ChallengeError> {
        let challenge = match self.policy.mode {
            DoorMode::Challenge => self.memory().challenges.open(&self.policy, self.opened, now),
            DoorMode::Queue => challenges::queue_now(&self.policy, self.venue_secret.key(), now),
            DoorMode::Timed => Err(ChallengeError::ModeUnknown),
        }?;
        match &self.reader {
            Some(reader) => (reader.sign)(challenge, reader),
            None => Ok(challenge),
        }
    }

    /// Takes answers to a challenge that this door showed before it was opened anew at `since`. For doors whose screen and
    /// scanner are two processes. Only for the caller's own record: never for a challenge that came from outside.
    ///
    /// # Errors
    /// [`ChallengeError::ModeUnknown`] where it is not one of challenge mode, or the door is not.
    pub fn reopen_challenge(&self, challenge: Challenge, since: UnixTime) -> Result<(), ChallengeError> {
        if challenge.mode() != ChallengeMode::Challenge || self.policy.mode != DoorMode::Challenge {
            return Err(ChallengeError::ModeUnknown);
        }
        self.memory().challenges.add(challenge, since);
        Ok(())
    }

    /// Decides on the code in a camera frame; `None` where there is no QR code at all.
    pub fn scan_frame(&self, frame: &LumaFrame<'_>, now: UnixTime) -> Option<Outcome> {
        let start = self.time();
        let found = ofage_qr::read_first(frame);
        let read = self.since(start);
        self.scan_symbols(&found, read, now)
    }

    /// Decides on the symbols that a reader found in a frame, in `read` time where that was measured. Codes of other
    /// kinds beside a door code do not matter.
    pub fn scan_symbols(
        &self,
        symbols: &[Decoded],
        read: Option<Duration>,
        now: UnixTime,
    ) -> Option<Outcome> {
        let start = self.time();
        let mut presented: Vec<(&[u8], Presented)> = Vec::new();
        let mut refused: Option<Refusal> = None;
        for symbol in symbols {
            match input::from_bytes(symbol.bytes()) {
                Ok(_) if presented.iter().any(|(bytes, _)| *bytes == symbol.bytes()) => {}
                Ok(code) => presented.push((symbol.bytes(), code)),
                // A damaged door code says more than a link beside it.
                Err(refusal) if refused.is_none_or(|(reason, _)| reason == Reason::NotDoorCode) => {
                    refused = Some(refusal);
                }
                Err(_) => {}
            }
        }
        let several = presented.len() > 1;
        let found = match (presented.pop(), refused) {
            _ if several => Found::from((Reason::SeveralCodes, "several_codes")),
            (Some((_, code)), _) => self.decide(code, now),
            (None, Some(refusal)) => refusal.into(),
            (None, None) => return None,
        };
        Some(self.conclude(found, read, start, now))
    }

    /// Decides on text from a scanner.
    pub fn scan_text(&self, text: &str, now: UnixTime) -> Outcome {
        let start = self.time();
        let found = input::from_text(text).map_or_else(Found::from, |code| self.decide(code, now));
        self.conclude(found, None, start, now)
    }

    /// Decides on bytes: a door code or a DeviceResponse, or the text of either.
    pub fn scan_bytes(&self, bytes: &[u8], now: UnixTime) -> Outcome {
        let start = self.time();
        let found = input::from_bytes(bytes).map_or_else(Found::from, |code| self.decide(code, now));
        self.conclude(found, None, start, now)
    }

    /// Counts a frame or picture that could not be read, and says so.
    pub fn unreadable(&self, detail: &'static str, now: UnixTime) -> Outcome {
        self.conclude(Found::from((Reason::FrameInvalid, detail)), None, None, now)
    }

    /// The counts so far.
    #[must_use]
    pub fn counters(&self) -> Counters {
        lock(&self.counters).clone()
    }

    /// Counts from zero again; returns the counts so far.
    pub fn take_counters(&self) -> Counters {
        core::mem::take(&mut *lock(&self.counters))
    }

    /// Used attestations that are remembered: a measure of memory.
    #[must_use]
    pub fn remembered(&self) -> usize {
        self.memory().replay.len()
    }

    fn trusted(&self) -> Arc<Trusted> {
        Arc::clone(&self.trust.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        lock(&self.memory)
    }

    pub(crate) fn time(&self) -> Option<Duration> {
        self.stopwatch.as_ref().map(|stopwatch| stopwatch())
    }

    fn since(&self, start: Option<Duration>) -> Option<Duration> {
        Some(self.time()?.saturating_sub(start?))
    }

    /// Counts and reports.
    fn conclude(
        &self,
        found: Found,
        read: Option<Duration>,
        start: Option<Duration>,
        now: UnixTime,
    ) -> Outcome {
        lock(&self.counters).record(found.reason, now);
        let mut outcome = Outcome::new(found.reason, self.policy.threshold);
        outcome.detail = found.detail;
        if let Some((symbol, age)) = found.candidate {
            outcome.symbol = Some(symbol);
            outcome.code_age = Some(age);
        }
        if let Some((country, realm)) = found.signer {
            outcome.issuer_country = country;
            outcome.realm = Some(realm);
        }
        outcome.timings = self.since(start).map(|verify| Timings { read: read.unwrap_or_default(), verify });
        outcome
    }

    /// Whether the door can decide anything at `now`.
    fn check_state(&self, trusted: &Trusted, now: UnixTime) -> Result<(), Reason> {
        let skew = i64::from(self.policy.clock_skew);
        let floor = trusted.source.newest_signed_date().max(Some(self.policy.build_time));
        let mut memory = self.memory();
        let floor = floor.max(memory.latest);
        if floor.is_some_and(|floor| floor.seconds_since(now) > skew) {
            return Err(Reason::ClockWrong);
        }
        trusted.source.check_current(now, self.policy.bundle_age)?;
        // A clock that jumps ahead of the trust bundle's end never gets here, so it cannot lock the door for long.
        memory.latest = memory.latest.max(Some(now));
        // Even where no guest comes any more.
        memory.replay.forget(now);
        Ok(())
    }

    fn decide(&self, presented: Presented, now: UnixTime) -> Found {
        self.settle(self.examine(&presented, now), now)
    }

    /// Everything that takes time and that no other scan changes.
    pub(crate) fn examine(&self, presented: &Presented, now: UnixTime) -> Examined {
        let trusted = self.trusted();
        if let Err(reason) = self.check_state(&trusted, now) {
            return (reason, reason.code()).into();
        }
        let candidates = match self.candidates(presented, now) {
            Ok(candidates) => candidates,
            Err(refusal) => return refusal.into(),
        };
        match trusted.verify(presented, &candidates, now) {
            Ok((presentation, candidate)) => self.judge(&presentation, candidate, &trusted, now),
            Err((refusal, candidate)) => {
                Found { candidate: candidate.map(|c| (c.asked.symbol, c.age)), ..refusal.into() }.into()
            }
        }
    }

    /// The decision, if the attestation and the challenge are still free.
    fn settle(&self, examined: Examined, now: UnixTime) -> Found {
        let Examined { mut found, takes } = examined;
        if let Some(Err(taken)) = takes.map(|taking| self.claim(&taking, now)) {
            found.reason = taken;
            found.detail = Some(taken.code());
        }
        found
    }

    /// Settles, counts and reports.
    #[cfg(all(feature = "parallel", not(target_family = "wasm")))]
    pub(crate) fn conclude_examined(
        &self,
        examined: Examined,
        start: Option<Duration>,
        now: UnixTime,
    ) -> Outcome {
        self.conclude(self.settle(examined, now), None, start, now)
    }

    /// The sessions that a code may belong to, by its hint; where there is none, why.
    fn candidates(&self, presented: &Presented, now: UnixTime) -> Result<Vec<Candidate>, Refusal> {
        let other_mode = (Reason::ModeNotAccepted, "mode_not_accepted");
        let freshness = match presented {
            Presented::Code(code) => Some(code.freshness()),
            Presented::Plain(_) if self.policy.plain_responses == PlainResponses::Accepted => None,
            Presented::Plain(_) => return Err((Reason::ModeNotAccepted, "plain_response")),
        };
        match (self.policy.mode, freshness) {
            (DoorMode::Challenge, None) => self.challenged(None, now),
            (DoorMode::Challenge, Some(Freshness::Challenge(hint))) => self.challenged(Some(hint), now),
            (DoorMode::Queue, None) => self.queued(None, now),
            (DoorMode::Queue, Some(Freshness::Queue(hint))) => self.queued(Some(hint), now),
            (DoorMode::Timed, Some(freshness @ Freshness::Timed(_))) => {
                let time = freshness.time_near(now).ok_or((Reason::CodeTooOld, "time_range"))?;
                self.timed(time, now)
            }
            _ => Err(other_mode),
        }
    }

    fn challenged(&self, hint: Option<[u8; 2]>, now: UnixTime) -> Result<Vec<Candidate>, Refusal> {
        let memory = self.memory();
        if memory.challenges.is_empty() {
            return Err((Reason::NoChallenge, "no_challenge"));
        }
        open(memory.challenges.matching(hint, now), now)
    }

    fn queued(&self, hint: Option<[u8; 2]>, now: UnixTime) -> Result<Vec<Candidate>, Refusal> {
        let refused = self.policy.before_opening == BeforeOpening::Refused;
        let mut memory = self.memory();
        let matching = memory.queue.matching(&self.policy, self.venue_secret.key(), hint, now);
        let matching = matching.map(|mut shown| {
            if refused && shown.since < self.opened {
                shown.state = State::Expired;
            }
            shown
        });
        open(matching, now)
    }

    fn timed(&self, time: UnixTime, now: UnixTime) -> Result<Vec<Candidate>, Refusal> {
        let skew = i64::from(self.policy.clock_skew);
        let age = now.seconds_since(time);
        if age < skew.saturating_neg() {
            return Err((Reason::CodeFromFuture, "code_from_future"));
        }
        if age > i64::from(TimedSession::ACCEPTED_SECONDS).saturating_add(skew) {
            return Err((Reason::CodeTooOld, "code_too_old"));
        }
        // The wallet's clock may be ahead, so a used code may carry a time of after the opening.
        if self.policy.before_opening == BeforeOpening::Refused && time.seconds_since(self.opened) <= skew {
            return Err((Reason::CodeTooOld, "before_opening"));
        }
        let venue = Audience::Venue(self.policy.venue.clone());
        let audiences = match self.policy.timed_audience {
            TimedAudience::VenueOrAnyDoor => vec![Audience::AnyDoor, venue],
            TimedAudience::VenueOnly => vec![venue],
        };
        audiences
            .into_iter()
            .map(|audience| {
                let session =
                    TimedSession::new(audience, time).map_err(|error| (Reason::CodeTooOld, error.code()))?;
                Ok(Candidate::new(Asked::by_time(&session), age))
            })
            .collect()
    }

    /// From a response that verified to the decision.
    fn judge(
        &self,
        presentation: &VerifiedPresentation,
        candidate: &Candidate,
        trusted: &Trusted,
        now: UnixTime,
    ) -> Examined {
        let signer = presentation.document_signer();
        let realm = signer.realm();
        let country = signer.country().and_then(|country| country.as_bytes().try_into().ok());
        let found = |reason: Reason, detail| Found {
            reason,
            detail,
            candidate: Some((candidate.asked.symbol, candidate.age)),
            signer: Some((country, realm)),
        };
        if let Err(reason) = trusted.source.check_presentation(presentation, self.policy.status, now) {
            return found(reason, Some(reason.code())).into();
        }
        let decision = presentation.age_over(self.policy.threshold);
        let reason = match (decision, realm) {
            (AgeDecision::Admit, Realm::Live) => Reason::OldEnough,
            (AgeDecision::Refuse(_), Realm::Live) => Reason::UnderAge,
            (AgeDecision::Admit, Realm::Demo) => Reason::DemoOldEnough,
            (AgeDecision::Refuse(_), Realm::Demo) => Reason::DemoUnderAge,
            // Nothing was decided, so the guest may answer again.
            (AgeDecision::CannotVerify(_), _) => {
                return found(Reason::AgeNotShown, decision.reason_code()).into();
            }
        };
        let taking =
            Taking { device_key: *presentation.device_key(), challenge: candidate.asked.single().copied() };
        Examined { found: found(reason, None), takes: Some(taking) }
    }

    /// Takes attestation and challenge, both or none, in one step.
    fn claim(&self, taking: &Taking, now: UnixTime) -> Result<(), Reason> {
        let mut memory = self.memory();
        let memory = &mut *memory;
        let tag = memory.replay.tag(&taking.device_key);
        let of_claim = |claim| match claim {
            Claim::First => Ok(()),
            Claim::SameGuest => Err(Reason::SameGuest),
            Claim::AlreadyUsed => Err(Reason::AlreadyUsed),
            Claim::Full => Err(Reason::DoorBusy),
        };
        if let Some(seen) = memory.replay.seen(tag, now) {
            return of_claim(seen);
        }
        let Some(challenge) = &taking.challenge else {
            return of_claim(memory.replay.claim(tag, now));
        };
        match memory.challenges.state(challenge) {
            Some(state @ State::Open) => {
                of_claim(memory.replay.claim(tag, now))?;
                *state = State::Used;
                Ok(())
            }
            Some(State::Used) => Err(Reason::ChallengeUsed),
            // It fell out of the door's memory between verification and here.
            Some(State::Expired) | None => Err(Reason::ChallengeExpired),
        }
    }
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Door")
            .field("venue", &self.policy.venue)
            .field("threshold", &self.policy.threshold.years())
            .field("mode", &self.policy.mode)
            .finish_non_exhaustive()
    }
}

/// The challenges that are not over, as sessions; where there is none, whether there was.
fn open(matching: impl Iterator<Item = Shown>, now: UnixTime) -> Result<Vec<Candidate>, Refusal> {
    let mut none = (Reason::NotForThisDoor, "challenge_unknown");
    let mut open = Vec::new();
    for Shown { asked, since, state } in matching {
        none = (Reason::ChallengeExpired, "challenge_expired");
        if state != State::Expired {
            open.push(Candidate::new(asked, now.seconds_since(since)));
        }
    }
    if open.is_empty() { Err(none) } else { Ok(open) }
}

/// A lock that a panicking thread left is still a lock: what is under it changes in single steps.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
