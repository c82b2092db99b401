//! What was read.

use core::fmt;

use super::stage::ReadStage;
use crate::limits::MAX_SYMBOLS;
use crate::{Level, Version};

/// A symbol that was found in a frame and decoded without an error left.
///
/// The payload is untrusted, and may be a person's attestation: `Debug` prints its length alone.
#[derive(Clone, PartialEq)]
pub struct Decoded {
    bytes: Vec<u8>,
    version: Version,
    level: Level,
    corners: [(f32, f32); 4],
    stage: ReadStage,
}

impl Decoded {
    pub(super) const fn new(
        bytes: Vec<u8>,
        version: Version,
        level: Level,
        corners: [(f32, f32); 4],
        stage: ReadStage,
    ) -> Self {
        Self { bytes, version, level, corners, stage }
    }

    /// The bytes of all segments in order, as they were encoded; digits and letters as ASCII,
    /// Kanji as Shift JIS.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes, without a copy.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The payload as text, if it is UTF-8. No other character set is guessed.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        core::str::from_utf8(&self.bytes).ok()
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

    /// Corners of the symbol in the frame as `(x, y)` in pixels, clockwise from the corner that is
    /// the top left of the upright symbol. Good for an outline, not for measuring.
    #[must_use]
    pub const fn corners(&self) -> [(f32, f32); 4] {
        self.corners
    }

    /// The stage that read it.
    #[must_use]
    pub const fn stage(&self) -> ReadStage {
        self.stage
    }

    /// Whether both are the same symbol on the screen: the same payload, and each centre within
    /// half a side of the other.
    fn is_same(&self, other: &Self) -> bool {
        let (x, y) = self.centre();
        let (other_x, other_y) = other.centre();
        let [(ax, ay), (bx, by), ..] = self.corners;
        let side = (ax - bx).hypot(ay - by);
        self.bytes == other.bytes && (x - other_x).hypot(y - other_y) < side / 2.0
    }

    fn centre(&self) -> (f32, f32) {
        let [a, b, c, d] = self.corners;
        ((a.0 + b.0 + c.0 + d.0) / 4.0, (a.1 + b.1 + c.1 + d.1) / 4.0)
    }
}

impl fmt::Debug for Decoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Decoded({} bytes, version {}-{:?}, {})",
            self.bytes.len(),
            self.version.number(),
            self.level,
            self.stage.code()
        )
    }
}

/// Adds what is new.
pub(super) fn merge(found: &mut Vec<Decoded>, more: Vec<Decoded>) {
    for decoded in more {
        if found.len() < MAX_SYMBOLS && !found.iter().any(|old| old.is_same(&decoded)) {
            found.push(decoded);
        }
    }
}
