//! Why a task stopped.

use core::fmt;
use std::path::{Path, PathBuf};

/// Why a task stopped.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line of the task itself.
    Usage(String),
    /// A program could not be started.
    NotStarted { command: String, source: std::io::Error },
    /// A program ended with a failure.
    Exit { command: String, status: std::process::ExitStatus },
    /// A file or directory could not be read or written.
    Io { path: PathBuf, source: std::io::Error },
    /// Something is missing on this machine.
    Missing { what: String, remedy: String },
    /// A rule of the project is broken; one line for each place.
    Rule { rule: &'static str, places: Vec<String> },
    /// Stages of `cargo xtask test` that failed.
    Stages(Vec<&'static str>),
}

impl Failure {
    pub(crate) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { path, source }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(text) => f.write_str(text),
            Self::NotStarted { command, source } => write!(f, "cannot start `{command}`: {source}"),
            Self::Exit { command, status } => write!(f, "`{command}` failed ({status})"),
            Self::Io { path, source } => write!(f, "{}: {source}", path.display()),
            Self::Missing { what, remedy } => write!(f, "{what} is missing: {remedy}"),
            Self::Rule { rule, places } => {
                write!(f, "{rule}:")?;
                places.iter().try_for_each(|place| write!(f, "\n  {place}"))
            }
            Self::Stages(names) => write!(f, "FAILED: {}", names.join(", ")),
        }
    }
}
