//! What is wrong with a challenge.

use core::fmt;

use crate::error::coded_errors;

coded_errors! {
    /// Why a challenge is not read, not answered, or cannot be made.
    ChallengeError {
        /// Its time is over.
        Expired => "challenge_expired", "the challenge has expired";
        /// A kind of challenge that this version does not know.
        ModeUnknown => "challenge_mode_unknown", "unknown kind of challenge";
        /// A venue name with control, direction or invisible characters, or with white space at an end.
        NameCharacters => "venue_name_characters", "the venue's name has characters that are not allowed";
        /// A venue name that is empty.
        NameEmpty => "venue_name_empty", "the venue's name is empty";
        /// A venue name longer than 40 bytes.
        NameTooLong => "venue_name_too_long", "the venue's name is longer than 40 bytes";
        /// A venue name that is not UTF-8.
        NameUtf8 => "venue_name_utf8", "the venue's name is not UTF-8";
        /// Expires later than any challenge made now may: one of the two clocks is wrong.
        NotYetValid => "challenge_not_yet_valid", "the challenge is from the future";
        /// Text that does not start like a challenge.
        NotChallenge => "not_challenge", "not a challenge";
        /// The reader's signature or certificate is not one that this version reads.
        ReaderAuthMalformed => "reader_auth_malformed", "the reader's signature or certificate cannot be read";
        /// Text with other characters than digits after the prefix, or digits that are no bytes.
        TextMalformed => "challenge_text_malformed", "the text of the challenge is damaged";
        /// A threshold outside 1 to 99.
        ThresholdRange => "challenge_threshold_range", "the age asked for is outside 1 to 99";
        /// An expiry outside 1970 to 2106.
        TimeRange => "challenge_time_range", "the time is outside 1970 to 2106";
        /// The challenge ends too early.
        Truncated => "challenge_truncated", "the challenge ends too early";
        /// A version that this library does not know.
        VersionUnknown => "challenge_version_unknown", "the challenge has an unknown version";
    }
}

impl fmt::Display for ChallengeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl core::error::Error for ChallengeError {}
