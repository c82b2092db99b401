//! Document signers that were met before.
//!
//! A door meets the same few signers all evening. Their paths are checked once, and their keys get a table; after that a
//! response costs two signature checks, of which one is halved.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use super::chain::{self, Signer};
use super::{
    Session, UnverifiedResponse, VerifiedPresentation, Verifier, check_trusted, device_auth, structure,
};
use crate::error::VerifyError;
use crate::limits::MAX_KNOWN_SIGNERS;
use crate::time::UnixTime;

/// A verifier and the document signers that it has met: at most [`MAX_KNOWN_SIGNERS`], the least recently met is
/// forgotten first.
///
/// A changed trust list is a new [`Verifier`] and so a new cache: an entry cannot outlive its anchors. An entry answers
/// only while every certificate of its path is valid.
pub struct SignerCache {
    verifier: Arc<Verifier>,
    /// Most recently met last.
    entries: Vec<KnownSigner>,
}

/// A signer of one response, found in a cache: what [`UnverifiedResponse::verify_known`] goes on with.
///
/// Finding it and verifying are two steps so that threads can share a cache and hold it only to look things up.
#[derive(Clone)]
pub struct KnownSigner(Arc<Entry>);

struct Entry {
    verifier: Arc<Verifier>,
    /// The chain's certificates, as received.
    chain: Vec<Vec<u8>>,
    doc_type: String,
    signer: Signer,
}

impl SignerCache {
    /// An empty cache of this verifier.
    #[must_use]
    pub fn new(verifier: Verifier) -> Self {
        Self { verifier: Arc::new(verifier), entries: Vec::new() }
    }

    /// The verifier.
    #[must_use]
    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// Finds the signer of a response, or checks its path at `now`.
    ///
    /// # Errors
    /// [`VerifyError`] of the stages structure, profile and chain.
    pub fn known_signer(
        &mut self,
        response: &UnverifiedResponse<'_>,
        now: UnixTime,
    ) -> Result<KnownSigner, VerifyError> {
        let document = structure::check_ref(&response.response)?;
        let certificates = &document.issuer_signed.issuer_auth.headers.chain;
        let doc_type = document.doc_type;
        let found = self.entries.iter().position(|entry| entry.0.is_of(certificates, doc_type));
        let known = match found.map(|position| self.entries.remove(position)) {
            Some(known) if known.0.signer.is_valid_at(now) => known,
            // Past its time, or not known: the path check says which certificate is wrong.
            Some(_) | None => KnownSigner(Arc::new(Entry {
                verifier: Arc::clone(&self.verifier),
                chain: certificates.iter().map(|certificate| certificate.to_vec()).collect(),
                doc_type: doc_type.into(),
                signer: chain::signer(certificates, doc_type, &self.verifier, now)?,
            })),
        };
        if self.entries.len() >= MAX_KNOWN_SIGNERS {
            self.entries.remove(0);
        }
        self.entries.push(known.clone());
        Ok(known)
    }

    /// Finds the signer and makes every other check: the same outcome as [`UnverifiedResponse::verify`], sooner.
    ///
    /// # Errors
    /// The earliest check that failed.
    pub fn verify(
        &mut self,
        response: UnverifiedResponse<'_>,
        session: &Session,
        now: UnixTime,
    ) -> Result<VerifiedPresentation, VerifyError> {
        let signer = self.known_signer(&response, now)?;
        response.verify_known(&signer, session, now)
    }
}

impl Signer {
    fn is_valid_at(&self, now: UnixTime) -> bool {
        self.facts.path_validity().is_none_or(|(start, end)| start <= now && now <= end)
    }
}

impl Entry {
    /// Byte for byte, and for the same type.
    fn is_of(&self, chain: &[&[u8]], doc_type: &str) -> bool {
        self.doc_type == doc_type && self.chain.iter().eq(chain)
    }
}

impl UnverifiedResponse<'_> {
    /// Makes every check after the path, with a signer that a cache knew.
    ///
    /// # Errors
    /// The earliest check that failed; [`VerifyError::DocTypeNotAccepted`] where `signer` is that of another response. A
    /// signer kept until its path is no longer valid is checked afresh.
    pub fn verify_known(
        self,
        signer: &KnownSigner,
        session: &Session,
        now: UnixTime,
    ) -> Result<VerifiedPresentation, VerifyError> {
        let (doc_type, issuer_signed, device_signed) = structure::check(self.response)?.into_parts();
        let signer = signer.0.as_ref();
        if !signer.is_of(&issuer_signed.issuer_auth.headers.chain, doc_type) {
            return Err(VerifyError::DocTypeNotAccepted);
        }
        let trusted = if signer.signer.is_valid_at(now) {
            chain::check_known(doc_type, issuer_signed, &signer.verifier, signer.signer.clone())?
        } else {
            chain::check(doc_type, issuer_signed, &signer.verifier, now)?
        };
        let intact = check_trusted(trusted, &signer.verifier, now)?;
        let bound = device_auth::check(intact, &device_signed, session)?;
        Ok(VerifiedPresentation::new(bound))
    }
}

impl fmt::Debug for SignerCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignerCache({} signers)", self.entries.len())
    }
}

impl fmt::Debug for KnownSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KnownSigner({})", self.0.doc_type)
    }
}
