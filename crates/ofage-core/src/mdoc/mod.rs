//! Wire structures of ISO/IEC 18013-5, one file per CDDL group.

mod session_transcript;

pub use session_transcript::{SessionTranscript, TranscriptReport};
