//! The path from a document signer to a trust anchor.
//!
//! Cheap checks come first and signatures from the anchor downwards, so that a path made up by a stranger costs at most
//! the signature checks of the roots whose name it claims.
//!
//! Source: RFC 5280 6.1; ISO/IEC 18013-5 12.8.3 and Annex B.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::certificate::{Authority, KeyUsage};
use super::{Certificate, CertificateRules, PkiError, Realm, TrustAnchor, TrustAnchors};
use crate::crypto::PublicKey;
use crate::limits::MAX_CERTIFICATES;
use crate::time::UnixTime;

/// A document signer to whom a path from a trust anchor led. Only the path check makes one.
#[derive(Clone)]
pub struct DocumentSigner {
    public_key: PublicKey,
    /// `None` where only the key is trusted: what a certificate around it says is not authenticated.
    certificate: Option<Certificate>,
    /// The rest of the path: intermediates, and the anchor's certificate unless that is the signer's own.
    issuers: Vec<Certificate>,
    anchor_common_name: Option<String>,
    anchor_sha256: Option<[u8; 32]>,
    realm: Realm,
    path_validity: Option<(UnixTime, UnixTime)>,
}

impl DocumentSigner {
    /// `between` are the certificates between the signer's and the anchor's.
    fn new(
        public_key: PublicKey,
        certificate: Option<Certificate>,
        between: Vec<Certificate>,
        anchor: &TrustAnchor,
    ) -> Self {
        let mut issuers = between;
        // A chain may hold its root, and a pinned signer is its own anchor.
        let top =
            anchor.certificate().filter(|top| certificate.as_ref() != Some(*top) && !issuers.contains(*top));
        issuers.extend(top.cloned());
        let path = || certificate.iter().chain(&issuers);
        let start = path().map(Certificate::not_before).max();
        let end = path().map(Certificate::not_after).min();
        Self {
            path_validity: start.zip(end),
            public_key,
            certificate,
            issuers,
            anchor_common_name: anchor.common_name().map(String::from),
            anchor_sha256: anchor.certificate().map(Certificate::sha256),
            realm: anchor.realm(),
        }
    }

    /// The key that signs documents: that of the first certificate of the chain, or the pinned one.
    #[must_use]
    pub const fn public_key(&self) -> PublicKey {
        self.public_key
    }

    /// The first second of the certificate's validity; `None` for a pinned key.
    #[must_use]
    pub fn not_before(&self) -> Option<UnixTime> {
        self.certificate.as_ref().map(Certificate::not_before)
    }

    /// The last second of the certificate's validity, inclusive; `None` for a pinned key.
    #[must_use]
    pub fn not_after(&self) -> Option<UnixTime> {
        self.certificate.as_ref().map(Certificate::not_after)
    }

    /// The subject's countryName, as written.
    #[must_use]
    pub fn country(&self) -> Option<&str> {
        self.certificate.as_ref().and_then(Certificate::subject_country)
    }

    /// The subject's stateOrProvinceName, as written.
    #[must_use]
    pub fn state(&self) -> Option<&str> {
        self.certificate.as_ref().and_then(Certificate::subject_state)
    }

    /// The subject's commonName.
    #[must_use]
    pub fn common_name(&self) -> Option<&str> {
        self.certificate.as_ref().and_then(Certificate::subject_common_name)
    }

    /// SHA-256 of the certificate; `None` for a pinned key.
    #[must_use]
    pub fn certificate_sha256(&self) -> Option<[u8; 32]> {
        self.certificate.as_ref().map(Certificate::sha256)
    }

    /// The certificate's serial number, see [`Certificate::serial`]; `None` for a pinned key.
    #[must_use]
    pub fn serial(&self) -> Option<&[u8]> {
        self.certificate.as_ref().map(Certificate::serial)
    }

    /// The distinguished name of the certificate's issuer in DER; `None` for a pinned key.
    #[must_use]
    pub fn issuer_der(&self) -> Option<&[u8]> {
        self.certificate.as_ref().map(Certificate::issuer_der)
    }

    /// The key identifier of the certificate's issuer.
    #[must_use]
    pub fn authority_key_id(&self) -> Option<&[u8]> {
        self.certificate.as_ref().and_then(Certificate::authority_key_id)
    }

    /// The commonName of the trust anchor; `None` for a pinned key.
    #[must_use]
    pub fn anchor_common_name(&self) -> Option<&str> {
        self.anchor_common_name.as_deref()
    }

    /// First and last second at which every certificate of the path is valid; `None` for a pinned key.
    pub(crate) const fn path_validity(&self) -> Option<(UnixTime, UnixTime)> {
        self.path_validity
    }

    /// SHA-256 of the trust anchor's certificate; `None` for a pinned key.
    #[must_use]
    pub const fn anchor_sha256(&self) -> Option<[u8; 32]> {
        self.anchor_sha256
    }

    /// Every certificate of the path, the signer's first; none for a pinned key.
    pub(crate) fn path(&self) -> impl Iterator<Item = &Certificate> {
        self.certificate.iter().chain(&self.issuers)
    }

    /// The certificate's own key identifier.
    #[must_use]
    pub fn subject_key_id(&self) -> Option<&[u8]> {
        self.certificate.as_ref().and_then(Certificate::subject_key_id)
    }

    /// Whether the signer's documents count.
    #[must_use]
    pub const fn realm(&self) -> Realm {
        self.realm
    }
}

impl fmt::Debug for DocumentSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DocumentSigner({:?}, {:?})", self.common_name(), self.realm)
    }
}

/// Finds the trust anchor of a document's `x5chain` (leaf first) and checks the whole path at `now`.
///
/// A pinned certificate or key goes before a root. With an empty chain, the pinned key is used if there is exactly one.
///
/// # Errors
/// Every [`PkiError`] that is not about making certificates or about revocation lists.
pub(crate) fn check(
    chain: &[&[u8]],
    anchors: &TrustAnchors,
    rules: &CertificateRules,
    doc_type: &str,
    now: UnixTime,
) -> Result<DocumentSigner, PkiError> {
    if chain.is_empty() {
        return check_lone_key(anchors, doc_type);
    }
    let chain = read(chain)?;
    let (leaf, issuers) = chain.split_first().ok_or(PkiError::ChainMissing)?;
    if let Some(anchor) = anchors.signer_key(&leaf.public_key()) {
        anchor.check_doc_type(doc_type)?;
        return Ok(DocumentSigner::new(leaf.public_key(), None, Vec::new(), anchor));
    }
    rules.check(leaf)?;
    leaf.check_validity(now)?;
    let anchor = match anchors.signer(&leaf.sha256()) {
        Some(anchor) => {
            anchor.check_doc_type(doc_type)?;
            // The chain may carry the issuers all the same. They are not needed, but they must be the issuers.
            check_links(leaf, issuers, now)?;
            check_link_signatures(leaf, issuers)?;
            anchor
        }
        None => check_path(leaf, issuers, anchors, rules, Some(doc_type), now)?,
    };
    let mut path = chain.into_iter();
    let leaf = path.next().ok_or(PkiError::ChainMissing)?;
    Ok(DocumentSigner::new(leaf.public_key(), Some(leaf), path.collect(), anchor))
}

/// Checks the path of a certificate that signs something other than documents: a reader's, a VICAL signer's. Leads to
/// roots only; returns the leaf, the first of the chain.
///
/// Roots that are limited to document types may not certify such signers.
///
/// # Errors
/// The same as for document signers; [`PkiError::DocTypeNotAllowed`] for a limited root.
pub fn verify_chain(
    chain: &[&[u8]],
    anchors: &TrustAnchors,
    rules: &CertificateRules,
    now: UnixTime,
) -> Result<Certificate, PkiError> {
    verify_chain_to(chain, anchors, rules, now).map(|(leaf, _)| leaf)
}

/// The same, with the anchor that the path leads to.
///
/// # Errors
/// Those of [`verify_chain`].
pub fn verify_chain_to<'a>(
    chain: &[&[u8]],
    anchors: &'a TrustAnchors,
    rules: &CertificateRules,
    now: UnixTime,
) -> Result<(Certificate, &'a TrustAnchor), PkiError> {
    let chain = read(chain)?;
    let (leaf, issuers) = chain.split_first().ok_or(PkiError::ChainMissing)?;
    rules.check(leaf)?;
    leaf.check_validity(now)?;
    let anchor = check_path(leaf, issuers, anchors, rules, None, now)?;
    let leaf = chain.into_iter().next().ok_or(PkiError::ChainMissing)?;
    Ok((leaf, anchor))
}

fn read(chain: &[&[u8]]) -> Result<Vec<Certificate>, PkiError> {
    if chain.len() > MAX_CERTIFICATES {
        return Err(PkiError::ChainTooLong);
    }
    chain.iter().map(|der| Certificate::from_der(der)).collect()
}

/// A response without a certificate does not say whose it is: only one pinned key can be meant.
fn check_lone_key(anchors: &TrustAnchors, doc_type: &str) -> Result<DocumentSigner, PkiError> {
    let mut keys = anchors.signer_keys();
    match (keys.next(), keys.next()) {
        (Some((anchor, key)), None) => {
            anchor.check_doc_type(doc_type)?;
            Ok(DocumentSigner::new(key, None, Vec::new(), anchor))
        }
        _ => Err(PkiError::ChainMissing),
    }
}

fn check_path<'a>(
    leaf: &Certificate,
    issuers: &[Certificate],
    anchors: &'a TrustAnchors,
    rules: &CertificateRules,
    doc_type: Option<&str>,
    now: UnixTime,
) -> Result<&'a TrustAnchor, PkiError> {
    // A root may end the chain, but only a trusted one itself, byte for byte: not one that merely has its name.
    let (intermediates, given_root) = match issuers.split_last() {
        Some((last, before)) if last.is_self_issued() => {
            let known = anchors.roots(last.subject_der()).any(|(_, root)| root == last);
            if !known {
                return Err(PkiError::AnchorUnknown);
            }
            (before, Some(last))
        }
        _ => (issuers, None),
    };
    check_links(leaf, intermediates, now)?;
    let top = intermediates.last().unwrap_or(leaf);
    if let Some(root) = given_root {
        check_issued_by(top, root)?;
    }
    let mut refused = PkiError::AnchorUnknown;
    let mut issuer_found = false;
    for (anchor, root) in anchors.roots(top.issuer_der()) {
        if given_root.is_some_and(|given| given != root) {
            continue;
        }
        // Rolled-over roots share the name, renewed ones the key too. The first that passes everything counts; if none
        // does, the reason given is that of a root which did issue the certificate.
        let issued = check_issued_by(top, root).and_then(|()| match anchor.root_key() {
            Some(key) => top.check_signature(key),
            None => Err(PkiError::AnchorUnknown),
        });
        if let Err(error) = issued {
            if !issuer_found {
                refused = error;
            }
            continue;
        }
        issuer_found = true;
        let fits = check_path_length(root.authority(), intermediates.len())
            .and_then(|()| root.check_validity(now))
            .and_then(|()| rules.check_root(leaf, root))
            .and_then(|()| match doc_type {
                Some(doc_type) => anchor.check_doc_type(doc_type),
                None if anchor.doc_types().is_some() => Err(PkiError::DocTypeNotAllowed),
                None => Ok(()),
            });
        match fits {
            Ok(()) => {
                check_link_signatures(leaf, intermediates)?;
                return Ok(anchor);
            }
            Err(error) => refused = error,
        }
    }
    Err(refused)
}

/// Every issuer in the chain issued the certificate before it: everything but the signatures.
fn check_links(leaf: &Certificate, issuers: &[Certificate], now: UnixTime) -> Result<(), PkiError> {
    let mut subject = leaf;
    for (below, issuer) in issuers.iter().enumerate() {
        issuer.check_extensions()?;
        check_issued_by(subject, issuer)?;
        if !issuer.allows(KeyUsage::CERTIFICATE_SIGN) {
            return Err(PkiError::IssuerNotCa);
        }
        check_path_length(issuer.authority(), below)?;
        issuer.check_validity(now)?;
        subject = issuer;
    }
    Ok(())
}

/// From the top down: nothing is checked with a key that is not itself certified.
fn check_link_signatures(leaf: &Certificate, issuers: &[Certificate]) -> Result<(), PkiError> {
    let subjects = core::iter::once(leaf).chain(issuers);
    let links: Vec<_> = subjects.zip(issuers).collect();
    links.iter().rev().try_for_each(|(subject, issuer)| subject.check_signature(&issuer.public_key()))
}

/// Names, byte for byte, and key identifiers where both are there.
fn check_issued_by(subject: &Certificate, issuer: &Certificate) -> Result<(), PkiError> {
    if subject.issuer() != issuer.subject() {
        return Err(PkiError::IssuerMismatch);
    }
    match (subject.authority_key_id(), issuer.subject_key_id()) {
        (Some(wanted), Some(given)) if wanted != given => Err(PkiError::KeyIdentifierMismatch),
        _ => Ok(()),
    }
}

/// A CA with at most as many CAs below it as it allows.
fn check_path_length(authority: Option<Authority>, below: usize) -> Result<(), PkiError> {
    let authority = authority.ok_or(PkiError::IssuerNotCa)?;
    match authority.path_length {
        Some(most) if below > usize::from(most) => Err(PkiError::PathLength),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
