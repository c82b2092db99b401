//! CBOR diagnostic notation, for people who inspect messages.

use alloc::string::String;
use core::fmt::Write as _;

use super::reader::{Head, Major, Reader};
use crate::error::DecodeError;

/// The message in CBOR diagnostic notation (RFC 8949 8), on one line; embedded CBOR is shown as `24(<<…>>)`.
///
/// What it shows is unverified, and may be personal: it is for a developer's eyes, never for logs or staff.
///
/// # Errors
/// What the strict reader refuses.
pub fn diagnostic(message: &[u8]) -> Result<String, DecodeError> {
    let mut out = String::new();
    item(&mut Reader::decode(message)?, MAX_UNWRAPPED, &mut out)?;
    Ok(out)
}

/// Embedded messages inside embedded messages that are unwrapped; deeper ones stay byte strings.
const MAX_UNWRAPPED: u8 = 4;

/// Recursion is bounded: the reader has refused messages deeper than `MAX_DEPTH`, and few are unwrapped in a row.
fn item(reader: &mut Reader<'_>, unwrap: u8, out: &mut String) -> Result<(), DecodeError> {
    let Head { major, argument, width } = reader.peek()?;
    match major {
        Major::Unsigned => put(out, format_args!("{}", reader.unsigned()?)),
        Major::Negative => {
            reader.head()?;
            put(out, format_args!("{}", !i128::from(argument)));
        }
        Major::Bytes => hex(out, reader.bytes()?),
        Major::Text => put(out, format_args!("{:?}", reader.text()?)),
        Major::Array => list(reader.array()?, '[', ']', out, |out| item(reader, unwrap, out))?,
        Major::Map => list(reader.map()?, '{', '}', out, |out| {
            item(reader, unwrap, out)?;
            out.push_str(": ");
            item(reader, unwrap, out)
        })?,
        Major::Tag => {
            let embedded = match unwrap.checked_sub(1) {
                Some(left) if argument == 24 => { *reader }.embedded().ok().map(|(_, inner)| (left, inner)),
                _ => None,
            };
            reader.tag()?;
            put(out, format_args!("{argument}("));
            match embedded {
                Some((inner_unwrap, mut inner)) => {
                    reader.skip()?;
                    out.push_str("<<");
                    item(&mut inner, inner_unwrap, out)?;
                    out.push_str(">>");
                }
                None => item(reader, unwrap, out)?,
            }
            out.push(')');
        }
        Major::Simple => {
            reader.head()?;
            simple(argument, width, out);
        }
    }
    Ok(())
}

fn list(
    count: usize,
    open: char,
    close: char,
    out: &mut String,
    mut entry: impl FnMut(&mut String) -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    out.push(open);
    for index in 0..count {
        if index > 0 {
            out.push_str(", ");
        }
        entry(out)?;
    }
    out.push(close);
    Ok(())
}

fn simple(argument: u64, width: u8, out: &mut String) {
    match (width, argument) {
        (0, 20) => out.push_str("false"),
        (0, 21) => out.push_str("true"),
        (0, 22) => out.push_str("null"),
        (0, 23) => out.push_str("undefined"),
        (0 | 1, number) => put(out, format_args!("simple({number})")),
        (2, bits) => put(out, format_args!("{:?}_1", half(bits))),
        (4, bits) => put(out, format_args!("{:?}_2", f32::from_bits(u32::try_from(bits).unwrap_or(0)))),
        (_, bits) => put(out, format_args!("{:?}_3", f64::from_bits(bits))),
    }
}

/// The value of an IEEE 754 half-precision number.
fn half(bits: u64) -> f64 {
    let fraction = f64::from(u16::try_from(bits & 0x3ff).unwrap_or(0));
    let exponent = i32::try_from((bits >> 10) & 0x1f).unwrap_or(0);
    let magnitude = match exponent {
        0 => fraction * power_of_two(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1024.0 + fraction) * power_of_two(exponent.saturating_sub(25)),
    };
    if bits & 0x8000 == 0 { magnitude } else { -magnitude }
}

/// `f64::powi` is not in core.
fn power_of_two(exponent: i32) -> f64 {
    let biased = u64::try_from(exponent.saturating_add(1023)).unwrap_or(0);
    f64::from_bits(biased << 52)
}

fn hex(out: &mut String, bytes: &[u8]) {
    out.push_str("h'");
    for byte in bytes {
        put(out, format_args!("{byte:02x}"));
    }
    out.push('\'');
}

/// Writing to a `String` does not fail.
fn put(out: &mut String, arguments: core::fmt::Arguments<'_>) {
    if out.write_fmt(arguments).is_err() {
        out.push('?');
    }
}
