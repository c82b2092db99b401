//! What is wrong with a certificate or a path.

use core::fmt;

use crate::error::coded_errors;

coded_errors! {
    /// Why a certificate or a certificate path is refused, or cannot be made.
    PkiError {
        /// `notAfter` is past.
        CertificateExpired => "certificate_expired", "a certificate has expired";
        /// Not DER of an X.509 version 3 certificate.
        CertificateMalformed => "certificate_malformed", "not an X.509 certificate";
        /// `notBefore` is to come.
        CertificateNotYetValid => "certificate_not_yet_valid", "a certificate is not valid yet";
        /// The signature of a certificate is not its issuer's.
        CertificateSignature => "certificate_signature", "a certificate is not signed by its issuer";
        /// No certificate in the response, and no anchor that does without.
        ChainMissing => "chain_missing", "no document signer certificate";
    }
}

impl fmt::Display for PkiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl core::error::Error for PkiError {}
