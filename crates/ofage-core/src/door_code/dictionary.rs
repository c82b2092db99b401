//! What nearly every template and document-signer certificate has in it.

/// The bytes in front of everything that is unpacked. Fixed for version 1 of the format.
///
/// Source: spec/door-code.md, appendix A.
pub(super) const DICTIONARY: &[u8] = b"";
