//! Whom the verifier trusts, and for what.

use super::chain::{other_key, period};
use crate::case::{Family, issuer, pki};
use crate::cbor::bytes;
use crate::certificate::{AUTHORITY_KEY_ID, COUNTRY, CertificateSpec, Extension, STATE};
use crate::keys::TestKey;
use crate::world::{Anchor, AnchorKind, World};

const UNKNOWN: (&str, &str) = ("chain", "anchor_unknown");
const SIGNATURE: (&str, &str) = ("chain", "certificate_signature");
const EXPIRED: (&str, &str) = ("chain", "certificate_expired");
const MISMATCH: (&str, &str) = ("chain", "issuer_mismatch");
const COUNTRY_MISMATCH: (&str, &str) = ("chain", "certificate_country_mismatch");
const DOC_TYPE: (&str, &str) = ("chain", "doc_type_not_allowed");

pub(super) fn family() -> Family {
    let mut family = Family::new("anchor");
    anchors(&mut family);
    pinned(&mut family);
    countries(&mut family);
    doc_types(&mut family);
    family
}

/// A root of this name that the verifier does not know.
fn other_root(world: &World, name: &str) -> CertificateSpec {
    let root = &world.pki.root;
    CertificateSpec::root(other_key(world, "other root"), name, "UT", root.not_before, root.not_after)
}

fn anchors(family: &mut Family) {
    family.flag("Anchor");
    family.invalid("nobody is trusted", UNKNOWN, issuer(|world| world.context.anchors.clear()));
    family.invalid(
        "another root is trusted",
        UNKNOWN,
        issuer(|world| {
            world.context.anchors = vec![Anchor::root(other_root(world, "Other root").to_der())];
        }),
    );
    let same_name = |without: &'static [&'static str]| {
        pki(move |world| {
            // The signer is certified by a stranger who took the root's name.
            let mut impostor = other_root(world, "Test IACA root");
            impostor.set_extension(Extension::authority(Some(0)));
            let (from, until) = period(world);
            world.pki.signer =
                impostor.issue(world.pki.signer.key.clone(), "Test document signer", from, until);
            for kind in without {
                world.pki.signer.remove_extension(kind);
            }
        })
    };
    family.invalid(
        "a root of the same name with another key",
        ("chain", "key_identifier_mismatch"),
        same_name(&[]),
    );
    family.invalid(
        "a root of the same name with another key, and no key identifier to tell",
        SIGNATURE,
        same_name(&[AUTHORITY_KEY_ID]),
    );
    family.invalid(
        "the impostor's root at the end of the chain",
        UNKNOWN,
        pki(|world| {
            let impostor = other_root(world, "Test IACA root");
            let (from, until) = period(world);
            world.pki.signer =
                impostor.issue(world.pki.signer.key.clone(), "Test document signer", from, until);
            world.pki.intermediates = vec![impostor];
        }),
    );
    family.invalid(
        "an unknown root at the end of the chain",
        UNKNOWN,
        pki(|world| {
            let stranger = other_root(world, "Stranger");
            let (from, until) = period(world);
            world.pki.signer =
                stranger.issue(world.pki.signer.key.clone(), "Test document signer", from, until);
            world.pki.intermediates = vec![stranger];
        }),
    );
    family.invalid(
        "a stranger certifies himself",
        UNKNOWN,
        pki(|world| {
            let signer = &mut world.pki.signer;
            signer.issuer.clone_from(&signer.subject);
            signer.issuer_key = signer.key.clone();
            signer.remove_extension(AUTHORITY_KEY_ID);
        }),
    );
    family.invalid(
        "the root signs documents",
        ("chain", "signer_is_ca"),
        issuer(|world| {
            let root = bytes(world.pki.root.to_der());
            world.set_chain(vec![root]);
            world.issuer_key = world.pki.root.key.clone();
        }),
    );
    family.invalid(
        "the issuer's name differs in case",
        UNKNOWN,
        pki(|world| {
            for (_, value) in &mut world.pki.signer.issuer {
                *value = value.to_uppercase();
            }
        }),
    );
    family.admits(
        "the trusted root at the end of the chain",
        pki(|world| {
            world.pki.intermediates = vec![world.pki.root.clone()];
        }),
    );
    family.admits(
        "two roots of one name, the right one second",
        issuer(|world| {
            let other = Anchor::root(other_root(world, "Test IACA root").to_der());
            world.context.anchors.insert(0, other);
        }),
    );
    family.admits(
        "two roots of one name, no key identifiers",
        pki(|world| {
            world.pki.signer.remove_extension(AUTHORITY_KEY_ID);
        }),
    );
}

fn pinned(family: &mut Family) {
    family.flag("Pinned");
    let signer =
        |world: &World| Anchor { kind: AnchorKind::Signer, ..Anchor::root(world.pki.signer.to_der()) };
    let key = |key: &TestKey| Anchor { kind: AnchorKind::Key, ..Anchor::root(key.public().to_sec1_bytes()) };
    family.admits(
        "the document signer's certificate is pinned",
        issuer(move |world| {
            world.context.anchors = vec![signer(world)];
        }),
    );
    family.invalid(
        "another certificate of the same key is pinned",
        UNKNOWN,
        issuer(move |world| {
            let mut other = world.clone();
            other.pki.signer.serial = vec![9; 16];
            world.context.anchors = vec![signer(&other)];
        }),
    );
    family.invalid(
        "the pinned certificate has expired",
        EXPIRED,
        pki(|world| {
            world.pki.signer.not_after = world.context.now.plus_seconds(-1);
        }),
    );
    family.invalid(
        "an unrelated certificate after the pinned one",
        MISMATCH,
        issuer(move |world| {
            world.context.anchors = vec![signer(world)];
            let (from, until) = period(world);
            let other = world.pki.root.issue(other_key(world, "other"), "Other", from, until).to_der();
            let leaf = world.pki.signer.to_der();
            world.set_chain(vec![bytes(leaf), bytes(other)]);
        }),
    );
    family.admits(
        "the document signer's key is pinned",
        issuer(move |world| {
            world.context.anchors = vec![key(&world.issuer_key)];
        }),
    );
    family.admits(
        "the document signer's key is pinned, and the certificate has expired",
        issuer(move |world| {
            let mut expired = world.pki.signer.clone();
            expired.not_after = world.context.now.plus_seconds(-1);
            world.set_chain(vec![bytes(expired.to_der())]);
            world.context.anchors = vec![key(&world.issuer_key)];
        }),
    );
    family.admits(
        "one key is pinned, and there is no certificate",
        issuer(move |world| {
            world.issuer_unprotected().remove(33);
            world.context.anchors = vec![key(&world.issuer_key)];
        }),
    );
    family.invalid(
        "two keys are pinned, and there is no certificate",
        ("chain", "chain_missing"),
        issuer(move |world| {
            world.issuer_unprotected().remove(33);
            world.context.anchors = vec![key(&world.issuer_key), key(&other_key(world, "other"))];
        }),
    );
    family.invalid(
        "another key is pinned",
        UNKNOWN,
        issuer(move |world| {
            world.context.anchors = vec![key(&other_key(world, "other"))];
        }),
    );
    family.invalid(
        "another key is pinned, and there is no certificate",
        ("issuer_auth", "issuer_signature_invalid"),
        issuer(move |world| {
            world.issuer_unprotected().remove(33);
            world.context.anchors = vec![key(&other_key(world, "other"))];
        }),
    );
}

fn countries(family: &mut Family) {
    family.flag("Country");
    let set = |signer: Option<&'static str>, root: Option<&'static str>, kind: &'static str| {
        pki(move |world| {
            for (spec, value) in [(&mut world.pki.root, root), (&mut world.pki.signer, signer)] {
                spec.subject.retain(|(attribute, _)| *attribute != kind);
                spec.subject.extend(value.map(|value| (kind, value.into())));
            }
            let name = world.pki.root.subject.clone();
            world.pki.root.issuer.clone_from(&name);
            world.pki.signer.issuer = name;
        })
    };
    // Elements that name the country are compared with it, so they are left out.
    family.invalid("another country than the root's", COUNTRY_MISMATCH, set(Some("XX"), Some("UT"), COUNTRY));
    family.invalid("no country in the document signer", COUNTRY_MISMATCH, set(None, Some("UT"), COUNTRY));
    family.invalid("no country in the root", COUNTRY_MISMATCH, set(Some("UT"), None, COUNTRY));
    family.admits("the root's country in small letters", set(Some("UT"), Some("ut"), COUNTRY));
    let state = ("chain", "certificate_state_mismatch");
    family.invalid("another state than the root's", state, set(Some("UT-A"), Some("UT-B"), STATE));
    family.admits("the same state", set(Some("UT-A"), Some("UT-A"), STATE));
    family.admits("a state in the document signer only", set(Some("UT-A"), None, STATE));
    family.admits("a state in the root only", set(None, Some("UT-A"), STATE));
}

fn doc_types(family: &mut Family) {
    family.flag("AnchorDocType");
    let limited = |types: fn(String) -> Vec<String>| {
        issuer(move |world| {
            let doc_type = world.doc_type();
            world.context.anchors[0].doc_types = Some(types(doc_type));
        })
    };
    family.invalid("the root may not issue this kind", DOC_TYPE, limited(|_| vec!["org.example".into()]));
    family.invalid("the root may issue nothing", DOC_TYPE, limited(|_| vec![]));
    family.invalid("the root may issue a longer name", DOC_TYPE, limited(|own| vec![format!("{own}.x")]));
    family.admits("the root may issue this kind", limited(|own| vec![own]));
    family.admits("the root may issue this kind and another", limited(|own| vec!["org.example".into(), own]));
}
