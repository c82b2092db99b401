//! Verifying a DeviceResponse.

use ofage_core::pki::{Certificate, PkiError, Realm, TrustAnchor, TrustAnchors};
use ofage_core::{
    AgeThreshold, Profile, ResponseError, Session, SessionTranscript, SignerCache, UnverifiedResponse,
};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::plain::{Plain, failure, time};

/// Verifies DeviceResponses against trusted roots. Remembers document signers, and nothing of any guest.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Verifier {
    anchors: TrustAnchors,
    /// The signers that were met under these anchors.
    met: Option<SignerCache>,
}

#[wasm_bindgen]
impl Verifier {
    /// A verifier that trusts nobody yet.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self { anchors: TrustAnchors::new(), met: None }
    }

    /// Trusts an issuer's root certificate, DER or PEM.
    ///
    /// # Errors
    /// A failure object.
    #[wasm_bindgen(js_name = trustRoot)]
    pub fn trust_root(&mut self, certificate: &[u8]) -> Result<(), JsValue> {
        self.trust(certificate, Realm::Live)
    }

    /// Trusts a root of tests and demos: what it signs verifies, and is marked as a demo.
    ///
    /// # Errors
    /// A failure object.
    #[wasm_bindgen(js_name = trustDemoRoot)]
    pub fn trust_demo_root(&mut self, certificate: &[u8]) -> Result<(), JsValue> {
        self.trust(certificate, Realm::Demo)
    }

    /// Checks everything at the time `now` and answers "over `over`".
    ///
    /// # Errors
    /// A failure object: the earliest check that failed.
    pub fn verify(
        &mut self,
        response: &[u8],
        transcript: &[u8],
        over: u8,
        now: f64,
    ) -> Result<JsValue, JsValue> {
        let over = AgeThreshold::new(over).ok_or_else(|| failure("request", "age_threshold_out_of_range"))?;
        let now = time(now)?;
        let transcript =
            SessionTranscript::from_bytes(transcript).map_err(|error| failure("request", error.code()))?;
        let met = self.met.get_or_insert_with(|| {
            SignerCache::new(ofage_core::Verifier::new(self.anchors.clone(), Profile::built_in()))
        });
        let verified = UnverifiedResponse::decode(response)
            .map_err(ResponseError::from)
            .and_then(|response| Ok(met.verify(response, &Session::new(transcript), now)?))
            .map_err(|error| failure(error.stage().code(), error.code()))?;
        let signer = verified.document_signer();
        let realm = match signer.realm() {
            Realm::Live => "live",
            Realm::Demo => "demo",
        };
        let decision = verified.age_over(over);
        Ok(Plain::new()
            .with("ok", true)
            .with("decision", decision.code())
            .with("reason", decision.reason_code().map_or(JsValue::NULL, JsValue::from_str))
            .with("docType", verified.doc_type())
            .with("country", signer.country().map_or(JsValue::NULL, JsValue::from_str))
            .with("realm", realm)
            .with_seconds("validUntil", verified.valid_until())
            .finish())
    }
}

impl Verifier {
    #[cfg(any(not(feature = "door"), feature = "full"))]
    pub(crate) const fn anchors(&self) -> &TrustAnchors {
        &self.anchors
    }

    fn trust(&mut self, certificate: &[u8], realm: Realm) -> Result<(), JsValue> {
        let parsed = match core::str::from_utf8(certificate) {
            // DER begins with the tag of a SEQUENCE, which is the digit 0.
            Ok(text) if !text.starts_with('0') => Certificate::from_pem(text),
            _ => Certificate::from_der(certificate),
        };
        // Signers were met under other anchors.
        self.met = None;
        let fault = |error: PkiError| failure("trust", error.code());
        self.anchors.add(TrustAnchor::root(parsed.map_err(fault)?, realm).map_err(fault)?).map_err(fault)
    }
}

impl Default for Verifier {
    fn default() -> Self {
        Self::new()
    }
}
