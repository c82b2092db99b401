//! The small module against the `p384` crate, on edge cases and on random inputs.

extern crate std;
use p384::ecdsa::signature::hazmat::PrehashSigner as _;
use p384::elliptic_curve::sec1::ToSec1Point as _;
use p384::{AffinePoint, ProjectivePoint, Scalar};
use proptest::prelude::*;
use std::vec::Vec;

use crate::crypto::{p384 as reference, small_p384 as small};

/// The order of P-384, big-endian.
const N: [u8; 48] = [
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xc7, 0x63, 0x4d, 0x81, 0xf4, 0x37, 0x2d, 0xdf, 0x58, 0x1a,
    0x0d, 0xb2, 0x48, 0xb0, 0xa7, 0x7a, 0xec, 0xec, 0x19, 0x6a, 0xcc, 0xc5, 0x29, 0x73,
];

/// What both say of a key, a hash and raw signature bytes; they must agree.
pub(in crate::crypto) fn verifies(sec1: &[u8], hash: &[u8], signature: &[u8]) -> Option<bool> {
    let (ours, theirs) = (small::decode(sec1), reference::decode(sec1));
    assert_eq!(ours.is_some(), theirs.is_some(), "the two disagree on a point");
    let (ours, theirs) = (ours?, theirs?);
    assert_eq!(small::uncompressed(&ours), reference::uncompressed(&theirs));
    assert_eq!(small::compressed(&ours), reference::compressed(&theirs));
    let verifies = small::verify(&ours, hash, signature);
    assert_eq!(verifies, reference::verify(&theirs, hash, signature), "the two disagree on a signature");
    Some(verifies)
}

fn signed(secret: u8, hash: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let mut scalar = [0; 48];
    scalar[47] = secret;
    let key = p384::ecdsa::SigningKey::from_slice(&scalar).unwrap();
    let signature: p384::ecdsa::Signature = key.sign_prehash(hash).unwrap();
    (key.verifying_key().to_sec1_point(false).as_bytes().to_vec(), signature.to_bytes().to_vec())
}

#[test]
fn edge_cases_are_decided_alike() {
    let hash = [0xa5; 48];
    let (key, good) = signed(7, &hash);
    assert_eq!(verifies(&key, &hash, &good), Some(true));
    let mut one = [0; 48];
    one[47] = 1;
    let mut above = N;
    above[47] += 1;
    for r in [[0; 48], one, N, above, [0xff; 48]] {
        for s in [[0; 48], one, N, above, [0xff; 48]] {
            assert_eq!(verifies(&key, &hash, &[r, s].concat()), Some(false));
        }
        assert_eq!(verifies(&key, &hash, &[&r[..], &good[48..]].concat()), Some(false));
        assert_eq!(verifies(&key, &hash, &[&good[..48], &r[..]].concat()), Some(false));
    }
    for length in [0, 1, 64, 95, 97, 192] {
        let mut other = good.clone();
        other.resize(length, 0);
        assert_eq!(verifies(&key, &hash, &other), Some(false), "{length} bytes");
    }
}

#[test]
fn points_off_the_curve_are_no_keys() {
    let (key, good) = signed(9, &[1; 48]);
    let mut off = key.clone();
    off[96] ^= 1;
    let mut hybrid = key.clone();
    hybrid[0] = 6;
    let zero = [&[4][..], &[0; 96]].concat();
    let too_large = [&[4][..], &[0xff; 96]].concat();
    let too_large_compressed = [&[2][..], &[0xff; 48]].concat();
    for bytes in [&off[..], &hybrid, &zero, &too_large, &too_large_compressed, &[0], &[], &key[1..]] {
        assert_eq!(verifies(bytes, &[1; 48], &good), None);
    }
    let mut some = 0;
    for x in 0..40 {
        for form in [2, 3] {
            let mut compressed = [0; 49];
            compressed[0] = form;
            compressed[48] = x;
            some += usize::from(verifies(&compressed, &[1; 48], &good).is_some());
        }
    }
    assert!((20..60).contains(&some), "about half of all x are on the curve, here {some} of 80");
}

#[test]
fn an_x_beyond_the_order_is_reduced() {
    // A point whose x is the order plus k: r is k. The key that makes (r, 1) a signature over e is r⁻¹ (R - e G).
    let mut found = 0;
    for k in 1..=40_u8 {
        let mut compressed = [&[2][..], &N].concat();
        let mut carry = u16::from(k);
        for byte in compressed.iter_mut().rev() {
            let sum = u16::from(*byte) + carry;
            *byte = u8::try_from(sum & 0xff).unwrap();
            carry = sum >> 8;
        }
        let Some(point) = reference::decode(&compressed) else { continue };
        let hash = [k; 48];
        let e = <Scalar as p384::elliptic_curve::ops::Reduce<p384::FieldBytes>>::reduce(&hash.into());
        let r = Scalar::from(u64::from(k));
        let inverse = Option::<Scalar>::from(r.invert()).unwrap();
        let key = (ProjectivePoint::from(*point.as_affine()) - ProjectivePoint::GENERATOR * e) * inverse;
        let key = AffinePoint::from(key).to_sec1_point(false);
        let mut signature = [0; 96];
        signature[47] = k;
        signature[95] = 1;
        assert_eq!(verifies(key.as_bytes(), &hash, &signature), Some(true), "k = {k}");
        found += 1;
    }
    assert!(found > 5, "about half of all k give a point, here {found} of 40");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn random_signatures_are_decided_alike(
        secret in 1..=255_u8,
        length in prop::sample::select(std::vec![32, 48, 64_usize]),
        message in any::<[u8; 64]>(),
        flip in prop::option::of((0..96_usize, 0..8_u8)),
    ) {
        let hash = &message[..length];
        let (key, mut signature) = signed(secret, hash);
        if let Some((byte, bit)) = flip {
            signature[byte] ^= 1 << bit;
        }
        prop_assert_eq!(verifies(&key, hash, &signature), Some(flip.is_none()));
    }

    #[test]
    fn random_keys_and_noise_are_decided_alike(
        head in prop::sample::select(std::vec![2_u8, 3, 4]),
        bytes in prop::collection::vec(any::<u8>(), 192),
        hash in any::<[u8; 48]>(),
    ) {
        let key = [&[head][..], &bytes[..if head == 4 { 96 } else { 48 }]].concat();
        verifies(&key, &hash, &bytes[96..]);
    }
}
