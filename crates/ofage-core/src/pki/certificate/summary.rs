//! Certificates for people to read.

use core::fmt;

use super::{Authority, Certificate};
use crate::pki::asn1::Name;

/// A summary for people who inspect a certificate, several lines. Control characters in names are escaped.
impl fmt::Display for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_name(f, "subject", &self.subject)?;
        write_name(f, "issuer", &self.issuer)?;
        write_hex(f, "serial", &self.serial)?;
        writeln!(f, "valid: {} to {}", self.not_before, self.not_after)?;
        writeln!(f, "key: {}", self.public_key.curve().name())?;
        match self.authority() {
            Some(Authority { path_length: Some(length) }) => writeln!(f, "CA: path length {length}")?,
            Some(Authority { path_length: None }) => writeln!(f, "CA: any path length")?,
            None => {}
        }
        for usage in self.extended_key_usage() {
            writeln!(f, "extended key usage: {usage}")?;
        }
        for (label, identifier) in [
            ("subject key identifier", self.subject_key_id()),
            ("authority key identifier", self.authority_key_id()),
        ] {
            if let Some(identifier) = identifier {
                write_hex(f, label, identifier)?;
            }
        }
        write_hex(f, "sha-256", &self.sha256)
    }
}

fn write_name(f: &mut fmt::Formatter<'_>, label: &str, name: &Name) -> fmt::Result {
    write!(f, "{label}:")?;
    for (attribute, value) in
        [("C", name.country()), ("ST", name.state()), ("O", name.organization()), ("CN", name.common_name())]
    {
        if let Some(value) = value {
            write!(f, " {attribute}={}", value.escape_debug())?;
        }
    }
    writeln!(f)
}

fn write_hex(f: &mut fmt::Formatter<'_>, label: &str, bytes: &[u8]) -> fmt::Result {
    write!(f, "{label}: ")?;
    for byte in bytes {
        write!(f, "{byte:02x}")?;
    }
    writeln!(f)
}

/// The name and the number only; a whole certificate is of no use in a log.
impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({:?}, {} bytes)", self.subject_common_name(), self.der.len())
    }
}
