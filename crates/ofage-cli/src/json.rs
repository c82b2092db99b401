//! CBOR values of any type as JSON, for `verify --json` and `inspect --json`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::Value as Cbor;
use serde_json::{Map, Value, json};

/// Embedded messages inside embedded messages that are unwrapped; deeper ones stay byte strings.
const MAX_UNWRAPPED: u8 = 4;

/// An encoded CBOR value as JSON: byte strings as base64url, dates as text, embedded CBOR as what it holds,
/// other tags as `{"tag": …, "value": …}`, and what JSON has no number for as text.
///
/// `None` where the value is not CBOR that the general reader takes.
pub(crate) fn from_cbor(bytes: &[u8]) -> Option<Value> {
    ciborium::from_reader(bytes).ok().map(|value| from_value(&value))
}

/// The same for a value that is decoded already.
pub(crate) fn from_value(value: &Cbor) -> Value {
    convert(value, MAX_UNWRAPPED)
}

fn convert(value: &Cbor, unwrap: u8) -> Value {
    match value {
        Cbor::Integer(number) => integer(i128::from(*number)),
        Cbor::Bytes(bytes) => Value::String(URL_SAFE_NO_PAD.encode(bytes)),
        Cbor::Float(number) => serde_json::Number::from_f64(*number)
            .map_or_else(|| Value::String(number.to_string()), Value::Number),
        Cbor::Text(text) => Value::String(text.clone()),
        Cbor::Bool(value) => Value::Bool(*value),
        Cbor::Tag(number, inner) => tagged(*number, inner, unwrap),
        Cbor::Array(items) => items.iter().map(|item| convert(item, unwrap)).collect(),
        Cbor::Map(entries) => map(entries, unwrap),
        // Undefined is read as null.
        Cbor::Null => Value::Null,
        _ => Value::String(String::from("unsupported")),
    }
}

fn integer(number: i128) -> Value {
    i64::try_from(number)
        .map(Value::from)
        .or_else(|_| u64::try_from(number).map(Value::from))
        .unwrap_or_else(|_| Value::String(number.to_string()))
}

fn tagged(number: u64, inner: &Cbor, unwrap: u8) -> Value {
    match (number, inner, unwrap.checked_sub(1)) {
        // Dates (RFC 8949 3.4.1, RFC 8943) say what they are without their tag.
        (0 | 1 | 100 | 1004, inner, _) => convert(inner, unwrap),
        (24, Cbor::Bytes(bytes), Some(left)) => match ciborium::from_reader::<Cbor, _>(bytes.as_slice()) {
            Ok(embedded) => convert(&embedded, left),
            Err(_) => convert(inner, unwrap),
        },
        _ => json!({ "tag": number, "value": convert(inner, unwrap) }),
    }
}

/// An object; or a list of pairs, should two keys of different types be written alike.
fn map(entries: &[(Cbor, Cbor)], unwrap: u8) -> Value {
    let pairs: Vec<(String, Value)> =
        entries.iter().map(|(key, value)| (key_text(key, unwrap), convert(value, unwrap))).collect();
    let object: Map<String, Value> = pairs.iter().cloned().collect();
    if object.len() == pairs.len() { Value::Object(object) } else { json!(pairs) }
}

fn key_text(key: &Cbor, unwrap: u8) -> String {
    let key = convert(key, unwrap);
    key.as_str().map_or_else(|| key.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::from_cbor;

    #[test]
    fn every_type_has_a_form() {
        let cases: [(&[u8], Value); 19] = [
            (b"\xf5", json!(true)),
            (b"\xf6", Value::Null),
            (b"\xf7", Value::Null),
            (b"\x20", json!(-1)),
            (b"\x1b\xff\xff\xff\xff\xff\xff\xff\xff", json!(u64::MAX)),
            (b"\x3b\xff\xff\xff\xff\xff\xff\xff\xff", json!("-18446744073709551616")),
            (b"\xfb\x3f\xf8\0\0\0\0\0\0", json!(1.5)),
            (b"\xf9\x7e\0", json!("NaN")),
            (b"\xf9\x7c\0", json!("inf")),
            (b"\x43\xfb\xff\xfe", json!("-__-")),
            (b"\x61\x22", json!("\"")),
            (b"\xc0\x742026-01-31T00:00:00Z", json!("2026-01-31T00:00:00Z")),
            (b"\xd9\x03\xec\x6a2026-01-31", json!("2026-01-31")),
            (b"\xc1\xfb\x3f\xf8\0\0\0\0\0\0", json!(1.5)),
            (b"\xd8\x18\x41\xf4", json!(false)),
            (b"\xd8\x18\x41\xff", json!("_w")),
            (b"\xd8\x20\x61a", json!({ "tag": 32, "value": "a" })),
            (b"\xa2\x01\xf5\x61a\x80", json!({ "1": true, "a": [] })),
            (b"\xa2\x01\xf5\x611\xf4", json!([["1", true], ["1", false]])),
        ];
        for (bytes, expected) in cases {
            assert_eq!(from_cbor(bytes), Some(expected), "{bytes:02x?}");
        }
        assert_eq!(from_cbor(b"\x61"), None);
    }
}
