//! Keyed hashes: HMAC-SHA256 under secrets that live in memory only.

use core::fmt;

use hmac::{KeyInit as _, Mac as _};
use ofage_core::rand_core::CryptoRng;
use zeroize::Zeroizing;

/// A 32-byte HMAC key, wiped when dropped.
pub(crate) struct HmacKey(Zeroizing<[u8; 32]>);

impl HmacKey {
    pub(crate) fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(bytes.as_mut_slice());
        Self(bytes)
    }

    /// The first 16 bytes of HMAC-SHA256 over the parts, each after its length.
    pub(crate) fn tag(&self, parts: &[&[u8]]) -> [u8; 16] {
        // HMAC takes keys of any length, so there is always one.
        let Ok(mut mac) = hmac::Hmac::<sha2::Sha256>::new_from_slice(self.0.as_slice()) else {
            return [0; 16];
        };
        for part in parts {
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part);
        }
        let full: [u8; 32] = mac.finalize().into_bytes().into();
        full.first_chunk().copied().unwrap_or_default()
    }
}

impl fmt::Debug for HmacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HmacKey(..)")
    }
}

/// What the doors of one venue share, so that in queue mode each accepts answers to the other's challenges without a
/// network. 32 random bytes, wiped when dropped; whoever has them can foresee the venue's queue challenges.
pub struct VenueSecret(HmacKey);

impl VenueSecret {
    /// A new secret.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        Self(HmacKey::generate(rng))
    }

    /// A secret that another door of the venue has.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(HmacKey(Zeroizing::new(bytes)))
    }

    /// The secret, to give to another door of the venue. Wiped when dropped.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        self.0.0.clone()
    }

    pub(crate) const fn key(&self) -> &HmacKey {
        &self.0
    }
}

impl fmt::Debug for VenueSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VenueSecret(..)")
    }
}
