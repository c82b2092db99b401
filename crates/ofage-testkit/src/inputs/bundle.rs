//! Trust bundles: the file, its lists, and what a device has seen before.

mod lists;

use serde_json::{Map, Value, json};

use super::revocation::CrlSpec;
use super::sign::{Authority, NON_REPUDIATION, STATUS_SIGNER, Token, VICAL_SIGNER, changed};
use super::{Expected, Group, Input, Test, now, status};
use crate::cbor::{Item, Node, Width, bytes, map, tag};
use crate::certificate::{CertificateSpec, Extension};
use crate::keys::{TestKey, digest};
use crate::vectors::to_hex;
use ofage_core::{HashAlgorithm, UnixTime};

const DAY: i64 = 86_400;
const EU: &str = "eu.europa.ec.av.1";
const DENY: &str = "application/vnd.ofage.deny-list+cose";

/// Everybody.
struct Trust {
    provider: Authority,
    issuer: Authority,
    other: Authority,
}

fn tdate(time: UnixTime) -> Item {
    tag(0, time.to_string().as_str())
}

fn yesterday() -> UnixTime {
    now().plus_seconds(-DAY)
}

impl Trust {
    fn new() -> Self {
        let mut provider = Authority::new("Provider", TestKey::p256("provider lists"), VICAL_SIGNER);
        provider.signer.set_extension(Extension::key_usage(NON_REPUDIATION));
        Self {
            provider,
            issuer: Authority::new("Issuer", TestKey::p256("issuer lists"), STATUS_SIGNER),
            other: Authority::new("Other issuer", TestKey::p256("other lists"), STATUS_SIGNER),
        }
    }

    fn entry(root: &CertificateSpec) -> Item {
        map::<Item, Item>([
            ("certificate".into(), bytes(root.to_der())),
            ("docType".into(), vec![Item::from(EU)].into()),
        ])
    }

    fn vical(&self, number: i64, date: UnixTime) -> Token {
        let mut token = self.provider.token(
            "",
            map::<Item, Item>([
                ("version".into(), "1.0".into()),
                ("vicalProvider".into(), "Utopia".into()),
                ("date".into(), tdate(date)),
                ("vicalIssueID".into(), number.into()),
                ("notAfter".into(), tdate(date.plus_seconds(20 * DAY))),
                (
                    "certificateInfos".into(),
                    vec![Self::entry(&self.issuer.root), Self::entry(&self.other.root)].into(),
                ),
            ]),
        );
        token.tag = None;
        token.protected.remove(16);
        let chain = token.protected.remove(33);
        token.unprotected.set(33, chain);
        token
    }

    fn deny_list(&self, sequence: i64, date: UnixTime) -> Token {
        self.provider.token(
            DENY,
            map::<Item, Item>([
                ("version".into(), "1.0".into()),
                ("sequence".into(), sequence.into()),
                ("date".into(), tdate(date)),
                ("notAfter".into(), tdate(date.plus_seconds(20 * DAY))),
                ("certificates".into(), Vec::<Item>::new().into()),
                ("keyIds".into(), Vec::<Item>::new().into()),
            ]),
        )
    }

    fn denying(&self, certificate: &CertificateSpec) -> Token {
        let hash = digest(HashAlgorithm::Sha256, &certificate.to_der());
        changed(&self.deny_list(5, yesterday()), |token| token.claims.set("certificates", vec![bytes(hash)]))
    }

    /// The state of a door, with the provider in this realm.
    fn state(&self, realm: &str, deny_lists: &str) -> Map<String, Value> {
        let mut state = super::sign::state(&[&self.provider]);
        state["trustAnchors"][0]["realm"] = realm.into();
        state.insert("denyLists".into(), deny_lists.into());
        state.insert("crls".into(), "where_present".into());
        state.insert("maxAgeSeconds".into(), (3 * DAY).into());
        state
    }
}

/// A file of these parts.
fn file(parts: &[(&str, Vec<Vec<u8>>)]) -> Item {
    let parts = parts.iter().map(|(key, parts)| {
        let parts: Vec<Item> = parts.iter().map(|part| bytes(part.clone())).collect();
        (Item::from(*key), Item::from(parts))
    });
    let head = [("type".into(), "ofage-trust-bundle".into()), ("version".into(), "1.0".into())];
    map::<Item, Item>(head.into_iter().chain(parts))
}

/// One series that was seen: kind, SHA-256 of its name, number, date.
fn mark(kind: u8, names: &[&[u8]], number: u64, date: UnixTime) -> Vec<u8> {
    let parts: Vec<u8> =
        names.iter().flat_map(|name| [&(name.len() as u64).to_be_bytes()[..], name].concat()).collect();
    let name = digest(HashAlgorithm::Sha256, &parts);
    [&[kind][..], &name, &number.to_be_bytes(), &date.seconds().to_be_bytes()].concat()
}

fn seen(marks: &[Vec<u8>]) -> Vec<u8> {
    let mut marks = marks.to_vec();
    marks.sort_unstable();
    [b"OFHW\x01".to_vec(), marks.concat()].concat()
}

/// What a bundle that counts answers.
fn loaded(roots: usize, demo: bool, rejected: &[(&str, usize, &str)], marks: &[Vec<u8>]) -> Expected {
    with_unusable(roots, demo, 0, rejected, marks)
}

fn with_unusable(
    roots: usize,
    demo: bool,
    unusable: usize,
    rejected: &[(&str, usize, &str)],
    marks: &[Vec<u8>],
) -> Expected {
    let rejected: Value = rejected
        .iter()
        .map(|(kind, index, code)| json!({"kind": kind, "index": index, "code": code}))
        .collect();
    Expected::Valid(json!({
        "roots": roots, "demo": demo, "unusableRoots": unusable, "rejected": rejected, "seen": to_hex(&seen(marks)),
    }))
}

fn refused(stage: &'static str, code: &'static str) -> Expected {
    Expected::Invalid(stage, code)
}

pub(super) fn groups() -> Vec<Group> {
    let trust = Trust::new();
    let mut tests = files(&trust);
    tests.extend(lists::tests(&trust));
    tests.extend(rollback(&trust));
    tests.extend(parts(&trust));
    let (vical, deny) = (trust.vical(3, yesterday()).seal(), trust.deny_list(5, yesterday()).seal());
    let both = || file(&[("vicals", vec![vical.clone()]), ("denyLists", vec![deny.clone()])]).encode();
    let marks = trust.marks(3, 5, yesterday());
    let demo = vec![Test::new(
        "Realm",
        "a provider for demonstrations",
        both().into(),
        loaded(2, true, &[], &marks),
    )];
    let without = file(&[("vicals", vec![vical])]).encode();
    let lax = vec![
        Test::new(
            "DenyList",
            "no deny list, and none is wanted",
            without.clone().into(),
            loaded(2, false, &[], &marks[1..]),
        ),
        Test::new(
            "DenyList",
            "no deny list, though one was seen",
            without.into(),
            refused("current", "deny_list_missing"),
        )
        .asking("seen", to_hex(&seen(&marks))),
    ];
    vec![
        Group { state: trust.state("live", "required"), tests },
        Group { state: trust.state("demo", "required"), tests: demo },
        Group { state: trust.state("live", "where_present"), tests: lax },
    ]
}

impl Trust {
    /// The marks of the deny list and of the list of roots.
    fn marks(&self, vical: u64, deny: u64, date: UnixTime) -> Vec<Vec<u8>> {
        let root = digest(HashAlgorithm::Sha256, &self.provider.root.to_der());
        vec![mark(1, &[&root], deny, date), mark(0, &[&root, b"Utopia"], vical, date)]
    }

    fn both(&self) -> Vec<(&'static str, Vec<Vec<u8>>)> {
        vec![
            ("vicals", vec![self.vical(3, yesterday()).seal()]),
            ("denyLists", vec![self.deny_list(5, yesterday()).seal()]),
        ]
    }
}

/// The file around the parts.
fn files(trust: &Trust) -> Vec<Test> {
    let good = file(&trust.both());
    let marks = trust.marks(3, 5, yesterday());
    let counts = || loaded(2, false, &[], &marks);
    let with = |change: &dyn Fn(&mut Item)| {
        let mut file = good.clone();
        change(&mut file);
        Input::from(file.encode())
    };
    let test = |flag, comment: &str, input: Input, expected| Test::new(flag, comment, input, expected);
    let decode = |code| refused("decode", code);
    vec![
        test("File", "two roots and a deny list", with(&|_| {}), counts()),
        test("File", "keys that nobody knows", with(&|file| file.set("more", vec![bytes(*b"x")])), counts()),
        test("File", "keys in another order", with(&|file| file.entries().reverse()), counts()),
        test("File", "a later version of the same kind", with(&|file| file.set("version", "1.7")), counts()),
        test(
            "File",
            "another kind of file",
            with(&|file| file.set("type", "trust-bundle")),
            decode("unexpected_value"),
        ),
        test("File", "another version", with(&|file| file.set("version", "2.0")), decode("unexpected_value")),
        test(
            "File",
            "a version that only looks like it",
            with(&|file| file.set("version", "1.x")),
            decode("unexpected_value"),
        ),
        test(
            "File",
            "no type",
            with(&|file| {
                file.remove("type");
            }),
            decode("missing_field"),
        ),
        test(
            "File",
            "no version",
            with(&|file| {
                file.remove("version");
            }),
            decode("missing_field"),
        ),
        test(
            "File",
            "parts that are no array",
            with(&|file| file.set("vicals", bytes([]))),
            decode("unexpected_type"),
        ),
        test(
            "File",
            "a part that is a text",
            with(&|file| file.set("vicals", vec![Item::from("x")])),
            decode("unexpected_type"),
        ),
        test(
            "Duplicate",
            "two arrays of lists of roots",
            with(&|file| file.push("vicals", Vec::<Item>::new())),
            decode("duplicate_key"),
        ),
        test(
            "Duplicate",
            "two types",
            with(&|file| file.push("type", "ofage-trust-bundle")),
            decode("duplicate_key"),
        ),
        test(
            "File",
            "a file of indefinite length",
            with(&|file| file.width = Width::Indefinite),
            decode("indefinite_length"),
        ),
        test(
            "File",
            "a byte after its end",
            Input::from([good.encode(), vec![0]].concat()),
            decode("trailing_bytes"),
        ),
        test(
            "File",
            "cut short by a byte",
            Input::from(good.encode()[..good.encode().len() - 1].to_vec()),
            decode("truncated"),
        ),
        test("File", "nothing", Input::from(Vec::new()), decode("truncated")),
        test("File", "an array", Input::from(vec![0x80]), decode("unexpected_type")),
        test(
            "Limits",
            "a byte more than 8 MiB",
            Input::Runs(vec![(vec![0xa2], 1), (vec![0], 8 * 1024 * 1024)]),
            decode("too_large"),
        ),
        test(
            "Limits",
            "a part more than 4,096",
            with(&|file| file.set("documentSigners", Item::from(Node::Head(4, 4097)))),
            decode("too_many_entries"),
        ),
        test(
            "Limits",
            "4,097 parts in two arrays",
            with(&|file| {
                file.set("documentSigners", vec![bytes([]); 2048]);
                file.set("crls", vec![bytes([]); 2047]);
            }),
            decode("too_many_entries"),
        ),
        test(
            "Limits",
            "17 lists of roots",
            with(&|file| file.set("vicals", vec![bytes([]); 17])),
            refused("load", "bundle_too_many_parts"),
        ),
        test(
            "Limits",
            "65 status lists",
            with(&|file| file.set("statusLists", vec![bytes([]); 65])),
            refused("load", "bundle_too_many_parts"),
        ),
        test(
            "Limits",
            "257 templates",
            with(&|file| file.set("templates", vec![bytes([]); 257])),
            refused("load", "bundle_too_many_parts"),
        ),
        test(
            "Limits",
            "513 revocation lists",
            with(&|file| file.set("crls", vec![bytes([]); 513])),
            refused("load", "bundle_too_many_parts"),
        ),
    ]
}

/// What was seen before.
fn rollback(trust: &Trust) -> Vec<Test> {
    let bundle = |vical: Token, deny: Token| {
        Input::from(file(&[("vicals", vec![vical.seal()]), ("denyLists", vec![deny.seal()])]).encode())
    };
    let good = || bundle(trust.vical(3, yesterday()), trust.deny_list(5, yesterday()));
    let marks = |vical, deny, date| seen(&trust.marks(vical, deny, date));
    let same = trust.marks(3, 5, yesterday());
    let test = |comment: &str, input: Input, seen: Vec<u8>, expected| {
        Test::new("Rollback", comment, input, expected).asking("seen", to_hex(&seen))
    };
    let back = || refused("load", "bundle_rolled_back");
    let damaged = || refused("seen", "high_water_damaged");
    let record = marks(3, 5, yesterday());
    let mut tests = vec![
        test("nothing was seen", good(), seen(&[]), loaded(2, false, &[], &same)),
        test("the same was seen", good(), record.clone(), loaded(2, false, &[], &same)),
        test(
            "an older one was seen",
            good(),
            marks(2, 4, yesterday().plus_seconds(-DAY)),
            loaded(2, false, &[], &same),
        ),
        test("a list of roots with a higher number was seen", good(), marks(4, 5, yesterday()), back()),
        test("a deny list with a higher number was seen", good(), marks(3, 6, yesterday()), back()),
        test("lists with later dates were seen", good(), marks(3, 5, yesterday().plus_seconds(1)), back()),
        test(
            "a higher number with an earlier date",
            bundle(trust.vical(9, yesterday().plus_seconds(-1)), trust.deny_list(5, yesterday())),
            record.clone(),
            back(),
        ),
        test(
            "a lower number with a later date",
            bundle(trust.vical(2, now()), trust.deny_list(5, yesterday())),
            record.clone(),
            back(),
        ),
        test(
            "another provider's record",
            good(),
            {
                let strange = digest(HashAlgorithm::Sha256, b"another root");
                seen(&[mark(0, &[&strange, b"Utopia"], 99, now())])
            },
            loaded(
                2,
                false,
                &[],
                &[
                    same.clone(),
                    vec![mark(0, &[&digest(HashAlgorithm::Sha256, b"another root"), b"Utopia"], 99, now())],
                ]
                .concat(),
            ),
        ),
        test("an empty record", good(), Vec::new(), damaged()),
        test("a record of another version", good(), [&b"OFHW\x02"[..], &record[5..]].concat(), damaged()),
        test("a record cut short", good(), record[..record.len() - 1].to_vec(), damaged()),
        test("a record of an unknown kind of list", good(), seen(&[mark(5, &[b"x"], 1, now())]), damaged()),
        test("a series twice in the record", good(), seen(&[same[0].clone(), same[0].clone()]), damaged()),
    ];
    let both = [
        (
            "vicals",
            vec![trust.vical(2, yesterday().plus_seconds(-DAY)).seal(), trust.vical(3, yesterday()).seal()],
        ),
        ("denyLists", vec![trust.deny_list(5, yesterday()).seal()]),
    ];
    tests.push(test(
        "two issues of one list: the newer counts",
        file(&both).encode().into(),
        record,
        loaded(2, false, &[("vical", 0, "part_superseded")], &same),
    ));
    tests
}

/// The other parts.
fn parts(trust: &Trust) -> Vec<Test> {
    let marks = trust.marks(3, 5, yesterday());
    let with = |key: &'static str, parts: Vec<Vec<u8>>| {
        Input::from(file(&[trust.both(), vec![(key, parts)]].concat()).encode())
    };
    let root = digest(HashAlgorithm::Sha256, &trust.issuer.root.to_der());
    let uri = b"https://issuer.example/status/1";
    let status_mark = |date| mark(2, &[&root, uri], 0, date);
    let list = status::signed(&trust.issuer, yesterday().seconds());
    let stranger = Authority::new("Stranger", TestKey::p256("stranger lists"), STATUS_SIGNER);
    let rejected = |kind, code| loaded(2, false, &[(kind, 0, code)], &marks);
    let crl = CrlSpec::new(&trust.issuer.root, 7, yesterday());
    vec![
        Test::new(
            "Part",
            "a status list",
            with("statusLists", vec![list.clone()]),
            loaded(2, false, &[], &[marks.clone(), vec![status_mark(yesterday())]].concat()),
        ),
        Test::new(
            "Part",
            "a status list that is older than one seen before",
            with("statusLists", vec![list]),
            loaded(
                2,
                false,
                &[("status_list", 0, "part_rolled_back")],
                &[marks.clone(), vec![status_mark(now())]].concat(),
            ),
        )
        .asking("seen", to_hex(&seen(&[status_mark(now())]))),
        Test::new(
            "Part",
            "a status list of a stranger is kept until an attestation vouches for it",
            with("statusLists", vec![status::signed(&stranger, yesterday().seconds())]),
            loaded(2, false, &[], &marks),
        ),
        Test::new(
            "Part",
            "a status list that is over",
            with("statusLists", vec![status::signed(&trust.issuer, now().seconds() - 21 * DAY)]),
            rejected("status_list", "list_expired"),
        ),
        Test::new(
            "Part",
            "a deny list among the status lists",
            with("statusLists", vec![trust.deny_list(5, yesterday()).seal()]),
            rejected("status_list", "list_type_mismatch"),
        ),
        Test::new(
            "Part",
            "a status list among the identifier lists",
            with("identifierLists", vec![status::signed(&trust.issuer, yesterday().seconds())]),
            rejected("identifier_list", "list_type_mismatch"),
        ),
        Test::new(
            "Part",
            "a status list that is no list",
            with("statusLists", vec![vec![0xa0]]),
            rejected("status_list", "unexpected_type"),
        ),
        Test::new(
            "Part",
            "a document signer that is no certificate",
            with("documentSigners", vec![vec![0x30, 0]]),
            rejected("document_signer", "certificate_malformed"),
        ),
        Test::new(
            "Part",
            "a template that is none",
            with("templates", vec![vec![0xff; 9]]),
            rejected("template", "template_malformed"),
        ),
        Test::new(
            "Part",
            "a revocation list",
            with("crls", vec![crl.to_der()]),
            loaded(2, false, &[], &[marks.clone(), vec![crl_mark(trust)]].concat()),
        ),
        Test::new(
            "Part",
            "a revocation list of a stranger",
            with("crls", vec![CrlSpec::new(&stranger.root, 7, yesterday()).to_der()]),
            rejected("crl", "anchor_unknown"),
        ),
        Test::new(
            "Part",
            "a status list whose signer its root has revoked",
            Input::from(
                file(
                    &[
                        trust.both(),
                        vec![
                            ("statusLists", vec![status::signed(&trust.issuer, yesterday().seconds())]),
                            ("crls", vec![crl.clone().revoking(&trust.issuer.signer).to_der()]),
                        ],
                    ]
                    .concat(),
                )
                .encode(),
            ),
            loaded(
                2,
                false,
                &[("status_list", 0, "part_denied")],
                &[marks.clone(), vec![crl_mark(trust)]].concat(),
            ),
        ),
    ]
}

fn crl_mark(trust: &Trust) -> Vec<u8> {
    let root = &trust.issuer.root;
    let id = crate::certificate::key_id(&root.key.public());
    mark(4, &[&crate::certificate::name(&root.subject), &id], 7, yesterday())
}
