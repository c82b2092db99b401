//! Bytes as decimal digits: what cameras, keyboards of any layout and text fields all carry unharmed, and what a QR code
//! packs nearly as densely as bytes.
//!
//! Groups of 22 bytes become 53 digits, a shorter last group the fewest digits that count to 256^n. Every byte string has
//! exactly one text, and no other text decodes.
//!
//! Source: spec/door-code.md §6.

use alloc::string::String;
use alloc::vec::Vec;

/// Bytes of one group, except the last one.
const GROUP_BYTES: usize = 22;
/// Digits of a group of 0, 1, 2 … 22 bytes.
const GROUP_DIGITS: [usize; GROUP_BYTES + 1] =
    [0, 3, 5, 8, 10, 13, 15, 17, 20, 22, 25, 27, 29, 32, 34, 37, 39, 41, 44, 46, 49, 51, 53];
/// Digits of a whole group.
const FULL_GROUP_DIGITS: usize = 53;

/// Why digits are no bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum DigitsError {
    /// A character that is no ASCII digit.
    Character,
    /// A number of digits that no byte string has.
    Length,
    /// A group that stands for more than its bytes hold.
    NotCanonical,
}

/// Appends the digits of `bytes`: each group as one big-endian number with leading zeros.
pub(crate) fn encode(bytes: &[u8], out: &mut String) {
    for group in bytes.chunks(GROUP_BYTES) {
        let count = GROUP_DIGITS.get(group.len()).copied().unwrap_or(FULL_GROUP_DIGITS);
        // Least significant digit first.
        let mut digits = alloc::vec![0_u16; count];
        for byte in group {
            let mut carry = u16::from(*byte);
            for digit in &mut digits {
                let sum = digit.saturating_mul(256).saturating_add(carry);
                *digit = sum % 10;
                carry = sum / 10;
            }
        }
        out.extend(digits.iter().rev().filter_map(|digit| char::from_digit(u32::from(*digit), 10)));
    }
}

/// Most digits that fit one limb: 10^19 is below 2^64.
const LIMB_DIGITS: usize = 19;
/// Limbs of a group: 10^53 is below 2^192.
const LIMBS: usize = 3;

/// The bytes of digits that [`encode`] made. The caller bounds the length.
pub(crate) fn decode(text: &str) -> Result<Vec<u8>, DigitsError> {
    let mut bytes = Vec::with_capacity(text.len() / 2);
    for group in text.as_bytes().chunks(FULL_GROUP_DIGITS) {
        let number = read_group(group)?;
        let length = GROUP_DIGITS.iter().position(|count| *count == group.len());
        let length = length.ok_or(DigitsError::Length)?;
        let zeros = number.len().checked_sub(length).ok_or(DigitsError::Length)?;
        let (high, low) = number.split_at_checked(zeros).ok_or(DigitsError::Length)?;
        if high.iter().any(|byte| *byte != 0) {
            return Err(DigitsError::NotCanonical);
        }
        bytes.extend_from_slice(low);
    }
    Ok(bytes)
}

/// The number that at most 53 digits are, big-endian.
fn read_group(group: &[u8]) -> Result<[u8; LIMBS * 8], DigitsError> {
    // Least significant limb first.
    let mut number = [0_u64; LIMBS];
    for digits in group.chunks(LIMB_DIGITS) {
        let (mut value, mut scale) = (0_u64, 1_u64);
        for character in digits {
            let digit = character.checked_sub(b'0').filter(|digit| *digit <= 9);
            let digit = u64::from(digit.ok_or(DigitsError::Character)?);
            value = value.wrapping_mul(10).wrapping_add(digit);
            scale = scale.wrapping_mul(10);
        }
        // number = number times 10^digits plus value: no step exceeds 128 bits, nor the whole three limbs.
        let mut carry = value;
        for limb in &mut number {
            let product = u128::from(*limb).wrapping_mul(scale.into()).wrapping_add(carry.into());
            (carry, *limb) = halves(product);
        }
    }
    let mut bytes = [0; LIMBS * 8];
    for (to, limb) in bytes.chunks_exact_mut(8).zip(number.iter().rev()) {
        to.copy_from_slice(&limb.to_be_bytes());
    }
    Ok(bytes)
}

/// The upper and the lower 64 bits.
fn halves(value: u128) -> (u64, u64) {
    let half = |bits: u128| u64::try_from(bits & u128::from(u64::MAX)).unwrap_or(0);
    (half(value >> 64), half(value))
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use proptest::prelude::*;
    use std::format;
    use std::string::ToString;

    fn encoded(bytes: &[u8]) -> String {
        let mut text = String::new();
        encode(bytes, &mut text);
        text
    }

    #[test]
    fn the_table_has_the_fewest_digits_for_each_length() {
        // 255, 65535 … written in decimal are as long as the table says.
        for (length, digits) in GROUP_DIGITS.into_iter().enumerate() {
            let largest = encoded(&std::vec![0xff; length]);
            assert_eq!(largest.len(), digits);
            assert!(length == 0 || !largest.starts_with('0'), "{length} bytes have a digit to spare");
        }
    }

    #[test]
    fn known_values() {
        assert_eq!(encoded(&[]), "");
        assert_eq!(encoded(&[0]), "000");
        assert_eq!(encoded(&[0xff]), "255");
        assert_eq!(encoded(&[1, 0]), "00256");
        assert_eq!(encoded(&[0xff; 16]), u128::MAX.to_string());
    }

    #[test]
    fn what_is_no_encoding_is_refused() {
        assert_eq!(decode("256"), Err(DigitsError::NotCanonical));
        assert_eq!(decode("999"), Err(DigitsError::NotCanonical));
        assert_eq!(decode(&"9".repeat(53)), Err(DigitsError::NotCanonical));
        for length in [1, 2, 4, 6, 7, 9, 52, 54, 55] {
            assert_eq!(decode(&"0".repeat(length)), Err(DigitsError::Length), "{length} digits");
        }
        for text in ["12a", "12 ", "+12", "12\u{661}", "\u{ff11}"] {
            assert_eq!(decode(text), Err(DigitsError::Character), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn every_byte_string_comes_back(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            prop_assert_eq!(decode(&encoded(&bytes)), Ok(bytes));
        }

        #[test]
        fn every_text_that_decodes_is_the_encoding(text in "[0-9]{0,110}") {
            if let Ok(bytes) = decode(&text) {
                prop_assert_eq!(encoded(&bytes), text);
            }
        }

        #[test]
        fn any_text_is_answered(text in ".*") {
            let ascii = text.bytes().all(|byte| byte.is_ascii_digit());
            prop_assert!(decode(&text).is_err() || ascii, "{}", format!("{text:?}"));
        }
    }
}
