//! When a code was made, in two bytes.

use crate::time::UnixTime;

/// How a code shows that it is fresh.
///
/// Source: spec/door-code.md §4.2.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Mode {
    /// It answers a challenge made for this guest.
    Challenge,
    /// It answers a challenge on display that changes with time.
    Queue,
    /// It signs the time.
    Timed,
}

impl Mode {
    pub(super) const fn bits(self) -> u8 {
        match self {
            Self::Challenge => 0,
            Self::Queue => 1,
            Self::Timed => 2,
        }
    }

    pub(super) const fn from_bits(bits: u8) -> Option<Self> {
        match bits {
            0 => Some(Self::Challenge),
            1 => Some(Self::Queue),
            2 => Some(Self::Timed),
            _ => None,
        }
    }

    /// The stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Challenge => "challenge",
            Self::Queue => "queue",
            Self::Timed => "timed",
        }
    }
}

/// Mode, and the two bytes that tell which session a code was made for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Freshness {
    /// The first two bytes of the hash of the challenge.
    Challenge([u8; 2]),
    /// The first two bytes of the hash of the challenge on display.
    Queue([u8; 2]),
    /// The seconds of the signed time, modulo 65,536.
    Timed(u16),
}

impl Freshness {
    /// Signed at `time`.
    #[must_use]
    pub fn at(time: UnixTime) -> Self {
        let [.., high, low] = time.seconds().to_be_bytes();
        Self::Timed(u16::from_be_bytes([high, low]))
    }

    pub(super) const fn new(mode: Mode, bytes: [u8; 2]) -> Self {
        match mode {
            Mode::Challenge => Self::Challenge(bytes),
            Mode::Queue => Self::Queue(bytes),
            Mode::Timed => Self::Timed(u16::from_be_bytes(bytes)),
        }
    }

    /// The mode.
    #[must_use]
    pub const fn mode(self) -> Mode {
        match self {
            Self::Challenge(_) => Mode::Challenge,
            Self::Queue(_) => Mode::Queue,
            Self::Timed(_) => Mode::Timed,
        }
    }

    /// The two bytes on the wire.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 2] {
        match self {
            Self::Challenge(bytes) | Self::Queue(bytes) => bytes,
            Self::Timed(seconds) => seconds.to_be_bytes(),
        }
    }

    /// The whole signed time of timed mode: the one nearest to `now`, 32,768 seconds earlier to 32,767 later. `None` in the
    /// other modes, and where that time is outside the years 0000 to 9999.
    #[must_use]
    pub fn time_near(self, now: UnixTime) -> Option<UnixTime> {
        let Self::Timed(seconds) = self else { return None };
        let [.., high, low] = now.seconds().to_be_bytes();
        let ahead = seconds.wrapping_sub(u16::from_be_bytes([high, low]));
        let ahead = i64::from(i16::from_be_bytes(ahead.to_be_bytes()));
        UnixTime::from_seconds(now.seconds().checked_add(ahead)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_is_the_one_nearest_to_the_clock() {
        let at = |seconds| UnixTime::from_seconds(seconds).unwrap();
        for (signed, now) in [
            (1_800_000_000, 1_800_000_000),
            (1_800_000_000, 1_800_032_768),
            (1_800_000_000, 1_799_967_233),
            (65_535, 65_536),
            (65_536, 65_535),
            (-1, 0),
        ] {
            let carried = Freshness::at(at(signed));
            assert_eq!(carried.time_near(at(now)), Some(at(signed)), "{signed} seen at {now}");
        }
        let missed = Freshness::at(at(1_800_000_000)).time_near(at(1_800_032_769));
        assert_eq!(missed, Some(at(1_800_065_536)));
        assert_eq!(Freshness::Challenge([1, 2]).time_near(at(0)), None);
    }
}
