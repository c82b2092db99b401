//! `ofage issue --device-keys`: a list of holders to one file.

use ciborium::Value;
use serde_json::json;

use crate::support::Bench;

const LINE: &str = "issue --issuer issuer --device-keys holders.jsonl --sequence out.cborseq";
/// RFC 7515 A.3 and RFC 7517 A.1.
const KEYS: [(&str, &str); 2] = [
    ("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"),
    ("MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"),
];

fn holder(key: usize, rest: &str) -> String {
    let (x, y) = KEYS[key];
    format!("{{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"{x}\",\"y\":\"{y}\"{rest}}}\n")
}

fn born(key: usize, date: &str) -> String {
    holder(key, &format!(",\"birth_date\":\"{date}\""))
}

fn issuer() -> Bench {
    let bench = Bench::new();
    bench.ok("issuer init --out issuer");
    bench
}

/// The attestations of a sequence, each in a file of its own.
fn split(bench: &Bench, name: &str) -> Vec<String> {
    let bytes = bench.read(name);
    let mut rest = bytes.as_slice();
    let mut files = Vec::new();
    while !rest.is_empty() {
        let before = rest;
        let value: Value = ciborium::from_reader(&mut rest).unwrap();
        assert!(value.is_map());
        let file = format!("{}.cbor", files.len());
        files.push(bench.write(&file, before.strip_suffix(rest).unwrap()));
    }
    files
}

/// Order, keys and statements are those of the list; blank lines do not count.
#[test]
fn a_list_of_holders_becomes_one_file() {
    let bench = issuer();
    let list = format!("{}\n{}", born(0, "2001-05-17"), born(1, "2012-05-17").trim_end());
    bench.write("holders.jsonl", list);
    let json = bench.ok(&format!("{LINE} --over 16 --over 18 --from 2026-11-24 --json")).json();
    assert_eq!(json["issued"], 2);
    assert_eq!(json["bytes"], bench.read("out.cborseq").len());
    assert_eq!(json["first"], json!({ "age_over_16": true, "age_over_18": true }));
    assert_eq!(json["validUntil"], "2026-12-24T00:00:00Z");
    let files = split(&bench, "out.cborseq");
    assert_eq!(files.len(), 2);
    for (index, (file, over_16)) in files.iter().zip([true, false]).enumerate() {
        let json = bench.ok(&format!("inspect {file} --json")).json();
        assert_eq!(json["inside"][0]["content"]["deviceKeyInfo"]["deviceKey"]["-2"], KEYS[index].0);
        let items = json["content"]["nameSpaces"]["eu.europa.ec.av.1"].as_array().unwrap().clone();
        let over = |name| {
            items.iter().find(|item| item["elementIdentifier"] == name).unwrap()["elementValue"].clone()
        };
        assert_eq!((over("age_over_16"), over("age_over_18")), (json!(over_16), json!(over_16)));
    }
    bench.run(LINE).is_bad_input("out.cborseq: exists already");
    bench.ok(&format!("{LINE} --force"));
}

/// More lines than are in work at once, without dates of their own.
#[test]
fn one_statement_for_all() {
    let bench = issuer();
    bench.ok("issue --issuer issuer --birth-date 2001-05-17 --generate-keys 2 --out batch");
    bench.write("holders.jsonl", [holder(0, ""), holder(1, "")].concat());
    let line = format!("{LINE} --claim age_over_18=true --decoys 3");
    assert!(bench.ok(&line).stdout.contains("Issued 2 attestations to out.cborseq"));
    let files = split(&bench, "out.cborseq");
    let json = bench.ok(&format!("inspect {} --json", files[1])).json();
    let digests = &json["inside"][0]["content"]["valueDigests"]["eu.europa.ec.av.1"];
    assert_eq!(digests.as_object().unwrap().len(), 5);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(bench.path("out.cborseq")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

/// A bad line is named, and leaves nothing behind.
#[test]
fn bad_lists_leave_nothing() {
    let bench = issuer();
    let good = born(0, "2001-05-17");
    for (list, message) in [
        (String::new(), "holders.jsonl: is empty"),
        (format!("{good}{good}"), "line 2 holds a device key that was given before"),
        (format!("{good}\n{}", born(0, "2002-01-01")), "line 3 holds a device key that was given before"),
        (format!("{good}hello\n"), "line 2 holds no key in JWK form"),
        (format!("{good}{}", born(1, "2001-02-30")), "line 2 has a birth_date that is no date"),
        (format!("{good}{}", holder(1, "")), "line 2 has no birth_date, and no option says"),
        (format!("{good}{}", holder(1, ",\"d\":\"AA\"")), "line 2 holds a private key where a public key"),
        (
            format!("{good}{}", born(1, "2001-05-17").replace("MKBC", "MKBD")),
            "line 2 holds a key that is damaged",
        ),
        (format!("{good}{}", " ".repeat(5000)), "line 2 is too long"),
    ] {
        bench.write("holders.jsonl", list);
        bench.run(LINE).is_bad_input(message);
        assert_eq!(bench.names("."), ["holders.jsonl", "issuer"]);
    }
    bench.run(&LINE.replace("holders", "nobody")).is_bad_input("nobody.jsonl: no such file");
    bench.run(&LINE.replace("holders.jsonl", "issuer")).is_bad_input("issuer: is a folder");
    bench.write("holders.jsonl", good);
    bench
        .run(&LINE.replace("out.cborseq", "issuer/root-key.pem --force"))
        .is_bad_input("holds a private key");
    let old = bench.run(&format!("{LINE} --days 1000 --json"));
    assert_eq!((old.code, &old.json()["error"]["code"]), (1, &json!("validity_outside_certificate")));
    assert_eq!(bench.names("."), ["holders.jsonl", "issuer"]);
}

#[test]
fn arguments_that_do_not_fit_are_usage_errors() {
    let bench = issuer();
    bench.write("holders.jsonl", born(0, "2001-05-17"));
    for line in [
        LINE.replace("--sequence out.cborseq", ""),
        LINE.replace("--sequence out.cborseq", "--out batch"),
        LINE.replace("--device-keys holders.jsonl", "--generate-keys 1 --birth-date 2001-05-17"),
        format!("{LINE} --out batch"),
        format!("{LINE} --generate-keys 1"),
        format!("{LINE} --device-key a"),
    ] {
        assert_eq!(bench.run(&line).code, 2, "{line}");
    }
}

/// Entries follow the order of the list; blank lines have none.
#[test]
fn entries_of_a_status_list_follow_the_list() {
    let bench = issuer();
    bench.write("holders.jsonl", format!("{}\n\n{}", born(0, "2001-05-17"), born(1, "2001-05-17")));
    let uri = "https://issuer.example/status/1";
    let json = bench.ok(&format!("{LINE} --status-list {uri} --status-index 40 --json")).json();
    assert_eq!(json["statusList"], json!({ "uri": uri, "firstIndex": 40, "lastIndex": 41 }));
    for (file, index) in split(&bench, "out.cborseq").iter().zip([40, 41]) {
        let json = bench.ok(&format!("inspect {file} --json")).json();
        let expected = json!({ "status_list": { "idx": index, "uri": uri } });
        assert_eq!(json["inside"][0]["content"]["status"], expected);
    }
}
