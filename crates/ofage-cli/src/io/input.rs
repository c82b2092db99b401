//! Reading files and standard input, never more than a limit.

use std::io::Read;
use std::path::Path;

use zeroize::Zeroizing;

use crate::failure::{Failure, Source, io_text};

/// Most bytes that any input may have: a message of 64 KiB in hex with line breaks, or about 1,500 keys.
const MOST_BYTES: u64 = 512 * 1024;

/// Most bytes of a trust bundle or a part of one.
const MOST_LARGE_BYTES: u64 = 8 * 1024 * 1024;

/// What an input holds. Wiped when dropped, since it may be a private key.
#[derive(Debug)]
pub(crate) struct Input {
    /// Where it came from, for messages.
    pub(crate) source: Source,
    /// All of it; never empty.
    pub(crate) bytes: Zeroizing<Vec<u8>>,
}

impl Input {
    /// The input as text, without a byte-order mark; `None` where it is not UTF-8.
    pub(crate) fn text(&self) -> Option<&str> {
        let text = core::str::from_utf8(&self.bytes).ok()?;
        Some(text.strip_prefix('\u{feff}').unwrap_or(text))
    }

    /// A failure about this input.
    pub(crate) fn failure(&self, code: &'static str, message: impl Into<String>) -> Failure {
        Failure::input(&self.source, code, message)
    }
}

/// Reads a file, or standard input where the path is `-`.
///
/// # Errors
/// [`Failure::Input`] where it is missing, a folder, empty, too large or unreadable.
pub(crate) fn read(path: &Path) -> Result<Input, Failure> {
    read_within(path, MOST_BYTES)
}

/// The same for files that may be as large as a trust bundle.
///
/// # Errors
/// Those of [`read`].
pub(crate) fn read_large(path: &Path) -> Result<Input, Failure> {
    read_within(path, MOST_LARGE_BYTES)
}

fn read_within(path: &Path, most: u64) -> Result<Input, Failure> {
    let source = Source::new(path);
    let mut bytes = Zeroizing::new(Vec::new());
    let limit = most.saturating_add(1);
    let read = match &source {
        Source::Stdin => std::io::stdin().lock().take(limit).read_to_end(&mut bytes),
        Source::File(path) => {
            let file = std::fs::File::open(path)
                .map_err(|error| Failure::input(&source, "input_unreadable", io_text(&error)))?;
            let metadata = file
                .metadata()
                .map_err(|error| Failure::input(&source, "input_unreadable", io_text(&error)))?;
            if metadata.is_dir() {
                return Err(Failure::input(&source, "input_is_folder", "is a folder, not a file"));
            }
            if metadata.len() > most {
                return Err(too_large(&source, most));
            }
            file.take(limit).read_to_end(&mut bytes)
        }
    };
    read.map_err(|error| Failure::input(&source, "input_unreadable", io_text(&error)))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > most {
        return Err(too_large(&source, most));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Failure::input(&source, "input_empty", "is empty"));
    }
    Ok(Input { source, bytes })
}

fn too_large(source: &Source, most: u64) -> Failure {
    let kib = most / 1024;
    Failure::input(source, "input_too_large", format!("is too large (the limit is {kib} KiB)"))
}
