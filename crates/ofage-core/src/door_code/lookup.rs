//! What a verifier has at hand: templates and certificates, by their short names.

use alloc::vec::Vec;
use core::fmt;

use super::template::{Template, TemplateId};
use crate::crypto::sha256;
use crate::index::Index;

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
    /// The template with this identifier, where several share it the one at `place`: 0, 1 … from the most likely on.
    /// `None` where there are no more.
    fn template(&self, id: TemplateId, place: usize) -> Option<&Template>;

    /// The certificate (DER) with this reference, in the same way.
    fn certificate(&self, reference: CertificateReference, place: usize) -> Option<&[u8]>;
}

/// A [`Lookup`] in memory.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    templates: Vec<Template>,
    templates_by_id: Index,
    certificates: Vec<Vec<u8>>,
    certificates_by_reference: Index,
}

impl Catalogue {
    /// Nothing yet: enough for self-contained codes.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            templates: Vec::new(),
            templates_by_id: Index::new(),
            certificates: Vec::new(),
            certificates_by_reference: Index::new(),
        }
    }

    /// Adds a template, once.
    pub fn add_template(&mut self, template: Template) {
        let id = template.id();
        if (0..).map_while(|place| self.template(id, place)).all(|known| *known != template) {
            self.templates_by_id.add(&id.to_bytes(), self.templates.len());
            self.templates.push(template);
        }
    }

    /// Adds a certificate (DER), once.
    pub fn add_certificate(&mut self, der: &[u8]) {
        let reference = CertificateReference::of(der);
        if (0..).map_while(|place| self.certificate(reference, place)).all(|known| known != der) {
            self.certificates_by_reference.add(&reference.to_bytes(), self.certificates.len());
            self.certificates.push(der.to_vec());
        }
    }
}

impl Lookup for Catalogue {
    fn template(&self, id: TemplateId, place: usize) -> Option<&Template> {
        let position = self.templates_by_id.of(&id.to_bytes()).get(place)?;
        self.templates.get(*position)
    }

    fn certificate(&self, reference: CertificateReference, place: usize) -> Option<&[u8]> {
        let position = self.certificates_by_reference.of(&reference.to_bytes()).get(place)?;
        self.certificates.get(*position).map(Vec::as_slice)
    }
}
