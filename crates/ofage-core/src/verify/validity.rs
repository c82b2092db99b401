//! The attestation is valid now, and was signed by a certificate that was valid then.

use super::Outliving;
use super::mso::Consistent;
use crate::error::VerifyError;
use crate::time::UnixTime;

const SECONDS_PER_DAY: i64 = 86_400;

/// A consistent IssuerSigned that is valid now.
pub(super) struct Current<'a, 'v> {
    consistent: Consistent<'a, 'v>,
}

pub(super) fn check<'a, 'v>(
    consistent: Consistent<'a, 'v>,
    outliving: Outliving,
    now: UnixTime,
) -> Result<Current<'a, 'v>, VerifyError> {
    let authentic = consistent.authentic();
    let (validity, signer) = (&authentic.mso().validity, authentic.signer());
    if validity.signed > validity.valid_from || validity.valid_from >= validity.valid_until {
        return Err(VerifyError::ValidityOrder);
    }
    // A pinned key has no period of validity of its own.
    let outside = |time: UnixTime| {
        signer.not_before().is_some_and(|start| time < start)
            || signer.not_after().is_some_and(|end| time > end)
    };
    if outside(validity.signed) {
        return Err(VerifyError::SignedOutsideCertificate);
    }
    if outliving == Outliving::Refused && outside(validity.valid_until) {
        return Err(VerifyError::OutlivesCertificate);
    }
    let lifetime = validity.valid_until.seconds_since(validity.valid_from);
    let allowed =
        authentic.profile().max_lifetime_days().map(|days| i64::from(days).saturating_mul(SECONDS_PER_DAY));
    if allowed.is_some_and(|allowed| lifetime > allowed) {
        return Err(VerifyError::LifetimeTooLong);
    }
    if now < validity.valid_from {
        return Err(VerifyError::NotYetValid { valid_from: validity.valid_from });
    }
    // Both ends belong to the period (ISO/IEC 18013-5 12.8.1).
    if now > validity.valid_until {
        return Err(VerifyError::Expired { valid_until: validity.valid_until });
    }
    Ok(Current { consistent })
}

impl<'a, 'v> Current<'a, 'v> {
    pub(super) const fn consistent(&self) -> &Consistent<'a, 'v> {
        &self.consistent
    }
}
