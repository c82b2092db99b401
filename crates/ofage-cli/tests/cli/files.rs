//! Files are written whole or not at all, and never over others.

use crate::support::{Bench, SESSION, batch};

const PRESENT: &str =
    "present --attestation batch/attestation-0001.cbor --device-key batch/device-key-0001.pem --over 18";

#[test]
fn existing_files_are_kept_without_force() {
    let bench = batch("--birth-date 2001-05-17");
    bench.write("out", "precious");
    bench
        .run(&format!("{PRESENT} {SESSION} --out out"))
        .is_bad_input("out: exists already; --force replaces it");
    assert_eq!(bench.text("out"), "precious");
    bench.ok(&format!("{PRESENT} {SESSION} --out out --force"));
    assert_ne!(bench.read("out"), b"precious");

    let before = bench.text("batch/device-key-0002.pem");
    let issue = "issue --issuer issuer --birth-date 2001-05-17 --generate-keys 3 --out batch";
    bench.run(issue).is_bad_input("exists already; --force replaces it");
    assert_eq!(bench.text("batch/device-key-0002.pem"), before);
    assert_eq!(bench.names("batch").len(), 4);
    bench.ok(&format!("{issue} --force"));
    assert_ne!(bench.text("batch/device-key-0002.pem"), before);
}

#[test]
fn force_replaces_no_private_key() {
    let bench = batch("--birth-date 2001-05-17");
    let key = "batch/device-key-0001.pem";
    let before = bench.text(key);
    bench
        .run(&format!("{PRESENT} {SESSION} --out {key} --force"))
        .is_bad_input("device-key-0001.pem: holds a private key: move it away first");
    assert_eq!(bench.text(key), before);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_reported() {
    let bench = batch("--birth-date 2001-05-17");
    bench
        .run(&format!("{PRESENT} {SESSION} --out /dev/full"))
        .is_bad_input("/dev/full: no space left on device");
}

/// Writing fails halfway, by a limit on the size of files: the old file stays and no temporary one is left.
#[cfg(target_os = "linux")]
#[test]
fn an_existing_file_survives_a_failed_write() {
    let bench = batch("--birth-date 2001-05-17");
    bench.write("out", "precious");
    for (line, out) in [
        (format!("{PRESENT} {SESSION} --out out --force"), "."),
        (
            "issue --issuer issuer --birth-date 2001-05-17 --generate-keys 2 --out batch --force".into(),
            "batch",
        ),
    ] {
        let before = bench.names(out);
        let pair = || (bench.text("batch/device-key-0001.pem"), bench.read("batch/attestation-0001.cbor"));
        let kept = pair();
        // One block of 1,024 bytes, and the signal that goes with the limit ignored.
        let script = format!("trap '' XFSZ; ulimit -f 1; exec {} {line}", env!("CARGO_BIN_EXE_ofage"));
        let output = bench.shell(&script);
        output.is_bad_input("file too large");
        assert_eq!(bench.names(out), before, "no temporary file is left");
        assert_eq!(bench.text("out"), "precious");
        assert!(pair() == kept, "an attestation and its key stay together");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_reported() {
    let bench = batch("--birth-date 2001-05-17");
    for out in ["/proc/out", "/proc/self/out"] {
        let outcome = bench.run(&format!("{PRESENT} {SESSION} --out {out}"));
        assert_eq!((outcome.code, outcome.stderr.lines().count()), (2, 1), "{outcome:?}");
    }
}

/// An issuer is made whole or not at all.
#[cfg(target_os = "linux")]
#[test]
fn a_failed_issuer_leaves_no_files() {
    let bench = Bench::new();
    // The keys are shorter than the limit, the certificates with a long name are not.
    let uri = format!("https://issuer.example/{}", "long/".repeat(40));
    let line = format!("issuer init --out issuer --contact {uri} --crl-uri {uri}");
    bench
        .shell(&format!("trap '' XFSZ; ulimit -f 1; exec {} {line}", env!("CARGO_BIN_EXE_ofage")))
        .is_bad_input("file too large");
    assert_eq!(bench.names("issuer"), [""; 0]);
}

/// Nothing that `issue` wrote in vain is left when a later file fails.
#[cfg(target_os = "linux")]
#[test]
fn a_failed_batch_leaves_no_files() {
    let bench = batch("--birth-date 2001-05-17");
    let line = "issue --issuer issuer --birth-date 2001-05-17 --generate-keys 20 --out new";
    let script = format!("trap '' XFSZ; ulimit -f 1; exec {} {line}", env!("CARGO_BIN_EXE_ofage"));
    bench.shell(&script).is_bad_input("file too large");
    assert_eq!(bench.names("new"), [""; 0]);
}

#[cfg(unix)]
#[test]
fn modes_follow_the_mask_except_for_private_keys() {
    use std::os::unix::fs::PermissionsExt as _;
    let bench = batch("--birth-date 2001-05-17");
    for (mask, shared) in [("022", 0o644), ("077", 0o600), ("000", 0o666)] {
        let line = "issue --issuer issuer --birth-date 2001-05-17 --generate-keys 1 --out batch --force";
        let outcome = bench.shell(&format!("umask {mask}; exec {} {line}", env!("CARGO_BIN_EXE_ofage")));
        assert_eq!(outcome.code, 0, "{outcome:?}");
        let mode = |name: &str| std::fs::metadata(bench.path(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode("batch/device-key-0001.pem"), 0o600, "{mask}");
        assert_eq!(mode("batch/attestation-0001.cbor"), shared, "{mask}");
    }
}

/// A link is not followed away from where the user pointed: the link itself is replaced.
#[cfg(unix)]
#[test]
fn a_link_is_replaced_and_not_followed() {
    let bench = batch("--birth-date 2001-05-17");
    bench.write("target", "precious");
    std::os::unix::fs::symlink("target", bench.path("link")).unwrap();
    bench.run(&format!("{PRESENT} {SESSION} --out link")).is_bad_input("link: exists already");
    bench.ok(&format!("{PRESENT} {SESSION} --out link --force"));
    assert_eq!(bench.text("target"), "precious");
}

/// Nothing that was secret is printed, whatever the command.
#[test]
fn private_keys_are_not_printed() {
    let bench = Bench::new();
    let mut printed = bench.ok("issuer init --out issuer").stdout;
    printed +=
        &bench.ok("issue --issuer issuer --birth-date 2001-05-17 --generate-keys 1 --out batch").stdout;
    printed += &bench.ok(&format!("{PRESENT} {SESSION} --out response --json")).stdout;
    printed += &bench.ok("demo").stdout;
    for file in ["issuer/root-key.pem", "issuer/document-signer-key.pem", "batch/device-key-0001.pem"] {
        for line in bench.text(file).lines().filter(|line| !line.starts_with("-----")) {
            assert!(!printed.contains(line), "{file}");
        }
    }
    assert!(!printed.contains("2001-05-17"), "nor is the date of birth");
}
