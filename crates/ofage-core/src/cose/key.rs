//! COSE_Key: the device key of an MSO, the reader's ephemeral key.

use crate::cbor::{Key, Major, Reader};
use crate::crypto::{Curve, PublicKey};
use crate::error::{DecodeError, DecodeErrorKind as Kind};

/// The `y` of a key: a coordinate, or its sign.
enum Y<'a> {
    Coordinate(&'a [u8]),
    Odd(bool),
}

/// Reads `{1: 2, -1: crv, -2: x, -3: y / bool}` and checks that the point is on its curve.
///
/// Source: RFC 9053 7.1.1.
pub(crate) fn decode_key(reader: &mut Reader<'_>) -> Result<PublicKey, DecodeError> {
    let start = *reader;
    let (mut kty, mut crv, mut x, mut y) = (None, None, None, None);
    for _ in 0..reader.map()? {
        match reader.key()? {
            Key::Int(1) => kty = Some(reader.key()?),
            Key::Int(-1) => crv = Some(reader.key()?),
            Key::Int(-2) => x = Some(reader.bytes()?),
            Key::Int(-3) if reader.peek()?.major == Major::Bytes => y = Some(Y::Coordinate(reader.bytes()?)),
            Key::Int(-3) => y = Some(Y::Odd(reader.bool()?)),
            Key::Int(_) | Key::Text(_) | Key::Other => {
                reader.skip()?;
            }
        }
    }
    let missing = || start.error(Kind::MissingField);
    let curve = match (kty.ok_or_else(missing)?, crv.ok_or_else(missing)?) {
        (Key::Int(2), Key::Int(1)) => Curve::P256,
        (Key::Int(2), Key::Int(2)) => Curve::P384,
        _ => return Err(start.error(Kind::InvalidKey)),
    };
    let (x, y) = (x.ok_or_else(missing)?, y.ok_or_else(missing)?);
    let fits = |coordinate: &[u8]| coordinate.len() == curve.coordinate_bytes();
    let key = match y {
        Y::Coordinate(y) if fits(x) && fits(y) => PublicKey::from_coordinates(curve, x, y),
        Y::Odd(odd) if fits(x) => PublicKey::from_sec1_bytes(&[&[if odd { 3 } else { 2 }], x].concat()),
        Y::Coordinate(_) | Y::Odd(_) => return Err(start.error(Kind::CoordinateLength)),
    };
    key.map_err(|_| start.error(Kind::InvalidKey))
}
