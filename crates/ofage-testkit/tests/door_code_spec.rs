//! The example of `spec/door-code.md` is what the code makes.
#![cfg(test)]

use core::fmt::Write as _;

use ofage_core::Curve;
use ofage_core::door_code::{CertificateReference, DoorCode, Freshness, Template};
use ofage_testkit::samples::{SampleIssuer, SampleLayout};

/// Hexadecimal, 32 bytes a line, as a block.
fn block(out: &mut String, bytes: &[u8]) {
    out.push_str("```text\n");
    for line in bytes.chunks(32) {
        for byte in line {
            write!(out, "{byte:02x}").unwrap();
        }
        out.push('\n');
    }
    out.push_str("```\n");
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn example() -> String {
    let issuer = SampleIssuer::new(Curve::P256, 1);
    let response = issuer.respond(&SampleLayout::default(), 3).response;
    let certificate = issuer.certificate().as_der();
    let template = Template::derive(&response).unwrap();
    let code = DoorCode::compress(&response, &template, Freshness::Challenge([0x5a, 0xa5])).unwrap();

    let mut out = String::new();
    write!(out, "B.1 The response, {} bytes:\n\n", response.len()).unwrap();
    block(&mut out, &response);
    let reference = CertificateReference::of(certificate);
    write!(out, "\nB.2 The document signer's certificate in it has the reference `{reference}`.\n\n")
        .unwrap();
    let id = template.id();
    write!(out, "B.3 The template, {} bytes, identifier `{id}`:\n\n", template.as_bytes().len()).unwrap();
    block(&mut out, template.as_bytes());
    write!(out, "\nB.4 The code, {} bytes:\n\n| field | bytes |\n|---|---|\n", code.as_bytes().len())
        .unwrap();
    let mut rest = code.as_bytes();
    for (name, length) in [
        ("head: version 1, challenge", 1),
        ("freshness", 2),
        ("template", 2),
        ("certificate", 2),
        ("`random`", 16),
        ("age 18, true", 1),
        ("device key", 33),
        ("`signed`, days since 1970", 2),
        ("`validFrom`, days later", 1),
        ("`validUntil`, days later", 1),
        ("signature of the issuer", 64),
        ("signature of the device", 64),
    ] {
        let (field, after) = rest.split_at(length);
        writeln!(out, "| {name} | `{}` |", hex(field)).unwrap();
        rest = after;
    }
    assert!(rest.is_empty(), "the fields are the whole code");
    let text = code.to_text();
    write!(out, "\nB.5 Its text, {} digits, in a QR code of version 8 at level L:\n\n```text\n", text.len())
        .unwrap();
    for line in text.as_bytes().chunks(64) {
        writeln!(out, "{}", core::str::from_utf8(line).unwrap()).unwrap();
    }
    out.push_str("```\n");
    out
}

#[test]
fn the_example_is_that_of_the_code() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/door-code.md");
    let written = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = written.split_once("<!-- generated: example -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- end -->").unwrap();
    let generated = format!("{before}<!-- generated: example -->\n{}<!-- end -->{after}", example());
    if std::env::var_os("OFAGE_REGENERATE").is_some() {
        std::fs::write(&path, &generated).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(written == generated, "spec/door-code.md is out of date: run this test with OFAGE_REGENERATE=1");
}
