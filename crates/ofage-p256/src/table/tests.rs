//! Both sums against `p256`, on scalars that meet every exception and every digit, and on random ones.
#![expect(clippy::arithmetic_side_effects, reason = "a test does plain arithmetic on scalars and points")]

use p256::elliptic_curve::PrimeField as _;
use p256::elliptic_curve::sec1::ToSec1Point as _;
use p256::{AffinePoint, ProjectivePoint};
use proptest::prelude::*;

use super::*;
use crate::sec1;

/// A scalar of the reference as one of ours.
fn ours(scalar: p256::Scalar) -> Scalar {
    let mut bytes: [u8; 32] = scalar.to_repr().into();
    bytes.reverse();
    Scalar::decode(&bytes).unwrap()
}

fn affine(sum: &Jacobian) -> Option<[u8; 65]> {
    (!sum.is_infinity()).then(|| sec1::uncompressed(&sum.over(&(Element::ONE / sum.z))))
}

fn reference(point: ProjectivePoint) -> Option<[u8; 65]> {
    let point = point.to_affine();
    (point != AffinePoint::IDENTITY).then(|| point.to_sec1_point(false).as_bytes().try_into().unwrap())
}

/// Both of our sums and the reference's: `own` times the key plus `generator` times the generator.
fn check(key: ProjectivePoint, comb: &KeyComb, own: p256::Scalar, of_generator: p256::Scalar) {
    let point = sec1::decode(&reference(key).unwrap()).unwrap();
    let expected = reference(key * own + ProjectivePoint::GENERATOR * of_generator);
    let (own, of_generator) = (ours(own), ours(of_generator));
    assert_eq!(affine(&sum(&point, &own, &of_generator)), expected, "without a table");
    assert_eq!(affine(&comb.sum(&own, &of_generator)), expected, "with a table");
}

fn key_of(secret: p256::Scalar) -> (ProjectivePoint, KeyComb) {
    let key = ProjectivePoint::GENERATOR * secret;
    (key, KeyComb::new(&sec1::decode(&reference(key).unwrap()).unwrap()))
}

/// Small numbers, powers of two at the borders of chunks, their neighbours, and the same from the order downwards.
fn edges() -> Vec<p256::Scalar> {
    let mut edges: Vec<p256::Scalar> = [0_u64, 1, 2, 3, 31, 32].into_iter().map(p256::Scalar::from).collect();
    for bit in [31, 32, 33, 64, 128, 224, 255] {
        let power = (0..bit).fold(p256::Scalar::ONE, |power, _| power.double());
        edges.extend([power, power - p256::Scalar::ONE]);
    }
    let negated: Vec<_> = edges.iter().map(|edge| -*edge).collect();
    edges.extend(negated);
    edges
}

#[test]
fn edge_scalars_give_the_points_of_p256() {
    // A key of 1 is the generator itself and -1 its negative: sums meet equal and opposite points on the way.
    for secret in [p256::Scalar::ONE, -p256::Scalar::ONE, p256::Scalar::from(77_u64)] {
        let (key, comb) = key_of(secret);
        for own in edges() {
            check(key, &comb, own, p256::Scalar::ZERO);
            check(key, &comb, p256::Scalar::ZERO, own);
            check(key, &comb, own, own);
            check(key, &comb, own, -(own * secret));
            check(key, &comb, own, own * secret);
        }
    }
}

#[test]
fn every_entry_of_every_chunk_is_its_multiple() {
    let (_, own) = key_of(p256::Scalar::ONE);
    let mut shift = p256::Scalar::ONE;
    for (own, of_generator) in own.0.iter().zip(generator().0.iter()) {
        let mut odd = shift;
        for (index, point) in of_generator.iter().enumerate() {
            let expected = reference(ProjectivePoint::GENERATOR * odd).unwrap();
            assert_eq!(sec1::uncompressed(point), expected);
            if let Some(point) = own.get(index) {
                assert_eq!(sec1::uncompressed(point), expected);
            }
            odd += shift.double();
        }
        shift = (0..32).fold(shift, |shift, _| shift.double());
    }
    for (multiple, point) in odd_multiples(&Affine::GENERATOR).iter().zip(&own.0[0]) {
        let mut sum = Jacobian::INFINITY;
        sum.add_cached(multiple);
        assert_eq!(affine(&sum), Some(sec1::uncompressed(point)));
    }
}

proptest! {
    #[test]
    fn random_scalars_give_the_points_of_p256(secret in 1..u64::MAX, seeds in any::<[[u8; 32]; 2]>()) {
        let [own, generator] = seeds.map(|mut seed| {
            seed[0] &= 0x7f;
            p256::Scalar::from_repr(seed.into()).unwrap()
        });
        let (key, comb) = key_of(p256::Scalar::from(secret));
        check(key, &comb, own, generator);
        check(key, &comb, -own, -generator);
    }
}
