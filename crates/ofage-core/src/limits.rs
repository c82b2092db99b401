//! Every maximum in one place. Input past a limit is refused before it costs more than a bounded amount of work.

/// Largest message that is decoded, in bytes: a DeviceResponse, an IssuerSigned, a SessionTranscript.
pub const MAX_MESSAGE_BYTES: usize = 64 * 1024;
/// Deepest nesting of CBOR arrays, maps and tags. Embedded CBOR (tag 24) starts again at zero.
pub const MAX_DEPTH: usize = 16;
/// Most entries in one CBOR array or map.
pub const MAX_ENTRIES: usize = 256;
/// Most `IssuerSignedItem`s in one document, over all name spaces.
pub const MAX_ITEMS: usize = 256;
/// Most certificates in one `x5chain`.
pub const MAX_CERTIFICATES: usize = 4;
/// Longest certificate, in bytes.
pub const MAX_CERTIFICATE_BYTES: usize = 8 * 1024;
/// Most extensions of one certificate.
pub const MAX_EXTENSIONS: usize = 32;
/// Digest identifiers are below this value.
///
/// Source: ISO/IEC 18013-5 12.3.4 (digestID).
pub const DIGEST_ID_END: u64 = 1 << 31;
/// Shortest `random` (salt) of an `IssuerSignedItem`, in bytes.
///
/// Source: ISO/IEC 18013-5 10.3.3.
pub const MIN_SALT_BYTES: usize = 16;
/// Longest `random` that we issue, in bytes.
pub const MAX_SALT_BYTES: usize = 32;
/// Most attestations in one issued batch call.
pub const MAX_BATCH: usize = 10_000;
/// Most trust anchors in one set.
pub const MAX_TRUST_ANCHORS: usize = 4096;
/// Most roots of one name: each may cost a signature check, on P-384 of half a millisecond.
pub const MAX_SAME_NAME_ANCHORS: usize = 4;
/// Document signers that a verifier remembers.
pub const MAX_KNOWN_SIGNERS: usize = 64;
/// Largest signed list that is decoded, in bytes: a status list token, an identifier list, a VICAL, a deny list.
pub const MAX_LIST_BYTES: usize = 1024 * 1024;
/// Most entries in one container of a signed list. Maps inside one another have 4,096 keys more at most, all together.
pub const MAX_LIST_ENTRIES: usize = 65_536;
/// Largest status list once decompressed, in bytes: 16,777,216 entries of one bit.
pub const MAX_STATUS_BYTES: usize = 2 * 1024 * 1024;
/// How much later than now a list may say that it was issued, in seconds.
pub const MAX_LIST_CLOCK_SKEW_SECONDS: i64 = 300;
/// Largest trust file that is decoded, in bytes.
pub const MAX_TRUST_FILE_BYTES: usize = 8 * 1024 * 1024;
/// Most parts in one trust file.
pub const MAX_TRUST_FILE_PARTS: usize = 4096;
/// Longest certificate revocation list, in bytes.
pub const MAX_CRL_BYTES: usize = 1024 * 1024;
/// Most entries of a certificate revocation list.
pub const MAX_CRL_ENTRIES: usize = 20_000;
/// Longest door code, in bytes.
pub const MAX_DOOR_CODE_BYTES: usize = 8 * 1024;
/// Most responses that one door code may stand for: short references may have several matches.
pub const MAX_DOOR_CANDIDATES: usize = 4;
/// Deepest nesting of byte strings in a template.
pub const MAX_DOOR_DEPTH: usize = 4;
/// Most parts of a template: an item has about nine, so about fifty elements.
pub const MAX_DOOR_OPS: usize = 512;
/// Longest hole of fixed length in a template, in bytes.
pub const MAX_DOOR_RAW_BYTES: usize = 1024;
/// Longest encoded template, in bytes.
pub const MAX_TEMPLATE_BYTES: usize = 8 * 1024;
