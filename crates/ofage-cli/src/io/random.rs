//! The operating system's randomness.

use getrandom::SysRng;
use ofage_core::rand_core::UnwrapErr;

use crate::failure::Failure;

/// The operating system's source of randomness.
///
/// # Errors
/// [`Failure::Refused`] where it gives nothing, so that no command starts work without it.
pub(crate) fn rng() -> Result<UnwrapErr<SysRng>, Failure> {
    let mut probe = [0; 1];
    getrandom::fill(&mut probe).map_err(|error| Failure::Refused {
        stage: None,
        code: "randomness_missing",
        message: format!("the operating system gives no random bytes: {error}"),
    })?;
    Ok(UnwrapErr(SysRng))
}
