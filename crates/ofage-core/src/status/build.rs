//! Making lists: the entries, then the claims, then the signature in two steps.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use miniz_oxide::deflate::compress_to_vec_zlib;

use super::identifier_list::{IDENTIFIER_LIST, IDENTIFIER_LIST_TYPE};
use super::status_list::{Entries, STATUS_LIST, STATUS_LIST_TYPE};
use super::{IdentifierList, Status, StatusBits, StatusList};
use crate::cbor::Writer;
use crate::cose::Tagging;
use crate::error::IssueError;
use crate::limits::{MAX_LIST_ENTRIES, MAX_STATUS_BYTES};
use crate::pki::Certificate;
use crate::signed_list::{ChainPlace, ListEnvelope, PreparedList};
use crate::time::UnixTime;

/// The level of compression that the draft recommends.
const LEVEL: u8 = 9;

/// From when to when a list counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ListTerm {
    issued: UnixTime,
    expires: UnixTime,
    ttl_seconds: Option<u64>,
}

impl ListTerm {
    /// A list that counts from `issued` to `expires`, the last second included.
    ///
    /// # Errors
    /// [`IssueError::ValidityOrder`] where it would end before it begins.
    pub const fn new(issued: UnixTime, expires: UnixTime) -> Result<Self, IssueError> {
        if expires.seconds() > issued.seconds() {
            Ok(Self { issued, expires, ttl_seconds: None })
        } else {
            Err(IssueError::ValidityOrder)
        }
    }

    /// Asks verifiers for a fresh list after so many seconds.
    #[must_use]
    pub const fn with_ttl_seconds(mut self, seconds: u64) -> Self {
        self.ttl_seconds = Some(seconds);
        self
    }
}

/// A status list in the making. Every entry is valid until it is set otherwise.
#[derive(Clone)]
pub struct StatusListBuilder {
    uri: String,
    entries: Entries,
}

impl StatusListBuilder {
    /// A list at `uri` with at least `entries` entries of this width: rounded up to whole bytes.
    ///
    /// Make it larger than needed and hand out its indices at random, so that they tell nothing.
    ///
    /// # Errors
    /// [`IssueError::ListTooLarge`] past [`MAX_STATUS_BYTES`].
    pub fn new(uri: &str, bits: StatusBits, entries: u64) -> Result<Self, IssueError> {
        let length = usize::try_from(entries.div_ceil(bits.entries_per_byte()))
            .ok()
            .filter(|length| *length <= MAX_STATUS_BYTES)
            .ok_or(IssueError::ListTooLarge)?;
        Ok(Self { uri: uri.into(), entries: Entries { bits, bytes: vec![0; length] } })
    }

    /// Goes on with a list that was issued before.
    #[must_use]
    pub fn from_list(list: &StatusList) -> Self {
        Self { uri: list.terms.uri().into(), entries: list.entries.clone() }
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.entries.len()
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.bytes.is_empty()
    }

    /// What an entry says.
    ///
    /// # Errors
    /// [`IssueError::StatusIndexOutOfRange`].
    pub fn state(&self, index: u64) -> Result<Status, IssueError> {
        self.entries.value(index).map(Status::from_value).map_err(|_| IssueError::StatusIndexOutOfRange)
    }

    /// Sets one entry.
    ///
    /// # Errors
    /// [`IssueError::StatusIndexOutOfRange`] or [`IssueError::StatusTooWide`].
    pub fn set(&mut self, index: u64, status: Status) -> Result<&mut Self, IssueError> {
        let bits = self.entries.bits;
        if status.value() > bits.max_value() {
            return Err(IssueError::StatusTooWide);
        }
        let (byte, shift) = bits.place(index).ok_or(IssueError::StatusIndexOutOfRange)?;
        let byte = self.entries.bytes.get_mut(byte).ok_or(IssueError::StatusIndexOutOfRange)?;
        let moved = |value: u8| value.checked_shl(shift.into()).unwrap_or(0);
        *byte = (*byte & !moved(bits.max_value())) | moved(status.value());
        Ok(self)
    }

    /// The token, without its signature. `chain` begins with the certificate of the list's signer.
    ///
    /// # Errors
    /// [`IssueError::ListTooLarge`].
    pub fn prepare(&self, term: ListTerm, chain: &[Certificate]) -> Result<PreparedList, IssueError> {
        let mut list = Writer::new();
        list.map(2).text("bits").unsigned(self.entries.bits.bits().into());
        list.text("lst").bytes(&compress_to_vec_zlib(&self.entries.bytes, LEVEL));
        prepare(STATUS_LIST_TYPE, &self.uri, term, STATUS_LIST, &list.finish(), chain)
    }
}

/// The address and size, not the entries.
impl fmt::Debug for StatusListBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StatusListBuilder({:?}, {} entries)", self.uri, self.len())
    }
}

impl IdentifierList {
    /// An identifier list at `uri` without its signature. Identifiers are sorted, and each is written once.
    ///
    /// # Errors
    /// [`IssueError::ListTooLarge`].
    pub fn prepare<'i>(
        uri: &str,
        identifiers: impl IntoIterator<Item = &'i [u8]>,
        term: ListTerm,
        chain: &[Certificate],
    ) -> Result<PreparedList, IssueError> {
        let mut identifiers: Vec<&[u8]> = identifiers.into_iter().collect();
        identifiers.sort_unstable();
        identifiers.dedup();
        if identifiers.len() > MAX_LIST_ENTRIES {
            return Err(IssueError::ListTooLarge);
        }
        let mut list = Writer::new();
        list.map(1).text("identifiers").map(identifiers.len());
        for identifier in identifiers {
            list.bytes(identifier).map(0);
        }
        prepare(IDENTIFIER_LIST_TYPE, uri, term, IDENTIFIER_LIST, &list.finish(), chain)
    }
}

fn prepare(
    typ: &'static str,
    uri: &str,
    term: ListTerm,
    label: i64,
    list: &[u8],
    chain: &[Certificate],
) -> Result<PreparedList, IssueError> {
    let mut claims = Writer::new();
    claims.map(if term.ttl_seconds.is_some() { 5 } else { 4 });
    claims.integer(2).text(uri);
    claims.integer(4).integer(term.expires.seconds());
    claims.integer(6).integer(term.issued.seconds());
    if let Some(ttl) = term.ttl_seconds {
        claims.integer(65_534).unsigned(ttl);
    }
    claims.integer(label).raw(list);
    let envelope = ListEnvelope { tagging: Tagging::Tagged, typ: Some(typ), chain: ChainPlace::Protected };
    PreparedList::new(envelope, chain, claims.finish())
}
