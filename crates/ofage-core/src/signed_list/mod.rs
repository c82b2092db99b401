//! What the signed lists have in common: a COSE_Sign1 around the list, and the certificates of its signer.

mod error;
#[cfg(feature = "issuer")]
mod prepare;

pub use error::ListError;
#[cfg(feature = "issuer")]
pub use prepare::PreparedList;
#[cfg(feature = "issuer")]
pub(crate) use prepare::{ChainPlace, ListEnvelope};

use core::fmt;

use crate::cbor::{Limits, Reader};
use crate::cose::{Sign1, Tagging};
use crate::crypto::PublicKey;
use crate::error::{Stage, VerifyError};
use crate::limits::{MAX_LIST_BYTES, MAX_LIST_CLOCK_SKEW_SECONDS, MAX_LIST_ENTRIES};
use crate::pki::{Certificate, CertificateRules, PkiError, Realm, TrustAnchors, verify_chain_to};
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
            .verify(key, &[self.payload], Stage::Status, VerifyError::IssuerSignatureInvalid)
            .map_err(ListError::from_signature)
    }

    /// The path from the signer's certificate to an anchor, then the signature.
    pub(crate) fn check_signer(
        &self,
        anchors: &TrustAnchors,
        rules: &CertificateRules,
        now: UnixTime,
    ) -> Result<ListSigner, ListError> {
        let (certificate, anchor) = verify_chain_to(&self.sign1.headers.chain, anchors, rules, now)?;
        self.check_signature(&certificate.public_key())?;
        // Roots alone certify list signers, so there is a certificate.
        let anchor_sha256 = anchor.certificate().map(Certificate::sha256).ok_or(PkiError::AnchorUnknown)?;
        Ok(ListSigner { certificate, anchor_sha256, realm: anchor.realm() })
    }
}

/// Who signed a list: a certificate to which a path from a trust anchor led.
#[derive(Clone, PartialEq, Eq)]
pub struct ListSigner {
    certificate: Certificate,
    anchor_sha256: [u8; 32],
    realm: Realm,
}

impl ListSigner {
    /// The signer's certificate.
    #[must_use]
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// SHA-256 of the trust anchor's certificate.
    #[must_use]
    pub const fn anchor_sha256(&self) -> [u8; 32] {
        self.anchor_sha256
    }

    /// Whether what the anchor vouches for counts.
    #[must_use]
    pub const fn realm(&self) -> Realm {
        self.realm
    }
}

impl fmt::Debug for ListSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ListSigner({:?}, {:?})", self.certificate.subject_common_name(), self.realm)
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
