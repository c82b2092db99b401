//! Signing a list in two steps.

use alloc::vec::Vec;
use core::fmt;

use crate::cbor::Writer;
use crate::cose::{Tagging, signature_structure};
use crate::crypto::{HashAlgorithm, Hasher, Signature, Signer};
use crate::error::IssueError;
use crate::limits::{MAX_CERTIFICATES, MAX_LIST_BYTES};
use crate::pki::Certificate;

/// Which header the signer's certificates stand in: the standards differ by kind of list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ChainPlace {
    Protected,
    Unprotected,
}

/// The shape of one kind of signed list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ListEnvelope {
    pub(crate) tagging: Tagging,
    pub(crate) typ: Option<&'static str>,
    pub(crate) chain: ChainPlace,
}

/// A list that only lacks its signature.
///
/// [`Self::to_be_signed`] goes to the key, wherever it is; [`Self::finish`] takes what comes back.
pub struct PreparedList {
    envelope: ListEnvelope,
    signer: Certificate,
    protected: Vec<u8>,
    unprotected: Vec<u8>,
    payload: Vec<u8>,
    to_be_signed: Vec<u8>,
}

impl PreparedList {
    /// `chain` begins with the signer's certificate and goes up towards the root, which is left out.
    pub(crate) fn new(
        envelope: ListEnvelope,
        chain: &[Certificate],
        payload: Vec<u8>,
    ) -> Result<Self, IssueError> {
        let signer = chain.first().ok_or(IssueError::SignerFailed)?.clone();
        if chain.len() > MAX_CERTIFICATES || payload.len() > MAX_LIST_BYTES {
            return Err(IssueError::ListTooLarge);
        }
        let mut certificates = Writer::new();
        // One certificate stands alone, several in an array (RFC 9360 2).
        if chain.len() > 1 {
            certificates.array(chain.len());
        }
        for certificate in chain {
            certificates.bytes(certificate.as_der());
        }
        let certificates = certificates.finish();
        let mut protected = Writer::new();
        let in_protected = envelope.chain == ChainPlace::Protected;
        let entries = 1_usize
            .saturating_add(usize::from(envelope.typ.is_some()))
            .saturating_add(usize::from(in_protected));
        protected.map(entries).integer(1).integer(signer.public_key().curve().algorithm().cose_id());
        if let Some(typ) = envelope.typ {
            protected.integer(16).text(typ);
        }
        let mut unprotected = Writer::new();
        if in_protected {
            protected.integer(33).raw(&certificates);
            unprotected.map(0);
        } else {
            unprotected.map(1).integer(33).raw(&certificates);
        }
        let protected = protected.finish();
        let to_be_signed = signature_structure(&protected, &payload);
        Ok(Self { envelope, signer, protected, unprotected: unprotected.finish(), payload, to_be_signed })
    }

    /// The bytes that the signer's key signs, not yet hashed: a COSE `Sig_structure`.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// The signed list.
    ///
    /// # Errors
    /// [`IssueError::SignatureInvalid`] where the signature is not that of the certificate's key.
    pub fn finish(self, signature: &Signature) -> Result<Vec<u8>, IssueError> {
        let key = self.signer.public_key();
        let hash: HashAlgorithm = key.curve().algorithm().hash();
        let digest = Hasher::digest(hash, &self.to_be_signed);
        if !key.verifies_hash(digest.as_bytes(), signature.as_bytes()) {
            return Err(IssueError::SignatureInvalid);
        }
        let mut message = Writer::with_capacity(self.payload.len().saturating_add(512));
        if self.envelope.tagging == Tagging::Tagged {
            message.tag(18);
        }
        message
            .array(4)
            .bytes(&self.protected)
            .raw(&self.unprotected)
            .bytes(&self.payload)
            .bytes(signature.as_bytes());
        Ok(message.finish())
    }

    /// Both steps, with a signer at hand.
    ///
    /// # Errors
    /// [`IssueError::SignerFailed`], and those of [`Self::finish`].
    pub fn sign_with(self, signer: &impl Signer) -> Result<Vec<u8>, IssueError> {
        let signature = signer.sign(&self.to_be_signed).map_err(|_| IssueError::SignerFailed)?;
        self.finish(&signature)
    }
}

/// The lengths only.
impl fmt::Debug for PreparedList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PreparedList({} bytes)", self.payload.len())
    }
}
