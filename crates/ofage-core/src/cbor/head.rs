//! Heads of what we write.

/// The bytes of one head.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HeadBytes {
    bytes: [u8; 9],
    length: usize,
}

impl HeadBytes {
    fn new<const N: usize>(head: [u8; N]) -> Self {
        let mut bytes = [0; 9];
        bytes.iter_mut().zip(head).for_each(|(to, from)| *to = from);
        Self { bytes, length: N }
    }

    /// The head of a major type (0 to 7) with an argument, `width` bytes of it behind the first: 0, 1, 2, 4 or 8, enough for
    /// the argument.
    pub(crate) fn of_width(major: u8, argument: u64, width: u8) -> Self {
        let major = major << 5;
        let [b7, b6, b5, b4, b3, b2, b1, b0] = argument.to_be_bytes();
        match width {
            0 => Self::new([major | b0]),
            1 => Self::new([major | 24, b0]),
            2 => Self::new([major | 25, b1, b0]),
            4 => Self::new([major | 26, b3, b2, b1, b0]),
            _ => Self::new([major | 27, b7, b6, b5, b4, b3, b2, b1, b0]),
        }
    }

    /// The shortest head for an argument.
    pub(crate) fn shortest(major: u8, argument: u64) -> Self {
        Self::of_width(major, argument, shortest_width(argument))
    }

    /// The shortest head of a byte string (major type 2) or a text (3) of so many bytes.
    pub(crate) fn of_length(major: u8, length: usize) -> Self {
        Self::shortest(major, u64::try_from(length).unwrap_or(u64::MAX))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

/// Bytes of argument in the shortest head for it (RFC 8949 4.2.1).
pub(crate) const fn shortest_width(argument: u64) -> u8 {
    match argument {
        0..=23 => 0,
        24..=0xff => 1,
        0x100..=0xffff => 2,
        0x1_0000..=0xffff_ffff => 4,
        _ => 8,
    }
}
