//! What the extensions of a certificate say.

use alloc::vec::Vec;

use crate::limits::MAX_EXTENSIONS;
use crate::pki::asn1::{Criticality, ExtensionRef, read_authority_key_id};
use crate::pki::{Oid, PkiError};
use crate::tlv::{INTEGER, Malformed, OCTET_STRING, SEQUENCE, Tlv};

/// What the extensions say.
#[derive(Clone, Default)]
pub(in crate::pki) struct Extensions {
    /// Every extension: its identifier, and whether it is critical.
    pub(super) present: Vec<(Oid, Criticality)>,
    pub(super) authority_key_id: Option<Vec<u8>>,
    pub(super) subject_key_id: Option<Vec<u8>>,
    /// `None` where there is no basicConstraints extension, or it says that this is no CA.
    pub(super) authority: Option<Authority>,
    pub(super) key_usage: Option<KeyUsage>,
    pub(super) extended_key_usage: Vec<Oid>,
}

/// The certificate is a CA's.
#[derive(Clone, Copy)]
pub(in crate::pki) struct Authority {
    /// How many CA certificates may stand between this one and the leaf.
    pub(in crate::pki) path_length: Option<u8>,
}

impl Authority {
    /// The value of basicConstraints; `None` where it says that this is no CA.
    fn read(value: &[u8]) -> Result<Option<Self>, Malformed> {
        let mut reader = Tlv::new(Tlv::only(value, SEQUENCE)?);
        let is_authority = reader.flag()?;
        let path_length = if reader.next_is(INTEGER) {
            match reader.unsigned()? {
                [length] => Some(*length),
                _ => return Err(Malformed),
            }
        } else {
            None
        };
        reader.finish()?;
        Ok(is_authority.then_some(Self { path_length }))
    }
}

/// The bits of keyUsage, the first one lowest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::pki) struct KeyUsage(u16);

impl KeyUsage {
    pub(in crate::pki) const DIGITAL_SIGNATURE: Self = Self(1);
    pub(in crate::pki) const NON_REPUDIATION: Self = Self(1 << 1);
    pub(in crate::pki) const CERTIFICATE_SIGN: Self = Self(1 << 5);
    pub(in crate::pki) const CRL_SIGN: Self = Self(1 << 6);

    fn read(value: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Tlv::new(value);
        let (unused, bytes) = reader.bits()?;
        reader.finish()?;
        let count = bytes.len().saturating_mul(8).saturating_sub(usize::from(unused));
        let mut usage = 0_u16;
        for position in 0..count.min(9) {
            let bit = bytes.get(position >> 3).is_some_and(|byte| byte << (position & 7) & 0x80 != 0);
            usage |= u16::from(bit) << position;
        }
        Ok(Self(usage))
    }

    pub(in crate::pki) const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The first eight bits, as the BIT STRING writes them: the first one highest.
    #[cfg(feature = "issuer")]
    pub(in crate::pki) fn first_octet(self) -> u8 {
        self.0.to_le_bytes().first().copied().unwrap_or_default().reverse_bits()
    }
}

/// The extensions that are processed, so that they may be critical.
const PROCESSED: [Oid; 5] = [
    Oid::AUTHORITY_KEY_ID,
    Oid::BASIC_CONSTRAINTS,
    Oid::EXTENDED_KEY_USAGE,
    Oid::KEY_USAGE,
    Oid::SUBJECT_KEY_ID,
];

impl Extensions {
    pub(super) fn read(extensions: &[ExtensionRef<'_>]) -> Result<Self, PkiError> {
        if extensions.len() > MAX_EXTENSIONS {
            return Err(PkiError::CertificateMalformed);
        }
        let mut found = Self::default();
        for extension in extensions {
            if found.present.iter().any(|(oid, _)| *oid == extension.oid) {
                return Err(PkiError::ExtensionDuplicate);
            }
            found.present.push((extension.oid, extension.criticality));
            found.take(*extension).map_err(|_| PkiError::CertificateMalformed)?;
        }
        Ok(found)
    }

    /// No extension that the profiles forbid, and no critical one that is not processed here.
    pub(super) fn check(&self) -> Result<(), PkiError> {
        for (oid, criticality) in &self.present {
            if Oid::FORBIDDEN.contains(oid) {
                return Err(PkiError::ExtensionForbidden);
            }
            if *criticality == Criticality::Critical && !PROCESSED.contains(oid) {
                return Err(PkiError::ExtensionCritical);
            }
        }
        Ok(())
    }

    fn take(&mut self, extension: ExtensionRef<'_>) -> Result<(), Malformed> {
        let (oid, value) = (extension.oid, extension.value);
        if oid == Oid::AUTHORITY_KEY_ID {
            self.authority_key_id = read_authority_key_id(value)?;
        } else if oid == Oid::SUBJECT_KEY_ID {
            self.subject_key_id = Some(Tlv::only(value, OCTET_STRING)?.to_vec());
        } else if oid == Oid::BASIC_CONSTRAINTS {
            self.authority = Authority::read(value)?;
        } else if oid == Oid::KEY_USAGE {
            self.key_usage = Some(KeyUsage::read(value)?);
        } else if oid == Oid::EXTENDED_KEY_USAGE {
            let mut reader = Tlv::new(Tlv::only(value, SEQUENCE)?);
            while !reader.is_finished() {
                self.extended_key_usage.push(Oid::read(&mut reader)?);
            }
        }
        Ok(())
    }
}
