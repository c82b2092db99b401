//! Files of many lines, of any length: one line after the other.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;

use zeroize::Zeroizing;

use super::input::Input;
use crate::failure::{Failure, Source, io_text};

/// Most bytes of a line.
const MOST_LINE_BYTES: usize = 4096;

/// The lines of a file that are not blank, with their numbers from 1.
#[derive(Debug)]
pub(crate) struct Lines {
    source: Source,
    file: BufReader<File>,
    number: u64,
}

impl Lines {
    /// Opens a file; never standard input, which cannot be read twice.
    ///
    /// # Errors
    /// [`Failure::Input`] where it is missing, a folder or unreadable.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let source = Source::File(path.to_path_buf());
        let failed = |error: std::io::Error| Failure::input(&source, "input_unreadable", io_text(&error));
        let file = File::open(path).map_err(failed)?;
        if file.metadata().map_err(failed)?.is_dir() {
            return Err(Failure::input(&source, "input_is_folder", "is a folder, not a file"));
        }
        Ok(Self { source, file: BufReader::new(file), number: 0 })
    }

    /// A failure about a line of this file, worded for a file.
    pub(crate) fn failure(&self, number: u64, code: &'static str, message: &str) -> Failure {
        Failure::input(&self.source, code, format!("line {number} {message}"))
    }

    /// The next line.
    fn read(&mut self) -> Result<Option<(u64, Input)>, Failure> {
        loop {
            let mut bytes = Zeroizing::new(Vec::with_capacity(256));
            self.number = self.number.saturating_add(1);
            let limit = u64::try_from(MOST_LINE_BYTES).unwrap_or(u64::MAX).saturating_add(1);
            let read = self.file.by_ref().take(limit).read_until(b'\n', &mut bytes);
            read.map_err(|error| Failure::input(&self.source, "input_unreadable", io_text(&error)))?;
            if bytes.is_empty() {
                return Ok(None);
            }
            if bytes.len() > MOST_LINE_BYTES {
                return Err(self.failure(self.number, "input_too_large", "is too long (the limit is 4 KiB)"));
            }
            if !bytes.iter().all(u8::is_ascii_whitespace) {
                return Ok(Some((self.number, Input { source: self.source.clone(), bytes })));
            }
        }
    }
}

impl Iterator for Lines {
    type Item = Result<(u64, Input), Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}
