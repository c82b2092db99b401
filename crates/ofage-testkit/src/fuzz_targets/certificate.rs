//! Certificates and revocation lists.

use std::sync::LazyLock;

use ofage_core::HashAlgorithm;
use ofage_core::pki::{
    Certificate, CertificateRules, Crl, Oid, Realm, TrustAnchor, TrustAnchors, verify_chain,
};

use super::script::Script;
use crate::certificate::{der, ecdsa_with, sequence};
use crate::world::{World, layouts};

static WORLD: LazyLock<World> =
    LazyLock::new(|| layouts().into_iter().next().unwrap_or_else(|| panic!("no layout")).world);
static SIGNER: LazyLock<Vec<u8>> = LazyLock::new(|| WORLD.pki.signer.to_der());
static ROOT: LazyLock<Certificate> = LazyLock::new(|| {
    Certificate::from_der(&WORLD.pki.root.to_der()).unwrap_or_else(|error| panic!("{error}"))
});
static ANCHORS: LazyLock<TrustAnchors> = LazyLock::new(|| {
    let mut anchors = TrustAnchors::new();
    let added = TrustAnchor::root(ROOT.clone(), Realm::Live).and_then(|root| anchors.add(root));
    assert!(added.is_ok(), "{added:?}");
    anchors
});

/// A certificate that is read gives back its bytes; one that a path accepts is valid now and meant for this use.
pub(super) fn run(data: &[u8]) {
    let mut script = Script::new(data);
    let choice = script.byte();
    let world = &*WORLD;
    let bytes = match choice % 4 {
        0 => script.rest().to_vec(),
        1 => {
            let mut bytes = SIGNER.clone();
            script.edit_bytes(&mut bytes);
            bytes
        }
        _ => signed_anew(world, &mut script),
    };
    check(&bytes, world);
    if choice & 0x80 != 0 {
        check_crl(&bytes);
    }
}

/// The document signer's certificate with its signed part changed, and signed by the root all the same.
fn signed_anew(world: &World, script: &mut Script<'_>) -> Vec<u8> {
    let mut tbs = signed_part(&SIGNER);
    script.edit_bytes(&mut tbs);
    let signature = world.pki.root.key.sign(&tbs);
    let integer = |half: &[u8]| der(2, &[&[0], half].concat());
    let (r, s) = signature.split_at(signature.len() / 2);
    let signature = sequence(&[&integer(r), &integer(s)]);
    sequence(&[&tbs, &ecdsa_with(HashAlgorithm::Sha256), &der(3, &[&[0], &signature[..]].concat())])
}

/// The first part of the outer sequence: lengths of two bytes, as real certificates have them.
fn signed_part(certificate: &[u8]) -> Vec<u8> {
    let inner = &certificate[4..];
    let length = usize::from(u16::from_be_bytes([inner[2], inner[3]]));
    inner[..4 + length].to_vec()
}

fn check(bytes: &[u8], world: &World) {
    let Ok(certificate) = Certificate::from_der(bytes) else { return };
    assert_eq!(certificate.as_der(), bytes);
    let pem = Certificate::from_pem(&certificate.to_pem()).map(|same| same.as_der().to_vec());
    assert_eq!(pem.as_deref(), Ok(bytes), "PEM");
    assert!(!format!("{certificate:?}").is_empty());
    let now = world.context.now;
    let usages = [Oid::MDL_DOCUMENT_SIGNER, Oid::EU_DOCUMENT_SIGNER, Oid::MDOC_DOCUMENT_SIGNER];
    let rules = CertificateRules::document_signer(usages);
    if let Ok(leaf) = verify_chain(&[bytes], &ANCHORS, &rules, now) {
        assert!(leaf.not_before() <= now && now <= leaf.not_after(), "not valid now");
        assert!(leaf.extended_key_usage().iter().any(|usage| usages.contains(usage)), "for another use");
        assert_eq!(ROOT.subject_der(), leaf.issuer_der(), "of another root");
    }
}

fn check_crl(bytes: &[u8]) {
    if let Ok(crl) = Crl::verify(bytes, &ANCHORS) {
        assert!(crl.revoked().count() == crl.len() && !crl.number().is_empty());
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = super::scripts("certificate", 24);
    let layouts = layouts();
    let ders =
        layouts.iter().flat_map(|layout| [layout.world.pki.signer.to_der(), layout.world.pki.root.to_der()]);
    seeds.extend(ders.map(|der| [&[0x80][..], &der].concat()));
    seeds
}
