#![cfg(feature = "issuer")]

extern crate std;

use super::*;
use crate::crypto::Signer as _;
use crate::pki::build::CrlBuilder;
use crate::pki::fixture::{
    DOC_TYPE, TestRng, key, now, root_builder, root_certificate, rules, signer_builder, signer_certificate,
    trusting,
};
use crate::pki::{Certificate, Realm, TrustAnchor, path};

const DAY: i64 = 86_400;

fn list(root: &Certificate, number: u64, revoked: &[&Certificate]) -> Crl {
    let mut builder = CrlBuilder::new(root, number, now(), now().plus_seconds(90 * DAY)).unwrap();
    for certificate in revoked {
        builder = builder.revoke(certificate.serial(), now()).unwrap();
    }
    Crl::verify(&builder.sign(&key(1)).unwrap(), &trusting(&[root])).unwrap()
}

fn signer(root: &Certificate, certificate: &Certificate) -> DocumentSigner {
    path::check(&[certificate.as_der()], &trusting(&[root]), &rules(), DOC_TYPE, now()).unwrap()
}

#[test]
fn a_list_tells_good_revoked_and_stale() {
    let root = root_certificate();
    let revoked = signer_certificate(&root);
    let good = signer_builder(&root).sign(&key(1), &key(3).public_key(), &mut TestRng::new(12)).unwrap();
    let crl = list(&root, 1, &[&revoked]);
    assert_eq!((crl.len(), crl.number()), (1, &[1][..]));
    let last = crl.next_update();
    for (certificate, at, expected) in [
        (&good, now(), CrlState::Good),
        (&good, last, CrlState::Good),
        (&good, last.plus_seconds(1), CrlState::Stale),
        (&good, now().plus_seconds(-1), CrlState::Stale),
        (&revoked, now(), CrlState::Revoked),
        (&revoked, last.plus_seconds(1), CrlState::Revoked),
    ] {
        assert_eq!(crl.state(certificate.serial(), at), expected);
        assert_eq!(crl.state_of(&signer(&root, certificate), at), Some(expected));
    }
}

#[test]
fn a_list_follows_the_last_and_forgets_nothing() {
    let root = root_certificate();
    let first = signer_certificate(&root);
    let second = signer_builder(&root).sign(&key(1), &key(3).public_key(), &mut TestRng::new(12)).unwrap();
    let last = list(&root, 255, &[&first]);
    let later = now().plus_seconds(DAY);
    let next = CrlBuilder::following(&root, &last, later, later.plus_seconds(DAY)).unwrap();
    let next = next.revoke(second.serial(), later).unwrap().sign(&key(1)).unwrap();
    let next = Crl::verify(&next, &trusting(&[&root])).unwrap();
    assert_eq!(next.number(), [1, 0]);
    assert!(last.is_older_than(&next));
    let mut expected = [(first.serial(), now()), (second.serial(), later)];
    expected.sort_unstable();
    assert!(next.revoked().eq(expected));

    let other = root_builder("Another IACA").self_sign(&key(1), &mut TestRng::new(5)).unwrap();
    let refused = CrlBuilder::following(&other, &last, later, later.plus_seconds(DAY)).err();
    assert_eq!(refused, Some(PkiError::AnchorUnknown));
    let highest = list(&root, u64::MAX, &[]);
    let refused = CrlBuilder::following(&root, &highest, later, later.plus_seconds(DAY)).err();
    assert_eq!(refused, Some(PkiError::CrlMalformed));
}

#[test]
fn a_list_says_nothing_about_signers_of_others() {
    let root = root_certificate();
    let crl = list(&root, 1, &[]);
    assert!(crl.is_empty());
    let other = root_builder("Another IACA").self_sign(&key(1), &mut TestRng::new(5)).unwrap();
    let rolled_over = root_builder("Utopia IACA").self_sign(&key(6), &mut TestRng::new(7)).unwrap();
    for (root, seed) in [(&other, 1), (&rolled_over, 6)] {
        let certificate =
            signer_builder(root).sign(&key(seed), &key(3).public_key(), &mut TestRng::new(8)).unwrap();
        assert_eq!(crl.state_of(&signer(root, &certificate), now()), None);
    }
    let mut anchors = TrustAnchors::new();
    anchors.add(TrustAnchor::document_signer_key(key(3).public_key(), Realm::Live)).unwrap();
    let pinned = path::check(&[], &anchors, &rules(), DOC_TYPE, now()).unwrap();
    assert_eq!(crl.state_of(&pinned, now()), None);
}

#[test]
fn older_lists_are_told_by_number() {
    let root = root_certificate();
    let [low, high, higher] = [9, 255, 256].map(|number| list(&root, number, &[]));
    assert!(low.is_older_than(&high) && high.is_older_than(&higher) && low.is_older_than(&higher));
    assert!(!high.is_older_than(&low) && !high.is_older_than(&high));
    let other = root_builder("Another IACA").self_sign(&key(1), &mut TestRng::new(5)).unwrap();
    assert!(!low.is_older_than(&list(&other, 10, &[])));
}

#[test]
fn a_full_list_is_read_and_one_flipped_bit_is_refused() {
    let root = root_certificate();
    let mut builder = CrlBuilder::new(&root, 1, now(), now().plus_seconds(DAY)).unwrap();
    for number in 0..MAX_CRL_ENTRIES {
        builder = builder.revoke(&[&[1][..], &number.to_be_bytes()[4..]].concat(), now()).unwrap();
    }
    assert_eq!(builder.clone().revoke(&[1], now()).unwrap_err(), PkiError::CrlTooLarge);
    let full = builder.sign(&key(1)).unwrap();
    assert_eq!(Crl::verify(&full, &trusting(&[&root])).unwrap().len(), MAX_CRL_ENTRIES);

    let small = CrlBuilder::new(&root, 1, now(), now().plus_seconds(DAY)).unwrap();
    let small = small.revoke(&[1], now()).unwrap().sign(&key(1)).unwrap();
    let anchors = trusting(&[&root]);
    for at in 0..small.len() {
        for bit in 0..8 {
            let mut flipped = small.clone();
            flipped[at] ^= 1 << bit;
            assert!(Crl::verify(&flipped, &anchors).is_err(), "byte {at} bit {bit}");
        }
    }
}
