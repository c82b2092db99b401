//! When an attestation is valid: whole days, so that times do not single anybody out.

use crate::error::IssueError;
use crate::time::{Date, UnixTime};

/// A period of validity in whole days, UTC midnight to UTC midnight.
///
/// Source: ISO/IEC 18013-5 12.3.4; EU AV technical specification 3.4.1 (same hh:mm:ss on every attestation).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Validity {
    signed: Date,
    valid_from: Date,
    valid_until: Date,
}

impl Validity {
    /// Signed and valid from 00:00 UTC on `from`, until 00:00 UTC `days` later. 1 to 65,535 days.
    ///
    /// # Errors
    /// [`IssueError::ValidityOrder`] for 0 days, or past the year 9999.
    pub fn days(from: Date, days: u16) -> Result<Self, IssueError> {
        Self::new(from, from, from.plus_days(i64::from(days)))
    }

    /// Three dates, each meaning 00:00 UTC: an attestation may be signed ahead of its first day.
    ///
    /// # Errors
    /// [`IssueError::ValidityOrder`] unless `signed` <= `valid_from` < `valid_until`.
    pub fn new(signed: Date, valid_from: Date, valid_until: Date) -> Result<Self, IssueError> {
        if signed <= valid_from && valid_from < valid_until {
            Ok(Self { signed, valid_from, valid_until })
        } else {
            Err(IssueError::ValidityOrder)
        }
    }

    /// `signed`.
    #[must_use]
    pub const fn signed(&self) -> UnixTime {
        self.signed.midnight()
    }

    /// `validFrom`.
    #[must_use]
    pub const fn valid_from(&self) -> UnixTime {
        self.valid_from.midnight()
    }

    /// `validUntil`.
    #[must_use]
    pub const fn valid_until(&self) -> UnixTime {
        self.valid_until.midnight()
    }

    /// Whole days from `validFrom` to `validUntil`.
    pub(super) const fn lifetime_days(&self) -> i64 {
        self.valid_until.days().saturating_sub(self.valid_from.days())
    }

    pub(super) const fn first_day(&self) -> Date {
        self.valid_from
    }
}
