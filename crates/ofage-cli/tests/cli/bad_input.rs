//! Files that are not what they should be: one clear line on standard error, exit code 2, never a panic.

use crate::support::Bench;

#[test]
fn missing_empty_folder_and_too_large_files() {
    let bench = Bench::new();
    bench.write("empty", "");
    bench.write("blank", " \n\t\n");
    bench.write("zeros", vec![0; 10_000_000]);
    std::fs::create_dir(bench.path("folder")).unwrap();
    for (name, message) in [
        ("missing", "missing: no such file or directory"),
        ("missing/file", "missing/file: no such file or directory"),
        ("empty", "empty: is empty"),
        ("blank", "blank: is empty"),
        ("folder", "folder: is a folder, not a file"),
        ("zeros", "zeros: is too large (the limit is 512 KiB)"),
        ("/dev/zero", "/dev/zero: is too large"),
        ("/dev/null", "/dev/null: is empty"),
    ] {
        bench.run(&format!("inspect {name}")).is_bad_input(message);
    }
    bench.run_with_input("inspect -", b"").is_bad_input("standard input: is empty");
    bench.run_with_input("inspect -", &[0; 600_000]).is_bad_input("standard input: is too large");
}

#[test]
fn files_in_a_wrong_form() {
    let bench = Bench::new();
    for (content, message) in [
        (b"# A heading\n".as_slice(), "is text, and neither hex, base64 nor base64url"),
        (b"a16", "holds an odd number of hex digits"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is not CBOR that can be read"),
        (&[0; 1000], "bytes after the end at byte 1"),
        (b"\x1c\xff", "reserved CBOR head at byte 0"),
        (b"\x9f\xff", "indefinite length at byte 0"),
        (b"\xa2\x01\x01\x01\x01", "the same map key twice at byte 3"),
    ] {
        bench.write("file", content);
        bench.run("inspect file").is_bad_input(message);
    }
    let deep = [vec![0x81; 10_000], vec![0x00]].concat();
    bench.write("file", deep);
    bench.run("inspect file").is_bad_input("nested too deep");
}

#[test]
fn json_gives_the_code() {
    let bench = Bench::new();
    let outcome = bench.run("inspect missing --json");
    assert_eq!(outcome.code, 2);
    let error = &outcome.json()["error"];
    assert_eq!(error["code"], "input_unreadable");
    assert_eq!(error["message"], "missing: no such file or directory");
    assert_eq!(outcome.stderr.lines().count(), 1);
}

#[test]
fn usage_errors_have_exit_code_2() {
    let bench = Bench::new();
    for line in ["", "nonsense", "inspect", "inspect a b", "inspect --nonsense a"] {
        assert_eq!(bench.run(line).code, 2, "{line}");
    }
    for line in ["--help", "--version", "help inspect", "inspect --help"] {
        assert_eq!(bench.run(line).code, 0, "{line}");
    }
}

#[cfg(unix)]
#[test]
fn paths_cannot_move_the_cursor() {
    let bench = Bench::new();
    let outcome = bench.run("inspect \u{1b}[2Jfile");
    outcome.is_bad_input("\u{fffd}[2Jfile: no such file");
    assert!(outcome.stderr.trim_end().chars().all(|c| !c.is_control()));
}

/// Nobody reads the output any more: no message, no panic.
#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_error() {
    let bench = Bench::new();
    bench.write("message", "80");
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = bench.command("inspect message").stdout(writer).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(output.stderr, b"");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_an_error() {
    let bench = Bench::new();
    bench.write("message", "80");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = bench.command("inspect message").stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(output.stderr, b"ofage: standard output: no space left on device\n");
}
