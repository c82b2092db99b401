//! Lists of roots and deny lists.

use super::{DAY, Trust, file, loaded, refused, tdate, with_unusable, yesterday};
use crate::cbor::{Item, bytes, map, tag};
use crate::certificate::Extension;
use crate::inputs::sign::{Authority, NON_REPUDIATION, STATUS_SIGNER, Token, VICAL_SIGNER, changed};
use crate::inputs::{Input, Test, now};
use crate::keys::TestKey;

pub(super) fn tests(trust: &Trust) -> Vec<Test> {
    let (vical, deny) = (trust.vical(3, yesterday()), trust.deny_list(5, yesterday()));
    let marks = trust.marks(3, 5, yesterday());
    let with_vical = |change: &dyn Fn(&mut Token)| {
        let vical = changed(&vical, |token| change(token)).seal();
        Input::from(file(&[("vicals", vec![vical]), ("denyLists", vec![deny.seal()])]).encode())
    };
    let with_deny = |change: &dyn Fn(&mut Token)| {
        let deny = changed(&deny, |token| change(token)).seal();
        Input::from(file(&[("vicals", vec![vical.seal()]), ("denyLists", vec![deny])]).encode())
    };
    let plain = |parts: &[(&str, Vec<Vec<u8>>)]| Input::from(file(parts).encode());
    let load = |code| refused("load", code);
    let mut stranger = Authority::new("Stranger", TestKey::p256("stranger lists"), VICAL_SIGNER);
    stranger.signer.set_extension(Extension::key_usage(NON_REPUDIATION));
    let mut server = trust.provider.signer.clone();
    server.set_extension(Extension::extended_key_usage(&[STATUS_SIGNER]));
    let mut tests = vec![
        Test::new(
            "Vical",
            "no list of roots",
            plain(&[("denyLists", vec![deny.seal()])]),
            load("vical_missing"),
        ),
        Test::new(
            "Vical",
            "a list that is no CBOR",
            plain(&[("vicals", vec![vec![0xff]])]),
            load("indefinite_length"),
        ),
        Test::new(
            "Vical",
            "signed under another root",
            with_vical(&|token| {
                token.unprotected.set(33, bytes(stranger.signer.to_der()));
                token.key = stranger.signer.key.clone();
            }),
            load("anchor_unknown"),
        ),
        Test::new(
            "Vical",
            "signed by another key",
            with_vical(&|token| token.key = TestKey::p256("stranger lists")),
            load("list_signature_invalid"),
        ),
        Test::new(
            "Vical",
            "signed by a signer of status lists",
            with_vical(&|token| token.unprotected.set(33, bytes(server.to_der()))),
            load("extended_key_usage"),
        ),
        Test::new(
            "Vical",
            "a root adds itself to the list",
            with_vical(&|token| {
                let mut infos = token.claims.at("certificateInfos").clone();
                infos.elements().push(Trust::entry(&stranger.root));
                token.claims.set("certificateInfos", infos);
                token.key = stranger.signer.key.clone();
            }),
            load("list_signature_invalid"),
        ),
        Test::new("Vical", "in a tag", with_vical(&|token| token.tag = Some(18)), load("unexpected_type")),
        Test::new(
            "Vical",
            "another version",
            with_vical(&|token| token.claims.set("version", "2.0")),
            load("version_unsupported"),
        ),
        Test::new(
            "Vical",
            "past its end",
            with_vical(&|token| token.claims.set("notAfter", tdate(now().plus_seconds(-1)))),
            load("list_expired"),
        ),
        Test::new(
            "Vical",
            "dated 301 seconds from now",
            with_vical(&|token| token.claims.set("date", tdate(now().plus_seconds(301)))),
            load("list_issued_in_future"),
        ),
        Test::new(
            "Vical",
            "a critical extension of the header",
            with_vical(&|token| {
                token.protected.set(2, vec![Item::from("x")]);
                token.protected.set("x", true);
            }),
            load("critical_header"),
        ),
        Test::new(
            "Vical",
            "a date with a fraction of a second",
            with_vical(&|token| token.claims.set("date", tag(0, "2026-05-09T12:00:00.5Z"))),
            load("invalid_date"),
        ),
        Test::new(
            "Vical",
            "a date in another time zone",
            with_vical(&|token| token.claims.set("date", tag(0, "2026-05-09T12:00:00+02:00"))),
            load("invalid_date"),
        ),
        Test::new(
            "Vical",
            "a leap second",
            with_vical(&|token| token.claims.set("date", tag(0, "2026-05-09T12:00:60Z"))),
            load("invalid_date"),
        ),
        Test::new(
            "Vical",
            "two dates",
            with_vical(&|token| token.claims.push("date", tdate(now()))),
            load("duplicate_key"),
        ),
        Test::new(
            "Vical",
            "no roots",
            with_vical(&|token| token.claims.set("certificateInfos", Vec::<Item>::new())),
            refused("current", "trust_empty"),
        ),
        Test::new(
            "Realm",
            "a list of demo roots",
            with_vical(&|token| {
                token.claims.set("extensions", map::<Item, Item>([("ofage.realm".into(), "demo".into())]))
            }),
            loaded(2, true, &[], &marks),
        ),
        Test::new(
            "Realm",
            "a realm that nobody knows is demo",
            with_vical(&|token| {
                token.claims.set("extensions", map::<Item, Item>([("ofage.realm".into(), "Live".into())]))
            }),
            loaded(2, true, &[], &marks),
        ),
        Test::new(
            "VicalEntry",
            "an entry that is no root",
            with_vical(&|token| {
                token.claims.set(
                    "certificateInfos",
                    vec![Trust::entry(&trust.issuer.root), Trust::entry(&trust.other.signer)],
                );
            }),
            with_unusable(1, false, 1, &[], &marks),
        ),
        Test::new(
            "VicalEntry",
            "an entry for no document type",
            with_vical(&|token| {
                let mut entry = Trust::entry(&trust.other.root);
                entry.set("docType", Vec::<Item>::new());
                token.claims.set("certificateInfos", vec![Trust::entry(&trust.issuer.root), entry]);
            }),
            with_unusable(1, false, 1, &[], &marks),
        ),
        Test::new(
            "VicalEntry",
            "an entry whose key identifier is another's",
            with_vical(&|token| {
                let mut entry = Trust::entry(&trust.other.root);
                entry.set("ski", bytes([0; 20]));
                token.claims.set("certificateInfos", vec![Trust::entry(&trust.issuer.root), entry]);
            }),
            with_unusable(1, false, 1, &[], &marks),
        ),
    ];
    let missing = || refused("current", "deny_list_missing");
    tests.extend([
        Test::new("DenyList", "no deny list", plain(&[("vicals", vec![vical.seal()])]), missing()),
        Test::new(
            "DenyList",
            "a deny list of a stranger",
            with_deny(&|token| token.key = TestKey::p256("stranger lists")),
            missing(),
        ),
        Test::new(
            "DenyList",
            "a deny list of another type",
            with_deny(&|token| token.protected.set(16, "application/statuslist+cwt")),
            missing(),
        ),
        Test::new(
            "DenyList",
            "a deny list past its end",
            with_deny(&|token| token.claims.set("notAfter", tdate(now().plus_seconds(-1)))),
            missing(),
        ),
        Test::new(
            "DenyList",
            "a deny list whose hashes are too short",
            with_deny(&|token| token.claims.set("certificates", vec![bytes([0; 31])])),
            missing(),
        ),
        Test::new(
            "DenyList",
            "it denies a root",
            plain(&[
                ("vicals", vec![vical.seal()]),
                ("denyLists", vec![trust.denying(&trust.other.root).seal()]),
            ]),
            with_unusable(1, false, 1, &[], &marks),
        ),
        Test::new(
            "DenyList",
            "it denies a document signer",
            plain(&[
                ("vicals", vec![vical.seal()]),
                ("denyLists", vec![trust.denying(&trust.issuer.signer).seal()]),
                ("documentSigners", vec![trust.issuer.signer.to_der(), trust.other.signer.to_der()]),
            ]),
            loaded(2, false, &[("document_signer", 0, "part_denied")], &marks),
        ),
        Test::new("Age", "lists of three days", plain(&trust.both()), loaded(2, false, &[], &marks))
            .asking("at", yesterday().seconds() + 3 * DAY),
        Test::new("Age", "a second older", plain(&trust.both()), refused("current", "vical_stale"))
            .asking("at", yesterday().seconds() + 3 * DAY + 1),
        Test::new(
            "Age",
            "an older deny list beside a new list of roots",
            plain(&[
                ("vicals", vec![vical.seal()]),
                ("denyLists", vec![trust.deny_list(5, now().plus_seconds(-3 * DAY - 1)).seal()]),
            ]),
            refused("current", "deny_list_stale"),
        ),
        Test::new("Age", "long past every end", plain(&trust.both()), load("list_expired"))
            .asking("at", yesterday().seconds() + 20 * DAY + 1),
        Test::new(
            "Age",
            "a clock that is 301 seconds behind",
            plain(&trust.both()),
            load("list_issued_in_future"),
        )
        .asking("at", yesterday().seconds() - 301),
    ]);
    tests
}
