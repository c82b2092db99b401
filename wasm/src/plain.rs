//! Plain JavaScript objects.

#[cfg(any(feature = "issuer", feature = "read", feature = "wallet"))]
use js_sys::Uint8Array;
use js_sys::{Object, Reflect};
#[cfg(any(feature = "issuer", feature = "verify", feature = "wallet"))]
use ofage_core::UnixTime;
use wasm_bindgen::JsValue;

/// A plain object that is filled field by field.
pub(crate) struct Plain(Object);

impl Plain {
    pub(crate) fn new() -> Self {
        Self(Object::new())
    }

    /// Sets a field.
    #[must_use]
    pub(crate) fn with(self, name: &str, value: impl Into<JsValue>) -> Self {
        // Fails only for proxies and frozen objects, and this one is fresh.
        let _fresh: Result<bool, JsValue> = Reflect::set(&self.0, &JsValue::from_str(name), &value.into());
        self
    }

    /// Sets a field to bytes.
    #[cfg(any(feature = "issuer", feature = "read", feature = "wallet"))]
    #[must_use]
    pub(crate) fn with_bytes(self, name: &str, bytes: &[u8]) -> Self {
        self.with(name, Uint8Array::from(bytes))
    }

    /// Sets a field to a time, in seconds since 1970.
    #[cfg(any(feature = "issuer", feature = "verify", feature = "wallet"))]
    #[must_use]
    pub(crate) fn with_seconds(self, name: &str, time: UnixTime) -> Self {
        self.with(name, number(time.seconds()))
    }

    pub(crate) fn finish(self) -> JsValue {
        self.0.into()
    }
}

/// A failure: where it happened and which it was.
pub(crate) fn failure(stage: &str, code: &str) -> JsValue {
    Plain::new().with("ok", false).with("stage", stage).with("code", code).finish()
}

/// A whole number for JavaScript, exact within 2^53: every time that `UnixTime` can be is.
#[cfg(any(feature = "issuer", feature = "verify", feature = "wallet"))]
#[expect(clippy::as_conversions, reason = "there is no other way from i64 to f64")]
pub(crate) const fn number(value: i64) -> f64 {
    value as f64
}

/// A time from JavaScript: seconds since 1970, fractions dropped.
///
/// # Errors
/// A failure object for what is no time between the years 0 and 9999.
#[cfg(any(feature = "issuer", feature = "verify", feature = "wallet"))]
pub(crate) fn time(seconds: f64) -> Result<UnixTime, JsValue> {
    #[expect(
        clippy::as_conversions,
        reason = "saturates, and NaN becomes 0, which the check before rules out"
    )]
    let whole = seconds as i64;
    let given = seconds.is_finite().then_some(whole);
    given.and_then(UnixTime::from_seconds).ok_or_else(|| failure("request", "time_out_of_range"))
}

/// A matching symbol: `{shape, colour, number}`.
#[cfg(any(feature = "door", feature = "wallet"))]
pub(crate) fn challenge_symbol(symbol: ofage_core::MatchingSymbol) -> JsValue {
    Plain::new()
        .with("shape", symbol.shape().name())
        .with("colour", symbol.colour().name())
        .with("number", symbol.number())
        .finish()
}
