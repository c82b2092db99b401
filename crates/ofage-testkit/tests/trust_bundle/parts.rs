//! Parts that do not hold are left out, and named.

use ofage_core::door_code::{CertificateReference, Lookup as _};
use ofage_core::pki::{Oid, PkiError, Realm};
use ofage_core::trust::{ListError, PartKind, TrustFile, TrustFileBuilder};
use ofage_testkit::shared_bytes;
use ofage_verifier::trust_bundle::{BundleError, HighWater, PartProblem, Requirement};

use crate::world::{DAY, Root, World, load, now, policy, sign_vical};

#[test]
fn a_broken_part_does_not_take_the_others_with_it() {
    let world = World::new();
    let mut file = world.basic();
    for kind in PartKind::ALL {
        file.add(kind, b"broken");
    }
    file.add(PartKind::DocumentSigner, world.document_signer.certificate.as_der());
    let bundle = world.load(&file).unwrap();
    let rejected: Vec<_> =
        bundle.rejected().iter().map(|part| (part.kind(), part.index(), part.problem().code())).collect();
    assert_eq!(
        rejected,
        [
            (PartKind::Vical, 1, "trailing_bytes"),
            (PartKind::DenyList, 1, "trailing_bytes"),
            (PartKind::DocumentSigner, 0, "certificate_malformed"),
            (PartKind::Template, 0, "template_malformed"),
            (PartKind::Crl, 0, "crl_malformed"),
            (PartKind::StatusList, 0, "trailing_bytes"),
            (PartKind::IdentifierList, 0, "trailing_bytes"),
        ]
    );
    assert_eq!(bundle.check_current(now(), u32::MAX), Ok(()));
    assert_eq!(bundle.document_signers().len(), 1);
}

#[test]
fn document_signers_are_found_by_reference() {
    let world = World::new();
    let certificate = &world.document_signer.certificate;
    let mut file = world.basic();
    file.add(PartKind::DocumentSigner, certificate.as_der());
    let bundle = world.load(&file).unwrap();
    let prefix = certificate.sha256();
    assert_eq!(bundle.document_signers_with_prefix(&prefix[..2]).count(), 1);
    assert_eq!(bundle.document_signers_with_prefix(&[prefix[0], !prefix[1]]).count(), 0);
    let reference = CertificateReference::of(certificate.as_der());
    assert_eq!(bundle.catalogue().certificate(reference, 0), Some(certificate.as_der()));
    assert_eq!(bundle.catalogue().certificate(reference, 1), None);
}

#[test]
fn lists_of_strangers_do_not_count() {
    let mut world = World::new();
    let stranger = Root::new("Stranger", &mut world.rng);
    let signer = stranger.vical_signer(&mut world.rng);
    let mut file = TrustFileBuilder::new();
    file.add(PartKind::Vical, &sign_vical(&world.vical_builder(9, now()), &signer));
    let unknown = ListError::Chain { error: PkiError::AnchorUnknown };
    assert_eq!(world.load(&file).unwrap_err(), BundleError::VicalRejected { error: unknown });
    // A document signer of the provider is no signer of lists of roots.
    let wrong = world.provider.list_signer(Oid::MDL_DOCUMENT_SIGNER, &mut world.rng);
    let mut file = TrustFileBuilder::new();
    file.add(PartKind::Vical, &sign_vical(&world.vical_builder(9, now()), &wrong));
    let error = world.load(&file).unwrap_err();
    assert_eq!(error.code(), "key_usage");
}

#[test]
fn a_list_is_not_taken_for_another_kind() {
    let world = World::new();
    let vical = world.vical(7, now());
    let deny_list = world.deny_list(3, now(), &[]);
    let mut file = TrustFileBuilder::new();
    file.add(PartKind::Vical, &vical).add(PartKind::Vical, &deny_list);
    file.add(PartKind::DenyList, &vical).add(PartKind::DenyList, &world.status_list(now(), &[]));
    file.add(PartKind::StatusList, &world.identifier_list(now(), &[]));
    file.add(PartKind::IdentifierList, &world.status_list(now(), &[]));
    let bundle = world.load(&file).unwrap();
    let codes: Vec<_> = bundle.rejected().iter().map(|part| part.problem().code()).collect();
    assert_eq!(
        codes,
        [
            "unexpected_type",
            "unexpected_type",
            "list_type_mismatch",
            "list_type_mismatch",
            "list_type_mismatch"
        ]
    );
}

#[test]
fn too_many_parts_of_one_kind_are_refused() {
    let world = World::new();
    for (kind, most) in [
        (PartKind::Vical, 16_u16),
        (PartKind::DenyList, 16),
        (PartKind::StatusList, 64),
        (PartKind::IdentifierList, 64),
        (PartKind::Template, 256),
        (PartKind::Crl, 512),
    ] {
        let mut file = TrustFileBuilder::new();
        for number in 0..=most {
            file.add(kind, &number.to_be_bytes());
        }
        assert_eq!(world.load(&file).unwrap_err(), BundleError::TooManyParts { kind });
    }
}

#[test]
fn the_aamva_list_loads_as_a_bundle() {
    let list = shared_bytes("vical/aamva-vical-2025-11-18-1763491092481.cbor");
    let pem = String::from_utf8(shared_bytes("vical/aamva_ca_root.crt")).unwrap();
    let certificate = ofage_core::pki::Certificate::from_pem(&pem).unwrap();
    let key = ofage_core::SecretKey::from_bytes(&[1; 32]).unwrap();
    let provider = Root { key, certificate };
    let policy = policy(&provider, Realm::Live).deny_list(Requirement::WherePresent);
    let at = ofage_core::UnixTime::parse_rfc3339("2025-11-20T00:00:00Z").unwrap();
    let mut file = TrustFileBuilder::new();
    file.add(PartKind::Vical, &list);
    let bundle = load(&file, &policy, &HighWater::new(), at).unwrap();
    assert_eq!((bundle.anchors().len(), bundle.sequence(), bundle.unusable_roots()), (14, 227_602, 0));
    assert_eq!(bundle.check_current(at, 259_200), Ok(()));
    assert!(bundle.is_refresh_due(at));
    assert!(bundle.check_current(at.plus_seconds(3 * DAY), 259_200).is_err());
}

#[test]
fn files_of_other_types_and_versions_are_refused() {
    let file = World::new().basic().encode().unwrap();
    assert_eq!(TrustFile::decode(&file).unwrap().parts().count(), 2);
    let with = |from: &[u8], to: &[u8]| {
        let at = file.windows(from.len()).position(|window| window == from).unwrap();
        let mut changed = file.clone();
        changed.splice(at..at + from.len(), to.iter().copied());
        TrustFile::decode(&changed).map(|_| ()).map_err(|error| error.code())
    };
    assert_eq!(with(b"trust-bundle", b"trust-fumble"), Err("unexpected_value"));
    assert_eq!(with(b"\x631.0", b"\x632.0"), Err("unexpected_value"));
    assert_eq!(with(b"\x631.0", b"\x631.7"), Ok(()));
    assert_eq!(with(b"\x64type", b"\x64tipe"), Err("missing_field"));
    assert_eq!(with(b"\x66vicals", b"\x66vicols"), Ok(()));
    assert_eq!(PartProblem::Superseded.code(), "part_superseded");
}

/// Seventeen lists of two megabytes each, a few kilobytes in the file.
#[test]
fn status_lists_share_one_limit_of_memory() {
    use ofage_core::status::{ListTerm, StatusBits, StatusListBuilder};
    let world = World::new();
    let mut file = world.basic();
    for number in 0..17 {
        let uri = format!("https://issuer.example/{number}");
        let list = StatusListBuilder::new(&uri, StatusBits::Eight, 2 * 1024 * 1024).unwrap();
        let term = ListTerm::new(now(), now().plus_seconds(DAY)).unwrap();
        let chain = core::slice::from_ref(&world.list_signer.certificate);
        let token = list.prepare(term, chain).unwrap().sign_with(&world.list_signer.key).unwrap();
        file.add(PartKind::StatusList, &token);
    }
    assert!(file.encode().unwrap().len() < 100_000);
    let bundle = world.load(&file).unwrap();
    assert_eq!(bundle.count(PartKind::StatusList), 16);
    assert_eq!(bundle.rejected().first().map(|part| part.problem()), Some(PartProblem::TotalTooLarge));
}
