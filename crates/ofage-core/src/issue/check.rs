//! Whether what was signed is verified before it leaves.

use core::sync::atomic::{AtomicUsize, Ordering};

use crate::crypto::{Algorithm, KnownKey, PublicKey, Signature};

/// Of so many signatures of a key in memory, one is verified.
const SAMPLE: usize = 32;

/// Which signatures of a key in memory ([`Signer::in_memory`](crate::Signer::in_memory)) are verified before an
/// attestation leaves. A signature from outside always is: that of a hardware module, and whatever is given to
/// [`PreparedAttestation::finish`](super::PreparedAttestation::finish). So is one of a key that is not the certificate's,
/// which therefore never issues anything.
///
/// A check costs a quarter of a signature and, for a key in memory, could find faults of this machine alone:
/// - A fault that stays, such as a broken processor or a miscompiled library. The sample finds it within a few
///   attestations. Those before it are refused wherever they are shown, as no verifier takes a bad signature.
/// - A passing fault that gives the key away. Deterministic signatures (RFC 6979) can be attacked by comparing a good and
///   a faulty one over the same message, for both use one nonce. Here no message is signed twice: every attestation has
///   fresh salts of 16 bytes or more. Who can cause faults at will on the issuer's machine is a reason for a hardware
///   module, or for [`Self::Every`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub enum SignatureCheck {
    /// Every one.
    Every,
    /// The first of an [`Issuer`](super::Issuer) and its clones, and then one in 32.
    #[default]
    Sampled,
}

/// The key of the document signer's certificate, and how many signatures were made with its private part.
#[derive(Debug)]
pub(super) struct SignerKey {
    key: KnownKey,
    public: PublicKey,
    made: AtomicUsize,
}

impl SignerKey {
    pub(super) const fn new(public: PublicKey) -> Self {
        Self { key: KnownKey::new(public), public, made: AtomicUsize::new(0) }
    }

    pub(super) const fn algorithm(&self) -> Algorithm {
        self.public.curve().algorithm()
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &Signature) -> bool {
        self.key.verifies(message, signature)
    }

    /// Whether the signature that `key` just made is to be verified.
    pub(super) fn is_due(&self, check: SignatureCheck, key: &PublicKey) -> bool {
        check == SignatureCheck::Every
            || self.made.fetch_add(1, Ordering::Relaxed).is_multiple_of(SAMPLE)
            || *key != self.public
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::{Curve, SecretKey, Signer as _};

    #[test]
    fn the_first_of_32_is_verified_and_all_of_another_key() {
        let key = |bytes: &[u8]| SecretKey::from_bytes(bytes).unwrap().public_key();
        let (own, other, of_p384) = (key(&[1; 32]), key(&[2; 32]), key(&[1; 48]));
        assert_eq!(of_p384.curve(), Curve::P384);
        let signer = SignerKey::new(own);
        let due = |check, key: &PublicKey| (0..96).filter(|_| signer.is_due(check, key)).count();
        assert!(signer.is_due(SignatureCheck::Sampled, &own), "the first");
        assert!((1..SAMPLE).all(|_| !signer.is_due(SignatureCheck::Sampled, &own)));
        assert_eq!(due(SignatureCheck::Sampled, &own), 3);
        assert_eq!(due(SignatureCheck::Sampled, &other), 96);
        assert_eq!(due(SignatureCheck::Sampled, &of_p384), 96);
        assert_eq!(due(SignatureCheck::Every, &own), 96);
    }
}
