//! What a cheat might try. Each attack is carried out on real bytes and must be refused.

use core::time::Duration;
use std::time::Instant;

use ofage_core::rand_core::CryptoRng;
use ofage_core::{AgeDecision, SessionTranscript, UnixTime};
use ofage_qr::Symbol;
use serde_json::{Value, json};

use super::steps::duration;
use super::{DAYS, Guest, SCALE, Stage, challenge, scan};
use crate::failure::Failure;
use crate::ui::{Ui, styled};

/// One attack and what came of it.
pub(super) struct Attack {
    name: &'static str,
    text: &'static str,
    /// `None` where the verifier was fooled.
    refused_with: Option<&'static str>,
    time: Duration,
}

impl Attack {
    pub(super) fn to_json(&self) -> Value {
        json!({ "attack": self.name, "refused": self.refused_with.is_some(), "code": self.refused_with })
    }

    pub(super) const fn is_refused(&self) -> bool {
        self.refused_with.is_some()
    }
}

/// Tries them all; prints a line for each.
pub(super) fn run(
    stage: &Stage,
    guest: &Guest,
    transcript: &SessionTranscript,
    response: &[u8],
    rng: &mut impl CryptoRng,
    ui: &Ui,
) -> Result<Vec<Attack>, Failure> {
    ui.line(format_args!("\n{}", styled(ui.palette.title, "attacks")))?;
    let other_session = challenge(rng);
    let minor = minor(stage, transcript, rng)?;
    let expiry = stage.now.plus_seconds(i64::from(DAYS).saturating_add(1).saturating_mul(86_400));
    let last = guest.present(1, stage, transcript)?;
    let plan: [(&str, &str, Vec<u8>, &SessionTranscript, UnixTime); 4] = [
        ("altered_age", "too young: false turned into true", minor, transcript, stage.now),
        ("altered_code", "one byte in the picture changed", tampered(response)?, transcript, stage.now),
        ("other_session", "shown again to another challenge", response.to_vec(), &other_session, stage.now),
        ("expired", "shown a day after it ended", last, transcript, expiry),
    ];
    plan.into_iter()
        .map(|(name, text, response, transcript, at)| {
            let start = Instant::now();
            let result = stage.verify(&response, transcript.clone(), at);
            let time = start.elapsed();
            let refused_with = match result.map(|verified| verified.age_over(stage.threshold)) {
                Err(error) => Some(error.code()),
                Ok(AgeDecision::Admit) => None,
                Ok(decision) => decision.reason_code(),
            };
            let attack = Attack { name, text, refused_with, time };
            show(&attack, ui)?;
            Ok(attack)
        })
        .collect()
}

fn show(attack: &Attack, ui: &Ui) -> Result<(), Failure> {
    let outcome = match attack.refused_with {
        Some(_) => styled(ui.palette.good, "refused").to_string(),
        None => styled(ui.palette.bad, "PASSED ").to_string(),
    };
    let code = attack.refused_with.unwrap_or_default();
    ui.line(format_args!("  {outcome}  {code:<24}  {:<33} {:>9}", attack.text, duration(attack.time)))
}

/// The response of a guest who is too young, with the disclosed `false` turned into `true`.
fn minor(
    stage: &Stage,
    transcript: &SessionTranscript,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, Failure> {
    let years = i64::from(stage.threshold.years()).saturating_sub(1).max(0);
    let birth_date = stage.now.date().plus_days(years.saturating_mul(-365));
    let guest = stage.issue(birth_date, 1, rng)?;
    let mut response = guest.present(0, stage, transcript)?;
    let element = b"elementValue";
    let value = response
        .windows(element.len())
        .position(|window| window == element)
        .and_then(|at| response.get_mut(at.saturating_add(element.len())));
    match value {
        Some(value) if *value == FALSE => {
            *value = TRUE;
            Ok(response)
        }
        _ => Err(Failure::refused("demo_surprise", "the young guest's response does not say false")),
    }
}

/// `false` and `true` in CBOR.
const FALSE: u8 = 0xf4;
const TRUE: u8 = 0xf5;

/// The same code with one byte of its payload changed: drawn anew, and read back from its picture.
fn tampered(response: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut altered = response.to_vec();
    let middle = altered.len() / 2;
    if let Some(byte) = altered.get_mut(middle) {
        *byte ^= 1;
    }
    let png = Symbol::from_bytes(&altered).and_then(|symbol| symbol.png(SCALE));
    scan(&png.map_err(|error| Failure::refused(error.code(), error))?)
}
