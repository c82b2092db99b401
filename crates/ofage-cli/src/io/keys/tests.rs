use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ofage_core::rand_core::UnwrapErr;
use ofage_core::{Curve, PublicKey, SecretKey, Signer as _};
use zeroize::Zeroizing;

use super::{Jwk, public_keys, secret_key, single_public_key};
use crate::failure::Source;
use crate::io::Input;

/// RFC 7515 A.3, the key of the ES256 example.
const RFC7515: &str = r#"{"kty":"EC","crv":"P-256",
    "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    "d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;

/// A public key as a JWK.
fn to_jwk(key: &PublicKey) -> serde_json::Value {
    let (x, y) = key.to_coordinates();
    let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    serde_json::json!({ "kty": "EC", "crv": key.curve().name(), "x": text(&x), "y": text(&y) })
}

/// A PEM file with one block.
fn encode(label: &str, der: &[u8]) -> String {
    let encoded = STANDARD.encode(der);
    let lines: Vec<&str> = encoded.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

fn input(text: &str) -> Input {
    Input { source: Source::Stdin, bytes: Zeroizing::new(text.as_bytes().to_vec()) }
}

fn key(curve: Curve) -> SecretKey {
    SecretKey::generate(curve, &mut UnwrapErr(getrandom::SysRng))
}

#[test]
fn private_jwk_fits_its_public_key() {
    let secret = secret_key(&input(RFC7515)).unwrap();
    let public = to_jwk(&secret.public_key()).to_string();
    assert_eq!(single_public_key(&input(&public)).unwrap(), secret.public_key());
    assert!(public.contains("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"));

    let other = RFC7515.replace("jpsQnn", "jpsQnm");
    assert_eq!(secret_key(&input(&other)).unwrap_err().code(), "key_invalid");
}

#[test]
fn every_form_of_either_curve_is_read() {
    for curve in [Curve::P256, Curve::P384] {
        let secret = key(curve);
        let expected = secret.public_key();
        let pem = secret.to_pem().unwrap();
        assert_eq!(secret_key(&input(&pem)).unwrap().public_key(), expected);
        let spki = encode("PUBLIC KEY", &expected.to_spki_der().unwrap());
        assert_eq!(public_keys(&input(&format!("a remark\n{spki}\n{spki}"))).unwrap(), [expected, expected]);
        let jwk = to_jwk(&expected);
        let set = serde_json::json!({ "keys": [jwk, jwk] }).to_string();
        assert_eq!(public_keys(&input(&set)).unwrap(), [expected, expected]);
        assert_eq!(single_public_key(&input(&set)).unwrap_err().code(), "key_not_single");
    }
}

#[test]
fn private_and_public_are_not_confused() {
    let secret = key(Curve::P256);
    let pem = secret.to_pem().unwrap();
    assert_eq!(public_keys(&input(&pem)).unwrap_err().code(), "key_is_private");
    assert_eq!(public_keys(&input(RFC7515)).unwrap_err().code(), "key_is_private");
    let spki = encode("PUBLIC KEY", &secret.public_key().to_spki_der().unwrap());
    assert_eq!(secret_key(&input(&spki)).unwrap_err().code(), "key_is_public");
    let jwk = to_jwk(&secret.public_key()).to_string();
    assert_eq!(secret_key(&input(&jwk)).unwrap_err().code(), "key_is_public");
}

#[test]
fn files_that_hold_no_usable_key_are_refused() {
    for (text, code) in [
        ("hello", "key_unknown"),
        ("{}", "key_unknown"),
        ("{\"keys\":[]}", "key_unknown"),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "key_unknown"),
        ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "key_invalid"),
        (r#"{"kty":"OKP","crv":"Ed25519","x":"","y":""}"#, "key_unsupported"),
        (r#"{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}"#, "key_invalid"),
    ] {
        assert_eq!(public_keys(&input(text)).unwrap_err().code(), code, "{text}");
    }
    let encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----";
    assert_eq!(secret_key(&input(encrypted)).unwrap_err().code(), "key_encrypted");
}

/// A dropped leading zero is refused rather than padded (RFC 7518 6.2.1.2).
#[test]
fn coordinates_have_their_full_length() {
    let jwk: Jwk<'_> = serde_json::from_str(RFC7515).unwrap();
    let shorter = RFC7515.replace(jwk.x, &jwk.x[..40]);
    assert_eq!(secret_key(&input(&shorter)).unwrap_err().code(), "key_invalid");
}
