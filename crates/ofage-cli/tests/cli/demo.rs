//! `ofage demo`: the whole story, true at every step.

use crate::support::Bench;

#[test]
fn an_adult_is_admitted_and_every_attack_refused() {
    let bench = Bench::new();
    let json = bench.ok("demo --json").json();
    assert_eq!(json["decision"], "admit");
    assert_eq!(json["code"], serde_json::Value::Null);
    let attacks: Vec<(&str, &str)> = json["attacks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|attack| (attack["attack"].as_str().unwrap(), attack["code"].as_str().unwrap()))
        .collect();
    assert_eq!(
        attacks,
        [
            ("altered_age", "digest_mismatch"),
            ("altered_code", "certificate_signature"),
            ("other_session", "device_signature_invalid"),
            ("expired", "expired"),
        ]
    );
    let steps: Vec<&str> =
        json["steps"].as_array().unwrap().iter().map(|step| step["step"].as_str().unwrap()).collect();
    assert_eq!(steps, ["issuer", "issue", "ask", "present", "draw", "scan", "verify"]);
    assert!(json["responseBytes"].as_u64() > json["attestationBytes"].as_u64());
    assert_eq!(bench.names("."), [""; 0], "the demo leaves nothing behind");
}

#[test]
fn the_birth_date_decides() {
    let bench = Bench::new();
    for (line, decision) in [
        ("demo --json --birth-date 1990-01-01 --over 18", "admit"),
        ("demo --json --birth-date 1990-01-01 --over 99", "refuse"),
        ("demo --json --birth-date 2200-01-01", "refuse"),
        ("demo --json --birth-date 1990-01-01 --over 1", "admit"),
        ("demo --json --birth-date 2000-02-29 --over 16", "admit"),
    ] {
        assert_eq!(bench.ok(line).json()["decision"], decision, "{line}");
    }
}

#[test]
fn text_fits_a_terminal_beside_the_code_itself() {
    let bench = Bench::new();
    let shown = bench.ok("demo").stdout;
    for expected in
        ["ADMIT", "30 single-use attestations", "QR version", "refused  digest_mismatch", " ms\n", "▀"]
    {
        assert!(shown.contains(expected), "{expected:?} is not in\n{shown}");
    }
    let is_code = |line: &&str| line.chars().all(|c| matches!(c, ' ' | '▀' | '▄' | '█'));
    let too_wide: Vec<&str> =
        shown.lines().filter(|line| !is_code(line) && line.chars().count() > 80).collect();
    assert!(too_wide.is_empty(), "{too_wide:?}");
    assert!(!shown.contains('\u{1b}'), "colour without a terminal");
    assert!(bench.ok("demo --color always").stdout.contains("\u{1b}[1m\u{1b}[32mADMIT"));
}

#[test]
fn the_picture_is_kept_on_request_and_holds_the_response() {
    let bench = Bench::new();
    let json = bench.ok("demo --png code.png --json").json();
    assert_eq!(bench.names("."), ["code.png"]);
    let picture = ofage_qr::LumaImage::from_file(&bench.read("code.png")).unwrap();
    let found = ofage_qr::read_first(&picture.frame().unwrap());
    let payload = found.first().unwrap().bytes();
    assert_eq!(json["responseBytes"], payload.len());
    bench.write("payload", payload);
    assert_eq!(bench.ok("inspect payload --json").json()["kind"], "DeviceResponse");

    let before = bench.read("code.png");
    bench.run("demo --png code.png").is_bad_input("code.png: exists already; --force replaces it");
    assert_eq!(bench.read("code.png"), before);
    bench.ok("demo --png code.png --force");
    assert_ne!(bench.read("code.png"), before);
}

#[test]
fn bad_arguments_are_usage_errors() {
    let bench = Bench::new();
    for line in
        ["demo --over 100", "demo --over 0", "demo --over x", "demo --birth-date 2001-02-29", "demo extra"]
    {
        assert_eq!(bench.run(line).code, 2, "{line}");
    }
}
