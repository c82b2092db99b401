//! How many decisions, by hour, decision and reason. All that a door ever keeps, and it knows no guest.

use core::fmt::Write as _;

use ofage_core::UnixTime;

use crate::Reason;

const SECONDS_PER_HOUR: i64 = 3600;
/// Hours that are kept: 31 days. The oldest go first.
const MAX_HOURS: usize = 744;

/// Counts of decisions. A snapshot: the door goes on counting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// By hour and then by reason, each pair once.
    counts: Vec<Count>,
}

/// One count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Count {
    /// The first second of the hour, UTC.
    pub hour: UnixTime,
    /// The reason; it has one decision.
    pub reason: Reason,
    /// How often.
    pub count: u64,
}

impl Counters {
    /// Nothing counted.
    #[must_use]
    pub const fn new() -> Self {
        Self { counts: Vec::new() }
    }

    pub(crate) fn record(&mut self, reason: Reason, now: UnixTime) {
        let into_hour = now.seconds().rem_euclid(SECONDS_PER_HOUR);
        let hour = now.plus_seconds(into_hour.saturating_neg());
        let place = self.counts.binary_search_by(|count| (count.hour, count.reason).cmp(&(hour, reason)));
        match place {
            Ok(place) => {
                if let Some(known) = self.counts.get_mut(place) {
                    known.count = known.count.saturating_add(1);
                }
            }
            Err(place) => {
                self.counts.insert(place, Count { hour, reason, count: 1 });
                self.forget();
            }
        }
    }

    /// Keeps the latest hours.
    fn forget(&mut self) {
        let mut kept = 0_usize;
        let mut hour = None;
        let mut from = 0;
        for (position, count) in self.counts.iter().enumerate().rev() {
            if hour != Some(count.hour) {
                kept = kept.saturating_add(1);
                hour = Some(count.hour);
            }
            if kept > MAX_HOURS {
                from = position.saturating_add(1);
                break;
            }
        }
        self.counts.drain(..from);
    }

    /// Every count, by hour and then by reason.
    pub fn iter(&self) -> impl Iterator<Item = Count> {
        self.counts.iter().copied()
    }

    /// How often this reason came up, over all hours.
    #[must_use]
    pub fn of_reason(&self, reason: Reason) -> u64 {
        self.iter()
            .filter(|count| count.reason == reason)
            .fold(0, |sum, count| sum.saturating_add(count.count))
    }

    /// How often a decision with this code was made, over all hours.
    #[must_use]
    pub fn of_decision(&self, code: &str) -> u64 {
        self.iter()
            .filter(|count| count.reason.decision().code() == code)
            .fold(0, |sum, count| sum.saturating_add(count.count))
    }

    /// A JSON object: `{"version":1,"counts":[{"hour":"2026-01-31T22:00:00Z","decision":"admit","reason":"old_enough",
    /// "count":12}]}`.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"version\":1,\"counts\":[");
        for (index, count) in self.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            // Codes and times have no character that JSON escapes. Writing to a String does not fail.
            let written = write!(
                out,
                "{comma}{{\"hour\":\"{}\",\"decision\":\"{}\",\"reason\":\"{}\",\"count\":{}}}",
                count.hour,
                count.reason.decision().code(),
                count.reason.code(),
                count.count
            );
            debug_assert!(written.is_ok());
        }
        out.push_str("]}");
        out
    }

    /// A table for spreadsheets, after RFC 4180; hours in UTC.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut out = String::from("hour_utc,decision,reason,count\r\n");
        for count in self.iter() {
            let decision = count.reason.decision().code();
            let written =
                write!(out, "{},{decision},{},{}\r\n", count.hour, count.reason.code(), count.count);
            debug_assert!(written.is_ok());
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> UnixTime {
        UnixTime::from_seconds(seconds).unwrap()
    }

    #[test]
    fn counts_by_hour_and_reason() {
        let mut counters = Counters::new();
        for (reason, seconds) in [
            (Reason::OldEnough, 1_800_000_000),
            (Reason::OldEnough, 1_800_000_001),
            (Reason::UnderAge, 1_800_000_000),
            (Reason::OldEnough, 1_800_003_600),
        ] {
            counters.record(reason, at(seconds));
        }
        assert_eq!(
            counters.to_json(),
            "{\"version\":1,\"counts\":[\
             {\"hour\":\"2027-01-15T08:00:00Z\",\"decision\":\"admit\",\"reason\":\"old_enough\",\"count\":2},\
             {\"hour\":\"2027-01-15T08:00:00Z\",\"decision\":\"refuse\",\"reason\":\"under_age\",\"count\":1},\
             {\"hour\":\"2027-01-15T09:00:00Z\",\"decision\":\"admit\",\"reason\":\"old_enough\",\"count\":1}]}"
        );
        assert_eq!(counters.to_csv().lines().count(), 4);
        assert_eq!((counters.of_reason(Reason::OldEnough), counters.of_decision("refuse")), (3, 1));
        assert_eq!(Counters::new().to_json(), "{\"version\":1,\"counts\":[]}");
    }

    #[test]
    fn memory_is_bounded() {
        let mut counters = Counters::new();
        for hour in 0..2000 {
            counters.record(Reason::OldEnough, at(hour * 3600));
        }
        assert_eq!(counters.iter().count(), MAX_HOURS);
        assert_eq!(counters.iter().last().map(|count| count.hour), Some(at(1999 * 3600)));
    }
}
