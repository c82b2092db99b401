//! Keys that a label determines.

use ofage_core::{Curve, HashAlgorithm, PublicKey, SecretKey, Signer as _};
use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use sha2::Digest as _;

use crate::cbor::{Item, bytes, map};
use crate::rng::TestRng;

/// A private key for tests, known to everybody.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TestKey {
    curve: Curve,
    scalar: Vec<u8>,
}

impl TestKey {
    /// The key of this label.
    #[must_use]
    pub fn new(curve: Curve, label: &str) -> Self {
        let mut rng = TestRng::new(&format!("key {label}"));
        loop {
            let scalar = rng.take(curve.coordinate_bytes());
            if SecretKey::from_bytes(&scalar).is_ok() {
                return Self { curve, scalar };
            }
        }
    }

    /// The key with this private scalar, which is in range.
    #[must_use]
    pub const fn from_scalar(curve: Curve, scalar: Vec<u8>) -> Self {
        Self { curve, scalar }
    }

    /// The P-256 key of this label.
    #[must_use]
    pub fn p256(label: &str) -> Self {
        Self::new(Curve::P256, label)
    }

    /// The P-384 key of this label.
    #[must_use]
    pub fn p384(label: &str) -> Self {
        Self::new(Curve::P384, label)
    }

    /// Its curve.
    #[must_use]
    pub const fn curve(&self) -> Curve {
        self.curve
    }

    /// The private scalar, big-endian.
    #[must_use]
    pub fn scalar(&self) -> &[u8] {
        &self.scalar
    }

    /// The key as the core holds one.
    #[must_use]
    pub fn secret(&self) -> SecretKey {
        SecretKey::from_bytes(&self.scalar).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Its public part.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        self.secret().public_key()
    }

    /// The signature over a message with the curve's own hash: r then s.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.secret().sign(message).unwrap_or_else(|error| panic!("{error}")).as_bytes().to_vec()
    }

    /// The signature over a message with another hash: r then s.
    #[must_use]
    pub fn sign_with(&self, hash: HashAlgorithm, message: &[u8]) -> Vec<u8> {
        let hash = digest(hash, message);
        let signature = match self.curve {
            Curve::P256 => p256::ecdsa::SigningKey::from_slice(&self.scalar).and_then(|key| {
                key.sign_prehash(&hash).map(|signature: p256::ecdsa::Signature| signature.to_bytes().to_vec())
            }),
            Curve::P384 => p384::ecdsa::SigningKey::from_slice(&self.scalar).and_then(|key| {
                key.sign_prehash(&hash).map(|signature: p384::ecdsa::Signature| signature.to_bytes().to_vec())
            }),
            other => panic!("no keys on {other:?}"),
        };
        signature.unwrap_or_else(|error| panic!("{error}"))
    }

    /// The x coordinate of the Diffie-Hellman point with another key of the same curve.
    #[must_use]
    pub fn agree(&self, peer: &PublicKey) -> Vec<u8> {
        let sec1 = peer.to_sec1_bytes();
        match self.curve {
            Curve::P256 => {
                let (key, peer) =
                    (p256::SecretKey::from_slice(&self.scalar), p256::PublicKey::from_sec1_bytes(&sec1));
                key.ok()
                    .zip(peer.ok())
                    .map(|(key, peer)| key.diffie_hellman(&peer).raw_secret_bytes().to_vec())
            }
            _ => {
                let (key, peer) =
                    (p384::SecretKey::from_slice(&self.scalar), p384::PublicKey::from_sec1_bytes(&sec1));
                key.ok()
                    .zip(peer.ok())
                    .map(|(key, peer)| key.diffie_hellman(&peer).raw_secret_bytes().to_vec())
            }
        }
        .unwrap_or_else(|| panic!("keys of two curves"))
    }
}

/// A digest.
#[must_use]
pub fn digest(hash: HashAlgorithm, message: &[u8]) -> Vec<u8> {
    match hash {
        HashAlgorithm::Sha256 => sha2::Sha256::digest(message).to_vec(),
        HashAlgorithm::Sha384 => sha2::Sha384::digest(message).to_vec(),
        HashAlgorithm::Sha512 => sha2::Sha512::digest(message).to_vec(),
        other => panic!("no digest {other:?}"),
    }
}

/// A public key as COSE_Key.
#[must_use]
pub fn cose_key(key: &PublicKey) -> Item {
    let (x, y) = key.to_coordinates();
    let curve = if key.curve() == Curve::P256 { 1 } else { 2 };
    map::<i64, Item>([(1, 2.into()), (-1, curve.into()), (-2, bytes(x)), (-3, bytes(y))])
}
