//! Make revocation lists.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::{encode, tbs};
use crate::crypto::{Signature, Signer};
use crate::limits::MAX_CRL_ENTRIES;
use crate::pki::asn1::Criticality;
use crate::pki::{Certificate, Crl, Oid, PkiError, Realm, TrustAnchor, TrustAnchors};
use crate::time::UnixTime;

/// Longest time from one list to the next, in days. Source: ISO/IEC 18013-5 B.2.
pub const MAX_CRL_DAYS: i64 = 90;

/// Makes a complete revocation list of a root.
///
/// Source: ISO/IEC 18013-5 B.2.
#[derive(Clone, Debug)]
pub struct CrlBuilder<'r> {
    root: &'r Certificate,
    number: u64,
    this_update: UnixTime,
    next_update: UnixTime,
    revoked: BTreeMap<Vec<u8>, UnixTime>,
}

impl<'r> CrlBuilder<'r> {
    /// A list without entries. `number` must be higher than that of every list of this root before.
    ///
    /// # Errors
    /// [`PkiError::ValidityOrder`] where `next_update` is not after `this_update`, or that is before 1970;
    /// [`PkiError::LifetimeTooLong`] past [`MAX_CRL_DAYS`].
    pub fn new(
        root: &'r Certificate,
        number: u64,
        this_update: UnixTime,
        next_update: UnixTime,
    ) -> Result<Self, PkiError> {
        if next_update <= this_update || this_update.seconds() < 0 {
            return Err(PkiError::ValidityOrder);
        }
        if next_update.seconds_since(this_update) > MAX_CRL_DAYS.saturating_mul(86_400) {
            return Err(PkiError::LifetimeTooLong);
        }
        Ok(Self { root, number, this_update, next_update, revoked: BTreeMap::new() })
    }

    /// The list that follows `last`: the next number, and everything that was revoked before.
    ///
    /// # Errors
    /// Those of [`Self::new`] and [`Self::revoke`]; [`PkiError::AnchorUnknown`] where `last` is not of this root;
    /// [`PkiError::CrlMalformed`] where no number of 64 bits follows.
    pub fn following(
        root: &'r Certificate,
        last: &Crl,
        this_update: UnixTime,
        next_update: UnixTime,
    ) -> Result<Self, PkiError> {
        let is_same_key = root.subject_key_id() == Some(last.authority_key_id());
        if root.subject_der() != last.issuer_der() || !is_same_key {
            return Err(PkiError::AnchorUnknown);
        }
        let digit = |number: u64, byte: &u8| number.checked_mul(256)?.checked_add(u64::from(*byte));
        let number = last.number().iter().try_fold(0_u64, digit).and_then(|number| number.checked_add(1));
        let number = number.ok_or(PkiError::CrlMalformed)?;
        last.revoked().try_fold(Self::new(root, number, this_update, next_update)?, |list, (serial, at)| {
            list.revoke(serial, at)
        })
    }

    /// The number of the list.
    #[must_use]
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// With a certificate revoked at `at`, by its serial number (see [`Certificate::serial`]); one that is revoked already
    /// keeps its date. Revocation is for good: keep it in every list until the certificate has expired.
    ///
    /// # Errors
    /// [`PkiError::CrlTooLarge`] past [`MAX_CRL_ENTRIES`]; [`PkiError::CrlMalformed`] for an empty number;
    /// [`PkiError::ValidityOrder`] where `at` is before 1970.
    pub fn revoke(mut self, serial: &[u8], at: UnixTime) -> Result<Self, PkiError> {
        if self.revoked.len() >= MAX_CRL_ENTRIES {
            return Err(PkiError::CrlTooLarge);
        }
        if serial.is_empty() {
            return Err(PkiError::CrlMalformed);
        }
        if at.seconds() < 0 {
            return Err(PkiError::ValidityOrder);
        }
        self.revoked.entry(serial.to_vec()).or_insert(at);
        Ok(self)
    }

    /// The first step: the bytes that the root's key must sign.
    ///
    /// # Errors
    /// [`PkiError::ProfileViolation`] where the root has no key identifier.
    pub fn prepare(&self) -> Result<PreparedCrl, PkiError> {
        let root_key_id = self.root.subject_key_id().ok_or(PkiError::ProfileViolation)?;
        let algorithm = encode::signature_algorithm(self.root.public_key().curve().algorithm());
        let entries: Vec<_> = self
            .revoked
            .iter()
            .map(|(serial, at)| {
                encode::sequence(&[&encode::tlv(encode::INTEGER, &[serial]), &encode::time(*at)])
            })
            .collect();
        // An empty list is written by leaving it out.
        let revoked = if entries.is_empty() { Vec::new() } else { encode::sequence(&[&entries.concat()]) };
        let extensions = encode::sequence(&[
            &encode::extension(
                Oid::AUTHORITY_KEY_ID,
                Criticality::NotCritical,
                &encode::authority_key_id(root_key_id),
            ),
            &encode::extension(
                Oid::CRL_NUMBER,
                Criticality::NotCritical,
                &encode::unsigned(&self.number.to_be_bytes()),
            ),
        ]);
        let tbs = encode::sequence(&[
            &encode::unsigned(&[1]),
            &algorithm,
            self.root.subject_der(),
            &encode::time(self.this_update),
            &encode::time(self.next_update),
            &revoked,
            &encode::tlv(0xa0, &[&extensions]),
        ]);
        Ok(PreparedCrl { tbs, algorithm, root: self.root.clone() })
    }

    /// Both steps at once; returns the list in DER.
    ///
    /// # Errors
    /// [`PkiError::SignerFailed`], and those of [`Self::prepare`] and [`PreparedCrl::finish`].
    pub fn sign(&self, root_signer: &impl Signer) -> Result<Vec<u8>, PkiError> {
        let prepared = self.prepare()?;
        let signature = root_signer.sign(prepared.to_be_signed()).map_err(|_| PkiError::SignerFailed)?;
        prepared.finish(&signature)
    }
}

/// A revocation list that waits for its signature.
#[derive(Debug)]
pub struct PreparedCrl {
    tbs: Vec<u8>,
    algorithm: Vec<u8>,
    root: Certificate,
}

impl PreparedCrl {
    /// The bytes to sign, not yet hashed: with ECDSA and SHA-256 for a root key on P-256, SHA-384 for one on P-384.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.tbs
    }

    /// The second step: the list in DER, once [`Crl::verify`] accepts it.
    ///
    /// # Errors
    /// [`PkiError::CrlSignature`] where the signature is not that of the root's key, and those of [`Crl::verify`].
    pub fn finish(self, signature: &Signature) -> Result<Vec<u8>, PkiError> {
        let signature = signature.to_der().map_err(|_| PkiError::CrlSignature)?;
        let der = tbs::signed(&self.tbs, &self.algorithm, &signature);
        let mut anchors = TrustAnchors::new();
        anchors.add(TrustAnchor::root(self.root, Realm::Live)?)?;
        Crl::verify(&der, &anchors)?;
        Ok(der)
    }
}
