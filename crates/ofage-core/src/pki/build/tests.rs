extern crate std;

use std::vec::Vec;

use super::*;
use crate::crypto::{Curve, SecretKey};
use crate::pki::fixture::{CRL_URI, TestRng, date, key, now, root_builder, signer_builder, trusting};
use crate::pki::{CertificateRules, path};

fn p384(seed: u64) -> SecretKey {
    SecretKey::generate(Curve::P384, &mut TestRng::new(seed))
}

#[test]
fn made_certificates_say_what_was_asked_for() {
    let rng = &mut TestRng::new(1);
    let root = root_builder("Utopia IACA").with_crl_uri(CRL_URI).unwrap().self_sign(&key(1), rng).unwrap();
    assert_eq!(root.subject_country(), Some("UT"));
    assert_eq!(root.subject_state(), Some("UT-N"));
    assert_eq!(root.subject_organization(), Some("Utopia"));
    assert_eq!(root.subject_common_name(), Some("Utopia IACA"));
    assert_eq!(root.issuer_der(), root.subject_der());
    assert_eq!(root.not_before(), date("2026-01-01").midnight());
    assert_eq!(root.not_after(), date("2035-01-01").midnight().plus_seconds(-1));
    assert_eq!(root.serial().len(), 20);
    assert_eq!(root.public_key(), key(1).public_key());

    let signer = signer_builder(&root)
        .with_organization("Office of Ages")
        .unwrap()
        .sign(&key(1), &key(3).public_key(), rng)
        .unwrap();
    assert_eq!(signer.subject_country(), Some("UT"));
    assert_eq!(signer.subject_state(), Some("UT-N"));
    assert_eq!(signer.subject_organization(), Some("Office of Ages"));
    assert_eq!(signer.issuer_common_name(), Some("Utopia IACA"));
    assert_eq!(signer.authority_key_id(), root.subject_key_id());
    assert_eq!(signer.extended_key_usage(), [Oid::MDL_DOCUMENT_SIGNER, Oid::MDOC_DOCUMENT_SIGNER]);
    assert_eq!(signer.extension_value(Oid::ISSUER_ALT_NAME), root.extension_value(Oid::ISSUER_ALT_NAME));
    assert_ne!(signer.serial(), root.serial());
    assert_eq!(signer.public_key(), key(3).public_key());
}

#[test]
fn two_steps_give_what_one_call_gives() {
    let root = root_builder("Utopia IACA");
    let prepared = root.prepare(&key(1).public_key(), &mut TestRng::new(1)).unwrap();
    let signature = key(1).sign(prepared.to_be_signed()).unwrap();
    assert_eq!(prepared.finish(&signature).unwrap(), root.self_sign(&key(1), &mut TestRng::new(1)).unwrap());
}

#[test]
fn every_role_passes_its_strict_check_and_no_other() {
    let rng = &mut TestRng::new(1);
    let root = root_builder("Utopia").self_sign(&key(1), rng).unwrap();
    let validity = CertificateValidity::days(date("2026-11-24"), 1).unwrap();
    let signers = [
        SignerBuilder::document_signer(&root, "DS", validity, CRL_URI).unwrap(),
        SignerBuilder::reader(&root, "Door 1", validity, CRL_URI).unwrap(),
        SignerBuilder::vical_signer(&root, "VICAL", validity, CRL_URI).unwrap(),
    ];
    let rules = [
        CertificateRules::document_signer([Oid::MDL_DOCUMENT_SIGNER]).strict(),
        CertificateRules::reader().strict(),
        CertificateRules::vical_signer().strict(),
    ];
    let anchors = trusting(&[&root]);
    for (made_for, signer) in signers.iter().enumerate() {
        let certificate = signer.sign(&key(1), &key(3).public_key(), rng).unwrap();
        for (checked_for, rules) in rules.iter().enumerate() {
            let result = verify_chain_at_noon(&certificate, &anchors, rules);
            assert_eq!(result.is_ok(), made_for == checked_for, "{made_for} {checked_for} {result:?}");
        }
    }
}

fn verify_chain_at_noon(
    certificate: &Certificate,
    anchors: &crate::pki::TrustAnchors,
    rules: &CertificateRules,
) -> Result<Certificate, PkiError> {
    crate::pki::verify_chain(&[certificate.as_der()], anchors, rules, now().plus_seconds(43_200))
}

#[test]
fn curves_may_differ_between_root_and_signer() {
    let rng = &mut TestRng::new(1);
    for (root_key, signer_key) in [(key(1), p384(2)), (p384(1), key(2)), (p384(1), p384(2))] {
        let root = root_builder("Utopia").self_sign(&root_key, rng).unwrap();
        let signer = signer_builder(&root).sign(&root_key, &signer_key.public_key(), rng).unwrap();
        let rules = CertificateRules::document_signer([Oid::MDOC_DOCUMENT_SIGNER]).strict();
        let found = path::check(&[signer.as_der()], &trusting(&[&root]), &rules, "any", now()).unwrap();
        assert_eq!(found.public_key(), signer_key.public_key());
    }
}

#[test]
fn validity_is_whole_days_and_written_as_rfc_5280_wants() {
    let validity = CertificateValidity::new(date("2049-12-31"), date("2050-01-01")).unwrap();
    // SEQUENCE { UTCTime, GeneralizedTime }
    let mut expected = Vec::from([0x30, 32, 0x17, 13]);
    expected.extend(b"491231000000Z");
    expected.extend([0x18, 15]);
    expected.extend(b"20500101235959Z");
    assert_eq!(validity.to_der(), expected);
    assert_eq!(CertificateValidity::days(date("2026-11-24"), 0), Err(PkiError::ValidityOrder));
    let one = CertificateValidity::days(date("2026-11-24"), 1).unwrap();
    assert_eq!(one, CertificateValidity::new(date("2026-11-24"), date("2026-11-24")).unwrap());
    assert_eq!(one.not_after().seconds_since(one.not_before()), 86_399);
}

#[test]
fn serial_numbers_are_long_positive_and_different() {
    let rng = &mut TestRng::new(1);
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..1000 {
        let serial = tbs::random_serial(rng);
        let [tag, length, first, ..] = serial[..] else { panic!("short") };
        assert_eq!((tag, length), (0x02, 20));
        assert!((0x40..0x80).contains(&first));
        assert!(seen.insert(serial));
    }
}

#[test]
fn lengths_are_minimal() {
    for (length, head) in [
        (0, &[4, 0][..]),
        (127, &[4, 127]),
        (128, &[4, 0x81, 128]),
        (255, &[4, 0x81, 255]),
        (256, &[4, 0x82, 1, 0]),
        (65_536, &[4, 0x83, 1, 0, 0]),
    ] {
        let der = encode::tlv(encode::OCTET_STRING, &[&std::vec![0; length]]);
        assert_eq!(der[..der.len() - length], *head);
    }
    assert_eq!(encode::unsigned(&[0, 0]), [2, 1, 0]);
    assert_eq!(encode::unsigned(&[0, 0x80]), [2, 2, 0, 0x80]);
    assert_eq!(encode::key_usage(&[KeyUsage::DIGITAL_SIGNATURE]), [3, 2, 7, 0x80]);
    assert_eq!(encode::key_usage(&[KeyUsage::CERTIFICATE_SIGN, KeyUsage::CRL_SIGN]), [3, 2, 1, 6]);
}

#[test]
fn pem_round_trips() {
    let root = root_builder("Utopia").self_sign(&key(1), &mut TestRng::new(1)).unwrap();
    let pem = root.to_pem();
    assert!(pem.lines().all(|line| line.len() <= 64));
    assert_eq!(Certificate::from_pem(&pem).unwrap(), root);
    let two = [&pem[..], "text between", &pem.replace('\n', "\r\n")].concat();
    assert_eq!(Certificate::chain_from_pem(&two).unwrap(), [root.clone(), root]);
    assert_eq!(Certificate::chain_from_pem(&pem.repeat(5)).unwrap_err(), PkiError::ChainTooLong);
    for broken in ["", "-----BEGIN CERTIFICATE-----", &pem.replace("MII", "M!I")] {
        assert_eq!(Certificate::from_pem(broken).unwrap_err(), PkiError::CertificateMalformed);
        assert_eq!(Certificate::chain_from_pem(broken).unwrap_err(), PkiError::CertificateMalformed);
    }
}
