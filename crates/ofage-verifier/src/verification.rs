//! From a code to a response that verified, against the sessions that it may belong to.

use std::sync::{Arc, Mutex, PoisonError};

use ofage_core::{
    ResponseError, SignerCache, Stage, UnixTime, UnverifiedResponse, VerifiedPresentation, Verifier,
};

use crate::Reason;
use crate::challenges::Asked;
use crate::input::{self, Presented, Refusal};
use crate::policy::Policy;
use crate::trust::TrustSource;

/// Trust, and the verifier made of it, which remembers the document signers that it met. New trust is a new value, so
/// nothing is remembered past the trust that it rests on.
pub(crate) struct Trusted {
    pub(crate) source: Box<dyn TrustSource>,
    signers: Mutex<SignerCache>,
}

/// A session that a code may belong to.
pub(crate) struct Candidate {
    pub(crate) asked: Arc<Asked>,
    /// Seconds since the question was shown, or the time signed.
    pub(crate) age: u32,
}

impl Trusted {
    pub(crate) fn new(policy: &Policy, source: Box<dyn TrustSource>) -> Self {
        let verifier = Verifier::new(source.anchors().clone(), policy.profiles.clone());
        Self { source, signers: Mutex::new(SignerCache::new(verifier)) }
    }

    /// Verifies a code against each session that it may belong to. The failure that got furthest is reported, with its
    /// session where only that failed.
    pub(crate) fn verify<'c>(
        &self,
        presented: &Presented,
        candidates: &'c [Candidate],
        now: UnixTime,
    ) -> Result<(VerifiedPresentation, &'c Candidate), (Refusal, Option<&'c Candidate>)> {
        let mut furthest: Option<(Option<Stage>, Refusal)> = None;
        let mut fail = |stage: Option<Stage>, refusal: Refusal| {
            if furthest.is_none_or(|(before, _)| stage > before) {
                furthest = Some((stage, refusal));
            }
        };
        let mut attempt = |response: &[u8]| {
            for candidate in candidates {
                match self.verify_one(response, candidate, now) {
                    Ok(presentation) => return Some((presentation, candidate)),
                    Err(error) => {
                        let code = error.code();
                        let reason = Reason::of_error(code).unwrap_or(Reason::NotGenuine);
                        fail(Some(error.stage()), (reason, code));
                        // Only the session differs from one to the next.
                        if error.stage() < Stage::DeviceAuth {
                            break;
                        }
                    }
                }
            }
            None
        };
        match presented {
            Presented::Plain(response) => {
                if let Some(verified) = attempt(response) {
                    return Ok(verified);
                }
            }
            Presented::Code(code) => {
                let expanded =
                    code.expand(self.source.lookup()).map_err(|error| (input::refusal(error), None))?;
                let mut not_expanded = None;
                for response in expanded {
                    match response {
                        Ok(response) => {
                            if let Some(verified) = attempt(&response) {
                                return Ok(verified);
                            }
                        }
                        Err(error) => not_expanded = Some(input::refusal(error)),
                    }
                }
                if let Some(refusal) = not_expanded {
                    fail(None, refusal);
                }
            }
        }
        let (_, refusal) = furthest.unwrap_or((None, (Reason::CodeDamaged, "no_response")));
        let only = if let [candidate] = candidates { Some(candidate) } else { None };
        Err((refusal, only))
    }

    /// Signers are looked up under the lock; signatures are verified outside it, so that threads do not wait.
    fn verify_one(
        &self,
        response: &[u8],
        candidate: &Candidate,
        now: UnixTime,
    ) -> Result<VerifiedPresentation, ResponseError> {
        let response = UnverifiedResponse::decode(response)?;
        let signer =
            self.signers.lock().unwrap_or_else(PoisonError::into_inner).known_signer(&response, now)?;
        Ok(response.verify_known(&signer, &candidate.asked.session, now)?)
    }
}

impl Candidate {
    pub(crate) fn new(asked: Arc<Asked>, age: i64) -> Self {
        Self { asked, age: u32::try_from(age).unwrap_or(0) }
    }
}
