//! What is wrong with a certificate, a path or a revocation list.

use core::fmt;

use crate::error::coded_errors;

coded_errors! {
    /// Why a certificate, a certificate path or a revocation list is refused, or cannot be made.
    PkiError {
        /// The signature algorithm is not the same inside and outside the signed part.
        AlgorithmMismatch => "certificate_algorithm_mismatch", "two different signature algorithms in one certificate";
        /// A signature algorithm other than ECDSA with SHA-256, SHA-384 or SHA-512.
        AlgorithmUnsupported => "certificate_algorithm_unsupported", "unsupported signature algorithm in a certificate";
        /// The same trust anchor as both live and demo.
        AnchorConflict => "anchor_conflict", "the same trust anchor is both live and demo";
        /// Not a self-signed CA certificate, where one is meant.
        AnchorNotRoot => "anchor_not_root", "not a self-signed root certificate";
        /// No trust anchor issued the certificate.
        AnchorUnknown => "anchor_unknown", "no trust anchor for the issuer";
        /// More trust anchors than `MAX_TRUST_ANCHORS`, or more of one name than `MAX_SAME_NAME_ANCHORS`.
        AnchorsTooMany => "anchors_too_many", "too many trust anchors";
        /// `notAfter` is past.
        CertificateExpired => "certificate_expired", "a certificate has expired";
        /// Not DER of an X.509 version 3 certificate.
        CertificateMalformed => "certificate_malformed", "not an X.509 certificate";
        /// `notBefore` is to come.
        CertificateNotYetValid => "certificate_not_yet_valid", "a certificate is not valid yet";
        /// The signature of a certificate is not its issuer's.
        CertificateSignature => "certificate_signature", "a certificate is not signed by its issuer";
        /// Longer than `MAX_CERTIFICATE_BYTES`.
        CertificateTooLarge => "certificate_too_large", "a certificate is too large";
        /// No certificate in the response, and no anchor that does without.
        ChainMissing => "chain_missing", "no document signer certificate";
        /// More certificates than `MAX_CERTIFICATES`.
        ChainTooLong => "chain_too_long", "too many certificates in the path";
        /// Not a URI or an e-mail address that a certificate can hold.
        ContactInvalid => "certificate_contact_invalid", "not a URI or an e-mail address";
        /// The countries of document signer and root differ.
        CountryMismatch => "certificate_country_mismatch", "document signer and root are of different countries";
        /// Not DER of a version 2 revocation list, or without a field that it must have.
        CrlMalformed => "crl_malformed", "not a revocation list";
        /// The signature of a revocation list is not its root's.
        CrlSignature => "crl_signature", "a revocation list is not signed by its root";
        /// Longer than `MAX_CRL_BYTES`, or more entries than `MAX_CRL_ENTRIES`.
        CrlTooLarge => "crl_too_large", "a revocation list is too large";
        /// A revocation list that is not complete, or has an unknown critical extension.
        CrlUnsupported => "crl_unsupported", "not a complete revocation list";
        /// The trust anchor may not issue this document type.
        DocTypeNotAllowed => "doc_type_not_allowed", "the issuer may not issue this document type";
        /// `extendedKeyUsage` has none of the accepted identifiers.
        ExtendedKeyUsage => "extended_key_usage", "the certificate is for another use";
        /// A critical extension that is not processed.
        ExtensionCritical => "extension_critical", "unknown critical extension in a certificate";
        /// The same extension twice.
        ExtensionDuplicate => "extension_duplicate", "the same extension twice in a certificate";
        /// An extension that the profiles forbid.
        ExtensionForbidden => "extension_forbidden", "a certificate has a forbidden extension";
        /// The name of the next certificate is not that of the issuer.
        IssuerMismatch => "issuer_mismatch", "a certificate in the path is not the issuer of the one before";
        /// A certificate issued another one without being a CA that may.
        IssuerNotCa => "issuer_not_ca", "a certificate was issued by one that may not";
        /// The authority key identifier is not the issuer's key identifier.
        KeyIdentifierMismatch => "key_identifier_mismatch", "the key identifiers of certificate and issuer differ";
        /// A key that is not an uncompressed point on P-256 or P-384.
        KeyUnsupported => "certificate_key_unsupported", "unsupported key in a certificate";
        /// `keyUsage` does not allow the use.
        KeyUsage => "key_usage", "the key usage of a certificate does not allow this";
        /// Valid for longer than the profile allows.
        LifetimeTooLong => "certificate_lifetime_too_long", "a certificate is valid for longer than its profile allows";
        /// A name that is empty, too long, or has control characters; a country that is not two letters.
        NameInvalid => "certificate_name_invalid", "not a name for a certificate";
        /// More CA certificates below a CA than it allows.
        PathLength => "path_length", "more certificates in the path than the root allows";
        /// A strict check found a field that the profile wants and the certificate lacks, or has otherwise.
        ProfileViolation => "certificate_profile", "a certificate does not follow its profile";
        /// The signer of a certificate or revocation list did not sign.
        SignerFailed => "certificate_signer_failed", "the signer did not sign";
        /// The signer's certificate is a CA's.
        SignerIsCa => "signer_is_ca", "the document signer is a certificate authority";
        /// The states or provinces of document signer and root differ.
        StateMismatch => "certificate_state_mismatch", "document signer and root are of different states";
        /// The last day of validity is before the first, or the first is before 1970.
        ValidityOrder => "certificate_validity_order", "the last day of validity is before the first";
        /// Valid outside the validity of the issuer's certificate.
        ValidityOutsideIssuer => "certificate_validity_outside_issuer", "not within the validity of the issuer";
    }
}

impl fmt::Display for PkiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl core::error::Error for PkiError {}
