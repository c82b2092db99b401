//! Nothing older than what was seen.

use ofage_core::status::{Status, StatusReference};
use ofage_core::trust::{PartKind, TrustFileBuilder};
use ofage_verifier::trust_bundle::{
    BundleError, BundleProblem, HighWater, PartProblem, Requirement, StatusAnswer, TrustBundle,
};

use crate::world::{DAY, LIST, World, load, now};

fn file(world: &World, issue: u64, sequence: u64, days: i64) -> TrustFileBuilder {
    let at = now().plus_seconds(DAY.saturating_mul(days));
    let mut file = TrustFileBuilder::new();
    file.add(PartKind::Vical, &world.vical(issue, at));
    file.add(PartKind::DenyList, &world.deny_list(sequence, at, &[]));
    file
}

#[test]
fn older_lists_are_refused_by_number_and_by_date() {
    let world = World::new();
    let newest = world.load(&file(&world, 7, 3, -1)).unwrap();
    let seen = HighWater::from_bytes(&newest.high_water().to_bytes()).unwrap();
    let again = |issue, sequence, days| {
        load(&file(&world, issue, sequence, days), &world.policy(), &seen, now()).map(|_| ())
    };
    assert_eq!(again(7, 3, -1), Ok(()));
    assert_eq!(again(8, 4, 0), Ok(()));
    assert_eq!(again(6, 3, -1), Err(BundleError::RolledBack { kind: PartKind::Vical }));
    // A new number on an old date is no new list.
    assert_eq!(again(8, 3, -2), Err(BundleError::RolledBack { kind: PartKind::Vical }));
    assert_eq!(again(8, 2, 0), Err(BundleError::RolledBack { kind: PartKind::DenyList }));
    // A new device cannot know.
    assert!(world.load(&file(&world, 6, 2, -2)).is_ok());
}

#[test]
fn a_deny_list_that_was_seen_must_stay() {
    let world = World::new();
    let policy = world.policy().deny_list(Requirement::WherePresent);
    let seen = load(&world.basic(), &policy, &HighWater::new(), now()).unwrap().high_water().clone();
    let mut stripped = TrustFileBuilder::new();
    stripped.add(PartKind::Vical, &world.vical(8, now()));
    let bundle = load(&stripped, &policy, &seen, now()).unwrap();
    assert_eq!(bundle.check_current(now(), u32::MAX), Err(BundleProblem::DenyListMissing));
    let fresh = load(&stripped, &policy, &HighWater::new(), now()).unwrap();
    assert_eq!(fresh.check_current(now(), u32::MAX), Ok(()));
}

#[test]
fn an_older_status_list_gives_no_answer() {
    let mut world = World::new();
    let presentation = world.presentation(Some(5));
    let signer = presentation.document_signer();
    let reference = StatusReference::decode(presentation.status().unwrap()).unwrap();
    let mut new = world.basic();
    new.add(PartKind::StatusList, &world.status_list(now(), &[(5, Status::Invalid)]));
    let bundle = world.load(&new).unwrap();
    assert_eq!(bundle.status_of(&reference, signer, now()), StatusAnswer::Invalid);
    let seen = bundle.high_water();
    let mut old = world.basic();
    old.add(PartKind::StatusList, &world.status_list(now().plus_seconds(-DAY), &[]));
    let bundle = load(&old, &world.policy(), seen, now()).unwrap();
    assert_eq!(bundle.rejected().first().map(|part| part.problem()), Some(PartProblem::RolledBack));
    let withdrawn = StatusAnswer::Unknown(BundleProblem::StatusWithdrawn);
    assert_eq!(bundle.status_of(&reference, signer, now()), withdrawn);
    // Without any list of that name: the same, on this device.
    let bundle = load(&world.basic(), &world.policy(), seen, now()).unwrap();
    assert_eq!(bundle.status_of(&reference, signer, now()), withdrawn);
    assert_eq!(reference.status_list().unwrap().uri(), LIST);
}

#[test]
fn an_older_or_missing_revocation_list_gives_no_answer() {
    let mut world = World::new();
    let presentation = world.presentation(None);
    let signer = presentation.document_signer();
    let revoking = world.issuer.crl(9, now().plus_seconds(-DAY), &[&world.document_signer.certificate]);
    let mut file = world.basic();
    file.add(PartKind::Crl, &revoking);
    let bundle = world.load(&file).unwrap();
    assert_eq!(bundle.check_signer(signer, now()), Err(BundleProblem::SignerRevoked));
    let mut old = world.basic();
    old.add(PartKind::Crl, &world.issuer.crl(8, now().plus_seconds(-2 * DAY), &[]));
    let bundle = load(&old, &world.policy(), bundle.high_water(), now()).unwrap();
    assert_eq!(bundle.rejected().first().map(|part| part.problem()), Some(PartProblem::RolledBack));
    assert_eq!(bundle.check_signer(signer, now()), Err(BundleProblem::CrlMissing));
}

#[test]
fn merging_takes_the_newest_whatever_the_order() {
    let world = World::new();
    let (first, second) = (file(&world, 7, 3, -1), file(&world, 8, 4, 0));
    let take_apart = |file: &TrustFileBuilder| TrustBundle::decode(&file.encode().unwrap()).unwrap();
    for (base, more) in [(&first, &second), (&second, &first)] {
        let merged = world.load(base).unwrap().merge(take_apart(more), now()).unwrap();
        assert_eq!(merged.sequence(), 8);
        assert_eq!(merged.deny_lists().map(|list| list.sequence()).collect::<Vec<_>>(), [4]);
        assert!(merged.rejected().iter().all(|part| part.problem() == PartProblem::Superseded));
        assert_eq!(merged.to_file().unwrap(), second.encode().unwrap());
    }
}

#[test]
fn merging_a_single_part_keeps_the_rest() {
    let mut world = World::new();
    let presentation = world.presentation(Some(5));
    let signer = presentation.document_signer();
    let reference = StatusReference::decode(presentation.status().unwrap()).unwrap();
    let bundle = world.load(&world.basic()).unwrap();
    let missing = StatusAnswer::Unknown(BundleProblem::StatusMissing);
    assert_eq!(bundle.status_of(&reference, signer, now()), missing);
    let list = world.status_list(now(), &[]);
    let bundle = bundle.merge(TrustBundle::single_part(PartKind::StatusList, &list), now()).unwrap();
    assert_eq!(bundle.status_of(&reference, signer, now()), StatusAnswer::Valid);
    let denying = world.deny_list(4, now(), &[&world.document_signer.certificate]);
    let bundle = bundle.merge(TrustBundle::single_part(PartKind::DenyList, &denying), now()).unwrap();
    assert_eq!(bundle.check_signer(signer, now()), Err(BundleProblem::SignerDenied));
    assert_eq!(bundle.status_of(&reference, signer, now()), StatusAnswer::Valid);
    assert_eq!(bundle.count(PartKind::Vical), 1);
}
