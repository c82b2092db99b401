//! The second step of making a certificate.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::tbs::{self, Tbs};
use crate::crypto::{PublicKey, Signature, Signer};
use crate::pki::rules::check_root_profile;
use crate::pki::{Certificate, CertificateRules, PkiError, Realm, TrustAnchor, TrustAnchors, verify_chain};

/// A certificate that waits for its signature.
#[derive(Debug)]
pub struct PreparedCertificate {
    tbs: Vec<u8>,
    algorithm: Vec<u8>,
    issuer_key: PublicKey,
    role: Role,
}

#[derive(Debug)]
pub(super) enum Role {
    Root,
    Signer(Box<(Certificate, CertificateRules)>),
}

impl PreparedCertificate {
    pub(super) fn new(tbs: &Tbs, issuer_key: PublicKey, role: Role) -> Self {
        Self { tbs: tbs.to_der(), algorithm: tbs.algorithm.clone(), issuer_key, role }
    }

    /// The bytes to sign, not yet hashed: with ECDSA and SHA-256 for a root key on P-256, SHA-384 for one on P-384.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.tbs
    }

    /// The key that must have signed.
    #[must_use]
    pub const fn issuer_key(&self) -> PublicKey {
        self.issuer_key
    }

    /// The second step: the certificate, once it passes the strict check.
    ///
    /// # Errors
    /// [`PkiError::CertificateSignature`] where the signature is not that of the issuer's key, and whatever else the
    /// strict check finds: [`PkiError::ExtendedKeyUsage`] for none at all, [`PkiError::ProfileViolation`] for a root
    /// that does not follow the profile.
    pub fn finish(self, signature: &Signature) -> Result<Certificate, PkiError> {
        let signature = signature.to_der().map_err(|_| PkiError::CertificateSignature)?;
        let der = tbs::signed(&self.tbs, &self.algorithm, &signature);
        let certificate = Certificate::from_der(&der)?;
        certificate.check_signature(&self.issuer_key)?;
        match self.role {
            Role::Root => {
                TrustAnchor::root(certificate.clone(), Realm::Live)?;
                check_root_profile(&certificate)?;
            }
            Role::Signer(below) => {
                let (root, rules) = *below;
                let mut anchors = TrustAnchors::new();
                anchors.add(TrustAnchor::root(root, Realm::Live)?)?;
                verify_chain(&[&der], &anchors, &rules, certificate.not_before())?;
            }
        }
        Ok(certificate)
    }

    pub(super) fn sign(self, signer: &impl Signer) -> Result<Certificate, PkiError> {
        let signature = signer.sign(&self.tbs).map_err(|_| PkiError::SignerFailed)?;
        self.finish(&signature)
    }
}
