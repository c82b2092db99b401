//! Bare signatures of other libraries, and of our own backend.

use std::hint::black_box;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, UnparsedPublicKey,
};
use ofage_core::PublicKey;
use ofage_p256::{Point, Table};
use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use sha2::{Digest as _, Sha256};

/// A message of the length of a `Sig_structure`, signed.
#[derive(Clone)]
pub struct Signed {
    message: Vec<u8>,
    hash: [u8; 32],
    signature: Vec<u8>,
    full: Vec<u8>,
    compressed: Vec<u8>,
    table: Table,
}

impl Signed {
    pub fn new() -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key");
        let message = vec![7; 600];
        let signature = key.sign(&SystemRandom::new(), &message).expect("a signature").as_ref().to_vec();
        let full = key.public_key().as_ref().to_vec();
        let compressed = PublicKey::from_sec1_bytes(&full).expect("a key").to_sec1_compressed_bytes();
        let table = Table::new(&Point::from_sec1_bytes(&full).expect("a point"));
        Self { hash: Sha256::digest(&message).into(), message, signature, full, compressed, table }
    }

    fn aws(&self, key: &[u8]) {
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key)
            .verify(black_box(&self.message), &self.signature)
            .expect("a good signature");
    }

    /// Two verifications of `aws-lc-rs`, one key compressed.
    pub fn two_of_aws(&self) {
        self.aws(&self.full);
        self.aws(&self.compressed);
    }

    /// Three: one more key that comes whole, as the one of a certificate does.
    pub fn three_of_aws(&self) {
        self.two_of_aws();
        self.aws(&self.full);
    }

    /// What no verification of a known signer can go below: our two signature checks, one with a table, one with the key
    /// read from its compressed form. Hashes are made before.
    pub fn two_of_ours(&self) {
        assert!(self.table.verifies(black_box(&self.hash), &self.signature));
        let point = Point::from_sec1_bytes(black_box(&self.compressed)).expect("a point");
        assert!(point.verifies(&self.hash, &self.signature));
    }
}

/// Pure-Rust signers in constant time.
pub struct Signers {
    crrl: crrl::p256::PrivateKey,
    p256: p256::ecdsa::SigningKey,
}

impl Signers {
    pub fn new() -> Self {
        let scalar = [0x5a; 32];
        Self {
            crrl: crrl::p256::PrivateKey::decode(&scalar).expect("a key"),
            p256: p256::ecdsa::SigningKey::from_slice(&scalar).expect("a key"),
        }
    }

    pub fn sign_crrl(&self, hash: &[u8; 32]) -> [u8; 64] {
        self.crrl.sign_hash(hash, &[])
    }

    pub fn sign_p256(&self, hash: &[u8; 32]) -> p256::ecdsa::Signature {
        self.p256.sign_prehash(hash).expect("a signature")
    }
}
