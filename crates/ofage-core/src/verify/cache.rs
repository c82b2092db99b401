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
use crate::crypto::{HashAlgorithm, Hasher};
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
    entries: Vec<Entry>,
}

/// Most recently met last.
struct Entry {
    chain: [u8; 32],
    doc_type: String,
    signer: Signer,
    met: Met,
}

/// A table is made when a signer is met again, not for one that may never be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Met {
    Once,
    Often,
}

/// A signer of one response, found in a cache: what [`UnverifiedResponse::verify_known`] goes on with.
///
/// Finding it and verifying are two steps so that threads can share a cache and hold it only to look things up.
#[derive(Clone)]
pub struct KnownSigner {
    verifier: Arc<Verifier>,
    chain: [u8; 32],
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
        let (chain, doc_type) = (fingerprint(certificates), document.doc_type);
        let found = self.entries.iter().position(|entry| entry.chain == chain && entry.doc_type == doc_type);
        let entry = match found.map(|position| self.entries.remove(position)) {
            Some(entry) if entry.signer.is_valid_at(now) => entry.met_again(),
            // Past its time, or not known: the path check says which certificate is wrong.
            Some(_) | None => Entry {
                chain,
                doc_type: doc_type.into(),
                signer: chain::signer(certificates, doc_type, &self.verifier, now)?,
                met: Met::Once,
            },
        };
        let signer = entry.signer.clone();
        if self.entries.len() >= MAX_KNOWN_SIGNERS {
            self.entries.remove(0);
        }
        self.entries.push(entry);
        Ok(KnownSigner { verifier: Arc::clone(&self.verifier), chain, doc_type: doc_type.into(), signer })
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
    fn met_again(mut self) -> Self {
        if self.met == Met::Once {
            self.met = Met::Often;
            let mut key = self.signer.key.as_ref().clone();
            key.prepare();
            self.signer.key = Arc::new(key);
        }
        self
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
        if doc_type != signer.doc_type
            || fingerprint(&issuer_signed.issuer_auth.headers.chain) != signer.chain
        {
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

/// SHA-256 over the certificates of a chain, each behind its length.
fn fingerprint(chain: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Hasher::new(HashAlgorithm::Sha256);
    for certificate in chain {
        hasher.update(&u64::try_from(certificate.len()).unwrap_or(u64::MAX).to_be_bytes());
        hasher.update(certificate);
    }
    hasher.finish().as_bytes().try_into().unwrap_or_default()
}

impl fmt::Debug for SignerCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignerCache({} signers)", self.entries.len())
    }
}

impl fmt::Debug for KnownSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KnownSigner({})", self.doc_type)
    }
}
