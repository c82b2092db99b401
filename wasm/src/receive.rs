//! What a wallet checks of what it receives: attestations, and the name of whoever asks.
//!
//! In the flavour `verify`, which a wallet loads when something arrives: showing needs none of it.

use ofage_core::pki::{Certificate, PkiError, Realm, TrustAnchor, TrustAnchors};
use ofage_core::{Attestation, Challenge, Profile};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::plain::{Plain, failure, time};
use crate::verify::Verifier;

#[wasm_bindgen]
impl Verifier {
    /// Checks an attestation at the time `now`: signature, digests of all items, validity. With roots, that the issuer is
    /// one of theirs; without, that whoever has the key of the certificate that came along signed it all.
    ///
    /// # Errors
    /// A failure object: the earliest check that failed.
    #[wasm_bindgen(js_name = checkAttestation)]
    pub fn check_attestation(&self, bytes: &[u8], now: f64) -> Result<JsValue, JsValue> {
        let now = time(now)?;
        let attestation =
            Attestation::from_bytes(bytes).map_err(|error| failure(error.stage().code(), error.code()))?;
        let chain_fault = |error: PkiError| failure("chain", error.code());
        let signer = attestation
            .untrusted_chain()
            .ok()
            .and_then(|chain| chain.first().copied())
            .ok_or(PkiError::ChainMissing)
            .and_then(Certificate::from_der)
            .map_err(chain_fault)?;
        let trusted = !self.anchors().is_empty();
        let anchors = if trusted {
            self.anchors().clone()
        } else {
            let mut own = TrustAnchors::new();
            own.add(TrustAnchor::document_signer(signer.clone(), Realm::Live)).map_err(chain_fault)?;
            own
        };
        attestation
            .verify_issuer(&ofage_core::Verifier::new(anchors, Profile::built_in()), now)
            .map_err(|error| failure(error.stage().code(), error.code()))?;
        let text = |text: Option<&str>| text.map_or(JsValue::NULL, JsValue::from_str);
        Ok(Plain::new()
            .with("ok", true)
            .with("name", text(signer.subject_organization().or_else(|| signer.subject_common_name())))
            .with("country", text(signer.subject_country()))
            .with("trusted", trusted)
            .finish())
    }

    /// Who asks, by the reader's certificate in a challenge and the roots of this verifier, which are those of readers.
    ///
    /// # Errors
    /// A failure object: `reader_auth_missing` where nobody signed, else the check that failed.
    #[wasm_bindgen(js_name = checkReader)]
    pub fn check_reader(&self, challenge: &str, now: f64) -> Result<JsValue, JsValue> {
        let now = time(now)?;
        let challenge =
            Challenge::from_text(challenge).map_err(|error| failure("challenge", error.code()))?;
        let reader = challenge
            .verify_reader(self.anchors(), now)
            .map_err(|error| failure("reader_auth", error.code()))?;
        let text = |text: Option<&str>| text.map_or(JsValue::NULL, JsValue::from_str);
        Ok(Plain::new()
            .with("ok", true)
            .with("name", text(reader.common_name()))
            .with("organization", text(reader.organization()))
            .with("country", text(reader.country()))
            .finish())
    }
}
