//! The issuer's signature over the MSO. Only after it is the MSO read.

use alloc::sync::Arc;

use super::chain::Trusted;
use crate::error::{Stage, VerifyError};
use crate::mdoc::{IssuerSigned, Mso};
use crate::pki::DocumentSigner;
use crate::profile::Profile;

/// An IssuerSigned whose MSO the trusted signer signed.
pub(super) struct Authentic<'a, 'v> {
    trusted: Trusted<'a, 'v>,
    mso: Mso<'a>,
}

pub(super) fn check<'a, 'v>(trusted: Trusted<'a, 'v>) -> Result<Authentic<'a, 'v>, VerifyError> {
    let issuer_auth = &trusted.issuer_signed().issuer_auth;
    let (payload, base) = issuer_auth.payload.ok_or(VerifyError::PayloadMissing)?;
    let key = trusted.signer().key.as_ref();
    issuer_auth.verify(key, &[payload], Stage::IssuerAuth, VerifyError::IssuerSignatureInvalid)?;
    let mso = Mso::decode(payload, base).map_err(|error| VerifyError::MsoMalformed { error })?;
    Ok(Authentic { trusted, mso })
}

impl<'a, 'v> Authentic<'a, 'v> {
    pub(super) const fn mso(&self) -> &Mso<'a> {
        &self.mso
    }

    pub(super) const fn doc_type(&self) -> &'a str {
        self.trusted.doc_type()
    }

    pub(super) const fn issuer_signed(&self) -> &IssuerSigned<'a> {
        self.trusted.issuer_signed()
    }

    pub(super) fn signer(&self) -> &Arc<DocumentSigner> {
        &self.trusted.signer().facts
    }

    pub(super) const fn profile(&self) -> &'v Profile {
        self.trusted.profile()
    }
}
