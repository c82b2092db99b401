//! Which characters go in which segment.

use super::{Segment, Version};
use crate::QrError;
use crate::limits::MAX_PAYLOAD;

/// How a run of characters is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Mode {
    Alphanumeric,
    Byte,
    Numeric,
}

impl Mode {
    const ALL: [Self; 3] = [Self::Alphanumeric, Self::Byte, Self::Numeric];

    const fn index(self) -> usize {
        match self {
            Self::Alphanumeric => 0,
            Self::Byte => 1,
            Self::Numeric => 2,
        }
    }

    /// Whether the mode can write the byte.
    pub(super) const fn holds(self, byte: u8) -> bool {
        match self {
            Self::Alphanumeric => matches!(
                byte,
                b'0'..=b'9' | b'A'..=b'Z' | b' ' | b'$' | b'%' | b'*' | b'+' | b'-' | b'.' | b'/' | b':'
            ),
            Self::Byte => true,
            Self::Numeric => byte.is_ascii_digit(),
        }
    }

    /// Bits of a mode and a length indicator.
    ///
    /// Source: ISO/IEC 18004:2015 tables 2 and 3.
    fn header_bits(self, version: Version) -> usize {
        self.count_bits(version).saturating_add(4)
    }

    /// Bits of a length indicator.
    pub(super) const fn count_bits(self, version: Version) -> usize {
        match self {
            Self::Alphanumeric => version.count_bits([9, 11, 13]),
            Self::Byte => version.count_bits([8, 16, 16]),
            Self::Numeric => version.count_bits([10, 12, 14]),
        }
    }

    /// The mode indicator.
    pub(super) const fn indicator(self) -> usize {
        match self {
            Self::Numeric => 1,
            Self::Alphanumeric => 2,
            Self::Byte => 4,
        }
    }

    /// How many values a character has in a run.
    pub(super) const fn base(self) -> usize {
        match self {
            Self::Numeric => 10,
            Self::Alphanumeric => 45,
            Self::Byte => 256,
        }
    }

    /// Bits of a run of this many characters: up to three digits, two letters, one byte.
    pub(super) const fn run_bits(self, characters: usize) -> usize {
        match (self, characters) {
            (Self::Numeric, 1) => 4,
            (Self::Numeric, 2) => 7,
            (Self::Numeric, _) => 10,
            (Self::Alphanumeric, 1) => 6,
            (Self::Alphanumeric, _) => 11,
            (Self::Byte, _) => 8,
        }
    }

    /// Cost of one byte in sixths of a bit, so that 3⅓ and 5½ bits are whole. Rounded up to whole
    /// bits at the end of a segment this is exact.
    const fn sixths(self) -> usize {
        match self {
            Self::Alphanumeric => 33,
            Self::Byte => 48,
            Self::Numeric => 20,
        }
    }
}

/// A planned segment; its bytes are in the set of its mode.
#[derive(Clone)]
pub(super) struct Owned {
    pub(super) mode: Mode,
    pub(super) bytes: Vec<u8>,
}

/// Bits of the segments at a version.
pub(super) fn cost(segments: &[Owned], version: Version) -> usize {
    segments
        .iter()
        .map(|segment| {
            let data = segment.mode.sixths().saturating_mul(segment.bytes.len()).div_ceil(6);
            segment.mode.header_bits(version).saturating_add(data)
        })
        .fold(0, usize::saturating_add)
}

/// Takes segments as given, after checking their characters.
pub(super) fn given(segments: &[Segment<'_>]) -> Result<Vec<Owned>, QrError> {
    check_length(segments.iter().map(|segment| segment.bytes().len()).fold(0, usize::saturating_add))?;
    let filled = segments.iter().filter(|segment| !segment.bytes().is_empty());
    filled
        .map(|segment| {
            let mode = match segment {
                Segment::Alphanumeric(_) => Mode::Alphanumeric,
                Segment::Bytes(_) => Mode::Byte,
                Segment::Numeric(_) => Mode::Numeric,
            };
            let bytes = segment.bytes().to_vec();
            if bytes.iter().all(|&byte| mode.holds(byte)) {
                Ok(Owned { mode, bytes })
            } else {
                Err(QrError::SegmentCharacter)
            }
        })
        .collect()
}

/// The cheapest segments for the bytes at the versions that share `version`'s length indicators.
///
/// Dynamic programming from the left: for each byte and each mode the cheapest way to have written
/// everything up to and including it, ending in that mode.
pub(super) fn cheapest(bytes: &[u8], version: Version) -> Result<Vec<Owned>, QrError> {
    check_length(bytes.len())?;
    let headers = Mode::ALL.map(|mode| mode.header_bits(version).saturating_mul(6));
    // Cost so far in sixths of a bit, by the mode of the byte before; impossible is MAX.
    let mut costs: Option<[usize; 3]> = None;
    // For each byte, by its mode: the mode of the byte before it.
    let mut came_from: Vec<[Mode; 3]> = Vec::with_capacity(bytes.len());
    for &byte in bytes {
        let mut next = [usize::MAX; 3];
        let mut from = Mode::ALL;
        for (to, (slot, origin)) in Mode::ALL.into_iter().zip(next.iter_mut().zip(from.iter_mut())) {
            if !to.holds(byte) {
                continue;
            }
            let header = headers.get(to.index()).copied().unwrap_or(usize::MAX);
            let (before, mode) = match costs {
                None => (header, to),
                Some(costs) => Mode::ALL
                    .into_iter()
                    .zip(costs)
                    .map(|(mode, cost)| {
                        let switch = if mode == to { cost } else { whole_bits(cost).saturating_add(header) };
                        (switch, mode)
                    })
                    // Of two equal costs stay in the mode: fewer segments.
                    .min_by_key(|&(cost, mode)| (cost, mode != to))
                    .unwrap_or((usize::MAX, to)),
            };
            *slot = before.saturating_add(to.sixths());
            *origin = mode;
        }
        costs = Some(next);
        came_from.push(from);
    }
    let last = costs.unwrap_or_default();
    let mut mode = Mode::ALL
        .into_iter()
        .zip(last)
        .min_by_key(|&(_, cost)| whole_bits(cost))
        .map_or(Mode::Byte, |(mode, _)| mode);
    // Backwards, then turned round.
    let mut segments: Vec<Owned> = Vec::new();
    for (&byte, from) in bytes.iter().zip(&came_from).rev() {
        match segments.last_mut() {
            Some(segment) if segment.mode == mode => segment.bytes.push(byte),
            _ => segments.push(Owned { mode, bytes: vec![byte] }),
        }
        mode = from.get(mode.index()).copied().unwrap_or(mode);
    }
    segments.reverse();
    for segment in &mut segments {
        segment.bytes.reverse();
    }
    Ok(segments)
}

const fn whole_bits(sixths: usize) -> usize {
    sixths.div_ceil(6).saturating_mul(6)
}

const fn check_length(length: usize) -> Result<(), QrError> {
    match length {
        0 => Err(QrError::PayloadEmpty),
        1..=MAX_PAYLOAD => Ok(()),
        _ => Err(QrError::PayloadTooLong),
    }
}
