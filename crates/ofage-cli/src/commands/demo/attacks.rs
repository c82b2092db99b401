//! What a cheat might try. Each attack is carried out on real bytes and must be refused.

use core::time::Duration;
use std::time::Instant;

use ofage_core::Challenge;
use ofage_core::door_code::DoorCode;
use ofage_core::rand_core::CryptoRng;
use serde_json::{Value, json};

use super::parties::{DAYS, DemoIssuer, Door, Guest, draw, scan};
use super::steps::duration;
use crate::failure::Failure;
use crate::ui::{Ui, styled};

/// One attack and what came of it.
pub(super) struct Attack {
    name: &'static str,
    text: String,
    /// `None` where the door was fooled.
    refused_with: Option<&'static str>,
    time: Duration,
}

impl Attack {
    /// Carries it out: `work` says why it was refused.
    fn new(name: &'static str, text: impl Into<String>, work: impl FnOnce() -> Option<&'static str>) -> Self {
        let start = Instant::now();
        let refused_with = work();
        Self { name, text: text.into(), refused_with, time: start.elapsed() }
    }

    pub(super) fn to_json(&self) -> Value {
        json!({ "attack": self.name, "refused": self.refused_with.is_some(), "code": self.refused_with })
    }

    pub(super) const fn is_refused(&self) -> bool {
        self.refused_with.is_some()
    }
}

/// Tries them all; prints a line for each.
pub(super) fn run(
    issuer: &DemoIssuer,
    guest: &Guest,
    door: &Door,
    challenge: &Challenge,
    code: &DoorCode,
    rng: &mut impl CryptoRng,
    ui: &Ui,
) -> Result<Vec<Attack>, Failure> {
    ui.line(format_args!("\n{}", styled(ui.palette.title, "attacks")))?;
    let young = too_young(issuer, door, challenge, rng)?;
    let altered_picture = draw_altered(code)?;
    let next = door.challenge(rng)?;
    let elsewhere = guest.present(1, door.threshold, &next.to_session_transcript())?;
    let last = guest.present(2, door.threshold, &challenge.to_session_transcript())?;
    let expiry = door.now.plus_seconds(i64::from(DAYS).saturating_add(1).saturating_mul(86_400));

    let attacks = vec![
        Attack::new("altered_age", "too young: false turned into true", || {
            door.refusal(door.verify(&young, challenge, door.now))
        }),
        Attack::new("altered_picture", "one byte in the picture changed", || match scan(&altered_picture) {
            Ok(altered) => door.refusal(door.verify_code(&altered, challenge)),
            Err(failure) => Some(failure.code()),
        }),
        Attack::new("every_byte", format!("each of its {} bytes, in turn", code.as_bytes().len()), || {
            every_byte(door, code, challenge)
        }),
        Attack::new("screenshot", "shown again, to the next question", || {
            door.refusal(door.verify_code(code, &next))
        }),
        Attack::new("other_session", "signed for another door's question", || {
            door.refusal(door.verify(&elsewhere, challenge, door.now))
        }),
        Attack::new("expired", "shown a day after it ended", || {
            door.refusal(door.verify(&last, challenge, expiry))
        }),
    ];
    attacks.iter().try_for_each(|attack| show(attack, ui))?;
    Ok(attacks)
}

fn show(attack: &Attack, ui: &Ui) -> Result<(), Failure> {
    let outcome = match attack.refused_with {
        Some(_) => styled(ui.palette.good, "refused").to_string(),
        None => styled(ui.palette.bad, "PASSED ").to_string(),
    };
    let code = attack.refused_with.unwrap_or_default();
    ui.line(format_args!("  {outcome}  {code:<24}  {:<34} {:>8}", attack.text, duration(attack.time)))
}

/// The response of a guest who is a year too young, with the disclosed `false` turned into `true`.
fn too_young(
    issuer: &DemoIssuer,
    door: &Door,
    challenge: &Challenge,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, Failure> {
    let today = door.now.date();
    let years = i64::from(door.threshold.years()).saturating_sub(1);
    let guest = issuer.issue(today.plus_days(years.saturating_mul(-365)), door.threshold, 1, today, rng)?;
    let mut response = guest.present(0, door.threshold, &challenge.to_session_transcript())?;
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

/// The code with one bit of one byte changed; `None` where those bytes are no door code at all.
fn altered(code: &DoorCode, at: usize) -> Option<DoorCode> {
    let mut bytes = code.as_bytes().to_vec();
    *bytes.get_mut(at)? ^= 1;
    DoorCode::from_bytes(&bytes).ok()
}

/// A picture of the code with its last byte changed.
fn draw_altered(code: &DoorCode) -> Result<Vec<u8>, Failure> {
    let last = code.as_bytes().len().saturating_sub(1);
    let altered = altered(code, last)
        .ok_or_else(|| Failure::refused("demo_surprise", "a code with another last byte is no code"))?;
    draw(&altered).map(|(_, png)| png)
}

/// Changes one bit of every byte in turn; `None` where one change was admitted.
fn every_byte(door: &Door, code: &DoorCode, challenge: &Challenge) -> Option<&'static str> {
    let all_refused = (0..code.as_bytes().len()).all(|at| match altered(code, at) {
        Some(altered) => door.refusal(door.verify_code(&altered, challenge)).is_some(),
        None => true,
    });
    all_refused.then_some("every_change_refused")
}
