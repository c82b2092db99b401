//! The document type is accepted, and its signer leads to an anchor.

use super::Verifier;
use crate::error::VerifyError;
use crate::mdoc::IssuerSigned;
use crate::pki::{DocumentSigner, path};
use crate::profile::Profile;
use crate::time::UnixTime;

/// An IssuerSigned whose signer is known and trusted for its type. Whether the signer signed it is the next check.
pub(super) struct Trusted<'a, 'v> {
    doc_type: &'a str,
    issuer_signed: IssuerSigned<'a>,
    profile: &'v Profile,
    signer: DocumentSigner,
}

pub(super) fn check<'a, 'v>(
    doc_type: &'a str,
    issuer_signed: IssuerSigned<'a>,
    verifier: &'v Verifier,
    now: UnixTime,
) -> Result<Trusted<'a, 'v>, VerifyError> {
    let profile = verifier
        .profiles()
        .iter()
        .find(|profile| profile.doc_type() == doc_type)
        .ok_or(VerifyError::DocTypeNotAccepted)?;
    let chain = &issuer_signed.issuer_auth.headers.chain;
    let signer = path::check(chain, verifier.anchors(), profile.certificate_rules(), doc_type, now)
        .map_err(|error| VerifyError::Chain { error })?;
    Ok(Trusted { doc_type, issuer_signed, profile, signer })
}

impl<'a, 'v> Trusted<'a, 'v> {
    pub(super) const fn doc_type(&self) -> &'a str {
        self.doc_type
    }

    pub(super) const fn issuer_signed(&self) -> &IssuerSigned<'a> {
        &self.issuer_signed
    }

    pub(super) const fn profile(&self) -> &'v Profile {
        self.profile
    }

    pub(super) const fn signer(&self) -> &DocumentSigner {
        &self.signer
    }
}
