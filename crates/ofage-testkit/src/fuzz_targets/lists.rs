//! Signed lists: status, identifiers, roots, denials.

use std::sync::LazyLock;

use ofage_core::limits::MAX_STATUS_BYTES;
use ofage_core::pki::build::{CertificateValidity, Contact, RootBuilder, RootName, SignerBuilder};
use ofage_core::pki::{Certificate, Realm, TrustAnchor, TrustAnchors};
use ofage_core::status::{
    IdentifierList, ListTerm, Status, StatusBits, StatusListBuilder, UnverifiedIdentifierList,
    UnverifiedStatusList,
};
use ofage_core::trust::{DenyListBuilder, UnverifiedDenyList, UnverifiedVical, VicalBuilder};
use ofage_core::{IssueError, SecretKey, Signer as _};

use super::script::Script;
use crate::cbor::{Item, bytes, decode};
use crate::door::{date, noon};
use crate::keys::TestKey;
use crate::rng::TestRng;

/// Somebody who signs lists, and one list of each kind.
pub(super) struct Provider {
    pub(super) root: Certificate,
    pub(super) anchors: TrustAnchors,
    key: SecretKey,
    /// A status list, an identifier list, a list of roots, a deny list.
    pub(super) tokens: [Vec<u8>; 4],
}

pub(super) static PROVIDER: LazyLock<Provider> =
    LazyLock::new(|| made().unwrap_or_else(|error| panic!("{error}")));

fn made() -> Result<Provider, Box<dyn core::error::Error>> {
    let mut rng = TestRng::new("lists");
    let (root_key, key) = (TestKey::p256("list root").secret(), TestKey::p256("list signer").secret());
    let year = CertificateValidity::new(date("2026-01-01"), date("2026-12-31"))?;
    let root = RootBuilder::new(
        RootName::new("UT", "Provider")?.with_organization("Utopia")?,
        year,
        Contact::uri("https://provider.example")?,
    )?
    .self_sign(&root_key, &mut rng)?;
    let certificate = SignerBuilder::vical_signer(&root, "Signer", year, "https://provider.example/crl")?
        .sign(&root_key, &key.public_key(), &mut rng)?;
    let mut anchors = TrustAnchors::new();
    anchors.add(TrustAnchor::root(root.clone(), Realm::Live)?)?;

    let chain = [certificate];
    let term = ListTerm::new(noon(), noon().plus_seconds(86_400))?;
    let mut status = StatusListBuilder::new("https://provider.example/1", StatusBits::Two, 100)?;
    status.set(7, Status::Invalid)?.set(8, Status::Suspended)?;
    let identifiers = [&b"one"[..], b"two", b"three"];
    let identifiers = IdentifierList::prepare("https://provider.example/2", identifiers, term, &chain)?;
    let mut vical = VicalBuilder::new("Provider", 3, noon()).next_update(noon().plus_seconds(86_400));
    vical.add(&root, &["eu.europa.ec.av.1"])?;
    let mut deny = DenyListBuilder::new(4, noon(), noon().plus_seconds(86_400))?;
    deny.deny_certificate([7; 32]).deny_key_id(&[8; 20])?;
    let tokens: Result<Vec<_>, IssueError> =
        [status.prepare(term, &chain)?, identifiers, vical.prepare(&chain)?, deny.prepare(&chain)?]
            .into_iter()
            .map(|list| list.sign_with(&key))
            .collect();
    let tokens = tokens?.try_into().map_err(|_| "four lists")?;
    Ok(Provider { root, anchors, key, tokens })
}

impl Provider {
    /// A list with its payload changed, and signed all the same.
    pub(super) fn signed_anew(&self, token: &[u8], script: &mut Script<'_>) -> Vec<u8> {
        let mut list = decode(token);
        let parts = list.inside().elements();
        let mut payload = parts[2].content();
        if script.byte() & 1 == 0 {
            let mut tree = decode(&payload);
            script.edit_tree(&mut tree);
            payload = tree.encode();
        } else {
            script.edit_bytes(&mut payload);
        }
        let protected = parts[0].content();
        let message =
            Item::from(vec!["Signature1".into(), bytes(protected), bytes([]), bytes(payload.clone())])
                .encode();
        let signature = self.key.sign(&message).unwrap_or_else(|_| panic!("signing"));
        parts[2] = bytes(payload);
        parts[3] = bytes(signature.as_bytes());
        list.encode()
    }
}

/// A list that is accepted is current and within every limit; none makes more work than that.
pub(super) fn run(data: &[u8]) {
    let mut script = Script::new(data);
    let choice = script.byte();
    let kind = usize::from(choice % 4);
    let token = match choice >> 6 {
        0 => script.rest().to_vec(),
        1 => {
            let mut token = PROVIDER.tokens[kind].clone();
            script.edit_bytes(&mut token);
            token
        }
        _ => PROVIDER.signed_anew(&PROVIDER.tokens[kind], &mut script),
    };
    check(kind, &token);
}

fn check(kind: usize, token: &[u8]) {
    let (now, key, anchors) = (noon().plus_seconds(60), PROVIDER.key.public_key(), &PROVIDER.anchors);
    match kind {
        0 => {
            let Ok(list) =
                UnverifiedStatusList::decode(token).and_then(|list| list.verify_with_key(&key, now))
            else {
                return;
            };
            assert!(list.as_bytes().len() <= MAX_STATUS_BYTES, "{} bytes", list.as_bytes().len());
            assert!(list.terms().issued() <= now.plus_seconds(300), "from the future");
            assert!(list.state(list.len()).is_err(), "an entry past the end");
            assert!(list.is_empty() || list.state(list.len() - 1).is_ok(), "the last entry");
        }
        1 => {
            let list =
                UnverifiedIdentifierList::decode(token).and_then(|list| list.verify_with_key(&key, now));
            if let Ok(list) = list {
                assert_eq!(list.iter().count(), list.len());
            }
        }
        2 => {
            if let Ok(list) = UnverifiedVical::decode(token).and_then(|list| list.verify(anchors, now)) {
                assert!(list.check_current(now).is_ok(), "not current");
                assert!(list.anchors().iter().all(|anchor| anchor.realm() == list.realm()));
            }
        }
        _ => {
            if let Ok(list) = UnverifiedDenyList::decode(token).and_then(|list| list.verify(anchors, now)) {
                assert!(list.check_current(now).is_ok() && list.not_after() >= now, "not current");
            }
        }
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = super::scripts("lists", 32);
    for (kind, token) in (0_u8..).zip(&PROVIDER.tokens) {
        seeds.push([&[kind][..], token].concat());
        // Signed anew, without a change: what is accepted.
        seeds.push(vec![0xc0 | kind]);
    }
    seeds
}
