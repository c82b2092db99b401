//! The claims of a list's CWT that both kinds of list have.

use alloc::string::String;

use crate::cbor::{Key, Reader};
use crate::error::{DecodeError, DecodeErrorKind as Kind};
use crate::signed_list::{ListError, check_dates};
use crate::time::UnixTime;

const SUBJECT: i64 = 2;
const EXPIRES: i64 = 4;
const ISSUED: i64 = 6;
const TIME_TO_LIVE: i64 = 65_534;

/// Which list it is, and from when to when it counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListTerms {
    uri: String,
    issued: UnixTime,
    expires: UnixTime,
    ttl_seconds: Option<u64>,
}

impl ListTerms {
    /// Reads the claims; `claim` gets those that are not common to all lists.
    ///
    /// `exp` must be there: ISO/IEC 18013-5 wants it, and a list without an end could be replayed for ever.
    pub(super) fn read<'a>(
        reader: &mut Reader<'a>,
        mut claim: impl FnMut(i64, &mut Reader<'a>) -> Result<(), DecodeError>,
    ) -> Result<Self, DecodeError> {
        let start = *reader;
        let (mut uri, mut issued, mut expires, mut ttl_seconds) = (None, None, None, None);
        for _ in 0..reader.map()? {
            match reader.key()? {
                Key::Int(SUBJECT) => uri = Some(reader.text()?.into()),
                Key::Int(ISSUED) => issued = Some(numeric_date(reader)?),
                Key::Int(EXPIRES) => expires = Some(numeric_date(reader)?),
                Key::Int(TIME_TO_LIVE) => ttl_seconds = Some(reader.unsigned()?),
                Key::Int(label) => claim(label, reader)?,
                Key::Text(_) | Key::Other => {
                    reader.skip()?;
                }
            }
        }
        let missing = || start.error(Kind::MissingField);
        Ok(Self {
            uri: uri.ok_or_else(missing)?,
            issued: issued.ok_or_else(missing)?,
            expires: expires.ok_or_else(missing)?,
            ttl_seconds,
        })
    }

    pub(super) fn check(&self, now: UnixTime) -> Result<(), ListError> {
        check_dates(self.issued, Some(self.expires), now)
    }

    /// `sub`: the address of the list, by which attestations name it.
    #[must_use]
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// `iat`: when it was issued.
    #[must_use]
    pub const fn issued(&self) -> UnixTime {
        self.issued
    }

    /// `exp`: the last second in which it counts.
    #[must_use]
    pub const fn expires(&self) -> UnixTime {
        self.expires
    }

    /// `ttl`: after how many seconds a fresh list should be fetched.
    #[must_use]
    pub const fn ttl_seconds(&self) -> Option<u64> {
        self.ttl_seconds
    }

    /// Whether a fresh list should be fetched: `ttl` is over. The list still counts until it expires.
    #[must_use]
    pub fn is_refresh_due(&self, now: UnixTime) -> bool {
        let ttl = self.ttl_seconds.and_then(|ttl| i64::try_from(ttl).ok());
        ttl.is_some_and(|ttl| now.seconds_since(self.issued) > ttl)
    }
}

/// Whole seconds since the epoch. Fractions, which CWT allows, are refused: no issuer of lists has a use for them.
fn numeric_date(reader: &mut Reader<'_>) -> Result<UnixTime, DecodeError> {
    let at = *reader;
    UnixTime::from_seconds(reader.integer()?).ok_or_else(|| at.error(Kind::InvalidDate))
}
