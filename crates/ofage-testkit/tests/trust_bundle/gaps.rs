//! Ways around revocation: lists that are there and cannot answer, and certificates that nobody asks about.

use ofage_core::pki::build::CrlBuilder;
use ofage_core::pki::{Certificate, Oid};
use ofage_core::status::Status;
use ofage_core::trust::{PartKind, TrustFileBuilder};
use ofage_testkit::certificate::{Extension, SIGN_CERTIFICATES};
use ofage_testkit::keys::TestKey;
use ofage_testkit::world::layouts;
use ofage_verifier::StatusPolicy;
use ofage_verifier::trust_bundle::{BundleProblem, PartProblem};

use crate::world::{DAY, EU, World, now, sign_status_list, sign_vical};

/// A venue that goes by short validity where no list was ever seen must not do so where one is there.
#[test]
fn a_list_that_is_there_and_cannot_be_used_is_not_one_that_was_never_seen() {
    let mut world = World::new();
    let presentation = world.presentation(Some(5));
    let check = |file: &TrustFileBuilder| {
        world.load(file).unwrap().check_presentation(&presentation, StatusPolicy::WhereKnown, now())
    };
    assert_eq!(check(&world.basic()), Ok(()), "never seen");
    let with = |list: &[u8]| {
        let mut file = world.basic();
        file.add(PartKind::StatusList, list);
        file
    };
    let revoking = |seconds| world.status_list(now().plus_seconds(seconds), &[(5, Status::Invalid)]);
    assert_eq!(check(&with(&revoking(0))), Err(BundleProblem::AttestationRevoked));
    assert_eq!(check(&with(&revoking(-8 * DAY))), Err(BundleProblem::StatusStale));
    let unusable = Err(BundleProblem::StatusUnusable);
    assert_eq!(check(&with(&revoking(301))), unusable, "from the future");
    let mut broken = revoking(0);
    *broken.last_mut().unwrap() ^= 1;
    assert_eq!(check(&with(&broken)), unusable, "broken");
    let mut denied = with(&revoking(0));
    denied.add(PartKind::DenyList, &world.deny_list(4, now(), &[&world.list_signer.certificate]));
    assert_eq!(check(&denied), unusable, "of a denied signer");
}

#[test]
fn a_revoked_signer_of_lists_signs_no_more() {
    let mut world = World::new();
    let presentation = world.presentation(Some(5));
    let other = world.issuer.list_signer(Oid::STATUS_LIST_SIGNER, &mut world.rng);
    let mut file = world.basic();
    file.add(PartKind::StatusList, &world.status_list(now(), &[]));
    let check = |file: &TrustFileBuilder| {
        let bundle = world.load(file).unwrap();
        let problem = bundle.rejected().first().map(|part| part.problem());
        (bundle.check_presentation(&presentation, StatusPolicy::Required, now()), problem)
    };
    assert_eq!(check(&file), (Ok(()), None));
    file.add(PartKind::Crl, &world.issuer.crl(1, now(), &[&world.list_signer.certificate]));
    assert_eq!(check(&file), (Err(BundleProblem::StatusUnusable), Some(PartProblem::Denied)));
    // What another signer says under the same name counts.
    file.add(PartKind::StatusList, &sign_status_list(&other, now(), &[]));
    assert_eq!(check(&file), (Ok(()), Some(PartProblem::Denied)));
}

/// The root revokes a certificate authority below it: the revocation list does not name the document signer.
#[test]
fn a_revoked_authority_takes_its_document_signers_with_it() {
    let world = World::new();
    let mut guest = layouts().into_iter().next().unwrap().world;
    guest.pki.root.set_extension(Extension::authority(None));
    let (from, until) = (guest.pki.signer.not_before, guest.pki.signer.not_after);
    let mut between = guest.pki.root.issue(TestKey::p256("between"), "Between", from, until);
    between.extensions.retain(|extension| extension.oid != ofage_testkit::certificate::EXTENDED_KEY_USAGE);
    between.set_extension(Extension::key_usage(SIGN_CERTIFICATES));
    between.set_extension(Extension::authority(Some(0)));
    guest.pki.signer = between.issue(guest.pki.signer.key.clone(), "Signer", from, until);
    guest.pki.intermediates = vec![between.clone()];
    guest.context.anchors = vec![ofage_testkit::world::Anchor::root(guest.pki.root.to_der())];
    guest.install_chain();
    guest.sign_issuer();
    let presentation = guest.context.verify(&guest.response.encode()).unwrap();
    let signer = presentation.document_signer();

    let root = Certificate::from_der(&guest.pki.root.to_der()).unwrap();
    let mut list = world.vical_builder(7, now());
    list.add(&root, &[EU]).unwrap();
    let mut file = TrustFileBuilder::new();
    file.add(PartKind::Vical, &sign_vical(&list, &world.vical_signer));
    file.add(PartKind::DenyList, &world.deny_list(3, now(), &[]));
    assert_eq!(world.load(&file).unwrap().check_signer(signer, now()), Ok(()));
    let crl = CrlBuilder::new(&root, 1, now(), now().plus_seconds(DAY)).unwrap();
    let crl = crl.revoke(&between.serial, now()).unwrap().sign(&guest.pki.root.key.secret()).unwrap();
    file.add(PartKind::Crl, &crl);
    let bundle = world.load(&file).unwrap();
    assert_eq!(bundle.rejected(), []);
    assert_eq!(bundle.check_signer(signer, now()), Err(BundleProblem::SignerRevoked));
    // For good.
    assert_eq!(bundle.check_signer(signer, now().plus_seconds(9 * DAY)), Err(BundleProblem::SignerRevoked));
}
