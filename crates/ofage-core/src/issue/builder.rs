//! The typed builder: each step exists only after the one before it.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use rand_core::CryptoRng;

use super::Issuer;
use super::check::{SignatureCheck, SignerKey};
use super::claims::{Claims, Element};
use super::mso::{self, Digests};
use super::validity::Validity;
use crate::attestation::Attestation;
use crate::cbor::Writer;
use crate::cose::{protected_header, signature_structure};
use crate::crypto::{Algorithm, Hasher, PublicKey, Signature, Signer};
use crate::error::IssueError;
use crate::limits::MAX_ENTRIES;
use crate::pki::Certificate;

/// An attestation in the making; `S` is what it has so far.
#[derive(Clone, Debug)]
pub struct AttestationBuilder<'i, S> {
    issuer: &'i Issuer,
    state: S,
}

/// Nothing yet: a device key is wanted.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct WantsDeviceKey;

/// A device key; claims are wanted.
#[derive(Clone, Copy, Debug)]
pub struct WantsClaims {
    device_key: PublicKey,
}

/// A device key and claims; a validity is wanted.
#[derive(Clone, Debug)]
pub struct WantsValidity {
    device_key: PublicKey,
    claims: Claims,
}

/// Everything that an attestation needs.
#[derive(Clone, Debug)]
pub struct Ready {
    pub(super) device_key: PublicKey,
    claims: Claims,
    pub(super) validity: Validity,
    pub(super) status: Option<(u64, String)>,
    pub(super) device_elements: Vec<(String, String)>,
}

impl<'i> AttestationBuilder<'i, WantsDeviceKey> {
    pub(super) const fn new(issuer: &'i Issuer) -> Self {
        Self { issuer, state: WantsDeviceKey }
    }

    /// The key that will present it. The caller has checked that the holder's device has the private part.
    #[must_use]
    pub const fn device_key(self, device_key: PublicKey) -> AttestationBuilder<'i, WantsClaims> {
        AttestationBuilder { issuer: self.issuer, state: WantsClaims { device_key } }
    }
}

impl<'i> AttestationBuilder<'i, WantsClaims> {
    /// What it says.
    #[must_use]
    pub fn claims(self, claims: Claims) -> AttestationBuilder<'i, WantsValidity> {
        let WantsClaims { device_key } = self.state;
        AttestationBuilder { issuer: self.issuer, state: WantsValidity { device_key, claims } }
    }
}

impl<'i> AttestationBuilder<'i, WantsValidity> {
    /// When it is valid.
    #[must_use]
    pub fn validity(self, validity: Validity) -> AttestationBuilder<'i, Ready> {
        let WantsValidity { device_key, claims } = self.state;
        let state = Ready { device_key, claims, validity, status: None, device_elements: Vec::new() };
        AttestationBuilder { issuer: self.issuer, state }
    }
}

impl AttestationBuilder<'_, Ready> {
    /// Refers to an entry of a status list: `index` in the list at `uri`. Unique to this attestation.
    ///
    /// Not needed for short lifetimes, and a handle by which presentations can be linked.
    ///
    /// Source: ISO/IEC 18013-5 12.3.6 (second edition); Token Status List.
    #[must_use]
    pub fn status_list(mut self, index: u64, uri: &str) -> Self {
        self.state.status = Some((index, uri.into()));
        self
    }

    /// Lets the device key sign this element itself (`keyAuthorizations`).
    #[must_use]
    pub fn authorize_device_element(mut self, name_space: &str, id: &str) -> Self {
        self.state.device_elements.push((name_space.into(), id.into()));
        self
    }

    /// Draws salts and digest identifiers, and gives what the document signer signs.
    ///
    /// # Errors
    /// [`IssueError`], for claims that the profile does not allow and a validity outside the certificate's.
    pub fn prepare(self, rng: &mut impl CryptoRng) -> Result<PreparedAttestation, IssueError> {
        let Self { issuer, state } = self;
        let certificate = &issuer.certificate;
        let max_days = issuer.profile.max_lifetime_days();
        if max_days.is_some_and(|days| state.validity.lifetime_days() > i64::from(days)) {
            return Err(IssueError::LifetimeTooLong);
        }
        if state.validity.signed() < certificate.not_before()
            || state.validity.valid_until() > certificate.not_after()
        {
            return Err(IssueError::ValidityOutsideCertificate);
        }
        let elements = state.claims.elements(&issuer.profile, state.validity.first_day())?;
        let (name_spaces, digests) = salt_and_digest(issuer, &elements, rng)?;
        let payload = mso::encode(issuer, &state, &digests);
        let protected = protected_header(certificate.public_key().curve().algorithm());
        Ok(PreparedAttestation {
            to_be_signed: signature_structure(&protected, &payload),
            protected,
            certificate: Arc::clone(certificate),
            payload,
            name_spaces,
            signer_key: Arc::clone(&issuer.key),
            signature_check: issuer.signature_check,
        })
    }
}

/// Gives every element a salt and a digest identifier, and every name space its decoys: `nameSpaces` of the
/// IssuerSigned, and the digests of the MSO.
///
/// Identifiers are 0 to n-1 in a random order, and digests stand in the order of identifiers, so that neither tells
/// which element is which (ISO/IEC 18013-5 12.3.4).
fn salt_and_digest(
    issuer: &Issuer,
    elements: &[Element],
    rng: &mut impl CryptoRng,
) -> Result<(Vec<u8>, Vec<Digests>), IssueError> {
    let mut names: Vec<&str> = Vec::new();
    for element in elements {
        if !names.contains(&element.name_space.as_str()) {
            names.push(&element.name_space);
        }
    }
    let mut items = Writer::new();
    items.map(names.len());
    let mut digests = Vec::with_capacity(names.len());
    for name_space in names {
        let members = || elements.iter().filter(|element| element.name_space == name_space);
        let real = members().count();
        if real > MAX_ENTRIES || (issuer.digest_count > 0 && real > issuer.digest_count) {
            return Err(IssueError::ClaimsTooMany);
        }
        let ids = shuffled(real.max(issuer.digest_count), rng);
        let mut entries = Vec::with_capacity(ids.len());
        items.text(name_space).array(real);
        for (element, id) in members().zip(&ids) {
            let mut salt = [0; crate::limits::MAX_SALT_BYTES];
            let salt = salt.get_mut(..issuer.salt_bytes).ok_or(IssueError::SaltLength)?;
            rng.fill_bytes(salt);
            let mut item = Writer::with_capacity(96);
            item.map(4).text("digestID").unsigned(*id).text("random").bytes(salt);
            item.text("elementIdentifier")
                .text(&element.id)
                .text("elementValue")
                .raw(element.value.as_cbor());
            let mut bytes = Writer::with_capacity(104);
            bytes.embedded(&item.finish());
            let bytes = bytes.finish();
            entries.push((*id, Hasher::digest(issuer.hash, &bytes).as_bytes().to_vec()));
            items.raw(&bytes);
        }
        for id in ids.iter().skip(real) {
            // A digest of nothing: random bytes cannot be told from a real one.
            let mut decoy = alloc::vec![0; issuer.hash.digest_bytes()];
            rng.fill_bytes(&mut decoy);
            entries.push((*id, decoy));
        }
        entries.sort_unstable_by_key(|(id, _)| *id);
        digests.push(Digests { name_space: name_space.into(), entries });
    }
    Ok((items.finish(), digests))
}

/// 0 to `count` - 1 in a uniformly random order (Fisher and Yates).
fn shuffled(count: usize, rng: &mut impl CryptoRng) -> Vec<u64> {
    let mut ids: Vec<u64> = (0..).take(count).collect();
    for last in (1..count).rev() {
        ids.swap(last, below(last.saturating_add(1), rng));
    }
    ids
}

/// A uniformly random number below `end`, which is 1 to 256: draws bytes and rejects the uneven rest.
fn below(end: usize, rng: &mut impl CryptoRng) -> usize {
    let rest = 256_usize.checked_rem(end).unwrap_or(0);
    loop {
        let mut byte = [0];
        rng.fill_bytes(&mut byte);
        let drawn = usize::from(u8::from_be_bytes(byte));
        if drawn < 256_usize.saturating_sub(rest) {
            return drawn.checked_rem(end).unwrap_or(0);
        }
    }
}

/// An attestation that lacks only the document signer's signature.
#[derive(Clone)]
pub struct PreparedAttestation {
    protected: Vec<u8>,
    certificate: Arc<Certificate>,
    payload: Vec<u8>,
    to_be_signed: Vec<u8>,
    name_spaces: Vec<u8>,
    signer_key: Arc<SignerKey>,
    signature_check: SignatureCheck,
}

impl PreparedAttestation {
    /// The bytes that the document signer signs: the `Sig_structure`, not yet hashed.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// The algorithm to sign with.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.signer_key.algorithm()
    }

    /// The attestation with this signature.
    ///
    /// # Errors
    /// [`IssueError::SignatureLength`] or [`IssueError::SignatureInvalid`]: what the certificate's key does not verify
    /// is not issued.
    pub fn finish(self, signature: &Signature) -> Result<Attestation, IssueError> {
        if signature.as_bytes().len() != self.algorithm().signature_bytes() {
            return Err(IssueError::SignatureLength);
        }
        if !self.signer_key.verifies(&self.to_be_signed, signature) {
            return Err(IssueError::SignatureInvalid);
        }
        self.attestation(signature)
    }

    fn attestation(self, signature: &Signature) -> Result<Attestation, IssueError> {
        let certificate = self.certificate.as_der();
        let parts = [&self.name_spaces, certificate, &self.payload, signature.as_bytes()];
        let length = parts.iter().fold(64, |sum: usize, part| sum.saturating_add(part.len()));
        let mut bytes = Writer::with_capacity(length);
        bytes.map(2).text("nameSpaces").raw(&self.name_spaces).text("issuerAuth");
        bytes.array(4).bytes(&self.protected);
        // The x5chain (RFC 9360 2): the one certificate stands alone.
        bytes.map(1).integer(33).bytes(certificate);
        bytes.bytes(&self.payload).bytes(signature.as_bytes());
        Attestation::from_vec(bytes.finish()).map_err(|_| IssueError::ElementValueInvalid)
    }

    /// Signs with a signer and finishes. Of the signatures of a key in memory some are verified, see [`SignatureCheck`], of
    /// others all.
    ///
    /// # Errors
    /// [`IssueError::SignerFailed`], and those of [`Self::finish`].
    pub fn sign_with(self, signer: &impl Signer) -> Result<Attestation, IssueError> {
        let failed = |_| IssueError::SignerFailed;
        let Some(key) = signer.in_memory() else {
            let signature = signer.sign(&self.to_be_signed).map_err(failed)?;
            return self.finish(&signature);
        };
        let signature = key.sign(&self.to_be_signed).map_err(failed)?;
        if self.signer_key.is_due(self.signature_check, &key.public_key()) {
            return self.finish(&signature);
        }
        self.attestation(&signature)
    }
}

/// Redacted: it holds salts and values.
impl fmt::Debug for PreparedAttestation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PreparedAttestation(..)")
    }
}
