//! For fuzzing alone, and compiled for nothing else: cargo-fuzz sets `cfg(fuzzing)`, and no feature does.

use core::sync::atomic::{AtomicBool, Ordering};

static EVERY_SIGNATURE: AtomicBool = AtomicBool::new(false);

/// From now on every COSE signature of the right length holds, whatever was signed. A fuzzer cannot forge signatures, and
/// what stands behind them must hold all the same. Certificates are checked as ever.
pub fn accept_every_signature() {
    EVERY_SIGNATURE.store(true, Ordering::Relaxed);
}

pub(crate) fn accepts_every_signature() -> bool {
    EVERY_SIGNATURE.load(Ordering::Relaxed)
}
