//! The parts of a template.

use alloc::vec::Vec;

use crate::cbor::{HeadBytes, shortest_width};
use crate::crypto::{Curve, HashAlgorithm};

/// One part of a response: bytes that the template knows, or a hole that the code fills.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Op {
    /// These bytes.
    Literal(Vec<u8>),
    /// A CBOR byte string around parts; its length is computed.
    ByteString { head: HeadWidth, ops: Vec<Self> },
    /// This many bytes from the code: a salt, a signature, a MAC.
    Raw(usize),
    /// A CBOR item of any length from the code.
    Blob,
    /// A coordinate of the device key. The first of the two reads the compressed point, the other one nothing.
    Coordinate { curve: Curve, axis: Axis },
    /// The 20 characters of a time in UTC.
    Date { unit: Unit, origin: Origin },
    /// A CBOR unsigned integer in its shortest form.
    Unsigned,
    /// An `IssuerSignedItemBytes`: adds nothing, but its bytes are what the digest is over.
    Item { name_space: u8, ops: Vec<Self> },
    /// The `digestID` of the item around it, below `below`; 0 for any.
    ItemId { below: u64 },
    /// The entries of one name space of `valueDigests`: those of disclosed items are computed.
    Digests { name_space: u8, hash: HashAlgorithm, ids: Ids, count: usize },
    /// The two digits of `age_over_NN`. The first of digits and value reads the byte for both.
    AgeDigits,
    /// The `true` or `false` of the same element.
    AgeValue,
    /// The DER of a certificate.
    Certificate,
}

/// How wide the length in the head of a byte string is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum HeadWidth {
    Shortest,
    One,
    Two,
    Four,
    Eight,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Axis {
    X,
    Y,
}

/// What a date counts in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Unit {
    Days,
    Seconds,
}

impl Unit {
    pub(super) const fn seconds(self) -> i64 {
        match self {
            Self::Days => 86_400,
            Self::Seconds => 1,
        }
    }
}

/// Where a date counts from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Origin {
    /// 1970-01-01T00:00:00Z.
    Epoch,
    /// The date before it in the response.
    Previous,
}

/// Which digest identifiers a name space has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Ids {
    /// 0, 1, 2 … in this order.
    Sequential,
    /// Any, listed in the code.
    Listed,
}

impl HeadWidth {
    /// From the width of a head that was read, and the length in it.
    pub(super) fn of(width: u8, length: u64) -> Self {
        if width == shortest_width(length) {
            return Self::Shortest;
        }
        match width {
            1 => Self::One,
            2 => Self::Two,
            4 => Self::Four,
            _ => Self::Eight,
        }
    }

    /// The head of a byte string. `None` where the length does not fit the width, or has a shorter head that
    /// [`Self::Shortest`] stands for.
    pub(super) fn encode(self, length: usize) -> Option<HeadBytes> {
        let length = u64::try_from(length).ok()?;
        let shortest = shortest_width(length);
        let width = match self {
            Self::Shortest => shortest,
            Self::One => 1,
            Self::Two => 2,
            Self::Four => 4,
            Self::Eight => 8,
        };
        if width < shortest || (self != Self::Shortest && width == shortest) {
            return None;
        }
        Some(HeadBytes::of_width(2, length, width))
    }
}

/// The head of an unsigned integer in its shortest form.
pub(super) fn unsigned_head(value: u64) -> HeadBytes {
    HeadBytes::shortest(0, value)
}

/// Walks all parts, outer before inner, in the order of the response.
pub(super) fn walk<'a>(ops: &'a [Op], visit: &mut impl FnMut(&'a Op)) {
    for op in ops {
        visit(op);
        if let Op::ByteString { ops, .. } | Op::Item { ops, .. } = op {
            walk(ops, visit);
        }
    }
}
