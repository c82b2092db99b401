//! Certificates as PEM text.

use alloc::string::String;
use alloc::vec::Vec;

use ::base64::Engine as _;
use ::base64::engine::general_purpose::STANDARD;

use super::Certificate;
use crate::base64::decode_padded;
use crate::limits::{MAX_CERTIFICATES, MAX_MESSAGE_BYTES};
use crate::pki::PkiError;

const PEM_BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const PEM_END: &str = "-----END CERTIFICATE-----";

impl Certificate {
    /// Reads the first certificate of a PEM text; text around it is skipped.
    ///
    /// # Errors
    /// [`PkiError::CertificateMalformed`] where there is none, and those of [`Self::from_der`].
    pub fn from_pem(text: &str) -> Result<Self, PkiError> {
        let (der, _) = next_pem(text)?.ok_or(PkiError::CertificateMalformed)?;
        Self::from_der(&der)
    }

    /// Reads every certificate of a PEM text, in its order: a chain, leaf first.
    ///
    /// # Errors
    /// [`PkiError::ChainTooLong`] past [`MAX_CERTIFICATES`], and those of [`Self::from_pem`].
    pub fn chain_from_pem(text: &str) -> Result<Vec<Self>, PkiError> {
        let mut chain = Vec::new();
        let mut rest = text;
        while let Some((der, after)) = next_pem(rest)? {
            if chain.len() >= MAX_CERTIFICATES {
                return Err(PkiError::ChainTooLong);
            }
            chain.push(Self::from_der(&der)?);
            rest = after;
        }
        if chain.is_empty() { Err(PkiError::CertificateMalformed) } else { Ok(chain) }
    }

    /// PEM: 64 characters a line, each ended by a line feed.
    #[must_use]
    pub fn to_pem(&self) -> String {
        let mut pem = String::from(PEM_BEGIN);
        for (position, character) in STANDARD.encode(&self.der).chars().enumerate() {
            if position.is_multiple_of(64) {
                pem.push('\n');
            }
            pem.push(character);
        }
        pem.push('\n');
        pem.push_str(PEM_END);
        pem.push('\n');
        pem
    }
}

/// The next certificate of a PEM text, and the text after it.
fn next_pem(text: &str) -> Result<Option<(Vec<u8>, &str)>, PkiError> {
    let Some((_, after)) = split_once(text, PEM_BEGIN) else { return Ok(None) };
    let (body, rest) = split_once(after, PEM_END).ok_or(PkiError::CertificateMalformed)?;
    if body.len() > MAX_MESSAGE_BYTES {
        return Err(PkiError::CertificateTooLarge);
    }
    let base64: Vec<u8> = body.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let der = decode_padded(&base64).ok_or(PkiError::CertificateMalformed)?;
    Ok(Some((der, rest)))
}

/// What stands before and after a marker. Marker and text are short, so trying every place will do.
fn split_once<'a>(text: &'a str, marker: &str) -> Option<(&'a str, &'a str)> {
    let at = text.as_bytes().windows(marker.len()).position(|place| place == marker.as_bytes())?;
    Some((text.get(..at)?, text.get(at.saturating_add(marker.len())..)?))
}
