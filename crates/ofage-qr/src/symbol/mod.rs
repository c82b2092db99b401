//! Text or bytes to a symbol.

mod draw;
mod encode;
mod plan;
mod version;

use core::fmt;

use self::plan::Owned;
pub use self::version::{Level, Version};
use crate::QrError;

/// A run of the payload in one mode of the symbol.
///
/// Source: ISO/IEC 18004:2015 §7.3.
#[derive(Clone, Copy, Eq, PartialEq)]
#[non_exhaustive]
pub enum Segment<'a> {
    /// Digits, upper-case letters, space and `$%*+-./:`; 5.5 bits a character.
    Alphanumeric(&'a str),
    /// Any bytes; 8 bits each.
    Bytes(&'a [u8]),
    /// Digits; 3⅓ bits each.
    Numeric(&'a str),
}

impl Segment<'_> {
    const fn bytes(&self) -> &[u8] {
        match self {
            Self::Alphanumeric(text) | Self::Numeric(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }
}

/// A payload may be a person's attestation: only the kind and the length are shown.
impl fmt::Debug for Segment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Self::Alphanumeric(_) => "Alphanumeric",
            Self::Bytes(_) => "Bytes",
            Self::Numeric(_) => "Numeric",
        };
        write!(f, "{kind}({} bytes)", self.bytes().len())
    }
}

/// One QR code: a square of dark and light modules, without its quiet zone.
#[derive(Clone, Eq, PartialEq)]
pub struct Symbol {
    version: Version,
    level: Level,
    width: usize,
    /// Rows from the top; true is dark.
    modules: Vec<bool>,
}

impl Symbol {
    /// Encodes text in the cheapest mix of numeric, alphanumeric and byte segments; characters
    /// outside ASCII go as UTF-8. Takes the smallest version that holds it at level L, then the
    /// highest level at that version: at the same size on a screen fewer modules are read more
    /// often than more error correction.
    ///
    /// # Errors
    /// [`QrError::PayloadEmpty`] or [`QrError::PayloadTooLong`].
    pub fn from_text(text: &str) -> Result<Self, QrError> {
        smallest(|version| plan::cheapest(text.as_bytes(), version))
    }

    /// Encodes bytes as one byte segment, by the version policy of [`Symbol::from_text`]. Most
    /// *text* interfaces of other readers garble bytes; prefer text.
    ///
    /// # Errors
    /// [`QrError::PayloadEmpty`] or [`QrError::PayloadTooLong`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, QrError> {
        Self::from_segments(&[Segment::Bytes(bytes)])
    }

    /// Encodes the segments as given, by the version policy of [`Symbol::from_text`].
    ///
    /// # Errors
    /// [`QrError::PayloadEmpty`], [`QrError::PayloadTooLong`] or [`QrError::SegmentCharacter`].
    pub fn from_segments(segments: &[Segment<'_>]) -> Result<Self, QrError> {
        let owned = plan::given(segments)?;
        smallest(|_| Ok(owned.clone()))
    }

    /// Encodes the segments as given at one version and level.
    ///
    /// # Errors
    /// [`QrError::PayloadEmpty`], [`QrError::PayloadTooLong`] or [`QrError::SegmentCharacter`].
    pub fn from_segments_at(
        segments: &[Segment<'_>],
        version: Version,
        level: Level,
    ) -> Result<Self, QrError> {
        at(&plan::given(segments)?, version, level)
    }

    /// Version, 1 to 40.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.version
    }

    /// Error correction level.
    #[must_use]
    pub const fn level(&self) -> Level {
        self.level
    }

    /// Modules a side, 21 to 177, without the quiet zone.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Whether the module in column `x` and row `y` is dark. Outside the symbol every module is
    /// light: that is the quiet zone.
    #[must_use]
    pub fn module(&self, x: usize, y: usize) -> bool {
        self.row(y).get(x).copied().unwrap_or(false)
    }

    /// Bytes that a symbol of this version and level holds in byte mode.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.version.capacity(self.level)
    }

    /// One row of modules; empty outside the symbol.
    pub(crate) fn row(&self, y: usize) -> &[bool] {
        self.modules.chunks(self.width).nth(y).unwrap_or(&[])
    }
}

/// The modules are the payload: only the shape is shown.
impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Symbol({}-{:?})", self.version.number(), self.level)
    }
}

/// The version policy: smallest version at level L, then the level that is free.
fn smallest(plan: impl Fn(Version) -> Result<Vec<Owned>, QrError>) -> Result<Symbol, QrError> {
    for class in Version::classes() {
        // The cost of a segment is the same for all versions of a class.
        let Some(&first) = class.first() else { continue };
        let segments = plan(first)?;
        let bits = plan::cost(&segments, first);
        if let Some(&version) = class.iter().find(|version| bits <= version.bits(Level::L)) {
            let level =
                Level::ALL.into_iter().rev().find(|&level| bits <= version.bits(level)).unwrap_or(Level::L);
            return at(&segments, version, level);
        }
    }
    Err(QrError::PayloadTooLong)
}

/// Draws planned segments at one version and level.
fn at(segments: &[Owned], version: Version, level: Level) -> Result<Symbol, QrError> {
    if plan::cost(segments, version) > version.bits(level) {
        return Err(QrError::PayloadTooLong);
    }
    let codewords = encode::codewords(segments, version, level);
    let modules = draw::symbol(version, level, &codewords);
    Ok(Symbol { version, level, width: version.modules(), modules })
}

#[cfg(test)]
mod tests;
