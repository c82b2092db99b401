//! Points as bytes.
#![expect(clippy::arithmetic_side_effects, reason = "operators of field elements cannot overflow")]

use crate::equation::reversed;
use crate::field::Element;
use crate::jacobian::Affine;

/// The coefficient b of y² = x³ - 3x + b.
const B: Element = Element::w64be(
    0x5ac6_35d8_aa3a_93e7,
    0xb3eb_bd55_7698_86bc,
    0x651d_06b0_cc53_b0f6,
    0x3bce_3c3e_27d2_604b,
);
const THREE: Element = Element::w64be(0, 0, 0, 3);

/// The point of a SEC 1 form; never the point at infinity.
pub(crate) fn decode(sec1: &[u8]) -> Option<Affine> {
    let (form, coordinates) = sec1.split_first()?;
    let (x, rest) = coordinates.split_at_checked(32)?;
    let x = coordinate(x)?;
    let square = x * (x.square() - THREE) + B;
    let y = match (form, rest.len()) {
        (2 | 3, 0) => {
            let (root, found) = square.sqrt();
            if found == 0 {
                return None;
            }
            // No point of the curve has y = 0: its order is odd.
            if is_odd(root) == (*form == 3) { root } else { -root }
        }
        (4, 32) => coordinate(rest).filter(|y| y.square().equals(square) != 0)?,
        _ => return None,
    };
    Some(Affine { x, y })
}

/// A coordinate, big-endian, below the field's modulus.
fn coordinate(bytes: &[u8]) -> Option<Element> {
    Element::decode(&reversed(bytes)?)
}

fn is_odd(element: Element) -> bool {
    let [low, ..] = element.encode();
    low & 1 == 1
}

/// 4, x, y.
pub(crate) fn uncompressed(point: &Affine) -> [u8; 65] {
    let mut out = [4; 65];
    let coordinates = point.x.encode().into_iter().rev().chain(point.y.encode().into_iter().rev());
    out.iter_mut().skip(1).zip(coordinates).for_each(|(to, byte)| *to = byte);
    out
}

/// 2 or 3 for an even or an odd y, then x.
pub(crate) fn compressed(point: &Affine) -> [u8; 33] {
    let mut out = [if is_odd(point.y) { 3 } else { 2 }; 33];
    out.iter_mut().skip(1).zip(point.x.encode().iter().rev()).for_each(|(to, byte)| *to = *byte);
    out
}
