//! `ofage trust inspect`: what a bundle claims, without a check.

use std::path::PathBuf;

use clap::Args;
use ofage_core::door_code::Template;
use ofage_core::pki::Certificate;
use ofage_core::status::{UnverifiedIdentifierList, UnverifiedStatusList};
use ofage_core::trust::{PartKind, TrustFile, UnverifiedDenyList, UnverifiedVical};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::io::{decode_binary, read_large};
use crate::ui::{Ui, count, fit, hex, styled};

/// Show what is in a trust bundle; nothing is verified
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ofage trust inspect bundle.cbor
  ofage trust inspect bundle.cbor --json")]
pub(super) struct Arguments {
    /// The bundle; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(super) fn run(arguments: &Arguments, ui: &Ui) -> Result<(), Failure> {
    let input = read_large(&arguments.file)?;
    let (bytes, _) = decode_binary(&input)?;
    let file = TrustFile::decode(&bytes)
        .map_err(|error| input.failure(error.code(), format!("is no trust bundle: {error}")))?;
    let parts: Vec<_> = file.parts().map(|(kind, part)| (kind, part.len(), describe(kind, part))).collect();
    ui.result(
        || {
            let parts: Vec<Value> = parts
                .iter()
                .map(|(kind, bytes, says)| json!({ "kind": kind.code(), "bytes": bytes, "says": says }))
                .collect();
            json!({ "verified": false, "parts": parts })
        },
        |ui| {
            let unverified = styled(ui.palette.unsure, "UNVERIFIED");
            ui.line(format_args!("{unverified} trust bundle, {}", count(parts.len(), "part")))?;
            for (kind, bytes, says) in &parts {
                let name = kind.code().replace('_', " ");
                ui.line(fit(&format!("  {name:<16} {bytes:>7} bytes  {says}")))?;
            }
            Ok(())
        },
    )
}

/// One line about a part: what it claims, or why it cannot be read.
fn describe(kind: PartKind, part: &[u8]) -> String {
    let unreadable = |code: &str| format!("cannot be read ({code})");
    match kind {
        PartKind::Vical => match UnverifiedVical::decode(part) {
            Ok(list) => printable(list.untrusted_provider()),
            Err(error) => unreadable(error.code()),
        },
        PartKind::DenyList => match UnverifiedDenyList::decode(part) {
            Ok(list) => format!("denies {}", count(list.untrusted_len(), "certificate or key")),
            Err(error) => unreadable(error.code()),
        },
        PartKind::DocumentSigner => match Certificate::from_der(part) {
            Ok(certificate) => printable(certificate.subject_common_name().unwrap_or("no name")),
            Err(error) => unreadable(error.code()),
        },
        PartKind::Template => match Template::decode(part) {
            Ok(template) => format!("identifier {}", hex(&template.id().to_bytes())),
            Err(error) => unreadable(error.code()),
        },
        PartKind::StatusList => match UnverifiedStatusList::decode(part) {
            Ok(list) => printable(list.untrusted_terms().uri()),
            Err(error) => unreadable(error.code()),
        },
        PartKind::IdentifierList => match UnverifiedIdentifierList::decode(part) {
            Ok(list) => printable(list.untrusted_terms().uri()),
            Err(error) => unreadable(error.code()),
        },
        PartKind::Crl | _ => String::new(),
    }
}

/// Text from a file without anything that could move the cursor of a terminal.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}
