//! Identifier list: the identifiers of revoked attestations.

use alloc::vec::Vec;
use core::fmt;

use super::Status;
use super::reference::IdentifierReference;
use super::token::ListTerms;
use crate::cbor::{Key, Reader};
use crate::cose::Tagging;
use crate::crypto::PublicKey;
use crate::error::{DecodeError, DecodeErrorKind as Kind};
use crate::index::Index;
use crate::pki::{CertificateRules, TrustAnchors};
use crate::signed_list::{ListError, ListSigner, SignedList};
use crate::time::UnixTime;

pub(super) const IDENTIFIER_LIST_TYPE: &str = "application/identifierlist+cwt";
pub(super) const IDENTIFIER_LIST: i64 = 65_530;

/// An identifier list that has been read and not verified.
pub struct UnverifiedIdentifierList<'a> {
    signed: SignedList<'a>,
    terms: ListTerms,
    identifiers: Vec<&'a [u8]>,
}

impl<'a> UnverifiedIdentifierList<'a> {
    /// Reads a tagged COSE_Sign1 of type `application/identifierlist+cwt`.
    ///
    /// ```cddl
    /// IdentifierList = { "identifiers": { * bstr => {} }, ? "aggregation_uri": tstr }
    /// ```
    ///
    /// # Errors
    /// [`ListError::Decode`], [`ListError::PayloadMissing`] or [`ListError::TypeMismatch`].
    ///
    /// Source: ISO/IEC 18013-5 12.3.6.4.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, ListError> {
        let signed = SignedList::decode(bytes, Tagging::Tagged)?;
        signed.check_type(IDENTIFIER_LIST_TYPE)?;
        let mut reader = signed.payload()?;
        let start = reader;
        let mut identifiers = None;
        let terms = ListTerms::read(&mut reader, |label, reader| {
            if label == IDENTIFIER_LIST {
                identifiers = Some(read_identifiers(reader)?);
            } else {
                reader.skip()?;
            }
            Ok(())
        })?;
        let identifiers = identifiers.ok_or_else(|| start.error(Kind::MissingField))?;
        Ok(Self { signed, terms, identifiers })
    }

    /// Which list it claims to be, and from when to when.
    #[must_use]
    pub const fn untrusted_terms(&self) -> &ListTerms {
        &self.terms
    }

    /// Checks the signer's path to one of `anchors`, the signature and the dates at `now`.
    ///
    /// Take only those anchors that may speak about the attestation: the root of its document signer, or the
    /// certificate that its `status` names.
    ///
    /// # Errors
    /// [`ListError`]: the first check that failed.
    pub fn verify(self, anchors: &TrustAnchors, now: UnixTime) -> Result<IdentifierList, ListError> {
        let signer = self.signed.check_signer(anchors, &CertificateRules::status_list_signer(), now)?;
        self.finish(Some(signer), now)
    }

    /// The same with the signer's key, known from elsewhere.
    ///
    /// # Errors
    /// [`ListError`]: the first check that failed.
    pub fn verify_with_key(self, key: &PublicKey, now: UnixTime) -> Result<IdentifierList, ListError> {
        self.signed.check_signature(key)?;
        self.finish(None, now)
    }

    fn finish(self, signer: Option<ListSigner>, now: UnixTime) -> Result<IdentifierList, ListError> {
        self.terms.check(now)?;
        let identifiers = Index::set(self.identifiers);
        Ok(IdentifierList { terms: self.terms, signer, identifiers })
    }
}

/// The keys of `identifiers`; what stands at them is reserved.
fn read_identifiers<'a>(reader: &mut Reader<'a>) -> Result<Vec<&'a [u8]>, DecodeError> {
    let start = *reader;
    let mut identifiers = None;
    for _ in 0..reader.map()? {
        match reader.key()? {
            Key::Text("identifiers") => {
                let count = reader.map()?;
                let mut found = Vec::with_capacity(count);
                for _ in 0..count {
                    found.push(reader.bytes()?);
                    reader.skip()?;
                }
                identifiers = Some(found);
            }
            Key::Int(_) | Key::Text(_) | Key::Other => {
                reader.skip()?;
            }
        }
    }
    identifiers.ok_or_else(|| start.error(Kind::MissingField))
}

/// A length only.
impl fmt::Debug for UnverifiedIdentifierList<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UnverifiedIdentifierList({} identifiers)", self.identifiers.len())
    }
}

/// An identifier list whose signer was checked.
#[derive(Clone)]
pub struct IdentifierList {
    terms: ListTerms,
    signer: Option<ListSigner>,
    identifiers: Index,
}

impl IdentifierList {
    /// Which list it is, and from when to when.
    #[must_use]
    pub const fn terms(&self) -> &ListTerms {
        &self.terms
    }

    /// Who signed it; `None` where the key was known from elsewhere.
    #[must_use]
    pub const fn signer(&self) -> Option<&ListSigner> {
        self.signer.as_ref()
    }

    /// How many attestations it revokes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.identifiers.len()
    }

    /// Whether it revokes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The identifiers, in order.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.identifiers.keys()
    }

    /// What the list says at `now` about the attestation that `reference` belongs to: [`Status::Invalid`] where it holds
    /// the identifier, [`Status::Valid`] where it does not.
    ///
    /// # Errors
    /// [`ListError::SubjectMismatch`] where it names another list; [`ListError::Expired`] or
    /// [`ListError::IssuedInFuture`]. None of them is a reason to accept.
    pub fn status_of(&self, reference: &IdentifierReference, now: UnixTime) -> Result<Status, ListError> {
        if reference.uri() != self.terms.uri() {
            return Err(ListError::SubjectMismatch);
        }
        self.terms.check(now)?;
        Ok(if self.identifiers.contains(reference.id()) { Status::Invalid } else { Status::Valid })
    }
}

/// Which list, not what it says.
impl fmt::Debug for IdentifierList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdentifierList({:?}, {} identifiers)", self.terms.uri(), self.identifiers.len())
    }
}
