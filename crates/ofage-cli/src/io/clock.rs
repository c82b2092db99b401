//! The machine's clock, and dates and times as people write them.

use std::time::{SystemTime, UNIX_EPOCH};

use ofage_core::{Date, UnixTime};

use crate::failure::Failure;

/// The time now, by the machine's clock.
///
/// # Errors
/// [`Failure::Usage`] where the clock stands before 1970 or after the year 9999.
pub(crate) fn now() -> Result<UnixTime, Failure> {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|elapsed| i64::try_from(elapsed.as_secs()).ok())
        .and_then(UnixTime::from_seconds)
        .ok_or_else(|| Failure::Usage("the clock of this machine is wrong: set it, or give a time".into()))
}

/// A point in time from the command line: RFC 3339 in UTC, or a date alone for its first second.
///
/// # Errors
/// What to write instead.
pub(crate) fn parse_time(text: &str) -> Result<UnixTime, String> {
    UnixTime::parse_rfc3339(text)
        .or_else(|| Date::parse(text).map(Date::midnight))
        .ok_or_else(|| "expected a time in UTC such as 2026-01-31T20:00:00Z".into())
}

/// A date from the command line.
///
/// # Errors
/// What to write instead.
pub(crate) fn parse_date(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "expected a date that exists, such as 2008-02-29".into())
}

#[cfg(test)]
mod tests {
    use super::{now, parse_date, parse_time};

    #[test]
    fn times_and_dates_are_read() {
        assert_eq!(parse_time("2026-01-31T20:00:00Z").unwrap().to_string(), "2026-01-31T20:00:00Z");
        assert_eq!(parse_time("2026-01-31").unwrap().to_string(), "2026-01-31T00:00:00Z");
        assert_eq!(parse_date("2008-02-29").unwrap().to_string(), "2008-02-29");
        for text in ["", "now", "2026-02-29", "2026-01-31T20:00:00+01:00", "31.01.2026"] {
            assert!(parse_time(text).is_err(), "{text}");
            assert!(parse_date(text).is_err(), "{text}");
        }
        assert!(now().unwrap() > parse_time("2025-01-01").unwrap());
    }
}
