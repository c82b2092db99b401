//! Randomness of the platform: `crypto.getRandomValues`.

use getrandom::SysRng;
use ofage_core::rand_core::UnwrapErr;
use wasm_bindgen::JsValue;

use crate::plain::failure;

/// The platform's source of randomness, once it is known to give something.
///
/// # Errors
/// A failure object where it gives nothing.
pub(crate) fn rng() -> Result<UnwrapErr<SysRng>, JsValue> {
    let mut probe = [0; 1];
    getrandom::fill(&mut probe).map_err(|_| failure("setup", "randomness_missing"))?;
    Ok(UnwrapErr(SysRng))
}
