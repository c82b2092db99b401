//! Age, ends and clocks.

use ofage_core::UnixTime;
use ofage_core::pki::Realm;
use ofage_core::trust::{ListError, PartKind, TrustFileBuilder};
use ofage_verifier::trust_bundle::{BundleError, BundleProblem, HighWater, Requirement};

use crate::world::{DAY, Root, World, load, now, policy, sign_vical};

const THREE_DAYS: u32 = 3 * 86_400;

#[test]
fn a_bundle_loads_and_counts() {
    let world = World::new();
    let bundle = world.load(&world.basic()).unwrap();
    assert_eq!(bundle.check_current(now(), THREE_DAYS), Ok(()));
    assert_eq!((bundle.anchors().len(), bundle.sequence(), bundle.age(now())), (2, 7, DAY));
    assert_eq!(bundle.newest_date(), Some(now().plus_seconds(-DAY)));
    assert_eq!((bundle.rejected().len(), bundle.unusable_roots()), (0, 0));
    assert!(!bundle.has_demo_roots());
    // What is kept loads again, to the same bytes.
    let file = bundle.to_file().unwrap();
    assert_eq!(file, world.basic().encode().unwrap());
}

#[test]
fn a_bundle_ages_and_ends() {
    let world = World::new();
    let bundle = world.load(&world.basic()).unwrap();
    let made = now().plus_seconds(-DAY);
    for (at, answer) in [
        (made.plus_seconds(3 * DAY), Ok(())),
        (made.plus_seconds(3 * DAY + 1), Err(BundleProblem::VicalStale)),
        (made.plus_seconds(20 * DAY + 1), Err(BundleProblem::VicalExpired)),
        (made.plus_seconds(-300), Ok(())),
        (made.plus_seconds(-301), Err(BundleProblem::ClockBehind)),
        (UnixTime::EPOCH, Err(BundleProblem::ClockBehind)),
    ] {
        assert_eq!(bundle.check_current(at, THREE_DAYS), answer, "{at}");
    }
    // A longer policy does not outlive the list's own end.
    assert_eq!(bundle.check_current(made.plus_seconds(20 * DAY), u32::MAX), Ok(()));
    let past = made.plus_seconds(20 * DAY + 1);
    assert_eq!(bundle.check_current(past, u32::MAX), Err(BundleProblem::VicalExpired));
}

#[test]
fn a_stale_deny_list_closes_the_door_too() {
    let world = World::new();
    let mut file = TrustFileBuilder::new();
    file.add(PartKind::Vical, &world.vical(7, now()));
    file.add(PartKind::DenyList, &world.deny_list(3, now().plus_seconds(-4 * DAY), &[]));
    let bundle = world.load(&file).unwrap();
    assert_eq!(bundle.check_current(now(), THREE_DAYS), Err(BundleProblem::DenyListStale));
    let late = now().plus_seconds(17 * DAY);
    assert_eq!(bundle.check_current(late, u32::MAX), Err(BundleProblem::DenyListExpired));
}

#[test]
fn a_bundle_of_the_past_or_the_future_does_not_load() {
    let world = World::new();
    let at = |at| load(&world.basic(), &world.policy(), &HighWater::new(), at).unwrap_err();
    let expires = now().plus_seconds(19 * DAY);
    let expired = BundleError::VicalRejected { error: ListError::Expired { expires } };
    assert_eq!(at(now().plus_seconds(19 * DAY + 1)), expired);
    assert_eq!(at(now().plus_seconds(-2 * DAY)).code(), "list_issued_in_future");
    assert_eq!(at(UnixTime::EPOCH).code(), "certificate_not_yet_valid");
}

#[test]
fn a_bundle_without_a_deny_list_counts_only_where_the_policy_says_so() {
    let world = World::new();
    let mut file = TrustFileBuilder::new();
    file.add(PartKind::Vical, &world.vical(7, now()));
    let bundle = world.load(&file).unwrap();
    assert_eq!(bundle.check_current(now(), THREE_DAYS), Err(BundleProblem::DenyListMissing));
    let lenient = world.policy().deny_list(Requirement::WherePresent);
    let bundle = load(&file, &lenient, &HighWater::new(), now()).unwrap();
    assert_eq!(bundle.check_current(now(), THREE_DAYS), Ok(()));
}

#[test]
fn an_empty_list_of_roots_trusts_nobody() {
    let world = World::new();
    let empty = ofage_core::trust::VicalBuilder::new("Utopia", 1, now());
    let mut file = TrustFileBuilder::new();
    file.add(PartKind::Vical, &sign_vical(&empty, &world.vical_signer));
    let bundle = world.load(&file).unwrap();
    assert_eq!(bundle.check_current(now(), THREE_DAYS), Err(BundleProblem::TrustEmpty));
    let nothing = world.load(&TrustFileBuilder::new()).unwrap_err();
    assert_eq!(nothing, BundleError::VicalMissing);
}

#[test]
fn demo_roots_are_marked_by_their_provider_or_their_list() {
    let world = World::new();
    let demo = load(&world.basic(), &policy(&world.provider, Realm::Demo), &HighWater::new(), now()).unwrap();
    assert!(demo.anchors().iter().all(|anchor| anchor.realm() == Realm::Demo));
    let list = world.vical_builder(8, now()).demo();
    let mut file = TrustFileBuilder::new();
    file.add(PartKind::Vical, &sign_vical(&list, &world.vical_signer));
    let bundle = world.load(&file).unwrap();
    assert!(bundle.has_demo_roots());
    assert!(bundle.anchors().iter().all(|anchor| anchor.realm() == Realm::Demo));
}

/// A root that both a demo and a live provider list is a demo root: it cannot be passed off as real.
#[test]
fn a_root_in_both_realms_is_a_demo_root() {
    let mut world = World::new();
    let demo_provider = Root::new("Demo provider", &mut world.rng);
    let demo_signer = demo_provider.vical_signer(&mut world.rng);
    let mut providers = world.policy().providers().clone();
    let anchor = ofage_core::pki::TrustAnchor::root(demo_provider.certificate.clone(), Realm::Demo).unwrap();
    providers.add(anchor).unwrap();
    let policy = ofage_verifier::trust_bundle::BundlePolicy::new(providers);
    let mut file = world.basic();
    let mut list = ofage_core::trust::VicalBuilder::new("Demo", 1, now());
    list.add(&world.issuer.certificate, &["eu.europa.ec.av.1"]).unwrap();
    file.add(PartKind::Vical, &sign_vical(&list, &demo_signer));
    let bundle = load(&file, &policy, &HighWater::new(), now()).unwrap();
    let realm_of = |name| {
        bundle.anchors().iter().find(|anchor| anchor.common_name() == Some(name)).map(|anchor| anchor.realm())
    };
    assert_eq!((realm_of("Issuer"), realm_of("Other issuer")), (Some(Realm::Demo), Some(Realm::Live)));
    assert_eq!(bundle.unusable_roots(), 1);
    // The live deny list does not stand in for the demo provider's.
    assert_eq!(bundle.check_current(now(), THREE_DAYS), Err(BundleProblem::DenyListMissing));
}

#[test]
fn lists_tell_when_newer_ones_are_due() {
    let world = World::new();
    let list = world.vical_builder(7, now()).next_update(now().plus_seconds(DAY));
    let mut file = TrustFileBuilder::new();
    file.add(PartKind::Vical, &sign_vical(&list, &world.vical_signer));
    file.add(PartKind::DenyList, &world.deny_list(3, now(), &[]));
    let bundle = world.load(&file).unwrap();
    assert!(!bundle.is_refresh_due(now().plus_seconds(DAY)));
    assert!(bundle.is_refresh_due(now().plus_seconds(DAY + 1)));
    assert_eq!(bundle.check_current(now().plus_seconds(DAY + 1), THREE_DAYS), Ok(()));
}
