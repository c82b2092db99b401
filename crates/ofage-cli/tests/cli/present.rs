//! `ofage present`: one attestation for one session.

use serde_json::json;

use crate::support::{Bench, SESSION, batch};

const PRESENT: &str = "present --attestation batch/attestation-0001.cbor --device-key batch/device-key-0001.pem --out response.cbor";

#[test]
fn the_least_that_answers_is_disclosed() {
    let bench = batch("--profile mdl --birth-date 2001-05-17 --over 16 --over 21 --claim family_name=Doe");
    for (over, element) in [(18, "age_over_21"), (16, "age_over_16"), (21, "age_over_21")] {
        let json = bench.ok(&format!("{PRESENT} --over {over} {SESSION} --force --json")).json();
        let name = format!("org.iso.18013.5.1/{element}");
        assert_eq!(json["disclosed"], json!({ name: true }), "over {over}");
        assert_eq!(json["deviceAuth"], "deviceSignature");
        assert_eq!(json["bytes"], bench.read("response.cbor").len());
    }
    let outcome = bench.run(&format!("{PRESENT} --over 25 {SESSION} --force --json"));
    assert_eq!((outcome.code, &outcome.json()["error"]["code"]), (1, &json!("nothing_to_disclose")));
}

#[test]
fn the_session_may_be_a_file_in_any_form() {
    let bench = batch("--birth-date 2001-05-17");
    bench.write("bare", "83f6f68161 61".replace(' ', ""));
    bench.write("wrapped", "d8184683f6f6816161");
    for transcript in ["bare", "wrapped"] {
        bench.ok(&format!("{PRESENT} --over 18 --transcript {transcript} --force"));
        bench.ok("verify --response response.cbor --transcript bare --trust issuer/root.pem");
    }
}

#[test]
fn a_mac_is_made_for_the_reader() {
    let bench = batch("--birth-date 2001-05-17");
    bench.ok("issuer init --out reader");
    // Any key on the curve will do for a reader.
    bench.write("reader.jwk", READER_PUBLIC);
    bench.write("reader-private.jwk", READER_PRIVATE);
    let json =
        bench.ok(&format!("{PRESENT} --over 18 {SESSION} --mac --reader-key reader.jwk --json")).json();
    assert_eq!(json["deviceAuth"], "deviceMac");
    let verify =
        format!("verify --response response.cbor --trust issuer/root.pem --over 18 {SESSION} --json");
    assert_eq!(bench.run(&verify).json()["code"], "mac_without_reader_key");
    let json = bench.ok(&format!("{verify} --reader-key reader-private.jwk")).json();
    assert_eq!(json["decision"], "admit");
    let wrong = bench.run(&format!("{verify} --reader-key reader/root-key.pem"));
    assert_eq!((wrong.code, &wrong.json()["code"]), (1, &json!("device_mac_invalid")));
    bench
        .run(&format!("{PRESENT} --over 18 {SESSION} --mac --reader-key reader-private.jwk --force"))
        .is_bad_input("holds a private key where a public key is needed");
}

/// RFC 7515 A.3.
const READER_PUBLIC: &str = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
const READER_PRIVATE: &str = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;

#[test]
fn the_response_can_go_to_standard_output() {
    let bench = batch("--birth-date 2001-05-17");
    let line = format!("{} --over 18 {SESSION}", PRESENT.replace("response.cbor", "-"));
    let output = bench.command(&line).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(output.stdout.first(), Some(&0xa3), "nothing but the response");
    let verify = format!("verify --response - --trust issuer/root.pem --over 18 {SESSION}");
    assert_eq!(bench.run_with_input(&verify, &output.stdout).code, 0);
}

#[test]
fn bad_input_is_refused() {
    let bench = batch("--birth-date 2001-05-17");
    bench.write("text", "hello world");
    bench.write("empty", "");
    bench.write("cbor", "a10102");
    bench.write("zeros", vec![0; 10_000_000]);
    let with = |option: &str, value: &str| {
        let line = format!("{PRESENT} --over 18 --transcript transcript");
        let words: Vec<&str> = line.split(' ').collect();
        let at = words.iter().position(|word| *word == option).unwrap() + 1;
        let words: Vec<&str> =
            words.iter().enumerate().map(|(i, w)| if i == at { value } else { w }).collect();
        bench.run(&words.join(" "))
    };
    bench.write("transcript", "83f6f6f6");
    for (option, value, message) in [
        ("--attestation", "missing", "no such file"),
        ("--attestation", "empty", "is empty"),
        ("--attestation", "zeros", "is too large"),
        ("--attestation", "batch", "is a folder"),
        ("--attestation", "text", "neither hex, base64 nor base64url"),
        ("--attestation", "cbor", "is no attestation: required field missing"),
        ("--attestation", "batch/device-key-0001.pem", "neither hex, base64 nor base64url"),
        ("--device-key", "missing", "no such file"),
        ("--device-key", "text", "holds no key in PEM or JWK form"),
        ("--device-key", "issuer/root.pem", "holds no private key"),
        ("--transcript", "cbor", "is no SessionTranscript"),
        ("--transcript", "text", "neither hex, base64 nor base64url"),
        ("--transcript", "zeros", "is too large"),
        ("--out", "batch", "is a folder"),
        ("--out", "no/such/folder", "no such file or directory"),
    ] {
        with(option, value).is_bad_input(message);
    }
    assert!(!bench.path("response.cbor").exists());
    let wrong = with("--device-key", "batch/device-key-0002.pem");
    assert_eq!((wrong.code, wrong.stderr.as_str()), (1, "ofage: not the device key of this attestation\n"));
}

#[test]
fn bad_arguments_are_usage_errors() {
    let bench = Bench::new();
    for rest in [
        "--over 18",
        "--transcript t",
        "--over 18 --transcript t --openid4vp origin=a nonce=b",
        "--over 18 --transcript t --mac",
        "--over 18 --transcript t --reader-key k",
        "--over 18 --openid4vp state=1",
        "--over 18 --openid4vp",
    ] {
        assert_eq!(bench.run(&format!("{PRESENT} {rest}")).code, 2, "{rest}");
    }
}
