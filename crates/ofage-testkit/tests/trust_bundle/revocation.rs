//! Document signers and attestations that count no more.

use ofage_core::ElementValue;
use ofage_core::pki::Oid;
use ofage_core::status::{Status, StatusReference};
use ofage_core::trust::{DenyListBuilder, PartKind};
use ofage_verifier::trust_bundle::{
    BundleProblem, HighWater, PartProblem, Requirement, StatusAnswer, TrustBundle,
};

use crate::world::{DAY, IDS, LIST, Root, World, load, now, sign_status_list};

fn problem(bundle: &TrustBundle) -> Option<PartProblem> {
    bundle.rejected().first().map(|part| part.problem())
}

#[test]
fn deny_lists_name_certificates_keys_and_roots() {
    let mut world = World::new();
    let presentation = world.presentation(None);
    let signer = presentation.document_signer();
    let certificate = world.document_signer.certificate.clone();
    let root = world.issuer.certificate.clone();
    let with = |change: &dyn Fn(&mut DenyListBuilder)| {
        let mut list = DenyListBuilder::new(4, now(), now().plus_seconds(DAY)).unwrap();
        change(&mut list);
        let mut file = world.basic();
        file.add(PartKind::DenyList, &world.sign_deny_list(&list));
        file.add(PartKind::DocumentSigner, certificate.as_der());
        world.load(&file).unwrap()
    };
    let denied = Err(BundleProblem::SignerDenied);
    assert_eq!(with(&|_| {}).check_signer(signer, now()), Ok(()));
    let by_hash = with(&|list| {
        list.deny_certificate(certificate.sha256());
    });
    assert_eq!(by_hash.check_signer(signer, now()), denied);
    assert_eq!(problem(&by_hash), Some(PartProblem::Superseded));
    assert!(by_hash.rejected().iter().any(|part| part.problem() == PartProblem::Denied));
    assert!(by_hash.document_signers().is_empty());
    let by_key = with(&|list| {
        list.deny_key_id(certificate.subject_key_id().unwrap()).unwrap();
    });
    assert_eq!(by_key.check_signer(signer, now()), denied);
    let by_root = with(&|list| {
        list.deny_certificate(root.sha256());
    });
    assert_eq!(by_root.check_signer(signer, now()), denied);
    assert_eq!((by_root.anchors().len(), by_root.unusable_roots()), (1, 1));
}

#[test]
fn revocation_lists_name_document_signers() {
    let mut world = World::new();
    let presentation = world.presentation(None);
    let signer = presentation.document_signer();
    let other = world.issuer.document_signer(&mut world.rng).certificate;
    for (revoked, answer) in
        [(&world.document_signer.certificate, Err(BundleProblem::SignerRevoked)), (&other, Ok(()))]
    {
        let mut file = world.basic();
        file.add(PartKind::Crl, &world.issuer.crl(1, now(), &[revoked]));
        let bundle = world.load(&file).unwrap();
        assert_eq!(bundle.rejected(), []);
        assert_eq!(bundle.check_signer(signer, now()), answer);
        // Past its next update the list still revokes, and clears nobody.
        let late = now().plus_seconds(31 * DAY);
        let stale = answer.and(Err(BundleProblem::CrlStale));
        assert_eq!(bundle.check_signer(signer, late), stale);
    }
    let required = world.policy().crls(Requirement::Required);
    let bundle = load(&world.basic(), &required, &HighWater::new(), now()).unwrap();
    assert_eq!(bundle.check_signer(signer, now()), Err(BundleProblem::CrlMissing));
    // Another issuer's list does not speak about this one.
    let mut file = world.basic();
    file.add(PartKind::Crl, &world.other_issuer.crl(1, now(), &[&world.document_signer.certificate]));
    let bundle = load(&file, &required, &HighWater::new(), now()).unwrap();
    assert_eq!(bundle.check_signer(signer, now()), Err(BundleProblem::CrlMissing));
}

#[test]
fn every_status_has_its_answer() {
    let mut world = World::new();
    let presentation = world.presentation(Some(1));
    let signer = presentation.document_signer();
    let mut file = world.basic();
    let set = [(1, Status::Invalid), (2, Status::Suspended), (3, Status::Other(3))];
    file.add(PartKind::StatusList, &world.status_list(now(), &set));
    let bundle = world.load(&file).unwrap();
    let answer = |uri, index, at| bundle.status_of(&StatusReference::index(uri, index), signer, at);
    assert_eq!(answer(LIST, 0, now()), StatusAnswer::Valid);
    assert_eq!(answer(LIST, 1, now()), StatusAnswer::Invalid);
    assert_eq!(answer(LIST, 2, now()), StatusAnswer::Suspended);
    let unknown = |problem| StatusAnswer::Unknown(problem);
    assert_eq!(answer(LIST, 3, now()), unknown(BundleProblem::StatusUnknownValue));
    assert_eq!(answer(LIST, 1000, now()), unknown(BundleProblem::StatusIndexOutOfRange));
    assert_eq!(answer("https://x", 0, now()), unknown(BundleProblem::StatusMissing));
    let late = now().plus_seconds(7 * DAY + 1);
    assert_eq!(answer(LIST, 0, late), unknown(BundleProblem::StatusStale));
    assert_eq!(answer(LIST, 0, now().plus_seconds(-301)), unknown(BundleProblem::ClockBehind));
    for (answer, code) in [
        (StatusAnswer::Valid, None),
        (StatusAnswer::Invalid, Some("attestation_revoked")),
        (StatusAnswer::Suspended, Some("attestation_suspended")),
        (unknown(BundleProblem::StatusMissing), Some("status_list_missing")),
    ] {
        assert_eq!(answer.check().err().map(|problem| problem.code()), code);
    }
    // Loaded after its end, it says so.
    let mut file = world.basic();
    file.add(PartKind::StatusList, &world.status_list(now().plus_seconds(-8 * DAY), &[]));
    let bundle = world.load(&file).unwrap();
    let answer = bundle.status_of(&StatusReference::index(LIST, 0), signer, now());
    assert_eq!(answer, unknown(BundleProblem::StatusStale));
}

#[test]
fn only_the_issuers_own_list_counts() {
    let mut world = World::new();
    let presentation = world.presentation(Some(1));
    let signer = presentation.document_signer();
    // Another trusted issuer publishes a list of the same name that says "valid".
    let stranger = world.other_issuer.list_signer(Oid::STATUS_LIST_SIGNER, &mut world.rng);
    let clearing = sign_status_list(&stranger, now(), &[]);
    let mut file = world.basic();
    file.add(PartKind::StatusList, &clearing);
    let bundle = world.load(&file).unwrap();
    let reference = StatusReference::index(LIST, 1);
    let answer = bundle.status_of(&reference, signer, now());
    assert_eq!(answer, StatusAnswer::Unknown(BundleProblem::StatusOtherIssuer));
    // Both: the issuer's own counts.
    file.add(PartKind::StatusList, &world.status_list(now(), &[(1, Status::Invalid)]));
    let bundle = world.load(&file).unwrap();
    assert_eq!(bundle.status_of(&reference, signer, now()), StatusAnswer::Invalid);
    // A certificate for readers signs no lists.
    let reader = world.issuer.list_signer(Oid::MDL_READER, &mut world.rng);
    let mut file = world.basic();
    file.add(PartKind::StatusList, &sign_status_list(&reader, now(), &[]));
    let bundle = world.load(&file).unwrap();
    assert_eq!(problem(&bundle).map(|problem| problem.code()), Some("extended_key_usage"));
}

#[test]
fn a_denied_signer_of_lists_signs_no_more() {
    let world = World::new();
    let mut file = world.basic();
    file.add(PartKind::DenyList, &world.deny_list(4, now(), &[&world.list_signer.certificate]));
    file.add(PartKind::StatusList, &world.status_list(now(), &[]));
    file.add(PartKind::IdentifierList, &world.identifier_list(now(), &[]));
    let bundle = world.load(&file).unwrap();
    let denied = bundle.rejected().iter().filter(|part| part.problem() == PartProblem::Denied);
    assert_eq!(denied.count(), 2);
}

#[test]
fn identifier_lists_revoke_by_name() {
    let mut world = World::new();
    let presentation = world.presentation(None);
    let signer = presentation.document_signer();
    let mut file = world.basic();
    file.add(PartKind::IdentifierList, &world.identifier_list(now(), &[b"one", b"two"]));
    file.add(PartKind::StatusList, &world.status_list(now(), &[(4, Status::Suspended)]));
    let bundle = world.load(&file).unwrap();
    assert_eq!(bundle.rejected(), []);
    let answer = |id: &[u8]| bundle.status_of(&StatusReference::identifier(IDS, id), signer, now());
    assert_eq!(answer(b"two"), StatusAnswer::Invalid);
    assert_eq!(answer(b"three"), StatusAnswer::Valid);
    // {"status_list": {"idx": .., "uri": LIST}, "identifier_list": {"id": .., "uri": IDS}}
    let both = |index: u8, id: &[u8]| {
        let mut cbor = b"\xa2\x6bstatus_list\xa2\x63idx".to_vec();
        cbor.push(index);
        cbor.extend_from_slice(b"\x63uri\x78");
        cbor.push(u8::try_from(LIST.len()).unwrap());
        cbor.extend_from_slice(LIST.as_bytes());
        cbor.extend_from_slice(b"\x6fidentifier_list\xa2\x62id");
        cbor.push(0x40 | u8::try_from(id.len()).unwrap());
        cbor.extend_from_slice(id);
        cbor.extend_from_slice(b"\x63uri\x78");
        cbor.push(u8::try_from(IDS.len()).unwrap());
        cbor.extend_from_slice(IDS.as_bytes());
        let reference = StatusReference::decode(&ElementValue::from_cbor(&cbor).unwrap()).unwrap();
        bundle.status_of(&reference, signer, now())
    };
    assert_eq!(both(5, b"three"), StatusAnswer::Valid);
    assert_eq!(both(5, b"one"), StatusAnswer::Invalid);
    assert_eq!(both(4, b"three"), StatusAnswer::Suspended);
    assert_eq!(both(4, b"one"), StatusAnswer::Invalid);
}

/// The status names the root of its list itself: the list's issuer need not be a root of the bundle.
#[test]
fn a_status_may_name_the_certificate_of_its_list() {
    let mut world = World::new();
    let presentation = world.presentation(None);
    let signer = presentation.document_signer();
    let operator = Root::new("Operator of lists", &mut world.rng);
    let list_signer = operator.list_signer(Oid::STATUS_LIST_SIGNER, &mut world.rng);
    let mut file = world.basic();
    file.add(PartKind::StatusList, &sign_status_list(&list_signer, now(), &[(1, Status::Invalid)]));
    let bundle = world.load(&file).unwrap();
    assert_eq!(bundle.rejected(), []);
    let reference = |index: u8, certificate: Option<&[u8]>| {
        let mut cbor = b"\xa1\x6bstatus_list".to_vec();
        cbor.push(if certificate.is_some() { 0xa3 } else { 0xa2 });
        cbor.extend_from_slice(b"\x63idx");
        cbor.push(index);
        cbor.extend_from_slice(b"\x63uri\x78");
        cbor.push(u8::try_from(LIST.len()).unwrap());
        cbor.extend_from_slice(LIST.as_bytes());
        if let Some(certificate) = certificate {
            cbor.extend_from_slice(b"\x6bcertificate\x59");
            cbor.extend_from_slice(&u16::try_from(certificate.len()).unwrap().to_be_bytes());
            cbor.extend_from_slice(certificate);
        }
        StatusReference::decode(&ElementValue::from_cbor(&cbor).unwrap()).unwrap()
    };
    let root = operator.certificate.as_der();
    assert_eq!(bundle.status_of(&reference(1, Some(root)), signer, now()), StatusAnswer::Invalid);
    assert_eq!(bundle.status_of(&reference(2, Some(root)), signer, now()), StatusAnswer::Valid);
    let missing = StatusAnswer::Unknown(BundleProblem::StatusMissing);
    assert_eq!(bundle.status_of(&reference(2, None), signer, now()), missing);
    let other = world.other_issuer.certificate.as_der();
    let refused = bundle.status_of(&reference(2, Some(other)), signer, now());
    assert_eq!(refused, StatusAnswer::Unknown(BundleProblem::StatusOtherIssuer));
    let nonsense = bundle.status_of(&reference(2, Some(b"no certificate..")), signer, now());
    assert_eq!(nonsense, StatusAnswer::Unknown(BundleProblem::StatusMissing));

    // Of several such lists the newest counts, wherever it stands in the file.
    let list = |at: i64, status| sign_status_list(&list_signer, now().plus_seconds(at), &[(3, status)]);
    for order in [[-DAY, 60], [60, -DAY]] {
        let mut file = world.basic();
        for at in order {
            let status = if at > 0 { Status::Invalid } else { Status::Valid };
            file.add(PartKind::StatusList, &list(at, status));
        }
        let bundle = world.load(&file).unwrap();
        assert_eq!(bundle.status_of(&reference(3, Some(root)), signer, now()), StatusAnswer::Invalid);
    }
    let mut file = world.basic();
    file.add(PartKind::StatusList, &list(-8 * DAY, Status::Valid));
    file.add(PartKind::StatusList, &list(0, Status::Valid));
    let bundle = world.load(&file).unwrap();
    assert_eq!(bundle.status_of(&reference(3, Some(root)), signer, now()), StatusAnswer::Valid);
    // A denied signer's list does not answer; it is not as good as none, which a policy may do without.
    let mut file = world.basic();
    file.add(PartKind::StatusList, &list(0, Status::Valid));
    file.add(PartKind::DenyList, &world.deny_list(4, now(), &[&list_signer.certificate]));
    let bundle = world.load(&file).unwrap();
    let refused = StatusAnswer::Unknown(BundleProblem::StatusOtherIssuer);
    assert_eq!(bundle.status_of(&reference(3, Some(root)), signer, now()), refused);
}

#[test]
fn a_door_asks_everything_at_once() {
    use ofage_verifier::{Reason, StatusPolicy, TrustSource};
    let mut world = World::new();
    let presentation = world.presentation(Some(1));
    let plain = world.presentation(None);
    let answer = |bundle: &TrustBundle, presentation, policy| {
        TrustSource::check_presentation(bundle, presentation, policy, now())
    };
    let (ignored, known, required) =
        (StatusPolicy::Ignored, StatusPolicy::WhereKnown, StatusPolicy::Required);
    let none = world.load(&world.basic()).unwrap();
    assert_eq!(answer(&none, &presentation, ignored), Ok(()));
    assert_eq!(answer(&none, &presentation, known), Ok(()));
    assert_eq!(answer(&none, &presentation, required), Err(Reason::StatusUnknown));
    assert_eq!(answer(&none, &plain, required), Ok(()));
    let mut file = world.basic();
    file.add(PartKind::StatusList, &world.status_list(now(), &[(1, Status::Invalid)]));
    let revoked = world.load(&file).unwrap();
    assert_eq!(answer(&revoked, &presentation, ignored), Ok(()));
    assert_eq!(answer(&revoked, &presentation, known), Err(Reason::AttestationRevoked));
    // A list that is there and has expired is a gap under every policy that looks.
    let mut file = world.basic();
    file.add(PartKind::StatusList, &world.status_list(now().plus_seconds(-8 * DAY), &[]));
    let stale = world.load(&file).unwrap();
    assert_eq!(answer(&stale, &presentation, known), Err(Reason::StatusUnknown));
    // The deny list counts whatever the policy says of statuses.
    let mut file = world.basic();
    file.add(PartKind::DenyList, &world.deny_list(4, now(), &[&world.document_signer.certificate]));
    let denied = world.load(&file).unwrap();
    assert_eq!(answer(&denied, &plain, ignored), Err(Reason::IssuerDenied));
}
