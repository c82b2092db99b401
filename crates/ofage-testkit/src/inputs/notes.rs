//! What the vectors of inputs are about.

use serde_json::{Value, json};

/// A note at the head of a file.
#[derive(Clone, Copy, Debug)]
pub struct InputNote {
    /// The flag.
    pub flag: &'static str,
    bug_type: &'static str,
    /// Texts of `spec/`, and their clauses.
    clauses: &'static [&'static str],
    description: &'static str,
}

impl InputNote {
    pub(super) fn to_json(self) -> Value {
        json!({"bugType": self.bug_type, "clauses": self.clauses, "description": self.description})
    }
}

const fn note(
    flag: &'static str,
    bug_type: &'static str,
    clauses: &'static [&'static str],
    description: &'static str,
) -> InputNote {
    InputNote { flag, bug_type, clauses, description }
}

/// Every note, by flag.
pub const INPUT_NOTES: &[InputNote] = &[
    note(
        "Address",
        "AUTH_BYPASS",
        &["status.md 4.1"],
        "A list speaks about the attestations that name its address, letter by letter.",
    ),
    note(
        "Age",
        "AUTH_BYPASS",
        &["trust-bundle.md 8.2"],
        "Trust that is older than the policy allows, or past its end, is no trust.",
    ),
    note("Algorithm", "WEAK_CRYPTO", &["trust-bundle.md 1.2"], "Signature algorithms of revocation lists."),
    note(
        "Answer",
        "AUTH_BYPASS",
        &["status.md 2.3", "status.md 4.3", "status.md 4.5", "trust-bundle.md 8.3"],
        "What a list says about one attestation or certificate.",
    ),
    note("Bomb", "DENIAL_OF_SERVICE", &["status.md 2.4"], "A small list may be large once decompressed."),
    note("Content", "MALFORMED", &["status.md 2.1"], "What a list must hold, and of which types."),
    note(
        "Critical",
        "AUTH_BYPASS",
        &["trust-bundle.md 3.2"],
        "An unknown critical extension is a reason to refuse.",
    ),
    note(
        "Dates",
        "REPLAY",
        &["status.md 2.2", "status.md 4.2", "challenge.md C-5.1", "challenge.md C-5.2"],
        "From when to when it counts, both ends included.",
    ),
    note(
        "DenyList",
        "AUTH_BYPASS",
        &["trust-bundle.md 5.3", "trust-bundle.md 5.5", "trust-bundle.md 5.6", "trust-bundle.md 7.5"],
        "Who is denied does not count; a deny list that is missing is a gap.",
    ),
    note("Der", "MALFORMED", &["trust-bundle.md 3.2"], "Bytes that are no revocation list in DER."),
    note(
        "Duplicate",
        "AUTH_BYPASS",
        &["attestation.md 1.3"],
        "The same key or extension twice: two readers may take different ones.",
    ),
    note("Field", "MALFORMED", &["challenge.md C-2.2"], "The fields of a challenge, one by one."),
    note("Fields", "MALFORMED", &["trust-bundle.md 3.2"], "The fields of a revocation list, one by one."),
    note("File", "MALFORMED", &["trust-bundle.md 2.2", "trust-bundle.md 2.3"], "The file around the parts."),
    note(
        "Headers",
        "AUTH_BYPASS",
        &["status.md 2.1"],
        "What a signature depends on stands in the protected header, and is understood.",
    ),
    note("Indefinite", "MALFORMED", &["attestation.md 1.2"], "Lengths are definite."),
    note("Index", "AUTH_BYPASS", &["status.md 4.4"], "An index beyond the list gives no answer."),
    note("Inflate", "MALFORMED", &["status.md 2.3"], "Entries are a whole zlib stream."),
    note(
        "Limits",
        "DENIAL_OF_SERVICE",
        &["trust-bundle.md 2.4", "trust-bundle.md 2.5"],
        "At a limit it is read, past it refused.",
    ),
    note(
        "Name",
        "AUTH_BYPASS",
        &["challenge.md C-3.1", "challenge.md C-3.2", "challenge.md C-3.3"],
        "A venue's name hides nothing.",
    ),
    note(
        "Part",
        "AUTH_BYPASS",
        &["trust-bundle.md 3.2", "trust-bundle.md 3.3", "trust-bundle.md 7.4"],
        "A part that does not hold counts for nothing, and takes nothing with it.",
    ),
    note(
        "Partial",
        "AUTH_BYPASS",
        &["trust-bundle.md 3.2"],
        "A revocation list that is not complete cannot say that a certificate is good.",
    ),
    note(
        "Payload",
        "MALFORMED",
        &["status.md 2.1"],
        "The signed bytes are there, and are the claims and nothing else.",
    ),
    note(
        "Read",
        "COMPATIBILITY",
        &["challenge.md C-2.1", "challenge.md C-4.1", "challenge.md C-9.1"],
        "What a wallet gets out of a challenge, and what the device signs.",
    ),
    note(
        "Reader",
        "AUTH_BYPASS",
        &["challenge.md C-8.1", "challenge.md C-8.6"],
        "A reader's signature covers the question.",
    ),
    note(
        "Realm",
        "AUTH_BYPASS",
        &["trust-bundle.md 4.8"],
        "Demo is demo, and what is not known to be live too.",
    ),
    note(
        "Rollback",
        "REPLAY",
        &["trust-bundle.md 7.2", "trust-bundle.md 7.3", "trust-bundle.md 7.7"],
        "Nothing older than what was seen is taken.",
    ),
    note("Signature", "AUTH_BYPASS", &["status.md 4.1"], "The signature over the list."),
    note(
        "Signer",
        "AUTH_BYPASS",
        &["status.md 3.3", "trust-bundle.md 1.2"],
        "Who signed it leads to a trusted root.",
    ),
    note("SignerDates", "AUTH_BYPASS", &["status.md 4.1"], "The certificate of the signer is valid now."),
    note(
        "SignerPurpose",
        "AUTH_BYPASS",
        &["status.md 3.1"],
        "The certificate of the signer is for signing lists.",
    ),
    note("Tag", "MALFORMED", &["status.md 2.1"], "The form of the signed message."),
    note("Text", "MALFORMED", &["challenge.md C-9.1", "challenge.md C-9.2"], "The text of a challenge."),
    note("Truncated", "MALFORMED", &["attestation.md 1.5"], "All of it, and nothing after it."),
    note("Type", "AUTH_BYPASS", &["status.md 2.5"], "A list of one kind is not taken for one of another."),
    note("Unusual", "COMPATIBILITY", &["status.md 2.1", "status.md 3.1"], "Unusual, and right."),
    note(
        "Vical",
        "AUTH_BYPASS",
        &["trust-bundle.md 3.5", "trust-bundle.md 4.2", "trust-bundle.md 4.3", "trust-bundle.md 4.4"],
        "A list of roots, and who may sign it.",
    ),
    note(
        "VicalEntry",
        "AUTH_BYPASS",
        &["trust-bundle.md 4.7"],
        "An entry that cannot be used is not trusted; the others are.",
    ),
    note("Width", "MALFORMED", &["status.md 2.1"], "An entry has 1, 2, 4 or 8 bits."),
];
