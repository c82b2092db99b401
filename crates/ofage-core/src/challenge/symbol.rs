//! A symbol that both screens show, so that staff see that the phone before them answers them.

use core::fmt;

/// A coloured shape and two digits, made from the hash of a challenge: both screens of one transaction show the same.
///
/// It lets a person see at a glance that a phone answers this door's challenge and not another's. It is no proof:
/// whoever relays the challenge can show the symbol too.
///
/// The number alone tells as much as shape and colour do to those who see shapes or colours less well. Shown together
/// with the name of both, in the words of [`Shape::name_key`] and [`Colour::name_key`].
///
/// Source: spec/challenge.md C-6.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct MatchingSymbol {
    shape: Shape,
    colour: Colour,
    number: u8,
}

impl MatchingSymbol {
    /// The symbol of a session's SHA-256.
    pub(super) fn from_hash(hash: &[u8; 32]) -> Self {
        let [_, _, shape, colour, high, low, ..] = *hash;
        let pick = |byte: u8| usize::from(byte & 7);
        let number = u16::from_be_bytes([high, low]).checked_rem(100).unwrap_or_default();
        Self {
            shape: Shape::ALL.get(pick(shape)).copied().unwrap_or(Shape::Circle),
            colour: Colour::ALL.get(pick(colour)).copied().unwrap_or(Colour::Blue),
            number: u8::try_from(number).unwrap_or_default(),
        }
    }

    /// The shape.
    #[must_use]
    pub const fn shape(&self) -> Shape {
        self.shape
    }

    /// The colour.
    #[must_use]
    pub const fn colour(&self) -> Colour {
        self.colour
    }

    /// The number, 0 to 99; shown with two digits.
    #[must_use]
    pub const fn number(&self) -> u8 {
        self.number
    }
}

/// In English: `blue star 07`.
impl fmt::Display for MatchingSymbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {:02}", self.colour.name(), self.shape.name(), self.number)
    }
}

macro_rules! named {
    ($(#[$meta:meta])* $name:ident, $prefix:literal { $( $(#[$doc:meta])* $variant:ident => $text:literal, $index:literal; )* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[expect(clippy::exhaustive_enums, reason = "the table is fixed by the specification")]
        pub enum $name { $( $(#[$doc])* $variant, )* }

        impl $name {
            /// All of them, in the order of the table.
            pub const ALL: [Self; 8] = [$(Self::$variant),*];

            /// The English name, lower case.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The key to translate the name by.
            #[must_use]
            pub const fn name_key(self) -> &'static str {
                match self { $(Self::$variant => concat!($prefix, ".", $text),)* }
            }

            /// Position in the table, 0 to 7.
            #[must_use]
            pub const fn index(self) -> u8 {
                match self { $(Self::$variant => $index,)* }
            }
        }
    };
}

named! {
    /// A shape with an outline of its own.
    Shape, "shape" {
        /// A disc.
        Circle => "circle", 0;
        /// A square on its side.
        Square => "square", 1;
        /// A triangle that points up.
        Triangle => "triangle", 2;
        /// A star of five points.
        Star => "star", 3;
        /// A heart.
        Heart => "heart", 4;
        /// A crescent.
        Moon => "moon", 5;
        /// An upright cross with equal arms.
        Cross => "cross", 6;
        /// A drop that points up.
        Drop => "drop", 7;
    }
}

named! {
    /// A colour that differs from the others also in lightness, for eyes that mix hues.
    Colour, "colour" {
        /// Blue.
        Blue => "blue", 0;
        /// Orange.
        Orange => "orange", 1;
        /// Black.
        Black => "black", 2;
        /// Pink.
        Pink => "pink", 3;
        /// Green.
        Green => "green", 4;
        /// Yellow.
        Yellow => "yellow", 5;
        /// Purple.
        Purple => "purple", 6;
        /// Sky blue.
        Sky => "sky", 7;
    }
}

impl Shape {
    /// One character that looks like it, for terminals.
    #[must_use]
    pub const fn glyph(self) -> char {
        match self {
            Self::Circle => '\u{25cf}',
            Self::Square => '\u{25a0}',
            Self::Triangle => '\u{25b2}',
            Self::Star => '\u{2605}',
            Self::Heart => '\u{2665}',
            Self::Moon => '\u{263e}',
            Self::Cross => '\u{271a}',
            Self::Drop => '\u{2b27}',
        }
    }
}

impl Colour {
    /// Red, green and blue, for a white ground and a black outline.
    #[must_use]
    pub const fn rgb(self) -> [u8; 3] {
        match self {
            Self::Blue => [0x1f, 0x5f, 0xd1],
            Self::Orange => [0xf0, 0x8a, 0x00],
            Self::Black => [0x16, 0x19, 0x1d],
            Self::Pink => [0xf0, 0x6b, 0xb4],
            Self::Green => [0x0b, 0x7a, 0x4b],
            Self::Yellow => [0xf5, 0xd2, 0x0a],
            Self::Purple => [0x7a, 0x2f, 0xbf],
            Self::Sky => [0x57, 0xb8, 0xee],
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::collections::BTreeSet;
    use std::string::ToString;

    #[test]
    fn every_symbol_can_come_up_and_is_named() {
        let mut seen = BTreeSet::new();
        for shape in 0..=255u8 {
            for colour in 0..=7 {
                let mut hash = [0; 32];
                (hash[2], hash[3], hash[5]) = (shape, colour, shape);
                let symbol = MatchingSymbol::from_hash(&hash);
                assert!(symbol.number() < 100);
                seen.insert((symbol.shape().index(), symbol.colour().index()));
            }
        }
        assert_eq!(seen.len(), 64);
        assert_eq!(MatchingSymbol::from_hash(&[0; 32]).to_string(), "blue circle 00");
        let keys: BTreeSet<_> = Shape::ALL
            .map(Shape::name_key)
            .into_iter()
            .chain(Colour::ALL.map(Colour::name_key))
            .chain(Shape::ALL.map(Shape::name))
            .collect();
        assert_eq!(keys.len(), 24);
        assert_eq!(Shape::ALL.map(Shape::index), [0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(Colour::ALL.map(Colour::index), [0, 1, 2, 3, 4, 5, 6, 7]);
    }
}
