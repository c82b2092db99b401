//! Every operation against `crrl`, on numbers at the edges of words and of the modulus, and on random ones.
#![expect(clippy::arithmetic_side_effects, reason = "operators of field elements cannot overflow")]

use alloc::vec::Vec;

use crrl::field::GFp256;
use proptest::prelude::*;

use super::Element;

/// p, little-endian.
fn modulus() -> [u8; 32] {
    let mut bytes = (-GFp256::ONE).encode();
    bytes[0] += 1;
    bytes
}

/// Both readings of bytes, which agree on what is below p.
fn pair(bytes: &[u8]) -> Option<(Element, GFp256)> {
    let (ours, theirs) = (Element::decode(bytes), GFp256::decode(bytes));
    assert_eq!(ours.is_some(), theirs.is_some(), "{bytes:02x?}");
    ours.zip(theirs)
}

fn check(a: (Element, GFp256), b: (Element, GFp256)) {
    let same = |ours: Element, theirs: GFp256, what: &str| {
        let inputs = (a.1.encode(), b.1.encode());
        assert_eq!(ours.encode(), theirs.encode(), "{what} of {inputs:02x?}");
    };
    same(a.0, a.1, "coding");
    same(a.0 + b.0, a.1 + b.1, "sum");
    same(a.0 - b.0, a.1 - b.1, "difference");
    same(a.0 * b.0, a.1 * b.1, "product");
    let factor = &b.0;
    same(a.0 * factor, a.1 * b.1, "product");
    same(a.0 / b.0, a.1 / b.1, "quotient");
    same(-a.0, -a.1, "negative");
    same(a.0.square(), a.1.square(), "square");
    same(a.0.half(), a.1.half(), "half");
    same(a.0.mul2(), a.1.mul2(), "double");
    assert_eq!(a.0.iszero(), a.1.iszero());
    assert_eq!(a.0.equals(b.0), a.1.equals(b.1));
    assert_eq!((a.0 - b.0).iszero(), a.0.equals(b.0));
    let (root, found) = a.0.sqrt();
    let (theirs, found_by_theirs) = a.1.sqrt();
    assert_eq!(found, found_by_theirs);
    if found != 0 {
        assert!(root.encode() == theirs.encode() || (-root).encode() == theirs.encode());
    }
}

/// Numbers whose words are 0, 1, the largest, and the borders of halves; and their like.
fn edges() -> Vec<[u8; 32]> {
    let words = [0_u64, 1, 1 << 31, (1 << 32) - 1, 1 << 32, 1 << 63, u64::MAX - 1, u64::MAX];
    let mut edges = Vec::new();
    for (position, low) in
        [(0_usize, 0_u64), (0, u64::MAX), (8, 0), (8, u64::MAX), (16, 0), (16, u64::MAX), (24, 0)]
    {
        for word in words {
            let mut bytes = [0; 32];
            bytes[..8].copy_from_slice(&low.to_le_bytes());
            bytes[position..position + 8].copy_from_slice(&word.to_le_bytes());
            edges.push(bytes);
        }
    }
    edges.extend([modulus(), [0xff; 32]]);
    // From p downwards; and all of that over 2^256, so that these are the words that are calculated with.
    let scale = GFp256::w64be(0xffff_fffe, u64::MAX, 0xffff_ffff_0000_0000, 1);
    let numbers: Vec<_> = edges.iter().filter_map(|edge| GFp256::decode(edge)).collect();
    for number in numbers {
        edges.extend([-number, number / scale, -number / scale].map(GFp256::encode));
    }
    edges
}

#[test]
fn edges_give_what_crrl_gives() {
    let edges = edges();
    let numbers: Vec<_> = edges.iter().filter_map(|bytes| pair(bytes)).collect();
    assert_eq!(edges.len() - numbers.len(), 4, "p and above are no numbers of the field");
    for a in &numbers {
        numbers.iter().for_each(|b| check(*a, *b));
    }
}

#[test]
fn constants_are_what_they_say() {
    assert_eq!(Element::ONE.encode(), GFp256::ONE.encode());
    assert_eq!(Element::ZERO.encode(), GFp256::ZERO.encode());
    let words = |value: [u64; 4]| {
        (
            Element::w64be(value[0], value[1], value[2], value[3]),
            GFp256::w64be(value[0], value[1], value[2], value[3]),
        )
    };
    check(words([1, 2, 3, 4]), words([u64::MAX - (1 << 33), 0, u64::MAX, 7]));
}

#[test]
fn only_32_bytes_are_a_number() {
    for length in [0, 1, 31, 33, 64] {
        assert!(Element::decode(&alloc::vec![0; length]).is_none(), "{length}");
    }
}

#[test]
fn many_inverses_at_once_are_those_of_each() {
    let numbers: Vec<Element> = edges().iter().filter_map(|bytes| Element::decode(bytes)).collect();
    assert!(numbers.iter().any(|number| number.iszero() != 0), "zero among them");
    let mut inverses = numbers.clone();
    Element::batch_invert(&mut inverses);
    for (number, inverse) in numbers.iter().zip(inverses) {
        assert_eq!(inverse.encode(), (Element::ONE / *number).encode());
    }
    Element::batch_invert(&mut []);
}

proptest! {
    #[test]
    fn random_numbers_give_what_crrl_gives(a in any::<[u8; 32]>(), b in any::<[u8; 32]>()) {
        if let (Some(a), Some(b)) = (pair(&a), pair(&b)) {
            check(a, b);
        }
    }
}
