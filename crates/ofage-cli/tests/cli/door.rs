//! `ofage door` and `ofage wallet`: the question, the answer, the decision, and each attestation once.

use serde_json::{Value, json};

use crate::support::Bench;

const TRUST: &str = "--bundle bundle.cbor --provider-root provider/vical-root.pem";
const ASK: &str = "door challenge --venue Bar --over 18";

/// A provider, an issuer, a bundle with a template, and a wallet of `count` attestations.
fn venue(contents: &str, count: usize) -> Bench {
    let bench = Bench::new();
    bench.ok("trust init --out provider");
    bench.ok("issuer init --out issuer");
    bench.ok(&format!("issue --issuer issuer {contents} --generate-keys {count} --out batch"));
    bench.ok("issue --issuer issuer --birth-date 1990-01-01 --generate-keys 1 --out sample");
    bench.ok(
        "present --attestation sample/attestation-0001.cbor --device-key sample/device-key-0001.pem --over 18 \
         --openid4vp origin=https://a.example nonce=1 --out sample.cbor",
    );
    bench.ok(
        "trust build --provider provider --root issuer/root.pem --document-signer issuer/document-signer.pem \
         --sample sample.cbor --out bundle.cbor",
    );
    bench
}

fn adult(count: usize) -> Bench {
    venue("--birth-date 1990-01-01", count)
}

fn scan(bench: &Bench, rest: &str) -> (i32, Value) {
    let outcome = bench.run(&format!("door scan {TRUST} --json {rest}"));
    (outcome.code, outcome.json()["scans"].clone())
}

#[test]
fn question_answer_decision_and_the_same_again() {
    let bench = adult(6);
    let question = bench.ok(&format!("{ASK} --keep question --png question.png --json")).json();
    assert_eq!((&question["venue"], &question["over"]), (&json!("Bar"), &json!(18)));
    let answer =
        bench.ok("wallet present --wallet batch --challenge question.png --out code.png --json").json();
    assert_eq!(
        (&answer["venue"], &answer["left"], &answer["lowWater"]),
        (&json!("Bar"), &json!(5), &json!(false))
    );
    assert_eq!(answer["symbol"], question["symbol"]);
    assert!(answer["bytes"].as_u64() <= Some(212) && answer["qrVersion"].as_u64() <= Some(9), "{answer}");
    assert_eq!(answer["disclosed"], json!({ "eu.europa.ec.av.1/age_over_18": true }));

    let (code, scans) = scan(&bench, "--challenge question code.png");
    assert_eq!(
        (code, &scans[0]["decision"], &scans[0]["reason"]),
        (0, &json!("admit"), &json!("old_enough"))
    );
    assert_eq!(scans[0]["symbol"], question["symbol"]);
    assert_eq!((&scans[0]["demo"], &scans[0]["issuerCountry"]), (&json!(false), &json!("GB")));
    assert!(scans[0]["verifyMs"].as_f64() > Some(0.0));
    // The picture again, by text and by picture: one guest.
    let text = answer["code"].as_str().unwrap();
    let (code, scans) = scan(&bench, &format!("--challenge question code.png --text {text}"));
    assert_eq!((code, &scans[1]["reason"]), (1, &json!("same_guest")));
    // To the next question it is a picture of an old answer.
    bench.ok(&format!("{ASK} --keep next"));
    let (code, scans) = scan(&bench, "--challenge next code.png");
    assert_eq!((code, &scans[0]["reason"]), (1, &json!("not_for_this_door")));

    let shown = bench.run(&format!("door scan {TRUST} --challenge question --language de code.png"));
    assert_eq!(shown.code, 0, "{shown:?}");
    assert!(
        shown.stdout.starts_with("EINLASS ✔  18 or over  (old_enough, code.png)\n  Alt genug.\n"),
        "{shown:?}"
    );
}

#[test]
fn the_young_are_refused_and_exit_codes_tell() {
    let bench = venue("--claim age_over_18=false", 1);
    bench.ok(&format!("{ASK} --keep question"));
    bench.ok("wallet present --wallet batch --challenge question --out code.png");
    let (code, scans) = scan(&bench, "--challenge question code.png");
    assert_eq!(
        (code, &scans[0]["decision"], &scans[0]["reason"]),
        (1, &json!("refuse"), &json!("under_age"))
    );
}

#[test]
fn a_demo_bundle_never_admits() {
    let bench = adult(1);
    bench.ok("trust build --demo --provider provider --root issuer/root.pem \
         --document-signer issuer/document-signer.pem --sample sample.cbor --out bundle.cbor --force");
    bench.ok(&format!("{ASK} --keep question"));
    bench.ok("wallet present --wallet batch --challenge question --out code.png");
    let (code, scans) = scan(&bench, "--challenge question code.png");
    assert_eq!((code, &scans[0]["decision"], &scans[0]["demo"]), (1, &json!("demo"), &json!(true)));
}

#[test]
fn a_revoked_document_signer_lets_nobody_in() {
    let bench = adult(2);
    bench.ok("issuer crl --issuer issuer");
    let build = "trust build --provider provider --root issuer/root.pem --crl issuer/root.crl \
         --document-signer issuer/document-signer.pem --sample sample.cbor --out bundle.cbor --force";
    bench.ok(build);
    bench.ok(&format!("{ASK} --keep question"));
    bench.ok("wallet present --wallet batch --challenge question --out code.png");
    let (code, scans) = scan(&bench, "--challenge question code.png");
    assert_eq!((code, &scans[0]["reason"]), (0, &json!("old_enough")));
    bench.ok("issuer crl --issuer issuer --revoke issuer/document-signer.pem");
    bench.ok(build);
    bench.ok(&format!("{ASK} --keep next"));
    bench.ok("wallet present --wallet batch --challenge next --out next.png");
    let (code, scans) = scan(&bench, "--challenge next next.png");
    assert_eq!((code, &scans[0]["reason"]), (1, &json!("issuer_denied")));
}

#[test]
fn two_doors_of_a_venue_share_the_queue() {
    let bench = adult(2);
    bench.write("secret.hex", "07".repeat(32));
    let queue = "--venue Bar --over 18 --mode queue --venue-secret secret.hex";
    bench.ok(&format!("door challenge {queue} --keep question"));
    bench.ok("wallet present --wallet batch --challenge question --out code.png");
    let (code, scans) = scan(&bench, &format!("{queue} code.png"));
    assert_eq!((code, &scans[0]["reason"]), (0, &json!("old_enough")));
    bench.write("other.hex", "08".repeat(32));
    let (code, scans) = scan(&bench, &format!("{} code.png", queue.replace("secret.hex", "other.hex")));
    assert_eq!((code, &scans[0]["reason"]), (1, &json!("not_for_this_door")));
    assert_eq!(bench.run("door challenge --mode queue").code, 2);
    bench.write("short.hex", "0708");
    bench
        .run("door challenge --mode queue --venue-secret short.hex")
        .is_bad_input("short.hex: is no secret of 32 bytes");
}

#[test]
fn a_timed_code_passes_for_thirty_seconds_and_the_skew() {
    let bench = adult(1);
    bench.ok("wallet present --wallet batch --timed --over 18 --out code.png");
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let at = |seconds: u64| {
        let seconds = i64::try_from(now + seconds).unwrap();
        ofage_core::UnixTime::from_seconds(seconds).unwrap().to_string()
    };
    let (code, scans) = scan(&bench, "--mode timed code.png");
    assert_eq!((code, &scans[0]["reason"]), (0, &json!("old_enough")));
    let (code, scans) = scan(&bench, &format!("--mode timed --at {} code.png", at(60)));
    assert_eq!((code, &scans[0]["reason"]), (1, &json!("code_too_old")));
    bench.ok(&format!("{ASK} --keep question"));
    let (_, scans) = scan(&bench, "--challenge question code.png");
    assert_eq!(scans[0]["reason"], json!("mode_not_accepted"));
    assert_eq!(bench.run("door challenge --mode timed").code, 1);
}

#[test]
fn without_a_bundle_a_self_contained_code_is_needed() {
    let bench = adult(2);
    bench.ok(&format!("{ASK} --keep question"));
    let answer = bench
        .ok("wallet present --wallet batch --self-contained --challenge question --out long.png --json")
        .json();
    let anchored = |rest: &str| {
        let outcome = bench.run(&format!("door scan --anchor issuer/root.pem --json {rest}"));
        (outcome.code, outcome.json()["scans"][0]["reason"].clone())
    };
    assert_eq!(anchored("--challenge question long.png"), (0, json!("old_enough")), "{answer}");
    bench.ok(&format!("{ASK} --keep next"));
    bench.ok("wallet present --wallet batch --challenge next --out short.png");
    assert_eq!(anchored("--challenge next short.png"), (1, json!("layout_unknown")));
}

#[test]
fn standard_input_pictures_without_codes_and_no_pictures() {
    let bench = adult(1);
    bench.ok(&format!("{ASK} --keep question --png question.png"));
    let answer = bench.ok("wallet present --wallet batch --challenge question --out code.png --json").json();
    let line = format!("door scan {TRUST} --challenge question --json -");
    let outcome = bench.run_with_input(&line, answer["code"].as_str().unwrap().as_bytes());
    assert_eq!((outcome.code, &outcome.json()["scans"][0]["reason"]), (0, &json!("old_enough")));
    let outcome = bench.run_with_input(&line, &bench.read("code.png"));
    assert_eq!((outcome.code, &outcome.json()["scans"][0]["reason"]), (0, &json!("old_enough")));
    // The door's own question is no answer.
    let (code, scans) = scan(&bench, "--challenge question question.png");
    assert_eq!(
        (code, &scans[0]["reason"], &scans[0]["detail"]),
        (1, &json!("not_door_code"), &json!("challenge_shown"))
    );
    bench.write("noise.png", [0x89, 0x50, 0xff, 0x00, 0xfe]);
    assert_eq!(bench.run(&format!("door scan {TRUST} --challenge question noise.png")).code, 2);
    assert_eq!(bench.run(&format!("door scan {TRUST} --challenge question missing.png")).code, 2);
    bench.run(&format!("door scan {TRUST} code.png")).is_bad_input("--challenge");
    bench.run(&format!("door scan {TRUST} --challenge code.png code.png")).is_bad_input("holds no question");
    bench.run("door run --anchor issuer/root.pem").is_bad_input("needs a terminal");
}

#[test]
fn a_watched_folder_is_scanned_as_pictures_come() {
    let bench = adult(1);
    bench.ok(&format!("{ASK} --keep question"));
    bench.ok("wallet present --wallet batch --challenge question --out code.png");
    std::fs::create_dir(bench.path("camera")).unwrap();
    std::fs::copy(bench.path("code.png"), bench.path("camera/before.png")).unwrap();
    let line = format!("door scan {TRUST} --challenge question --json --watch camera --watch-for 3");
    let child = bench.command(&line).stdout(std::process::Stdio::piped()).spawn().unwrap();
    std::thread::sleep(core::time::Duration::from_millis(800));
    std::fs::write(bench.path("camera/notes.txt"), "no picture").unwrap();
    std::fs::copy(bench.path("code.png"), bench.path("camera/after.png")).unwrap();
    let output = child.wait_with_output().unwrap();
    let lines: Vec<Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!((&lines[0]["reason"], output.status.code()), (&json!("old_enough"), Some(0)));
    assert!(lines[0]["source"].as_str().unwrap().ends_with("after.png"));
}

#[test]
fn each_attestation_and_each_question_once() {
    let bench = adult(2);
    let listed = bench.ok("wallet list batch --json").json();
    assert_eq!((&listed["left"], &listed["lowWater"]), (&json!(2), &json!(true)));
    assert_eq!(listed["attestations"][0]["ageStatements"], json!({ "age_over_18": true }));
    assert!(bench.ok("wallet list batch").stdout.contains("Low: get new attestations"));
    bench.ok(&format!("{ASK} --keep one"));
    bench.ok(&format!("{ASK} --keep two"));
    bench.ok(&format!("{ASK} --keep three"));
    bench.ok("wallet present --wallet batch --challenge one --out one.png");
    let again = bench.run("wallet present --wallet batch --challenge one --out again.png --json");
    assert_eq!((again.code, &again.json()["error"]["code"]), (1, &json!("challenge_answered")));
    // Nothing is used up where the output cannot be written.
    bench
        .run("wallet present --wallet batch --challenge two --out one.png")
        .is_bad_input("one.png: exists already");
    bench.ok("wallet present --wallet batch --challenge two --out two.png");
    let empty = bench.run("wallet present --wallet batch --challenge three --out three.png --json");
    assert_eq!((empty.code, &empty.json()["error"]["code"]), (1, &json!("wallet_empty")));
    let files: Vec<String> = bench.names("batch").into_iter().filter(|name| !name.starts_with('.')).collect();
    assert_eq!(files, [""; 0], "attestations and keys are gone");
    assert_eq!(bench.ok("wallet list batch --json").json()["left"], 0);
    bench.run("wallet list nowhere").is_bad_input("nowhere");
    bench.run("wallet present --wallet batch --challenge missing --out x.png").is_bad_input("missing");
}

#[test]
fn what_does_not_answer_is_not_used_up() {
    let bench = venue("--claim age_over_16=true", 1);
    bench.ok(&format!("{ASK} --keep question"));
    let outcome = bench.run("wallet present --wallet batch --challenge question --out code.png --json");
    assert_eq!((outcome.code, &outcome.json()["error"]["code"]), (1, &json!("wallet_empty")));
    assert_eq!(bench.ok("wallet list batch --json").json()["left"], 1);
    let old = format!("{ASK} --at 2026-01-01T00:00:00Z --keep old");
    bench.ok(&old);
    let outcome = bench.run("wallet present --wallet batch --challenge old --out code.png --json");
    assert_eq!((outcome.code, &outcome.json()["error"]["code"]), (1, &json!("challenge_expired")));
}

/// Eight programs reach for three attestations, with a question each: three get one.
#[test]
fn programs_that_race_for_an_attestation_get_one_each() {
    let bench = adult(3);
    let children: Vec<_> = (0..8)
        .map(|number| {
            bench.ok(&format!("{ASK} --keep question-{number}"));
            let line = format!(
                "wallet present --wallet batch --challenge question-{number} --out {number}.png --json"
            );
            bench
                .command(&line)
                .stdout(std::process::Stdio::piped())
                .stderr(std::process::Stdio::null())
                .spawn()
        })
        .collect();
    let results: Vec<(Option<i32>, Value)> = children
        .into_iter()
        .map(|child| {
            let output = child.unwrap().wait_with_output().unwrap();
            (output.status.code(), serde_json::from_slice(&output.stdout).unwrap())
        })
        .collect();
    let won = results.iter().filter(|(code, _)| *code == Some(0)).count();
    assert_eq!(won, 3, "{results:?}");
    for (code, result) in results.iter().filter(|(code, _)| *code != Some(0)) {
        assert_eq!((code, &result["error"]["code"]), (&Some(1), &json!("wallet_empty")));
    }
}
