//! What kinds of attestation are issued and accepted.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::age::{AgeThreshold, element_id};
use crate::pki::{CertificateRules, Oid};

/// A kind of attestation: its document type, where its age statements stand, and who may sign it.
#[derive(Clone, Debug)]
pub struct Profile {
    doc_type: Arc<str>,
    name_space: Arc<str>,
    #[cfg_attr(
        not(feature = "issuer"),
        expect(dead_code, reason = "restricts what is issued, not what is verified")
    )]
    elements: Elements,
    certificate_rules: CertificateRules,
    max_lifetime_days: Option<u16>,
}

/// Which elements our issuer puts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Elements {
    AgeStatementsOnly,
    Any,
}

impl Profile {
    /// EU age verification: `eu.europa.ec.av.1`, age statements and nothing else.
    ///
    /// Source: EU AV technical specification 1.0, 4.1 and Annex A. Its published examples are signed with the extended
    /// key usage 1.3.130.2.0.0.1.2; those of ISO are accepted too.
    #[must_use]
    pub fn eu_age_verification() -> Self {
        Self {
            doc_type: "eu.europa.ec.av.1".into(),
            name_space: "eu.europa.ec.av.1".into(),
            elements: Elements::AgeStatementsOnly,
            certificate_rules: CertificateRules::document_signer([
                Oid::EU_DOCUMENT_SIGNER,
                Oid::MDL_DOCUMENT_SIGNER,
                Oid::MDOC_DOCUMENT_SIGNER,
            ]),
            max_lifetime_days: None,
        }
    }

    /// The mobile driving licence: `org.iso.18013.5.1.mDL`.
    ///
    /// Source: ISO/IEC 18013-5 13.
    #[must_use]
    pub fn mdl() -> Self {
        Self {
            doc_type: "org.iso.18013.5.1.mDL".into(),
            name_space: "org.iso.18013.5.1".into(),
            elements: Elements::Any,
            certificate_rules: CertificateRules::document_signer([
                Oid::MDL_DOCUMENT_SIGNER,
                Oid::MDOC_DOCUMENT_SIGNER,
            ]),
            max_lifetime_days: None,
        }
    }

    /// Photo ID: `org.iso.23220.photoid.1`, with the age statements of ISO/IEC 23220-2.
    #[must_use]
    pub fn photo_id() -> Self {
        Self {
            doc_type: "org.iso.23220.photoid.1".into(),
            name_space: "org.iso.23220.1".into(),
            elements: Elements::Any,
            certificate_rules: CertificateRules::document_signer([
                Oid::MDOC_DOCUMENT_SIGNER,
                Oid::MDL_DOCUMENT_SIGNER,
            ]),
            max_lifetime_days: None,
        }
    }

    /// Another kind of attestation, with `age_over_NN` in the name space `name_space`.
    #[must_use]
    pub fn custom(doc_type: &str, name_space: &str, certificate_rules: CertificateRules) -> Self {
        Self {
            doc_type: doc_type.into(),
            name_space: name_space.into(),
            elements: Elements::Any,
            certificate_rules,
            max_lifetime_days: None,
        }
    }

    /// The three built-in profiles.
    #[must_use]
    pub fn built_in() -> Vec<Self> {
        alloc::vec![Self::eu_age_verification(), Self::mdl(), Self::photo_id()]
    }

    /// Refuse to issue or accept attestations that are valid for more than `days`.
    #[must_use]
    pub const fn with_max_lifetime_days(mut self, days: u16) -> Self {
        self.max_lifetime_days = Some(days);
        self
    }

    /// Document type and name space, to be shared.
    pub(crate) const fn names(&self) -> (&Arc<str>, &Arc<str>) {
        (&self.doc_type, &self.name_space)
    }

    /// The document type.
    #[must_use]
    pub fn doc_type(&self) -> &str {
        &self.doc_type
    }

    /// The name space of the age statements.
    #[must_use]
    pub fn name_space(&self) -> &str {
        &self.name_space
    }

    /// Most days from `validFrom` to `validUntil`, if limited.
    #[must_use]
    pub const fn max_lifetime_days(&self) -> Option<u16> {
        self.max_lifetime_days
    }

    /// What the document signer's certificate must be.
    #[must_use]
    pub const fn certificate_rules(&self) -> &CertificateRules {
        &self.certificate_rules
    }

    /// Whether our issuer may put this element in.
    #[cfg(feature = "issuer")]
    pub(crate) fn allows(&self, element: &str) -> bool {
        match self.elements {
            Elements::Any => true,
            Elements::AgeStatementsOnly => AgeThreshold::from_element_id(element).is_some(),
        }
    }

    /// The identifier of the age statement for a threshold.
    #[must_use]
    pub fn element_id(&self, threshold: AgeThreshold) -> String {
        element_id(threshold)
    }
}
