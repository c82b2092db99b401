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
    max_term_width = 80,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = AFTER_HELP,
    after_long_help = AFTER_LONG_HELP
)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    /// Print one JSON object instead of text
    #[arg(long, global = true, help_heading = "Output", display_order = 900)]
    json: bool,

    /// When to use colour; NO_COLOR is respected
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Output",
        display_order = 901
    )]
    color: Colour,
}

const AFTER_HELP: &str = "Start with `ofage demo`; `ofage --help` shows a first round by hand.";

const AFTER_LONG_HELP: &str = "\
A first round by hand:
  ofage issuer init --out issuer
  ofage issue --issuer issuer --birth-date 2001-05-17 --generate-keys 30 \\
      --out batch
  ofage present --attestation batch/attestation-0001.cbor \\
      --device-key batch/device-key-0001.pem --over 18 --out response.cbor \\
      --openid4vp origin=https://shop.example nonce=n-0S6_WzA2Mj
  ofage verify --response response.cbor --trust issuer/root.pem --over 18 \\
      --openid4vp origin=https://shop.example nonce=n-0S6_WzA2Mj

Exit codes: 0 done, or the answer is yes
            1 rejected or refused
            2 wrong usage, or a file that cannot be read or written

Files may be binary, hex, base64 or base64url: that is detected. Keys may be
PEM or JWK, certificates PEM or DER. `-` is standard input or output.";

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
