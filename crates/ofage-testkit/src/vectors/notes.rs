//! What the flags of vectors mean.

use serde_json::{Value, json};

/// The note on one flag.
#[derive(Clone, Copy, Debug)]
pub struct Note {
    /// The flag.
    pub flag: &'static str,
    /// What an implementation that gets it wrong suffers from.
    pub bug_type: &'static str,
    /// What it is about.
    pub description: &'static str,
    /// Clauses of `spec/attestation.md`, or of another text, with its name.
    pub clauses: &'static [&'static str],
}

impl Note {
    /// As it stands at the head of a file.
    pub(crate) fn to_json(self) -> Value {
        json!({"bugType": self.bug_type, "description": self.description, "clauses": self.clauses})
    }
}

pub(crate) const fn note(
    flag: &'static str,
    bug_type: &'static str,
    clauses: &'static [&'static str],
    description: &'static str,
) -> Note {
    Note { flag, bug_type, description, clauses }
}

/// Every note, by flag.
pub const NOTES: &[Note] = &[
    note(
        "AgeRule",
        "AUTH_BYPASS",
        &["5.1", "5.2"],
        "Which statements admit, refuse or decide nothing for the age asked for.",
    ),
    note(
        "Algorithm",
        "AUTH_BYPASS",
        &["4.5", "4.9"],
        "The algorithm is in the protected header and fits the key.",
    ),
    note(
        "AlteredAfterSigning",
        "AUTH_BYPASS",
        &["1.8", "4.5"],
        "Bytes that the issuer's signature covers, changed.",
    ),
    note("AlteredDigest", "AUTH_BYPASS", &["4.8"], "A digest that is missing, elsewhere, or of other bytes."),
    note(
        "AlteredItem",
        "AUTH_BYPASS",
        &["1.8", "4.8"],
        "An item that is not the one whose digest the issuer signed, byte for byte.",
    ),
    note("Anchor", "AUTH_BYPASS", &["4.4"], "The path leads to a trusted root."),
    note("AnchorDocType", "AUTH_BYPASS", &["4.4"], "A root may be limited to document types."),
    note(
        "AttachedPayload",
        "AUTH_BYPASS",
        &["3.3", "4.9"],
        "The payload of the device's structure is detached.",
    ),
    note("CertificateAlgorithm", "WEAK_CRYPTO", &["4.4"], "Signature algorithms of certificates."),
    note("CertificateDates", "AUTH_BYPASS", &["4.4"], "Every certificate of the path is valid now."),
    note("CertificateEncoding", "MALFORMED", &["4.4"], "Bytes that are no certificate, or too many of them."),
    note("CertificateField", "MALFORMED", &["4.4"], "Fields of a certificate."),
    note("CertificateKey", "INVALID_CURVE", &["4.4"], "Keys of certificates."),
    note(
        "CertificateSignature",
        "AUTH_BYPASS",
        &["4.4"],
        "Every certificate is signed by the next, and the signer's key is that of the first.",
    ),
    note(
        "CertificateValidity",
        "AUTH_BYPASS",
        &["4.7"],
        "`signed` is within the document signer's validity; `validUntil` where the policy wants it.",
    ),
    note("CoordinateLength", "MALFORMED", &["2.1"], "Coordinates are exactly as long as the curve's field."),
    note("Country", "AUTH_BYPASS", &["4.4"], "Country and state of document signer and root agree."),
    note("CriticalHeader", "AUTH_BYPASS", &["4.5"], "A critical header parameter that is not understood."),
    note("Date", "MALFORMED", &["2.1", "4.7"], "Dates are RFC 3339 in UTC, without fractions, in tag 0."),
    note("Depth", "DENIAL_OF_SERVICE", &["1.6"], "Sixteen levels, and no more."),
    note(
        "DeviceElement",
        "AUTH_BYPASS",
        &["4.9", "5.1"],
        "What the device asserts is authorized, and never an age.",
    ),
    note("DigestAlgorithm", "WEAK_CRYPTO", &["4.6"], "Digest algorithms, by their exact names."),
    note(
        "DigestId",
        "MALFORMED",
        &["2.6", "2.12"],
        "Digest identifiers are unsigned and below 2^31, in any order.",
    ),
    note("Disclosure", "COMPATIBILITY", &["2.1"], "What may be disclosed, and in which order."),
    note(
        "DocType",
        "AUTH_BYPASS",
        &["4.3", "4.6"],
        "The document type is an accepted one, and the one that the issuer signed, letter by letter.",
    ),
    note("Documents", "AUTH_BYPASS", &["4.2"], "Exactly one document."),
    note(
        "DuplicateElement",
        "AUTH_BYPASS",
        &["4.1"],
        "One element or digest identifier twice: nobody can say which one is meant.",
    ),
    note("DuplicateKey", "AUTH_BYPASS", &["1.3"], "Two equal keys in a map, at any depth."),
    note(
        "ElementIdentifier",
        "AUTH_BYPASS",
        &["2.2", "5.1"],
        "Only `age_over_` and exactly two digits is an age statement.",
    ),
    note("ElementValue", "COMPATIBILITY", &["2.1"], "Element values of any CBOR type."),
    note(
        "EmptyDisclosure",
        "COMPATIBILITY",
        &["2.1", "5.1"],
        "A valid response that discloses nothing proves nothing.",
    ),
    note("Entries", "DENIAL_OF_SERVICE", &["1.6"], "256 entries and 256 items, and no more."),
    note("ExtendedKeyUsage", "AUTH_BYPASS", &["4.4"], "A document signer is certified for that purpose."),
    note("Extension", "AUTH_BYPASS", &["4.4"], "Critical, forbidden, duplicate and malformed extensions."),
    note("IndefiniteLength", "MALFORMED", &["1.2"], "Indefinite lengths."),
    note(
        "IssuingCountry",
        "AUTH_BYPASS",
        &["4.8"],
        "A disclosed issuing country or jurisdiction is that of the document signer.",
    ),
    note("ItemShape", "MALFORMED", &["2.1"], "An item is a map of four fields in tag 24."),
    note("KeyOrder", "COMPATIBILITY", &["1.4"], "Map keys in any order."),
    note("KeyParameter", "MALFORMED", &["2.1"], "Parameters of the device key."),
    note("KeyUsage", "AUTH_BYPASS", &["4.4"], "A document signer may sign documents, and is no CA."),
    note("LengthBomb", "DENIAL_OF_SERVICE", &["1.6"], "Lengths that the message does not have."),
    note("Lifetime", "POLICY", &["4.7"], "The lifetime is within the profile's maximum."),
    note("LongHead", "COMPATIBILITY", &["1.4", "1.8"], "Heads that are not in the shortest form."),
    note("MissingField", "MALFORMED", &["2.1"], "A required field is missing or null."),
    note("NameSpace", "AUTH_BYPASS", &["5.1"], "Only statements of the profile's name space count."),
    note("NotAResponse", "MALFORMED", &["4.1"], "Something else than a response."),
    note(
        "NotBoolean",
        "AUTH_BYPASS",
        &["5.1"],
        "An age statement whose value is no boolean never admits, and spoils the others.",
    ),
    note(
        "OddHeader",
        "COMPATIBILITY",
        &["1.4"],
        "Header parameters of odd values, as deployed issuers send them.",
    ),
    note(
        "OtherBytes",
        "AUTH_BYPASS",
        &["3.3", "4.9"],
        "A device signature or MAC over other bytes than DeviceAuthenticationBytes.",
    ),
    note(
        "OtherKey",
        "AUTH_BYPASS",
        &["4.9"],
        "Device authentication is checked with the key that the issuer signed.",
    ),
    note("OtherSession", "REPLAY", &["4.9"], "A response to another session."),
    note("PathLength", "AUTH_BYPASS", &["4.4"], "No more CAs than each one allows."),
    note("PathMember", "AUTH_BYPASS", &["4.4"], "Only CAs issue, and the chain is in order."),
    note(
        "Payload",
        "MALFORMED",
        &["2.1", "4.5"],
        "The payload of `issuerAuth` is the MSO in tag 24 in a byte string.",
    ),
    note("Pinned", "AUTH_BYPASS", &["4.4"], "A pinned certificate or key."),
    note("Point", "INVALID_CURVE", &["2.1"], "The device key is a point on its curve."),
    note(
        "ReaderKey",
        "AUTH_BYPASS",
        &["3.3", "4.9"],
        "A MAC is checked with the reader's key of this session.",
    ),
    note("ReservedHead", "MALFORMED", &["1.1"], "Heads that CBOR reserves."),
    note("ResponseStatus", "MALFORMED", &["4.2"], "`status` is 0."),
    note("Salt", "WEAK_CRYPTO", &["4.8"], "`random` has at least 16 bytes."),
    note("Shape", "MALFORMED", &["2.1"], "A structure of another shape."),
    note(
        "Signature",
        "AUTH_BYPASS",
        &["4.5", "4.9"],
        "Signatures and MACs that do not verify; a negated s does.",
    ),
    note(
        "SignatureOrMac",
        "AUTH_BYPASS",
        &["3.3", "4.9"],
        "Exactly one of signature and MAC, under its own name.",
    ),
    note("SimpleValue", "COMPATIBILITY", &["1.4"], "Simple values without meaning."),
    note("Size", "DENIAL_OF_SERVICE", &["1.6"], "65,536 bytes, and no more."),
    note("Time", "AUTH_BYPASS", &["4.7"], "`validFrom` <= now <= `validUntil`."),
    note("Tolerated", "COMPATIBILITY", &["1.4"], "Fields that do not matter here, of whatever value."),
    note("Trailing", "MALFORMED", &["1.5"], "Bytes after the response."),
    note("Truncated", "MALFORMED", &["1.5"], "A response that ends early."),
    note("UnknownKey", "COMPATIBILITY", &["1.4"], "Unknown keys."),
    note("UnsupportedKey", "MALFORMED", &["1.7"], "Arrays, maps, tags and floats as map keys."),
    note("Utf8", "MALFORMED", &["1.1"], "Text that is not UTF-8."),
    note("ValidityOrder", "MALFORMED", &["4.7"], "`signed` <= `validFrom` < `validUntil`."),
    note("Version", "COMPATIBILITY", &["4.2", "4.6"], "Versions 1.x are read, others are not."),
    note("WrongType", "MALFORMED", &["2.1"], "A field of another type."),
    note(
        "X5Chain",
        "COMPATIBILITY",
        &["4.4"],
        "`x5chain` is a byte string or an array, in either header, and not in both.",
    ),
];
