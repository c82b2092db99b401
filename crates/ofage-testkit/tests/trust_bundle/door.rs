//! A door with a trust bundle: what it decides, and what takes the decision away.

use ofage_core::door_code::{DoorCode, Template};
use ofage_core::pki::Realm;
use ofage_core::status::Status;
use ofage_core::trust::{PartKind, TrustFileBuilder, VicalBuilder};
use ofage_core::{SessionTranscript, UnixTime};
use ofage_testkit::rng::TestRng;
use ofage_verifier::trust_bundle::{HighWater, TrustBundle};
use ofage_verifier::{Door, Policy, StatusPolicy, VenueSecret};

use crate::world::{DAY, EU, World, load, now, policy, sign_vical};

fn open(bundle: TrustBundle, policy: Policy) -> Door {
    let mut rng = TestRng::new("door");
    let secret = VenueSecret::generate(&mut rng);
    Door::new(policy, Box::new(bundle), secret, &mut rng, now())
}

fn venue() -> Policy {
    ofage_testkit::door::policy()
}

/// What the door says of a guest with this status, at this time.
fn says(world: &mut World, door: &Door, status: Option<u64>, at: UnixTime) -> &'static str {
    let challenge = door.challenge(at).unwrap();
    let response = world.respond(status, &challenge.to_session_transcript());
    door.scan_bytes(&response, at).reason().code()
}

#[test]
fn a_short_code_is_expanded_with_the_bundle_and_admitted() {
    let mut world = World::new();
    let sample = world.respond(None, &SessionTranscript::hashed_handover("sample", b""));
    let template = Template::derive(&sample).unwrap();
    let answer = |door: &Door, world: &mut World| {
        let challenge = door.challenge(now()).unwrap();
        let response = world.respond(None, &challenge.to_session_transcript());
        let code = DoorCode::compress(&response, &template, challenge.freshness()).unwrap();
        door.scan_text(&code.to_text(), now()).reason().code()
    };
    let mut file = world.basic();
    let without = open(world.load(&file).unwrap(), venue());
    assert_eq!(answer(&without, &mut world), "layout_unknown");
    file.add(PartKind::Template, template.as_bytes());
    file.add(PartKind::DocumentSigner, world.document_signer.certificate.as_der());
    let door = open(world.load(&file).unwrap(), venue());
    assert_eq!(answer(&door, &mut world), "old_enough");
}

#[test]
fn a_document_signer_is_not_trusted_for_being_in_the_bundle() {
    let mut world = World::new();
    let sample = world.respond(None, &SessionTranscript::hashed_handover("sample", b""));
    let template = Template::derive(&sample).unwrap();
    let mut roots = VicalBuilder::new("Utopia", 7, now()).not_after(now().plus_seconds(20 * DAY));
    roots.add(&world.other_issuer.certificate, &[EU]).unwrap();
    let mut file = TrustFileBuilder::new();
    file.add(PartKind::Vical, &sign_vical(&roots, &world.vical_signer));
    file.add(PartKind::DenyList, &world.deny_list(3, now(), &[]));
    file.add(PartKind::Template, template.as_bytes());
    file.add(PartKind::DocumentSigner, world.document_signer.certificate.as_der());
    let door = open(world.load(&file).unwrap(), venue());
    let challenge = door.challenge(now()).unwrap();
    let response = world.respond(None, &challenge.to_session_transcript());
    let code = DoorCode::compress(&response, &template, challenge.freshness()).unwrap();
    assert_eq!(door.scan_text(&code.to_text(), now()).reason().code(), "issuer_unknown");
}

#[test]
fn whatever_is_wrong_with_trust_is_said_and_never_admits() {
    let mut world = World::new();
    let door = |file: &TrustFileBuilder, world: &World| open(world.load(file).unwrap(), venue());
    let basic = door(&world.basic(), &world);
    assert_eq!(says(&mut world, &basic, None, now()), "old_enough");
    assert_eq!(says(&mut world, &basic, None, now().plus_seconds(2 * DAY)), "old_enough");
    assert_eq!(says(&mut world, &basic, None, now().plus_seconds(2 * DAY + 1)), "trust_stale");
    let late = now().plus_seconds(19 * DAY + 1);
    assert_eq!(says(&mut world, &basic, None, late), "trust_expired");

    let mut no_deny_list = TrustFileBuilder::new();
    no_deny_list.add(PartKind::Vical, &world.vical(7, now()));
    let no_deny_list = door(&no_deny_list, &world);
    assert_eq!(says(&mut world, &no_deny_list, None, now()), "trust_missing");

    let mut denied = world.basic();
    denied.add(PartKind::DenyList, &world.deny_list(4, now(), &[&world.document_signer.certificate]));
    let denied = door(&denied, &world);
    assert_eq!(says(&mut world, &denied, None, now()), "issuer_denied");

    let mut revoked = world.basic();
    revoked.add(PartKind::Crl, &world.issuer.crl(1, now(), &[&world.document_signer.certificate]));
    let revoked = door(&revoked, &world);
    assert_eq!(says(&mut world, &revoked, None, now()), "issuer_denied");

    let mut demo = world.basic();
    demo.add(PartKind::StatusList, &world.status_list(now(), &[]));
    let demo = load(&demo, &policy(&world.provider, Realm::Demo), &HighWater::new(), now()).unwrap();
    assert_eq!(says(&mut world, &open(demo, venue()), None, now()), "demo_old_enough");
}

#[test]
fn a_status_is_looked_up_before_anybody_is_admitted() {
    let mut world = World::new();
    let mut file = world.basic();
    file.add(
        PartKind::StatusList,
        &world.status_list(now(), &[(1, Status::Invalid), (2, Status::Suspended)]),
    );
    let bundle = world.load(&file).unwrap();
    let door = open(bundle.clone(), venue());
    for (index, code) in
        [(0, "old_enough"), (1, "attestation_revoked"), (2, "attestation_revoked"), (5000, "status_unknown")]
    {
        assert_eq!(says(&mut world, &door, Some(index), now()), code, "{index}");
    }
    let strict = open(world.load(&world.basic()).unwrap(), venue().status(StatusPolicy::Required));
    assert_eq!(says(&mut world, &strict, Some(0), now()), "status_unknown");
    // The list arrives while the door is open.
    strict.replace_trust(Box::new(bundle));
    assert_eq!(says(&mut world, &strict, Some(0), now()), "old_enough");
    assert_eq!(says(&mut world, &strict, Some(1), now()), "attestation_revoked");
}
