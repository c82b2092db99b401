//! The MAC key of ISO device authentication without a signature.

use alloc::vec::Vec;
use core::fmt;

use hmac::{KeyInit as _, Mac as _};
use zeroize::Zeroizing;

use super::hash::sha256;
use super::key::{PublicKey, SecretKey};
use crate::cbor::Writer;
use crate::error::KeyError;
use crate::mdoc::SessionTranscript;

/// `EMacKey`: what the holder's device key and the reader's ephemeral key agree on for one session. Wiped when dropped.
///
/// The verifier could make such a MAC too, so it proves presence to the verifier and nothing to third parties.
///
/// Source: ISO/IEC 18013-5 12.4.3.
pub struct MacKey(Zeroizing<[u8; 32]>);

impl MacKey {
    /// Agrees on the key: the holder with its device key and the reader's public key, or the reading side with its
    /// ephemeral key and the device key of the MSO. Both keys are on one curve.
    ///
    /// # Errors
    /// [`KeyError::Unsupported`] for keys on two curves.
    pub fn derive(
        secret: &SecretKey,
        peer: &PublicKey,
        transcript: &SessionTranscript,
    ) -> Result<Self, KeyError> {
        let shared = secret.shared_secret(peer)?;
        let mut bytes = Writer::new();
        bytes.embedded(transcript.as_bytes());
        let salt = sha256(&bytes.finish());
        let mut key = Zeroizing::new([0; 32]);
        hkdf::Hkdf::<sha2::Sha256>::new(Some(&salt), &shared)
            .expand(b"EMacKey", key.as_mut_slice())
            .map_err(|_| KeyError::Length)?;
        Ok(Self(key))
    }

    fn mac(&self, message: &[u8]) -> Option<hmac::Hmac<sha2::Sha256>> {
        let mut mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(self.0.as_slice()).ok()?;
        mac.update(message);
        Some(mac)
    }

    /// HMAC 256/256 of a message; `None` never, as HMAC takes keys of any length.
    pub(crate) fn tag(&self, message: &[u8]) -> Option<Vec<u8>> {
        Some(self.mac(message)?.finalize().into_bytes().to_vec())
    }

    /// Whether `tag` is the whole MAC of a message, in constant time.
    pub(crate) fn verifies(&self, message: &[u8], tag: &[u8]) -> bool {
        self.mac(message).is_some_and(|mac| mac.verify_slice(tag).is_ok())
    }
}

impl fmt::Debug for MacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MacKey(..)")
    }
}
