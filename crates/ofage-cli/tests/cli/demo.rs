//! `ofage demo`: the whole story, true at every step.

use ofage_core::door_code::DoorCode;

use crate::support::Bench;

#[test]
fn an_adult_is_admitted_and_every_attack_refused() {
    let bench = Bench::new();
    let json = bench.ok("demo --json").json();
    assert_eq!(json["decision"], "admit");
    assert_eq!((&json["reason"], &json["demo"]), (&"demo_old_enough".into(), &true.into()));
    let attacks: Vec<(&str, &str)> = json["attacks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|attack| (attack["attack"].as_str().unwrap(), attack["code"].as_str().unwrap()))
        .collect();
    assert_eq!(
        attacks,
        [
            ("altered_age", "not_genuine"),
            ("altered_picture", "not_genuine"),
            ("every_byte", "every_change_refused"),
            ("other_venue", "not_for_this_door"),
            ("screenshot", "already_used"),
            ("used", "already_used"),
            ("expired", "attestation_expired"),
            ("expired_bundle", "trust_expired"),
        ]
    );
    let steps: Vec<&str> =
        json["steps"].as_array().unwrap().iter().map(|step| step["step"].as_str().unwrap()).collect();
    assert_eq!(steps, ["issuer", "issue", "door", "ask", "present", "code", "draw", "scan", "verify"]);
    assert!(json["responseBytes"].as_u64() > json["attestationBytes"].as_u64());
    assert!(json["doorCodeBytes"].as_u64() <= Some(212) && json["qrVersion"].as_u64() <= Some(9), "{json}");
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
fn text_and_code_fit_a_terminal() {
    let bench = Bench::new();
    let shown = bench.ok("demo").stdout;
    for expected in [
        "ADMIT",
        "30 single-use attestations",
        "QR version",
        "refused  not_genuine",
        "Demonstration only",
        " ms\n",
        "▀",
    ] {
        assert!(shown.contains(expected), "{expected:?} is not in\n{shown}");
    }
    let too_wide: Vec<&str> = shown.lines().filter(|line| line.chars().count() > 80).collect();
    assert!(too_wide.is_empty(), "{too_wide:?}");
    assert!(!shown.contains('\u{1b}'), "colour without a terminal");
    assert!(bench.ok("demo --color always").stdout.contains("\u{1b}[1m\u{1b}[32mADMIT"));
}

#[test]
fn the_picture_is_kept_on_request_and_holds_the_code() {
    let bench = Bench::new();
    let json = bench.ok("demo --png code.png --json").json();
    assert_eq!(bench.names("."), ["code.png"]);
    let picture = ofage_qr::LumaImage::from_file(&bench.read("code.png")).unwrap();
    let found = ofage_qr::read_first(&picture.frame().unwrap());
    let code = DoorCode::from_text(found.first().unwrap().text().unwrap()).unwrap();
    assert_eq!(json["doorCodeBytes"], code.as_bytes().len());

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
