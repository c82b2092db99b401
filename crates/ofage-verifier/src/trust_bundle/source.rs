//! The bundle as what a door trusts, and its problems as the door's reasons.

use ofage_core::door_code::Lookup;
use ofage_core::pki::{PkiError, TrustAnchors};
use ofage_core::status::{ListError, StatusReference};
use ofage_core::{UnixTime, VerifiedPresentation};

use super::{BundleError, BundleProblem, TrustBundle};
use crate::{Reason, StatusPolicy, TrustSource};

impl BundleProblem {
    /// The reason that staff see.
    #[must_use]
    pub const fn reason(self) -> Reason {
        match self {
            Self::AttestationRevoked | Self::AttestationSuspended => Reason::AttestationRevoked,
            Self::ClockBehind => Reason::ClockWrong,
            Self::SignerDenied | Self::SignerRevoked => Reason::IssuerDenied,
            Self::CrlMissing
            | Self::CrlStale
            | Self::StatusIndexOutOfRange
            | Self::StatusMalformed
            | Self::StatusMissing
            | Self::StatusOtherIssuer
            | Self::StatusStale
            | Self::StatusUnknownValue
            | Self::StatusUnusable
            | Self::StatusWithdrawn => Reason::StatusUnknown,
            Self::DenyListMissing | Self::TrustEmpty => Reason::TrustMissing,
            Self::DenyListExpired | Self::VicalExpired => Reason::TrustExpired,
            Self::DenyListStale | Self::VicalStale => Reason::TrustStale,
        }
    }
}

impl BundleError {
    /// The reason that staff see at a door that has no other bundle.
    #[must_use]
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "all other errors of a list leave the door without trust"
    )]
    pub const fn reason(self) -> Reason {
        match self {
            Self::VicalRejected { error } => match error {
                ListError::IssuedInFuture { .. }
                | ListError::Chain { error: PkiError::CertificateNotYetValid } => Reason::ClockWrong,
                ListError::Expired { .. } | ListError::Chain { error: PkiError::CertificateExpired } => {
                    Reason::TrustExpired
                }
                _ => Reason::TrustMissing,
            },
            Self::RolledBack { .. } => Reason::TrustStale,
            Self::Decode { .. } | Self::TooManyParts { .. } | Self::VicalMissing => Reason::TrustMissing,
        }
    }
}

impl TrustBundle {
    /// Everything that the bundle knows against a response that verified: the deny lists, the revocation list of its
    /// issuer, the status of the attestation.
    ///
    /// With [`StatusPolicy::WhereKnown`] one gap is no problem: a list that this device has never seen. A list that is
    /// there and cannot answer, or that was there before, is one under every policy but [`StatusPolicy::Ignored`].
    ///
    /// # Errors
    /// [`BundleProblem`]: the first that is found.
    pub fn check_presentation(
        &self,
        presentation: &VerifiedPresentation,
        policy: StatusPolicy,
        now: UnixTime,
    ) -> Result<(), BundleProblem> {
        let signer = presentation.document_signer();
        self.check_signer(signer, now)?;
        let Some(status) = presentation.status().filter(|_| policy != StatusPolicy::Ignored) else {
            return Ok(());
        };
        let reference = StatusReference::decode(status).map_err(|_| BundleProblem::StatusMalformed)?;
        match self.status_of(&reference, signer, now).check() {
            Err(BundleProblem::StatusMissing) if policy == StatusPolicy::WhereKnown => Ok(()),
            answer => answer,
        }
    }
}

impl TrustSource for TrustBundle {
    fn check_current(&self, now: UnixTime, max_age: u32) -> Result<(), Reason> {
        Self::check_current(self, now, max_age).map_err(BundleProblem::reason)
    }

    fn newest_signed_date(&self) -> Option<UnixTime> {
        self.newest_date()
    }

    fn anchors(&self) -> &TrustAnchors {
        Self::anchors(self)
    }

    fn lookup(&self) -> &dyn Lookup {
        self.catalogue()
    }

    fn check_presentation(
        &self,
        presentation: &VerifiedPresentation,
        status: StatusPolicy,
        now: UnixTime,
    ) -> Result<(), Reason> {
        Self::check_presentation(self, presentation, status, now).map_err(BundleProblem::reason)
    }
}
