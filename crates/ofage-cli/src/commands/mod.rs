//! The commands, one file each: its arguments and what it does.

mod demo;
mod door;
mod inspect;
mod issue;
mod issuer;
mod present;
mod serve;
mod status_list;
mod trust;
mod verify;
mod wallet;

use clap::Subcommand;

use crate::failure::Failure;
use crate::ui::Ui;

/// What to do.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    Demo(demo::Arguments),
    Issuer(issuer::Arguments),
    Issue(Box<issue::Arguments>),
    Present(present::Arguments),
    Verify(verify::Arguments),
    Inspect(inspect::Arguments),
    Wallet(wallet::Arguments),
    Door(door::Arguments),
    Trust(trust::Arguments),
    StatusList(status_list::Arguments),
    Serve(serve::Arguments),
}

impl Command {
    /// Does it.
    ///
    /// # Errors
    /// What stopped it; its exit code is the program's.
    pub(crate) fn run(&self, ui: &Ui) -> Result<(), Failure> {
        match self {
            Self::Demo(arguments) => demo::run(arguments, ui),
            Self::Issuer(arguments) => issuer::run(arguments, ui),
            Self::Issue(arguments) => issue::run(arguments, ui),
            Self::Present(arguments) => present::run(arguments, ui),
            Self::Verify(arguments) => verify::run(arguments, ui),
            Self::Inspect(arguments) => inspect::run(arguments, ui),
            Self::Wallet(arguments) => wallet::run(arguments, ui),
            Self::Door(arguments) => door::run(arguments, ui),
            Self::Trust(arguments) => trust::run(arguments, ui),
            Self::StatusList(arguments) => status_list::run(arguments, ui),
            Self::Serve(arguments) => serve::run(arguments, ui),
        }
    }
}
