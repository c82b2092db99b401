//! `ofage trust`: a provider, its bundle, and what a door makes of it.

use serde_json::{Value, json};

use crate::support::Bench;

/// A provider, an issuer, and a bundle of both.
fn bundled(more: &str) -> Bench {
    let bench = Bench::new();
    bench.ok("trust init --out provider");
    bench.ok("issuer init --out issuer");
    bench.ok(&format!("{BUILD} {more} --out bundle.cbor"));
    bench
}

const BUILD: &str = "trust build --provider provider --root issuer/root.pem";
const VERIFY: &str = "trust verify bundle.cbor --provider-root provider/vical-root.pem";

/// The time `hours` from now, as the program takes it.
fn hours(hours: i64) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let at = i64::try_from(now).unwrap().saturating_add(hours.saturating_mul(3600));
    ofage_core::UnixTime::from_seconds(at).unwrap().to_string()
}

#[test]
fn a_bundle_is_built_and_counts() {
    let bench = bundled("--document-signer issuer/document-signer.pem");
    let json = bench.ok(&format!("{VERIFY} --json")).json();
    assert_eq!((&json["current"], &json["code"], &json["demo"]), (&json!(true), &Value::Null, &json!(false)));
    assert_eq!(json["roots"][0]["commonName"], "ofage test issuer root");
    assert_eq!(json["roots"][0]["docTypes"].as_array().unwrap().len(), 3);
    assert_eq!(json["rejected"], json!([]));
    assert_eq!(
        (&json["parts"]["vical"], &json["parts"]["deny_list"], &json["parts"]["document_signer"]),
        (&json!(1), &json!(1), &json!(1))
    );
    let text = bench.ok(VERIFY).stdout;
    assert!(text.starts_with("CURRENT\n"), "{text}");
    assert!(text.contains("ofage test issuer root"), "{text}");
}

#[test]
fn a_bundle_is_looked_into_without_being_trusted() {
    let bench = bundled("");
    let text = bench.ok("trust inspect bundle.cbor").stdout;
    assert!(text.starts_with("UNVERIFIED trust bundle, 2 parts\n"), "{text}");
    let json = bench.ok("trust inspect bundle.cbor --json").json();
    assert_eq!(json["verified"], false);
    assert_eq!(json["parts"][0]["kind"], "vical");
    assert_eq!(json["parts"][0]["says"], "ofage test provider");
}

#[test]
fn time_takes_a_bundle_away() {
    let bench = bundled("--days 10");
    for (at, code) in [(hours(71), None), (hours(73), Some("vical_stale"))] {
        let outcome = bench.run(&format!("{VERIFY} --at {at} --json"));
        assert_eq!(outcome.code, i32::from(code.is_some()), "{at}");
        assert_eq!(outcome.json()["code"], json!(code), "{at}");
    }
    for (at, code) in [(hours(24 * 11), "list_expired"), (hours(-2), "list_issued_in_future")] {
        let outcome = bench.run(&format!("{VERIFY} --at {at} --json"));
        assert_eq!((outcome.code, &outcome.json()["error"]["code"]), (1, &json!(code)), "{at}");
    }
    let text = bench.run(&format!("{VERIFY} --max-age-hours 1 --at {}", hours(2)));
    assert_eq!(text.code, 1);
    assert!(text.stdout.starts_with("NOT USABLE  the list of roots is too old  (vical_stale)\n"));
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_makes_no_old_bundle_current() {
    let bench = bundled("--days 10");
    for (at, code) in [(hours(71), 0), (hours(73), 1)] {
        assert_eq!(bench.code_unread(&format!("{VERIFY} --at {at}")), code, "{at}");
        assert_eq!(bench.code_unread(&format!("{VERIFY} --at {at} --json")), code, "{at}");
    }
}

#[test]
fn older_bundles_are_refused_once_a_newer_one_was_seen() {
    let bench = bundled(&format!("--at {}", hours(-2)));
    std::fs::copy(bench.path("bundle.cbor"), bench.path("old.cbor")).unwrap();
    bench.ok(&format!("{BUILD} --out bundle.cbor --force"));
    bench.ok(&format!("{VERIFY} --seen seen.bin"));
    let old = VERIFY.replace("bundle.cbor", "old.cbor");
    bench.ok(&old);
    let before = bench.read("seen.bin");
    let outcome = bench.run(&format!("{old} --seen seen.bin --json"));
    assert_eq!((outcome.code, &outcome.json()["error"]["code"]), (1, &json!("bundle_rolled_back")));
    assert_eq!(bench.read("seen.bin"), before);
    let door = "door scan --mode timed --provider-root provider/vical-root.pem --seen seen.bin --json --text 1 --bundle";
    let outcome = bench.run(&format!("{door} old.cbor"));
    assert_eq!((outcome.code, &outcome.json()["error"]["code"]), (1, &json!("bundle_rolled_back")));
    assert_eq!(bench.run(&format!("{door} bundle.cbor")).json()["scans"][0]["decision"], "cannot_verify");
    bench.write("seen.bin", "damaged");
    bench.run(&format!("{VERIFY} --seen seen.bin")).is_bad_input("seen.bin: the record of lists");
    assert_eq!(bench.text("seen.bin"), "damaged");
}

#[test]
fn a_rebuilt_bundle_denies_and_keeps_the_rest() {
    let bench = bundled(&format!("--at {} --document-signer issuer/document-signer.pem", hours(-2)));
    bench.ok(&format!("{BUILD} --base bundle.cbor --deny issuer/document-signer.pem --out newer.cbor"));
    let json = bench.ok(&format!("{VERIFY} --json").replace("bundle.cbor", "newer.cbor")).json();
    // The provider's old lists are gone; the denied document signer is left out.
    assert_eq!((&json["parts"]["vical"], &json["parts"]["deny_list"]), (&json!(1), &json!(1)));
    assert_eq!(json["rejected"], json!([{ "kind": "document_signer", "index": 0, "code": "part_denied" }]));
}

#[test]
fn strangers_and_demonstrations_are_told_apart() {
    let bench = bundled("--demo");
    assert_eq!(bench.ok(&format!("{VERIFY} --json")).json()["demo"], true);
    assert!(bench.ok(VERIFY).stdout.contains("DEMO"));
    bench.ok("trust init --out stranger --name Stranger");
    let outcome = bench.run(&format!("{} --json", VERIFY.replace("provider/", "stranger/")));
    assert_eq!((outcome.code, &outcome.json()["error"]["code"]), (1, &json!("anchor_unknown")));
    let demo = bench.ok("trust verify bundle.cbor --demo-provider-root provider/vical-root.pem --json");
    assert_eq!(demo.json()["roots"][0]["demo"], true);
}

/// A list that another provider publishes, without a deny list of its own.
#[test]
fn the_aamva_list_is_packed_and_counts() {
    let bench = Bench::new();
    let vectors = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/vectors/vical");
    let list = format!("{vectors}/aamva-vical-2025-11-18-1763491092481.cbor");
    bench.ok(&format!("trust build --vical {list} --out bundle.cbor"));
    let verify = format!(
        "trust verify bundle.cbor --provider-root {vectors}/aamva_ca_root.crt --at 2025-11-19T12:00:00Z --json"
    );
    let missing = bench.run(&verify);
    assert_eq!((missing.code, &missing.json()["code"]), (1, &json!("deny_list_missing")));
    let json = bench.ok(&format!("{verify} --no-deny-list")).json();
    assert_eq!((json["roots"].as_array().unwrap().len(), &json["sequence"]), (14, &json!(227_602)));
}

#[test]
fn nothing_is_overwritten_and_bad_input_is_named() {
    let bench = bundled("");
    bench.run(&format!("{BUILD} --out bundle.cbor")).is_bad_input("exists already; --force replaces it");
    bench.run("trust init --out provider").is_bad_input("exists already; --force replaces it");
    bench.write("zeros", vec![0; 1000]);
    bench.write("huge", vec![0; 9_000_000]);
    bench.write("empty", "");
    for (name, message) in [
        ("missing", "missing: no such file or directory"),
        ("empty", "empty: is empty"),
        ("provider", "provider: is a folder, not a file"),
        ("zeros", "zeros: is no trust bundle"),
        ("huge", "huge: is too large"),
    ] {
        bench.run(&VERIFY.replace("bundle.cbor", name)).is_bad_input(message);
        bench.run(&format!("trust inspect {name}")).is_bad_input(message);
    }
    let wrong = VERIFY.replace("provider/vical-root.pem", "issuer/document-signer.pem");
    bench.run(&wrong).is_bad_input("holds no usable root");
    for line in ["trust", "trust build", "trust build --root r --out o", "trust verify bundle.cbor"] {
        assert_eq!(bench.run(line).code, 2, "{line}");
    }
}

#[cfg(unix)]
#[test]
fn private_keys_are_for_the_user_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let bench = Bench::new();
    bench.ok("trust init --out provider");
    for name in ["vical-root-key.pem", "vical-signer-key.pem"] {
        let mode = std::fs::metadata(bench.path("provider").join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}
