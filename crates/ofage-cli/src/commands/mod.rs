//! The commands, one file each: its arguments and what it does.

mod inspect;

use clap::Subcommand;

use crate::failure::Failure;
use crate::ui::Ui;

/// What to do.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    Inspect(inspect::Arguments),
}

impl Command {
    /// Does it.
    ///
    /// # Errors
    /// What stopped it; its exit code is the program's.
    pub(crate) fn run(&self, ui: &Ui) -> Result<(), Failure> {
        match self {
            Self::Inspect(arguments) => inspect::run(arguments, ui),
        }
    }
}
