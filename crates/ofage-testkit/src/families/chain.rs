//! The path from the document signer to the trust anchor.

use ofage_core::UnixTime;

use crate::case::{Family, issuer, last, pki};
use crate::cbor::{Item, bytes};
use crate::certificate::{
    BASIC_CONSTRAINTS, CertificateSpec, Extension, KEY_USAGE, SIGN_CERTIFICATES, SUBJECT_KEY_ID,
};
use crate::keys::TestKey;
use crate::world::{Anchor, World};

const UNKNOWN: (&str, &str) = ("chain", "anchor_unknown");
const SIGNATURE: (&str, &str) = ("chain", "certificate_signature");
const EXPIRED: (&str, &str) = ("chain", "certificate_expired");
const EARLY: (&str, &str) = ("chain", "certificate_not_yet_valid");
const MISMATCH: (&str, &str) = ("chain", "issuer_mismatch");
const NOT_CA: (&str, &str) = ("chain", "issuer_not_ca");
const PATH_LENGTH: (&str, &str) = ("chain", "path_length");

pub(super) fn family() -> Family {
    let mut family = Family::new("chain");
    dates(&mut family);
    links(&mut family);
    lengths(&mut family);
    members(&mut family);
    family
}

pub(super) fn other_key(world: &World, label: &str) -> TestKey {
    TestKey::new(world.pki.root.key.curve(), label)
}

pub(super) fn period(world: &World) -> (UnixTime, UnixTime) {
    (world.pki.signer.not_before, world.pki.signer.not_after)
}

/// A CA that `above` certifies.
fn authority(above: &CertificateSpec, key: TestKey, name: &str, path_length: Option<u8>) -> CertificateSpec {
    let mut spec = above.issue(key, name, above.not_before, above.not_after);
    spec.set_extension(Extension::key_usage(SIGN_CERTIFICATES));
    spec.remove_extension(crate::certificate::EXTENDED_KEY_USAGE);
    spec.set_extension(Extension::authority(path_length));
    spec
}

/// Puts CAs between signer and root, named from the root downwards, with these path lengths.
fn with_intermediates(world: &mut World, root: Option<u8>, lengths: &[Option<u8>]) {
    world.pki.root.set_extension(Extension::authority(root));
    let mut above = world.pki.root.clone();
    world.pki.intermediates.clear();
    for (index, length) in lengths.iter().enumerate() {
        let key = other_key(world, &format!("intermediate {index}"));
        let spec = authority(&above, key, &format!("Test intermediate {index}"), *length);
        world.pki.intermediates.insert(0, spec.clone());
        above = spec;
    }
    let (from, until) = period(world);
    world.pki.signer = above.issue(world.pki.signer.key.clone(), "Test document signer", from, until);
}

fn dates(family: &mut Family) {
    family.flag("CertificateDates");
    family.invalid(
        "the document signer expired a second ago",
        EXPIRED,
        pki(|world| {
            world.pki.signer.not_after = world.context.now.plus_seconds(-1);
        }),
    );
    family.invalid(
        "the document signer is valid from the next second",
        EARLY,
        pki(|world| {
            world.pki.signer.not_before = world.context.now.plus_seconds(1);
        }),
    );
    family.invalid(
        "the document signer's dates are swapped",
        EARLY,
        pki(|world| {
            let signer = &mut world.pki.signer;
            core::mem::swap(&mut signer.not_before, &mut signer.not_after);
        }),
    );
    family.invalid(
        "the root expired a second ago",
        EXPIRED,
        pki(|world| {
            world.pki.root.not_after = world.context.now.plus_seconds(-1);
        }),
    );
    family.invalid(
        "the root is valid from the next second",
        EARLY,
        pki(|world| {
            world.pki.root.not_before = world.context.now.plus_seconds(1);
        }),
    );
    family.admits(
        "the last second of the document signer",
        pki(|world| {
            world.pki.signer.not_after = world.context.now;
        }),
    );
    family.admits("the last second of the root", pki(|world| world.pki.root.not_after = world.context.now));
    family.admits("the first second of the root", pki(|world| world.pki.root.not_before = world.context.now));
    family.invalid(
        "an intermediate expired a second ago",
        EXPIRED,
        pki(|world| {
            with_intermediates(world, None, &[Some(0)]);
            world.pki.intermediates[0].not_after = world.context.now.plus_seconds(-1);
        }),
    );
    family.invalid(
        "an intermediate is valid from the next second",
        EARLY,
        pki(|world| {
            with_intermediates(world, None, &[Some(0)]);
            world.pki.intermediates[0].not_before = world.context.now.plus_seconds(1);
        }),
    );
}

fn links(family: &mut Family) {
    family.flag("CertificateSignature");
    family.invalid(
        "the document signer's certificate is signed by a stranger",
        SIGNATURE,
        pki(|world| {
            world.pki.signer.issuer_key = other_key(world, "stranger");
        }),
    );
    family.invalid(
        "the document signer's certificate is signed by itself",
        SIGNATURE,
        pki(|world| {
            world.pki.signer.issuer_key = world.pki.signer.key.clone();
        }),
    );
    family.invalid(
        "a bit of the certificate's signature",
        SIGNATURE,
        issuer(|world| {
            let mut der = world.pki.signer.to_der();
            *der.last_mut().unwrap_or(&mut 0) ^= 1;
            world.set_chain(vec![bytes(der)]);
        }),
    );
    family.invalid(
        "a bit of the certificate's serial number",
        SIGNATURE,
        issuer(|world| {
            let mut der = world.pki.signer.to_der();
            der[20] ^= 1;
            world.set_chain(vec![bytes(der)]);
        }),
    );
    family.invalid(
        "an intermediate is signed by a stranger",
        SIGNATURE,
        pki(|world| {
            with_intermediates(world, None, &[Some(0)]);
            world.pki.intermediates[0].issuer_key = other_key(world, "stranger");
        }),
    );
    family.invalid(
        "the document signer is not signed by the intermediate",
        SIGNATURE,
        pki(|world| {
            with_intermediates(world, None, &[Some(0)]);
            world.pki.signer.issuer_key = other_key(world, "stranger");
        }),
    );
    family.invalid(
        "the document signer below an intermediate is signed by the root",
        SIGNATURE,
        pki(|world| {
            with_intermediates(world, None, &[Some(0)]);
            world.pki.signer.issuer_key = world.pki.root.key.clone();
        }),
    );
    let identifier = ("chain", "key_identifier_mismatch");
    family.invalid(
        "another authority key identifier",
        identifier,
        pki(|world| {
            world.pki.signer.set_extension(Extension::authority_key_id(&[7; 20]));
        }),
    );
    family.invalid(
        "an empty authority key identifier",
        identifier,
        pki(|world| {
            world.pki.signer.set_extension(Extension::authority_key_id(&[]));
        }),
    );
    family.invalid(
        "another key identifier in an intermediate",
        identifier,
        pki(|world| {
            with_intermediates(world, None, &[Some(0)]);
            world.pki.intermediates[0].set_extension(Extension::subject_key_id(&[7; 20]));
        }),
    );
    family.admits(
        "no subject key identifier in the root",
        pki(|world| {
            world.pki.root.remove_extension(SUBJECT_KEY_ID);
        }),
    );
    family.invalid(
        "the certificate of another signer of the same root",
        ("issuer_auth", "issuer_signature_invalid"),
        last(|world| {
            let (from, until) = period(world);
            let other = world.pki.root.issue(other_key(world, "colleague"), "Colleague", from, until);
            world.set_chain(vec![bytes(other.to_der())]);
        }),
    );
}

fn lengths(family: &mut Family) {
    family.flag("PathLength");
    family.admits(
        "an intermediate, as the root allows",
        pki(|world| with_intermediates(world, Some(1), &[Some(0)])),
    );
    family.admits(
        "two intermediates below a root without limit",
        pki(|world| {
            with_intermediates(world, None, &[None, None]);
        }),
    );
    family.admits(
        "three intermediates, four certificates in all",
        pki(|world| {
            with_intermediates(world, Some(3), &[Some(2), Some(1), Some(0)]);
        }),
    );
    family.admits(
        "an intermediate and the root at the end",
        pki(|world| {
            with_intermediates(world, Some(1), &[Some(0)]);
            let root = world.pki.root.clone();
            world.pki.intermediates.push(root);
        }),
    );
    family.invalid(
        "an intermediate below a root of path length 0",
        PATH_LENGTH,
        pki(|world| {
            with_intermediates(world, Some(0), &[Some(0)]);
        }),
    );
    family.invalid(
        "two intermediates below a root of path length 1",
        PATH_LENGTH,
        pki(|world| {
            with_intermediates(world, Some(1), &[None, None]);
        }),
    );
    family.invalid(
        "an intermediate below one of path length 0",
        PATH_LENGTH,
        pki(|world| {
            with_intermediates(world, None, &[Some(0), None]);
        }),
    );
}

fn members(family: &mut Family) {
    family.flag("PathMember");
    family.invalid(
        "a document signer issued the document signer",
        NOT_CA,
        pki(|world| {
            let honest = world.pki.signer.clone();
            let (from, until) = period(world);
            world.pki.signer = honest.issue(other_key(world, "evil"), "Evil", from, until);
            world.pki.intermediates = vec![honest];
        }),
    );
    family.invalid(
        "an intermediate without basicConstraints",
        NOT_CA,
        pki(|world| {
            with_intermediates(world, None, &[Some(0)]);
            world.pki.intermediates[0].remove_extension(BASIC_CONSTRAINTS);
        }),
    );
    family.invalid(
        "an intermediate that may not sign certificates",
        NOT_CA,
        pki(|world| {
            with_intermediates(world, None, &[Some(0)]);
            world.pki.intermediates[0].set_extension(Extension::key_usage(0x80));
        }),
    );
    family.invalid(
        "an intermediate without keyUsage",
        NOT_CA,
        pki(|world| {
            with_intermediates(world, None, &[Some(0)]);
            world.pki.intermediates[0].remove_extension(KEY_USAGE);
        }),
    );
    family.invalid(
        "an intermediate whose basicConstraints deny a CA",
        NOT_CA,
        pki(|world| {
            with_intermediates(world, None, &[Some(0)]);
            let denied = Extension::new(BASIC_CONSTRAINTS, true, vec![0x30, 0]);
            world.pki.intermediates[0].set_extension(denied);
        }),
    );
    family.invalid(
        "an intermediate with an unknown critical extension",
        ("chain", "extension_critical"),
        pki(|world| {
            with_intermediates(world, None, &[Some(0)]);
            world.pki.intermediates[0].extensions.push(Extension::new(
                "1.3.6.1.4.1.99999.1",
                true,
                vec![5, 0],
            ));
        }),
    );
    family.invalid(
        "an intermediate with name constraints",
        ("chain", "extension_forbidden"),
        pki(|world| {
            with_intermediates(world, None, &[Some(0)]);
            world.pki.intermediates[0].extensions.push(Extension::new("2.5.29.30", false, vec![0x30, 0]));
        }),
    );
    family.invalid(
        "the chain the other way round",
        ("chain", "signer_is_ca"),
        issuer(|world| {
            let mut other = world.clone();
            with_intermediates(&mut other, None, &[Some(0)]);
            world.context.anchors = vec![Anchor::root(other.pki.root.to_der())];
            let chain = [&other.pki.intermediates[0], &other.pki.signer];
            world.set_chain(chain.map(|spec| bytes(spec.to_der())).to_vec());
        }),
    );
    family.invalid(
        "an intermediate is missing",
        UNKNOWN,
        pki(|world| {
            with_intermediates(world, None, &[Some(0)]);
            world.pki.intermediates.clear();
        }),
    );
    family.invalid(
        "two intermediates in the wrong order",
        MISMATCH,
        pki(|world| {
            with_intermediates(world, None, &[None, None]);
            world.pki.intermediates.reverse();
        }),
    );
    family.invalid(
        "the document signer twice",
        MISMATCH,
        pki(|world| {
            world.pki.intermediates = vec![world.pki.signer.clone()];
        }),
    );
    family.invalid(
        "another document signer after this one",
        MISMATCH,
        pki(|world| {
            let (from, until) = period(world);
            let other = world.pki.root.issue(other_key(world, "colleague"), "Colleague", from, until);
            world.pki.intermediates = vec![other];
        }),
    );
    family.invalid(
        "another document signer before this one",
        MISMATCH,
        issuer(|world| {
            let (from, until) = period(world);
            let other = world.pki.root.issue(other_key(world, "colleague"), "Colleague", from, until);
            let chain: Vec<Item> = [&other, &world.pki.signer].map(|spec| bytes(spec.to_der())).into();
            world.set_chain(chain);
        }),
    );
    family.invalid(
        "the root before the document signer",
        ("chain", "signer_is_ca"),
        issuer(|world| {
            let chain = [&world.pki.root, &world.pki.signer].map(|spec| bytes(spec.to_der()));
            world.set_chain(chain.to_vec());
        }),
    );
}
