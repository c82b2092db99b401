//! What a scan gives.

use core::fmt;
use core::time::Duration;

use ofage_core::pki::Realm;
use ofage_core::{AgeThreshold, MatchingSymbol};

use crate::{Decision, Guidance, Language, Reason};

/// The answer to one scan. Nothing in it tells who the guest is.
#[derive(Clone, PartialEq, Eq)]
pub struct Outcome {
    pub(crate) reason: Reason,
    pub(crate) threshold: AgeThreshold,
    pub(crate) detail: Option<&'static str>,
    pub(crate) symbol: Option<MatchingSymbol>,
    pub(crate) code_age: Option<u32>,
    pub(crate) issuer_country: Option<[u8; 2]>,
    pub(crate) realm: Option<Realm>,
    pub(crate) timings: Option<Timings>,
}

impl Outcome {
    pub(crate) const fn new(reason: Reason, threshold: AgeThreshold) -> Self {
        Self {
            reason,
            threshold,
            detail: None,
            symbol: None,
            code_age: None,
            issuer_country: None,
            realm: None,
            timings: None,
        }
    }

    /// The decision. It follows from the reason.
    #[must_use]
    pub const fn decision(&self) -> Decision {
        self.reason.decision()
    }

    /// Why.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        self.reason
    }

    /// What staff read.
    #[must_use]
    pub const fn guidance(&self, language: Language) -> Guidance {
        self.reason.guidance(language)
    }

    /// The age that was asked for.
    #[must_use]
    pub const fn threshold(&self) -> AgeThreshold {
        self.threshold
    }

    /// The code of the error behind the reason, for developers; never for staff. No detail of the guest is in it.
    #[must_use]
    pub const fn detail(&self) -> Option<&'static str> {
        self.detail
    }

    /// The symbol that the guest's screen must show too. Known where the code belongs to a challenge of this door, or
    /// signs a time.
    #[must_use]
    pub const fn matching_symbol(&self) -> Option<MatchingSymbol> {
        self.symbol
    }

    /// Seconds since the code was made: exact in timed mode, by the wallet's clock; at most so many with a challenge,
    /// which was shown then.
    #[must_use]
    pub const fn code_age(&self) -> Option<u32> {
        self.code_age
    }

    /// The issuer's country, two capital letters, where the response verified and its certificate states one.
    #[must_use]
    pub fn issuer_country(&self) -> Option<&str> {
        self.issuer_country.as_ref().and_then(|country| core::str::from_utf8(country).ok())
    }

    /// Whether the issuer is real, where the response verified.
    #[must_use]
    pub const fn realm(&self) -> Option<Realm> {
        self.realm
    }

    /// How long it took, where the door has a stopwatch.
    #[must_use]
    pub const fn timings(&self) -> Option<Timings> {
        self.timings
    }
}

/// Decision and reason; the rest could tell one guest's visit from another's.
impl fmt::Debug for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outcome({}, {})", self.decision().code(), self.reason.code())
    }
}

/// How long a scan took, by the door's stopwatch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Timings {
    /// From the frame to the text of the code; zero where the door was given text or bytes.
    pub read: Duration,
    /// From the text to the decision.
    pub verify: Duration,
}
