//! Versions and error correction levels.

use crate::QrError;
use crate::standard::Blocks;

/// Error correction level, from least to most.
///
/// Source: ISO/IEC 18004:2015 §7.5.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_enums, reason = "the standard has four levels")]
pub enum Level {
    /// Recovers about 7 % of codewords.
    L,
    /// Recovers about 15 %.
    M,
    /// Recovers about 25 %.
    Q,
    /// Recovers about 30 %.
    H,
}

impl Level {
    /// All levels, from least to most.
    pub const ALL: [Self; 4] = [Self::L, Self::M, Self::Q, Self::H];
}

/// Size of a symbol: 1 (21 modules a side) to 40 (177 modules).
///
/// Source: ISO/IEC 18004:2015 §6.3.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Version(u8);

impl Version {
    /// The version of that number.
    ///
    /// # Errors
    /// [`QrError::VersionOutOfRange`] outside 1 to 40.
    pub const fn new(number: u8) -> Result<Self, QrError> {
        if number >= 1 && number <= 40 {
            Ok(Self(number))
        } else {
            Err(QrError::VersionOutOfRange { number })
        }
    }

    /// The number, 1 to 40.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// Modules a side, 21 to 177, without the quiet zone.
    #[must_use]
    pub fn modules(self) -> usize {
        usize::from(self.0).saturating_mul(4).saturating_add(17)
    }

    /// Bytes that fit at a level in byte mode.
    #[must_use]
    pub fn capacity(self, level: Level) -> usize {
        let header = self.count_bits([8, 16, 16]).saturating_add(4);
        self.bits(level).saturating_sub(header).checked_div(8).unwrap_or(0)
    }

    /// Data bits at a level, mode and length indicators included.
    pub(super) fn bits(self, level: Level) -> usize {
        Blocks::new(self, level).data().saturating_mul(8)
    }

    /// Width of a length indicator, given for versions 1-9, 10-26 and 27-40.
    ///
    /// Source: ISO/IEC 18004:2015 table 3.
    pub(super) const fn count_bits(self, [small, medium, large]: [usize; 3]) -> usize {
        match self.0 {
            ..10 => small,
            10..27 => medium,
            27.. => large,
        }
    }

    /// Versions in the three classes that share widths of length indicators.
    pub(super) fn classes() -> [Vec<Self>; 3] {
        [1..=9, 10..=26, 27..=40].map(|numbers| numbers.map(Self).collect())
    }
}
