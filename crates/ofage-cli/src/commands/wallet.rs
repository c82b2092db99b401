//! `ofage wallet`: a folder of attestations, each shown once.

mod present;
mod store;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::io::now;
use crate::ui::{Ui, count, styled};
use store::Store;

/// Keep attestations in a folder and show each one once
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    List(ListArguments),
    Present(Box<present::Arguments>),
}

/// List what is left
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ofage wallet list batch

JSON: {\"left\", \"lowWater\", \"attestations\": [{\"file\", \"docType\",
\"ageStatements\", \"validFrom\", \"validUntil\", \"state\"}]}")]
struct ListArguments {
    /// The folder, as `ofage issue --out` made it
    #[arg(value_name = "DIR")]
    wallet: PathBuf,
}

/// With fewer attestations than this, a wallet asks for new ones.
const LOW_WATER: usize = 5;

pub(crate) fn run(arguments: &Arguments, ui: &Ui) -> Result<(), Failure> {
    match &arguments.command {
        Command::List(arguments) => list(arguments, ui),
        Command::Present(arguments) => present::run(arguments, ui),
    }
}

fn list(arguments: &ListArguments, ui: &Ui) -> Result<(), Failure> {
    let now = now()?;
    let entries = Store::open(&arguments.wallet)?.entries()?;
    let left = entries.iter().filter(|entry| entry.is_valid_at(now)).count();
    ui.result(
        || {
            json!({
                "left": left,
                "lowWater": left < LOW_WATER,
                "attestations": entries.iter().map(|entry| entry.to_json(now)).collect::<Value>(),
            })
        },
        |ui| {
            ui.line(format_args!("{} left", styled(ui.palette.strong, count(left, "attestation"))))?;
            for entry in &entries {
                ui.line(format_args!("  {}", entry.line(now)))?;
            }
            warn_low(left, ui)
        },
    )
}

/// Tells the holder to get new ones in time.
fn warn_low(left: usize, ui: &Ui) -> Result<(), Failure> {
    if left >= LOW_WATER {
        return Ok(());
    }
    let low = styled(ui.palette.unsure, "Low:");
    ui.line(format_args!("{low} get new attestations from the issuer while you are online"))
}
