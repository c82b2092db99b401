//! `ofage door`: ask, scan, decide.

mod challenge;
mod kiosk;
mod scan;
mod setup;

use clap::{Args, Subcommand};

use crate::failure::Failure;
use crate::ui::Ui;

/// Ask guests for their age and decide on their codes, offline
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    Challenge(challenge::Arguments),
    Scan(Box<scan::Arguments>),
    Run(Box<kiosk::Arguments>),
}

pub(crate) fn run(arguments: &Arguments, ui: &Ui) -> Result<(), Failure> {
    match &arguments.command {
        Command::Challenge(arguments) => challenge::run(arguments, ui),
        Command::Scan(arguments) => scan::run(arguments, ui),
        Command::Run(arguments) => kiosk::run(arguments, ui),
    }
}
