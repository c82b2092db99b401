//! Elliptic-curve keys: the device key, the issuer's, the reader's.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use p256::elliptic_curve::Generate as _;
use p256::elliptic_curve::sec1::ToSec1Point as _;
use p256::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, EncodePublicKey as _, LineEnding};
use p384::ecdsa::signature::Signer as _;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::hash::sha256;
use super::signature::{Algorithm, SignError, Signature, Signer};
use super::{backend, backend_p384, signing};
use crate::error::KeyError;

/// A curve that keys are on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Curve {
    /// NIST P-256 (secp256r1).
    P256,
    /// NIST P-384 (secp384r1).
    P384,
}

impl Curve {
    /// Length of a coordinate in bytes.
    #[must_use]
    pub const fn coordinate_bytes(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
        }
    }

    /// Length of the uncompressed SEC 1 form.
    pub(crate) const fn uncompressed_bytes(self) -> usize {
        match self {
            Self::P256 => 65,
            Self::P384 => 97,
        }
    }

    /// The order of its group, big-endian: what private keys, r and s are below.
    pub(super) const fn order(self) -> &'static [u8] {
        match self {
            Self::P256 => &[
                0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc,
                0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
            ],
            Self::P384 => &[
                0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xc7, 0x63, 0x4d, 0x81, 0xf4, 0x37,
                0x2d, 0xdf, 0x58, 0x1a, 0x0d, 0xb2, 0x48, 0xb0, 0xa7, 0x7a, 0xec, 0xec, 0x19, 0x6a, 0xcc,
                0xc5, 0x29, 0x73,
            ],
        }
    }

    /// The one algorithm that its keys sign with.
    #[must_use]
    pub const fn algorithm(self) -> Algorithm {
        match self {
            Self::P256 => Algorithm::Es256,
            Self::P384 => Algorithm::Es384,
        }
    }

    /// The name that JOSE and WebCrypto use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
        }
    }
}

/// Longest SEC 1 form: that of P-384.
const MAX_SEC1_BYTES: usize = 97;

/// 4, x and y of a curve, in place.
#[derive(Clone, Copy)]
pub(crate) struct Sec1 {
    bytes: [u8; MAX_SEC1_BYTES],
    curve: Curve,
}

impl Sec1 {
    /// The parts of the form, one after the other.
    fn new(curve: Curve, parts: &[&[u8]]) -> Self {
        let mut bytes = [0; MAX_SEC1_BYTES];
        let mut rest = bytes.as_mut_slice();
        for part in parts {
            let Some((to, behind)) = rest.split_at_mut_checked(part.len()) else { break };
            to.copy_from_slice(part);
            rest = behind;
        }
        Self { bytes, curve }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.curve.uncompressed_bytes()).unwrap_or_default()
    }

    pub(crate) fn x(&self) -> &[u8] {
        self.as_bytes().get(1..).and_then(|xy| xy.get(..self.curve.coordinate_bytes())).unwrap_or_default()
    }

    pub(crate) fn y(&self) -> &[u8] {
        self.as_bytes().get(1..).and_then(|xy| xy.get(self.curve.coordinate_bytes()..)).unwrap_or_default()
    }
}

/// A public key: a point on its curve, never the point at infinity. Checked when it is made.
#[derive(Clone, Copy)]
pub struct PublicKey(Inner);

#[derive(Clone, Copy)]
enum Inner {
    P256(backend::Point),
    P384(backend_p384::Point),
}

impl PublicKey {
    /// From the SEC 1 form, compressed (33 or 49 bytes) or uncompressed (65 or 97).
    ///
    /// # Errors
    /// [`KeyError::Length`] for other lengths, [`KeyError::Invalid`] for bytes that are no point of the curve.
    pub fn from_sec1_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        // Some libraries also read compact points (5) and hybrid ones (6, 7).
        let is_known = matches!((bytes.len(), bytes.first()), (33 | 49, Some(2 | 3)) | (65 | 97, Some(4)));
        match bytes.len() {
            33 | 65 if is_known => backend::decode(bytes).map(Inner::P256).ok_or(KeyError::Invalid),
            49 | 97 if is_known => backend_p384::decode(bytes).map(Inner::P384).ok_or(KeyError::Invalid),
            33 | 49 | 65 | 97 => Err(KeyError::Invalid),
            _ => Err(KeyError::Length),
        }
        .map(Self)
    }

    /// From affine coordinates, big-endian, each exactly as long as the curve's field.
    ///
    /// # Errors
    /// [`KeyError::Length`] or [`KeyError::Invalid`].
    pub fn from_coordinates(curve: Curve, x: &[u8], y: &[u8]) -> Result<Self, KeyError> {
        let length = curve.coordinate_bytes();
        if x.len() != length || y.len() != length {
            return Err(KeyError::Length);
        }
        Self::from_sec1_bytes(Sec1::new(curve, &[&[4], x, y]).as_bytes())
    }

    /// From a DER `SubjectPublicKeyInfo`.
    ///
    /// # Errors
    /// [`KeyError::Invalid`] where it is none, or not of a supported curve.
    pub fn from_spki_der(der: &[u8]) -> Result<Self, KeyError> {
        use p256::pkcs8::DecodePublicKey as _;
        if let Ok(key) = p256::PublicKey::from_public_key_der(der) {
            return Self::from_sec1_bytes(key.to_sec1_point(false).as_bytes());
        }
        p384::PublicKey::from_public_key_der(der)
            .map_err(|_| KeyError::Invalid)
            .and_then(|key| Self::from_sec1_bytes(key.to_sec1_point(false).as_bytes()))
    }

    /// From the text of a PEM file, `-----BEGIN PUBLIC KEY-----`.
    ///
    /// # Errors
    /// [`KeyError::Invalid`] where it is none, or not of a supported curve.
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        use p256::pkcs8::DecodePublicKey as _;
        if let Ok(key) = p256::PublicKey::from_public_key_pem(pem) {
            return Self::from_sec1_bytes(key.to_sec1_point(false).as_bytes());
        }
        p384::PublicKey::from_public_key_pem(pem)
            .map_err(|_| KeyError::Invalid)
            .and_then(|key| Self::from_sec1_bytes(key.to_sec1_point(false).as_bytes()))
    }

    /// The curve.
    #[must_use]
    pub const fn curve(&self) -> Curve {
        match self.0 {
            Inner::P256(_) => Curve::P256,
            Inner::P384(_) => Curve::P384,
        }
    }

    /// The SEC 1 uncompressed form in place.
    pub(crate) fn to_sec1(self) -> Sec1 {
        match self.0 {
            Inner::P256(key) => Sec1::new(Curve::P256, &[&backend::uncompressed(&key)]),
            Inner::P384(key) => Sec1::new(Curve::P384, &[&backend_p384::uncompressed(&key)]),
        }
    }

    /// The SEC 1 uncompressed form: 4, x, y. 65 or 97 bytes.
    #[must_use]
    pub fn to_sec1_bytes(&self) -> Vec<u8> {
        self.to_sec1().as_bytes().to_vec()
    }

    /// The SEC 1 compressed form: 2 or 3, x. 33 or 49 bytes.
    #[must_use]
    pub fn to_sec1_compressed_bytes(&self) -> Vec<u8> {
        match self.0 {
            Inner::P256(key) => backend::compressed(&key).to_vec(),
            Inner::P384(key) => backend_p384::compressed(&key).to_vec(),
        }
    }

    /// The affine coordinates x and y, big-endian, each as long as the curve's field.
    #[must_use]
    pub fn to_coordinates(&self) -> (Vec<u8>, Vec<u8>) {
        let sec1 = self.to_sec1();
        (sec1.x().to_vec(), sec1.y().to_vec())
    }

    /// The DER `SubjectPublicKeyInfo`.
    ///
    /// # Errors
    /// [`KeyError::Invalid`] should the encoding fail; it does not for a key that exists.
    pub fn to_spki_der(&self) -> Result<Vec<u8>, KeyError> {
        let invalid = |_| KeyError::Invalid;
        let document = match self.0 {
            Inner::P256(key) => p256::PublicKey::from_sec1_bytes(&backend::uncompressed(&key))
                .map_err(|_| KeyError::Invalid)?
                .to_public_key_der()
                .map_err(invalid)?,
            Inner::P384(key) => p384::PublicKey::from_sec1_bytes(&backend_p384::uncompressed(&key))
                .map_err(|_| KeyError::Invalid)?
                .to_public_key_der()
                .map_err(invalid)?,
        };
        Ok(document.as_bytes().to_vec())
    }

    /// Verifies a signature over `message` with the algorithm of the key's curve.
    ///
    /// # Errors
    /// [`KeyError::Invalid`] where the signature is not one of this key over this message.
    pub fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), KeyError> {
        let hash = super::Hasher::digest(self.curve().algorithm().hash(), message);
        if self.verifies_hash(hash.as_bytes(), signature.as_bytes()) {
            Ok(())
        } else {
            Err(KeyError::Invalid)
        }
    }

    /// Whether raw r ‖ s is a signature of this key over a hash.
    pub(crate) fn verifies_hash(&self, hash: &[u8], signature: &[u8]) -> bool {
        match &self.0 {
            Inner::P256(key) => backend::verify(key, hash, signature),
            Inner::P384(key) => backend_p384::verify(key, hash, signature),
        }
    }
}

/// A public key that is expected again: an issuer's. Verifies like the key, and from the third time on faster.
pub(crate) struct KnownKey {
    key: PublicKey,
    table: backend::Table,
}

impl KnownKey {
    pub(crate) const fn new(key: PublicKey) -> Self {
        Self { key, table: backend::Table::new() }
    }

    /// Whether a signature is one of this key over `message`, with the algorithm of its curve.
    #[cfg(feature = "issuer")]
    pub(crate) fn verifies(&self, message: &[u8], signature: &Signature) -> bool {
        let hash = super::Hasher::digest(self.curve().algorithm().hash(), message);
        self.verifies_hash(hash.as_bytes(), signature.as_bytes())
    }
}

/// Redacted like the key.
impl fmt::Debug for KnownKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.key.fmt(f)
    }
}

/// What verifies a signature: a key, or a known key.
pub(crate) trait VerifyingKey {
    fn curve(&self) -> Curve;
    /// Whether raw r ‖ s is a signature of this key over a hash.
    fn verifies_hash(&self, hash: &[u8], signature: &[u8]) -> bool;
}

impl VerifyingKey for PublicKey {
    fn curve(&self) -> Curve {
        self.curve()
    }

    fn verifies_hash(&self, hash: &[u8], signature: &[u8]) -> bool {
        self.verifies_hash(hash, signature)
    }
}

impl VerifyingKey for KnownKey {
    fn curve(&self) -> Curve {
        self.key.curve()
    }

    fn verifies_hash(&self, hash: &[u8], signature: &[u8]) -> bool {
        match &self.key.0 {
            Inner::P256(point) => self.table.verify(point, hash, signature),
            Inner::P384(_) => self.key.verifies_hash(hash, signature),
        }
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.to_sec1().as_bytes() == other.to_sec1().as_bytes()
    }
}

impl Eq for PublicKey {}

/// Redacted: a device key links the transactions that show it.
impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.curve().name())
    }
}

/// A private key in memory, wiped when dropped: for issuers without an HSM, readers, tests and demos.
///
/// Signing is deterministic (RFC 6979) and constant-time. There is no `Clone`.
pub struct SecretKey {
    scalar: SecretInner,
    public: PublicKey,
}

/// Keys as their libraries sign with them: what a signature needs of the key is made once.
enum SecretInner {
    P256(signing::PrivateKey),
    P384(p384::ecdsa::SigningKey),
}

impl SecretKey {
    fn p256(key: p256::SecretKey) -> Result<Self, KeyError> {
        let public = backend::public(&key).map(Inner::P256).ok_or(KeyError::Invalid)?;
        Ok(Self { scalar: SecretInner::P256(key.into()), public: PublicKey(public) })
    }

    fn p384(key: p384::SecretKey) -> Result<Self, KeyError> {
        let public = PublicKey::from_sec1_bytes(key.public_key().to_sec1_point(false).as_bytes())?;
        Ok(Self { scalar: SecretInner::P384(key.into()), public })
    }

    /// A new key from the caller's source of randomness.
    pub fn generate(curve: Curve, rng: &mut impl CryptoRng) -> Self {
        loop {
            let key = match curve {
                Curve::P256 => Self::p256(p256::SecretKey::generate_from_rng(rng)),
                Curve::P384 => Self::p384(p384::SecretKey::generate_from_rng(rng)),
            };
            // Fails only if two libraries disagree on a point, which the tests rule out.
            if let Ok(key) = key {
                return key;
            }
        }
    }

    /// From the private scalar, big-endian, 32 or 48 bytes.
    ///
    /// # Errors
    /// [`KeyError::Length`], or [`KeyError::Invalid`] for zero and scalars not below the order.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        match bytes.len() {
            32 => p256::SecretKey::from_slice(bytes).map_err(|_| KeyError::Invalid).and_then(Self::p256),
            48 => p384::SecretKey::from_slice(bytes).map_err(|_| KeyError::Invalid).and_then(Self::p384),
            _ => Err(KeyError::Length),
        }
    }

    /// From the text of a PEM file, PKCS #8 (`PRIVATE KEY`) or SEC 1 (`EC PRIVATE KEY`).
    ///
    /// # Errors
    /// [`KeyError::Invalid`] where it is none, or not of a supported curve.
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        let p256 = p256::SecretKey::from_pkcs8_pem(pem).or_else(|_| p256::SecretKey::from_sec1_pem(pem));
        if let Ok(key) = p256 {
            return Self::p256(key);
        }
        p384::SecretKey::from_pkcs8_pem(pem)
            .map_err(|_| KeyError::Invalid)
            .or_else(|_| p384::SecretKey::from_sec1_pem(pem).map_err(|_| KeyError::Invalid))
            .and_then(Self::p384)
    }

    /// The text of a PKCS #8 PEM file. Wiped when dropped.
    ///
    /// # Errors
    /// [`KeyError::Invalid`] should the encoding fail; it does not for a key that exists.
    pub fn to_pem(&self) -> Result<Zeroizing<String>, KeyError> {
        match &self.scalar {
            SecretInner::P256(key) => p256_scalar(key)?.to_pkcs8_pem(LineEnding::LF),
            SecretInner::P384(key) => p384::SecretKey::from(key).to_pkcs8_pem(LineEnding::LF),
        }
        .map_err(|_| KeyError::Invalid)
    }

    /// The private scalar, big-endian. Wiped when dropped.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(match &self.scalar {
            SecretInner::P256(key) => Zeroizing::new(key.to_bytes()).to_vec(),
            SecretInner::P384(key) => Zeroizing::new(key.to_bytes()).to_vec(),
        })
    }

    /// The x coordinate of the Diffie-Hellman point with `peer`.
    pub(super) fn shared_secret(&self, peer: &PublicKey) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let sec1 = peer.to_sec1();
        match &self.scalar {
            SecretInner::P256(key) if peer.curve() == Curve::P256 => {
                let peer =
                    p256::PublicKey::from_sec1_bytes(sec1.as_bytes()).map_err(|_| KeyError::Invalid)?;
                Ok(Zeroizing::new(p256_scalar(key)?.diffie_hellman(&peer).raw_secret_bytes().to_vec()))
            }
            SecretInner::P384(key) if peer.curve() == Curve::P384 => {
                let peer =
                    p384::PublicKey::from_sec1_bytes(sec1.as_bytes()).map_err(|_| KeyError::Invalid)?;
                let key = p384::SecretKey::from(key);
                Ok(Zeroizing::new(key.diffie_hellman(&peer).raw_secret_bytes().to_vec()))
            }
            SecretInner::P256(_) | SecretInner::P384(_) => Err(KeyError::Unsupported),
        }
    }
}

/// The key for what is not signing.
fn p256_scalar(key: &signing::PrivateKey) -> Result<p256::SecretKey, KeyError> {
    p256::SecretKey::from_slice(Zeroizing::new(key.to_bytes()).as_slice()).map_err(|_| KeyError::Invalid)
}

impl Signer for SecretKey {
    fn public_key(&self) -> PublicKey {
        self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        let signature = match &self.scalar {
            SecretInner::P256(key) => signing::sign(key, &sha256(message)).ok_or(SignError)?.to_vec(),
            SecretInner::P384(key) => {
                let signature: p384::ecdsa::Signature = key.try_sign(message).map_err(|_| SignError)?;
                signature.to_bytes().to_vec()
            }
        };
        Signature::from_bytes(&signature).map_err(|_| SignError)
    }

    fn in_memory(&self) -> Option<&Self> {
        Some(self)
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(..)")
    }
}
