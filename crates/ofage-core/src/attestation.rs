//! An attestation as the holder keeps it.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::age::{AgeStatement, AgeThreshold};
use crate::crypto::PublicKey;
use crate::error::{DecodeError, DecodeErrorKind as Kind, ResponseError};
use crate::mdoc::{ElementValue, IssuerSigned, Mso};
use crate::time::UnixTime;
use crate::verify::{Verifier, verify_issuer_signed};

/// One attestation: the `IssuerSigned` bytes, kept exactly as the issuer made them.
///
/// What it says is the issuer's word only once [`Self::verify_issuer`] has passed; a verifier never sees this type.
#[derive(Clone, PartialEq, Eq)]
pub struct Attestation {
    bytes: Vec<u8>,
    doc_type: String,
    device_key: PublicKey,
    valid_from: UnixTime,
    valid_until: UnixTime,
}

impl Attestation {
    /// Reads an `IssuerSigned` and its MSO. Signatures are not checked: see [`Self::verify_issuer`].
    ///
    /// # Errors
    /// What the strict reader refuses, in the IssuerSigned or in its MSO.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        Self::from_vec(bytes.to_vec())
    }

    pub(crate) fn from_vec(bytes: Vec<u8>) -> Result<Self, DecodeError> {
        let issuer_signed = IssuerSigned::decode(&bytes)?;
        let (payload, base) =
            issuer_signed.issuer_auth.payload.ok_or_else(|| DecodeError::new(Kind::MissingField, 0))?;
        let mso = Mso::decode(payload, base)?;
        Ok(Self {
            doc_type: mso.doc_type.into(),
            device_key: mso.device_key,
            valid_from: mso.validity.valid_from,
            valid_until: mso.validity.valid_until,
            bytes,
        })
    }

    /// The `IssuerSigned` bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The document type.
    #[must_use]
    pub fn doc_type(&self) -> &str {
        &self.doc_type
    }

    /// The key that presents it.
    #[must_use]
    pub const fn device_key(&self) -> &PublicKey {
        &self.device_key
    }

    /// Start of validity, inclusive.
    #[must_use]
    pub const fn valid_from(&self) -> UnixTime {
        self.valid_from
    }

    /// End of validity, inclusive.
    #[must_use]
    pub const fn valid_until(&self) -> UnixTime {
        self.valid_until
    }

    /// The age statements in it, each with its value; for the holder to see what can be answered.
    ///
    /// # Errors
    /// None in practice: the bytes were read when the value was made.
    pub fn age_statements(&self) -> Result<Vec<(AgeThreshold, bool)>, DecodeError> {
        let issuer_signed = self.issuer_signed()?;
        Ok(age_statements(&issuer_signed).filter_map(|s| Some((s.threshold, s.value?))).collect())
    }

    /// Checks that the issuer is trusted, signed this, and that it is valid at `now`: what a wallet does on receipt.
    ///
    /// # Errors
    /// The earliest check that failed.
    pub fn verify_issuer(&self, verifier: &Verifier, now: UnixTime) -> Result<(), ResponseError> {
        Ok(verify_issuer_signed(&self.doc_type, self.issuer_signed()?, verifier, now)?)
    }

    /// The certificates that came with it (`x5chain`), document signer first, as DER. Nothing has checked them: a wallet
    /// without a trust list pins the first as [`TrustAnchor::document_signer`](crate::pki::TrustAnchor::document_signer),
    /// and [`Self::verify_issuer`] then tells whether that certificate's key signed what is here, and no more.
    ///
    /// # Errors
    /// None in practice: the bytes were read when the value was made.
    pub fn untrusted_chain(&self) -> Result<Vec<&[u8]>, DecodeError> {
        Ok(self.issuer_signed()?.issuer_auth.headers.chain.to_vec())
    }

    pub(crate) fn issuer_signed(&self) -> Result<IssuerSigned<'_>, DecodeError> {
        IssuerSigned::decode(&self.bytes)
    }
}

/// The age statements among the items.
pub(crate) fn age_statements<'a>(
    issuer_signed: &'a IssuerSigned<'_>,
) -> impl Iterator<Item = AgeStatement> + Clone + use<'a> {
    issuer_signed.items.iter().filter_map(|item| {
        let threshold = AgeThreshold::from_element_id(item.element_id)?;
        Some(AgeStatement { threshold, value: ElementValue::from_checked(item.value).as_bool() })
    })
}

/// Redacted: what it says is personal, and its bytes link the holder.
impl fmt::Debug for Attestation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attestation({})", self.doc_type)
    }
}
