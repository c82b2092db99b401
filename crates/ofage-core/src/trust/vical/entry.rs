//! One entry of a VICAL.

use alloc::vec::Vec;
use core::fmt;

use crate::cbor::{Key, Major, Reader};
use crate::error::{DecodeError, DecodeErrorKind as Kind, coded_errors};
use crate::pki::{Certificate, PkiError, Realm, TrustAnchor};

coded_errors! {
    [own_code]
    /// Why an entry of a VICAL cannot be used.
    EntryProblem {
        /// The certificate cannot be read, or is no root.
        Certificate { error: PkiError } => "certificate", "the certificate cannot be used";
        /// The entry's serial number or key identifier is not the one of its certificate.
        Contradiction => "vical_entry_contradiction", "the entry is not about its certificate";
        /// The entry lists no document type, so there is nothing to trust the root for.
        DocTypesMissing => "vical_entry_doc_types_missing", "the entry lists no document type";
    }
}

impl EntryProblem {
    /// The stable snake_case code: that of the inner error where there is one.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        if let Self::Certificate { error } = self {
            return error.code();
        }
        self.own_code()
    }
}

impl fmt::Display for EntryProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())?;
        if let Self::Certificate { error } = self {
            write!(f, ": {error}")?;
        }
        Ok(())
    }
}

impl core::error::Error for EntryProblem {}

/// An entry that cannot be used: which one, and why.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UnusableEntry {
    index: usize,
    problem: EntryProblem,
}

impl UnusableEntry {
    pub(super) const fn new(index: usize, problem: EntryProblem) -> Self {
        Self { index, problem }
    }

    /// Its number in `certificateInfos`, from 0.
    #[must_use]
    pub const fn index(&self) -> usize {
        self.index
    }

    /// What is wrong.
    #[must_use]
    pub const fn problem(&self) -> EntryProblem {
        self.problem
    }
}

/// ```cddl
/// CertificateInfo = { "certificate": bstr, "serialNumber": biguint, "ski": bstr, "docType": [+ tstr], * tstr => any }
/// ```
///
/// Everything else in an entry repeats the certificate, and is passed over: the certificate counts.
#[derive(Clone, Debug)]
pub(super) struct RawEntry<'a> {
    certificate: &'a [u8],
    serial: Option<Serial<'a>>,
    ski: Option<&'a [u8]>,
    doc_types: Vec<&'a str>,
}

#[derive(Clone, Copy, Debug)]
enum Serial<'a> {
    Small(u64),
    Big(&'a [u8]),
}

impl<'a> RawEntry<'a> {
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let start = *reader;
        let (mut certificate, mut serial, mut ski, mut doc_types) = (None, None, None, Vec::new());
        for _ in 0..reader.map()? {
            match reader.key()? {
                Key::Text("certificate") => certificate = Some(reader.bytes()?),
                Key::Text("serialNumber") => serial = Some(Serial::read(reader)?),
                Key::Text("ski") => ski = Some(reader.bytes()?),
                Key::Text("docType") => {
                    doc_types = (0..reader.array()?).map(|_| reader.text()).collect::<Result<_, _>>()?;
                }
                Key::Int(_) | Key::Text(_) | Key::Other => {
                    reader.skip()?;
                }
            }
        }
        let certificate = certificate.ok_or_else(|| start.error(Kind::MissingField))?;
        Ok(Self { certificate, serial, ski, doc_types })
    }

    pub(super) fn into_anchor(self, realm: Realm) -> Result<TrustAnchor, EntryProblem> {
        let unusable = |error| EntryProblem::Certificate { error };
        let certificate = Certificate::from_der(self.certificate).map_err(unusable)?;
        let other_serial = self.serial.is_some_and(|serial| !serial.is(certificate.serial()));
        let other_key = match (self.ski, certificate.subject_key_id()) {
            (Some(listed), Some(own)) => !is_key_id(listed, own),
            _ => false,
        };
        if other_serial || other_key {
            return Err(EntryProblem::Contradiction);
        }
        if self.doc_types.is_empty() {
            return Err(EntryProblem::DocTypesMissing);
        }
        Ok(TrustAnchor::root(certificate, realm).map_err(unusable)?.for_doc_types(self.doc_types))
    }
}

impl<'a> Serial<'a> {
    /// `biguint`: tag 2 around big-endian bytes, or an unsigned integer where it is small.
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let at = *reader;
        if reader.peek()?.major == Major::Unsigned {
            return reader.unsigned().map(Serial::Small);
        }
        if reader.tag()? != 2 {
            return Err(at.error(Kind::UnexpectedTag));
        }
        reader.bytes().map(Serial::Big)
    }

    fn is(self, other: &[u8]) -> bool {
        match self {
            Self::Small(number) => trimmed(&number.to_be_bytes()) == trimmed(other),
            Self::Big(bytes) => trimmed(bytes) == trimmed(other),
        }
    }
}

/// Without leading zeros.
fn trimmed(mut bytes: &[u8]) -> &[u8] {
    while let [0, rest @ ..] = bytes {
        bytes = rest;
    }
    bytes
}

/// Whether a listed key identifier is this one. The provider of a real list copies the whole value of the certificate's
/// extension, an OCTET STRING in an OCTET STRING, so up to two of them are unwrapped.
fn is_key_id(mut listed: &[u8], own: &[u8]) -> bool {
    for _ in 0..2 {
        match listed {
            [4, length, inner @ ..] if listed != own && usize::from(*length) == inner.len() => listed = inner,
            _ => break,
        }
    }
    listed == own
}
