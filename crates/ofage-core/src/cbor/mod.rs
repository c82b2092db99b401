//! A strict, bounded, borrowing CBOR reader, and a writer for what we emit.
//!
//! The reader exists because verification must not depend on a general decoder: those accept duplicate keys, copy, or
//! lose the received bytes. Every message goes through `Reader::decode` first, which walks it once and refuses
//! indefinite lengths, duplicate map keys at any level, bad UTF-8, trailing bytes and everything past
//! [`limits`](crate::limits). Non-shortest lengths and any order of keys are accepted: deployed issuers emit them.
//!
//! Source: RFC 8949; ISO/IEC 18013-5 8.3.

mod diagnostic;
mod head;
mod reader;
mod validate;
mod writer;

pub use diagnostic::diagnostic;
pub(crate) use head::{HeadBytes, shortest_width};
pub(crate) use reader::{Head, Key, Limits, Major, Reader};
pub(crate) use writer::Writer;
