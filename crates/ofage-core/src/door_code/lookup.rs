//! What a verifier has at hand: templates and certificates, by their short names.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::fmt;

use super::template::{Template, TemplateId};
use crate::crypto::sha256;

/// The short name of a certificate: the first two bytes of the SHA-256 of its DER.
///
/// Several certificates may share one; then each is tried.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CertificateReference([u8; 2]);

impl CertificateReference {
    /// The reference of a certificate in DER.
    #[must_use]
    pub fn of(der: &[u8]) -> Self {
        let [high, low, ..] = sha256(der);
        Self([high, low])
    }

    /// From its two bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 2]) -> Self {
        Self(bytes)
    }

    /// The two bytes.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 2] {
        self.0
    }
}

/// Four hexadecimal digits.
impl fmt::Display for CertificateReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [high, low] = self.0;
        write!(f, "{high:02x}{low:02x}")
    }
}

impl fmt::Debug for CertificateReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CertificateReference({self})")
    }
}

/// Finds what a code refers to. At most `MAX_DOOR_CANDIDATES` responses are made of what is found.
pub trait Lookup {
    /// The templates with this identifier, most likely first.
    fn templates(&self, id: TemplateId) -> Vec<&Template>;

    /// The certificates (DER) with this reference, most likely first.
    fn certificates(&self, reference: CertificateReference) -> Vec<&[u8]>;
}

/// A [`Lookup`] in memory.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    templates: BTreeMap<TemplateId, Vec<Template>>,
    certificates: BTreeMap<CertificateReference, Vec<Vec<u8>>>,
}

impl Catalogue {
    /// Nothing yet: enough for self-contained codes.
    #[must_use]
    pub const fn new() -> Self {
        Self { templates: BTreeMap::new(), certificates: BTreeMap::new() }
    }

    /// Adds a template, once.
    pub fn add_template(&mut self, template: Template) {
        let same_id = self.templates.entry(template.id()).or_default();
        if !same_id.contains(&template) {
            same_id.push(template);
        }
    }

    /// Adds a certificate (DER), once.
    pub fn add_certificate(&mut self, der: &[u8]) {
        let same_reference = self.certificates.entry(CertificateReference::of(der)).or_default();
        if !same_reference.iter().any(|other| other == der) {
            same_reference.push(der.to_vec());
        }
    }
}

impl Lookup for Catalogue {
    fn templates(&self, id: TemplateId) -> Vec<&Template> {
        self.templates.get(&id).map(|found| found.iter().collect()).unwrap_or_default()
    }

    fn certificates(&self, reference: CertificateReference) -> Vec<&[u8]> {
        self.certificates
            .get(&reference)
            .map(|found| found.iter().map(Vec::as_slice).collect())
            .unwrap_or_default()
    }
}
