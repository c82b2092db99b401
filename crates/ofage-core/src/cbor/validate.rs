//! One walk over a message before anything is read from it.

use super::reader::{Head, Major, Reader};
use crate::error::{DecodeError, DecodeErrorKind as Kind};
use crate::few::Few;
use crate::limits::{MAX_DEPTH, MAX_ENTRIES};

/// Keys that a usual message has pending at the same time, in all its open maps.
const USUAL_KEYS: usize = 16;

/// An open array, map or tag on the way down.
#[derive(Clone, Copy, Debug)]
struct Open {
    /// Items still to come inside it.
    remaining: usize,
    /// For a map: where its keys begin in the shared stack of keys.
    keys_from: Option<usize>,
}

/// A map key reduced to what makes it equal to another, whatever the width of its head.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
struct SeenKey<'a> {
    /// Major type and argument; strings add their content, other types their bytes in shortest form.
    major: u8,
    argument: u64,
    content: &'a [u8],
    /// Where the key stands, for the error; also makes the sort stable.
    offset: usize,
}

/// Checks that the reader holds exactly one well-formed item within all limits, without duplicate map keys.
pub(super) fn validate(mut reader: Reader<'_>) -> Result<(), DecodeError> {
    let mut open: [Option<Open>; MAX_DEPTH] = [None; MAX_DEPTH];
    let mut depth = 0_usize;
    let mut keys = Few::<SeenKey<'_>, USUAL_KEYS>::new();
    // One map may be as large as a container may be, but not each of those around it: their keys stand side by side.
    let most_keys = reader.max_entries().saturating_add(MAX_DEPTH.saturating_mul(MAX_ENTRIES));
    loop {
        // Close what is complete, innermost first.
        while let Some(Some(Open { remaining: 0, keys_from })) =
            depth.checked_sub(1).and_then(|top| open.get(top))
        {
            if let Some(from) = *keys_from {
                check_unique(keys.get_mut(from..).unwrap_or_default())?;
                keys.truncate(from);
            }
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return end(reader);
            }
        }
        let parent = depth.checked_sub(1).and_then(|top| open.get_mut(top)).and_then(Option::as_mut);
        let is_key = parent.as_ref().is_some_and(|p| p.keys_from.is_some() && p.remaining.is_multiple_of(2));
        if is_key {
            if keys.len() >= most_keys {
                return Err(reader.error(Kind::TooManyEntries));
            }
            keys.push(key(reader)?);
        }
        if let Some(parent) = parent {
            parent.remaining = parent.remaining.saturating_sub(1);
        }
        let start = reader;
        let head = reader.head()?;
        let (children, keys_from) = match head.major {
            Major::Unsigned | Major::Negative | Major::Simple => (None, None),
            Major::Bytes => {
                reader.content(head.argument)?;
                (None, None)
            }
            Major::Text => {
                let at = reader;
                core::str::from_utf8(reader.content(head.argument)?)
                    .map_err(|_| at.error(Kind::InvalidUtf8))?;
                (None, None)
            }
            Major::Array => (Some(entries(start, head)?), None),
            Major::Map => (Some(entries(start, head)?.saturating_mul(2)), Some(keys.len())),
            Major::Tag => (Some(1), None),
        };
        match children {
            Some(remaining) => {
                let slot = open.get_mut(depth).ok_or_else(|| start.error(Kind::TooDeep))?;
                *slot = Some(Open { remaining, keys_from });
                depth = depth.saturating_add(1);
            }
            None if depth == 0 => return end(reader),
            None => {}
        }
    }
}

fn end(reader: Reader<'_>) -> Result<(), DecodeError> {
    if reader.at_end() { Ok(()) } else { Err(reader.error(Kind::TrailingBytes)) }
}

fn entries(start: Reader<'_>, head: Head) -> Result<usize, DecodeError> {
    usize::try_from(head.argument)
        .ok()
        .filter(|count| *count <= start.max_entries())
        .ok_or_else(|| start.error(Kind::TooManyEntries))
}

/// The key at the reader's position. Arrays, maps, tags and floats are refused as keys: no structure that we read has
/// them, and whether two of them are equal depends on the application (RFC 8949 5.6.1).
fn key(mut reader: Reader<'_>) -> Result<SeenKey<'_>, DecodeError> {
    let start = reader;
    let head = reader.head()?;
    let major = match head.major {
        Major::Unsigned => 0,
        Major::Negative => 1,
        Major::Bytes => 2,
        Major::Text => 3,
        Major::Simple if head.width <= 1 => 7,
        Major::Array | Major::Map | Major::Tag | Major::Simple => {
            return Err(start.error(Kind::UnsupportedKey));
        }
    };
    let content = match head.major {
        Major::Bytes | Major::Text => reader.content(head.argument)?,
        Major::Unsigned | Major::Negative | Major::Array | Major::Map | Major::Tag | Major::Simple => &[],
    };
    Ok(SeenKey { major, argument: head.argument, content, offset: start.offset() })
}

/// Heap sort: never more than n log n, in a tenth of the code of the standard library's.
fn sort(keys: &mut [SeenKey<'_>]) {
    for root in (0..keys.len() / 2).rev() {
        sift(keys, root);
    }
    let mut rest = keys;
    while let Some(last) = rest.len().checked_sub(1) {
        rest.swap(0, last);
        rest = rest.split_at_mut(last).0;
        sift(rest, 0);
    }
}

/// Moves the key at `root` down until no child is greater.
fn sift(keys: &mut [SeenKey<'_>], mut root: usize) {
    loop {
        let left = root.saturating_mul(2).saturating_add(1);
        let right = left.saturating_add(1);
        let child = if keys.get(right) > keys.get(left) { right } else { left };
        if child >= keys.len() || keys.get(child) <= keys.get(root) {
            return;
        }
        keys.swap(child, root);
        root = child;
    }
}

/// Sorts the keys of one map and refuses two equal neighbours.
fn check_unique(keys: &mut [SeenKey<'_>]) -> Result<(), DecodeError> {
    let same = |a: &SeenKey<'_>, b: &SeenKey<'_>| {
        (a.major, a.argument, a.content) == (b.major, b.argument, b.content)
    };
    if let [a, b] = keys {
        // The most frequent sizes need no sort.
        return if same(a, b) { Err(DecodeError::new(Kind::DuplicateKey, b.offset)) } else { Ok(()) };
    }
    sort(keys);
    match keys.windows(2).find_map(|pair| match pair {
        [a, b] if same(a, b) => Some(b.offset),
        _ => None,
    }) {
        Some(offset) => Err(DecodeError::new(Kind::DuplicateKey, offset)),
        None => Ok(()),
    }
}
