//! Object identifiers, and those of the certificate profiles.

use core::fmt;

use der::asn1::ObjectIdentifier;

use crate::tlv::{Malformed, OBJECT_IDENTIFIER, Tlv};

/// Longest identifier that is held, in bytes of DER.
const MAX_BYTES: usize = 39;

/// An ASN.1 object identifier, such as `1.0.18013.5.1.2`. At most 39 bytes in DER.
///
/// Its bytes, whatever the size of its arcs: an extension that nobody here knows may be named by a UUID under 2.25.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid {
    length: usize,
    /// Zero past the length.
    bytes: [u8; MAX_BYTES],
}

impl Oid {
    /// mDL document signer. Source: ISO/IEC 18013-5 B.1.4.
    pub const MDL_DOCUMENT_SIGNER: Self = Self::constant("1.0.18013.5.1.2");
    /// mDL reader authentication. Source: ISO/IEC 18013-5 B.1.7.
    pub const MDL_READER: Self = Self::constant("1.0.18013.5.1.6");
    /// VICAL signer. Source: ISO/IEC 18013-5 C.1.7.
    pub const VICAL_SIGNER: Self = Self::constant("1.0.18013.5.1.8");
    /// Signer of status lists, `id-kp-oauthStatusSigning`. Source: Token Status List 10.1, and the IANA registry of PKIX
    /// extended key purposes.
    pub const STATUS_LIST_SIGNER: Self = Self::constant("1.3.6.1.5.5.7.3.30");
    /// Document signer of any mdoc. Source: ISO/IEC TS 23220-4.
    pub const MDOC_DOCUMENT_SIGNER: Self = Self::constant("1.0.23220.4.1.2");
    /// Reader authentication for any mdoc. Source: ISO/IEC TS 23220-4.
    pub const MDOC_READER: Self = Self::constant("1.0.23220.4.1.6");
    /// Document signer of the EU age verification examples.
    pub const EU_DOCUMENT_SIGNER: Self = Self::constant("1.3.130.2.0.0.1.2");

    pub(super) const ECDSA_SHA256: Self = Self::constant("1.2.840.10045.4.3.2");
    pub(super) const ECDSA_SHA384: Self = Self::constant("1.2.840.10045.4.3.3");
    pub(super) const ECDSA_SHA512: Self = Self::constant("1.2.840.10045.4.3.4");
    pub(super) const EC_PUBLIC_KEY: Self = Self::constant("1.2.840.10045.2.1");
    pub(super) const P256: Self = Self::constant("1.2.840.10045.3.1.7");
    pub(super) const P384: Self = Self::constant("1.3.132.0.34");

    pub(super) const COMMON_NAME: Self = Self::constant("2.5.4.3");
    pub(super) const COUNTRY: Self = Self::constant("2.5.4.6");
    pub(super) const STATE: Self = Self::constant("2.5.4.8");
    pub(super) const ORGANIZATION: Self = Self::constant("2.5.4.10");

    pub(super) const SUBJECT_KEY_ID: Self = Self::constant("2.5.29.14");
    pub(super) const KEY_USAGE: Self = Self::constant("2.5.29.15");
    pub(super) const ISSUER_ALT_NAME: Self = Self::constant("2.5.29.18");
    pub(super) const BASIC_CONSTRAINTS: Self = Self::constant("2.5.29.19");
    pub(super) const CRL_NUMBER: Self = Self::constant("2.5.29.20");
    pub(super) const DELTA_CRL_INDICATOR: Self = Self::constant("2.5.29.27");
    pub(super) const ISSUING_DISTRIBUTION_POINT: Self = Self::constant("2.5.29.28");
    pub(super) const NAME_CONSTRAINTS: Self = Self::constant("2.5.29.30");
    pub(super) const CRL_DISTRIBUTION_POINTS: Self = Self::constant("2.5.29.31");
    pub(super) const POLICY_MAPPINGS: Self = Self::constant("2.5.29.33");
    pub(super) const AUTHORITY_KEY_ID: Self = Self::constant("2.5.29.35");
    pub(super) const POLICY_CONSTRAINTS: Self = Self::constant("2.5.29.36");
    pub(super) const EXTENDED_KEY_USAGE: Self = Self::constant("2.5.29.37");
    pub(super) const FRESHEST_CRL: Self = Self::constant("2.5.29.46");
    pub(super) const INHIBIT_ANY_POLICY: Self = Self::constant("2.5.29.54");

    /// Extensions that no certificate of the profiles may have. Source: ISO/IEC 18013-5 B.1.1.
    pub(super) const FORBIDDEN: [Self; 5] = [
        Self::POLICY_MAPPINGS,
        Self::NAME_CONSTRAINTS,
        Self::POLICY_CONSTRAINTS,
        Self::INHIBIT_ANY_POLICY,
        Self::FRESHEST_CRL,
    ];

    const fn constant(dotted: &str) -> Self {
        Self::of(ObjectIdentifier::new_unwrap(dotted))
    }

    const fn of(identifier: ObjectIdentifier<MAX_BYTES>) -> Self {
        let source = identifier.as_bytes();
        let mut bytes = [0; MAX_BYTES];
        bytes.split_at_mut(source.len()).0.copy_from_slice(source);
        Self { length: source.len(), bytes }
    }

    /// Reads the dotted form; `None` where it is none, too long, or has an arc of more than 32 bits.
    #[must_use]
    pub fn parse(dotted: &str) -> Option<Self> {
        ObjectIdentifier::new(dotted).ok().map(Self::of)
    }

    /// Reads the DER form: one to 39 bytes, every arc complete and as short as it can be.
    pub(super) fn read(reader: &mut Tlv<'_>) -> Result<Self, Malformed> {
        let value = reader.expect(OBJECT_IDENTIFIER)?;
        let mut starts_arc = true;
        for byte in value {
            // An arc that starts with a zero digit has a shorter form.
            if starts_arc && *byte == 0x80 {
                return Err(Malformed);
            }
            starts_arc = byte & 0x80 == 0;
        }
        let mut bytes = [0; MAX_BYTES];
        let held = bytes.get_mut(..value.len()).filter(|held| starts_arc && !held.is_empty());
        held.ok_or(Malformed)?.copy_from_slice(value);
        Ok(Self { length: value.len(), bytes })
    }

    /// The contents of its DER form, without tag and length.
    pub(super) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match ObjectIdentifier::<MAX_BYTES>::from_bytes(self.as_bytes()) {
            Ok(identifier) => fmt::Display::fmt(&identifier, f),
            // An arc of more than 32 bits: the bytes, which nobody can misread.
            Err(_) => self.as_bytes().iter().try_for_each(|byte| write!(f, "{byte:02x}")),
        }
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Oid({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString as _;

    fn read(der: &[u8]) -> Result<Oid, Malformed> {
        let mut reader = Tlv::new(der);
        let oid = Oid::read(&mut reader)?;
        reader.finish()?;
        Ok(oid)
    }

    #[test]
    fn every_well_formed_identifier_is_held() -> Result<(), Malformed> {
        for (der, text) in [
            (&[6, 3, 0x55, 4, 3][..], "2.5.4.3"),
            // 2.999.1: the first two arcs do not fit in one byte.
            (&[6, 3, 0x88, 0x37, 1], "883701"),
            (&[6, 6, 0x69, 0x90, 0x80, 0x80, 0x80, 0x00], "699080808000"),
        ] {
            let oid = read(der)?;
            assert_eq!(oid.as_bytes(), der.get(2..).unwrap_or_default());
            assert_eq!(oid.to_string(), text);
        }
        assert_eq!(read(&[6, 3, 0x55, 4, 3])?, Oid::COMMON_NAME);
        Ok(())
    }

    #[test]
    fn malformed_identifiers_are_refused() {
        let long = [&[6, 40][..], &[1; 40]].concat();
        // Empty, an arc that does not end, an arc with a leading zero, another type, too long.
        for der in [&[6, 0][..], &[6, 2, 0x55, 0x84], &[6, 3, 0x55, 0x80, 4], &[4, 1, 1], &long] {
            assert!(read(der).is_err());
        }
    }
}
