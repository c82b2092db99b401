//! Whom a verifier trusts.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use super::certificate::KeyUsage;
use super::{Certificate, PkiError};
use crate::crypto::{KnownKey, PublicKey};
use crate::index::Index;
use crate::limits::{MAX_SAME_NAME_ANCHORS, MAX_TRUST_ANCHORS};

/// Whether an issuer's documents count.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(clippy::exhaustive_enums, reason = "whoever shows a decision must show both, and differently")]
pub enum Realm {
    /// A real issuer.
    Live,
    /// An issuer for tests and demonstrations: nothing that it says is true.
    Demo,
}

/// One thing that is trusted: a root certificate, a document signer's certificate, or a document signer's key.
#[derive(Clone)]
pub struct TrustAnchor {
    subject: Subject,
    realm: Realm,
    /// In order, each once; `None` for every document type that the verifier accepts at all.
    doc_types: Option<Vec<String>>,
}

#[derive(Clone)]
enum Subject {
    /// With its key, which is met again for every document signer.
    Root(Certificate, Arc<KnownKey>),
    Signer(Certificate),
    SignerKey(PublicKey),
}

impl TrustAnchor {
    /// An IACA root: whoever it certifies may sign documents.
    ///
    /// # Errors
    /// [`PkiError::AnchorNotRoot`] where it is no CA, may not sign certificates, is not self-issued, or is not signed
    /// with its own key; [`PkiError::ExtensionForbidden`] or [`PkiError::ExtensionCritical`].
    ///
    /// Source: ISO/IEC 18013-5 B.1.2.
    pub fn root(certificate: Certificate, realm: Realm) -> Result<Self, PkiError> {
        certificate.check_extensions()?;
        let is_root = certificate.authority().is_some()
            && certificate.allows(KeyUsage::CERTIFICATE_SIGN)
            && certificate.is_self_issued()
            && certificate.check_signature(&certificate.public_key()).is_ok();
        if !is_root {
            return Err(PkiError::AnchorNotRoot);
        }
        let key = Arc::new(KnownKey::new(certificate.public_key()));
        Ok(Self::new(Subject::Root(certificate, key), realm))
    }

    /// One document signer's certificate, pinned: trusted without its issuer, as long as it is valid.
    #[must_use]
    pub const fn document_signer(certificate: Certificate, realm: Realm) -> Self {
        Self::new(Subject::Signer(certificate), realm)
    }

    /// One document signer's key, pinned. Certificates that carry it are not looked at: their dates, names and usages
    /// are not authenticated, so none of them is checked or reported.
    #[must_use]
    pub const fn document_signer_key(key: PublicKey, realm: Realm) -> Self {
        Self::new(Subject::SignerKey(key), realm)
    }

    const fn new(subject: Subject, realm: Realm) -> Self {
        Self { subject, realm, doc_types: None }
    }

    /// Trusted for these document types only. With none, it is trusted for nothing.
    ///
    /// Source: ISO/IEC 18013-5 C.1.4 (docType of a CertificateInfo).
    #[must_use]
    pub fn for_doc_types<T: Into<String>>(mut self, doc_types: impl IntoIterator<Item = T>) -> Self {
        let mut types = Vec::new();
        for doc_type in doc_types {
            add_doc_type(&mut types, doc_type.into());
        }
        self.doc_types = Some(types);
        self
    }

    /// Whether the issuer's documents count.
    #[must_use]
    pub const fn realm(&self) -> Realm {
        self.realm
    }

    /// The certificate, unless a key is pinned.
    #[must_use]
    pub const fn certificate(&self) -> Option<&Certificate> {
        match &self.subject {
            Subject::Root(certificate, _) | Subject::Signer(certificate) => Some(certificate),
            Subject::SignerKey(_) => None,
        }
    }

    /// The key of a root.
    pub(super) fn root_key(&self) -> Option<&KnownKey> {
        match &self.subject {
            Subject::Root(_, key) => Some(key),
            Subject::Signer(_) | Subject::SignerKey(_) => None,
        }
    }

    /// The document types that it is limited to, in order; `None` where it is not limited.
    #[must_use]
    pub fn doc_types(&self) -> Option<Vec<&str>> {
        self.doc_types.as_ref().map(|types| types.iter().map(String::as_str).collect())
    }

    /// The commonName of the certificate.
    #[must_use]
    pub fn common_name(&self) -> Option<&str> {
        self.certificate().and_then(Certificate::subject_common_name)
    }

    pub(super) fn check_doc_type(&self, doc_type: &str) -> Result<(), PkiError> {
        match &self.doc_types {
            Some(types) if !types.iter().any(|known| known == doc_type) => Err(PkiError::DocTypeNotAllowed),
            _ => Ok(()),
        }
    }
}

/// Adds one to types that are in order, each once.
fn add_doc_type(types: &mut Vec<String>, doc_type: String) {
    if let Err(position) = types.binary_search(&doc_type) {
        types.insert(position, doc_type);
    }
}

impl fmt::Debug for TrustAnchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.subject {
            Subject::Root(..) => "root",
            Subject::Signer(_) => "document signer",
            Subject::SignerKey(_) => "document signer key",
        };
        write!(f, "TrustAnchor({kind}, {:?}, {:?})", self.common_name(), self.realm)
    }
}

/// The set of trust anchors. An empty set trusts nobody.
#[derive(Clone, Default)]
pub struct TrustAnchors {
    anchors: Vec<TrustAnchor>,
    /// Positions in `anchors`.
    roots_by_subject: Index,
    signers_by_sha256: Index,
    signers_by_key: Index,
}

impl TrustAnchors {
    /// No anchor.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            anchors: Vec::new(),
            roots_by_subject: Index::new(),
            signers_by_sha256: Index::new(),
            signers_by_key: Index::new(),
        }
    }

    /// Adds one. An anchor that is there already is then trusted for the document types of both.
    ///
    /// # Errors
    /// [`PkiError::AnchorConflict`] where it is there already in the other realm; [`PkiError::AnchorsTooMany`] past
    /// [`MAX_TRUST_ANCHORS`], or past [`MAX_SAME_NAME_ANCHORS`] roots of one name.
    pub fn add(&mut self, anchor: TrustAnchor) -> Result<(), PkiError> {
        if let Some(position) = self.position(&anchor) {
            return match self.anchors.get_mut(position) {
                Some(known) if known.realm == anchor.realm => {
                    match (&mut known.doc_types, anchor.doc_types) {
                        (Some(types), Some(more)) => {
                            more.into_iter().for_each(|more| add_doc_type(types, more))
                        }
                        (types, _) => *types = None,
                    }
                    Ok(())
                }
                _ => Err(PkiError::AnchorConflict),
            };
        }
        let position = self.anchors.len();
        if position >= MAX_TRUST_ANCHORS {
            return Err(PkiError::AnchorsTooMany);
        }
        match &anchor.subject {
            Subject::Root(certificate, _) => {
                let subject = certificate.subject_der();
                if self.roots_by_subject.of(subject).len() >= MAX_SAME_NAME_ANCHORS {
                    return Err(PkiError::AnchorsTooMany);
                }
                self.roots_by_subject.add(subject, position);
            }
            Subject::Signer(certificate) => {
                self.signers_by_sha256.add(&certificate.sha256(), position);
            }
            Subject::SignerKey(key) => {
                self.signers_by_key.add(&key.to_sec1_bytes(), position);
            }
        }
        self.anchors.push(anchor);
        Ok(())
    }

    fn position(&self, anchor: &TrustAnchor) -> Option<usize> {
        match &anchor.subject {
            Subject::Root(certificate, _) => {
                self.roots_by_subject.of(certificate.subject_der()).iter().copied().find(|position| {
                    self.anchors.get(*position).and_then(TrustAnchor::certificate) == Some(certificate)
                })
            }
            Subject::Signer(certificate) => self.signers_by_sha256.of(&certificate.sha256()).first().copied(),
            Subject::SignerKey(key) => self.signers_by_key.of(&key.to_sec1_bytes()).first().copied(),
        }
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.anchors.len()
    }

    /// Whether nobody is trusted.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.anchors.is_empty()
    }

    /// Every anchor, in the order of adding.
    pub fn iter(&self) -> impl Iterator<Item = &TrustAnchor> {
        self.anchors.iter()
    }

    /// The roots with this subject name, with their certificates. Several where a root was rolled over.
    pub(super) fn roots(&self, subject: &[u8]) -> impl Iterator<Item = (&TrustAnchor, &Certificate)> {
        self.roots_by_subject.of(subject).iter().filter_map(|position| {
            let anchor = self.anchors.get(*position)?;
            anchor.certificate().map(|certificate| (anchor, certificate))
        })
    }

    /// The pinned document signer with this hash.
    pub(super) fn signer(&self, sha256: &[u8; 32]) -> Option<&TrustAnchor> {
        self.signers_by_sha256.of(sha256).first().and_then(|position| self.anchors.get(*position))
    }

    /// The pinned key that this one is.
    pub(super) fn signer_key(&self, key: &PublicKey) -> Option<&TrustAnchor> {
        if self.signers_by_key.len() == 0 {
            return None;
        }
        self.signers_by_key.of(&key.to_sec1_bytes()).first().and_then(|position| self.anchors.get(*position))
    }

    /// Every pinned key.
    pub(super) fn signer_keys(&self) -> impl Iterator<Item = (&TrustAnchor, PublicKey)> {
        self.anchors.iter().filter_map(|anchor| match &anchor.subject {
            Subject::SignerKey(key) => Some((anchor, *key)),
            Subject::Root(..) | Subject::Signer(_) => None,
        })
    }
}

impl fmt::Debug for TrustAnchors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.anchors).finish()
    }
}
