//! What a door has to know of whom it trusts.

use std::sync::Arc;

use ofage_core::door_code::{Catalogue, Lookup};
use ofage_core::pki::TrustAnchors;
use ofage_core::{UnixTime, VerifiedPresentation};

use crate::{Reason, StatusPolicy};

/// Whom a door trusts, and for how long. Implemented by the trust bundle; [`PinnedTrust`] is the plainest one.
///
/// Everything here is asked at each scan, so it must be quick and must not block: no network, no files.
pub trait TrustSource: Send + Sync {
    /// Whether it may be relied on at `now`, with `max_age` seconds since it was made.
    ///
    /// # Errors
    /// [`Reason::TrustMissing`], [`Reason::TrustStale`] or [`Reason::TrustExpired`].
    fn check_current(&self, now: UnixTime, max_age: u32) -> Result<(), Reason>;

    /// The newest date of a signed list in it: no right clock shows an earlier time.
    fn newest_signed_date(&self) -> Option<UnixTime>;

    /// The issuers.
    fn anchors(&self) -> &TrustAnchors;

    /// Templates and document signers of short codes.
    fn lookup(&self) -> &dyn Lookup;

    /// What is known against a response that verified: deny list, revocation, status.
    ///
    /// # Errors
    /// [`Reason::IssuerDenied`], [`Reason::AttestationRevoked`] or [`Reason::StatusUnknown`].
    fn check_presentation(
        &self,
        presentation: &VerifiedPresentation,
        status: StatusPolicy,
        now: UnixTime,
    ) -> Result<(), Reason>;
}

/// One source for several doors, without a copy.
impl<T: TrustSource + ?Sized> TrustSource for Arc<T> {
    fn check_current(&self, now: UnixTime, max_age: u32) -> Result<(), Reason> {
        (**self).check_current(now, max_age)
    }

    fn newest_signed_date(&self) -> Option<UnixTime> {
        (**self).newest_signed_date()
    }

    fn anchors(&self) -> &TrustAnchors {
        (**self).anchors()
    }

    fn lookup(&self) -> &dyn Lookup {
        (**self).lookup()
    }

    fn check_presentation(
        &self,
        presentation: &VerifiedPresentation,
        status: StatusPolicy,
        now: UnixTime,
    ) -> Result<(), Reason> {
        (**self).check_presentation(presentation, status, now)
    }
}

/// Trust that the caller vouches for: anchors of its own, without lists. For tests, demonstrations, and venues that
/// manage trust elsewhere. It knows no status.
#[derive(Clone, Debug)]
pub struct PinnedTrust {
    anchors: TrustAnchors,
    catalogue: Catalogue,
    made: UnixTime,
    end: UnixTime,
}

impl PinnedTrust {
    /// These anchors, as of `made`, not to be relied on after `end`.
    #[must_use]
    pub const fn new(anchors: TrustAnchors, catalogue: Catalogue, made: UnixTime, end: UnixTime) -> Self {
        Self { anchors, catalogue, made, end }
    }
}

impl TrustSource for PinnedTrust {
    fn check_current(&self, now: UnixTime, max_age: u32) -> Result<(), Reason> {
        if self.anchors.is_empty() {
            Err(Reason::TrustMissing)
        } else if now > self.end {
            Err(Reason::TrustExpired)
        } else if now.seconds_since(self.made) > i64::from(max_age) {
            Err(Reason::TrustStale)
        } else {
            Ok(())
        }
    }

    fn newest_signed_date(&self) -> Option<UnixTime> {
        Some(self.made)
    }

    fn anchors(&self) -> &TrustAnchors {
        &self.anchors
    }

    fn lookup(&self) -> &dyn Lookup {
        &self.catalogue
    }

    fn check_presentation(
        &self,
        presentation: &VerifiedPresentation,
        status: StatusPolicy,
        _now: UnixTime,
    ) -> Result<(), Reason> {
        match (status, presentation.status()) {
            (StatusPolicy::Required, Some(_)) => Err(Reason::StatusUnknown),
            (StatusPolicy::Ignored | StatusPolicy::WhereKnown, _) | (StatusPolicy::Required, None) => Ok(()),
        }
    }
}
