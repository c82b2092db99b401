//! What the signed lists have in common: a COSE_Sign1 around the list, and the certificates of its signer.

mod error;
#[cfg(feature = "issuer")]
mod prepare;

pub use error::ListError;
#[cfg(feature = "issuer")]
pub use prepare::PreparedList;
#[cfg(feature = "issuer")]
pub(crate) use prepare::{ChainPlace, ListEnvelope};

use crate::cbor::{Limits, Reader};
use crate::cose::{Sign1, Tagging};
use crate::crypto::PublicKey;
use crate::error::{Stage, VerifyError};
use crate::limits::{MAX_LIST_BYTES, MAX_LIST_CLOCK_SKEW_SECONDS, MAX_LIST_ENTRIES};
use crate::pki::{Certificate, CertificateRules, TrustAnchors, verify_chain};
use crate::time::UnixTime;

/// How large a signed list may be.
const LIST: Limits = Limits { bytes: MAX_LIST_BYTES, entries: MAX_LIST_ENTRIES };

/// A signed list as received. What it says counts once its signature and its signer have been checked.
#[derive(Clone, Debug)]
pub(crate) struct SignedList<'a> {
    sign1: Sign1<'a>,
    payload: &'a [u8],
    base: usize,
}

impl<'a> SignedList<'a> {
    pub(crate) fn decode(bytes: &'a [u8], tagging: Tagging) -> Result<Self, ListError> {
        let mut reader = Reader::decode_within(bytes, 0, LIST)?;
        let sign1 = Sign1::decode(&mut reader, tagging)?;
        let (payload, base) = sign1.payload.ok_or(ListError::PayloadMissing)?;
        Ok(Self { sign1, payload, base })
    }

    /// The `typ` of the protected header is this one.
    pub(crate) fn check_type(&self, typ: &str) -> Result<(), ListError> {
        if self.sign1.headers.typ == Some(typ) { Ok(()) } else { Err(ListError::TypeMismatch) }
    }

    /// A checked reader over the payload.
    pub(crate) fn payload(&self) -> Result<Reader<'a>, ListError> {
        Ok(Reader::decode_within(self.payload, self.base, LIST)?)
    }

    /// The signature over the payload as received.
    pub(crate) fn check_signature(&self, key: &PublicKey) -> Result<(), ListError> {
        self.sign1
            .verify(key, self.payload, Stage::Status, VerifyError::IssuerSignatureInvalid)
            .map_err(ListError::from_signature)
    }

    /// The path from the signer's certificate to an anchor.
    pub(crate) fn check_chain(
        &self,
        anchors: &TrustAnchors,
        rules: &CertificateRules,
        now: UnixTime,
    ) -> Result<Certificate, ListError> {
        Ok(verify_chain(&self.sign1.headers.chain, anchors, rules, now)?)
    }

    /// The path from the signer's certificate to an anchor, then the signature.
    pub(crate) fn check_signer(
        &self,
        anchors: &TrustAnchors,
        rules: &CertificateRules,
        now: UnixTime,
    ) -> Result<Certificate, ListError> {
        let signer = self.check_chain(anchors, rules, now)?;
        self.check_signature(&signer.public_key())?;
        Ok(signer)
    }
}

/// The list was not issued later than now, and has not ended. An end is inclusive, as those of certificates are.
pub(crate) fn check_dates(
    issued: UnixTime,
    expires: Option<UnixTime>,
    now: UnixTime,
) -> Result<(), ListError> {
    if issued > now.plus_seconds(MAX_LIST_CLOCK_SKEW_SECONDS) {
        return Err(ListError::IssuedInFuture { issued });
    }
    match expires {
        Some(expires) if now > expires => Err(ListError::Expired { expires }),
        _ => Ok(()),
    }
}
