//! Test vectors as files: written from the cases, and read back and run.

mod notes;
mod read;
mod write;

pub(crate) use notes::note;
pub use notes::{NOTES, Note};
pub use read::{Vector, read_file};
pub(crate) use write::to_hex;
pub use write::{FileOfVectors, files, files_of_every_layout};

/// The name of the schema that the files follow.
pub const SCHEMA: &str = "presentation_verify_v1.schema.json";
/// The version of `spec/attestation.md` that the vectors are for.
pub const SPEC: &str = "1.0";
