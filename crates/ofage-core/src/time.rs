//! Points in time and calendar dates. The core never reads a clock: `now` is always an argument.

use core::fmt::{self, Write as _};

const SECONDS_PER_DAY: i64 = 86_400;
/// 0000-01-01T00:00:00Z, the earliest instant that RFC 3339 can write.
const MIN_SECONDS: i64 = -62_167_219_200;
/// 9999-12-31T23:59:59Z, the latest one.
const MAX_SECONDS: i64 = 253_402_300_799;

/// A point in time: whole seconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// Range: the years 0000 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(i64);

impl UnixTime {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(0);

    /// From seconds since the Unix epoch, UTC; `None` outside the years 0000 to 9999.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Option<Self> {
        if seconds < MIN_SECONDS || seconds > MAX_SECONDS { None } else { Some(Self(seconds)) }
    }

    /// Seconds since the Unix epoch, UTC.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// This time moved by `seconds`, clamped to the years 0000 to 9999.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        let moved = self.0.saturating_add(seconds);
        Self(if moved < MIN_SECONDS {
            MIN_SECONDS
        } else if moved > MAX_SECONDS {
            MAX_SECONDS
        } else {
            moved
        })
    }

    /// Seconds from `earlier` to this time; negative where `earlier` is later.
    #[must_use]
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The calendar date in UTC.
    #[must_use]
    pub const fn date(self) -> Date {
        Date::from_days(self.0.div_euclid(SECONDS_PER_DAY))
    }

    /// Reads a full RFC 3339 date-time in UTC (`2026-01-31T23:59:59Z`): upper-case `T` and `Z`, no fraction of a
    /// second, no offset, a day that exists, no leap second. `None` for everything else.
    ///
    /// Source: ISO/IEC 18013-5 12.3.4 (tdate without fractions, UTC `Z`); RFC 3339 5.6.
    #[must_use]
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let bytes: &[u8; 20] = text.as_bytes().try_into().ok()?;
        let [y @ .., b'T', h1, h2, b':', m1, m2, b':', s1, s2, b'Z'] = bytes else { return None };
        let date = Date::parse(core::str::from_utf8(y).ok()?)?;
        let two = |a: u8, b: u8| u8::try_from(digits(&[a, b])?).ok();
        date.at(two(*h1, *h2)?, two(*m1, *m2)?, two(*s1, *s2)?)
    }
}

impl UnixTime {
    /// What `Display` writes, without the machinery of formatting, which WebAssembly then does without.
    pub(crate) fn rfc3339(self) -> [u8; 20] {
        let date = self.date();
        let in_day = self.0.rem_euclid(SECONDS_PER_DAY);
        let parts = [
            (0, 4, i64::from(date.year)),
            (5, 2, i64::from(date.month)),
            (8, 2, i64::from(date.day)),
            (11, 2, in_day.div_euclid(3600)),
            (14, 2, in_day.div_euclid(60).rem_euclid(60)),
            (17, 2, in_day.rem_euclid(60)),
        ];
        let mut text = *b"0000-00-00T00:00:00Z";
        for (start, length, mut value) in parts {
            for digit in text.iter_mut().skip(start).take(length).rev() {
                *digit = b'0'.saturating_add(u8::try_from(value.rem_euclid(10)).unwrap_or_default());
                value = value.div_euclid(10);
            }
        }
        text
    }
}

/// RFC 3339 in UTC, always 20 characters.
impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rfc3339().iter().try_for_each(|character| f.write_char(char::from(*character)))
    }
}

impl fmt::Debug for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A calendar date (proleptic Gregorian), the years 0000 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// A date from its parts; `None` where there is no such day.
    #[must_use]
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        if year > 9999 || day == 0 || day > days_in_month(year, month) {
            None
        } else {
            Some(Self { year, month, day })
        }
    }

    /// Reads `2008-02-29`; `None` for everything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *bytes else { return None };
        let month = u8::try_from(digits(&[m1, m2])?).ok()?;
        let day = u8::try_from(digits(&[d1, d2])?).ok()?;
        Self::new(digits(&[y1, y2, y3, y4])?, month, day)
    }

    /// The year, 0 to 9999.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }

    /// 00:00:00 UTC on this date.
    #[must_use]
    pub const fn midnight(self) -> UnixTime {
        UnixTime(self.days().saturating_mul(SECONDS_PER_DAY))
    }

    /// A time of day on this date, UTC; `None` where there is none such, a leap second included.
    pub(crate) fn at(self, hour: u8, minute: u8, second: u8) -> Option<UnixTime> {
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let in_day = i64::from(hour)
            .saturating_mul(3600)
            .saturating_add(i64::from(minute).saturating_mul(60))
            .saturating_add(i64::from(second));
        Some(self.midnight().plus_seconds(in_day))
    }

    /// The date `days` later (earlier where negative), clamped to the years 0000 to 9999.
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        self.midnight().plus_seconds(days.saturating_mul(SECONDS_PER_DAY)).date()
    }

    /// Whole years of age on the date `on` of somebody born on this date.
    ///
    /// Born on 29 February, a year is completed on 1 March of common years: the later of the two readings, so that
    /// nobody is called of age too early. A date of birth after `on` gives 0.
    #[must_use]
    pub const fn age_on(self, on: Self) -> u16 {
        let before_birthday = on.month < self.month || (on.month == self.month && on.day < self.day);
        let years = on.year.saturating_sub(self.year);
        if before_birthday { years.saturating_sub(1) } else { years }
    }

    /// Days since 1970-01-01, after Howard Hinnant's `days_from_civil`.
    #[expect(
        clippy::arithmetic_side_effects,
        clippy::as_conversions,
        reason = "all inputs are bounded by the type: years to 9999, months to 12, days to 31"
    )]
    pub(crate) const fn days(self) -> i64 {
        let year = self.year as i64 - if self.month <= 2 { 1 } else { 0 };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month = (self.month as i64 + 9) % 12;
        let day_of_year = (153 * month + 2) / 5 + self.day as i64 - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    /// The inverse of [`Self::days`]; `days` comes from a [`UnixTime`], so the year has four digits.
    #[expect(
        clippy::arithmetic_side_effects,
        clippy::as_conversions,
        reason = "days are bounded by UnixTime, so every intermediate value is small and the parts fit"
    )]
    const fn from_days(days: i64) -> Self {
        let days = days + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = (day_of_year - (153 * month + 2) / 5 + 1) as u8;
        let month = if month < 10 { month + 3 } else { month - 9 } as u8;
        let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
        Self { year: year as u16, month, day }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Redacted: a date is most often a date of birth.
impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Date(..)")
    }
}

const fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 0,
    }
}

/// The decimal number that these ASCII digits write; at most four of them.
fn digits(text: &[u8]) -> Option<u16> {
    text.iter().try_fold(0_u16, |number, byte| {
        let digit = byte.checked_sub(b'0').filter(|digit| *digit <= 9)?;
        number.checked_mul(10)?.checked_add(u16::from(digit))
    })
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::ToString;

    #[test]
    fn rfc3339_round_trips_and_refuses_other_forms() {
        for text in
            ["1970-01-01T00:00:00Z", "2020-10-01T13:30:02Z", "2024-02-29T23:59:59Z", "0000-01-01T00:00:00Z"]
        {
            assert_eq!(UnixTime::parse_rfc3339(text).unwrap().to_string(), text);
        }
        assert_eq!(UnixTime::parse_rfc3339("2020-10-01T13:30:02Z").unwrap().seconds(), 1_601_559_002);
        for text in [
            "2020-10-01T13:30:02.5Z",
            "2020-10-01T13:30:02+00:00",
            "2020-10-01t13:30:02Z",
            "2020-10-01T13:30:02z",
            "2020-10-01 13:30:02Z",
            "2023-02-29T00:00:00Z",
            "2020-10-01T24:00:00Z",
            "2020-10-01T23:59:60Z",
            "2020-10-01",
            "202\u{e9}-1-01T00:00:00Z",
            "",
        ] {
            assert_eq!(UnixTime::parse_rfc3339(text), None, "{text}");
        }
    }

    #[test]
    fn every_day_of_four_centuries_round_trips() {
        let mut date = Date::new(1800, 1, 1).unwrap();
        let mut days = date.days();
        while date < Date::new(2200, 1, 1).unwrap() {
            assert_eq!(Date::parse(&date.to_string()), Some(date));
            let next = date.plus_days(1);
            days += 1;
            assert_eq!(next.days(), days);
            date = next;
        }
    }

    #[test]
    fn leap_day_birthdays_complete_a_year_on_the_first_of_march() {
        let born = Date::parse("2008-02-29").unwrap();
        for (on, age) in [
            ("2026-02-28", 17),
            ("2026-03-01", 18),
            ("2028-02-28", 19),
            ("2028-02-29", 20),
            ("2008-02-29", 0),
            ("2007-01-01", 0),
        ] {
            assert_eq!(born.age_on(Date::parse(on).unwrap()), age, "{on}");
        }
    }
}
