//! What a verified response answers.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use super::device_auth::Bound;
use crate::age::{AgeDecision, AgeStatement, AgeThreshold, decide};
use crate::crypto::PublicKey;
use crate::mdoc::ElementValue;
use crate::pki::DocumentSigner;
use crate::time::UnixTime;

/// A response that passed every check. Holding it is the proof: nothing else makes one.
pub struct VerifiedPresentation {
    doc_type: Arc<str>,
    name_space: Arc<str>,
    elements: Vec<VerifiedElement>,
    signer: Arc<DocumentSigner>,
    device_key: PublicKey,
    signed: UnixTime,
    valid_from: UnixTime,
    valid_until: UnixTime,
    status: Option<ElementValue>,
}

/// One element that the issuer signed and the holder disclosed.
pub struct VerifiedElement {
    name_space: Arc<str>,
    element_id: String,
    value: ElementValue,
}

impl VerifiedElement {
    /// The name space.
    #[must_use]
    pub fn name_space(&self) -> &str {
        &self.name_space
    }

    /// The element identifier.
    #[must_use]
    pub fn element_id(&self) -> &str {
        &self.element_id
    }

    /// The value.
    #[must_use]
    pub const fn value(&self) -> &ElementValue {
        &self.value
    }
}

/// Redacted: elements are personal.
impl fmt::Debug for VerifiedElement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VerifiedElement(..)")
    }
}

impl VerifiedPresentation {
    pub(super) fn new(bound: Bound<'_, '_>) -> Self {
        let authentic = bound.authentic();
        let mso = authentic.mso();
        // The names are the profile's most often: they are shared, not copied.
        let (doc_type, name_space) = authentic.profile().names();
        let shared = |known: &Arc<str>, name: &str| {
            if **known == *name { Arc::clone(known) } else { Arc::from(name) }
        };
        let elements = authentic.issuer_signed().items.iter().map(|item| VerifiedElement {
            name_space: shared(name_space, item.name_space),
            element_id: item.element_id.into(),
            value: ElementValue::from_checked(item.value),
        });
        Self {
            doc_type: shared(doc_type, mso.doc_type),
            name_space: Arc::clone(name_space),
            elements: elements.collect(),
            signer: Arc::clone(authentic.signer()),
            device_key: mso.device_key,
            signed: mso.validity.signed,
            valid_from: mso.validity.valid_from,
            valid_until: mso.validity.valid_until,
            status: mso.status.map(ElementValue::from_checked),
        }
    }

    /// Whether the holder is `threshold` years old or older, by the issuer's statements alone.
    ///
    /// Elements that the device signed, and statements in other name spaces than the profile's, do not count.
    ///
    /// Source: ISO/IEC 18013-5 7.2.5.
    #[must_use]
    pub fn age_over(&self, threshold: AgeThreshold) -> AgeDecision {
        let statements =
            self.elements.iter().filter(|element| element.name_space == self.name_space).filter_map(
                |element| {
                    let threshold = AgeThreshold::from_element_id(&element.element_id)?;
                    Some(AgeStatement { threshold, value: element.value.as_bool() })
                },
            );
        decide(threshold, statements)
    }

    /// The document type.
    #[must_use]
    pub fn doc_type(&self) -> &str {
        &self.doc_type
    }

    /// The disclosed elements, all of them signed by the issuer. Personal: not for logs, not kept longer than needed.
    #[must_use]
    pub fn elements(&self) -> &[VerifiedElement] {
        &self.elements
    }

    /// Who signed it.
    #[must_use]
    pub fn document_signer(&self) -> &DocumentSigner {
        &self.signer
    }

    /// The device key: links presentations of one attestation, so it is for replay memory and nothing else.
    #[must_use]
    pub const fn device_key(&self) -> &PublicKey {
        &self.device_key
    }

    /// When the issuer signed.
    #[must_use]
    pub const fn signed(&self) -> UnixTime {
        self.signed
    }

    /// Start of validity, inclusive.
    #[must_use]
    pub const fn valid_from(&self) -> UnixTime {
        self.valid_from
    }

    /// End of validity, inclusive.
    #[must_use]
    pub const fn valid_until(&self) -> UnixTime {
        self.valid_until
    }

    /// The `status` of the MSO, one CBOR item, where the issuer gave one.
    #[must_use]
    pub const fn status(&self) -> Option<&ElementValue> {
        self.status.as_ref()
    }
}

/// Redacted.
impl fmt::Debug for VerifiedPresentation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifiedPresentation({})", self.doc_type)
    }
}
