//! `ofage trust`: the bundle that tells a door whom to trust.

mod build;
mod init;
mod inspect;
mod verify;

use clap::{Args, Subcommand};

use crate::failure::Failure;
use crate::ui::Ui;

/// Make, look into and check trust bundles
///
/// A trust bundle is the one file that a door loads: lists of issuers' roots (VICAL), deny lists, document
/// signers, door code templates, status lists and revocation lists.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    Init(init::Arguments),
    Build(Box<build::Arguments>),
    Inspect(inspect::Arguments),
    Verify(verify::Arguments),
}

pub(crate) fn run(arguments: &Arguments, ui: &Ui) -> Result<(), Failure> {
    match &arguments.command {
        Command::Init(arguments) => init::run(arguments, ui),
        Command::Build(arguments) => build::run(arguments, ui),
        Command::Inspect(arguments) => inspect::run(arguments, ui),
        Command::Verify(arguments) => verify::run(arguments, ui),
    }
}
