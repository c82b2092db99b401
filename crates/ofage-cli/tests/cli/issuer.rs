//! `ofage issuer init`: keys and certificates in files.

use crate::support::Bench;

#[test]
fn four_files_that_belong_together() {
    let bench = Bench::new();
    let json = bench.ok("issuer init --out issuer --country NL --name Gemeente --json").json();
    let expected = ["document-signer-key.pem", "document-signer.pem", "root-key.pem", "root.pem"];
    assert_eq!(bench.names("issuer"), expected);
    assert_eq!(json["root"]["country"], "NL");
    assert_eq!(json["root"]["subject"], "Gemeente root");
    assert_eq!(json["documentSigner"]["subject"], "Gemeente document signer");

    let root = bench.ok("inspect issuer/root.pem --json").json();
    let signer = bench.ok("inspect issuer/document-signer.pem --json").json();
    let (root, signer) = (&root["certificates"][0], &signer["certificates"][0]);
    assert_eq!(signer["issuer"], "Gemeente root, NL");
    assert_eq!(signer["authority key id"], root["subject key id"]);
    // Readers of the first edition take this one usage, and want the list's place in both.
    assert_eq!(signer["key usage"], "1.0.18013.5.1.2");
    for name in ["root", "document-signer"] {
        let pem = bench.text(&format!("issuer/{name}.pem"));
        let certificate = ofage_core::pki::Certificate::from_pem(&pem).unwrap();
        let der = certificate.as_der();
        let uri = b"https://issuer.example/root.crl";
        assert!(der.windows(uri.len()).any(|window| window == uri), "{name}");
    }
}

#[test]
fn keys_are_on_the_curve_asked_for() {
    let bench = Bench::new();
    bench.ok("issuer init --out issuer --curve p384");
    let signer = bench.ok("inspect issuer/document-signer.pem --json").json();
    assert_eq!(signer["certificates"][0]["key"], "P-384");
    bench.ok("issue --issuer issuer --birth-date 2001-05-17 --generate-keys 1 --out batch");
}

#[test]
fn a_document_signer_is_for_what_is_asked() {
    let bench = Bench::new();
    for (signs, usages) in [
        ("mdoc", serde_json::json!("1.0.23220.4.1.2")),
        ("both", serde_json::json!(["1.0.18013.5.1.2", "1.0.23220.4.1.2"])),
        ("eu", serde_json::json!("1.3.130.2.0.0.1.2")),
    ] {
        bench.ok(&format!("issuer init --out issuer --signs {signs} --force"));
        let signer = bench.ok("inspect issuer/document-signer.pem --json").json();
        assert_eq!(signer["certificates"][0]["key usage"], usages);
        bench.ok("issue --issuer issuer --birth-date 2001-05-17 --generate-keys 1 --out batch --force");
        let next = format!(
            "issuer signer --issuer issuer --crl-uri https://a.example/crl --out next --signs {signs} --force"
        );
        bench.ok(&next);
        let next = bench.ok("inspect next/document-signer.pem --json").json();
        assert_eq!(next["certificates"][0]["key usage"], usages);
    }
}

#[cfg(unix)]
#[test]
fn private_keys_are_for_the_user_alone_and_never_printed() {
    use std::os::unix::fs::PermissionsExt as _;
    let bench = Bench::new();
    let outcome = bench.ok("issuer init --out issuer");
    for name in ["root-key.pem", "document-signer-key.pem"] {
        let mode = std::fs::metadata(bench.path("issuer").join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
        let pem = bench.text(&format!("issuer/{name}"));
        let body = pem.lines().nth(1).unwrap();
        assert!(!outcome.stdout.contains(body) && !outcome.stderr.contains(body));
    }
}

#[test]
fn an_issuer_is_not_overwritten() {
    let bench = Bench::new();
    bench.ok("issuer init --out issuer");
    let before = bench.text("issuer/root-key.pem");
    bench.run("issuer init --out issuer").is_bad_input("exists already; --force replaces it");
    std::fs::remove_file(bench.path("issuer/root.pem")).unwrap();
    bench.run("issuer init --out issuer").is_bad_input("root-key.pem: exists already");
    assert_eq!(bench.text("issuer/root-key.pem"), before);
    assert_eq!(bench.names("issuer").len(), 3, "nothing new was written");
    bench.ok("issuer init --out issuer --force");
    assert_ne!(bench.text("issuer/root-key.pem"), before);
}

#[test]
fn bad_arguments_are_usage_errors() {
    let bench = Bench::new();
    bench.write("file", "x");
    for line in [
        "issuer",
        "issuer init",
        "issuer init --out i --country gb",
        "issuer init --out i --country GBR",
        "issuer init --out i --name \u{7}",
        "issuer init --out i --curve p521",
    ] {
        assert_eq!(bench.run(line).code, 2, "{line}");
    }
    let outcome = bench.run("issuer init --out i --contact nonsense");
    assert_eq!((outcome.code, outcome.stderr.lines().count()), (1, 1));
    bench.run("issuer init --out file").is_bad_input("file: is a file, where a folder is needed");
    assert_eq!(bench.names("."), ["file"]);
}

#[test]
fn a_new_document_signer_lives_without_the_key_of_the_root() {
    let bench = Bench::new();
    bench.ok("issuer init --out issuer --name Council");
    bench.ok("issuer signer --issuer issuer --out next --crl-uri https://council.example/root.crl");
    assert_eq!(bench.names("next"), ["document-signer-key.pem", "document-signer.pem", "root.pem"]);
    assert_eq!(bench.text("next/root.pem"), bench.text("issuer/root.pem"));
    assert_ne!(bench.text("next/document-signer.pem"), bench.text("issuer/document-signer.pem"));
    bench.ok("issue --issuer next --birth-date 2001-05-17 --generate-keys 1 --out batch");
    bench
        .run("issuer signer --issuer next --out third --crl-uri https://council.example/root.crl")
        .is_bad_input("root-key.pem");
}

#[test]
fn revoked_signers_stay_revoked_in_every_later_list() {
    let bench = Bench::new();
    bench.ok("issuer init --out issuer");
    bench.ok("issuer signer --issuer issuer --out next --crl-uri https://issuer.example/root.crl");
    let json = bench.ok("issuer crl --issuer issuer --json").json();
    assert_eq!((&json["number"], &json["revoked"]), (&1.into(), &0.into()));
    let json = bench.ok("issuer crl --issuer issuer --revoke issuer/document-signer.pem --json").json();
    assert_eq!((&json["number"], &json["revoked"]), (&2.into(), &1.into()));
    let json = bench.ok("issuer crl --issuer issuer --revoke next/document-signer.pem --json").json();
    assert_eq!((&json["number"], &json["revoked"]), (&3.into(), &2.into()));

    bench.ok("issuer init --out other");
    let before = bench.read("issuer/root.crl");
    let stranger = bench.run("issuer crl --issuer issuer --revoke other/document-signer.pem");
    assert_eq!(stranger.code, 1);
    assert!(stranger.stderr.contains("is no certificate of this root"), "{}", stranger.stderr);
    bench.ok("issuer crl --issuer other");
    assert_eq!(bench.read("issuer/root.crl"), before);
    std::fs::copy(bench.path("other/root.crl"), bench.path("issuer/root.crl")).unwrap();
    bench.run("issuer crl --issuer issuer").is_bad_input("is no revocation list of this root");
}
