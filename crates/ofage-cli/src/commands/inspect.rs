//! `ofage inspect`: what a file holds, without checking it.

use std::path::PathBuf;

use clap::Args;
use ofage_core::pki::Certificate;
use serde_json::{Map, Value, json};

use crate::describe::{Group, certificate, describe};
use crate::failure::Failure;
use crate::io::{Form, Input, blocks, certificates, decode_binary, is_der, read};
use crate::json::from_cbor;
use crate::notation::{Bytes, layout};
use crate::ui::{Ui, WIDTH, count, styled, thousands};

/// Show what a file holds, without checking any of it
///
/// Reads an IssuerSigned, DeviceResponse, MobileSecurityObject, COSE message, SessionTranscript or any other
/// CBOR, and certificates. Everything it prints is UNVERIFIED.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ofage inspect batch/attestation-0001.cbor
  ofage inspect issuer/root.pem
  ofage inspect --json response.b64")]
pub(crate) struct Arguments {
    /// The file; binary, hex, base64, base64url or PEM
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Show long byte strings whole
    #[arg(long)]
    full: bool,
}

pub(crate) fn run(arguments: &Arguments, ui: &Ui) -> Result<(), Failure> {
    let input = read(&arguments.file)?;
    let bytes = if arguments.full { Bytes::Full } else { Bytes::Short };
    let labels: Vec<&str> =
        input.text().map(blocks).unwrap_or_default().iter().map(|block| block.label).collect();
    if labels.iter().any(|label| label.ends_with("PRIVATE KEY")) {
        return Err(input.failure("key_is_private", "holds a private key, which is never shown"));
    }
    if labels.contains(&"CERTIFICATE") {
        return certificate_view(&certificates(&input)?, ui);
    }
    let (message, form) = decode_binary(&input)?;
    if is_der(&message) {
        return certificate_view(&certificates(&input)?, ui);
    }
    message_view(&input, &message, form, bytes, ui)
}

fn certificate_view(found: &[Certificate], ui: &Ui) -> Result<(), Failure> {
    let groups: Vec<Group> = found
        .iter()
        .enumerate()
        .map(|(index, found)| certificate(&format!("certificate {}", index.saturating_add(1)), found))
        .collect();
    ui.result(
        || {
            json!({
                "verified": false,
                "kind": "Certificate",
                "certificates": groups.iter().map(facts_json).collect::<Value>(),
            })
        },
        |ui| {
            unverified(ui)?;
            ui.line(count(found.len(), "certificate"))?;
            groups.iter().try_for_each(|group| show(group, ui))
        },
    )
}

/// The facts of a group by their labels; a label that stands several times has a list.
fn facts_json(group: &Group) -> Value {
    let mut object = Map::new();
    for (label, text) in &group.facts {
        let text = Value::String(text.clone());
        match object.get_mut(label) {
            None => {
                object.insert(label.clone(), text);
            }
            Some(Value::Array(list)) => list.push(text),
            Some(first) => *first = json!([first, text]),
        }
    }
    Value::Object(object)
}

fn message_view(input: &Input, message: &[u8], form: Form, bytes: Bytes, ui: &Ui) -> Result<(), Failure> {
    let notation = ofage_core::cbor::diagnostic(message)
        .map_err(|error| input.failure("not_cbor", format!("is not CBOR that can be read: {error}")))?;
    let description = describe(message);
    let inside = |bytes: &[u8]| ofage_core::cbor::diagnostic(bytes).ok();
    ui.result(
        || {
            json!({
                "verified": false,
                "kind": description.kind,
                "bytes": message.len(),
                "form": form.name(),
                "content": from_cbor(message),
                "certificates": description.groups.iter()
                    .filter(|group| group.title.starts_with("certificate "))
                    .map(facts_json)
                    .collect::<Value>(),
                "inside": description.inside.iter()
                    .map(|(title, bytes)| json!({ "title": title, "content": from_cbor(bytes) }))
                    .collect::<Value>(),
                "notation": notation,
            })
        },
        |ui| {
            unverified(ui)?;
            ui.line(format_args!(
                "{}, {} bytes ({})",
                description.kind,
                thousands(message.len()),
                form.name()
            ))?;
            description.groups.iter().try_for_each(|group| show(group, ui))?;
            heading("notation", ui)?;
            ui.line(layout(&notation, bytes))?;
            for (title, content) in &description.inside {
                heading(title, ui)?;
                ui.line(inside(content).map_or_else(
                    || String::from("not CBOR that can be read"),
                    |notation| layout(&notation, bytes),
                ))?;
            }
            Ok(())
        },
    )
}

fn unverified(ui: &Ui) -> Result<(), Failure> {
    let warning = styled(ui.palette.unsure, "UNVERIFIED");
    ui.line(format_args!("{warning}: nothing here has been checked, anybody can make such a file.\n"))
}

fn heading(title: &str, ui: &Ui) -> Result<(), Failure> {
    ui.line(format_args!("\n{}", styled(ui.palette.title, title)))
}

fn show(group: &Group, ui: &Ui) -> Result<(), Failure> {
    heading(&group.title, ui)?;
    let width = group.facts.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
    let indent = width.saturating_add(4);
    group.facts.iter().try_for_each(|(label, text)| {
        let text: Vec<char> = text.chars().collect();
        // A hash goes on over the end of the line, and longer values are cut.
        let mut parts = text.chunks(WIDTH.saturating_sub(indent).max(MIN_WIDTH));
        let first: String = parts.next().unwrap_or_default().iter().collect();
        ui.line(format_args!("  {label:<width$}  {first}"))?;
        match (parts.next(), parts.next()) {
            (None, _) => Ok(()),
            (Some(rest), None) => ui.line(format_args!("{:indent$}{}", "", rest.iter().collect::<String>())),
            (Some(_), Some(_)) => ui.line(format_args!("{:indent$}… {} characters", "", text.len())),
        }
    })
}

/// Columns that a value has at least, however long its label is.
const MIN_WIDTH: usize = 20;
