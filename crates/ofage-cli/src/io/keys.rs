//! Keys in files: PEM (PKCS #8, SEC 1, SubjectPublicKeyInfo, certificates) and JWK.

use core::hash::BuildHasher;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ofage_core::{Curve, Date, PublicKey, SecretKey, Signer as _};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::input::Input;
use super::pem::{Block, blocks};
use crate::failure::Failure;

/// A JSON Web Key; members other than these say nothing that matters here.
///
/// The members are borrowed: base64url has no characters that JSON escapes, and no copy of a private key is made.
#[derive(Deserialize)]
struct Jwk<'a> {
    kty: &'a str,
    crv: &'a str,
    x: &'a str,
    y: &'a str,
    d: Option<&'a str>,
}

/// A JSON Web Key Set.
#[derive(Deserialize)]
struct JwkSet<'a> {
    #[serde(borrow)]
    keys: Vec<Jwk<'a>>,
}

/// What may stand beside a key in a list of holders.
#[derive(Deserialize)]
struct Holder<'a> {
    birth_date: Option<&'a str>,
}

/// One line of a list of holders: a public JWK, and the holder's date of birth as a member `birth_date`.
///
/// # Errors
/// [`Failure::Input`] where it is something else, or a private key.
pub(crate) fn holder(line: &Input) -> Result<(PublicKey, Option<Date>), Failure> {
    let (text, jwk) = listed(line)?;
    let key = jwk.public_key(line)?;
    let wrong = || line.failure("birth_date_invalid", "has a birth_date that is no date such as 2001-05-17");
    let holder: Holder<'_> = serde_json::from_str(text).map_err(|_| wrong())?;
    let birth_date = holder.birth_date.map(|date| Date::parse(date).ok_or_else(wrong)).transpose()?;
    Ok((key, birth_date))
}

/// A hash of the key in one line of a list of holders, which is not yet checked: two lines with one key have one hash.
///
/// # Errors
/// [`Failure::Input`] where it is no JWK, or a private one.
pub(crate) fn fingerprint(line: &Input, hashes: &impl BuildHasher) -> Result<u64, Failure> {
    let (_, jwk) = listed(line)?;
    // Each coordinate has one form: base64url without stray bits.
    Ok(hashes.hash_one((jwk.crv, jwk.x, jwk.y)))
}

fn listed(line: &Input) -> Result<(&str, Jwk<'_>), Failure> {
    let wrong = || line.failure("key_unknown", "holds no key in JWK form");
    let text = line.text().ok_or_else(wrong)?;
    let jwk: Jwk<'_> = serde_json::from_str(text).map_err(|_| wrong())?;
    if jwk.d.is_some() { Err(private(line)) } else { Ok((text, jwk)) }
}

/// The public keys in a file: one or more JWK, JWK sets or PEM blocks, in order.
///
/// # Errors
/// [`Failure::Input`] where there is none, or a private key among them.
pub(crate) fn public_keys(input: &Input) -> Result<Vec<PublicKey>, Failure> {
    let text = input.text().ok_or_else(|| unknown(input))?;
    if text.trim_start().starts_with('{') {
        return jwks(input, text)?.iter().map(|jwk| jwk.public_key(input)).collect();
    }
    let found = blocks(text);
    if found.is_empty() {
        return Err(unknown(input));
    }
    found.iter().map(|block| public_key(input, block)).collect()
}

/// The one public key in a file.
///
/// # Errors
/// [`Failure::Input`] where there is none, several, or a private one.
pub(crate) fn single_public_key(input: &Input) -> Result<PublicKey, Failure> {
    match public_keys(input)?.as_slice() {
        [key] => Ok(*key),
        _ => Err(input.failure("key_not_single", "holds several keys where one is needed")),
    }
}

/// The private key in a file.
///
/// # Errors
/// [`Failure::Input`] where there is none, or it does not fit the public key beside it.
pub(crate) fn secret_key(input: &Input) -> Result<SecretKey, Failure> {
    let text = input.text().ok_or_else(|| unknown(input))?;
    if text.trim_start().starts_with('{') {
        let jwk: Jwk<'_> = serde_json::from_str(text).map_err(|_| unknown(input))?;
        let d = jwk.d.ok_or_else(|| public(input))?;
        let scalar = Zeroizing::new(coordinate(d, jwk.curve(input)?).ok_or_else(|| invalid(input))?);
        let key = SecretKey::from_bytes(&scalar).map_err(|_| invalid(input))?;
        let fits = key.public_key() == jwk.point(input)?;
        return if fits {
            Ok(key)
        } else {
            Err(input.failure("key_invalid", "holds a private key `d` that does not belong to `x` and `y`"))
        };
    }
    let found = blocks(text);
    let private = found.iter().find(|block| block.label.ends_with("PRIVATE KEY"));
    match private {
        Some(block) if block.label == "ENCRYPTED PRIVATE KEY" => {
            Err(input.failure("key_encrypted", "holds an encrypted private key: decrypt it first"))
        }
        Some(block) => SecretKey::from_pem(block.text).map_err(|_| invalid(input)),
        None if found.is_empty() => Err(unknown(input)),
        None => Err(public(input)),
    }
}

fn jwks<'a>(input: &Input, text: &'a str) -> Result<Vec<Jwk<'a>>, Failure> {
    if let Ok(JwkSet { keys }) = serde_json::from_str(text) {
        return if keys.is_empty() { Err(unknown(input)) } else { Ok(keys) };
    }
    serde_json::from_str(text).map(|jwk| vec![jwk]).map_err(|_| unknown(input))
}

impl Jwk<'_> {
    fn public_key(&self, input: &Input) -> Result<PublicKey, Failure> {
        if self.d.is_some() { Err(private(input)) } else { self.point(input) }
    }

    fn point(&self, input: &Input) -> Result<PublicKey, Failure> {
        let curve = self.curve(input)?;
        coordinate(self.x, curve)
            .zip(coordinate(self.y, curve))
            .and_then(|(x, y)| PublicKey::from_coordinates(curve, &x, &y).ok())
            .ok_or_else(|| invalid(input))
    }

    fn curve(&self, input: &Input) -> Result<Curve, Failure> {
        match (self.kty, self.crv) {
            ("EC", "P-256") => Ok(Curve::P256),
            ("EC", "P-384") => Ok(Curve::P384),
            _ => Err(input.failure("key_unsupported", "holds a key that is on neither P-256 nor P-384")),
        }
    }
}

fn public_key(input: &Input, block: &Block<'_>) -> Result<PublicKey, Failure> {
    match block.label {
        "PUBLIC KEY" => PublicKey::from_pem(block.text).map_err(|_| invalid(input)),
        label if label.ends_with("PRIVATE KEY") => Err(private(input)),
        _ => Err(unknown(input)),
    }
}

/// A coordinate or scalar of exactly the length that RFC 7518 6.2 wants.
fn coordinate(text: &str, curve: Curve) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() == curve.coordinate_bytes())
}

fn unknown(input: &Input) -> Failure {
    input.failure("key_unknown", "holds no key in PEM or JWK form")
}

fn invalid(input: &Input) -> Failure {
    input.failure("key_invalid", "holds a key that is damaged, or on neither P-256 nor P-384")
}

fn private(input: &Input) -> Failure {
    input.failure("key_is_private", "holds a private key where a public key is needed; it was not used")
}

fn public(input: &Input) -> Failure {
    input.failure("key_is_public", "holds no private key, and one is needed here")
}

#[cfg(test)]
mod tests;
