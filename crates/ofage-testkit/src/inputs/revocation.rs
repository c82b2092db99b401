//! Certificate revocation lists, in DER.

use ofage_core::{HashAlgorithm, Signature, UnixTime};
use serde_json::json;

use super::sign::{Authority, STATUS_SIGNER, state};
use super::{Expected, Group, Input, Test, now};
use crate::certificate::{
    AUTHORITY_KEY_ID, CertificateSpec, Extension, SIGN_CERTIFICATES, der, ecdsa_with, key_id, name, oid,
    sequence, time,
};
use crate::keys::TestKey;
use crate::vectors::to_hex;

const CRL_NUMBER: &str = "2.5.29.20";
const DELTA: &str = "2.5.29.27";
const DISTRIBUTION_POINT: &str = "2.5.29.28";
const REVOKED: [u8; 3] = [0x11, 0x22, 0x33];

/// A list, in parts.
#[derive(Clone)]
pub(super) struct CrlSpec {
    version: Option<Vec<u8>>,
    issuer: Vec<(&'static str, String)>,
    this_update: UnixTime,
    next_update: Option<UnixTime>,
    entries: Vec<Vec<u8>>,
    extensions: Vec<Extension>,
    hash: HashAlgorithm,
    inner_algorithm: Option<Vec<u8>>,
    outer_algorithm: Option<Vec<u8>>,
    key: TestKey,
}

fn entry(serial: &[u8], extensions: &[u8]) -> Vec<u8> {
    sequence(&[&der(2, serial), &time(now().plus_seconds(-86_400)), extensions])
}

impl CrlSpec {
    pub(super) fn new(root: &CertificateSpec, number: u8, this_update: UnixTime) -> Self {
        Self {
            version: Some(vec![1]),
            issuer: root.subject.clone(),
            this_update,
            next_update: Some(this_update.plus_seconds(30 * 86_400)),
            entries: vec![entry(&REVOKED, &[]), entry(&[0x7f], &[])],
            extensions: vec![
                Extension::new(AUTHORITY_KEY_ID, false, der(0x30, &der(0x80, &key_id(&root.key.public())))),
                Extension::new(CRL_NUMBER, false, der(2, &[number])),
            ],
            hash: root.key.curve().algorithm().hash(),
            inner_algorithm: None,
            outer_algorithm: None,
            key: root.key.clone(),
        }
    }

    /// The same list, with this certificate revoked and no other.
    pub(super) fn revoking(mut self, certificate: &CertificateSpec) -> Self {
        self.entries = vec![entry(&certificate.serial, &[])];
        self
    }

    fn to_be_signed(&self) -> Vec<u8> {
        let algorithm = ecdsa_with(self.hash);
        let extensions: Vec<u8> = self.extensions.iter().flat_map(Extension::to_der).collect();
        sequence(&[
            &self.version.as_ref().map(|version| der(2, version)).unwrap_or_default(),
            self.inner_algorithm.as_ref().unwrap_or(&algorithm),
            &name(&self.issuer),
            &time(self.this_update),
            &self.next_update.map(time).unwrap_or_default(),
            &if self.entries.is_empty() { Vec::new() } else { der(0x30, &self.entries.concat()) },
            &if extensions.is_empty() { Vec::new() } else { der(0xa0, &der(0x30, &extensions)) },
        ])
    }

    pub(super) fn to_der(&self) -> Vec<u8> {
        self.to_der_with(|signature| signature)
    }

    fn to_der_with(&self, change: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
        let tbs = self.to_be_signed();
        let signature = Signature::from_bytes(&self.key.sign_with(self.hash, &tbs));
        let signature =
            signature.and_then(|signature| signature.to_der()).unwrap_or_else(|error| panic!("{error}"));
        let algorithm = ecdsa_with(self.hash);
        let outer = self.outer_algorithm.as_ref().unwrap_or(&algorithm);
        sequence(&[&tbs, outer, &der(3, &[&[0], &change(signature.to_vec())[..]].concat())])
    }
}

fn good(number: &str, revoked: usize, state: &str) -> Expected {
    Expected::Valid(json!({"state": state, "number": number, "revoked": revoked}))
}

fn ask(flag: &'static str, comment: &str, input: impl Into<Input>, expected: Expected) -> Test {
    Test::new(flag, comment, input.into(), expected).asking("serial", to_hex(&REVOKED))
}

pub(super) fn groups() -> Vec<Group> {
    let home = Authority::new("Issuer", TestKey::p256("issuer lists"), STATUS_SIGNER);
    let list = CrlSpec::new(&home.root, 7, now().plus_seconds(-86_400));
    let mut tests = answers(&list);
    tests.extend(signers(&list, &home));
    tests.extend(contents(&list));
    tests.extend(sizes(&list));
    // A root that may sign certificates and nothing else.
    let mut narrow = Authority::new("Narrow", TestKey::p256("narrow"), STATUS_SIGNER);
    narrow.root.set_extension(Extension::key_usage(0x04));
    let refused = CrlSpec::new(&narrow.root, 7, now().plus_seconds(-86_400)).to_der();
    let refused =
        ask("Signer", "its root may not sign lists", refused, Expected::Invalid("verify", "key_usage"));
    vec![Group { state: state(&[&home]), tests }, Group { state: state(&[&narrow]), tests: vec![refused] }]
}

fn answers(list: &CrlSpec) -> Vec<Test> {
    let with = |change: &dyn Fn(&mut CrlSpec)| {
        let mut list = list.clone();
        change(&mut list);
        list.to_der()
    };
    let other = |comment: &str, serial: &[u8], state: &str| {
        Test::new("Answer", comment, list.to_der().into(), good("07", 2, state))
            .asking("serial", to_hex(serial))
    };
    let at = |flag, comment: &str, seconds: i64, state: &str| {
        ask(flag, comment, list.to_der(), good("07", 2, state)).asking("at", now().seconds() + seconds)
    };
    let asked = |comment: &str, seconds: i64, state: &str| {
        Test::new("Dates", comment, list.to_der().into(), good("07", 2, state))
            .asking("serial", "44")
            .asking("at", now().seconds() + seconds)
    };
    let last = 29 * 86_400;
    vec![
        ask("Answer", "revoked", list.to_der(), good("07", 2, "revoked")),
        other("the other one that is revoked", &[0x7f], "revoked"),
        other("not listed", &[0x44], "good"),
        other("begins like a listed one", &REVOKED[..2], "good"),
        other("a listed one with a zero in front", &[&[0], &REVOKED[..]].concat(), "good"),
        ask("Answer", "a list without entries", with(&|list| list.entries.clear()), good("07", 0, "good")),
        ask(
            "Answer",
            "revoked for a reason",
            with(&|list| {
                let reason = Extension::new("2.5.29.21", false, vec![0x0a, 1, 1]).to_der();
                list.entries = vec![entry(&REVOKED, &der(0x30, &reason))];
            }),
            good("07", 1, "revoked"),
        ),
        ask(
            "Answer",
            "a number of 20 bytes",
            with(&|list| list.extensions[1].value = der(2, &[0x7f; 20])),
            good(&"7f".repeat(20), 2, "revoked"),
        ),
        asked("in its last second", last, "good"),
        asked("a second later: stale", last + 1, "stale"),
        asked("before it was issued: stale", -86_401, "stale"),
        at("Dates", "revoked, though the list is stale", last + 1, "revoked"),
        at("Dates", "revoked, though the list is from the future", -86_401, "revoked"),
        ask(
            "Unusual",
            "an extension that nobody knows",
            with(&|list| list.extensions.push(Extension::new("1.2.3.4", false, vec![5, 0]))),
            good("07", 2, "revoked"),
        ),
    ]
}

fn signers(list: &CrlSpec, home: &Authority) -> Vec<Test> {
    let refuse = |flag, comment: &str, change: &dyn Fn(&mut CrlSpec), code| {
        let mut list = list.clone();
        change(&mut list);
        ask(flag, comment, list.to_der(), Expected::Invalid("verify", code))
    };
    let stranger = CertificateSpec::root(TestKey::p256("stranger"), "Stranger", "UT", now(), now());
    let bad = |comment: &str, change: &dyn Fn(Vec<u8>) -> Vec<u8>| {
        ask("Signature", comment, list.to_der_with(change), Expected::Invalid("verify", "crl_signature"))
    };
    vec![
        refuse(
            "Signer",
            "the list of a root that is not trusted",
            &|list| *list = CrlSpec::new(&stranger, 7, now()),
            "anchor_unknown",
        ),
        refuse(
            "Signer",
            "the root's name, another key that signs",
            &|list| list.key = TestKey::p256("stranger"),
            "crl_signature",
        ),
        refuse(
            "Signer",
            "the root's name, the key identifier of another",
            &|list| {
                list.extensions[0].value = der(0x30, &der(0x80, &[9; 20]));
                list.key = TestKey::p256("stranger");
            },
            "key_identifier_mismatch",
        ),
        refuse(
            "Signer",
            "signed by a document signer under the root's name",
            &|list| list.key = home.signer.key.clone(),
            "crl_signature",
        ),
        refuse(
            "Signer",
            "the root's name in another case",
            &|list| list.issuer[1].1 = "ISSUER".into(),
            "anchor_unknown",
        ),
        bad("one bit flipped", &|mut signature| {
            let last = signature.len() - 1;
            signature[last] ^= 1;
            signature
        }),
        bad("no signature", &|_| Vec::new()),
        bad("r and s side by side, as COSE has them", &|_| vec![1; 64]),
        bad("zeros", &|_| sequence(&[&der(2, &[0]), &der(2, &[0])])),
        refuse(
            "Algorithm",
            "two algorithms",
            &|list| list.outer_algorithm = Some(ecdsa_with(HashAlgorithm::Sha384)),
            "certificate_algorithm_mismatch",
        ),
        refuse(
            "Algorithm",
            "ECDSA with SHA-1",
            &|list| {
                let old = sequence(&[&oid("1.2.840.10045.4.1")]);
                (list.inner_algorithm, list.outer_algorithm) = (Some(old.clone()), Some(old));
            },
            "certificate_algorithm_unsupported",
        ),
        refuse(
            "Algorithm",
            "parameters beside the algorithm",
            &|list| {
                let null = sequence(&[&oid("1.2.840.10045.4.3.2"), &[5, 0]]);
                (list.inner_algorithm, list.outer_algorithm) = (Some(null.clone()), Some(null));
            },
            "certificate_algorithm_unsupported",
        ),
    ]
}

fn contents(list: &CrlSpec) -> Vec<Test> {
    let refuse = |flag, comment: &str, change: &dyn Fn(&mut CrlSpec), code| {
        let mut list = list.clone();
        change(&mut list);
        ask(flag, comment, list.to_der(), Expected::Invalid("verify", code))
    };
    let add = |list: &mut CrlSpec, oid, critical, value: &[u8]| {
        list.extensions.push(Extension::new(oid, critical, value.to_vec()))
    };
    let broken = |comment: &str, input: Vec<u8>| {
        ask("Der", comment, input, Expected::Invalid("verify", "crl_malformed"))
    };
    let whole = list.to_der();
    let mut tests = vec![
        refuse("Fields", "version 1", &|list| list.version = None, "crl_malformed"),
        refuse(
            "Fields",
            "a version that nobody knows",
            &|list| list.version = Some(vec![2]),
            "crl_malformed",
        ),
        refuse("Fields", "no next update", &|list| list.next_update = None, "crl_malformed"),
        refuse("Fields", "no extensions", &|list| list.extensions.clear(), "crl_malformed"),
        refuse(
            "Fields",
            "no number",
            &|list| {
                list.extensions.pop();
            },
            "crl_malformed",
        ),
        refuse(
            "Fields",
            "a negative number",
            &|list| list.extensions[1].value = der(2, &[0xff]),
            "crl_malformed",
        ),
        refuse(
            "Fields",
            "no key identifier",
            &|list| {
                list.extensions.remove(0);
            },
            "crl_malformed",
        ),
        refuse(
            "Fields",
            "an entry without a date",
            &|list| list.entries.push(sequence(&[&der(2, &[5])])),
            "crl_malformed",
        ),
        refuse(
            "Fields",
            "an entry whose number is longer than it must be",
            &|list| list.entries.push(entry(&[0, 5], &[])),
            "crl_malformed",
        ),
        refuse(
            "Partial",
            "changes since another list",
            &|list| add(list, DELTA, true, &der(2, &[1])),
            "crl_unsupported",
        ),
        refuse(
            "Partial",
            "the same, not critical",
            &|list| add(list, DELTA, false, &der(2, &[1])),
            "crl_unsupported",
        ),
        refuse(
            "Partial",
            "for one distribution point",
            &|list| add(list, DISTRIBUTION_POINT, true, &sequence(&[])),
            "crl_unsupported",
        ),
        refuse(
            "Partial",
            "the same, not critical",
            &|list| add(list, DISTRIBUTION_POINT, false, &sequence(&[])),
            "crl_unsupported",
        ),
        refuse(
            "Critical",
            "an unknown critical extension",
            &|list| add(list, "1.2.3.4", true, &[5, 0]),
            "crl_unsupported",
        ),
        refuse(
            "Critical",
            "an entry of another issuer",
            &|list| {
                let issuer = Extension::new("2.5.29.29", true, sequence(&[])).to_der();
                list.entries.push(entry(&[5], &der(0x30, &issuer)));
            },
            "crl_unsupported",
        ),
        refuse(
            "Duplicate",
            "two numbers",
            &|list| add(list, CRL_NUMBER, false, &der(2, &[9])),
            "extension_duplicate",
        ),
        broken("nothing", Vec::new()),
        broken("cut short", whole[..whole.len() - 1].to_vec()),
        broken("a byte after its end", [&whole[..], &[0]].concat()),
        broken("a length of indefinite form", [&[0x30, 0x80][..], &whole[4..], &[0, 0]].concat()),
        broken("text", b"-----BEGIN X509 CRL-----".to_vec()),
    ];
    let mut certificate = Authority::new("Issuer", TestKey::p256("issuer lists"), STATUS_SIGNER).root;
    certificate.set_extension(Extension::key_usage(SIGN_CERTIFICATES));
    tests.push(broken("a certificate", certificate.to_der()));
    tests
}

fn sizes(list: &CrlSpec) -> Vec<Test> {
    // Every entry again and again: the lengths are those of 20,000 and 20,001 entries.
    let of = |entries: usize| {
        let mut list = list.clone();
        let one = entry(&REVOKED, &[]);
        list.entries = vec![one.clone(); entries];
        let whole = list.to_der();
        let start =
            whole.windows(one.len()).position(|window| window == one).unwrap_or_else(|| panic!("no entry"));
        let end = start + entries * one.len();
        Input::Runs(vec![(whole[..start].to_vec(), 1), (one, entries), (whole[end..].to_vec(), 1)])
    };
    let extensions = |count: u8| {
        let mut list = list.clone();
        const NAMES: [&str; 31] = [
            "1.2.3.1", "1.2.3.2", "1.2.3.3", "1.2.3.4", "1.2.3.5", "1.2.3.6", "1.2.3.7", "1.2.3.8",
            "1.2.3.9", "1.2.3.10", "1.2.3.11", "1.2.3.12", "1.2.3.13", "1.2.3.14", "1.2.3.15", "1.2.3.16",
            "1.2.3.17", "1.2.3.18", "1.2.3.19", "1.2.3.20", "1.2.3.21", "1.2.3.22", "1.2.3.23", "1.2.3.24",
            "1.2.3.25", "1.2.3.26", "1.2.3.27", "1.2.3.28", "1.2.3.29", "1.2.3.30", "1.2.3.31",
        ];
        let more =
            NAMES.iter().take(usize::from(count) - 2).map(|oid| Extension::new(oid, false, vec![5, 0]));
        list.extensions.extend(more);
        list.to_der()
    };
    vec![
        ask("Limits", "20,000 entries, the most", of(20_000), good("07", 1, "revoked")),
        ask("Limits", "an entry more", of(20_001), Expected::Invalid("verify", "crl_too_large")),
        ask(
            "Limits",
            "a byte more than a mebibyte",
            Input::Runs(vec![(vec![0x30], 1_048_577)]),
            Expected::Invalid("verify", "crl_too_large"),
        ),
        ask("Limits", "32 extensions, the most", extensions(32), good("07", 2, "revoked")),
        ask("Limits", "an extension more", extensions(33), Expected::Invalid("verify", "crl_malformed")),
    ]
}
