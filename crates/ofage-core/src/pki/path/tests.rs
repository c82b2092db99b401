extern crate std;

use std::vec;
use std::vec::Vec;

use super::*;
use crate::pki::{Oid, vectors};

const MDL: &str = "org.iso.18013.5.1.mDL";

fn at(text: &str) -> UnixTime {
    UnixTime::parse_rfc3339(text).unwrap()
}

fn slices(chain: &[Vec<u8>]) -> Vec<&[u8]> {
    chain.iter().map(Vec::as_slice).collect()
}

fn root(der: &[u8]) -> TrustAnchor {
    TrustAnchor::root(Certificate::from_der(der).unwrap(), Realm::Live).unwrap()
}

fn trusting(anchors: impl IntoIterator<Item = TrustAnchor>) -> TrustAnchors {
    let mut set = TrustAnchors::new();
    for anchor in anchors {
        set.add(anchor).unwrap();
    }
    set
}

fn mdl_rules() -> CertificateRules {
    CertificateRules::document_signer([Oid::MDL_DOCUMENT_SIGNER])
}

#[test]
fn annex_d_path_holds() {
    let anchors = trusting([root(&vectors::annex_d("iaca_cert"))]);
    let chain = vectors::certificates_inside(&vectors::annex_d("d52_IssuerAuth CBOR data:"));
    assert_eq!(chain.len(), 1);
    let now = at("2020-10-01T13:30:02Z");
    let signer = check(&slices(&chain), &anchors, &mdl_rules(), MDL, now).unwrap();
    assert_eq!(signer.common_name(), Some("utopia ds"));
    assert_eq!(signer.country(), Some("US"));
    assert_eq!(signer.state(), None);
    assert_eq!(signer.anchor_common_name(), Some("utopia iaca"));
    assert_eq!(signer.not_after(), Some(at("2021-10-01T00:00:00Z")));
    assert_eq!(signer.realm(), Realm::Live);
    // notAfter is inclusive.
    let last = at("2021-10-01T00:00:00Z");
    assert!(check(&slices(&chain), &anchors, &mdl_rules(), MDL, last).is_ok());
    let past = last.plus_seconds(1);
    assert_eq!(
        check(&slices(&chain), &anchors, &mdl_rules(), MDL, past).unwrap_err(),
        PkiError::CertificateExpired
    );
    // It has no digital signature for readers.
    assert_eq!(
        check(&slices(&chain), &anchors, &CertificateRules::reader(), MDL, now).unwrap_err(),
        PkiError::ExtendedKeyUsage
    );
}

#[test]
fn annex_d_reader_path_holds() {
    let anchors = trusting([root(&vectors::annex_d("d54_Reader root:"))]);
    let chain = vectors::certificates_inside(&vectors::annex_d("d54_ReaderAuth CBOR data:"));
    let reader =
        verify_chain(&slices(&chain), &anchors, &CertificateRules::reader(), at("2020-10-01T13:30:02Z"));
    assert_eq!(reader.unwrap().subject_common_name(), Some("reader"));
}

#[test]
fn p384_path_with_negative_serial_number_holds() {
    let pem = |name| Certificate::from_pem(&vectors::text(name)).unwrap();
    let signer = pem("p384/owf_multipaz_ds_p384.pem");
    let anchors = trusting([root(pem("p384/owf_multipaz_iaca_p384.pem").as_der())]);
    let now = at("2026-11-24T00:00:00Z");
    let found = check(&[signer.as_der()], &anchors, &mdl_rules(), MDL, now).unwrap();
    assert_eq!(found.common_name(), Some("OWF Multipaz TEST DS"));
    // The strict profile wants a positive serial number.
    assert_eq!(
        check(&[signer.as_der()], &anchors, &mdl_rules().strict(), MDL, now).unwrap_err(),
        PkiError::ProfileViolation
    );
}

#[test]
fn vical_signer_with_intermediate_holds() {
    let certificate = |name: &str| {
        let bytes = vectors::bytes(name);
        match core::str::from_utf8(&bytes) {
            Ok(pem) => Certificate::from_pem(pem).unwrap(),
            Err(_) => Certificate::from_der(&bytes).unwrap(),
        }
    };
    let given_root = certificate("vical/aamva_ca_root.crt");
    let given_intermediate = certificate("vical/aamva_ca_intermediate.crt");
    let vical = vectors::bytes("vical/aamva-vical-2025-11-18-1763491092481.cbor");
    let inside = vectors::certificates_inside(&vical);
    // Its x5chain carries the whole chain with the root, before the list of 14 IACA roots.
    assert_eq!(inside.len(), 17);
    assert_eq!(inside[1], given_intermediate.as_der());
    assert_eq!(inside[2], given_root.as_der());
    let anchors = trusting([root(given_root.as_der())]);
    let rules = CertificateRules::vical_signer();
    let now = at("2025-11-24T00:00:00Z");
    for length in [2, 3] {
        let signer = verify_chain(&slices(&inside[..length]), &anchors, &rules, now).unwrap();
        assert_eq!(signer.subject_common_name(), Some("AAMVA Prod Vical-Signer-01"));
    }
    assert_eq!(
        verify_chain(&slices(&inside[..1]), &anchors, &rules, now).unwrap_err(),
        PkiError::AnchorUnknown
    );
    // Every listed root is one, three of one name among them.
    let listed = trusting(inside[3..].iter().map(|der| root(der)));
    assert_eq!(listed.len(), 14);
    let subject = Certificate::from_der(&inside[12]).unwrap();
    assert_eq!(listed.roots(subject.subject_der()).count(), 3);
}

#[test]
fn eu_document_signers_parse_and_pin() {
    let mut seen = Vec::new();
    for number in ["09", "11", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24"] {
        use base64::Engine as _;
        let json = vectors::text(&std::format!("eu-av/{number}.json"));
        let message = base64::engine::general_purpose::URL_SAFE_NO_PAD
            .decode(vectors::json_string(&json, "device_response_b64url").trim_end_matches('='))
            .unwrap();
        let chain = vectors::certificates_inside(&message);
        assert_eq!(chain.len(), 1, "{number}");
        let leaf = Certificate::from_der(&chain[0]).unwrap();
        let now = at(&vectors::json_string(&json, "at_time"));
        let by_key = trusting([TrustAnchor::document_signer_key(leaf.public_key(), Realm::Demo)]);
        let signer = check(&slices(&chain), &by_key, &mdl_rules(), "eu.europa.ec.av.1", now).unwrap();
        assert_eq!(signer.public_key(), leaf.public_key());
        assert_eq!(signer.realm(), Realm::Demo);
        assert_eq!((signer.certificate_sha256(), signer.not_after(), signer.country()), (None, None, None));
        seen.push(leaf);
    }
    // One has a malformed issuerAltName, which nobody needs.
    let malformed = &seen[1];
    assert_eq!(malformed.subject_country(), Some("ZZ"));
    let anchors = trusting([TrustAnchor::document_signer(malformed.clone(), Realm::Demo)]);
    let found =
        check(&[malformed.as_der()], &anchors, &mdl_rules(), "eu.europa.ec.av.1", at("2025-01-01T00:00:00Z"))
            .unwrap();
    assert_eq!(found.certificate_sha256(), Some(malformed.sha256()));
    assert_eq!(found.serial(), Some(malformed.serial()));
}

#[test]
fn nobody_is_trusted_without_an_anchor() {
    let chain = vectors::certificates_inside(&vectors::annex_d("d52_IssuerAuth CBOR data:"));
    let now = at("2020-10-01T13:30:02Z");
    for (chain, expected) in [(slices(&chain), PkiError::AnchorUnknown), (vec![], PkiError::ChainMissing)] {
        assert_eq!(check(&chain, &TrustAnchors::new(), &mdl_rules(), MDL, now).unwrap_err(), expected);
    }
}
