//! From an attestation to a DeviceResponse for one session.
//!
//! Two steps: [`Attestation::prepare`] gives the bytes that the device key signs, wherever it lives, and
//! [`PreparedPresentation::finish`] takes the signature.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::age::{AgeThreshold, nearest};
use crate::attestation::{Attestation, age_statements};
use crate::cbor::Writer;
use crate::cose::{mac_structure, protected_header, signature_structure};
use crate::crypto::{Algorithm, MacKey, PublicKey, Signature, Signer};
use crate::error::PresentError;
use crate::mdoc::{DeviceAuthentication, IssuerSigned, SessionTranscript};

/// What a verifier asks for, and the most that is disclosed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request(Asked);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Asked {
    AgeOver(AgeThreshold),
    Elements(Vec<(String, String)>),
}

impl Request {
    /// "Is the holder `threshold` years old or older?": discloses the one nearest statement that answers it.
    ///
    /// Source: ISO/IEC 18013-5 7.2.5.
    #[must_use]
    pub const fn age_over(threshold: AgeThreshold) -> Self {
        Self(Asked::AgeOver(threshold))
    }

    /// These elements, by name space and identifier. Those that the attestation lacks are left out.
    #[must_use]
    pub fn elements(elements: &[(&str, &str)]) -> Self {
        Self(Asked::Elements(
            elements.iter().map(|(name_space, element)| ((*name_space).into(), (*element).into())).collect(),
        ))
    }

    /// The name spaces and items to disclose, in the order of the attestation, never an empty name space.
    fn select<'a>(&self, issuer_signed: &IssuerSigned<'a>) -> Result<Vec<Disclosed<'a>>, PresentError> {
        let nearest = match &self.0 {
            Asked::AgeOver(asked) => nearest(*asked, age_statements(issuer_signed)),
            Asked::Elements(_) => None,
        };
        let mut selected: Vec<Disclosed<'a>> = Vec::new();
        for item in issuer_signed.items.iter() {
            let wanted = match &self.0 {
                Asked::AgeOver(_) => {
                    nearest.is_some() && AgeThreshold::from_element_id(item.element_id) == nearest
                }
                Asked::Elements(elements) => elements
                    .iter()
                    .any(|(name_space, element)| name_space == item.name_space && element == item.element_id),
            };
            if !wanted {
                continue;
            }
            match selected.last_mut() {
                Some(last) if last.name_space == item.name_space => last.items.push(item.bytes),
                _ => selected.push(Disclosed { name_space: item.name_space, items: alloc::vec![item.bytes] }),
            }
        }
        if selected.is_empty() { Err(PresentError::NothingToDisclose) } else { Ok(selected) }
    }
}

/// The items of one name space that are disclosed, as received.
struct Disclosed<'a> {
    name_space: &'a str,
    items: Vec<&'a [u8]>,
}

/// A presentation that lacks only the device's signature or MAC. Good for one session.
#[derive(Clone)]
pub struct PreparedPresentation {
    device_key: PublicKey,
    payload: Vec<u8>,
    to_be_signed: Vec<u8>,
    /// The response up to and including the key `deviceAuth`.
    head: Vec<u8>,
}

/// `DeviceNameSpacesBytes` without elements: the device asserts nothing of its own.
const NO_DEVICE_ELEMENTS: [u8; 4] = [0xd8, 0x18, 0x41, 0xa0];

impl Attestation {
    /// Chooses the least that answers `request`, and prepares the response for `transcript`.
    ///
    /// # Errors
    /// [`PresentError::NothingToDisclose`] where no element answers.
    pub fn prepare(
        &self,
        request: &Request,
        transcript: &SessionTranscript,
    ) -> Result<PreparedPresentation, PresentError> {
        let issuer_signed = self.issuer_signed()?;
        let selected = request.select(&issuer_signed)?;
        let payload = DeviceAuthentication::new(transcript, self.doc_type(), &NO_DEVICE_ELEMENTS).to_bytes();
        let protected = protected_header(self.device_key().curve().algorithm());

        let mut head = Writer::with_capacity(self.as_bytes().len().saturating_add(256));
        head.map(3).text("version").text("1.0").text("documents").array(1).map(3);
        head.text("docType").text(self.doc_type());
        head.text("issuerSigned").map(2).text("nameSpaces").map(selected.len());
        for disclosed in &selected {
            head.text(disclosed.name_space).array(disclosed.items.len());
            for item in &disclosed.items {
                head.raw(item);
            }
        }
        head.text("issuerAuth").raw(issuer_signed.issuer_auth_bytes);
        head.text("deviceSigned").map(2).text("nameSpaces").raw(&NO_DEVICE_ELEMENTS).text("deviceAuth");
        Ok(PreparedPresentation {
            device_key: *self.device_key(),
            to_be_signed: signature_structure(&protected, &payload),
            payload,
            head: head.finish(),
        })
    }
}

impl PreparedPresentation {
    /// The bytes that the device key signs: the `Sig_structure`, not yet hashed.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// The algorithm to sign with.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.device_key.curve().algorithm()
    }

    /// The DeviceResponse with this device signature.
    ///
    /// # Errors
    /// [`PresentError::SignatureLength`] or [`PresentError::SignatureInvalid`]: a response that would be refused is not
    /// made.
    pub fn finish(self, signature: &Signature) -> Result<Vec<u8>, PresentError> {
        if signature.as_bytes().len() != self.algorithm().signature_bytes() {
            return Err(PresentError::SignatureLength);
        }
        self.device_key.verify(&self.to_be_signed, signature).map_err(|_| PresentError::SignatureInvalid)?;
        let protected = protected_header(self.algorithm());
        Ok(self.assemble("deviceSignature", &protected, signature.as_bytes()))
    }

    /// Signs with a signer and finishes.
    ///
    /// # Errors
    /// [`PresentError::KeyMismatch`] where it holds another key, and those of [`Self::finish`].
    pub fn sign_with(self, signer: &impl Signer) -> Result<Vec<u8>, PresentError> {
        if signer.public_key() != self.device_key {
            return Err(PresentError::KeyMismatch);
        }
        let signature = signer.sign(&self.to_be_signed).map_err(|_| PresentError::SignerFailed)?;
        self.finish(&signature)
    }

    /// The DeviceResponse with a device MAC, made with the key agreed between device and reader.
    ///
    /// A device key that ever signs must not make MACs, and the other way round (ISO/IEC 18013-5 12.4.2).
    ///
    /// # Errors
    /// [`PresentError::SignerFailed`] should the MAC fail; it does not.
    pub fn finish_with_mac(self, key: &MacKey) -> Result<Vec<u8>, PresentError> {
        let mut protected = Writer::new();
        protected.map(1).integer(1).integer(5);
        let protected = protected.finish();
        let tag = key.tag(&mac_structure(&protected, &self.payload)).ok_or(PresentError::SignerFailed)?;
        Ok(self.assemble("deviceMac", &protected, &tag))
    }

    fn assemble(self, kind: &str, protected: &[u8], signature: &[u8]) -> Vec<u8> {
        let mut response = Writer::from_bytes(self.head);
        response.map(1).text(kind).array(4).bytes(protected).map(0).null().bytes(signature);
        response.text("status").unsigned(0);
        response.finish()
    }
}

/// Redacted.
impl fmt::Debug for PreparedPresentation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PreparedPresentation(..)")
    }
}
