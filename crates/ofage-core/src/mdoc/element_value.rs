//! The value of a data element.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::cbor::{Reader, Writer, diagnostic};
use crate::error::DecodeError;
use crate::time::Date;

/// The value of a data element: one CBOR item of any type, kept byte for byte.
#[derive(Clone, PartialEq, Eq)]
pub struct ElementValue(Vec<u8>);

impl ElementValue {
    /// A value that is already CBOR.
    ///
    /// # Errors
    /// What the strict reader refuses.
    pub fn from_cbor(bytes: &[u8]) -> Result<Self, DecodeError> {
        Reader::decode(bytes)?;
        Ok(Self(bytes.to_vec()))
    }

    /// A value whose bytes have been checked as part of a message.
    pub(crate) fn from_checked(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    fn written(write: impl FnOnce(&mut Writer)) -> Self {
        let mut writer = Writer::new();
        write(&mut writer);
        Self(writer.finish())
    }

    /// `tstr`.
    #[must_use]
    pub fn text(value: &str) -> Self {
        Self::written(|writer| {
            writer.text(value);
        })
    }

    /// `uint`.
    #[must_use]
    pub fn unsigned(value: u64) -> Self {
        Self::written(|writer| {
            writer.unsigned(value);
        })
    }

    /// `bstr`, such as a portrait.
    #[must_use]
    pub fn bytes(value: &[u8]) -> Self {
        Self::written(|writer| {
            writer.bytes(value);
        })
    }

    /// `full-date`: tag 1004 and `2008-02-29`.
    ///
    /// Source: RFC 8943.
    #[must_use]
    pub fn full_date(value: Date) -> Self {
        use alloc::string::ToString as _;
        Self::written(|writer| {
            writer.tag(1004).text(&value.to_string());
        })
    }

    /// The CBOR item.
    #[must_use]
    pub fn as_cbor(&self) -> &[u8] {
        &self.0
    }

    /// The boolean, where the value is one. A text `"true"` or an integer is none.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        Reader::decode(&self.0).ok()?.bool().ok()
    }

    /// The text, where the value is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        Reader::decode(&self.0).ok()?.text().ok()
    }

    /// CBOR diagnostic notation.
    ///
    /// # Errors
    /// None in practice: the bytes were checked when the value was made.
    pub fn to_diagnostic(&self) -> Result<String, DecodeError> {
        diagnostic(&self.0)
    }
}

impl From<bool> for ElementValue {
    fn from(value: bool) -> Self {
        Self::written(|writer| {
            writer.bool(value);
        })
    }
}

/// Redacted: values are personal.
impl fmt::Debug for ElementValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ElementValue({} bytes)", self.0.len())
    }
}
