//! `ofage inspect`: what a file holds, without checking it.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use crate::describe::{Group, describe};
use crate::failure::Failure;
use crate::io::{Form, Input, blocks, decode_binary, read};
use crate::json::from_cbor;
use crate::notation::{Bytes, layout};
use crate::ui::{Ui, fit, styled};

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
    if let Some(text) = input.text() {
        let found = blocks(text);
        if found.iter().any(|block| block.label.ends_with("PRIVATE KEY")) {
            return Err(input.failure("key_is_private", "holds a private key, which is never shown"));
        }
    }
    let (message, form) = decode_binary(&input)?;
    message_view(&input, &message, form, bytes, ui)
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
                "inside": description.inside.iter()
                    .map(|(title, bytes)| json!({ "title": title, "content": from_cbor(bytes) }))
                    .collect::<Value>(),
                "notation": notation,
            })
        },
        |ui| {
            unverified(ui)?;
            ui.line(format_args!("{}, {} bytes ({})", description.kind, message.len(), form.name()))?;
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
    group.facts.iter().try_for_each(|(label, text)| ui.line(fit(&format!("  {label:<width$}  {text}"))))
}
