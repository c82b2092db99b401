//! The MSO speaks of this document, in a version and with digests that we know.

use super::issuer_auth::Authentic;
use crate::crypto::HashAlgorithm;
use crate::error::{Stage, VerifyError};
use crate::mdoc::is_version_1;

/// An authentic IssuerSigned with an MSO that is its own.
pub(super) struct Consistent<'a, 'v> {
    authentic: Authentic<'a, 'v>,
    hash: HashAlgorithm,
}

pub(super) fn check<'a, 'v>(authentic: Authentic<'a, 'v>) -> Result<Consistent<'a, 'v>, VerifyError> {
    let mso = authentic.mso();
    if !is_version_1(mso.version) {
        return Err(VerifyError::VersionUnsupported { stage: Stage::Mso });
    }
    let hash =
        HashAlgorithm::from_name(mso.digest_algorithm).ok_or(VerifyError::DigestAlgorithmUnsupported)?;
    if mso.doc_type == authentic.doc_type() {
        Ok(Consistent { authentic, hash })
    } else {
        Err(VerifyError::DocTypeMismatch)
    }
}

impl<'a, 'v> Consistent<'a, 'v> {
    pub(super) const fn authentic(&self) -> &Authentic<'a, 'v> {
        &self.authentic
    }

    pub(super) const fn hash(&self) -> HashAlgorithm {
        self.hash
    }
}
