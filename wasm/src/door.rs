//! The door.

use js_sys::Array;
use ofage_core::pki::Realm;
use ofage_core::{AgeThreshold, VenueName};
use ofage_verifier::{Decision, DemoDecision, DoorMode, Outcome, Policy, VenueSecret};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::plain::{Plain, challenge_symbol, failure, time};
use crate::random::rng;
use crate::trust::Trust;

/// A door of a venue: shows challenges, decides on codes. Everything it knows is in memory.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Door(ofage_verifier::Door);

#[wasm_bindgen]
impl Door {
    /// Opens a door.
    ///
    /// `mode` is `challenge`, `queue` or `timed`; `venue_secret` has 32 bytes, and matters in queue mode alone.
    ///
    /// # Errors
    /// A failure object.
    #[wasm_bindgen(constructor)]
    pub fn new(
        venue: &str,
        over: u8,
        mode: &str,
        venue_secret: &[u8],
        trust: &Trust,
        now: f64,
    ) -> Result<Self, JsValue> {
        let fault = |code: &str| failure("policy", code);
        let venue = VenueName::new(venue).map_err(|error| fault(error.code()))?;
        let over = AgeThreshold::new(over).ok_or_else(|| fault("age_threshold_out_of_range"))?;
        let mode = DoorMode::from_code(mode).ok_or_else(|| fault("mode_unknown"))?;
        let secret = venue_secret.try_into().map_err(|_| fault("venue_secret_length"))?;
        let door = ofage_verifier::Door::new(
            Policy::new(venue, over).mode(mode),
            trust.source(),
            VenueSecret::from_bytes(secret),
            &mut rng()?,
            time(now)?,
        );
        Ok(Self(door))
    }

    /// Replaces whom the door trusts.
    #[wasm_bindgen(js_name = replaceTrust)]
    pub fn replace_trust(&self, trust: &Trust) {
        self.0.replace_trust(trust.source());
    }

    /// What keeps the door from deciding now: a reason code, or nothing.
    ///
    /// # Errors
    /// A failure object for a time that is none.
    #[wasm_bindgen(js_name = notReady)]
    pub fn not_ready(&self, now: f64) -> Result<Option<String>, JsValue> {
        Ok(self.0.check_ready(time(now)?).err().map(|reason| reason.code().to_owned()))
    }

    /// The challenge for the screen: its text, symbol and end.
    ///
    /// # Errors
    /// A failure object; in timed mode there is none to show.
    pub fn challenge(&self, now: f64) -> Result<JsValue, JsValue> {
        let challenge = self.0.challenge(time(now)?).map_err(|error| failure("challenge", error.code()))?;
        Ok(Plain::new()
            .with("text", challenge.to_text())
            .with("symbol", challenge_symbol(challenge.matching_symbol()))
            .with_seconds("expiresAt", challenge.expiry())
            .finish())
    }

    /// Decides on text: from a camera, a hand scanner, a paste.
    ///
    /// # Errors
    /// A failure object for a time that is none. A bad code is an outcome.
    #[wasm_bindgen(js_name = scanText)]
    pub fn scan_text(&self, text: &str, now: f64) -> Result<JsValue, JsValue> {
        let now = time(now)?;
        Ok(plain(&self.0.scan_text(text, now)))
    }

    /// Decides on bytes: a door code or a DeviceResponse.
    ///
    /// # Errors
    /// A failure object for a time that is none. A bad code is an outcome.
    #[wasm_bindgen(js_name = scanBytes)]
    pub fn scan_bytes(&self, bytes: &[u8], now: f64) -> Result<JsValue, JsValue> {
        let now = time(now)?;
        Ok(plain(&self.0.scan_bytes(bytes, now)))
    }

    /// Counts by hour and reason: an array of `{hour, decision, reason, count}`.
    #[must_use]
    pub fn counters(&self) -> Array {
        let all = Array::new();
        for count in self.0.counters().iter() {
            let plain = Plain::new()
                .with_seconds("hour", count.hour)
                .with("decision", count.reason.decision().code())
                .with("reason", count.reason.code())
                .with("count", u32::try_from(count.count).unwrap_or(u32::MAX));
            all.push(&plain.finish());
        }
        all
    }
}

/// An outcome in codes; the texts for staff are files of their own, one a language.
fn plain(outcome: &Outcome) -> JsValue {
    let decision = outcome.decision();
    // What is shown: a demonstration looks like the decision it stands for, on another ground.
    let shown = match decision {
        Decision::Admit | Decision::Demo(DemoDecision::WouldAdmit) => "admit",
        Decision::Refuse(_) | Decision::Demo(DemoDecision::WouldRefuse) => "refuse",
        Decision::CannotVerify(_) => "cannot_verify",
    };
    let realm = match outcome.realm() {
        Some(Realm::Demo) => JsValue::from_str("demo"),
        Some(Realm::Live) => JsValue::from_str("live"),
        None => JsValue::NULL,
    };
    Plain::new()
        .with("decision", decision.code())
        .with("shown", shown)
        .with("reason", outcome.reason().code())
        .with("detail", outcome.detail().map_or(JsValue::NULL, JsValue::from_str))
        .with("over", outcome.threshold().years())
        .with("symbol", outcome.matching_symbol().map_or(JsValue::NULL, challenge_symbol))
        .with("codeAge", outcome.code_age().map_or(JsValue::NULL, JsValue::from))
        .with("country", outcome.issuer_country().map_or(JsValue::NULL, JsValue::from_str))
        .with("realm", realm)
        .finish()
}
