//! `ofage door challenge`: the question on the screen.

use std::path::PathBuf;

use clap::Args;
use ofage_core::door_code::Catalogue;
use ofage_core::pki::TrustAnchors;
use ofage_core::{Challenge, UnixTime};
use ofage_qr::{Symbol, TerminalStyle};
use ofage_verifier::{Door, PinnedTrust};
use serde_json::json;

use super::setup::Question;
use crate::failure::{Failure, path_text, printable};
use crate::io::{Force, Privacy, check_free, now, parse_time, rng, write};
use crate::ui::{Ui, styled};

/// Make the question that guests scan
///
/// Prints it as a QR code. Keep it with --keep: `ofage door scan` takes answers to what was kept.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ofage door challenge --venue \"The Blue Door\" --over 18 --keep question
  ofage door challenge --venue \"The Blue Door\" --mode queue \\
      --venue-secret secret.hex --png queue.png

JSON: {\"challenge\", \"venue\", \"over\", \"mode\", \"expiresAt\", \"symbol\"}")]
pub(super) struct Arguments {
    #[command(flatten)]
    question: Question,

    /// Keep the question here, for `ofage door scan --challenge`
    #[arg(long, value_name = "FILE")]
    keep: Option<PathBuf>,

    /// Draw the QR code to this PNG
    #[arg(long, value_name = "FILE")]
    png: Option<PathBuf>,

    /// The time, such as 2026-01-31T20:00:00Z [default: now]
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    at: Option<UnixTime>,

    #[command(flatten)]
    force: Force,
}

/// Pixels of a module in the picture.
const SCALE: u32 = 8;

pub(super) fn run(arguments: &Arguments, ui: &Ui) -> Result<(), Failure> {
    let overwrite = arguments.force.overwrite();
    for path in [&arguments.keep, &arguments.png].into_iter().flatten() {
        check_free(path, overwrite)?;
    }
    let now = match arguments.at {
        Some(at) => at,
        None => now()?,
    };
    // A question is asked before anybody is trusted.
    let trust = PinnedTrust::new(TrustAnchors::new(), Catalogue::new(), now, now);
    let secret = arguments.question.secret()?;
    let door = Door::new(arguments.question.policy()?, Box::new(trust), secret, &mut rng()?, now);
    let challenge = door
        .challenge(now)
        .map_err(|error| Failure::refused(error.code(), format!("this mode has no question: {error}")))?;
    let text = challenge.to_text();
    let refused = |error: ofage_qr::QrError| Failure::refused(error.code(), error);
    let drawn = Symbol::from_text(&text).map_err(refused)?;
    if let Some(path) = &arguments.keep {
        write(path, format!("{text}\n").as_bytes(), Privacy::Shared, overwrite)?;
    }
    if let Some(path) = &arguments.png {
        write(path, &drawn.png(SCALE).map_err(refused)?, Privacy::Shared, overwrite)?;
    }
    ui.result(
        || {
            json!({
                "challenge": text,
                "venue": challenge.venue().as_str(),
                "over": challenge.threshold().years(),
                "mode": challenge.mode().code(),
                "expiresAt": challenge.expiry().to_string(),
                "symbol": challenge.matching_symbol().to_string(),
                "png": arguments.png.as_deref().map(path_text),
            })
        },
        |ui| show(&challenge, &drawn, arguments, ui),
    )
}

fn show(challenge: &Challenge, drawn: &Symbol, arguments: &Arguments, ui: &Ui) -> Result<(), Failure> {
    let style = if ui.has_colour() { TerminalStyle::Ansi } else { TerminalStyle::PlainOnDark };
    ui.line(drawn.terminal(style))?;
    let symbol = challenge.matching_symbol();
    ui.line(format_args!(
        "  {} asks: {} or over?",
        styled(ui.palette.title, challenge.venue()),
        challenge.threshold()
    ))?;
    ui.line(format_args!(
        "  both screens show {} {symbol}; ends at {}",
        symbol.shape().glyph(),
        challenge.expiry()
    ))?;
    for path in [&arguments.keep, &arguments.png].into_iter().flatten() {
        ui.line(format_args!("  kept in {}", printable(path)))?;
    }
    Ok(())
}
