//! One fault per case: each code of [`PkiError`] is what one thing wrong in a certificate, a path, a list or a request
//! gives, and nothing else.
#![cfg(feature = "issuer")]

extern crate std;

mod crl;

use std::collections::BTreeSet;
use std::vec;
use std::vec::Vec;

use super::asn1::Criticality::{Critical, NotCritical};
use super::build::encode;
use super::build::{CertificateValidity, Contact, CrlBuilder, RootBuilder, RootName, SignerBuilder, Tbs};
use super::certificate::KeyUsage;
use super::fixture::*;
use super::{
    Certificate, CertificateRules, Crl, MAX_DOCUMENT_SIGNER_DAYS, Oid, PkiError, Realm, TrustAnchor,
    TrustAnchors, path,
};
use crate::crypto::{PublicKey, SecretKey, SignError, Signature, Signer};
use crate::limits::{MAX_CERTIFICATE_BYTES, MAX_CRL_BYTES, MAX_SAME_NAME_ANCHORS};
use crate::time::UnixTime;

type Case = (&'static str, PkiError, Result<(), PkiError>);

fn check(chain: &[&[u8]], anchors: &TrustAnchors, rules: &CertificateRules) -> Result<(), PkiError> {
    path::check(chain, anchors, rules, DOC_TYPE, now()).map(|_| ())
}

/// The path check of a document signer that is wrong in one place.
fn signer_with(change: impl FnOnce(&mut Tbs)) -> Result<(), PkiError> {
    let root = root_certificate();
    let mut tbs = signer_tbs(&root);
    change(&mut tbs);
    check(&[&sign(&tbs, 1)], &trusting(&[&root]), &rules())
}

fn strict_signer_with(change: impl FnOnce(&mut Tbs)) -> Result<(), PkiError> {
    let root = root_certificate();
    let mut tbs = signer_tbs(&root);
    change(&mut tbs);
    check(&[&sign(&tbs, 1)], &trusting(&[&root]), &rules().strict())
}

fn root_with(change: impl FnOnce(&mut Tbs)) -> Result<(), PkiError> {
    let mut tbs = root_tbs("Utopia IACA", 1);
    change(&mut tbs);
    TrustAnchor::root(Certificate::from_der(&sign(&tbs, 1))?, Realm::Live).map(|_| ())
}

/// A root that allows CAs below it, one such CA, and a document signer of that one; `change` gets the three before
/// they are signed.
fn three_levels(change: impl FnOnce(&mut Tbs, &mut Tbs, &mut Tbs)) -> Result<(), PkiError> {
    let mut root = root_tbs("Utopia IACA", 1);
    set_extension(&mut root, Oid::BASIC_CONSTRAINTS, Critical, &encode::authority(1));
    let mut middle = root_tbs("Utopia Sub CA", 5);
    middle.issuer = root.subject.clone();
    let below = Certificate::from_der(&sign(&middle, 1)).unwrap();
    let mut leaf = signer_tbs(&below);
    change(&mut root, &mut middle, &mut leaf);
    let root = Certificate::from_der(&sign(&root, 1)).unwrap();
    let chain = [sign(&leaf, 5), sign(&middle, 1)];
    check(&[&chain[0], &chain[1]], &trusting(&[&root]), &rules())
}

fn name(country: &str, state: Option<&str>, common_name: &str) -> Vec<u8> {
    let mut name = encode::attribute(Oid::COUNTRY, encode::PRINTABLE_STRING, country);
    if let Some(state) = state {
        name.extend(encode::attribute(Oid::STATE, encode::UTF8_STRING, state));
    }
    name.extend(encode::attribute(Oid::COMMON_NAME, encode::UTF8_STRING, common_name));
    encode::sequence(&[&name])
}

fn validity(first: &str, last: &str) -> Vec<u8> {
    let (first, last) = (date(first).midnight(), date(last).midnight());
    encode::sequence(&[&encode::time(first), &encode::time(last)])
}

fn usage(usages: &[KeyUsage]) -> Vec<u8> {
    encode::key_usage(usages)
}

#[test]
fn without_a_fault_every_fixture_passes() {
    assert_eq!(signer_with(|_| ()), Ok(()));
    assert_eq!(strict_signer_with(|_| ()), Ok(()));
    assert_eq!(root_with(|_| ()), Ok(()));
    assert_eq!(three_levels(|_, _, _| ()), Ok(()));
    assert_eq!(crl::crl_with(|_| ()), Ok(()));
}

fn leaf_faults() -> Vec<Case> {
    vec![
        (
            "signature algorithm inside differs",
            PkiError::AlgorithmMismatch,
            signer_with(|tbs| tbs.algorithm = encode::sequence(&[&encode::oid(Oid::ECDSA_SHA384)])),
        ),
        ("expired", PkiError::CertificateExpired, {
            signer_with(|tbs| tbs.validity = validity("2026-01-01", "2026-11-23"))
        }),
        ("not yet valid", PkiError::CertificateNotYetValid, {
            signer_with(|tbs| tbs.validity = validity("2026-11-25", "2027-01-01"))
        }),
        ("serial number of 22 bytes", PkiError::CertificateMalformed, {
            signer_with(|tbs| tbs.serial = encode::unsigned(&[0x11; 22]))
        }),
        ("33 extensions", PkiError::CertificateMalformed, {
            signer_with(|tbs| {
                let more = 33_usize.saturating_sub(tbs.extensions.len());
                for number in 0..more {
                    let oid = Oid::parse(&std::format!("1.2.3.{number}")).unwrap();
                    tbs.extensions.push(encode::extension(oid, NotCritical, &[]));
                }
            })
        }),
        ("length with a leading zero", PkiError::CertificateMalformed, {
            signer_with(|tbs| tbs.serial = vec![encode::INTEGER, 0x81, 1, 1])
        }),
        ("two countries", PkiError::CertificateMalformed, {
            signer_with(|tbs| {
                let country = encode::attribute(Oid::COUNTRY, encode::PRINTABLE_STRING, "UT");
                tbs.subject = encode::sequence(&[&country, &country]);
            })
        }),
        ("other country", PkiError::CountryMismatch, {
            signer_with(|tbs| tbs.subject = name("AT", Some("UT-N"), "Utopia DS 1"))
        }),
        ("no country", PkiError::CountryMismatch, {
            signer_with(|tbs| {
                let name = encode::attribute(Oid::COMMON_NAME, encode::UTF8_STRING, "Utopia DS 1");
                tbs.subject = encode::sequence(&[&name]);
            })
        }),
        ("other state", PkiError::StateMismatch, {
            signer_with(|tbs| tbs.subject = name("UT", Some("UT-S"), "Utopia DS 1"))
        }),
        ("other extended key usage", PkiError::ExtendedKeyUsage, {
            signer_with(|tbs| {
                let usage = encode::extended_key_usage(&[Oid::MDL_READER]);
                set_extension(tbs, Oid::EXTENDED_KEY_USAGE, Critical, &usage);
            })
        }),
        ("no extended key usage", PkiError::ExtendedKeyUsage, {
            signer_with(|tbs| remove_extension(tbs, Oid::EXTENDED_KEY_USAGE))
        }),
        ("unknown critical extension", PkiError::ExtensionCritical, {
            signer_with(|tbs| {
                set_extension(tbs, Oid::parse("1.2.3.4").unwrap(), Critical, &encode::unsigned(&[1]));
            })
        }),
        ("known extension that is not processed, critical", PkiError::ExtensionCritical, {
            signer_with(|tbs| {
                let point = encode::crl_distribution_point(CRL_URI);
                set_extension(tbs, Oid::CRL_DISTRIBUTION_POINTS, Critical, &point);
            })
        }),
        ("key usage twice", PkiError::ExtensionDuplicate, {
            signer_with(|tbs| {
                let usage = usage(&[KeyUsage::DIGITAL_SIGNATURE]);
                tbs.extensions.push(encode::extension(Oid::KEY_USAGE, Critical, &usage));
            })
        }),
        ("key agreement only", PkiError::KeyUsage, {
            signer_with(|tbs| {
                let usage = usage(&[KeyUsage::NON_REPUDIATION]);
                set_extension(tbs, Oid::KEY_USAGE, Critical, &usage);
            })
        }),
        ("no key usage", PkiError::KeyUsage, { signer_with(|tbs| remove_extension(tbs, Oid::KEY_USAGE)) }),
        ("signer is a CA", PkiError::SignerIsCa, {
            signer_with(|tbs| {
                set_extension(tbs, Oid::BASIC_CONSTRAINTS, Critical, &encode::authority(0));
            })
        }),
        ("signer may sign certificates", PkiError::SignerIsCa, {
            signer_with(|tbs| {
                let usage = usage(&[KeyUsage::DIGITAL_SIGNATURE, KeyUsage::CERTIFICATE_SIGN]);
                set_extension(tbs, Oid::KEY_USAGE, Critical, &usage);
            })
        }),
        ("authority key identifier of another key", PkiError::KeyIdentifierMismatch, {
            signer_with(|tbs| {
                let identifier = encode::authority_key_id(&[7; 20]);
                set_extension(tbs, Oid::AUTHORITY_KEY_ID, NotCritical, &identifier);
            })
        }),
        ("key on another curve", PkiError::KeyUnsupported, {
            signer_with(|tbs| {
                let curve = Oid::parse("1.3.36.3.3.2.8.1.1.7").unwrap();
                let algorithm = encode::sequence(&[&encode::oid(Oid::EC_PUBLIC_KEY), &encode::oid(curve)]);
                let point = encode::bit_string(&key(3).public_key().to_sec1_bytes());
                tbs.public_key = encode::sequence(&[&algorithm, &point]);
            })
        }),
        ("compressed key", PkiError::KeyUnsupported, {
            signer_with(|tbs| {
                let algorithm =
                    encode::sequence(&[&encode::oid(Oid::EC_PUBLIC_KEY), &encode::oid(Oid::P256)]);
                let point = encode::bit_string(&key(3).public_key().to_sec1_compressed_bytes());
                tbs.public_key = encode::sequence(&[&algorithm, &point]);
            })
        }),
        ("strict: 458 days", PkiError::LifetimeTooLong, {
            strict_signer_with(|tbs| {
                let first = date("2026-11-01");
                let last = first.plus_days(MAX_DOCUMENT_SIGNER_DAYS).midnight().plus_seconds(1);
                let (first, last) = (encode::time(first.midnight()), encode::time(last));
                tbs.validity = encode::sequence(&[&first, &last]);
            })
        }),
        ("strict: short serial number", PkiError::ProfileViolation, {
            strict_signer_with(|tbs| tbs.serial = encode::unsigned(&[1]))
        }),
        ("strict: negative serial number", PkiError::ProfileViolation, {
            strict_signer_with(|tbs| tbs.serial = encode::tlv(encode::INTEGER, &[&[0x9f; 16]]))
        }),
        ("strict: extended key usage not critical", PkiError::ProfileViolation, {
            strict_signer_with(|tbs| {
                let usage = encode::extended_key_usage(&[Oid::MDL_DOCUMENT_SIGNER]);
                set_extension(tbs, Oid::EXTENDED_KEY_USAGE, NotCritical, &usage);
            })
        }),
        ("strict: no issuer alternative name", PkiError::ProfileViolation, {
            strict_signer_with(|tbs| remove_extension(tbs, Oid::ISSUER_ALT_NAME))
        }),
        ("strict: key identifier of another key", PkiError::ProfileViolation, {
            strict_signer_with(|tbs| {
                let identifier = encode::subject_key_id(&[7; 20]);
                set_extension(tbs, Oid::SUBJECT_KEY_ID, NotCritical, &identifier);
            })
        }),
    ]
}

fn forbidden_extensions() -> Vec<Case> {
    Oid::FORBIDDEN
        .into_iter()
        .map(|oid| {
            let result = signer_with(|tbs| set_extension(tbs, oid, NotCritical, &encode::sequence(&[])));
            ("forbidden extension", PkiError::ExtensionForbidden, result)
        })
        .collect()
}

fn path_faults() -> Vec<Case> {
    let root = root_certificate();
    let anchors = trusting(&[&root]);
    let signer = signer_certificate(&root);
    let der = signer.as_der();
    let same_name = root_builder("Utopia IACA").self_sign(&key(6), &mut TestRng::new(7)).unwrap();
    let other = root_builder("Another IACA").self_sign(&key(8), &mut TestRng::new(9)).unwrap();
    let elsewhere = |anchor: TrustAnchor| {
        let mut anchors = TrustAnchors::new();
        anchors.add(anchor).unwrap();
        check(&[der], &anchors, &rules())
    };
    let trusted_root = || TrustAnchor::root(root.clone(), Realm::Live).unwrap();
    let mut unsigned_id = signer_tbs(&root);
    remove_extension(&mut unsigned_id, Oid::AUTHORITY_KEY_ID);
    let two_keys = {
        let mut anchors = TrustAnchors::new();
        for seed in [3, 5] {
            anchors.add(TrustAnchor::document_signer_key(key(seed).public_key(), Realm::Live)).unwrap();
        }
        anchors
    };
    vec![
        ("no anchor", PkiError::AnchorUnknown, check(&[der], &TrustAnchors::new(), &rules())),
        ("anchor of another name", PkiError::AnchorUnknown, check(&[der], &trusting(&[&other]), &rules())),
        (
            "root of the same name and another key",
            PkiError::KeyIdentifierMismatch,
            check(&[der], &trusting(&[&same_name]), &rules()),
        ),
        (
            "the same without key identifier",
            PkiError::CertificateSignature,
            check(&[&sign(&unsigned_id, 1)], &trusting(&[&same_name]), &rules()),
        ),
        (
            "given root of the same name and another key",
            PkiError::AnchorUnknown,
            check(&[der, same_name.as_der()], &anchors, &rules()),
        ),
        ("signed by another key", PkiError::CertificateSignature, {
            check(&[&sign(&signer_tbs(&root), 6)], &anchors, &rules())
        }),
        ("no chain", PkiError::ChainMissing, check(&[], &anchors, &rules())),
        ("no chain and two keys", PkiError::ChainMissing, check(&[], &two_keys, &rules())),
        ("five certificates", PkiError::ChainTooLong, check(&[der; 5], &anchors, &rules())),
        ("unrelated certificate", PkiError::IssuerMismatch, {
            check(&[der, der, root.as_der()], &anchors, &rules())
        }),
        ("unrelated known root", PkiError::IssuerMismatch, {
            check(&[der, other.as_der()], &trusting(&[&other, &root]), &rules())
        }),
        ("the root as signer", PkiError::SignerIsCa, check(&[root.as_der()], &anchors, &rules())),
        ("other document types", PkiError::DocTypeNotAllowed, {
            elsewhere(trusted_root().for_doc_types(["org.example.other"]))
        }),
        ("no document types", PkiError::DocTypeNotAllowed, {
            elsewhere(trusted_root().for_doc_types(Vec::<&str>::new()))
        }),
        ("pinned certificate, other document types", PkiError::DocTypeNotAllowed, {
            let anchor = TrustAnchor::document_signer(signer.clone(), Realm::Live);
            elsewhere(anchor.for_doc_types(["org.example.other"]))
        }),
        ("pinned key, other document types", PkiError::DocTypeNotAllowed, {
            let anchor = TrustAnchor::document_signer_key(signer.public_key(), Realm::Live);
            elsewhere(anchor.for_doc_types(["org.example.other"]))
        }),
        ("rules without usage", PkiError::ExtendedKeyUsage, {
            check(&[der], &anchors, &CertificateRules::document_signer([]))
        }),
        ("bytes after the end", PkiError::CertificateMalformed, {
            check(&[&[der, &[0]].concat()], &anchors, &rules())
        }),
        ("a certificate of 8 KiB and a byte", PkiError::CertificateTooLarge, {
            check(&[&[0x30; MAX_CERTIFICATE_BYTES + 1]], &anchors, &rules())
        }),
        ("expired root", PkiError::CertificateExpired, {
            let mut tbs = root_tbs("Utopia IACA", 1);
            tbs.validity = validity("2026-01-01", "2026-11-23");
            let root = Certificate::from_der(&sign(&tbs, 1)).unwrap();
            check(&[der], &trusting(&[&root]), &rules())
        }),
        ("strict: root of 21 years", PkiError::LifetimeTooLong, {
            let mut tbs = root_tbs("Utopia IACA", 1);
            tbs.validity = validity("2026-01-01", "2047-01-01");
            let root = Certificate::from_der(&sign(&tbs, 1)).unwrap();
            check(&[der], &trusting(&[&root]), &rules().strict())
        }),
    ]
}

fn intermediate_faults() -> Vec<Case> {
    vec![
        ("CA below a root that allows none", PkiError::PathLength, {
            three_levels(|root, _, _| {
                set_extension(root, Oid::BASIC_CONSTRAINTS, Critical, &encode::authority(0));
            })
        }),
        ("intermediate that is no CA", PkiError::IssuerNotCa, {
            three_levels(|_, middle, _| remove_extension(middle, Oid::BASIC_CONSTRAINTS))
        }),
        ("intermediate that may not sign certificates", PkiError::IssuerNotCa, {
            three_levels(|_, middle, _| {
                set_extension(middle, Oid::KEY_USAGE, Critical, &usage(&[KeyUsage::CRL_SIGN]));
            })
        }),
        ("intermediate of another name", PkiError::IssuerMismatch, {
            three_levels(|_, middle, _| middle.subject = name("UT", None, "Somebody"))
        }),
        ("expired intermediate", PkiError::CertificateExpired, {
            three_levels(|_, middle, _| middle.validity = validity("2026-01-01", "2026-11-23"))
        }),
        ("intermediate with a forbidden extension", PkiError::ExtensionForbidden, {
            three_levels(|_, middle, _| {
                set_extension(middle, Oid::NAME_CONSTRAINTS, NotCritical, &encode::sequence(&[]));
            })
        }),
        ("a document signer as issuer", PkiError::IssuerNotCa, {
            let root = root_certificate();
            let signer = signer_certificate(&root);
            let mut tbs = signer_tbs(&root);
            tbs.issuer = signer.subject_der().to_vec();
            remove_extension(&mut tbs, Oid::AUTHORITY_KEY_ID);
            check(&[&sign(&tbs, 3), signer.as_der()], &trusting(&[&root]), &rules())
        }),
        ("the intermediate did not sign the leaf", PkiError::CertificateSignature, {
            let mut root = root_tbs("Utopia IACA", 1);
            set_extension(&mut root, Oid::BASIC_CONSTRAINTS, Critical, &encode::authority(1));
            let mut middle = root_tbs("Utopia Sub CA", 5);
            middle.issuer = root.subject.clone();
            let root = Certificate::from_der(&sign(&root, 1)).unwrap();
            let middle = Certificate::from_der(&sign(&middle, 1)).unwrap();
            let leaf = sign(&signer_tbs(&middle), 6);
            check(&[&leaf, middle.as_der()], &trusting(&[&root]), &rules())
        }),
    ]
}

fn anchor_faults() -> Vec<Case> {
    let root = root_certificate();
    let signer = signer_certificate(&root);
    let both_realms = || {
        let mut anchors = trusting(&[&root]);
        anchors.add(TrustAnchor::root(root.clone(), Realm::Demo)?)
    };
    let many = || {
        let mut anchors = TrustAnchors::new();
        for seed in 0..=MAX_SAME_NAME_ANCHORS {
            let seed = u64::try_from(seed).unwrap();
            let root = Certificate::from_der(&sign(&root_tbs("Utopia IACA", seed), seed))?;
            anchors.add(TrustAnchor::root(root, Realm::Live)?)?;
        }
        Ok(())
    };
    vec![
        ("live and demo", PkiError::AnchorConflict, both_realms()),
        ("nine roots of one name", PkiError::AnchorsTooMany, many()),
        ("document signer as root", PkiError::AnchorNotRoot, {
            TrustAnchor::root(signer, Realm::Live).map(|_| ())
        }),
        ("root signed by another key", PkiError::AnchorNotRoot, {
            let der = sign(&root_tbs("Utopia IACA", 1), 6);
            TrustAnchor::root(Certificate::from_der(&der).unwrap(), Realm::Live).map(|_| ())
        }),
        ("root that may not sign certificates", PkiError::AnchorNotRoot, {
            root_with(|tbs| {
                set_extension(tbs, Oid::KEY_USAGE, Critical, &usage(&[KeyUsage::CRL_SIGN]));
            })
        }),
        ("root of another issuer", PkiError::AnchorNotRoot, {
            root_with(|tbs| tbs.issuer = name("UT", None, "Somebody"))
        }),
        ("root with a critical extension", PkiError::ExtensionCritical, {
            root_with(|tbs| {
                set_extension(tbs, Oid::parse("1.2.3.4").unwrap(), Critical, &encode::unsigned(&[1]));
            })
        }),
        ("signature algorithm with SHA-1", PkiError::AlgorithmUnsupported, {
            let mut tbs = root_tbs("Utopia IACA", 1);
            tbs.algorithm = encode::sequence(&[&encode::oid(Oid::parse("1.2.840.10045.4.1").unwrap())]);
            let der = super::build::signed(&tbs.to_der(), &tbs.algorithm, &[0x30, 0]);
            Certificate::from_der(&der).map(|_| ())
        }),
    ]
}

/// The fields of a revocation list, each one complete DER.
struct List {
    version: Vec<u8>,
    issuer: Vec<u8>,
    next_update: Vec<u8>,
    entries: Vec<u8>,
    extensions: Vec<Vec<u8>>,
    signer: u64,
}

/// A signer that never signs.
struct Broken(SecretKey);

impl Signer for Broken {
    fn public_key(&self) -> PublicKey {
        self.0.public_key()
    }

    fn sign(&self, _message: &[u8]) -> Result<Signature, SignError> {
        Err(SignError::new())
    }
}

fn request_faults() -> Vec<Case> {
    let root = root_certificate();
    let days = |first: &str, last: &str| CertificateValidity::new(date(first), date(last));
    let signer = |validity: CertificateValidity| {
        SignerBuilder::document_signer(&root, "DS", validity, CRL_URI).map(|_| ())
    };
    let a_day = days("2026-11-24", "2026-11-24").unwrap();
    let rng = &mut TestRng::new(11);
    vec![
        ("empty name", PkiError::NameInvalid, RootName::new("UT", "").map(|_| ())),
        ("name of 65 characters", PkiError::NameInvalid, {
            RootName::new("UT", &"x".repeat(65)).map(|_| ())
        }),
        ("line feed in a name", PkiError::NameInvalid, RootName::new("UT", "a\nb").map(|_| ())),
        ("country of three letters", PkiError::NameInvalid, RootName::new("UTO", "x").map(|_| ())),
        ("VICAL signer without organization", PkiError::NameInvalid, {
            let validity = days("2026-01-01", "2034-12-31").unwrap();
            let contact = Contact::email("iaca@issuer.example").unwrap();
            let root = RootBuilder::new(RootName::new("UT", "x").unwrap(), validity, contact).unwrap();
            let root = root.self_sign(&key(1), rng).unwrap();
            SignerBuilder::vical_signer(&root, "VICAL", a_day, CRL_URI).map(|_| ())
        }),
        ("URI without scheme", PkiError::ContactInvalid, Contact::uri("issuer.example").map(|_| ())),
        ("address without host", PkiError::ContactInvalid, Contact::email("iaca@").map(|_| ())),
        ("URI with a space", PkiError::ContactInvalid, Contact::uri("https://a b").map(|_| ())),
        ("last day before the first", PkiError::ValidityOrder, {
            days("2026-11-24", "2026-11-23").map(|_| ())
        }),
        ("document signer of 458 days", PkiError::LifetimeTooLong, {
            signer(CertificateValidity::days(date("2026-11-24"), 458).unwrap())
        }),
        ("document signer before its root", PkiError::ValidityOutsideIssuer, {
            signer(days("2025-12-31", "2026-01-02").unwrap())
        }),
        ("document signer after its root", PkiError::ValidityOutsideIssuer, {
            signer(days("2034-12-31", "2035-01-01").unwrap())
        }),
        ("signer that does not sign", PkiError::SignerFailed, {
            root_builder("x").self_sign(&Broken(key(1)), rng).map(|_| ())
        }),
        ("document signer signed by another root key", PkiError::CertificateSignature, {
            signer_builder(&root).sign(&key(6), &key(3).public_key(), rng).map(|_| ())
        }),
        ("document signer without usage", PkiError::ExtendedKeyUsage, {
            let builder = signer_builder(&root).with_extended_key_usage([]);
            builder.sign(&key(1), &key(3).public_key(), rng).map(|_| ())
        }),
        ("list of 91 days", PkiError::LifetimeTooLong, {
            CrlBuilder::new(&root, 1, now(), now().plus_seconds(91 * 86_400)).map(|_| ())
        }),
        ("next list before this one", PkiError::ValidityOrder, {
            CrlBuilder::new(&root, 1, now(), UnixTime::EPOCH).map(|_| ())
        }),
    ]
}

#[test]
fn each_fault_gives_its_code_and_every_code_has_a_fault() {
    let cases = [
        leaf_faults(),
        forbidden_extensions(),
        path_faults(),
        intermediate_faults(),
        anchor_faults(),
        crl::crl_faults(),
        request_faults(),
    ]
    .concat();
    let mut covered = BTreeSet::new();
    for (what, expected, result) in &cases {
        assert_eq!(*result, Err(*expected), "{what}");
        covered.insert(expected.code());
    }
    let all: BTreeSet<_> = PkiError::codes().iter().map(|(code, _)| *code).collect();
    assert_eq!(covered, all);
}
