//! The signed part of a certificate, and the certificate around it.

use alloc::vec::Vec;

use rand_core::CryptoRng;

use super::encode;

/// The fields of a TBSCertificate, each one complete DER.
#[derive(Clone)]
pub(in crate::pki) struct Tbs {
    pub(in crate::pki) serial: Vec<u8>,
    pub(in crate::pki) algorithm: Vec<u8>,
    pub(in crate::pki) issuer: Vec<u8>,
    pub(in crate::pki) validity: Vec<u8>,
    pub(in crate::pki) subject: Vec<u8>,
    pub(in crate::pki) public_key: Vec<u8>,
    pub(in crate::pki) extensions: Vec<Vec<u8>>,
}

impl Tbs {
    /// The bytes to sign: version 3.
    pub(in crate::pki) fn to_der(&self) -> Vec<u8> {
        let version = encode::tlv(0xa0, &[&encode::unsigned(&[2])]);
        let extensions = encode::tlv(0xa3, &[&encode::sequence(&[&self.extensions.concat()])]);
        encode::sequence(&[
            &version,
            &self.serial,
            &self.algorithm,
            &self.issuer,
            &self.validity,
            &self.subject,
            &self.public_key,
            &extensions,
        ])
    }
}

/// A certificate or CRL: what is signed, how, and the signature in DER.
pub(in crate::pki) fn signed(tbs: &[u8], algorithm: &[u8], signature: &[u8]) -> Vec<u8> {
    encode::sequence(&[tbs, algorithm, &encode::bit_string(signature)])
}

/// A serial number of 20 bytes with 158 random bits: positive, and always of the same length.
///
/// Source: ISO/IEC 18013-5 B.1.1 (at least 63, better 71 bits of a secure generator; at most 20 bytes).
pub(super) fn random_serial(rng: &mut impl CryptoRng) -> Vec<u8> {
    let mut serial = [0; 20];
    rng.fill_bytes(&mut serial);
    if let Some(first) = serial.first_mut() {
        *first = (*first & 0x7f) | 0x40;
    }
    encode::unsigned(&serial)
}
