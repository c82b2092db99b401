//! `ofage verify`: the decision, its JSON and its exit codes.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ofage_core::pki::Certificate;
use serde_json::{Value, json};

use crate::support::{Bench, SESSION, batch, vectors};

/// A batch, and a response of it to `SESSION`.
fn presented(contents: &str, over: u8) -> Bench {
    let bench = batch(contents);
    bench.ok(&format!(
        "present --attestation batch/attestation-0001.cbor --device-key batch/device-key-0001.pem --over {over} \
         --out response.cbor {SESSION}"
    ));
    bench
}

const VERIFY: &str = "verify --response response.cbor --trust issuer/root.pem";

#[test]
fn an_admission() {
    let bench = presented("--birth-date 2001-05-17", 18);
    let mut json = bench.ok(&format!("{VERIFY} {SESSION} --over 18 --json")).json();
    let hash = json["issuer"]["certificateSha256"].take();
    assert_eq!(hash.as_str().unwrap().len(), 64);
    let until = json["validUntil"].take();
    assert!(until.as_str().unwrap().ends_with("T00:00:00Z"));
    assert_eq!(
        json,
        json!({
            "verified": true, "decision": "admit", "stage": null, "code": null, "message": null,
            "docType": "eu.europa.ec.av.1", "claims": { "eu.europa.ec.av.1": { "age_over_18": true } },
            "issuer": {
                "commonName": "ofage test issuer document signer", "root": "ofage test issuer root",
                "country": "GB", "state": null, "certificateSha256": null, "demo": false,
            },
            "validUntil": null,
        })
    );
    let text = bench.ok(&format!("{VERIFY} {SESSION} --over 18")).stdout;
    assert!(text.starts_with("ADMIT  over 18\n"), "{text}");
    assert!(text.contains("age_over_18  true"), "{text}");
}

#[test]
fn without_a_question_there_is_no_decision() {
    let bench = presented("--birth-date 2012-05-17", 18);
    let json = bench.ok(&format!("{VERIFY} {SESSION} --json")).json();
    assert_eq!((&json["verified"], &json["decision"]), (&json!(true), &Value::Null));
    assert!(bench.ok(&format!("{VERIFY} {SESSION}")).stdout.starts_with("VERIFIED\n"));
}

/// A script that asks for the exit code alone may close the pipe.
#[cfg(unix)]
#[test]
fn a_closed_pipe_makes_no_admission_of_a_refusal() {
    let bench = presented("--birth-date 2012-05-17", 18);
    for json in ["", "--json"] {
        assert_eq!(bench.code_unread(&format!("{VERIFY} {SESSION} --over 18 {json}")), 1, "refused {json}");
        let other = "--openid4vp origin=https://elsewhere.example nonce=1 --explain";
        assert_eq!(bench.code_unread(&format!("{VERIFY} {other} {json}")), 1, "not verified {json}");
        assert_eq!(bench.code_unread(&format!("{VERIFY} {SESSION} {json}")), 0, "verified {json}");
    }
}

#[test]
fn a_refusal_and_no_answer() {
    let bench = presented("--birth-date 2012-05-17", 18);
    for (over, decision, code, word) in [
        (18, "refuse", "under_age", "REFUSE  over 18  (under_age)\n"),
        (21, "refuse", "under_age", "REFUSE  over 21  (under_age)\n"),
        (16, "cannot_verify", "age_no_answer", "CANNOT VERIFY  over 16  (age_no_answer)\n"),
    ] {
        let outcome = bench.run(&format!("{VERIFY} {SESSION} --over {over} --json"));
        let json = outcome.json();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (1, ""));
        assert_eq!(
            (&json["verified"], &json["decision"], &json["code"]),
            (&json!(true), &json!(decision), &json!(code))
        );
        let outcome = bench.run(&format!("{VERIFY} {SESSION} --over {over}"));
        assert_eq!(outcome.code, 1);
        assert!(outcome.stdout.starts_with(word), "{}", outcome.stdout);
    }
}

#[test]
fn a_response_that_does_not_verify_discloses_nothing() {
    let bench = presented("--birth-date 2001-05-17", 18);
    bench.ok("issuer init --out stranger --name Stranger");
    let other = SESSION.replace("Mj", "Mk");
    for (line, stage, code) in [
        (format!("{VERIFY} {other}"), "device_auth", "device_signature_invalid"),
        (format!("{VERIFY} {SESSION} --at 2020-01-01"), "chain", "certificate_not_yet_valid"),
        (format!("{VERIFY} {SESSION} --doc-type org.iso.18013.5.1.mDL"), "profile", "doc_type_not_accepted"),
        (format!("{VERIFY} {SESSION}").replace("issuer/", "stranger/"), "chain", "anchor_unknown"),
    ] {
        let outcome = bench.run(&format!("{line} --over 18 --json"));
        let json = outcome.json();
        assert_eq!(outcome.code, 1, "{line}");
        assert_eq!((&json["stage"], &json["code"]), (&json!(stage), &json!(code)), "{line}");
        assert_eq!((&json["verified"], &json["decision"]), (&json!(false), &json!("cannot_verify")));
        assert_eq!(
            (&json["claims"], &json["docType"], &json["issuer"]),
            (&json!({}), &Value::Null, &Value::Null)
        );
        assert_eq!(bench.run(&format!("{line} --json")).json()["decision"], Value::Null);
        let text = bench.run(&line);
        assert_eq!(text.code, 1);
        assert!(text.stdout.starts_with(&format!("NOT VERIFIED  ({code})\n")), "{}", text.stdout);
        assert!(!text.stdout.contains("age_over"), "{}", text.stdout);
    }
}

#[test]
fn an_expired_attestation() {
    let bench = presented("--birth-date 2001-05-17 --days 1", 18);
    let until =
        bench.ok(&format!("{VERIFY} {SESSION} --json")).json()["validUntil"].as_str().unwrap().to_owned();
    let after = until.replace("T00:00:00Z", "T00:00:01Z");
    let outcome = bench.run(&format!("{VERIFY} {SESSION} --at {after} --json"));
    let json = outcome.json();
    assert_eq!((outcome.code, &json["stage"], &json["code"]), (1, &json!("validity"), &json!("expired")));
}

/// No byte of a response can be changed to make it say something else.
#[test]
fn altered_responses_say_nothing_new() {
    let bench = presented("--birth-date 2012-05-17", 18);
    let response = bench.read("response.cbor");
    for at in (0..response.len()).step_by(23) {
        let mut altered = response.clone();
        altered[at] ^= 1;
        bench.write("altered", altered);
        let line = format!("{VERIFY} {SESSION} --over 18 --json").replace("response.cbor", "altered");
        let outcome = bench.run(&line);
        assert!(matches!(outcome.code, 1 | 2), "byte {at}: {outcome:?}");
        if outcome.code == 1 {
            assert_ne!(outcome.json()["decision"], "admit", "byte {at}");
        }
    }
}

#[test]
fn what_is_no_cbor_map_is_bad_input_and_what_is_one_is_judged() {
    let bench = presented("--birth-date 2001-05-17", 18);
    bench.write("zeros", vec![0; 1000]);
    bench.write("ten-megabytes", vec![0; 10_000_000]);
    bench.write("png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    bench.write("text", "# nothing\n");
    bench.write("empty", "");
    let verify = |name: &str| bench.run(&format!("{VERIFY} {SESSION} --json").replace("response.cbor", name));
    let verify_text = |name: &str| bench.run(&format!("{VERIFY} {SESSION}").replace("response.cbor", name));
    for (name, message) in [
        ("missing", "missing: no such file or directory"),
        ("empty", "empty: is empty"),
        ("issuer", "issuer: is a folder, not a file"),
        ("ten-megabytes", "ten-megabytes: is too large"),
        ("zeros", "zeros: is no DeviceResponse"),
        ("png", "png: is no DeviceResponse"),
        ("text", "text: is text, and neither hex, base64 nor base64url"),
        ("issuer/root.pem", "root.pem: is text, and neither hex, base64 nor base64url"),
    ] {
        verify_text(name).is_bad_input(message);
        assert_eq!(verify(name).code, 2);
    }
    for (content, code) in [
        ("a0", "missing_field"),
        ("a0 00", "trailing_bytes"),
        ("a2616100616100", "duplicate_key"),
        ("bfff", "indefinite_length"),
        ("a3", "truncated"),
        ("a2 6776657273696f6e 63312e30 66737461747573 00", "no_documents"),
    ] {
        bench.write("message", content);
        let outcome = verify("message");
        let json = outcome.json();
        assert_eq!((outcome.code, &json["code"]), (1, &json!(code)), "{content}: {json}");
        assert_eq!(json["verified"], false);
    }
}

#[test]
fn bad_trust_and_keys_are_bad_input() {
    let bench = presented("--birth-date 2001-05-17", 18);
    bench.write("text", "hello");
    for (trust, message) in [
        ("missing", "missing: no such file"),
        ("text", "holds neither a certificate nor a public key"),
        ("response.cbor", "holds neither a certificate nor a public key"),
        ("issuer/root-key.pem", "holds neither a certificate nor a public key"),
    ] {
        let line = format!("{VERIFY} {SESSION}").replace("issuer/root.pem", trust);
        bench.run(&line).is_bad_input(message);
    }
    bench
        .run(&format!("{VERIFY} {SESSION} --reader-key text"))
        .is_bad_input("holds no key in PEM or JWK form");
    bench
        .run(&format!("{VERIFY} --openid4vp nonce=1"))
        .is_bad_input("give either client_id=.. and response_uri=..");
    for rest in ["", "--at yesterday", "--over 100", "--over -1", "--transcript"] {
        assert_eq!(bench.run(&format!("{VERIFY} {rest}")).code, 2, "{rest}");
    }
    assert_eq!(bench.run(&format!("verify --response response.cbor {SESSION}")).code, 2, "trust is required");
}

/// A document signer may be trusted by itself, as a certificate or as a bare key.
#[test]
fn trust_in_a_document_signer_alone() {
    let bench = presented("--birth-date 2001-05-17", 18);
    let line = format!("{VERIFY} {SESSION} --over 18").replace("root.pem", "document-signer.pem");
    bench.ok(&line);
}

#[test]
fn developers_are_told_why_the_session_does_not_fit() {
    let bench = presented("--birth-date 2001-05-17", 18);
    let other = SESSION.replace("Mj", "Mk");
    let outcome = bench.run(&format!("{VERIFY} {other} --explain"));
    assert_eq!(outcome.code, 1);
    assert!(outcome.stdout.contains("SessionTranscript SHA-256: "), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("nonce: \"n-0S6_WzA2Mk\""), "{}", outcome.stdout);
    assert!(!bench.run(&format!("{VERIFY} {other}")).stdout.contains("nonce"));
}

/// ISO/IEC 18013-5 Annex D, whole: certificate path, issuer's signature, device MAC.
#[test]
fn the_example_of_the_standard_verifies() {
    let bench = Bench::new();
    let all = vectors("public-mdoc.json");
    let hex = |name: &str| all["vectors"][name]["hex"].as_str().unwrap().to_owned();
    bench.write("response", hex("iso_d4_1_2_device_response"));
    bench.write("transcript", hex("iso_d5_1_session_transcript_bytes"));
    bench.write("root", hex("iso_annex_d_iaca_cert_der"));
    let coordinate = |part: &str| {
        let digits = hex(&format!("iso_annex_d_ephemeral_reader_key_{part}"));
        let bytes: Vec<u8> = (0..digits.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
            .collect();
        URL_SAFE_NO_PAD.encode(bytes)
    };
    let jwk = json!({
        "kty": "EC", "crv": "P-256", "x": coordinate("x"), "y": coordinate("y"), "d": coordinate("d"),
    });
    bench.write("reader.jwk", jwk.to_string());
    let line = "verify --response response --transcript transcript --trust root --reader-key reader.jwk \
                --at 2021-01-01T00:00:00Z";
    let json = bench.ok(&format!("{line} --json")).json();
    assert_eq!(json["claims"]["org.iso.18013.5.1"]["family_name"], "Doe");
    assert_eq!(json["claims"]["org.iso.18013.5.1"]["issue_date"], "2019-10-20");
    assert_eq!(json["validUntil"], "2021-10-01T13:30:02Z");
    assert_eq!(json["issuer"]["country"], "US");
    let outcome = bench.run(&format!("{line} --over 18 --json"));
    assert_eq!((outcome.code, &outcome.json()["code"]), (1, &json!("age_no_answer")));
}

/// All responses of docType eu.europa.ec.av.1 from another vendor, with the issuer's key given.
#[test]
fn responses_of_another_vendor_verify() {
    let bench = Bench::new();
    for number in ["09", "11", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24"] {
        let vector = vectors(&format!("eu-av/{number}.json"));
        let text = |name: &str| vector[name].as_str().unwrap();
        bench.write("response", text("device_response_b64url"));
        bench.write("transcript", text("session_transcript_b64url"));
        let coordinate = |index: usize| {
            let digits = vector["issuer_pk_hex"][index].as_str().unwrap();
            let bytes: Vec<u8> = (0..digits.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
                .collect();
            URL_SAFE_NO_PAD.encode(bytes)
        };
        let jwk = json!({ "kty": "EC", "crv": "P-256", "x": coordinate(0), "y": coordinate(1) });
        bench.write("issuer.jwk", jwk.to_string());
        let at = text("at_time");
        let line =
            format!("verify --response response --transcript transcript --trust issuer.jwk --at {at} --json");
        let json = bench.ok(&line).json();
        assert_eq!(
            (&json["verified"], &json["docType"]),
            (&json!(true), &json!("eu.europa.ec.av.1")),
            "{number}"
        );
    }
}

#[test]
fn a_file_of_certificates_and_keys_is_not_half_trusted() {
    let bench = presented("--birth-date 2001-05-17", 18);
    let der = Certificate::from_pem(&bench.text("issuer/document-signer.pem")).unwrap();
    let spki = STANDARD.encode(der.public_key().to_spki_der().unwrap());
    let (first, second) = spki.split_at(64);
    let key = format!("-----BEGIN PUBLIC KEY-----\n{first}\n{second}\n-----END PUBLIC KEY-----\n");
    bench.write("key.pem", &key);
    bench.ok(&format!("verify --response response.cbor --trust key.pem {SESSION} --over 18"));
    bench.write("both.pem", key + &bench.text("issuer/root.pem"));
    bench
        .run(&format!("verify --response response.cbor --trust both.pem {SESSION} --over 18"))
        .is_bad_input("both.pem: holds certificates and keys: put them in two files");
}
