//! Whom a door trusts.

use std::sync::Arc;

use ofage_core::UnixTime;
use ofage_core::pki::{Certificate, Realm, TrustAnchor, TrustAnchors};
use ofage_core::trust::Vical;
use ofage_verifier::trust_bundle::{BundlePolicy, HighWater, TrustBundle};
use ofage_verifier::{PinnedTrust, TrustSource};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::plain::{Plain, failure, number, time};

/// A trust list that was checked against the root of its provider.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Trust(Option<Arc<TrustBundle>>);

#[wasm_bindgen]
impl Trust {
    /// Trusts nobody: every scan is CANNOT VERIFY.
    #[must_use]
    pub fn nobody() -> Self {
        Self(None)
    }

    /// Reads a trust file whose lists are signed under `provider`, the root certificate (DER) of whoever makes them.
    ///
    /// `seen` is what `seen` of the last one gave, or empty on a new device: nothing older is taken.
    ///
    /// # Errors
    /// A failure object.
    #[wasm_bindgen(js_name = fromFile)]
    pub fn from_file(file: &[u8], provider: &[u8], seen: &[u8], now: f64) -> Result<Self, JsValue> {
        let now = time(now)?;
        read(file, provider, seen, now)
            .map(|bundle| Self(Some(Arc::new(bundle))))
            .map_err(|code| failure("trust", code))
    }

    /// What to keep, so that nothing older is taken again. Empty where nobody is trusted.
    #[must_use]
    pub fn seen(&self) -> Vec<u8> {
        self.0.as_ref().map(|bundle| bundle.high_water().to_bytes()).unwrap_or_default()
    }

    /// Number of issuers, provider, dates, number of the list, realm; null where nobody is trusted.
    #[must_use]
    pub fn describe(&self) -> JsValue {
        let Some(bundle) = &self.0 else { return JsValue::NULL };
        let optional =
            |time: Option<UnixTime>| time.map_or(JsValue::NULL, |time| number(time.seconds()).into());
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Plain::new()
            .with("provider", bundle.vicals().next().map(Vical::provider).unwrap_or_default())
            .with("issuers", count(bundle.anchors().len()))
            .with("realm", if bundle.has_demo_roots() { "demo" } else { "live" })
            .with("number", u32::try_from(bundle.sequence()).map_or(JsValue::NULL, JsValue::from))
            .with("madeAt", optional(bundle.oldest_date()))
            .with("nextUpdate", optional(bundle.vicals().filter_map(Vical::next_update).min()))
            .with("validUntil", optional(bundle.vicals().filter_map(Vical::not_after).min()))
            .with("rejectedParts", count(bundle.rejected().len()))
            .finish()
    }
}

impl Trust {
    pub(crate) fn source(&self) -> Box<dyn TrustSource> {
        match &self.0 {
            Some(bundle) => Box::new(Arc::clone(bundle)),
            None => Box::new(PinnedTrust::new(
                TrustAnchors::new(),
                ofage_core::door_code::Catalogue::new(),
                UnixTime::EPOCH,
                UnixTime::EPOCH,
            )),
        }
    }
}

/// The error is a code.
fn read(file: &[u8], provider: &[u8], seen: &[u8], now: UnixTime) -> Result<TrustBundle, &'static str> {
    let provider = Certificate::from_der(provider)
        .and_then(|root| TrustAnchor::root(root, Realm::Live))
        .map_err(|error| error.code())?;
    let mut providers = TrustAnchors::new();
    providers.add(provider).map_err(|error| error.code())?;
    let seen = if seen.is_empty() {
        HighWater::new()
    } else {
        HighWater::from_bytes(seen).map_err(|error| error.code())?
    };
    TrustBundle::decode(file)
        .map_err(|error| error.code())?
        .load(&BundlePolicy::new(providers), &seen, now)
        .map_err(|error| error.code())
}
