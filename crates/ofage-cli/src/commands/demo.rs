//! `ofage demo`: the whole story in one command, with nothing to set up and nothing left behind.
//!
//! Every step does what it says on the bytes of the step before it; only the parties are played by one process.

mod attacks;
mod parties;
mod steps;

use std::path::PathBuf;

use clap::Args;
use ofage_core::{AgeThreshold, Date};
use ofage_qr::{Decoded, Symbol, TerminalStyle};
use ofage_verifier::{Decision, DemoDecision, Language, Outcome};
use serde_json::{Value, json};

use crate::describe::disclosed;
use crate::failure::{Failure, printable};
use crate::io::{Force, Privacy, check_free, now, parse_date, rng, write};
use crate::ui::{Ui, styled, thousands};
use parties::{BATCH, DAYS, DemoDoor, DemoIssuer, VENUE, challenge, draw, scan};
use steps::Steps;

/// See the whole story: issue, ask, present, scan, decide, and attacks refused
///
/// Makes an issuer, issues 30 single-use attestations for a birth date, lets a door ask its question, answers
/// with a door code in one QR code, reads the picture back, verifies it and decides. Then it tries to cheat.
/// Nothing to set up, nothing left behind; exit code 0 where the story ends as it must, whoever is admitted.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ofage demo
  ofage demo --birth-date 2012-02-29 --over 16
  ofage demo --png code.png --json")]
pub(crate) struct Arguments {
    /// The guest's date of birth [default: turned 25 half a year ago]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    birth_date: Option<Date>,

    /// The age that the door asks about
    #[arg(long, value_name = "YEARS", default_value = "18", value_parser = clap::value_parser!(u8).range(1..=99))]
    over: u8,

    /// Keep the picture of the code here
    #[arg(long, value_name = "FILE")]
    png: Option<PathBuf>,

    #[command(flatten)]
    force: Force,
}

/// Days of 25 and a half years.
const ADULT_DAYS: i64 = 9_314;
/// Modules of quiet zone left and right of a symbol.
const QUIET_ZONES: usize = 8;

pub(crate) fn run(arguments: &Arguments, ui: &Ui) -> Result<(), Failure> {
    if let Some(path) = &arguments.png {
        check_free(path, arguments.force.overwrite())?;
    }
    let now = now()?;
    let mut rng = rng()?;
    let threshold = AgeThreshold::new(arguments.over)
        .ok_or_else(|| Failure::Usage("--over takes an age from 1 to 99".into()))?;
    let birth_date = arguments.birth_date.unwrap_or_else(|| now.date().plus_days(-ADULT_DAYS));
    let title = styled(ui.palette.title, "ofage demo");
    ui.line(format_args!("{title}  a guest born {birth_date} comes to {VENUE}\n"))?;
    let mut steps = Steps::new(ui);

    let issuer = steps.run("issuer", || {
        let text = "a root and a document signer, with keys on P-256";
        Ok((DemoIssuer::new(now, &mut rng)?, text.into()))
    })?;
    let guest = steps.run("issue", || {
        let guest = issuer.issue(birth_date, threshold, BATCH, now.date(), &mut rng)?;
        let bytes = thousands(guest.attestation_bytes());
        Ok((guest, format!("{BATCH} single-use attestations of {bytes} bytes, for {DAYS} days")))
    })?;
    let demo = steps.run("door", || {
        let text = "opens, with the issuer's root and its codes' template";
        Ok((DemoDoor::open(&issuer, threshold, now, &mut rng)?, text.into()))
    })?;
    let challenge = steps.run("ask", || {
        let challenge = challenge(&demo.door, now)?;
        let symbol = challenge.matching_symbol();
        let text =
            format!("\"{threshold} or over?\"   both screens show {} {symbol}", symbol.shape().glyph());
        Ok((challenge, text))
    })?;
    let response = steps.run("present", || {
        let response = guest.present(0, threshold, &challenge.to_session_transcript())?;
        let shown = disclosed(&response)
            .into_iter()
            .map(|(element, value)| format!("{} = {value}", element.rsplit('/').next().unwrap_or_default()));
        let shown = shown.collect::<Vec<_>>().join(", ");
        let bytes = thousands(response.len());
        Ok((response, format!("{bytes} bytes; discloses {shown}, nothing else")))
    })?;
    let code = steps.run("code", || {
        let code = demo.code(&response, &challenge)?;
        let text = format!("{} bytes say the same to this door", thousands(code.as_bytes().len()));
        Ok((code, text))
    })?;
    let (symbol, png) = steps.run("draw", || {
        let (symbol, png) = draw(&code)?;
        let (version, width) = (symbol.version().number(), symbol.width());
        let text =
            format!("QR version {version}, {width} x {width} modules, PNG of {} bytes", thousands(png.len()));
        Ok(((symbol, png), text))
    })?;
    show_symbol(&symbol, ui)?;
    if let Some(path) = &arguments.png {
        write(path, &png, Privacy::Shared, arguments.force.overwrite())?;
        ui.line(format_args!("     kept in {}\n", printable(path)))?;
    }
    let symbols = steps.run("scan", || {
        let symbols = scan(&png)?;
        let same = symbols.first().and_then(Decoded::text) == Some(code.to_text().as_str());
        let text = format!(
            "the picture read back: {} symbol, {}",
            symbols.len(),
            if same { "the same" } else { "other" }
        );
        Ok((symbols, text))
    })?;
    let outcome = steps.run("verify", || {
        let outcome = demo.door.scan_symbols(&symbols, None, now).ok_or_else(not_read)?;
        Ok((outcome, "3 signatures, certificate path, digests, dates, session".into()))
    })?;
    let admitted = show_outcome(&outcome, ui)?;

    let attacks = attacks::run(&issuer, &guest, &demo, &code, &mut rng, ui)?;
    ui.result(
        || {
            json!({
                "decision": if admitted { "admit" } else { "refuse" },
                "reason": outcome.reason().code(),
                "demo": true,
                "attestationBytes": guest.attestation_bytes(),
                "responseBytes": response.len(),
                "doorCodeBytes": code.as_bytes().len(),
                "qrVersion": symbol.version().number(),
                "steps": steps.to_json(),
                "attacks": attacks.iter().map(attacks::Attack::to_json).collect::<Value>(),
            })
        },
        |_| Ok(()),
    )?;
    surprises(admitted, birth_date.age_on(now.date()) >= u16::from(threshold.years()), &attacks)
}

fn not_read() -> Failure {
    Failure::refused("qr_not_found", "no code was found in the picture")
}

/// Draws the code where the terminal is wide enough.
fn show_symbol(symbol: &Symbol, ui: &Ui) -> Result<(), Failure> {
    let needed = symbol.width().saturating_add(QUIET_ZONES);
    match ui.columns() {
        Some(columns) if columns < needed => ui.line(format_args!(
            "     (the code is {needed} columns wide, this terminal {columns}: see --png)"
        )),
        Some(_) | None => {
            let style = if ui.has_colour() { TerminalStyle::Ansi } else { TerminalStyle::PlainOnDark };
            ui.line(format_args!("\n{}", symbol.terminal(style)))
        }
    }
}

/// Prints what the door's screen would say; gives whether the guest would be admitted, were the issuer real.
fn show_outcome(outcome: &Outcome, ui: &Ui) -> Result<bool, Failure> {
    let admitted = outcome.decision() == Decision::Demo(DemoDecision::WouldAdmit);
    let (style, word) = match outcome.decision() {
        Decision::Demo(DemoDecision::WouldAdmit) => (ui.palette.good, "ADMIT"),
        Decision::Demo(DemoDecision::WouldRefuse) => (ui.palette.bad, "REFUSE"),
        // An issuer of the demo gives nothing else: the story fails, and says why.
        Decision::Admit | Decision::Refuse(_) | Decision::CannotVerify(_) => {
            let code = outcome.detail().unwrap_or(outcome.reason().code());
            return Err(Failure::refused(code, format!("the guest's own code does not verify: {code}")));
        }
    };
    let guidance = outcome.guidance(Language::English);
    ui.line(format_args!("\n    {}  {} or over", styled(style, word), outcome.threshold()))?;
    ui.line(format_args!("    {}", guidance.message()))?;
    ui.line(format_args!("    {}", guidance.next_step()))?;
    Ok(admitted)
}

/// Fails where the story did not end as it must.
fn surprises(admitted: bool, old_enough: bool, attacks: &[attacks::Attack]) -> Result<(), Failure> {
    if admitted != old_enough {
        return Err(Failure::refused("demo_surprise", "the decision is not the truth"));
    }
    if attacks.iter().all(attacks::Attack::is_refused) {
        Ok(())
    } else {
        Err(Failure::refused("demo_surprise", "an attack was not refused"))
    }
}
