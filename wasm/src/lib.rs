//! WebAssembly bindings of ofage: conversions only, no logic.
//!
//! Bytes come in as `Uint8Array`, plain objects go out. A failure is an object with the `stage` and the `code` of
//! the Rust error; nothing is reported as text to be parsed. The hand-written layer in `wasm/js` gives these
//! classes their public shape.

#[cfg(feature = "door")]
mod door;
#[cfg(feature = "draw")]
mod draw;
#[cfg(feature = "issuer")]
mod issuer;
mod plain;
#[cfg(any(feature = "door", feature = "issuer"))]
mod random;
#[cfg(feature = "read")]
mod read;
// A door receives nothing, and its module is to be small.
#[cfg(any(all(feature = "verify", not(feature = "door")), feature = "full"))]
mod receive;
#[cfg(feature = "door")]
mod trust;
#[cfg(feature = "verify")]
mod verify;
#[cfg(feature = "wallet")]
mod wallet;

use wasm_bindgen::prelude::wasm_bindgen;

#[cfg(feature = "door")]
pub use door::Door;
#[cfg(feature = "draw")]
pub use draw::qr_svg;
#[cfg(feature = "issuer")]
pub use issuer::{Issuer, Unsigned};
#[cfg(feature = "read")]
pub use read::QrReader;
#[cfg(feature = "door")]
pub use trust::Trust;
#[cfg(feature = "verify")]
pub use verify::Verifier;
#[cfg(feature = "wallet")]
pub use wallet::{Attestation, Challenge, Prepared};

/// The version of the library.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
