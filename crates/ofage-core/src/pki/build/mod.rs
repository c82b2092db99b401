//! Make the certificates of an issuer, to the profiles of ISO/IEC 18013-5 Annex B.
//!
//! Every certificate is signed in two steps: `prepare` gives the bytes to sign, `finish` takes the signature, so that the
//! key can stay in a hardware module. `finish` gives out nothing that a strict check of the library would refuse.

mod crl;
pub(in crate::pki) mod encode;
mod fields;
mod prepared;
mod tbs;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use rand_core::CryptoRng;

pub use crl::{CrlBuilder, MAX_CRL_DAYS, PreparedCrl};
pub use fields::{CertificateValidity, Contact, RootName};
pub use prepared::PreparedCertificate;

use super::asn1::Criticality;
use super::certificate::KeyUsage;
use super::rules::{has_days_at_most, key_id};
use super::{
    Certificate, CertificateRules, MAX_DOCUMENT_SIGNER_DAYS, MAX_OTHER_SIGNER_DAYS, MAX_ROOT_DAYS, Oid,
    PkiError,
};
use crate::crypto::{PublicKey, Signer};
use fields::{checked_name, checked_uri, name_der};
use prepared::Role;
pub(in crate::pki) use tbs::Tbs;
#[cfg(test)]
pub(in crate::pki) use tbs::signed;

/// Makes an IACA root certificate: self-signed, a CA without CAs below it.
///
/// Source: ISO/IEC 18013-5 B.1.2.
#[derive(Clone, Debug)]
pub struct RootBuilder {
    name: RootName,
    validity: CertificateValidity,
    contact: Contact,
    crl_uri: Option<String>,
}

impl RootBuilder {
    /// A root of this name. At most [`MAX_ROOT_DAYS`] days of validity.
    ///
    /// # Errors
    /// [`PkiError::LifetimeTooLong`].
    pub fn new(name: RootName, validity: CertificateValidity, contact: Contact) -> Result<Self, PkiError> {
        check_days(validity, MAX_ROOT_DAYS)?;
        Ok(Self { name, validity, contact, crl_uri: None })
    }

    /// With the URI of the root's revocation list.
    ///
    /// # Errors
    /// [`PkiError::ContactInvalid`] where it is no URI.
    pub fn with_crl_uri(mut self, uri: &str) -> Result<Self, PkiError> {
        self.crl_uri = Some(checked_uri(uri)?);
        Ok(self)
    }

    /// The first step: the bytes that the root's own key must sign.
    ///
    /// # Errors
    /// [`PkiError::CertificateMalformed`] should the key not encode; it does.
    pub fn prepare(
        &self,
        key: &PublicKey,
        rng: &mut impl CryptoRng,
    ) -> Result<PreparedCertificate, PkiError> {
        Ok(PreparedCertificate::new(&self.tbs(key, rng)?, *key, Role::Root))
    }

    pub(in crate::pki) fn tbs(&self, key: &PublicKey, rng: &mut impl CryptoRng) -> Result<Tbs, PkiError> {
        use Criticality::{Critical, NotCritical};
        let name = self.name.to_der();
        let usage = encode::key_usage(&[KeyUsage::CERTIFICATE_SIGN, KeyUsage::CRL_SIGN]);
        let mut extensions = Vec::from([
            encode::extension(Oid::SUBJECT_KEY_ID, NotCritical, &encode::subject_key_id(&key_id(key))),
            encode::extension(Oid::KEY_USAGE, Critical, &usage),
            encode::extension(Oid::BASIC_CONSTRAINTS, Critical, &encode::authority(0)),
            encode::extension(Oid::ISSUER_ALT_NAME, NotCritical, &self.contact.to_der()),
        ]);
        if let Some(uri) = &self.crl_uri {
            let point = encode::crl_distribution_point(uri);
            extensions.push(encode::extension(Oid::CRL_DISTRIBUTION_POINTS, NotCritical, &point));
        }
        Ok(Tbs {
            serial: tbs::random_serial(rng),
            algorithm: encode::signature_algorithm(key.curve().algorithm()),
            issuer: name.clone(),
            validity: self.validity.to_der(),
            subject: name,
            public_key: encode::public_key(key)?,
            extensions,
        })
    }

    /// Both steps at once.
    ///
    /// # Errors
    /// [`PkiError::SignerFailed`], and those of [`Self::prepare`] and [`PreparedCertificate::finish`].
    pub fn self_sign(&self, signer: &impl Signer, rng: &mut impl CryptoRng) -> Result<Certificate, PkiError> {
        self.prepare(&signer.public_key(), rng)?.sign(signer)
    }
}

/// Makes the certificate of somebody whom a root certifies: a document signer, a reader, a VICAL signer.
///
/// Country, state and contact are those of the root; so is the issuer's key identifier.
///
/// Source: ISO/IEC 18013-5 B.1.4, B.1.7, C.1.7.
#[derive(Clone, Debug)]
pub struct SignerBuilder<'r> {
    root: &'r Certificate,
    common_name: String,
    organization: Option<String>,
    validity: CertificateValidity,
    crl_uri: String,
    extended_key_usage: Vec<Oid>,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    DocumentSigner,
    Reader,
    VicalSigner,
}

impl<'r> SignerBuilder<'r> {
    /// A document signer, for mDL and any other mdoc. At most [`MAX_DOCUMENT_SIGNER_DAYS`] days of validity, within the
    /// root's. `crl_uri` is where the root's revocation list is to be had.
    ///
    /// # Errors
    /// [`PkiError::NameInvalid`], [`PkiError::ContactInvalid`], [`PkiError::LifetimeTooLong`],
    /// [`PkiError::ValidityOutsideIssuer`].
    pub fn document_signer(
        root: &'r Certificate,
        common_name: &str,
        validity: CertificateValidity,
        crl_uri: &str,
    ) -> Result<Self, PkiError> {
        check_days(validity, MAX_DOCUMENT_SIGNER_DAYS)?;
        let usage = [Oid::MDL_DOCUMENT_SIGNER, Oid::MDOC_DOCUMENT_SIGNER];
        Self::new(root, common_name, validity, crl_uri, &usage, Kind::DocumentSigner)
    }

    /// A reader that authenticates its requests. At most [`MAX_OTHER_SIGNER_DAYS`] days.
    ///
    /// # Errors
    /// The same as [`Self::document_signer`].
    pub fn reader(
        root: &'r Certificate,
        common_name: &str,
        validity: CertificateValidity,
        crl_uri: &str,
    ) -> Result<Self, PkiError> {
        check_days(validity, MAX_OTHER_SIGNER_DAYS)?;
        Self::new(root, common_name, validity, crl_uri, &[Oid::MDL_READER], Kind::Reader)
    }

    /// A signer of VICALs, for the root's organization. At most [`MAX_OTHER_SIGNER_DAYS`] days.
    ///
    /// # Errors
    /// The same as [`Self::document_signer`]; [`PkiError::NameInvalid`] also where the root has no organization.
    pub fn vical_signer(
        root: &'r Certificate,
        common_name: &str,
        validity: CertificateValidity,
        crl_uri: &str,
    ) -> Result<Self, PkiError> {
        check_days(validity, MAX_OTHER_SIGNER_DAYS)?;
        let mut builder =
            Self::new(root, common_name, validity, crl_uri, &[Oid::VICAL_SIGNER], Kind::VicalSigner)?;
        builder.organization = Some(root.subject_organization().ok_or(PkiError::NameInvalid)?.into());
        Ok(builder)
    }

    fn new(
        root: &'r Certificate,
        common_name: &str,
        validity: CertificateValidity,
        crl_uri: &str,
        extended_key_usage: &[Oid],
        kind: Kind,
    ) -> Result<Self, PkiError> {
        if validity.not_before() < root.not_before() || validity.not_after() > root.not_after() {
            return Err(PkiError::ValidityOutsideIssuer);
        }
        Ok(Self {
            root,
            common_name: checked_name(common_name)?,
            organization: None,
            validity,
            crl_uri: checked_uri(crl_uri)?,
            extended_key_usage: extended_key_usage.into(),
            kind,
        })
    }

    /// With an organization, 1 to 64 characters.
    ///
    /// # Errors
    /// [`PkiError::NameInvalid`].
    pub fn with_organization(mut self, organization: &str) -> Result<Self, PkiError> {
        self.organization = Some(checked_name(organization)?);
        Ok(self)
    }

    /// With other extended key usages than those of ISO/IEC 18013-5, for document types that have their own.
    #[must_use]
    pub fn with_extended_key_usage(mut self, usages: impl IntoIterator<Item = Oid>) -> Self {
        self.extended_key_usage = usages.into_iter().collect();
        self
    }

    /// The first step: the bytes that the root's key must sign, to certify `key`.
    ///
    /// # Errors
    /// [`PkiError::ProfileViolation`] where the root lacks a key identifier or contact.
    pub fn prepare(
        &self,
        key: &PublicKey,
        rng: &mut impl CryptoRng,
    ) -> Result<PreparedCertificate, PkiError> {
        let rules = match self.kind {
            Kind::DocumentSigner => {
                CertificateRules::document_signer(self.extended_key_usage.iter().copied())
            }
            Kind::Reader => CertificateRules::reader(),
            Kind::VicalSigner => CertificateRules::vical_signer(),
        };
        let role = Role::Signer(Box::new((self.root.clone(), rules.strict())));
        Ok(PreparedCertificate::new(&self.tbs(key, rng)?, self.root.public_key(), role))
    }

    pub(in crate::pki) fn tbs(&self, key: &PublicKey, rng: &mut impl CryptoRng) -> Result<Tbs, PkiError> {
        use Criticality::{Critical, NotCritical};
        let root = self.root;
        let root_key_id = root.subject_key_id().ok_or(PkiError::ProfileViolation)?;
        let contact = root.extension_value(Oid::ISSUER_ALT_NAME).ok_or(PkiError::ProfileViolation)?;
        let usage = match self.kind {
            Kind::DocumentSigner | Kind::Reader => KeyUsage::DIGITAL_SIGNATURE,
            Kind::VicalSigner => KeyUsage::NON_REPUDIATION,
        };
        let point = encode::crl_distribution_point(&self.crl_uri);
        let extensions = Vec::from([
            encode::extension(Oid::AUTHORITY_KEY_ID, NotCritical, &encode::authority_key_id(root_key_id)),
            encode::extension(Oid::SUBJECT_KEY_ID, NotCritical, &encode::subject_key_id(&key_id(key))),
            encode::extension(Oid::KEY_USAGE, Critical, &encode::key_usage(&[usage])),
            encode::extension(
                Oid::EXTENDED_KEY_USAGE,
                Critical,
                &encode::extended_key_usage(&self.extended_key_usage),
            ),
            encode::extension(Oid::ISSUER_ALT_NAME, NotCritical, &contact),
            encode::extension(Oid::CRL_DISTRIBUTION_POINTS, NotCritical, &point),
        ]);
        Ok(Tbs {
            serial: tbs::random_serial(rng),
            algorithm: encode::signature_algorithm(root.public_key().curve().algorithm()),
            issuer: root.subject_der().to_vec(),
            validity: self.validity.to_der(),
            subject: name_der(
                root.subject_country(),
                root.subject_state(),
                self.organization.as_deref(),
                &self.common_name,
            ),
            public_key: encode::public_key(key)?,
            extensions,
        })
    }

    /// Both steps at once: `root_signer` certifies `key`.
    ///
    /// # Errors
    /// [`PkiError::SignerFailed`], and those of [`Self::prepare`] and [`PreparedCertificate::finish`].
    pub fn sign(
        &self,
        root_signer: &impl Signer,
        key: &PublicKey,
        rng: &mut impl CryptoRng,
    ) -> Result<Certificate, PkiError> {
        self.prepare(key, rng)?.sign(root_signer)
    }
}

fn check_days(validity: CertificateValidity, most: i64) -> Result<(), PkiError> {
    if has_days_at_most(validity.not_before(), validity.not_after(), most) {
        Ok(())
    } else {
        Err(PkiError::LifetimeTooLong)
    }
}

#[cfg(test)]
mod tests;
