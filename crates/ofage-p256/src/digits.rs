//! Scalars as signed digits.

/// A number in non-adjacent form of `width` bits: the number is the sum of `digit[i]` times 2^i, each digit is 0 or odd and
/// below 2^(width - 1) in size, and behind one that is not 0 there are at least `width` - 1 zeros.
///
/// `number` is little-endian and has fewer bits than there are digits. `width` is from 2 to 8.
pub(crate) fn non_adjacent<const N: usize>(number: &[u8], width: u32) -> [i8; N] {
    let end = 1_i32.wrapping_shl(width);
    let bytes = |at: usize| number.get(at).copied().unwrap_or(0);
    let mut digits = [0; N];
    let mut carry = 0;
    let mut position = 0_usize;
    while let Some(digit) = digits.get_mut(position) {
        let byte = position >> 3;
        let window = u16::from_le_bytes([bytes(byte), bytes(byte.saturating_add(1))]) >> (position & 7);
        if (i32::from(window) ^ carry) & 1 == 0 {
            // Even, with the carry: a carry of one goes on through ones.
            position = position.saturating_add(1);
            continue;
        }
        let value = (i32::from(window) & end.saturating_sub(1)).saturating_add(carry);
        carry = i32::from(value > end >> 1);
        let signed = if carry == 1 { value.saturating_sub(end) } else { value };
        *digit = i8::try_from(signed).unwrap_or(0);
        position = position.saturating_add(usize::try_from(width).unwrap_or(1));
    }
    digits
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "a test does plain arithmetic on small numbers")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(value: u32, width: u32) {
        let digits: [i8; 33] = non_adjacent(&value.to_le_bytes(), width);
        let mut sum = 0_i64;
        let mut last = None::<usize>;
        for (position, digit) in digits.into_iter().enumerate().filter(|(_, digit)| *digit != 0) {
            sum += i64::from(digit) << position;
            assert_eq!(digit.rem_euclid(2), 1);
            assert!(u32::from(digit.unsigned_abs()) < 1 << (width - 1));
            let gap = usize::try_from(width).unwrap();
            assert!(last.is_none_or(|last| position >= last + gap), "{value:x}");
            last = Some(position);
        }
        assert_eq!(sum, i64::from(value), "{value:x} of {width} bits");
    }

    #[test]
    fn digits_add_up_to_their_number() {
        for width in 2..=8 {
            (0..=1024).chain(u32::MAX - 1024..=u32::MAX).for_each(|value| check(value, width));
            for bit in 0..32 {
                for value in [1_u32 << bit, (1_u32 << bit).wrapping_sub(1), !(1 << bit)] {
                    check(value, width);
                }
            }
            [0xdead_beef, 0xaaaa_aaaa, 0x5555_5555].iter().for_each(|value| check(*value, width));
        }
    }

    proptest! {
        #[test]
        fn so_they_do_for_any_number(value in any::<u32>(), width in 2..=8_u32) {
            check(value, width);
        }
    }
}
