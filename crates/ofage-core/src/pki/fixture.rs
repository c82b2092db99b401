//! A small issuer PKI for tests, and the means to make it wrong in one place.
#![cfg(feature = "issuer")]

use alloc::vec::Vec;
use core::convert::Infallible;

use rand_core::{TryCryptoRng, TryRng};

use super::asn1::Criticality;
use super::build::encode;
use super::build::{CertificateValidity, Contact, RootBuilder, RootName, SignerBuilder, Tbs, signed};
use super::{Certificate, CertificateRules, Oid, Realm, TrustAnchor, TrustAnchors};
use crate::crypto::{Curve, SecretKey, Signer as _, sha256};
use crate::time::{Date, UnixTime};

pub(super) const DOC_TYPE: &str = "org.iso.18013.5.1.mDL";
pub(super) const CRL_URI: &str = "https://issuer.example/crl";

/// A reproducible generator, for tests only: SHA-256 over a seed and a counter.
pub(super) struct TestRng {
    seed: u64,
    counter: u64,
}

impl TestRng {
    pub(super) const fn new(seed: u64) -> Self {
        Self { seed, counter: 0 }
    }
}

impl TryRng for TestRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_be_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_be_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, to: &mut [u8]) -> Result<(), Infallible> {
        for part in to.chunks_mut(32) {
            let block = sha256(&[self.seed.to_be_bytes(), self.counter.to_be_bytes()].concat());
            self.counter = self.counter.wrapping_add(1);
            part.copy_from_slice(&block[..part.len()]);
        }
        Ok(())
    }
}

impl TryCryptoRng for TestRng {}

pub(super) fn key(seed: u64) -> SecretKey {
    SecretKey::generate(Curve::P256, &mut TestRng::new(seed))
}

pub(super) fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub(super) fn now() -> UnixTime {
    date("2026-11-24").midnight()
}

pub(super) fn rules() -> CertificateRules {
    CertificateRules::document_signer([Oid::MDL_DOCUMENT_SIGNER])
}

pub(super) fn root_builder(common_name: &str) -> RootBuilder {
    let name = RootName::new("ut", common_name)
        .unwrap()
        .with_state("UT-N")
        .unwrap()
        .with_organization("Utopia")
        .unwrap();
    let validity = CertificateValidity::new(date("2026-01-01"), date("2034-12-31")).unwrap();
    RootBuilder::new(name, validity, Contact::uri("https://issuer.example").unwrap()).unwrap()
}

pub(super) fn root_certificate() -> Certificate {
    root_builder("Utopia IACA").self_sign(&key(1), &mut TestRng::new(2)).unwrap()
}

pub(super) fn signer_builder(root: &Certificate) -> SignerBuilder<'_> {
    let validity = CertificateValidity::days(date("2026-11-01"), 457).unwrap();
    SignerBuilder::document_signer(root, "Utopia DS 1", validity, CRL_URI).unwrap()
}

pub(super) fn signer_certificate(root: &Certificate) -> Certificate {
    signer_builder(root).sign(&key(1), &key(3).public_key(), &mut TestRng::new(4)).unwrap()
}

pub(super) fn root_tbs(common_name: &str, seed: u64) -> Tbs {
    root_builder(common_name).tbs(&key(seed).public_key(), &mut TestRng::new(seed)).unwrap()
}

pub(super) fn signer_tbs(root: &Certificate) -> Tbs {
    signer_builder(root).tbs(&key(3).public_key(), &mut TestRng::new(4)).unwrap()
}

/// Signs with the key of this seed, whatever the fields say.
pub(super) fn sign(tbs: &Tbs, seed: u64) -> Vec<u8> {
    let key = key(seed);
    let bytes = tbs.to_der();
    let signature = key.sign(&bytes).unwrap().to_der().unwrap();
    signed(&bytes, &encode::signature_algorithm(key.algorithm()), &signature)
}

/// Puts an extension in the place of that with the same identifier, or at the end.
pub(super) fn set_extension(tbs: &mut Tbs, oid: Oid, criticality: Criticality, value: &[u8]) {
    remove_extension(tbs, oid);
    tbs.extensions.push(encode::extension(oid, criticality, value));
}

pub(super) fn remove_extension(tbs: &mut Tbs, oid: Oid) {
    let oid = encode::oid(oid);
    tbs.extensions.retain(|extension| !extension.windows(oid.len()).take(4).any(|window| window == oid));
}

pub(super) fn trusting(roots: &[&Certificate]) -> TrustAnchors {
    let mut anchors = TrustAnchors::new();
    for root in roots {
        anchors.add(TrustAnchor::root((*root).clone(), Realm::Live).unwrap()).unwrap();
    }
    anchors
}
