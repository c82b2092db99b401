//! The verification backend against `p256`, on edge cases and on random inputs; keys and signatures.
#![expect(clippy::arithmetic_side_effects, reason = "a test does plain arithmetic on small numbers")]

extern crate std;
use std::format;
use std::vec::Vec;

use p256::ecdsa::signature::hazmat::{PrehashSigner as _, PrehashVerifier as _};
use proptest::prelude::*;

use super::*;
use crate::error::KeyError;

mod edge_cases;
mod known;

/// The order of P-256, big-endian.
const N: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa,
    0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// What both libraries say of a key, a hash and raw signature bytes; they must agree.
fn verifies(sec1: &[u8], hash: &[u8], signature: &[u8]) -> Option<bool> {
    let ours = PublicKey::from_sec1_bytes(sec1).ok().map(|key| {
        let verifies = key.verifies_hash(hash, signature);
        if verifies {
            // The table is there from the third time on.
            let known = KnownKey::new(key);
            assert!((1..=3).all(|_| known.verifies_hash(hash, signature)), "the known key disagrees");
        } else {
            let table = ofage_p256::Table::new(&fast::decode(sec1).unwrap());
            assert!(!table.verifies(hash, signature), "the table disagrees");
        }
        verifies
    });
    let reference = p256::ecdsa::VerifyingKey::from_sec1_bytes(sec1).ok().map(|key| {
        p256::ecdsa::Signature::from_slice(signature)
            .is_ok_and(|signature| key.verify_prehash(hash, &signature).is_ok())
    });
    assert_eq!(ours, reference, "the two libraries disagree");
    let portable = portable::decode(sec1).map(|key| {
        let verifies = portable::verify(&key, hash, signature);
        assert_eq!(portable::Table::new().verify(&key, hash, signature), verifies);
        verifies
    });
    assert_eq!(ours, portable, "the two backends disagree");
    let fast = fast::decode(sec1).map(|key| {
        let verifies = fast::verify(&key, hash, signature);
        assert_eq!(fast::Table::new().verify(&key, hash, signature), verifies);
        verifies
    });
    assert_eq!(ours, fast, "the chosen and the fast backend disagree");
    ours
}

fn signed(secret: u8, hash: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let mut scalar = [0; 32];
    scalar[31] = secret;
    let key = p256::ecdsa::SigningKey::from_slice(&scalar).unwrap();
    let signature: p256::ecdsa::Signature = key.sign_prehash(hash).unwrap();
    (key.verifying_key().to_sec1_point(false).as_bytes().to_vec(), signature.to_bytes().to_vec())
}

/// n - s, big-endian.
fn negated(s: &[u8]) -> Vec<u8> {
    let mut borrow = 0_i32;
    let mut out = std::vec![0_u8; 32];
    for index in (0..32).rev() {
        let difference = i32::from(N[index]) - i32::from(s[index]) - borrow;
        borrow = i32::from(difference < 0);
        out[index] = u8::try_from(difference.rem_euclid(256)).unwrap();
    }
    out
}

#[test]
fn edge_cases_are_decided_alike() {
    let hash = sha256(b"edge");
    let (key, good) = signed(7, &hash);
    assert_eq!(verifies(&key, &hash, &good), Some(true));
    // High s is as good as low s.
    let high = [&good[..32], &negated(&good[32..])].concat();
    assert_eq!(verifies(&key, &hash, &high), Some(true));

    let mut one = [0; 32];
    one[31] = 1;
    let mut above = N;
    above[31] += 1;
    for r in [[0; 32], one, N, above, [0xff; 32]] {
        for s in [[0; 32], one, N, above, [0xff; 32]] {
            assert_eq!(verifies(&key, &hash, &[r, s].concat()), Some(false));
        }
        assert_eq!(verifies(&key, &hash, &[&r[..], &good[32..]].concat()), Some(false));
        assert_eq!(verifies(&key, &hash, &[&good[..32], &r[..]].concat()), Some(false));
    }
    for length in [0, 1, 32, 63, 65, 66, 72, 96, 128] {
        let mut other = good.clone();
        other.resize(length, 0);
        assert_eq!(verifies(&key, &hash, &other), Some(false), "{length} bytes");
    }
    // Longer by leading zeros: the same numbers, and not the form of COSE.
    let padded = [&[0][..], &good[..32], &[0], &good[32..]].concat();
    assert_eq!(verifies(&key, &hash, &padded), Some(false));
}

#[test]
fn points_off_the_curve_are_no_keys() {
    let hash = sha256(b"keys");
    let (key, good) = signed(9, &hash);
    let mut off = key.clone();
    off[64] ^= 1;
    let mut hybrid = key.clone();
    hybrid[0] = 6;
    let zero = [&[4][..], &[0; 64]].concat();
    let too_large = [&[4][..], &[0xff; 64]].concat();
    for bytes in
        [&off[..], &hybrid, &zero, &too_large, &[0], &[], &key[1..], &[key.clone(), std::vec![0]].concat()]
    {
        assert_eq!(verifies(bytes, &hash, &good), None);
    }
    // x = 5 is a point's coordinate on the curve, x = 1 is on the twist.
    for (x, expected) in [(5, true), (1, false)] {
        let mut compressed = [0; 33];
        compressed[0] = 2;
        compressed[32] = x;
        assert_eq!(PublicKey::from_sec1_bytes(&compressed).is_ok(), expected, "x = {x}");
        assert_eq!(p256::PublicKey::from_sec1_bytes(&compressed).is_ok(), expected, "x = {x}");
    }
}

#[test]
fn keys_and_signatures_round_trip_and_tell_nothing() {
    for (curve, length) in [(Curve::P256, 32), (Curve::P384, 48)] {
        let mut bytes = std::vec![0; length];
        bytes[length - 1] = 42;
        let secret = SecretKey::from_bytes(&bytes).unwrap();
        assert_eq!(secret.to_bytes().as_slice(), bytes);
        let again = SecretKey::from_pem(&secret.to_pem().unwrap()).unwrap();
        let key = again.public_key();
        assert_eq!(key, secret.public_key());
        assert_eq!(PublicKey::from_spki_der(&key.to_spki_der().unwrap()).unwrap(), key);
        assert_eq!(PublicKey::from_sec1_bytes(&key.to_sec1_compressed_bytes()).unwrap(), key);
        let (x, y) = key.to_coordinates();
        assert_eq!(PublicKey::from_coordinates(curve, &x, &y).unwrap(), key);
        assert_eq!(PublicKey::from_coordinates(curve, &x[1..], &y), Err(KeyError::Length));

        let signature = secret.sign(b"message").unwrap();
        assert_eq!(key.verify(b"message", &signature), Ok(()));
        assert_eq!(key.verify(b"massage", &signature), Err(KeyError::Invalid));
        let der = signature.to_der().unwrap();
        assert_eq!(Signature::from_der(curve.algorithm(), &der).unwrap(), signature);
        assert_eq!(Signature::from_der(curve.algorithm(), signature.as_bytes()), Err(KeyError::Invalid));

        assert_eq!(format!("{secret:?}"), "SecretKey(..)");
        assert_eq!(format!("{key:?}"), format!("PublicKey({})", curve.name()));
        assert_eq!(format!("{signature:?}"), format!("Signature({} bytes)", length * 2));
    }
    assert_eq!(SecretKey::from_bytes(&[0; 32]).unwrap_err(), KeyError::Invalid);
    assert_eq!(SecretKey::from_bytes(&N).unwrap_err(), KeyError::Invalid);
    assert_eq!(SecretKey::from_bytes(&[1; 31]).unwrap_err(), KeyError::Length);
    assert_eq!(SecretKey::from_pem("-----BEGIN").unwrap_err(), KeyError::Invalid);
}

/// What the libraries and our own reader make of a DER signature; they must agree.
fn read_der(der: &[u8]) {
    for (algorithm, reference) in [
        (
            Algorithm::Es256,
            p256::ecdsa::Signature::from_der(der).ok().map(|signature| signature.to_bytes().to_vec()),
        ),
        (
            Algorithm::Es384,
            ::p384::ecdsa::Signature::from_der(der).ok().map(|signature| signature.to_bytes().to_vec()),
        ),
    ] {
        let ours = Signature::from_der(algorithm, der).ok().map(|signature| signature.as_bytes().to_vec());
        assert_eq!(ours, reference, "{algorithm:?} {der:02x?}");
    }
}

#[test]
fn der_signatures_are_read_alike() {
    let mut order = Curve::P384.order().to_vec();
    order.insert(0, 0);
    let mut below = order.clone();
    below[48] -= 1;
    let mut order_of_p256 = N.to_vec();
    order_of_p256.insert(0, 0);
    let numbers = [
        &[][..],
        &[0],
        &[1],
        &[0x7f],
        &[0x80],
        &[0, 0x80],
        &[0, 0x7f],
        &[0, 0],
        &[0xff; 33],
        &[0x7f; 48],
        &order,
        &below,
        &order_of_p256,
    ];
    for r in numbers {
        for s in numbers {
            let body = [&[2, u8::try_from(r.len()).unwrap()][..], r, &[2, u8::try_from(s.len()).unwrap()], s]
                .concat();
            let der = [&[0x30, u8::try_from(body.len()).unwrap()][..], &body].concat();
            read_der(&der);
            read_der(&[&der[..], &[0]].concat());
            read_der(&der[..der.len() - 1]);
        }
    }
}

proptest! {
    #[test]
    fn changed_der_signatures_are_read_alike(secret in 1..=255_u8, at in 0..80_usize, value in any::<u8>()) {
        let (_, signature) = signed(secret, &sha256(&[value]));
        let mut der = p256::ecdsa::Signature::from_slice(&signature).unwrap().to_der().as_bytes().to_vec();
        read_der(&der);
        if let Some(byte) = der.get_mut(at) {
            *byte = value;
        }
        read_der(&der);
    }

    #[test]
    fn random_signatures_are_decided_alike(
        secret in 1..=255_u8,
        message in any::<[u8; 32]>(),
        flip in prop::option::of((0..64_usize, 0..8_u8)),
    ) {
        let (key, mut signature) = signed(secret, &message);
        if let Some((byte, bit)) = flip {
            signature[byte] ^= 1 << bit;
        }
        prop_assert_eq!(verifies(&key, &message, &signature), Some(flip.is_none()));
    }

    #[test]
    fn random_keys_and_noise_are_decided_alike(
        head in prop::sample::select(std::vec![2_u8, 3, 4]),
        x in any::<[u8; 32]>(),
        y in any::<[u8; 32]>(),
        hash in any::<[u8; 32]>(),
        r in any::<[u8; 32]>(),
        s in any::<[u8; 32]>(),
    ) {
        let key = if head == 4 { [&[head][..], &x, &y].concat() } else { [&[head][..], &x].concat() };
        verifies(&key, &hash, &[r, s].concat());
    }

    #[test]
    fn signatures_are_those_of_the_reference(
        secret in any::<[u8; 32]>().prop_filter("a scalar", |bytes| SecretKey::from_bytes(bytes).is_ok()),
        message in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let reference: p256::ecdsa::Signature =
            p256::ecdsa::SigningKey::from_slice(&secret).unwrap().sign_prehash(&sha256(&message)).unwrap();
        let ours = SecretKey::from_bytes(&secret).unwrap().sign(&message).unwrap();
        prop_assert_eq!(ours.as_bytes(), &reference.to_bytes()[..]);
    }

    #[test]
    fn hashes_longer_than_the_order_are_truncated_alike(secret in 1..=255_u8, hash in any::<[u8; 64]>()) {
        let (key, signature) = signed(secret, &hash);
        prop_assert_eq!(verifies(&key, &hash, &signature), Some(true));
    }
}

#[test]
fn the_two_backends_encode_and_sign_alike() {
    for byte in [1, 7, 200] {
        let secret = p256::SecretKey::from_slice(&[byte; 32]).unwrap();
        let hash = sha256(&[byte]);
        assert_eq!(fast::sign(&secret, &hash), portable::sign(&secret.clone().into(), &hash));
        let public = secret.public_key().to_sec1_bytes();
        let (fast, portable) = (fast::public(&secret).unwrap(), portable::public(&secret).unwrap());
        assert_eq!(fast::uncompressed(&fast), *public);
        assert_eq!(fast::uncompressed(&fast), portable::uncompressed(&portable));
        assert_eq!(fast::compressed(&fast), portable::compressed(&portable));
    }
}

/// What the other tests of this file and of the test kit then compare with the reference.
#[test]
fn the_feature_chooses_the_library() {
    let is_aws = core::any::type_name::<backend::Table>().contains("aws");
    assert_eq!(is_aws, cfg!(feature = "aws-lc-rs"));
}
