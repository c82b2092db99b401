//! A cursor over code bytes, and the variable-length integer.

use alloc::vec::Vec;

use super::DoorCodeError;

/// Most bytes of one integer: 63 bits, seven a byte.
const MAX_INTEGER_BYTES: u32 = 9;

/// What is left to read of a code, a template or packed bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Input<'a> {
    rest: &'a [u8],
}

impl<'a> Input<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], DoorCodeError> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(DoorCodeError::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], DoorCodeError> {
        self.take(N)?.try_into().map_err(|_| DoorCodeError::Truncated)
    }

    pub(super) fn byte(&mut self) -> Result<u8, DoorCodeError> {
        self.array().map(u8::from_be_bytes)
    }

    /// An integer in groups of seven bits, least significant first; the top bit says that more follow. The shortest
    /// form only, so that every value has one encoding.
    pub(super) fn integer(&mut self) -> Result<u64, DoorCodeError> {
        let mut value = 0_u64;
        for group in 0..MAX_INTEGER_BYTES {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << group.saturating_mul(7);
            if byte & 0x80 == 0 {
                let padded = byte == 0 && group > 0;
                return if padded { Err(DoorCodeError::HoleInvalid) } else { Ok(value) };
            }
        }
        Err(DoorCodeError::HoleInvalid)
    }

    /// An integer that counts bytes or parts.
    pub(super) fn length(&mut self) -> Result<usize, DoorCodeError> {
        usize::try_from(self.integer()?).map_err(|_| DoorCodeError::HoleInvalid)
    }
}

/// Writes the integer that [`Input::integer`] reads. `None` from 2^63.
pub(super) fn put_integer(out: &mut Vec<u8>, value: u64) -> Option<()> {
    if value >> 63 != 0 {
        return None;
    }
    let mut rest = value;
    loop {
        let [group, ..] = (rest & 0x7f).to_le_bytes();
        rest >>= 7;
        if rest == 0 {
            out.push(group);
            return Some(());
        }
        out.push(group | 0x80);
    }
}

/// Writes a count of bytes or parts.
pub(super) fn put_length(out: &mut Vec<u8>, length: usize) {
    // No length in memory reaches 2^63, so nothing is lost here.
    if let Ok(length) = u64::try_from(length) {
        put_integer(out, length).unwrap_or_default();
    }
}
