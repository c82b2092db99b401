//! Curves, hashes, keys and signatures: everything that touches a cryptographic library.
//!
//! ES256 is verified by `ofage-p256` and made with `p256`, which holds keys and is what the fast code is checked against; in
//! WebAssembly `crrl` makes it. On targets without an operating system `p256` does it all. ES384 is the business of `p384`; in WebAssembly,
//! where bytes count, it is verified by a small own module that is checked against `p384`. With the feature `aws-lc-rs`,
//! native programs verify both with that library. A backend is a module with a `Point`, its encodings, `verify`, and for
//! P-256 a `Table` for known keys; which one is chosen changes speed and nothing else.

#[cfg(all(feature = "aws-lc-rs", not(any(target_os = "none", target_family = "wasm"))))]
mod aws;
#[cfg(not(target_os = "none"))]
#[cfg_attr(
    all(feature = "aws-lc-rs", not(target_family = "wasm"), not(test)),
    expect(dead_code, reason = "keys are read here, and another library verifies")
)]
mod fast;
mod hash;
mod key;
mod mac;
#[cfg(any(not(target_family = "wasm"), test))]
#[cfg_attr(
    all(feature = "aws-lc-rs", not(target_os = "none"), not(test)),
    expect(dead_code, reason = "keys are read here, and another library verifies")
)]
mod p384;
#[cfg(any(not(target_family = "wasm"), test))]
#[cfg_attr(all(not(target_os = "none"), not(test)), expect(dead_code, reason = "signing alone is used"))]
mod portable;
mod signature;
#[cfg(any(target_family = "wasm", test))]
mod small_p384;

#[cfg(all(feature = "aws-lc-rs", not(any(target_os = "none", target_family = "wasm"))))]
use aws::p256 as backend;
#[cfg(all(not(target_os = "none"), any(not(feature = "aws-lc-rs"), target_family = "wasm")))]
use fast as backend;
#[cfg(target_os = "none")]
use portable as backend;

/// What signs. The time that `crrl` takes differs measurably from nonce to nonce, that of `p256` does not
/// (`signing-time`, an example of the test kit). In WebAssembly, where it is four times as slow, the keys that matter are
/// in WebCrypto.
#[cfg(target_family = "wasm")]
use fast as signing;
#[cfg(not(target_family = "wasm"))]
use portable as signing;

#[cfg(all(not(target_family = "wasm"), any(not(feature = "aws-lc-rs"), target_os = "none")))]
use self::p384 as backend_p384;
#[cfg(all(feature = "aws-lc-rs", not(any(target_os = "none", target_family = "wasm"))))]
use aws::p384 as backend_p384;
#[cfg(target_family = "wasm")]
use small_p384 as backend_p384;

pub use hash::HashAlgorithm;
pub(crate) use hash::{Hasher, sha1, sha256};
pub use key::{Curve, PublicKey, SecretKey};
pub(crate) use key::{KnownKey, Sec1, VerifyingKey};
pub use mac::MacKey;
pub use signature::{Algorithm, SignError, Signature, Signer};

#[cfg(test)]
mod tests;
