//! The file that carries everything: a list of parts, each of which proves itself.

use alloc::vec::Vec;
use core::fmt;

use crate::cbor::{Key, Limits, Reader, Writer};
use crate::error::{DecodeError, DecodeErrorKind as Kind};
use crate::limits::{MAX_TRUST_FILE_BYTES, MAX_TRUST_FILE_PARTS};
use crate::mdoc::is_version_1;

const TYPE: &str = "ofage-trust-bundle";
const VERSION: &str = "1.0";

/// What a part of a trust file is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum PartKind {
    /// A VICAL: COSE_Sign1.
    Vical,
    /// A deny list: COSE_Sign1.
    DenyList,
    /// A document signer's certificate: DER.
    DocumentSigner,
    /// A door code template.
    Template,
    /// A status list token: CWT.
    StatusList,
    /// An identifier list: CWT.
    IdentifierList,
    /// A certificate revocation list: DER.
    Crl,
}

impl PartKind {
    /// Every kind, in the order of the file.
    pub const ALL: [Self; 7] = [
        Self::Vical,
        Self::DenyList,
        Self::DocumentSigner,
        Self::Template,
        Self::StatusList,
        Self::IdentifierList,
        Self::Crl,
    ];

    /// The key in the file.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Vical => "vicals",
            Self::DenyList => "denyLists",
            Self::DocumentSigner => "documentSigners",
            Self::Template => "templates",
            Self::StatusList => "statusLists",
            Self::IdentifierList => "identifierLists",
            Self::Crl => "crls",
        }
    }

    /// The stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Vical => "vical",
            Self::DenyList => "deny_list",
            Self::DocumentSigner => "document_signer",
            Self::Template => "template",
            Self::StatusList => "status_list",
            Self::IdentifierList => "identifier_list",
            Self::Crl => "crl",
        }
    }

    fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// A trust file taken apart. Nothing of it is verified: not even that a part is what it is listed as.
#[derive(Clone)]
pub struct TrustFile<'a> {
    parts: Vec<(PartKind, &'a [u8])>,
}

impl<'a> TrustFile<'a> {
    /// Reads the file. Unknown keys are passed over.
    ///
    /// ```cddl
    /// TrustBundle = { "type": "ofage-trust-bundle", "version": tstr, ? "vicals": [* bstr], ? "denyLists": [* bstr],
    ///   ? "documentSigners": [* bstr], ? "templates": [* bstr], ? "statusLists": [* bstr],
    ///   ? "identifierLists": [* bstr], ? "crls": [* bstr], * tstr => any }
    /// ```
    ///
    /// # Errors
    /// [`DecodeError`]: past [`MAX_TRUST_FILE_BYTES`] or [`MAX_TRUST_FILE_PARTS`], not of this type, or of another
    /// version than 1.x.
    ///
    /// Source: spec/trust-bundle.md clause 2.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let limits = Limits { bytes: MAX_TRUST_FILE_BYTES, entries: MAX_TRUST_FILE_PARTS };
        let mut reader = Reader::decode_within(bytes, 0, limits)?;
        let start = reader;
        let (mut has_type, mut has_version) = (false, false);
        let mut parts = Vec::new();
        for _ in 0..reader.map()? {
            let at = reader;
            match reader.key()? {
                Key::Text("type") if reader.text()? == TYPE => has_type = true,
                Key::Text("version") if is_version_1(reader.text()?) => has_version = true,
                Key::Text("type" | "version") => return Err(at.error(Kind::UnexpectedValue)),
                Key::Text(key) => match PartKind::from_key(key) {
                    Some(kind) => {
                        for _ in 0..reader.array()? {
                            parts.push((kind, reader.bytes()?));
                        }
                    }
                    None => {
                        reader.skip()?;
                    }
                },
                Key::Int(_) | Key::Other => {
                    reader.skip()?;
                }
            }
        }
        if parts.len() > MAX_TRUST_FILE_PARTS {
            return Err(start.error(Kind::TooManyEntries));
        }
        if has_type && has_version { Ok(Self { parts }) } else { Err(start.error(Kind::MissingField)) }
    }

    /// Every part, in the order of the file.
    pub fn parts(&self) -> impl Iterator<Item = (PartKind, &'a [u8])> {
        self.parts.iter().copied()
    }

    /// The parts of one kind, in the order of the file.
    pub fn of_kind(&self, kind: PartKind) -> impl Iterator<Item = &'a [u8]> {
        self.parts.iter().filter(move |(other, _)| *other == kind).map(|(_, bytes)| *bytes)
    }
}

/// Counts only.
impl fmt::Debug for TrustFile<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TrustFile({} parts)", self.parts.len())
    }
}

/// A trust file in the making.
#[derive(Clone, Debug, Default)]
pub struct TrustFileBuilder {
    parts: Vec<(PartKind, Vec<u8>)>,
}

impl TrustFileBuilder {
    /// An empty file.
    #[must_use]
    pub const fn new() -> Self {
        Self { parts: Vec::new() }
    }

    /// Adds a part, unless the very same one is there already.
    pub fn add(&mut self, kind: PartKind, bytes: &[u8]) -> &mut Self {
        if !self.parts.iter().any(|(other, known)| *other == kind && known == bytes) {
            self.parts.push((kind, bytes.to_vec()));
        }
        self
    }

    /// The file.
    ///
    /// # Errors
    /// What [`TrustFile::decode`] would refuse: too many parts, too many bytes.
    pub fn encode(&self) -> Result<Vec<u8>, DecodeError> {
        let mut writer = Writer::new();
        let kinds: Vec<_> =
            PartKind::ALL.into_iter().filter(|kind| self.parts.iter().any(|(of, _)| of == kind)).collect();
        writer.map(kinds.len().saturating_add(2));
        writer.text("type").text(TYPE).text("version").text(VERSION);
        for kind in kinds {
            let parts: Vec<_> = self.parts.iter().filter(|(of, _)| *of == kind).collect();
            writer.text(kind.key()).array(parts.len());
            for (_, bytes) in parts {
                writer.bytes(bytes);
            }
        }
        let file = writer.finish();
        TrustFile::decode(&file)?;
        Ok(file)
    }
}
