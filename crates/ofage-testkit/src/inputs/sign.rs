//! Who signs lists, and lists that can be wrong in every place.

use ofage_core::UnixTime;
use serde_json::{Map, Value, json};

use super::{now, to_unix};
use crate::cbor::{Item, bytes, map, null, raw, tag};
use crate::certificate::{CertificateSpec, Extension, SIGN_CERTIFICATES};
use crate::keys::TestKey;
use crate::vectors::to_hex;

/// `id-kp-oauthStatusSigning`.
pub(super) const STATUS_SIGNER: &str = "1.3.6.1.5.5.7.3.30";
/// Signers of lists of roots.
pub(super) const VICAL_SIGNER: &str = "1.0.18013.5.1.8";
/// nonRepudiation.
pub(super) const NON_REPUDIATION: u8 = 0x40;

pub(super) fn year() -> (UnixTime, UnixTime) {
    (to_unix("2026-01-01T00:00:00Z"), to_unix("2026-12-31T23:59:59Z"))
}

/// The claims of a list at an address, made an hour ago and good for a day; `name` is the claim that holds the list.
pub(super) fn list_claims(uri: &str, name: i64, list: Item) -> Item {
    map::<Item, Item>([
        (2.into(), uri.into()),
        (4.into(), (now().seconds() + 86_400).into()),
        (6.into(), (now().seconds() - 3600).into()),
        (name.into(), list),
    ])
}

/// A root and whom it certified to sign lists.
#[derive(Clone)]
pub(super) struct Authority {
    pub(super) root: CertificateSpec,
    pub(super) signer: CertificateSpec,
}

impl Authority {
    pub(super) fn new(label: &str, key: TestKey, purpose: &str) -> Self {
        let (from, until) = year();
        let root = CertificateSpec::root(TestKey::p256(&format!("{label} root")), label, "UT", from, until);
        let mut signer = root.issue(key, &format!("{label} lists"), from, until);
        signer.set_extension(Extension::extended_key_usage(&[purpose]));
        Self { root, signer }
    }

    pub(super) fn token(&self, typ: &str, claims: Item) -> Token {
        Token {
            protected: map::<Item, Item>([
                (1.into(), self.algorithm()),
                (16.into(), typ.into()),
                (33.into(), bytes(self.signer.to_der())),
            ]),
            unprotected: map::<Item, Item>([]),
            claims,
            payload: Payload::Claims,
            tag: Some(18),
            key: self.signer.key.clone(),
        }
    }

    pub(super) fn algorithm(&self) -> Item {
        if self.signer.key.curve() == ofage_core::Curve::P384 { (-35).into() } else { (-7).into() }
    }

    pub(super) fn anchor(&self) -> Value {
        json!({"kind": "root", "bytes": to_hex(&self.root.to_der())})
    }
}

/// The roots that a group trusts, and its time.
pub(super) fn state(authorities: &[&Authority]) -> Map<String, Value> {
    let anchors: Vec<Value> = authorities.iter().map(|authority| authority.anchor()).collect();
    let mut state = Map::new();
    state.insert("trustAnchors".into(), anchors.into());
    state.insert("now".into(), now().seconds().into());
    state
}

/// What is signed.
#[derive(Clone)]
pub(super) enum Payload {
    /// The claims.
    Claims,
    /// These bytes instead.
    Bytes(Vec<u8>),
    /// The claims, which then do not travel.
    Detached,
}

/// A signed list, in parts.
#[derive(Clone)]
pub(super) struct Token {
    pub(super) protected: Item,
    pub(super) unprotected: Item,
    pub(super) claims: Item,
    pub(super) payload: Payload,
    pub(super) tag: Option<u64>,
    pub(super) key: TestKey,
}

impl Token {
    pub(super) fn seal(&self) -> Vec<u8> {
        self.seal_with(|signature| signature)
    }

    /// The list with its signature changed.
    pub(super) fn seal_with(&self, change: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
        let protected = self.protected.encode();
        let payload = match &self.payload {
            Payload::Bytes(payload) => payload.clone(),
            Payload::Claims | Payload::Detached => self.claims.encode(),
        };
        let signed = vec!["Signature1".into(), bytes(protected.clone()), bytes([]), bytes(payload.clone())];
        let signature = change(self.key.sign(&Item::from(signed).encode()));
        let payload = if matches!(self.payload, Payload::Detached) { null() } else { bytes(payload) };
        let parts = Item::from(vec![bytes(protected), self.unprotected.clone(), payload, bytes(signature)]);
        match self.tag {
            Some(number) => tag(number, parts).encode(),
            None => parts.encode(),
        }
    }
}

/// A list with one thing changed.
pub(super) fn changed(token: &Token, change: impl FnOnce(&mut Token)) -> Token {
    let mut token = token.clone();
    change(&mut token);
    token
}

/// What can be wrong with every signed list: flag, comment, list, stage, code.
pub(super) fn faults(
    good: &Token,
    home: &Authority,
) -> Vec<(&'static str, String, Vec<u8>, &'static str, &'static str)> {
    let (_, until) = year();
    let stranger = Authority::new("Stranger", TestKey::p256("stranger lists"), STATUS_SIGNER);
    let signed_by = |spec: &CertificateSpec| {
        changed(good, |token| {
            token.protected.set(33, bytes(spec.to_der()));
            token.key = spec.key.clone();
        })
        .seal()
    };
    let signer = |change: &dyn Fn(&mut CertificateSpec)| {
        let mut spec = home.signer.clone();
        change(&mut spec);
        spec
    };
    let tree = |change: &dyn Fn(&mut Token)| changed(good, |token| change(token)).seal();
    let reversed = changed(good, |token| token.key = TestKey::p256("stranger lists"));
    let mut found = vec![
        (
            "Signer",
            "signed by another key than the certificate's".into(),
            reversed.seal(),
            "verify",
            "list_signature_invalid",
        ),
        (
            "Signer",
            "the signer's root is not trusted".into(),
            signed_by(&stranger.signer),
            "verify",
            "anchor_unknown",
        ),
        ("Signer", "the root signs the list itself".into(), signed_by(&home.root), "verify", "signer_is_ca"),
        (
            "Signer",
            "a signer that signed itself".into(),
            signed_by(&signer(&|spec| {
                spec.issuer_key = spec.key.clone();
            })),
            "verify",
            "certificate_signature",
        ),
        (
            "Signer",
            "certified by the root's name and another key".into(),
            signed_by(&signer(&|spec| spec.issuer_key = TestKey::p256("stranger lists"))),
            "verify",
            "certificate_signature",
        ),
        (
            "SignerDates",
            "the signer's certificate has expired".into(),
            signed_by(&signer(&|spec| spec.not_after = now().plus_seconds(-1))),
            "verify",
            "certificate_expired",
        ),
        (
            "SignerDates",
            "the signer's certificate is not yet valid".into(),
            signed_by(&signer(&|spec| spec.not_before = now().plus_seconds(1))),
            "verify",
            "certificate_not_yet_valid",
        ),
        (
            "SignerPurpose",
            "a signer of certificates".into(),
            signed_by(&signer(&|spec| spec.set_extension(Extension::key_usage(SIGN_CERTIFICATES)))),
            "verify",
            "signer_is_ca",
        ),
        (
            "SignerPurpose",
            "a signer that may only agree on keys".into(),
            signed_by(&signer(&|spec| spec.set_extension(Extension::key_usage(0x08)))),
            "verify",
            "key_usage",
        ),
        (
            "SignerPurpose",
            "a server's certificate".into(),
            signed_by(&signer(&|spec| {
                spec.set_extension(Extension::extended_key_usage(&["1.3.6.1.5.5.7.3.1"]))
            })),
            "verify",
            "extended_key_usage",
        ),
        (
            "Signature",
            "one bit of the signature flipped".into(),
            good.seal_with(|mut signature| {
                signature[40] ^= 1;
                signature
            }),
            "verify",
            "list_signature_invalid",
        ),
        (
            "Signature",
            "a signature one byte short".into(),
            good.seal_with(|signature| signature[..63].to_vec()),
            "verify",
            "list_signature_invalid",
        ),
        (
            "Signature",
            "no signature".into(),
            good.seal_with(|_| Vec::new()),
            "verify",
            "list_signature_invalid",
        ),
        (
            "Signature",
            "r and s are zero".into(),
            good.seal_with(|_| vec![0; 64]),
            "verify",
            "list_signature_invalid",
        ),
        (
            "Type",
            "the typ of the other kind of list".into(),
            tree(&|token| {
                let other = if token.protected.at(16).text().contains("statuslist") {
                    "application/identifierlist+cwt"
                } else {
                    "application/statuslist+cwt"
                };
                token.protected.set(16, other);
            }),
            "decode",
            "list_type_mismatch",
        ),
        (
            "Type",
            "no typ".into(),
            tree(&|token| {
                token.protected.remove(16);
            }),
            "decode",
            "list_type_mismatch",
        ),
        (
            "Type",
            "typ in the unprotected header".into(),
            tree(&|token| {
                let typ = token.protected.remove(16);
                token.unprotected.set(16, typ);
            }),
            "decode",
            "list_type_mismatch",
        ),
        (
            "Headers",
            "no algorithm".into(),
            tree(&|token| {
                token.protected.remove(1);
            }),
            "verify",
            "algorithm_missing",
        ),
        (
            "Headers",
            "the algorithm in the unprotected header".into(),
            tree(&|token| {
                let algorithm = token.protected.remove(1);
                token.unprotected.set(1, algorithm);
            }),
            "verify",
            "algorithm_missing",
        ),
        (
            "Headers",
            "the algorithm of another curve".into(),
            tree(&|token| token.protected.set(1, -35)),
            "verify",
            "algorithm_key_mismatch",
        ),
        (
            "Headers",
            "an algorithm that is a MAC".into(),
            tree(&|token| token.protected.set(1, 5)),
            "verify",
            "algorithm_unsupported",
        ),
        (
            "Headers",
            "an unknown critical parameter".into(),
            tree(&|token| {
                token.protected.set(2, vec![Item::from("x")]);
                token.protected.set("x", true);
            }),
            "verify",
            "critical_header",
        ),
        (
            "Headers",
            "an empty list of critical parameters".into(),
            tree(&|token| token.protected.set(2, Vec::<Item>::new())),
            "verify",
            "critical_header",
        ),
        (
            "Headers",
            "the signer's certificate in both headers".into(),
            tree(&|token| {
                let chain = token.protected.at(33).clone();
                token.unprotected.set(33, chain);
            }),
            "decode",
            "duplicate_key",
        ),
        (
            "Headers",
            "no certificate".into(),
            tree(&|token| {
                token.protected.remove(33);
            }),
            "verify",
            "chain_missing",
        ),
        ("Tag", "no tag".into(), tree(&|token| token.tag = None), "decode", "unexpected_type"),
        ("Tag", "the tag of a MAC".into(), tree(&|token| token.tag = Some(17)), "decode", "unexpected_tag"),
        (
            "Payload",
            "a detached payload".into(),
            tree(&|token| token.payload = Payload::Detached),
            "decode",
            "payload_missing",
        ),
        (
            "Payload",
            "an empty payload".into(),
            tree(&|token| token.payload = Payload::Bytes(Vec::new())),
            "decode",
            "truncated",
        ),
        (
            "Payload",
            "bytes after the claims".into(),
            tree(&|token| {
                let claims = token.claims.encode();
                token.payload = Payload::Bytes([&claims[..], &[0]].concat());
            }),
            "decode",
            "trailing_bytes",
        ),
        (
            "Payload",
            "claims that are an array".into(),
            tree(&|token| token.payload = Payload::Bytes(vec![0x80])),
            "decode",
            "unexpected_type",
        ),
        (
            "Duplicate",
            "two addresses".into(),
            tree(&|token| token.claims.push(2, "https://other.example")),
            "decode",
            "duplicate_key",
        ),
        (
            "Duplicate",
            "two ends".into(),
            tree(&|token| token.claims.push(4, until.seconds())),
            "decode",
            "duplicate_key",
        ),
        (
            "Duplicate",
            "a second end whose key is written longer".into(),
            tree(&|token| token.claims.push(raw([0x18, 4]), until.seconds())),
            "decode",
            "duplicate_key",
        ),
        (
            "Duplicate",
            "two critical algorithms".into(),
            tree(&|token| token.protected.push(1, -7)),
            "decode",
            "duplicate_key",
        ),
        (
            "Indefinite",
            "claims of indefinite length".into(),
            tree(&|token| {
                let claims = token.claims.clone().with_width(crate::cbor::Width::Indefinite);
                token.claims = claims;
            }),
            "decode",
            "indefinite_length",
        ),
        (
            "Dates",
            "no end".into(),
            tree(&|token| {
                token.claims.remove(4);
            }),
            "decode",
            "missing_field",
        ),
        (
            "Dates",
            "no time of issue".into(),
            tree(&|token| {
                token.claims.remove(6);
            }),
            "decode",
            "missing_field",
        ),
        (
            "Dates",
            "no address".into(),
            tree(&|token| {
                token.claims.remove(2);
            }),
            "decode",
            "missing_field",
        ),
        (
            "Dates",
            "expired a second ago".into(),
            tree(&|token| token.claims.set(4, now().seconds() - 1)),
            "verify",
            "list_expired",
        ),
        (
            "Dates",
            "issued 301 seconds from now".into(),
            tree(&|token| token.claims.set(6, now().seconds() + 301)),
            "verify",
            "list_issued_in_future",
        ),
        (
            "Dates",
            "an end with a fraction".into(),
            tree(&|token| token.claims.set(4, crate::cbor::float(1.9e9))),
            "decode",
            "unexpected_type",
        ),
        (
            "Dates",
            "an end that is a text".into(),
            tree(&|token| token.claims.set(4, "2030-01-01T00:00:00Z")),
            "decode",
            "unexpected_type",
        ),
        (
            "Dates",
            "an end past every calendar".into(),
            tree(&|token| token.claims.set(4, i64::MAX)),
            "decode",
            "invalid_date",
        ),
        (
            "Truncated",
            "cut short by a byte".into(),
            {
                let mut bytes = good.seal();
                bytes.pop();
                bytes
            },
            "decode",
            "truncated",
        ),
        (
            "Truncated",
            "one byte too many".into(),
            [good.seal(), vec![0]].concat(),
            "decode",
            "trailing_bytes",
        ),
        ("Truncated", "nothing".into(), Vec::new(), "decode", "truncated"),
    ];
    found.push((
        "Headers",
        "five certificates".into(),
        tree(&|token| {
            let chain = token.protected.at(33).clone();
            token.protected.set(33, vec![chain; 5]);
        }),
        "decode",
        "too_many_certificates",
    ));
    found
}
