//! The door code: a whole presentation in one small QR code.
//!
//! A code carries what a verifier cannot predict: salt, keys, dates, signatures. The rest stands in a [`Template`] and a
//! certificate, which both sides have. Expansion gives the DeviceResponse byte for byte, and that is verified like any
//! other: neither code, template nor certificate is trusted before.
//!
//! Source: spec/door-code.md.

mod bytes;
mod candidates;
mod derive;
mod dictionary;
mod error;
mod expand;
mod freshness;
mod holes;
mod lookup;
mod op;
mod pack;
mod parts;
mod template;
mod text;

#[cfg(test)]
mod tests;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

pub use candidates::Candidates;
pub use error::DoorCodeError;
pub use freshness::{Freshness, Mode};
pub use lookup::{Catalogue, CertificateReference, Lookup};
pub use template::{Template, TemplateId};

use crate::limits::{MAX_DOOR_CODE_BYTES, MAX_TEMPLATE_BYTES};
use bytes::{Input, put_length};

const VERSION: u8 = 1;
const RESERVED: u8 = 0b100;
const TEMPLATE_INLINE: u8 = 0b010;
const CERTIFICATES_INLINE: u8 = 0b001;

/// One door code. Fields that it carries are as received, and untrusted.
///
/// ```text
/// code = head freshness template holes
/// head = vvvmm0tc            version 1; mode; template inline; certificates inline
/// freshness = 2 bytes
/// template = 2 bytes / integer packed-template
/// ```
///
/// Source: spec/door-code.md §4.
#[derive(Clone, PartialEq, Eq)]
pub struct DoorCode {
    bytes: Vec<u8>,
    freshness: Freshness,
    template: CarriedTemplate,
    certificates: Certificates,
    /// Where the holes begin in `bytes`.
    holes_at: usize,
}

#[derive(Clone, PartialEq, Eq)]
enum CarriedTemplate {
    Id(TemplateId),
    Inline(Template),
}

/// How a code carries certificates.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Certificates {
    ByReference,
    Inline,
}

impl DoorCode {
    /// The shortest code of a response for a verifier that has `template` and the document signer's certificate. Where the
    /// response has another layout than the template, the code is self-contained.
    ///
    /// # Errors
    /// Those of [`Self::self_contained`].
    pub fn compress(
        response: &[u8],
        template: &Template,
        freshness: Freshness,
    ) -> Result<Self, DoorCodeError> {
        let carried = CarriedTemplate::Id(template.id());
        match Self::assemble(response, template, carried, Certificates::ByReference, freshness) {
            Err(DoorCodeError::RoundTripFailed) => Self::self_contained(response, freshness),
            code => code,
        }
    }

    /// The code for a verifier that has `template`, but perhaps not the document signer's certificate. Where the response
    /// has another layout than the template, the code is self-contained.
    ///
    /// # Errors
    /// Those of [`Self::self_contained`].
    pub fn with_certificate(
        response: &[u8],
        template: &Template,
        freshness: Freshness,
    ) -> Result<Self, DoorCodeError> {
        let carried = CarriedTemplate::Id(template.id());
        match Self::assemble(response, template, carried, Certificates::Inline, freshness) {
            Err(DoorCodeError::RoundTripFailed) => Self::self_contained(response, freshness),
            code => code,
        }
    }

    /// The code for a verifier that has neither: about half as long as the response.
    ///
    /// # Errors
    /// Those of [`Template::derive`]; [`DoorCodeError::RoundTripFailed`] for a response that would not verify either,
    /// [`DoorCodeError::TooLarge`].
    pub fn self_contained(response: &[u8], freshness: Freshness) -> Result<Self, DoorCodeError> {
        let template = Template::derive(response)?;
        let carried = CarriedTemplate::Inline(template.clone());
        Self::assemble(response, &template, carried, Certificates::Inline, freshness)
    }

    fn assemble(
        response: &[u8],
        template: &Template,
        carried: CarriedTemplate,
        certificates: Certificates,
        freshness: Freshness,
    ) -> Result<Self, DoorCodeError> {
        let filled = holes::fill(template, response, certificates).ok_or(DoorCodeError::RoundTripFailed)?;
        let mut head = (VERSION << 5) | (freshness.mode().bits() << 3);
        let mut body = freshness.to_bytes().to_vec();
        match &carried {
            CarriedTemplate::Id(id) => body.extend_from_slice(&id.to_bytes()),
            CarriedTemplate::Inline(template) => {
                head |= TEMPLATE_INLINE;
                let packed = pack::pack(template.as_bytes());
                put_length(&mut body, packed.len());
                body.extend_from_slice(&packed);
            }
        }
        if certificates == Certificates::Inline {
            head |= CERTIFICATES_INLINE;
        }
        let bytes = [&[head], body.as_slice(), filled.holes.as_slice()].concat();
        let code = Self::read(bytes)?;
        // The sender's own check: what the verifier gets is this response, byte for byte.
        let mut own = Catalogue::new();
        own.add_template(template.clone());
        for certificate in filled.certificates {
            own.add_certificate(certificate);
        }
        let comes_back = code
            .expand(&own)
            .is_ok_and(|mut candidates| candidates.any(|candidate| candidate.as_deref() == Ok(response)));
        if comes_back { Ok(code) } else { Err(DoorCodeError::RoundTripFailed) }
    }

    /// Reads the bytes of a code.
    ///
    /// # Errors
    /// [`DoorCodeError::TooLarge`], [`DoorCodeError::Truncated`], [`DoorCodeError::VersionUnknown`],
    /// [`DoorCodeError::ModeUnknown`], and for a template inside it [`DoorCodeError::PackInvalid`] and those of
    /// [`Template::decode`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DoorCodeError> {
        // No copy of what is no code.
        if bytes.len() > MAX_DOOR_CODE_BYTES {
            return Err(DoorCodeError::TooLarge);
        }
        Self::read(bytes.to_vec())
    }

    fn read(bytes: Vec<u8>) -> Result<Self, DoorCodeError> {
        if bytes.len() > MAX_DOOR_CODE_BYTES {
            return Err(DoorCodeError::TooLarge);
        }
        let mut input = Input::new(&bytes);
        let head = input.byte()?;
        if head >> 5 != VERSION || head & RESERVED != 0 {
            return Err(DoorCodeError::VersionUnknown);
        }
        let mode = Mode::from_bits((head >> 3) & 0b11).ok_or(DoorCodeError::ModeUnknown)?;
        let freshness = Freshness::new(mode, input.array()?);
        let template = if head & TEMPLATE_INLINE == 0 {
            CarriedTemplate::Id(TemplateId::from_bytes(input.array()?))
        } else {
            let length = input.length()?;
            let unpacked = pack::unpack(input.take(length)?, MAX_TEMPLATE_BYTES)?;
            CarriedTemplate::Inline(Template::decode(&unpacked)?)
        };
        let certificates =
            if head & CERTIFICATES_INLINE == 0 { Certificates::ByReference } else { Certificates::Inline };
        let holes_at = bytes.len().saturating_sub(input.rest().len());
        Ok(Self { bytes, freshness, template, certificates, holes_at })
    }

    /// Reads the text of a code, as a camera or a hand scanner gives it: digits, with white space around them.
    ///
    /// # Errors
    /// [`DoorCodeError::PrefixWrong`] for text that is no door code, [`DoorCodeError::DigitsInvalid`],
    /// [`DoorCodeError::DigitsNotCanonical`], [`DoorCodeError::LengthInvalid`], and those of [`Self::from_bytes`].
    pub fn from_text(text: &str) -> Result<Self, DoorCodeError> {
        Self::read(text::decode(text)?)
    }

    /// The code as digits, for a QR code in numeric mode.
    #[must_use]
    pub fn to_text(&self) -> String {
        text::encode(&self.bytes)
    }

    /// The code as bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What the code says of when it was made. Untrusted: it chooses the session to verify against, no more.
    #[must_use]
    pub const fn freshness(&self) -> Freshness {
        self.freshness
    }

    /// The freshness mode.
    #[must_use]
    pub const fn mode(&self) -> Mode {
        self.freshness.mode()
    }

    /// The template that the code refers to; `None` where it carries it.
    #[must_use]
    pub const fn template_id(&self) -> Option<TemplateId> {
        match self.template {
            CarriedTemplate::Id(id) => Some(id),
            CarriedTemplate::Inline(_) => None,
        }
    }

    /// The responses that the code stands for, one at a time: most often one, at most `MAX_DOOR_CANDIDATES` where short
    /// references have several matches. The one that verifies, if any, is the sender's.
    ///
    /// # Errors
    /// [`DoorCodeError::TemplateUnknown`], [`DoorCodeError::CertificateUnknown`]; where there is but one template, also what
    /// is wrong with its identifiers or certificates.
    pub fn expand<'a>(&'a self, lookup: &'a (impl Lookup + ?Sized)) -> Result<Candidates<'a>, DoorCodeError> {
        let holes = self.bytes.get(self.holes_at..).unwrap_or_default();
        let template = |place| match &self.template {
            CarriedTemplate::Id(id) => lookup.template(*id, place),
            CarriedTemplate::Inline(template) => (place == 0).then_some(template),
        };
        Candidates::find((0..).map_while(template), holes, self.certificates, lookup)
    }
}

/// Redacted: the code is a presentation.
impl fmt::Debug for DoorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DoorCode({}, {} bytes)", self.mode().code(), self.bytes.len())
    }
}
