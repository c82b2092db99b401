//! The `ofage` command line: arguments, files and printing; everything else is in the libraries.

mod commands;
mod describe;
mod failure;
mod io;
mod json;
mod notation;
mod session;
mod ui;

use std::process::ExitCode;

use clap::Parser;

use commands::Command;
use ui::{Colour, Output, Ui};

/// Prove "over NN" from a phone, check it offline, learn nothing else
///
/// Issues, presents and verifies ISO/IEC 18013-5 mdoc age attestations.
#[derive(Parser, Debug)]
#[command(
    name = "ofage",
    version,
    propagate_version = true,
    max_term_width = 80,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = AFTER_HELP
)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    /// Print one JSON object instead of text
    #[arg(long, global = true)]
    json: bool,

    /// When to use colour; NO_COLOR is respected
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Colour,
}

const AFTER_HELP: &str = "\
Exit codes: 0 done, or the answer is yes; 1 rejected or refused; 2 usage or files.
Files may be binary, hex, base64 or base64url; keys and certificates also PEM,
keys also JWK. `-` is standard input or output.

Start with `ofage demo`.";

fn main() -> ExitCode {
    let cli = Cli::parse();
    let output = if cli.json { Output::Json } else { Output::Text };
    match cli.command.run(&Ui::new(output, cli.color)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            ui::failed(output, cli.color, &failure);
            failure.exit_code()
        }
    }
}
