//! Copies from a fixed dictionary and from what was unpacked before: for templates and certificates that travel in a
//! code.
//!
//! ```text
//! token = 0nnnnnnn n+1 bytes                    these bytes
//!       / 1nnnnnnn integer                      n+4 bytes from that many bytes back
//! ```

use alloc::vec::Vec;
use core::ops::Range;

use super::DoorCodeError;
use super::bytes::{Input, put_length};
use super::dictionary::DICTIONARY;

const MAX_RUN: usize = 128;
const MIN_COPY: usize = 4;
const MAX_COPY: usize = MIN_COPY + 127;

/// Packs bytes. The farthest-reaching copy at each place; the most recent one where several reach as far.
pub(super) fn pack(bytes: &[u8]) -> Vec<u8> {
    let window = [DICTIONARY, bytes].concat();
    let mut out = Vec::new();
    let mut run = 0_usize..0;
    while let Some(rest) = bytes.get(run.end..).filter(|rest| !rest.is_empty()) {
        match longest(&window, DICTIONARY.len().saturating_add(run.end), rest) {
            Some((length, back)) => {
                flush(&mut out, bytes, run.clone());
                // At most MAX_COPY, so the difference fits seven bits.
                let short = u8::try_from(length.saturating_sub(MIN_COPY)).unwrap_or(0);
                out.push(0x80 | short);
                put_length(&mut out, back);
                let next = run.end.saturating_add(length);
                run = next..next;
            }
            None => run.end = run.end.saturating_add(1),
        }
    }
    flush(&mut out, bytes, run);
    out
}

/// Writes the bytes of a run as they are.
fn flush(out: &mut Vec<u8>, bytes: &[u8], run: Range<usize>) {
    for chunk in bytes.get(run).unwrap_or_default().chunks(MAX_RUN) {
        out.push(u8::try_from(chunk.len().saturating_sub(1)).unwrap_or(0));
        out.extend_from_slice(chunk);
    }
}

/// The longest copy for `rest`, which stands at `at` of `window`: its length, and how far back it is.
fn longest(window: &[u8], at: usize, rest: &[u8]) -> Option<(usize, usize)> {
    let first = rest.get(..MIN_COPY)?;
    let known = window.get(..at)?;
    let mut best = None;
    for (from, candidate) in known.windows(MIN_COPY).enumerate() {
        if candidate != first {
            continue;
        }
        let there = window.get(from..).unwrap_or_default();
        let length = there.iter().zip(rest.iter().take(MAX_COPY)).take_while(|(a, b)| a == b).count();
        // A copy never reaches into itself.
        let length = length.min(at.saturating_sub(from));
        if best.is_none_or(|(longest, _)| length >= longest) {
            best = Some((length, at.saturating_sub(from)));
        }
    }
    best
}

/// Unpacks to at most `limit` bytes.
pub(super) fn unpack(packed: &[u8], limit: usize) -> Result<Vec<u8>, DoorCodeError> {
    let mut input = Input::new(packed);
    let mut window = DICTIONARY.to_vec();
    let end = DICTIONARY.len().saturating_add(limit);
    while !input.is_empty() {
        let token = input.byte()?;
        let count = usize::from(token & 0x7f);
        if token & 0x80 == 0 {
            let run = input.take(count.saturating_add(1)).map_err(|_| DoorCodeError::PackInvalid)?;
            window.extend_from_slice(run);
        } else {
            let back = input.length().map_err(|_| DoorCodeError::PackInvalid)?;
            let from = window.len().checked_sub(back).ok_or(DoorCodeError::PackInvalid)?;
            let to = from.saturating_add(count).saturating_add(MIN_COPY);
            let copy = window.get(from..to).ok_or(DoorCodeError::PackInvalid)?.to_vec();
            window.extend_from_slice(&copy);
        }
        if window.len() > end {
            return Err(DoorCodeError::TooLarge);
        }
    }
    Ok(window.split_off(DICTIONARY.len()))
}
