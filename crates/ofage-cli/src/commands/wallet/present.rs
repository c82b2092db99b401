//! `ofage wallet present`: answers a door's question with one attestation, which is used up.

use std::path::{Path, PathBuf};

use clap::Args;
use ofage_core::door_code::{DoorCode, DoorCodeError, Freshness, Template};
use ofage_core::{
    AgeThreshold, Audience, Challenge, PresentError, Request, SessionTranscript, TimedSession, VenueName,
};
use ofage_qr::{QrError, Symbol, TerminalStyle};
use serde_json::json;

use super::store::Store;
use super::{LOW_WATER, warn_low};
use crate::describe::disclosed;
use crate::failure::{Failure, path_text, printable};
use crate::io::{Force, Privacy, check_free, code_text, now, read, write};
use crate::ui::{Ui, styled};

/// Answer a door's question with a code; the attestation is used up
///
/// Takes the challenge from a picture, a text file or its digits, and writes the answer as a QR code. The
/// attestation and its key are deleted, so that nobody can show them twice.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ofage wallet present --wallet batch --challenge question.png --out code.png
  ofage wallet present --wallet batch --timed --over 18 --out code.png

JSON: {\"venue\", \"over\", \"disclosed\", \"symbol\", \"code\", \"bytes\",
\"qrVersion\", \"file\", \"left\", \"lowWater\"}")]
pub(super) struct Arguments {
    /// The folder, as `ofage issue --out` made it
    #[arg(long, value_name = "DIR")]
    wallet: PathBuf,

    /// The door's question: a picture, a text file, or its digits
    #[arg(long, value_name = "IMAGE|TEXT", required_unless_present = "timed")]
    challenge: Option<String>,

    /// Without a question: a code that signs the time and counts for 30 seconds
    #[arg(long, conflicts_with = "challenge", requires = "over")]
    timed: bool,

    /// The age to prove in a timed code
    #[arg(long, value_name = "YEARS", requires = "timed", value_parser = clap::value_parser!(u8).range(1..=99))]
    over: Option<u8>,

    /// Make the timed code good for this venue alone
    #[arg(long, value_name = "NAME", requires = "timed")]
    venue: Option<String>,

    /// Include template and certificate, for doors that lack them: a larger code
    #[arg(long)]
    self_contained: bool,

    /// Where to write the picture; `-` shows it on the terminal
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    #[command(flatten)]
    force: Force,
}

/// Seconds that the clocks of wallet and door may differ by.
const SKEW: u32 = 60;
/// Pixels of a module in the picture.
const SCALE: u32 = 8;

/// What is answered.
struct Asked {
    challenge: Option<Challenge>,
    over: AgeThreshold,
    transcript: SessionTranscript,
    freshness: Freshness,
    symbol: String,
}

pub(super) fn run(arguments: &Arguments, ui: &Ui) -> Result<(), Failure> {
    let overwrite = arguments.force.overwrite();
    let to_terminal = arguments.out.as_os_str() == "-";
    if !to_terminal {
        check_free(&arguments.out, overwrite)?;
    }
    let now = now()?;
    let asked = asked(arguments)?;
    let store = Store::open(&arguments.wallet)?;
    let request = Request::age_over(asked.over);
    if let Some(challenge) = &asked.challenge {
        challenge.check(now, SKEW).map_err(|error| Failure::refused(error.code(), error))?;
        if !store.note_answer(challenge, now)? {
            return Err(Failure::refused(
                "challenge_answered",
                "this question was answered already: ask for a new one",
            ));
        }
    }
    let taken = store.take(&request, now)?.ok_or_else(|| {
        Failure::refused(
            "wallet_empty",
            format!("no attestation is left that answers \"{} or over?\"", asked.over),
        )
    })?;

    let response = taken
        .attestation()
        .prepare(&request, &asked.transcript)
        .and_then(|prepared| prepared.sign_with(taken.key()))
        .map_err(|error: PresentError| Failure::refused(error.code(), error))?;
    taken.destroy()?;
    let code = if arguments.self_contained {
        DoorCode::self_contained(&response, asked.freshness)
    } else {
        Template::derive(&response)
            .and_then(|template| DoorCode::compress(&response, &template, asked.freshness))
    }
    .map_err(|error: DoorCodeError| Failure::refused(error.code(), error))?;
    let refused = |error: QrError| Failure::refused(error.code(), error);
    let drawn = Symbol::from_text(&code.to_text()).map_err(refused)?;
    if !to_terminal {
        write(&arguments.out, &drawn.png(SCALE).map_err(refused)?, Privacy::Secret, overwrite)?;
    }

    let left = store.entries()?.iter().filter(|entry| entry.is_valid_at(now)).count();
    let shown = disclosed(&response);
    ui.result(
        || {
            json!({
                "venue": asked.challenge.as_ref().map(|challenge| challenge.venue().as_str()),
                "over": asked.over.years(),
                "disclosed": shown.iter().cloned().collect::<serde_json::Map<_, _>>(),
                "symbol": asked.symbol,
                "code": code.to_text(),
                "bytes": code.as_bytes().len(),
                "qrVersion": drawn.version().number(),
                "file": if to_terminal { None } else { Some(path_text(&arguments.out)) },
                "left": left,
                "lowWater": left < LOW_WATER,
            })
        },
        |ui| {
            if to_terminal {
                let style = if ui.has_colour() { TerminalStyle::Ansi } else { TerminalStyle::PlainOnDark };
                ui.line(drawn.terminal(style))?;
            } else {
                ui.line(format_args!("{} {}", styled(ui.palette.good, "Wrote"), printable(&arguments.out)))?;
            }
            if let Some(challenge) = &asked.challenge {
                ui.line(format_args!("  {} asks: {} or over?", challenge.venue(), asked.over))?;
            }
            for (element, value) in &shown {
                ui.line(format_args!("  discloses {element} = {value}"))?;
            }
            ui.line(format_args!("  both screens show {}", asked.symbol))?;
            ui.line(format_args!("  {left} left"))?;
            warn_low(left, ui)
        },
    )
}

fn asked(arguments: &Arguments) -> Result<Asked, Failure> {
    let refused = |error: ofage_core::ChallengeError| Failure::refused(error.code(), error);
    if let Some(given) = &arguments.challenge {
        let text =
            if Challenge::is_text(given) { given.clone() } else { code_text(&read(Path::new(given))?)? };
        let challenge = Challenge::from_text(&text).map_err(refused)?;
        return Ok(Asked {
            over: challenge.threshold(),
            transcript: challenge.to_session_transcript(),
            freshness: challenge.freshness(),
            symbol: challenge.matching_symbol().to_string(),
            challenge: Some(challenge),
        });
    }
    let over = arguments
        .over
        .and_then(AgeThreshold::new)
        .ok_or_else(|| Failure::Usage("--timed needs --over".into()))?;
    let audience = match &arguments.venue {
        Some(name) => Audience::Venue(VenueName::new(name).map_err(refused)?),
        None => Audience::AnyDoor,
    };
    let session = TimedSession::new(audience, now()?).map_err(refused)?;
    Ok(Asked {
        over,
        transcript: session.to_session_transcript(),
        freshness: session.freshness(),
        symbol: session.matching_symbol().to_string(),
        challenge: None,
    })
}
