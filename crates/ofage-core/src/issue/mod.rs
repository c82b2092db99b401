//! From a checked birth date to signed attestations.
//!
//! Two steps: [`AttestationBuilder::prepare`] gives the bytes that the document signer's key signs, wherever it lives,
//! and [`PreparedAttestation::finish`] takes the signature. The builder cannot be asked for an attestation without a
//! device key, claims, validity or certificate: there is no such method.

mod builder;
mod check;
mod claims;
mod mso;
mod validity;

use alloc::sync::Arc;
use alloc::vec::Vec;

pub use builder::{
    AttestationBuilder, PreparedAttestation, Ready, WantsClaims, WantsDeviceKey, WantsValidity,
};
pub use check::SignatureCheck;
pub use claims::{AgeFacts, Claims};
pub use validity::Validity;

use check::SignerKey;

use crate::attestation::Attestation;
use crate::crypto::{HashAlgorithm, PublicKey, Signer};
use crate::error::IssueError;
use crate::limits::{MAX_BATCH, MAX_ENTRIES, MAX_SALT_BYTES, MIN_SALT_BYTES};
use crate::pki::Certificate;
use crate::profile::Profile;
use rand_core::CryptoRng;

/// An issuer's settings: what it issues, and as which document signer.
///
/// Defaults: SHA-256, salts of 16 bytes, no decoy digests, no status entry, [`SignatureCheck::Sampled`].
#[derive(Clone, Debug)]
pub struct Issuer {
    profile: Profile,
    certificate: Arc<Certificate>,
    /// The key of the certificate, with which signatures are checked.
    key: Arc<SignerKey>,
    signature_check: SignatureCheck,
    hash: HashAlgorithm,
    salt_bytes: usize,
    digest_count: usize,
}

impl Issuer {
    /// An issuer of `profile` whose document signer has this certificate.
    #[must_use]
    pub fn new(profile: Profile, certificate: Certificate) -> Self {
        Self {
            profile,
            key: Arc::new(SignerKey::new(certificate.public_key())),
            signature_check: SignatureCheck::Sampled,
            certificate: Arc::new(certificate),
            hash: HashAlgorithm::Sha256,
            salt_bytes: MIN_SALT_BYTES,
            digest_count: 0,
        }
    }

    /// Another digest algorithm.
    #[must_use]
    pub const fn with_hash(mut self, hash: HashAlgorithm) -> Self {
        self.hash = hash;
        self
    }

    /// Longer salts: 16 to 32 bytes.
    ///
    /// # Errors
    /// [`IssueError::SaltLength`].
    pub fn with_salt_bytes(mut self, bytes: usize) -> Result<Self, IssueError> {
        if !(MIN_SALT_BYTES..=MAX_SALT_BYTES).contains(&bytes) {
            return Err(IssueError::SaltLength);
        }
        self.salt_bytes = bytes;
        Ok(self)
    }

    /// Fill up every name space with decoy digests to this many, so that their number tells nothing. At most 256.
    ///
    /// Source: ISO/IEC 18013-5 E.9.5.
    ///
    /// # Errors
    /// [`IssueError::ClaimsTooMany`].
    pub fn with_digest_count(mut self, count: usize) -> Result<Self, IssueError> {
        if count > MAX_ENTRIES {
            return Err(IssueError::ClaimsTooMany);
        }
        self.digest_count = count;
        Ok(self)
    }

    /// Which signatures of a key in memory are verified before an attestation leaves.
    #[must_use]
    pub const fn with_signature_check(mut self, check: SignatureCheck) -> Self {
        self.signature_check = check;
        self
    }

    /// The profile.
    #[must_use]
    pub const fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The document signer's certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Begins one attestation.
    #[must_use]
    pub const fn attestation(&self) -> AttestationBuilder<'_, WantsDeviceKey> {
        AttestationBuilder::new(self)
    }

    /// One single-use attestation for each device key, with fresh salts, signed with `signer`.
    ///
    /// # Errors
    /// [`IssueError`]; nothing is issued then. At most 10,000 keys a call.
    pub fn issue_batch(
        &self,
        device_keys: &[PublicKey],
        claims: &Claims,
        validity: Validity,
        signer: &impl Signer,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<Attestation>, IssueError> {
        if device_keys.len() > MAX_BATCH {
            return Err(IssueError::ClaimsTooMany);
        }
        device_keys
            .iter()
            .map(|key| {
                let ready = self.attestation().device_key(*key).claims(claims.clone()).validity(validity);
                ready.prepare(rng)?.sign_with(signer)
            })
            .collect()
    }
}
