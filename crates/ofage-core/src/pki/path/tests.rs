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

#[cfg(feature = "issuer")]
mod made {
    use proptest::prelude::*;

    use super::*;
    use crate::crypto::Signer as _;
    use crate::pki::Crl;
    use crate::pki::asn1::Criticality;
    use crate::pki::build::{CertificateValidity, SignerBuilder, encode};
    use crate::pki::fixture::{
        CRL_URI, DOC_TYPE, TestRng, key, now, remove_extension, root_builder, root_certificate, root_tbs,
        rules, set_extension, sign, signer_builder, signer_certificate, signer_tbs, trusting,
    };
    use crate::trust::{DenyListBuilder, UnverifiedDenyList};

    /// A signer below an intermediate: any certificate of the path may be denied, by its hash or by its key.
    #[test]
    fn a_deny_list_reaches_every_certificate_of_a_path() {
        let mut root = root_tbs("Utopia IACA", 1);
        set_extension(&mut root, Oid::BASIC_CONSTRAINTS, Criticality::Critical, &encode::authority(1));
        let root = Certificate::from_der(&sign(&root, 1)).unwrap();
        let mut middle = root_tbs("Utopia Sub CA", 5);
        middle.issuer = root.subject_der().to_vec();
        let middle = Certificate::from_der(&sign(&middle, 1)).unwrap();
        let mut leaf = signer_tbs(&middle);
        remove_extension(&mut leaf, Oid::AUTHORITY_KEY_ID);
        let leaf = Certificate::from_der(&sign(&leaf, 5)).unwrap();
        let chain = [leaf.as_der(), middle.as_der()];
        let signer = check(&chain, &trusting(&[&root]), &rules(), DOC_TYPE, now()).unwrap();

        let provider = root_builder("Provider").self_sign(&key(7), &mut TestRng::new(7)).unwrap();
        let validity = CertificateValidity::days(now().date(), 30).unwrap();
        let list_signer = SignerBuilder::vical_signer(&provider, "Lists", validity, CRL_URI)
            .unwrap()
            .sign(&key(7), &key(8).public_key(), &mut TestRng::new(8))
            .unwrap();
        let denies = |deny: &dyn Fn(&mut DenyListBuilder)| {
            let mut list = DenyListBuilder::new(1, now(), now().plus_seconds(86_400)).unwrap();
            deny(&mut list);
            let list = list.prepare(core::slice::from_ref(&list_signer)).unwrap().sign_with(&key(8)).unwrap();
            let list = UnverifiedDenyList::decode(&list).unwrap();
            list.verify(&trusting(&[&provider]), now()).unwrap().denies_signer(&signer)
        };
        assert!(!denies(&|_| {}));
        assert!(!denies(&|list| {
            list.deny_certificate(provider.sha256());
        }));
        for certificate in [&leaf, &middle, &root] {
            assert!(denies(&|list| {
                list.deny_certificate(certificate.sha256());
            }));
            assert!(denies(&|list| {
                list.deny_key_id(certificate.subject_key_id().unwrap()).unwrap();
            }));
        }
    }

    #[test]
    fn roots_of_one_name_are_told_apart() {
        let old = root_certificate();
        let new = root_builder("Utopia IACA").self_sign(&key(6), &mut TestRng::new(7)).unwrap();
        assert_eq!(old.subject_der(), new.subject_der());
        for (root, seed) in [(&old, 1), (&new, 6)] {
            let signer =
                signer_builder(root).sign(&key(seed), &key(3).public_key(), &mut TestRng::new(8)).unwrap();
            for anchors in [trusting(&[&old, &new]), trusting(&[&new, &old])] {
                for chain in [&[signer.as_der()][..], &[signer.as_der(), root.as_der()]] {
                    check(chain, &anchors, &rules().strict(), DOC_TYPE, now()).unwrap();
                }
            }
        }
    }

    #[test]
    fn a_renewed_root_with_the_same_key_takes_over() {
        use crate::pki::build::encode;
        use crate::pki::fixture::{date, root_tbs, sign};
        let root = root_certificate();
        let signer = signer_certificate(&root);
        let mut tbs = root_tbs("Utopia IACA", 1);
        let (first, last) = (date("2026-01-01").midnight(), date("2026-11-01").midnight());
        tbs.validity = encode::sequence(&[&encode::time(first), &encode::time(last)]);
        let expired = Certificate::from_der(&sign(&tbs, 1)).unwrap();
        for anchors in [trusting(&[&root, &expired]), trusting(&[&expired, &root])] {
            check(&[signer.as_der()], &anchors, &rules(), DOC_TYPE, now()).unwrap();
            // The chain names the expired one.
            assert_eq!(
                check(&[signer.as_der(), expired.as_der()], &anchors, &rules(), DOC_TYPE, now()).unwrap_err(),
                PkiError::CertificateExpired
            );
        }
    }

    #[test]
    fn the_first_certificate_is_the_signer() {
        let root = root_certificate();
        let signer = signer_certificate(&root);
        let anchors = trusting(&[&root]);
        let found = check(&[signer.as_der(), root.as_der()], &anchors, &rules(), DOC_TYPE, now()).unwrap();
        assert_eq!(found.public_key(), signer.public_key());
        assert_eq!(found.serial(), Some(signer.serial()));
        assert_eq!(found.authority_key_id(), root.subject_key_id());
        assert_eq!(found.issuer_der(), Some(root.subject_der()));
        assert_eq!(
            check(&[root.as_der(), signer.as_der()], &anchors, &rules(), DOC_TYPE, now()).unwrap_err(),
            PkiError::SignerIsCa
        );
    }

    #[test]
    fn document_types_of_anchors_add_up() {
        let root = root_certificate();
        let signer = signer_certificate(&root);
        let anchor = || TrustAnchor::root(root.clone(), Realm::Demo).unwrap();
        let mut anchors = TrustAnchors::new();
        anchors.add(anchor().for_doc_types(["a"])).unwrap();
        let accepts = |anchors: &TrustAnchors, doc_type| {
            check(&[signer.as_der()], anchors, &rules(), doc_type, now()).is_ok()
        };
        assert!(accepts(&anchors, "a") && !accepts(&anchors, "b"));
        // A limited root certifies no readers and no lists.
        let reader = CertificateRules::reader();
        assert!(verify_chain(&[signer.as_der()], &anchors, &reader, now()).is_err());
        anchors.add(anchor().for_doc_types(["b"])).unwrap();
        assert!(accepts(&anchors, "a") && accepts(&anchors, "b") && !accepts(&anchors, "c"));
        assert_eq!(anchors.iter().next().unwrap().doc_types(), Some(vec!["a", "b"]));
        anchors.add(anchor()).unwrap();
        assert!(accepts(&anchors, "c"));
        assert_eq!(anchors.len(), 1);
    }

    #[test]
    fn a_pinned_signer_needs_no_root_but_counts_only_while_valid() {
        let root = root_certificate();
        let signer = signer_certificate(&root);
        let other = root_builder("Another IACA").self_sign(&key(8), &mut TestRng::new(9)).unwrap();
        let anchors = super::trusting([TrustAnchor::document_signer(signer.clone(), Realm::Live)]);
        for chain in [&[signer.as_der()][..], &[signer.as_der(), root.as_der()]] {
            let found = check(chain, &anchors, &rules(), DOC_TYPE, now()).unwrap();
            assert_eq!(found.anchor_common_name(), Some("Utopia DS 1"));
        }
        let chain = [signer.as_der(), other.as_der()];
        assert_eq!(check(&chain, &anchors, &rules(), DOC_TYPE, now()).unwrap_err(), PkiError::IssuerMismatch);
        let late = signer.not_after().plus_seconds(1);
        assert_eq!(
            check(&chain[..1], &anchors, &rules(), DOC_TYPE, late).unwrap_err(),
            PkiError::CertificateExpired
        );
    }

    #[test]
    fn a_lone_pinned_key_needs_no_certificate() {
        let anchors = super::trusting([TrustAnchor::document_signer_key(key(3).public_key(), Realm::Demo)]);
        let found = check(&[], &anchors, &rules(), DOC_TYPE, now()).unwrap();
        assert_eq!(found.public_key(), key(3).public_key());
        assert_eq!((found.realm(), found.certificate_sha256()), (Realm::Demo, None));
        // A certificate with another key is not covered by it.
        let root = root_certificate();
        let signer = signer_builder(&root).sign(&key(1), &key(4).public_key(), &mut TestRng::new(8)).unwrap();
        assert_eq!(
            check(&[signer.as_der()], &anchors, &rules(), DOC_TYPE, now()).unwrap_err(),
            PkiError::AnchorUnknown
        );
    }

    #[test]
    fn every_flipped_bit_is_refused() {
        let root = root_certificate();
        let signer = signer_certificate(&root);
        let anchors = trusting(&[&root]);
        let chain = [signer.as_der(), root.as_der()];
        check(&chain, &anchors, &rules(), DOC_TYPE, now()).unwrap();
        for which in 0..chain.len() {
            for at in 0..chain[which].len() {
                for bit in 0..8 {
                    let mut flipped = chain[which].to_vec();
                    flipped[at] ^= 1 << bit;
                    let mut chain = chain;
                    chain[which] = &flipped;
                    assert!(
                        check(&chain, &anchors, &rules(), DOC_TYPE, now()).is_err(),
                        "certificate {which} byte {at} bit {bit}"
                    );
                }
            }
        }
    }

    proptest! {
        #[test]
        fn damaged_bytes_never_panic(
            at in 0..700_usize,
            damage in prop::collection::vec(any::<u8>(), 1..40),
            length in 0..900_usize,
        ) {
            let root = root_certificate();
            let mut der = signer_certificate(&root).as_der().to_vec();
            for (to, from) in der.iter_mut().skip(at).zip(&damage) {
                *to = *from;
            }
            der.truncate(length);
            if let Ok(certificate) = Certificate::from_der(&der) {
                // What does parse prints, and is kept as it came.
                prop_assert_eq!(certificate.as_der(), &der[..]);
                prop_assert!(!std::string::ToString::to_string(&certificate).is_empty());
            }
            let accepted = Crl::verify(&der, &trusting(&[&root])).is_ok();
            prop_assert!(!accepted);
        }

        #[test]
        fn random_bytes_are_no_certificate(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            prop_assert!(Certificate::from_der(&bytes).is_err());
            prop_assert!(Crl::verify(&bytes, &TrustAnchors::new()).is_err());
            let text = std::format!("-----BEGIN CERTIFICATE-----{}-----END CERTIFICATE-----",
                bytes.iter().map(|byte| char::from(*byte)).collect::<String>());
            prop_assert!(Certificate::from_pem(&text).is_err());
        }
    }

    #[test]
    fn a_summary_is_readable_and_escapes_control_characters() {
        let root = root_certificate();
        let text = std::format!("{root}");
        for line in [
            "subject: C=UT ST=UT-N O=Utopia CN=Utopia IACA",
            "valid: 2026-01-01T00:00:00Z to 2034-12-31T23:59:59Z",
            "key: P-256",
            "CA: path length 0",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in {text}");
        }
        use crate::pki::build::encode;
        use crate::pki::fixture::{sign, signer_tbs};
        let mut tbs = signer_tbs(&root);
        let name = encode::attribute(Oid::COMMON_NAME, encode::UTF8_STRING, "a\u{1b}[2J\nb");
        tbs.subject = encode::sequence(&[&name]);
        let odd = Certificate::from_der(&sign(&tbs, 1)).unwrap();
        assert!(std::format!("{odd}").starts_with("subject: CN=a\\u{1b}[2J\\nb\n"));
    }
}
