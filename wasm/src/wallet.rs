//! Holding attestations and answering a door.

use js_sys::Array;
use ofage_core::door_code::{DoorCode, Freshness, Template};
use ofage_core::{
    AgeThreshold, Audience, Challenge as CoreChallenge, ChallengeMode, PreparedPresentation, Request,
    SessionTranscript, Signature, TimedSession,
};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::plain::{Plain, challenge_symbol, failure, time};

/// Seconds that the wallet's clock and the door's may differ by.
const SKEW_SECONDS: u32 = 60;

/// What a door asks.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Challenge(CoreChallenge);

#[wasm_bindgen]
impl Challenge {
    /// Reads the text of a door's QR code, and refuses one that has run out, comes from the future, or has a reader's
    /// signature that is not that of its certificate.
    ///
    /// # Errors
    /// A failure object.
    #[wasm_bindgen(js_name = fromText)]
    pub fn from_text(text: &str, now: f64) -> Result<Self, JsValue> {
        let now = time(now)?;
        let fault = |error: ofage_core::ChallengeError| failure("challenge", error.code());
        let challenge = CoreChallenge::from_text(text).map_err(fault)?;
        challenge.check(now, SKEW_SECONDS).map_err(fault)?;
        if challenge.is_reader_signed() {
            challenge.check_reader_signature().map_err(|error| failure("reader_auth", error.code()))?;
        }
        Ok(Self(challenge))
    }

    /// Who asks, for which age, until when, and the symbol that the door shows too.
    #[must_use]
    pub fn describe(&self) -> JsValue {
        let challenge = &self.0;
        Plain::new()
            .with("mode", challenge.mode().code())
            .with("venue", challenge.venue().as_str())
            .with("over", challenge.threshold().years())
            .with_seconds("expiresAt", challenge.expiry())
            .with_bytes("sha256", challenge.sha256())
            .with("readerSigned", challenge.is_reader_signed())
            .with("readerName", challenge.untrusted_reader_name().map_or(JsValue::NULL, JsValue::from_str))
            .with("symbol", challenge_symbol(challenge.matching_symbol()))
            .finish()
    }
}

/// One single-use attestation, as the issuer made it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Attestation(ofage_core::Attestation);

#[wasm_bindgen]
impl Attestation {
    /// Reads the bytes that the issuer made.
    ///
    /// # Errors
    /// A failure object.
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, JsValue> {
        ofage_core::Attestation::from_bytes(bytes)
            .map(Self)
            .map_err(|error| failure(error.stage().code(), error.code()))
    }

    /// What it says, for its holder: document type, statements, validity and device key.
    ///
    /// # Errors
    /// A failure object; none in practice.
    pub fn describe(&self) -> Result<JsValue, JsValue> {
        let answers = Array::new();
        let statements =
            self.0.age_statements().map_err(|error| failure(error.stage().code(), error.code()))?;
        for (threshold, value) in statements {
            answers.push(&Plain::new().with("over", threshold.years()).with("value", value).finish());
        }
        Ok(Plain::new()
            .with("docType", self.0.doc_type())
            .with("answers", answers)
            .with_seconds("validFrom", self.0.valid_from())
            .with_seconds("validUntil", self.0.valid_until())
            .with_bytes("deviceKey", &self.0.device_key().to_sec1_bytes())
            .finish())
    }

    /// Prepares the answer to a door's challenge: the least that answers its question.
    ///
    /// # Errors
    /// A failure object.
    pub fn answer(&self, challenge: &Challenge) -> Result<Prepared, JsValue> {
        let challenge = &challenge.0;
        let freshness = match challenge.mode() {
            ChallengeMode::Queue => Freshness::Queue(challenge.hint()),
            ChallengeMode::Challenge | _ => Freshness::Challenge(challenge.hint()),
        };
        self.prepared(challenge.threshold(), &challenge.to_session_transcript(), freshness)
    }

    /// Prepares a code that answers no challenge: the wallet signs the time `now`, for any door.
    ///
    /// # Errors
    /// A failure object.
    #[wasm_bindgen(js_name = answerTimed)]
    pub fn answer_timed(&self, over: u8, now: f64) -> Result<Prepared, JsValue> {
        let session = TimedSession::new(Audience::AnyDoor, time(now)?)
            .map_err(|error| failure("challenge", error.code()))?;
        self.prepared(threshold(over)?, &session.to_session_transcript(), Freshness::at(session.time()))
    }

    /// Prepares a DeviceResponse for any other session: OpenID4VP, ISO 18013-5, ISO 18013-7.
    ///
    /// # Errors
    /// A failure object.
    pub fn prepare(&self, over: u8, transcript: &[u8]) -> Result<Prepared, JsValue> {
        let transcript =
            SessionTranscript::from_bytes(transcript).map_err(|error| failure("request", error.code()))?;
        // Such a response has no use for the freshness of a door code.
        self.prepared(threshold(over)?, &transcript, Freshness::Challenge([0; 2]))
    }

    fn prepared(
        &self,
        over: AgeThreshold,
        transcript: &SessionTranscript,
        freshness: Freshness,
    ) -> Result<Prepared, JsValue> {
        self.0
            .prepare(&Request::age_over(over), transcript)
            .map(|presentation| Prepared { presentation: Some(presentation), freshness })
            .map_err(|error| failure("present", error.code()))
    }
}

fn threshold(years: u8) -> Result<AgeThreshold, JsValue> {
    AgeThreshold::new(years).ok_or_else(|| failure("request", "age_threshold_out_of_range"))
}

/// A response that lacks only the signature of the device key.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Prepared {
    presentation: Option<PreparedPresentation>,
    freshness: Freshness,
}

#[wasm_bindgen]
impl Prepared {
    /// The bytes to sign with ECDSA and SHA-256, not yet hashed.
    #[wasm_bindgen(js_name = toBeSigned)]
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        self.presentation.as_ref().map(|prepared| prepared.to_be_signed().to_vec()).unwrap_or_default()
    }

    /// The DeviceResponse with this signature: 64 bytes, as WebCrypto gives it. Works once.
    ///
    /// # Errors
    /// A failure object.
    pub fn finish(&mut self, signature: &[u8]) -> Result<Vec<u8>, JsValue> {
        let prepared = self.presentation.take().ok_or_else(|| failure("present", "already_finished"))?;
        let signature = Signature::from_bytes(signature).map_err(|error| failure("present", error.code()))?;
        prepared.finish(&signature).map_err(|error| failure("present", error.code()))
    }

    /// The same as the text of a door code, for a door that has the issuer's certificate and layout. Works once.
    ///
    /// # Errors
    /// A failure object.
    #[wasm_bindgen(js_name = finishDoorCode)]
    pub fn finish_door_code(&mut self, signature: &[u8]) -> Result<String, JsValue> {
        let response = self.finish(signature)?;
        let code = Template::derive(&response)
            .and_then(|template| DoorCode::compress(&response, &template, self.freshness));
        code.map(|code| code.to_text()).map_err(|error| failure("door_code", error.code()))
    }

    /// The same for a door that has neither: about three times as long. Works once.
    ///
    /// # Errors
    /// A failure object.
    #[wasm_bindgen(js_name = finishSelfContained)]
    pub fn finish_self_contained(&mut self, signature: &[u8]) -> Result<String, JsValue> {
        let response = self.finish(signature)?;
        DoorCode::self_contained(&response, self.freshness)
            .map(|code| code.to_text())
            .map_err(|error| failure("door_code", error.code()))
    }
}
