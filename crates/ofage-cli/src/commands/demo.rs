//! `ofage demo`: the whole story in one command, with nothing to set up and nothing left behind.
//!
//! Every step does what it says on the bytes of the step before it; only the parties are played by one process.

mod attacks;
mod steps;

use std::path::PathBuf;

use clap::Args;
use ofage_core::issue::{AgeFacts, Claims, Issuer, Validity};
use ofage_core::pki::{PkiError, Realm, TrustAnchor, TrustAnchors};
use ofage_core::rand_core::CryptoRng;
use ofage_core::{
    AgeDecision, AgeThreshold, Attestation, Curve, Date, Profile, PublicKey, Request, SecretKey, Session,
    SessionTranscript, Signer as _, UnixTime, Verifier, verify_response,
};
use ofage_qr::{LumaImage, Symbol, TerminalStyle, read_first};
use serde_json::{Value, json};

use super::issuer::{Identity, MadeIssuer};
use crate::describe::disclosed;
use crate::failure::{Failure, printable};
use crate::io::{Force, Privacy, check_free, now, parse_date, rng, write};
use crate::ui::{Ui, hex, styled, thousands};
use steps::Steps;

/// The whole story in one command: issue, present, scan, verify, and attacks refused
///
/// Makes an issuer, issues 30 single-use attestations for a birth date, presents one as a QR code, reads the
/// picture back, verifies it and decides. Then it tries to cheat. Nothing to set up, nothing left behind.
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

/// Attestations in the demo's batch, as the EU recommends.
const BATCH: usize = 30;
/// Days of validity.
const DAYS: u16 = 30;
/// Who issues in the demo.
const DEMO_ISSUER: Identity<'_> = Identity {
    country: "GB",
    name: "ofage demo",
    contact: "https://issuer.example",
    crl_uri: "https://issuer.example/root.crl",
};
/// Pixels of a module in the picture.
const SCALE: u32 = 4;

/// What all steps share.
struct Stage {
    issuer: MadeIssuer,
    verifier: Verifier,
    threshold: AgeThreshold,
    now: UnixTime,
}

/// A guest: the attestations and the device keys that they are bound to.
struct Guest {
    attestations: Vec<Attestation>,
    keys: Vec<SecretKey>,
}

pub(crate) fn run(arguments: &Arguments, ui: &Ui) -> Result<(), Failure> {
    if let Some(path) = &arguments.png {
        check_free(path, arguments.force.overwrite())?;
    }
    let now = now()?;
    let mut rng = rng()?;
    let threshold = AgeThreshold::new(arguments.over)
        .ok_or_else(|| Failure::Usage("--over takes an age from 1 to 99".into()))?;
    let birth_date = arguments.birth_date.unwrap_or_else(|| now.date().plus_days(-ADULT_DAYS));
    ui.line(format_args!(
        "{}  a guest born {birth_date} is asked: are you {threshold} or over?\n",
        styled(ui.palette.title, "ofage demo")
    ))?;
    let mut steps = Steps::new(ui);

    let stage = steps.run("issuer", || {
        let issuer = MadeIssuer::make(&DEMO_ISSUER, Curve::P256, now, &mut rng)?;
        let refused = |error: PkiError| Failure::refused(error.code(), error);
        let mut anchors = TrustAnchors::new();
        let root = TrustAnchor::root(issuer.root.clone(), Realm::Demo).map_err(refused)?;
        anchors.add(root).map_err(refused)?;
        let verifier = Verifier::new(anchors, vec![Profile::eu_age_verification()]);
        let text = String::from("a root and a document signer, P-256");
        Ok((Stage { issuer, verifier, threshold, now }, text))
    })?;
    let guest = steps.run("issue", || {
        let guest = stage.issue(birth_date, BATCH, &mut rng)?;
        let bytes = guest.attestations.first().map_or(0, |attestation| attestation.as_bytes().len());
        let text = format!("{BATCH} single-use attestations of {} bytes, {DAYS} days", thousands(bytes));
        Ok((guest, text))
    })?;
    let transcript = steps.run("ask", || {
        Ok((challenge(&mut rng), format!("the door asks \"{threshold} or over?\" with a fresh nonce")))
    })?;
    let response = steps.run("present", || {
        let response = guest.present(0, &stage, &transcript)?;
        let shown = disclosed(&response)
            .into_iter()
            .map(|(element, value)| format!("{} = {value}", element.rsplit('/').next().unwrap_or_default()));
        let shown = shown.collect::<Vec<_>>().join(", ");
        let text = format!("{} bytes; discloses {shown}, nothing else", thousands(response.len()));
        Ok((response, text))
    })?;
    let (symbol, png) = steps.run("draw", || {
        let symbol = Symbol::from_bytes(&response).map_err(|error| Failure::refused(error.code(), error))?;
        let png = symbol.png(SCALE).map_err(|error| Failure::refused(error.code(), error))?;
        let text = format!(
            "QR version {}, {width} x {width} modules, PNG of {} bytes",
            symbol.version().number(),
            thousands(png.len()),
            width = symbol.width(),
        );
        Ok(((symbol, png), text))
    })?;
    show_symbol(&symbol, ui)?;
    if let Some(path) = &arguments.png {
        write(path, &png, Privacy::Shared, arguments.force.overwrite())?;
        ui.line(format_args!("     picture kept in {}", printable(path)))?;
    }
    let read = steps.run("scan", || {
        let read = scan(&png)?;
        let same = if read == response { "the same" } else { "other" };
        let text = format!("the picture read back: {same} {} bytes", thousands(read.len()));
        Ok((read, text))
    })?;
    let decision = steps.run("verify", || {
        let verified = stage
            .verify(&read, transcript.clone(), stage.now)
            .map_err(|error| Failure::refused(error.code(), error))?;
        Ok((verified.age_over(threshold), "3 signatures, certificate path, digests, dates, session".into()))
    })?;
    show_decision(decision, threshold, ui)?;

    let attacks = attacks::run(&stage, &guest, &transcript, &read, &mut rng, ui)?;
    ui.line("")?;
    ui.result(
        || {
            json!({
                "decision": decision.code(),
                "code": decision.reason_code(),
                "attestationBytes": guest.attestations.first().map(|attestation| attestation.as_bytes().len()),
                "responseBytes": response.len(),
                "qrVersion": symbol.version().number(),
                "steps": steps.to_json(),
                "attacks": attacks.iter().map(attacks::Attack::to_json).collect::<Value>(),
            })
        },
        |_| Ok(()),
    )?;
    surprises(decision, birth_date.age_on(now.date()) >= u16::from(threshold.years()), &attacks)
}

/// Days of 25 and a half years.
const ADULT_DAYS: i64 = 9_314;

impl Stage {
    /// Issues a batch to a guest born on this date.
    fn issue(&self, birth_date: Date, batch: usize, rng: &mut impl CryptoRng) -> Result<Guest, Failure> {
        let keys: Vec<SecretKey> = (0..batch).map(|_| SecretKey::generate(Curve::P256, rng)).collect();
        let public: Vec<PublicKey> = keys.iter().map(SecretKey::public_key).collect();
        let claims = Claims::age(AgeFacts::born(birth_date, &[self.threshold]));
        let refused = |error: ofage_core::IssueError| Failure::refused(error.code(), error);
        let validity = Validity::days(self.now.date(), DAYS).map_err(refused)?;
        let issuer = Issuer::new(Profile::eu_age_verification(), self.issuer.signer.clone());
        let attestations =
            issuer.issue_batch(&public, &claims, validity, &self.issuer.signer_key, rng).map_err(refused)?;
        Ok(Guest { attestations, keys })
    }

    /// Verifies as the door does.
    fn verify(
        &self,
        response: &[u8],
        transcript: SessionTranscript,
        at: UnixTime,
    ) -> Result<ofage_core::VerifiedPresentation, ofage_core::ResponseError> {
        verify_response(response, &self.verifier, &Session::new(transcript), at)
    }
}

impl Guest {
    /// Answers a session with one of the attestations.
    fn present(
        &self,
        index: usize,
        stage: &Stage,
        transcript: &SessionTranscript,
    ) -> Result<Vec<u8>, Failure> {
        let (attestation, key) = self
            .attestations
            .get(index)
            .zip(self.keys.get(index))
            .ok_or_else(|| Failure::refused("demo_surprise", "the batch is used up"))?;
        attestation
            .prepare(&Request::age_over(stage.threshold), transcript)
            .and_then(|prepared| prepared.sign_with(key))
            .map_err(|error| Failure::refused(error.code(), error))
    }
}

/// What the door asks: a session of its own, by a fresh nonce.
fn challenge(rng: &mut impl CryptoRng) -> SessionTranscript {
    let mut nonce = [0; 16];
    rng.fill_bytes(&mut nonce);
    SessionTranscript::openid4vp_dc_api("https://door.example", &hex(&nonce), None)
}

/// Reads the one code in a picture.
fn scan(png: &[u8]) -> Result<Vec<u8>, Failure> {
    let refused = |error: ofage_qr::QrError| Failure::refused(error.code(), error);
    let picture = LumaImage::from_file(png).map_err(refused)?;
    let found = read_first(&picture.frame().map_err(refused)?);
    found
        .into_iter()
        .next()
        .map(ofage_qr::Decoded::into_bytes)
        .ok_or_else(|| Failure::refused("qr_not_found", "no code was found in the picture"))
}

/// Draws the code where the terminal is wide enough.
fn show_symbol(symbol: &Symbol, ui: &Ui) -> Result<(), Failure> {
    let needed = symbol.width().saturating_add(QUIET_ZONES);
    match ui.columns() {
        Some(columns) if columns < needed => ui.line(format_args!(
            "     (the code is {needed} columns wide, this terminal {columns}; --png FILE keeps the picture)"
        )),
        Some(_) | None => {
            let style = if ui.has_colour() { TerminalStyle::Ansi } else { TerminalStyle::PlainOnDark };
            ui.line(format_args!("\n{}", symbol.terminal(style)))
        }
    }
}

/// Modules of quiet zone left and right of a symbol.
const QUIET_ZONES: usize = 8;

fn show_decision(decision: AgeDecision, threshold: AgeThreshold, ui: &Ui) -> Result<(), Failure> {
    let (style, word) = match decision {
        AgeDecision::Admit => (ui.palette.good, "ADMIT"),
        AgeDecision::Refuse(_) => (ui.palette.bad, "REFUSE"),
        AgeDecision::CannotVerify(_) => (ui.palette.unsure, "CANNOT VERIFY"),
    };
    let reason = decision.reason_code().map(|code| format!("  ({code})")).unwrap_or_default();
    ui.line(format_args!("\n    {}  {threshold} or over{reason}, by a demo issuer", styled(style, word)))
}

/// Fails where the story did not end as it must.
fn surprises(decision: AgeDecision, old_enough: bool, attacks: &[attacks::Attack]) -> Result<(), Failure> {
    if (decision == AgeDecision::Admit) != old_enough {
        return Err(Failure::refused("demo_surprise", "the decision is not the truth"));
    }
    if attacks.iter().all(attacks::Attack::is_refused) {
        Ok(())
    } else {
        Err(Failure::refused("demo_surprise", "an attack was not refused"))
    }
}
