//! ECDSA signatures in the fixed-length form of COSE, and who makes them.

use core::fmt;

use alloc::vec::Vec;

use super::hash::HashAlgorithm;
use super::key::{Curve, PublicKey, SecretKey};
use crate::error::KeyError;
use crate::tlv::{Malformed, SEQUENCE, Tlv};

/// A COSE signature algorithm, bound to its curve as ISO/IEC 18013-5 does.
///
/// Source: RFC 9053 2.1; ISO/IEC 18013-5 12.3.4 and 12.4.4.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Algorithm {
    /// ECDSA with SHA-256 on P-256, COSE -7.
    Es256,
    /// ECDSA with SHA-384 on P-384, COSE -35.
    Es384,
}

impl Algorithm {
    /// The COSE algorithm identifier.
    #[must_use]
    pub const fn cose_id(self) -> i64 {
        match self {
            Self::Es256 => -7,
            Self::Es384 => -35,
        }
    }

    /// The algorithm with this COSE identifier, if supported.
    #[must_use]
    pub const fn from_cose_id(id: i64) -> Option<Self> {
        match id {
            -7 => Some(Self::Es256),
            -35 => Some(Self::Es384),
            _ => None,
        }
    }

    /// The curve of its keys.
    #[must_use]
    pub const fn curve(self) -> Curve {
        match self {
            Self::Es256 => Curve::P256,
            Self::Es384 => Curve::P384,
        }
    }

    /// The hash that it signs.
    #[must_use]
    pub const fn hash(self) -> HashAlgorithm {
        match self {
            Self::Es256 => HashAlgorithm::Sha256,
            Self::Es384 => HashAlgorithm::Sha384,
        }
    }

    /// Length of a signature in bytes.
    #[must_use]
    pub const fn signature_bytes(self) -> usize {
        match self {
            Self::Es256 => 64,
            Self::Es384 => 96,
        }
    }
}

/// An ECDSA signature: r then s, big-endian, each as long as the curve's order. 64 or 96 bytes.
///
/// Source: RFC 9053 2.1.
#[derive(Clone, PartialEq, Eq)]
pub struct Signature(Vec<u8>);

impl Signature {
    /// From the fixed-length form that COSE, JOSE and WebCrypto use.
    ///
    /// # Errors
    /// [`KeyError::Length`] where `bytes` is not 64 or 96 bytes long.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        if matches!(bytes.len(), 64 | 96) { Ok(Self(bytes.to_vec())) } else { Err(KeyError::Length) }
    }

    /// From the DER form that hardware modules, Android Keystore and Secure Enclave give.
    ///
    /// # Errors
    /// [`KeyError::Invalid`] where `der` is no ECDSA-Sig-Value with r and s in range for the curve.
    pub fn from_der(algorithm: Algorithm, der: &[u8]) -> Result<Self, KeyError> {
        read_der(algorithm.curve(), der).map(Self).map_err(|_| KeyError::Invalid)
    }

    /// The DER form (ECDSA-Sig-Value), as X.509 has it.
    ///
    /// # Errors
    /// [`KeyError::Invalid`] where r or s is zero or not below the curve's order.
    pub fn to_der(&self) -> Result<Vec<u8>, KeyError> {
        let invalid = |_| KeyError::Invalid;
        Ok(match self.0.len() {
            64 => p256::ecdsa::Signature::from_slice(&self.0).map_err(invalid)?.to_der().as_bytes().to_vec(),
            _ => p384::ecdsa::Signature::from_slice(&self.0).map_err(invalid)?.to_der().as_bytes().to_vec(),
        })
    }

    /// r then s.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// r and s of an ECDSA-Sig-Value, each as long as the order, from 1 to the order less 1.
fn read_der(curve: Curve, der: &[u8]) -> Result<Vec<u8>, Malformed> {
    let mut reader = Tlv::new(Tlv::only(der, SEQUENCE)?);
    let numbers = [reader.unsigned()?, reader.unsigned()?];
    reader.finish()?;
    let order = curve.order();
    let mut bytes = Vec::with_capacity(order.len().saturating_mul(2));
    for number in numbers {
        let zeros = order.len().checked_sub(number.len()).ok_or(Malformed)?;
        if number == [0] || (zeros == 0 && number >= order) {
            return Err(Malformed);
        }
        bytes.extend(core::iter::repeat_n(0, zeros));
        bytes.extend_from_slice(number);
    }
    Ok(bytes)
}

/// Redacted: a signature links the transactions that show it.
impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({} bytes)", self.0.len())
    }
}

/// The signer did not sign: refused, absent or broken. What happened is the signer's to tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the signer did not sign")]
#[non_exhaustive]
pub struct SignError;

impl SignError {
    /// The error.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl Default for SignError {
    fn default() -> Self {
        Self::new()
    }
}

/// Something that signs: a key in memory, an HSM session, a platform key store.
///
/// A convenience over the two-step forms (`prepare`, then `finish` with the signature), which suit asynchronous signers.
pub trait Signer {
    /// The algorithm of its signatures.
    fn algorithm(&self) -> Algorithm {
        self.public_key().curve().algorithm()
    }

    /// The key that verifies them.
    fn public_key(&self) -> PublicKey;

    /// The ECDSA signature over `message`, which is not yet hashed.
    ///
    /// # Errors
    /// [`SignError`] where there is no signature.
    fn sign(&self, message: &[u8]) -> Result<Signature, SignError>;

    /// The key, where it is one of this library in this process's memory, which then signs instead of [`Self::sign`].
    /// `None` for a key that lives elsewhere, and unless an implementation says otherwise: what comes from outside is
    /// verified each time before it is used.
    fn in_memory(&self) -> Option<&SecretKey> {
        None
    }
}
