//! Certificates in files: PEM, or DER in any form.

use std::path::{Path, PathBuf};

use ofage_core::pki::{Certificate, PkiError, Realm, TrustAnchor, TrustAnchors};
use ofage_core::{SecretKey, Signer as _};

use super::format::decode_binary;
use super::input::{Input, read};
use super::keys::{public_keys, secret_key};
use super::pem::blocks;
use crate::failure::{Failure, printable};

/// The certificates in a file, in order.
///
/// # Errors
/// [`Failure::Input`] where there is none, or one that cannot be read.
pub(crate) fn certificates(input: &Input) -> Result<Vec<Certificate>, Failure> {
    let found = input.text().map(blocks).unwrap_or_default();
    let pem: Vec<_> = found.iter().filter(|block| block.label == "CERTIFICATE").collect();
    if !pem.is_empty() {
        return pem
            .iter()
            .map(|block| Certificate::from_pem(block.text).map_err(|error| unreadable(input, error)))
            .collect();
    }
    let (der, _) = match decode_binary(input) {
        Ok(decoded) if is_der(&decoded.0) => decoded,
        Ok(_) | Err(_) => {
            return Err(input.failure("not_certificate", "holds no certificate in PEM or DER form"));
        }
    };
    Ok(vec![Certificate::from_der(&der).map_err(|error| unreadable(input, error))?])
}

/// The one certificate in a file.
///
/// # Errors
/// [`Failure::Input`] where there is none, or several.
pub(crate) fn single_certificate(input: &Input) -> Result<Certificate, Failure> {
    let mut found = certificates(input)?.into_iter();
    match (found.next(), found.next()) {
        (Some(certificate), None) => Ok(certificate),
        _ => Err(input.failure("certificate_not_single", "holds several certificates where one is needed")),
    }
}

/// Whether bytes begin like a DER certificate: a SEQUENCE of more than 127 bytes.
pub(crate) fn is_der(bytes: &[u8]) -> bool {
    matches!(bytes, [0x30, 0x81..=0x83, ..])
}

/// Trust in the certificates and keys of these files: roots, or else single document signers.
///
/// # Errors
/// [`Failure::Input`] for a file that holds neither.
pub(crate) fn trust_anchors(paths: &[PathBuf]) -> Result<TrustAnchors, Failure> {
    let mut anchors = TrustAnchors::new();
    for path in paths {
        let input = read(path)?;
        for anchor in file_anchors(&input)? {
            anchors.add(anchor).map_err(|error| unreadable(&input, error))?;
        }
    }
    Ok(anchors)
}

fn file_anchors(input: &Input) -> Result<Vec<TrustAnchor>, Failure> {
    if let Ok(keys) = public_keys(input) {
        return Ok(keys.into_iter().map(|key| TrustAnchor::document_signer_key(key, Realm::Live)).collect());
    }
    let is_key = |text: &str| blocks(text).iter().any(|block| block.label == "PUBLIC KEY");
    let found = certificates(input).map_err(|failure| match failure.code() {
        "not_certificate" => {
            input.failure("not_trust_anchor", "holds neither a certificate nor a public key")
        }
        _ => failure,
    })?;
    // To leave the keys out would be to trust less than was asked for, and not to say so.
    if input.text().is_some_and(is_key) {
        return Err(input.failure("trust_anchor_mixed", "holds certificates and keys: put them in two files"));
    }
    found
        .into_iter()
        .map(|certificate| match TrustAnchor::root(certificate.clone(), Realm::Live) {
            Err(PkiError::AnchorNotRoot) => Ok(TrustAnchor::document_signer(certificate, Realm::Live)),
            result => result.map_err(|error| unreadable(input, error)),
        })
        .collect()
}

/// The certificate in a file at this path.
///
/// # Errors
/// [`Failure::Input`].
pub(crate) fn read_certificate(path: &Path) -> Result<Certificate, Failure> {
    single_certificate(&read(path)?)
}

/// A certificate and its private key, which must belong together.
///
/// # Errors
/// [`Failure::Input`] where a file is missing or holds something else.
pub(crate) fn certificate_and_key(
    certificate: &Path,
    key: &Path,
) -> Result<(Certificate, SecretKey), Failure> {
    let path = certificate;
    let certificate = read_certificate(path)?;
    let input = read(key)?;
    let key = secret_key(&input)?;
    if key.public_key() == certificate.public_key() {
        Ok((certificate, key))
    } else {
        let message = format!("holds another key than the certificate in {}", printable(path));
        Err(input.failure("key_mismatch", message))
    }
}

fn unreadable(input: &Input, error: PkiError) -> Failure {
    input.failure(error.code(), format!("holds a certificate that cannot be used: {error}"))
}
