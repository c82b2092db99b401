//! The help is true: its examples are run as they stand.

use crate::support::Bench;

/// The commands in a help text, each joined to one line. What stands under `JSON:` and the like is not indented.
fn examples(help: &str) -> Vec<String> {
    let joined = help.replace("\\\n", " ");
    joined.lines().filter_map(|line| line.strip_prefix("  ofage ")).map(str::to_owned).collect()
}

#[cfg(unix)]
fn run(bench: &Bench, line: &str) -> crate::support::Outcome {
    bench.shell(&format!("{} {line}", env!("CARGO_BIN_EXE_ofage")))
}

#[cfg(unix)]
#[test]
fn the_first_round_by_hand_ends_in_an_admission() {
    let bench = Bench::new();
    let round = examples(&bench.ok("--help").stdout);
    assert_eq!(round.len(), 4);
    let outcomes: Vec<_> = round.iter().map(|line| run(&bench, line)).collect();
    assert!(outcomes.iter().all(|outcome| outcome.code == 0), "{outcomes:?}");
    assert!(outcomes[3].stdout.starts_with("ADMIT"), "{}", outcomes[3].stdout);
}

#[cfg(unix)]
#[test]
fn every_example_works() {
    let bench = Bench::new();
    let coordinates = [
        ("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"),
        ("MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"),
    ];
    for (number, (x, y)) in coordinates.iter().enumerate() {
        let jwk = format!("{{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"{x}\",\"y\":\"{y}\"}}");
        if number == 0 {
            let birth_date = ",\"birth_date\":\"2001-05-17\"}\n";
            bench.write("holders.jsonl", jwk.replace('}', birth_date));
        }
        bench.write(&format!("phone-{}.jwk", number + 1), jwk);
    }
    bench.write("me.jpg", b"\xff\xd8\xff");
    bench.write("session.cbor", b"\x83\xf6\xf6\xf6");
    bench.ok("issuer init --out issuer");
    std::fs::copy(bench.path("issuer/root.pem"), bench.path("root.pem")).unwrap();

    let mut count = 0;
    for command in ["demo", "issuer init", "issue", "present", "verify", "inspect"] {
        let lines = examples(&bench.ok(&format!("{command} --help")).stdout);
        assert!(lines.len() >= 2, "{command}");
        for line in lines {
            if command == "issue" || command == "issuer init" {
                // Each example begins in a folder without the last one's files.
                drop(std::fs::remove_dir_all(bench.path("batch")));
            }
            let force = if matches!(command, "verify" | "inspect") { "" } else { " --force" };
            let outcome = run(&bench, &format!("{line}{force}"));
            // Responses to sessions of other examples are judged, and not admitted.
            let judged = command == "verify" && outcome.code == 1;
            assert!(outcome.code == 0 || judged, "{line}\n{outcome:?}");
            count += 1;
        }
        if command == "issue" {
            bench.ok("issue --issuer issuer --birth-date 2001-05-17 --generate-keys 1 --out batch --force");
        }
        if command == "present" {
            std::fs::copy(bench.path("response.cbor"), bench.path("response.b64")).unwrap();
        }
    }
    assert!(count >= 13, "{count} examples");
}

/// The commands around trust, in the order in which one needs them.
#[cfg(unix)]
#[test]
fn every_example_of_trust_works() {
    let bench = Bench::new();
    bench.ok("issuer init --out issuer");
    for command in
        ["trust init", "trust build", "trust inspect", "trust verify", "status-list build", "status-list set"]
    {
        let lines = examples(&bench.ok(&format!("{command} --help")).stdout);
        assert!(lines.len() >= 2, "{command}");
        for line in lines {
            // Each example begins without the last one's files.
            let force = if command == "trust init" { " --force" } else { "" };
            let outcome = run(&bench, &format!("{line}{force}"));
            assert_eq!(outcome.code, 0, "{line}\n{outcome:?}");
        }
    }
}

/// Nothing but a usage line, which cannot be broken, is wider than a terminal.
#[test]
fn help_fits_a_terminal() {
    let bench = Bench::new();
    let commands = ["", "demo", "issuer", "issuer init", "issue", "present", "verify", "inspect"];
    let trust = ["trust", "trust init", "trust build", "trust inspect", "trust verify"];
    let lists = ["status-list", "status-list build", "status-list set", "status-list serve-file"];
    for command in commands.into_iter().chain(trust).chain(lists) {
        for option in ["--help", "-h"] {
            let help = bench.ok(&format!("{command} {option}")).stdout;
            let wide = help.lines().filter(|line| line.chars().count() > 80 && !line.starts_with("Usage: "));
            assert_eq!(wide.collect::<Vec<_>>(), [""; 0], "{command}");
        }
    }
}
