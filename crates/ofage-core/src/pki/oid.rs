//! Object identifiers, and those of the certificate profiles.

use core::fmt;

use der::asn1::ObjectIdentifier;

/// An ASN.1 object identifier, such as `1.0.18013.5.1.2`. At most 39 bytes in DER.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid(pub(super) ObjectIdentifier);

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
        Self(ObjectIdentifier::new_unwrap(dotted))
    }

    /// Reads the dotted form; `None` where it is none, or too long.
    #[must_use]
    pub fn parse(dotted: &str) -> Option<Self> {
        ObjectIdentifier::new(dotted).ok().map(Self)
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Oid({self})")
    }
}
