//! Why a command did not do what it was asked, and the exit code that tells.

use core::fmt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::{Value, json};

/// Why a command stopped.
#[derive(Debug)]
pub(crate) enum Failure {
    /// An answer, already printed, that is not "ok": exit code 1.
    Answered,
    /// What was asked for is refused or not possible: exit code 1.
    Refused { stage: Option<&'static str>, code: &'static str, message: String },
    /// Arguments that do not fit together: exit code 2.
    Usage(String),
    /// An input that cannot be read, or is not what it should be: exit code 2.
    Input { source: Source, code: &'static str, message: String },
    /// An output that cannot be written: exit code 2.
    Output { path: PathBuf, code: &'static str, message: String },
    /// Standard output cannot be written: exit code 2, or nothing at all where the reader has gone.
    Printing(std::io::Error),
}

/// Where an input comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Source {
    /// A file.
    File(PathBuf),
    /// Standard input, written `-` on the command line.
    Stdin,
}

impl Source {
    /// What a path on the command line means.
    pub(crate) fn new(path: &Path) -> Self {
        if path.as_os_str() == "-" { Self::Stdin } else { Self::File(path.to_path_buf()) }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => f.write_str(&printable(path)),
            Self::Stdin => f.write_str("standard input"),
        }
    }
}

impl Failure {
    /// What a library refuses.
    pub(crate) fn refused(code: &'static str, message: impl fmt::Display) -> Self {
        Self::Refused { stage: None, code, message: message.to_string() }
    }

    /// An input that is not what it should be.
    pub(crate) fn input(source: &Source, code: &'static str, message: impl Into<String>) -> Self {
        Self::Input { source: source.clone(), code, message: message.into() }
    }

    /// A file or folder that could not be written.
    pub(crate) fn output(path: &Path, error: &std::io::Error) -> Self {
        Self::Output { path: path.to_path_buf(), code: "output_not_written", message: io_text(error) }
    }

    /// Whether there is nothing more to say: the answer stands already, or nobody reads it.
    pub(crate) fn is_silent(&self) -> bool {
        match self {
            Self::Answered => true,
            Self::Printing(error) => error.kind() == std::io::ErrorKind::BrokenPipe,
            Self::Refused { .. } | Self::Usage(_) | Self::Input { .. } | Self::Output { .. } => false,
        }
    }

    /// The exit code: 1 rejected or refused, 2 usage or input and output.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Printing(_) if self.is_silent() => ExitCode::SUCCESS,
            Self::Answered | Self::Refused { .. } => ExitCode::from(1),
            Self::Usage(_) | Self::Input { .. } | Self::Output { .. } | Self::Printing(_) => {
                ExitCode::from(2)
            }
        }
    }

    /// The stable code.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Refused { code, .. } | Self::Input { code, .. } | Self::Output { code, .. } => code,
            Self::Usage(_) => "usage",
            Self::Printing(_) => "output_not_written",
        }
    }

    /// The failure as `--json` prints it.
    pub(crate) fn to_json(&self) -> Value {
        let stage = match self {
            Self::Refused { stage, .. } => *stage,
            Self::Answered
            | Self::Usage(_)
            | Self::Input { .. }
            | Self::Output { .. }
            | Self::Printing(_) => None,
        };
        json!({ "error": { "stage": stage, "code": self.code(), "message": self.to_string() } })
    }
}

/// One line, whatever the input was: control characters are replaced.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered => Ok(()),
            Self::Refused { message, .. } | Self::Usage(message) => f.write_str(message),
            Self::Input { source, message, .. } => write!(f, "{source}: {message}"),
            Self::Output { path, message, .. } => write!(f, "{}: {message}", printable(path)),
            Self::Printing(error) => write!(f, "standard output: {}", io_text(error)),
        }
    }
}

/// What a command that answers a question ends with: where nobody reads the answer, the exit code still gives it.
///
/// # Errors
/// Why the answer could not be printed, or the answer itself.
pub(crate) fn answer(printed: Result<(), Failure>, answer: Result<(), Failure>) -> Result<(), Failure> {
    match printed {
        Err(failure) if !failure.is_silent() => Err(failure),
        Ok(()) | Err(_) => answer,
    }
}

/// A path without anything that could move the cursor of a terminal, reorder the line or hide in it.
pub(crate) fn printable(path: &Path) -> String {
    let text = path.to_string_lossy();
    let shown = |c: char| matches!(c, '"' | '\'' | '\\') || format!("a{c}").escape_debug().eq(['a', c]);
    text.chars().map(|c| if shown(c) { c } else { char::REPLACEMENT_CHARACTER }).collect()
}

/// A path as JSON can hold it.
pub(crate) fn path_text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// An operating system's error in words, without its number.
pub(crate) fn io_text(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::printable;

    #[test]
    fn paths_stay_on_their_line() {
        for path in ["a b/c.cbor", "\"it's\" \\", "Zoë", "Zoe\u{308}", "ジャズ"] {
            assert_eq!(printable(Path::new(path)), path);
        }
        for hidden in ['\n', '\u{1b}', '\u{9b}', '\u{202e}', '\u{2066}', '\u{200b}'] {
            assert_eq!(printable(Path::new(&format!("a{hidden}b"))), "a\u{fffd}b", "{hidden:?}");
        }
    }
}
