//! What has been seen, so that nothing older is taken again.

use core::fmt;

use ofage_core::UnixTime;

const MAGIC: &[u8; 5] = b"OFHW\x01";
const RECORD_BYTES: usize = 49;
/// Most marks that are kept: far more than a bundle has parts.
const MAX_MARKS: usize = 16_384;

/// What a mark is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Series {
    Vical,
    DenyList,
    StatusList,
    IdentifierList,
    Crl,
}

impl Series {
    const ALL: [Self; 5] = [Self::Vical, Self::DenyList, Self::StatusList, Self::IdentifierList, Self::Crl];

    const fn number(self) -> u8 {
        match self {
            Self::Vical => 0,
            Self::DenyList => 1,
            Self::StatusList => 2,
            Self::IdentifierList => 3,
            Self::Crl => 4,
        }
    }
}

/// One series of issues: its kind, and the hash of what tells it from the others.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct SeriesKey {
    pub(super) series: Series,
    pub(super) sha256: [u8; 32],
}

/// How far a series has come: the number of the issue, and its date. Neither may go down.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Mark {
    pub(super) number: u64,
    pub(super) date: UnixTime,
}

impl Mark {
    /// Whether this issue is older than one that has been seen, by its number or by its date.
    pub(super) fn is_before(self, seen: Self) -> bool {
        self.number < seen.number || self.date < seen.date
    }

    /// The order in which the issues of one series replace each other.
    pub(super) const fn order(self) -> (u64, i64) {
        (self.number, self.date.seconds())
    }
}

/// The highest issue of every signed list that a device has ever loaded.
///
/// The caller keeps it across restarts ([`Self::to_bytes`]), where nobody but the door can write, and hands it to every
/// load. Without it an old bundle, with issuers that were removed since, could be put in place of a new one.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct HighWater {
    /// In the order of the keys, each once.
    marks: Vec<(SeriesKey, Mark)>,
}

/// Bytes that are no high-water marks: damaged, or of another version. Code `high_water_damaged`.
///
/// Do not go on without them unless a person decides so: it gives up the protection against old lists.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct HighWaterError;

impl HighWaterError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "high_water_damaged"
    }
}

impl fmt::Display for HighWaterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the record of lists seen before is damaged")
    }
}

impl core::error::Error for HighWaterError {}

impl HighWater {
    /// Nothing seen yet: a new device.
    #[must_use]
    pub const fn new() -> Self {
        Self { marks: Vec::new() }
    }

    /// How many series of lists have been seen.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.marks.len()
    }

    /// Whether nothing has been seen.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    pub(super) fn mark(&self, key: &SeriesKey) -> Option<Mark> {
        self.marks.get(self.place(key).ok()?).map(|(_, mark)| *mark)
    }

    /// Raises a mark; never lowers one.
    pub(super) fn raise(&mut self, key: SeriesKey, mark: Mark) {
        match self.place(&key) {
            Ok(place) => {
                if let Some((_, known)) = self.marks.get_mut(place) {
                    known.number = known.number.max(mark.number);
                    known.date = known.date.max(mark.date);
                }
            }
            Err(place) if self.marks.len() < MAX_MARKS => self.marks.insert(place, (key, mark)),
            Err(_) => self.replace_oldest(key, mark),
        }
    }

    /// Where there is no room, the oldest status or identifier list makes it: those come under ever new names, and each
    /// ends by itself. Lists of roots, deny lists and revocation lists are never forgotten.
    fn replace_oldest(&mut self, key: SeriesKey, mark: Mark) {
        let ends = |series| matches!(series, Series::StatusList | Series::IdentifierList);
        let oldest = self
            .marks
            .iter()
            .enumerate()
            .filter(|(_, (known, _))| ends(known.series))
            .min_by_key(|(_, (_, known))| known.date)
            .map(|(place, (_, known))| (place, known.date));
        let Some((oldest, date)) = oldest else { return };
        if ends(key.series) && mark.date < date {
            return;
        }
        self.marks.remove(oldest);
        if let Err(place) = self.place(&key) {
            self.marks.insert(place, (key, mark));
        }
    }

    /// Where a key stands, or has to stand.
    fn place(&self, key: &SeriesKey) -> Result<usize, usize> {
        self.marks.binary_search_by(|(known, _)| known.cmp(key))
    }

    /// The form to keep: `OFHW`, version 1, then 49 bytes a mark (kind, SHA-256, number, date), big-endian.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for (key, mark) in &self.marks {
            bytes.push(key.series.number());
            bytes.extend_from_slice(&key.sha256);
            bytes.extend_from_slice(&mark.number.to_be_bytes());
            bytes.extend_from_slice(&mark.date.seconds().to_be_bytes());
        }
        bytes
    }

    /// Reads what [`Self::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`HighWaterError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, HighWaterError> {
        let records = bytes.strip_prefix(MAGIC).ok_or(HighWaterError)?;
        let count = records.len().checked_div(RECORD_BYTES).unwrap_or(0);
        if !records.len().is_multiple_of(RECORD_BYTES) || count > MAX_MARKS {
            return Err(HighWaterError);
        }
        let mut read = Self::new();
        for record in records.chunks_exact(RECORD_BYTES) {
            let (key, mark) = read_record(record).ok_or(HighWaterError)?;
            let place = read.place(&key).err().ok_or(HighWaterError)?;
            read.marks.insert(place, (key, mark));
        }
        Ok(read)
    }
}

fn read_record(record: &[u8]) -> Option<(SeriesKey, Mark)> {
    let (kind, rest) = record.split_first()?;
    let series = Series::ALL.into_iter().find(|series| series.number() == *kind)?;
    let (sha256, rest) = rest.split_first_chunk::<32>()?;
    let (number, rest) = rest.split_first_chunk::<8>()?;
    let (date, _) = rest.split_first_chunk::<8>()?;
    let date = UnixTime::from_seconds(i64::from_be_bytes(*date))?;
    let mark = Mark { number: u64::from_be_bytes(*number), date };
    Some((SeriesKey { series, sha256: *sha256 }, mark))
}

/// How many marks.
impl fmt::Debug for HighWater {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HighWater({} lists)", self.marks.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(series: Series, byte: u8) -> SeriesKey {
        SeriesKey { series, sha256: [byte; 32] }
    }

    fn mark(number: u64, date: i64) -> Mark {
        Mark { number, date: UnixTime::from_seconds(date).unwrap() }
    }

    #[test]
    fn marks_rise_and_never_fall() {
        let mut seen = HighWater::new();
        seen.raise(key(Series::Vical, 1), mark(5, 100));
        seen.raise(key(Series::Vical, 1), mark(4, 200));
        assert_eq!(seen.mark(&key(Series::Vical, 1)), Some(mark(5, 200)));
        assert_eq!(seen.mark(&key(Series::DenyList, 1)), None);
        assert!(mark(5, 199).is_before(mark(5, 200)));
        assert!(mark(4, 300).is_before(mark(5, 200)));
        assert!(!mark(5, 200).is_before(mark(5, 200)));
    }

    /// An issuer that publishes its lists under ever new names must not make a door forget how to see an old deny list.
    #[test]
    fn a_full_record_forgets_old_status_lists_first() {
        let list = |number: usize| {
            let mut sha256 = [0; 32];
            sha256[..8].copy_from_slice(&number.to_be_bytes());
            SeriesKey { series: Series::StatusList, sha256 }
        };
        let mut seen = HighWater::new();
        for number in 0..MAX_MARKS {
            seen.raise(list(number), mark(0, 1000 + i64::try_from(number).unwrap()));
        }
        for series in [Series::Vical, Series::DenyList, Series::Crl, Series::IdentifierList] {
            seen.raise(key(series, 1), mark(7, 2000));
            assert_eq!(seen.mark(&key(series, 1)), Some(mark(7, 2000)), "{series:?}");
        }
        assert_eq!(seen.len(), MAX_MARKS);
        assert!((0..4).all(|number| seen.mark(&list(number)).is_none()));
        assert_eq!(seen.mark(&list(4)), Some(mark(0, 1004)));
        // One that is older than all of them takes nobody's place.
        seen.raise(list(MAX_MARKS), mark(0, 1));
        assert_eq!((seen.len(), seen.mark(&list(MAX_MARKS))), (MAX_MARKS, None));
        assert_eq!(HighWater::from_bytes(&seen.to_bytes()), Ok(seen));
    }

    #[test]
    fn marks_are_kept_byte_for_byte() {
        let mut seen = HighWater::new();
        for (byte, series) in (0..).zip(Series::ALL) {
            seen.raise(key(series, byte), mark(u64::MAX, 1_700_000_000));
        }
        let bytes = seen.to_bytes();
        assert_eq!(bytes.len(), 5 + 5 * 49);
        assert_eq!(HighWater::from_bytes(&bytes), Ok(seen));
        assert_eq!(HighWater::from_bytes(b"OFHW\x01"), Ok(HighWater::new()));
    }

    #[test]
    fn damaged_marks_are_refused() {
        let mut seen = HighWater::new();
        seen.raise(key(Series::Crl, 1), mark(1, 1));
        let good = seen.to_bytes();
        let twice = [&good[..], &good[5..]].concat();
        let mut kind = good.clone();
        kind[5] = 9;
        let mut date = good.clone();
        date[46] = 0x7f;
        for bytes in [&b""[..], b"OFHW\x02", &good[..good.len() - 1], &twice, &kind, &date] {
            assert_eq!(HighWater::from_bytes(bytes), Err(HighWaterError), "{bytes:?}");
        }
    }
}
