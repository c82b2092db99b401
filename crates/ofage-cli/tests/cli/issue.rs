//! `ofage issue`: batches of attestations.

use serde_json::{Value, json};

use crate::support::Bench;

/// A folder with an issuer.
fn issuer() -> Bench {
    let bench = Bench::new();
    bench.ok("issuer init --out issuer");
    bench
}

/// RFC 7515 A.3, the public key of the ES256 example.
const JWK: &str = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;

#[test]
fn a_batch_with_its_keys() {
    let bench = issuer();
    let line = "issue --issuer issuer --birth-date 2001-05-17 --generate-keys 3 --out batch --from 2026-11-24 --json";
    let json = bench.ok(line).json();
    assert_eq!(json["issued"], 3);
    assert_eq!(json["docType"], "eu.europa.ec.av.1");
    assert_eq!(json["ageStatements"], json!({ "age_over_18": true }));
    assert_eq!(json["validFrom"], "2026-11-24T00:00:00Z");
    assert_eq!(json["validUntil"], "2026-12-24T00:00:00Z");
    assert_eq!(json["files"][2]["attestation"], "batch/attestation-0003.cbor");
    assert_eq!(
        bench.names("batch"),
        [
            "attestation-0001.cbor",
            "attestation-0002.cbor",
            "attestation-0003.cbor",
            "device-key-0001.pem",
            "device-key-0002.pem",
            "device-key-0003.pem",
        ]
    );
    assert_ne!(bench.text("batch/device-key-0001.pem"), bench.text("batch/device-key-0002.pem"));
}

/// What the attestation says, by the notation that `inspect` shows.
fn elements(bench: &Bench, file: &str) -> Value {
    let json = bench.ok(&format!("inspect {file} --json")).json();
    let items = json["content"]["nameSpaces"].as_object().unwrap().clone();
    items
        .into_iter()
        .map(|(name_space, items)| {
            let items: Value = items
                .as_array()
                .unwrap()
                .iter()
                .map(|item| {
                    (item["elementIdentifier"].as_str().unwrap().to_owned(), item["elementValue"].clone())
                })
                .collect();
            (name_space, items)
        })
        .collect()
}

#[test]
fn statements_are_true_on_the_first_day() {
    let bench = issuer();
    for (birth_date, from, expected) in [
        ("2008-11-25", "2026-11-24", false),
        ("2008-11-24", "2026-11-24", true),
        ("2008-02-29", "2027-02-28", true),
        ("2010-02-29", "2027-02-28", false),
    ] {
        let line = format!(
            "issue --issuer issuer --birth-date {birth_date} --from {from} --generate-keys 1 --out batch --force --json"
        );
        let outcome = bench.run(&line);
        if birth_date == "2010-02-29" {
            assert_eq!(outcome.code, 2, "there is no such day");
            continue;
        }
        assert_eq!(outcome.json()["ageStatements"]["age_over_18"], expected, "{birth_date} on {from}");
    }
}

#[test]
fn claims_of_every_type() {
    let bench = issuer();
    bench.write("photo", b"\xff\xd8\xff");
    bench.ok("issue --issuer issuer --profile mdl --birth-date 2001-05-17 --over 18 --over 21 \
        --claim family_name=Doe --claim birth_date=2001-05-17 --claim portrait=@photo --claim sex=1 \
        --claim document_number=007 --claim donor=true --claim note=text:true --claim org.iso.18013.5.1.GB/x=y \
        --generate-keys 1 --out batch");
    assert_eq!(
        elements(&bench, "batch/attestation-0001.cbor"),
        json!({
            "org.iso.18013.5.1": {
                "age_over_18": true, "age_over_21": true, "family_name": "Doe", "birth_date": "2001-05-17",
                "portrait": "_9j_", "sex": 1, "document_number": "007", "donor": true, "note": "true",
            },
            "org.iso.18013.5.1.GB": { "x": "y" },
        })
    );
}

#[test]
fn stated_ages_and_other_profiles() {
    let bench = issuer();
    bench.ok("issue --issuer issuer --profile photo-id --claim age_over_18=false --claim age_over_16=true \
        --generate-keys 1 --out batch");
    let expected = json!({ "org.iso.23220.1": { "age_over_18": false, "age_over_16": true } });
    assert_eq!(elements(&bench, "batch/attestation-0001.cbor"), expected);
}

#[test]
fn digests_are_of_the_kind_and_number_asked_for() {
    let bench = issuer();
    for (hash, name, bytes) in
        [("sha256", "SHA-256", 32), ("sha384", "SHA-384", 48), ("sha512", "SHA-512", 64)]
    {
        bench.ok(&format!(
            "issue --issuer issuer --birth-date 2001-05-17 --generate-keys 1 --out {hash} --hash {hash} --decoys 4"
        ));
        let json = bench.ok(&format!("inspect {hash}/attestation-0001.cbor --json")).json();
        let mso = &json["inside"][0]["content"];
        assert_eq!(mso["digestAlgorithm"], name);
        let digests = mso["valueDigests"]["eu.europa.ec.av.1"].as_object().unwrap();
        assert_eq!(digests.len(), 5);
        let characters: usize = bytes * 4 / 3 + 1;
        assert!(digests.values().all(|digest| digest.as_str().unwrap().len().abs_diff(characters) <= 1));
    }
}

#[test]
fn device_keys_come_from_files() {
    let bench = issuer();
    bench.write("a.jwk", JWK);
    let json = bench
        .ok("issue --issuer issuer --birth-date 2001-05-17 --device-key a.jwk --out batch --json")
        .json();
    assert_eq!(json["files"][0]["deviceKey"], Value::Null);
    assert_eq!(bench.names("batch"), ["attestation-0001.cbor"]);
    let inspected = bench.ok("inspect batch/attestation-0001.cbor --json").json();
    let device_key = &inspected["inside"][0]["content"]["deviceKeyInfo"]["deviceKey"];
    assert_eq!(device_key["-2"], "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU");
}

#[test]
fn bad_device_keys_are_refused() {
    let bench = issuer();
    bench.write("a.jwk", JWK);
    bench.write("private.jwk", JWK.replace('}', r#","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#));
    bench.write("text", "hello");
    bench.write("off.jwk", JWK.replace("f83O", "f83P"));
    bench.write("empty", "");
    for (keys, message) in [
        ("--device-key missing", "missing: no such file"),
        ("--device-key empty", "empty: is empty"),
        ("--device-key issuer", "issuer: is a folder"),
        ("--device-key text", "holds no key in PEM or JWK form"),
        ("--device-key off.jwk", "damaged, or on neither P-256 nor P-384"),
        ("--device-key private.jwk", "holds a private key where a public key is needed"),
        ("--device-key issuer/root.pem", "holds no key in PEM or JWK form"),
        ("--device-key issuer/root-key.pem", "holds a private key where a public key is needed"),
        ("--device-key a.jwk --device-key a.jwk", "a.jwk: holds a device key that was given before"),
    ] {
        let line = format!("issue --issuer issuer --birth-date 2001-05-17 {keys} --out batch");
        bench.run(&line).is_bad_input(message);
    }
    assert!(!bench.path("batch").exists());
}

#[test]
fn an_issuer_that_does_not_fit_is_refused() {
    let bench = issuer();
    bench.ok("issuer init --out other");
    let line = "issue --issuer issuer --birth-date 2001-05-17 --generate-keys 1 --out batch";
    bench
        .run(&line.replace("issuer issuer", "issuer nowhere"))
        .is_bad_input("document-signer.pem: no such file");
    let copy = |from: &str, to: &str| std::fs::copy(bench.path(from), bench.path(to)).unwrap();
    copy("other/document-signer-key.pem", "issuer/document-signer-key.pem");
    bench.run(line).is_bad_input("holds another key than the certificate in");
    bench.write("issuer/document-signer.pem", "hello");
    bench.run(line).is_bad_input("document-signer.pem: holds no certificate in PEM or DER form");
}

#[test]
fn what_the_profile_does_not_allow_is_refused() {
    let bench = issuer();
    let outcome =
        bench.run("issue --issuer issuer --claim family_name=Doe --generate-keys 1 --out batch --json");
    assert_eq!(outcome.code, 1);
    assert_eq!(outcome.json()["error"]["code"], "element_not_allowed");
    let line =
        "issue --issuer issuer --birth-date 2001-05-17 --generate-keys 1 --out batch --days 1000 --json";
    assert_eq!(bench.run(line).json()["error"]["code"], "validity_outside_certificate");
    bench
        .run("issue --issuer issuer --birth-date 2001-05-17 --claim age_over_21=true --generate-keys 1 --out batch")
        .is_bad_input("give one of them");
    assert!(!bench.path("batch").exists());
}

#[test]
fn bad_arguments_are_usage_errors() {
    let bench = issuer();
    for rest in [
        "",
        "--birth-date 2001-05-17",
        "--birth-date 2001-05-17 --generate-keys 0",
        "--birth-date 2001-05-17 --generate-keys 10001",
        "--birth-date 2001-13-01 --generate-keys 1",
        "--generate-keys 1",
        "--over 18 --generate-keys 1",
        "--birth-date 2001-05-17 --over 100 --generate-keys 1",
        "--claim age_over_18=yes --generate-keys 1",
        "--birth-date 2001-05-17 --generate-keys 1 --days 0",
        "--birth-date 2001-05-17 --generate-keys 1 --device-key a",
    ] {
        assert_eq!(bench.run(&format!("issue --issuer issuer --out batch {rest}")).code, 2, "{rest}");
    }
}

/// Large batches: numbers keep their order, and the progress bar is for terminals alone.
#[test]
fn a_large_batch() {
    let bench = issuer();
    let outcome = bench.ok("issue --issuer issuer --birth-date 2001-05-17 --generate-keys 1001 --out batch");
    assert_eq!(outcome.stderr, "");
    assert!(outcome.stdout.contains("Issued 1,001 attestations"), "{}", outcome.stdout);
    let names = bench.names("batch");
    assert_eq!(names.len(), 2002);
    assert_eq!(names[1000], "attestation-1001.cbor");
}

/// The `status` of an attestation, as `inspect` shows it.
fn status(bench: &Bench, file: &str) -> Value {
    let json = bench.ok(&format!("inspect {file} --json")).json();
    json["inside"][0]["content"]["status"].clone()
}

#[test]
fn each_attestation_has_an_entry_of_its_own() {
    let bench = issuer();
    let line = "issue --issuer issuer --birth-date 2001-05-17 --generate-keys 3 --out batch \
                --status-list https://issuer.example/status/1 --status-index 255 --json";
    let json = bench.ok(line).json();
    let uri = "https://issuer.example/status/1";
    assert_eq!(json["statusList"], json!({ "uri": uri, "firstIndex": 255, "lastIndex": 257 }));
    for (number, index) in [(1, 255), (2, 256), (3, 257)] {
        let expected = json!({ "status_list": { "idx": index, "uri": uri } });
        assert_eq!(status(&bench, &format!("batch/attestation-000{number}.cbor")), expected);
    }
    let outcome = bench.ok(&line.replace(" --json", " --force"));
    assert!(outcome.stdout.contains("entries 255 to 257 of https://issuer.example/status/1"));
    let json = bench
        .ok("issue --issuer issuer --birth-date 2001-05-17 --generate-keys 1 --out without --json")
        .json();
    assert_eq!(json["statusList"], Value::Null);
    assert_eq!(status(&bench, "without/attestation-0001.cbor"), Value::Null);
}

#[test]
fn an_entry_needs_its_list_and_a_number_that_is_left() {
    let bench = issuer();
    let line = "issue --issuer issuer --birth-date 2001-05-17 --generate-keys 2 --out batch";
    for arguments in [
        "--status-list https://issuer.example/status/1",
        "--status-index 7",
        "--status-list https://issuer.example/status/1 --status-index -1",
        "--status-list https://issuer.example/status/1 --status-index 18446744073709551615",
        "--status-list nowhere --status-index 7",
    ] {
        assert_eq!(bench.run(&format!("{line} {arguments}")).code, 2, "{arguments}");
    }
    assert!(!bench.path("batch").exists());
}
