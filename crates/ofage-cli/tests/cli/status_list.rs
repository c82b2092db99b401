//! `ofage status-list`: made, changed, served.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::Stdio;

use ofage_core::pki::Certificate;
use ofage_core::status::{Status, StatusList, UnverifiedStatusList};
use serde_json::json;

use crate::support::Bench;

const URI: &str = "https://issuer.example/status/1";

fn listed(more: &str) -> Bench {
    let bench = Bench::new();
    bench.ok("issuer init --out issuer");
    bench.ok(&format!("status-list build --issuer issuer --uri {URI} {more} --out status.cwt"));
    bench
}

fn read(bench: &Bench, name: &str) -> StatusList {
    let certificate = Certificate::from_pem(&bench.text("issuer/document-signer.pem")).unwrap();
    let token = bench.read(name);
    let list = UnverifiedStatusList::decode(&token).unwrap();
    let issued = list.untrusted_terms().issued();
    list.verify_with_key(&certificate.public_key(), issued).unwrap()
}

#[test]
fn a_new_list_says_that_everything_is_valid() {
    let bench = listed("--days 3 --ttl-hours 12");
    let list = read(&bench, "status.cwt");
    assert_eq!((list.terms().uri(), list.len(), list.bits().bits()), (URI, 1 << 20, 1));
    assert_eq!(list.terms().ttl_seconds(), Some(43_200));
    assert_eq!(list.terms().expires().seconds_since(list.terms().issued()), 3 * 86_400);
    assert!(list.as_bytes().iter().all(|byte| *byte == 0));
    assert!(bench.read("status.cwt").len() < 3000, "a list of zeros compresses");
}

#[test]
fn entries_are_set_and_set_back() {
    let bench = listed("--entries 1000 --bits 2");
    bench.ok("status-list set status.cwt --issuer issuer --index 5 --index 999 --status suspended");
    bench.ok("status-list set status.cwt --issuer issuer --index 7 --status invalid");
    let before = read(&bench, "status.cwt").terms().issued();
    let outcome = bench.ok("status-list set status.cwt --issuer issuer --index 5 --status valid --json");
    assert!(read(&bench, "status.cwt").terms().issued() > before, "a door takes later lists only");
    assert_eq!(outcome.json()["entries"], 1000);
    let list = read(&bench, "status.cwt");
    for (index, status) in
        [(5, Status::Valid), (7, Status::Invalid), (999, Status::Suspended), (0, Status::Valid)]
    {
        assert_eq!(list.state(index), Ok(status), "{index}");
    }
}

/// Each reads the list, changes it and replaces it: none may lose what another one set.
#[cfg(unix)]
#[test]
fn runs_at_the_same_time_lose_no_revocation() {
    let bench = listed("--entries 1000");
    let set = |index: u64| {
        let line = format!("status-list set status.cwt --issuer issuer --index {index} --status invalid");
        bench.command(&line).stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap()
    };
    let runs: Vec<_> = (0..8).map(set).collect();
    for mut run in runs {
        assert!(run.wait().unwrap().success());
    }
    let list = read(&bench, "status.cwt");
    for index in 0..8 {
        assert_eq!(list.state(index), Ok(Status::Invalid), "{index}");
    }
}

#[test]
fn what_a_list_cannot_hold_is_refused_and_nothing_is_written() {
    let bench = listed("--entries 1000");
    let before = bench.read("status.cwt");
    for (line, code) in [
        ("--index 1000 --status invalid", "status_index_out_of_range"),
        ("--index 1 --status suspended", "status_too_wide"),
    ] {
        let outcome = bench.run(&format!("status-list set status.cwt --issuer issuer {line} --json"));
        assert_eq!((outcome.code, &outcome.json()["error"]["code"]), (1, &json!(code)), "{line}");
    }
    bench.ok("issuer init --out stranger");
    let outcome = bench.run("status-list set status.cwt --issuer stranger --index 1 --status invalid --json");
    let code = &outcome.json()["error"]["code"];
    assert_eq!((outcome.code, code), (1, &json!("list_signature_invalid")));
    assert_eq!(bench.read("status.cwt"), before);
    let line = format!("status-list build --issuer issuer --uri {URI} --out status.cwt");
    bench.run(&line).is_bad_input("exists already; --force replaces it");
    let huge = format!("{line} --force --bits 8 --entries 99999999999");
    assert_eq!(bench.run(&huge).code, 1);
    bench
        .run("status-list set issuer/root.pem --issuer issuer --index 1 --status valid --out x")
        .is_bad_input("root.pem: is text");
    bench.write("zeros", vec![0; 100]);
    bench
        .run("status-list set zeros --issuer issuer --index 1 --status valid")
        .is_bad_input("zeros: is no status list");
    for line in [
        "status-list",
        "status-list build --out x --uri u",
        "status-list set status.cwt --issuer issuer --index 1 --status gone",
        "status-list build --issuer issuer --uri u --bits 3 --out x",
    ] {
        assert_eq!(bench.run(line).code, 2, "{line}");
    }
}

/// A door loads the list as part of a bundle.
#[test]
fn a_list_counts_in_a_bundle() {
    let bench = listed("");
    bench.ok("trust init --out provider");
    bench.ok(
        "trust build --provider provider --root issuer/root.pem --status-list status.cwt --out bundle.cbor",
    );
    let json = bench.ok("trust verify bundle.cbor --provider-root provider/vical-root.pem --json").json();
    assert_eq!((&json["parts"]["status_list"], &json["rejected"]), (&json!(1), &json!([])));
}

fn request(address: &str, head: &str) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    let mut response = Vec::new();
    stream.read_to_end(&mut response).unwrap();
    let split = response.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    (
        String::from_utf8(response[..split].to_vec()).unwrap(),
        response[split..].iter().skip(4).copied().collect(),
    )
}

#[test]
fn a_list_is_served_as_it_stands_now() {
    let bench = listed("--entries 1000");
    let mut child = bench
        .command("status-list serve-file status.cwt --requests 5 --json")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url: serde_json::Value = serde_json::from_str(&line).unwrap();
    let address = url["url"].as_str().unwrap().trim_start_matches("http://").trim_end_matches('/');
    // Somebody who says nothing keeps nobody waiting; its request is the fifth.
    let silent = TcpStream::connect(address).unwrap();
    let (head, body) = request(address, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert!(head.contains("Content-Type: application/statuslist+cwt"), "{head}");
    assert_eq!(body, bench.read("status.cwt"));
    bench.ok("status-list set status.cwt --issuer issuer --index 5 --status invalid");
    let (_, body) = request(address, "GET / HTTP/1.1\r\n\r\n");
    assert_eq!(body, bench.read("status.cwt"));
    let (head, body) = request(address, "HEAD / HTTP/1.1\r\n\r\n");
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && body.is_empty(), "{head}");
    let (head, _) = request(address, "POST / HTTP/1.1\r\n\r\n");
    assert!(head.starts_with("HTTP/1.1 405 "), "{head}");
    drop(silent);
    assert!(child.wait().unwrap().success());
    bench.run("status-list serve-file issuer/root.pem").is_bad_input("root.pem: is text");
}
