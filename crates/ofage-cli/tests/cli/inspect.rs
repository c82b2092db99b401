//! `ofage inspect`: a readable view of messages, marked unverified.

use crate::support::{Bench, vectors};

/// The hex of a public vector.
fn vector(name: &str) -> String {
    let all = vectors("public-mdoc.json");
    all["vectors"][name]["hex"].as_str().unwrap_or_else(|| panic!("no vector {name}")).to_owned()
}

#[test]
fn a_device_response_is_described_and_marked_unverified() {
    let bench = Bench::new();
    bench.write("response.hex", vector("iso_d4_1_2_device_response"));
    let shown = bench.ok("inspect response.hex").stdout;
    assert!(shown.starts_with("UNVERIFIED"), "{shown}");
    for expected in [
        "DeviceResponse, 3,562 bytes (hex)",
        "    family_name         \"Doe\"\n",
        "    issue_date          2019-10-20\n",
        "    portrait            1042 bytes\n",
        "  valid until             2021-10-01T13:30:02Z\n",
        "    org.iso.18013.5.1     13 digests\n",
        "deviceMac",
        "HMAC 256/256",
        "\"elementValue\": 1004(\"2019-10-20\")",
        "document 1, payload\n24(<<{\n  \"version\": \"1.0\",",
    ] {
        assert!(shown.contains(expected), "{expected:?} is not in\n{shown}");
    }
    let too_wide: Vec<&str> = shown.lines().filter(|line| line.chars().count() > 80).collect();
    assert!(too_wide.is_empty(), "{too_wide:?}");
    let full = bench.ok("inspect --full response.hex").stdout;
    assert!(full.contains("h'ffd8ffe0") && !full.contains(" / 1042 bytes /"));
}

#[test]
fn every_kind_of_message_is_named() {
    let bench = Bench::new();
    for (name, kind) in [
        ("iso_d4_1_2_device_response", "DeviceResponse"),
        ("iso_d4_1_2_issuer_signed", "IssuerSigned"),
        ("iso_d4_1_1_device_request", "DeviceRequest"),
        ("iso_d5_2_issuer_auth", "COSE_Sign1"),
        ("iso_d5_1_session_transcript_bytes", "SessionTranscript"),
        ("multipaz_oid4vp_session_transcript", "SessionTranscript"),
        ("multipaz_oid4vp_device_signature_cose_sign1", "COSE_Sign1"),
        ("iso_d3_1_device_engagement", "CBOR"),
    ] {
        bench.write("message", vector(name));
        let json = bench.ok("--json inspect message").json();
        assert_eq!(json["kind"], kind, "{name}");
        assert_eq!(json["verified"], false);
    }
}

#[test]
fn json_unwraps_embedded_messages() {
    let bench = Bench::new();
    bench.write("message", vector("iso_d5_2_issuer_auth"));
    let json = bench.ok("inspect message --json").json();
    let mso = &json["inside"][0]["content"];
    assert_eq!(mso["docType"], "org.iso.18013.5.1.mDL");
    assert_eq!(mso["validityInfo"]["validUntil"], "2021-10-01T13:30:02Z");
}

#[test]
fn the_form_of_the_file_does_not_matter() {
    let bench = Bench::new();
    let bytes: &[u8] = b"\x83\xf6\xf6\x82\x61a\x43\xfb\xff\xfe";
    for (content, form) in [
        (bytes, "binary"),
        (b"83f6f6826161 43fbfffe\n".as_slice(), "hex"),
        (b"g/b2gmFhQ/v//g==", "base64"),
        (b"g_b2gmFhQ_v__g", "base64url"),
    ] {
        bench.write("message", content);
        let json = bench.ok("inspect message --json").json();
        assert_eq!((&json["form"], &json["bytes"]), (&form.into(), &10.into()));
        let piped = bench.run_with_input("inspect - --json", content);
        assert_eq!(piped.json(), json);
    }
}

/// Text of a message cannot move the cursor, colour the screen or turn the writing direction.
#[test]
fn control_characters_are_shown_and_not_sent() {
    let bench = Bench::new();
    let text = "\u{1b}[2J\u{202e}\u{9b}";
    let mut message = vec![0xa2, 0x67];
    message.extend(b"version");
    message.push(0x60 + u8::try_from(text.len()).unwrap());
    message.extend(text.as_bytes());
    message.push(0x69);
    message.extend(b"documents");
    message.push(0x80);
    bench.write("message", message);
    for line in ["inspect message", "inspect message --json"] {
        let shown = bench.ok(line).stdout;
        assert!(shown.chars().all(|c| c == '\n' || !c.is_control()), "{shown:?}");
    }
    assert!(bench.ok("inspect message").stdout.contains("\\u{1b}[2J\\u{202e}"));
}

#[test]
fn private_keys_are_never_shown() {
    let bench = Bench::new();
    let key = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";
    bench.write("key.pem", key);
    let outcome = bench.run("inspect key.pem");
    outcome.is_bad_input("holds a private key, which is never shown");
    assert!(!outcome.stderr.contains("c2Vj"));
}
