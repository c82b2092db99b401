//! The document type is accepted, and its signer leads to an anchor.

use alloc::sync::Arc;

use super::Verifier;
use crate::crypto::KnownKey;
use crate::error::VerifyError;
use crate::mdoc::IssuerSigned;
use crate::pki::{DocumentSigner, path};
use crate::profile::Profile;
use crate::time::UnixTime;

/// A signer to whom a path leads, and its key ready for verification.
#[derive(Clone)]
pub(super) struct Signer {
    pub(super) facts: Arc<DocumentSigner>,
    pub(super) key: Arc<KnownKey>,
}

/// An IssuerSigned whose signer is known and trusted for its type. Whether the signer signed it is the next check.
pub(super) struct Trusted<'a, 'v> {
    doc_type: &'a str,
    issuer_signed: IssuerSigned<'a>,
    profile: &'v Profile,
    signer: Signer,
}

/// The profile of a document type, if it is accepted.
pub(super) fn profile<'v>(doc_type: &str, verifier: &'v Verifier) -> Result<&'v Profile, VerifyError> {
    verifier
        .profiles()
        .iter()
        .find(|profile| profile.doc_type() == doc_type)
        .ok_or(VerifyError::DocTypeNotAccepted)
}

/// Checks the path of `chain`, as received, at `now`.
pub(super) fn signer(
    chain: &[&[u8]],
    doc_type: &str,
    verifier: &Verifier,
    now: UnixTime,
) -> Result<Signer, VerifyError> {
    let rules = profile(doc_type, verifier)?.certificate_rules();
    let facts = path::check(chain, verifier.anchors(), rules, doc_type, now)
        .map_err(|error| VerifyError::Chain { error })?;
    let key = Arc::new(KnownKey::new(facts.public_key()));
    Ok(Signer { facts: Arc::new(facts), key })
}

pub(super) fn check<'a, 'v>(
    doc_type: &'a str,
    issuer_signed: IssuerSigned<'a>,
    verifier: &'v Verifier,
    now: UnixTime,
) -> Result<Trusted<'a, 'v>, VerifyError> {
    let signer = signer(&issuer_signed.issuer_auth.headers.chain, doc_type, verifier, now)?;
    check_known(doc_type, issuer_signed, verifier, signer)
}

/// The same with a signer whose path was checked before, for this chain and type: see `cache.rs`.
pub(super) fn check_known<'a, 'v>(
    doc_type: &'a str,
    issuer_signed: IssuerSigned<'a>,
    verifier: &'v Verifier,
    signer: Signer,
) -> Result<Trusted<'a, 'v>, VerifyError> {
    let profile = profile(doc_type, verifier)?;
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

    pub(super) const fn signer(&self) -> &Signer {
        &self.signer
    }
}
