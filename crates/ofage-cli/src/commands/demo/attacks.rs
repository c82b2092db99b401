//! What a cheat might try. Each attack is carried out on real bytes and must be refused.

use core::time::Duration;
use std::time::Instant;

use ofage_core::door_code::DoorCode;
use ofage_core::rand_core::CryptoRng;
use ofage_core::{Challenge, UnixTime};
use ofage_verifier::{Decision, DemoDecision, Door, Outcome};
use serde_json::{Value, json};

use super::parties::{DAY, DAYS, DemoDoor, DemoIssuer, Guest, VENUE, challenge, draw, scan};
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

/// Tries them all; prints a line for each. The guest's first attestation has been shown, the others are fresh.
pub(super) fn run(
    issuer: &DemoIssuer,
    guest: &Guest,
    demo: &DemoDoor,
    shown: &DoorCode,
    rng: &mut impl CryptoRng,
    ui: &Ui,
) -> Result<Vec<Attack>, Failure> {
    ui.line(format_args!("\n{}", styled(ui.palette.title, "attacks")))?;
    let (door, now) = (&demo.door, demo.now);
    let later = now.plus_seconds(60);
    let next = challenge(door, now)?;
    let young = too_young(issuer, demo, &next, rng)?;
    let fresh = demo.answer(guest, 1, &next)?;
    let altered_picture = draw_altered(&fresh)?;
    let again = challenge(door, later)?;
    let used = demo.answer(guest, 0, &again)?;

    let elsewhere = demo.other("The Red Door", now, now, rng)?;
    let for_elsewhere = demo.answer(guest, 2, &challenge(&elsewhere, now)?)?;
    let after = now.plus_seconds(i64::from(DAYS).saturating_add(1).saturating_mul(DAY));
    let door_after = demo.other(VENUE, after, after, rng)?;
    let expired = demo.answer(guest, 3, &challenge(&door_after, after)?)?;
    let stale = demo.other(VENUE, now.plus_seconds(DAY.saturating_mul(-2)), now, rng)?;
    let for_stale = demo.answer(guest, 4, &challenge(&stale, now)?)?;

    let attacks = vec![
        Attack::new("altered_age", "too young: false turned into true", || {
            refusal(door.scan_bytes(&young, now))
        }),
        Attack::new("altered_picture", "one byte in the picture changed", || match scan(&altered_picture) {
            Ok(symbols) => door.scan_symbols(&symbols, None, now).and_then(refusal),
            Err(failure) => Some(failure.code()),
        }),
        Attack::new("every_byte", format!("each of its {} bytes, in turn", fresh.as_bytes().len()), || {
            every_byte(door, &fresh, now)
        }),
        Attack::new("other_venue", "a code for The Red Door", || {
            refusal(door.scan_text(&for_elsewhere.to_text(), now))
        }),
        Attack::new("screenshot", "a picture of the code, a minute later", || {
            refusal(door.scan_text(&shown.to_text(), later))
        }),
        Attack::new("used", "the same attestation, signed afresh", || {
            refusal(door.scan_text(&used.to_text(), later))
        }),
        Attack::new("expired", "an attestation a day past its end", || {
            refusal(door_after.scan_text(&expired.to_text(), after))
        }),
        Attack::new("expired_bundle", "a door whose trust list is too old", || {
            refusal(stale.scan_text(&for_stale.to_text(), now))
        }),
    ];
    attacks.iter().try_for_each(|attack| show(attack, ui))?;
    Ok(attacks)
}

/// Why a door did not admit; `None` where it did, or would if the issuer were real.
fn refusal(outcome: Outcome) -> Option<&'static str> {
    match outcome.decision() {
        Decision::Admit | Decision::Demo(DemoDecision::WouldAdmit) => None,
        Decision::Refuse(_) | Decision::CannotVerify(_) | Decision::Demo(DemoDecision::WouldRefuse) => {
            Some(outcome.reason().code())
        }
    }
}

fn show(attack: &Attack, ui: &Ui) -> Result<(), Failure> {
    let outcome = match attack.refused_with {
        Some(_) => styled(ui.palette.good, "refused").to_string(),
        None => styled(ui.palette.bad, "PASSED ").to_string(),
    };
    let code = attack.refused_with.unwrap_or_default();
    ui.line(format_args!("  {outcome}  {code:<21}  {:<37} {:>8}", attack.text, duration(attack.time)))
}

/// The response of a guest who is a year too young, with the disclosed `false` turned into `true`.
fn too_young(
    issuer: &DemoIssuer,
    door: &DemoDoor,
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

/// A picture of the code with a byte changed that the issuer signed, or its signature.
fn draw_altered(code: &DoorCode) -> Result<Vec<u8>, Failure> {
    let mut bytes = code.as_bytes().to_vec();
    let middle = bytes.len() / 2;
    if let Some(byte) = bytes.get_mut(middle) {
        *byte ^= 1;
    }
    let altered = DoorCode::from_bytes(&bytes).map_err(|error| Failure::refused(error.code(), error))?;
    draw(&altered).map(|(_, png)| png)
}

/// Changes one bit of every byte in turn; `None` where one change was admitted.
fn every_byte(door: &Door, code: &DoorCode, now: UnixTime) -> Option<&'static str> {
    let all_refused = (0..code.as_bytes().len()).all(|at| {
        let mut bytes = code.as_bytes().to_vec();
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= 1;
        }
        refusal(door.scan_bytes(&bytes, now)).is_some()
    });
    all_refused.then_some("every_change_refused")
}
