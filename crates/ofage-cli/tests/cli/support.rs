//! Running the program as its users do.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder of its own for one test, in which the program runs.
pub(crate) struct Bench {
    folder: TempDir,
}

/// What the program did.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), content).unwrap();
        name.to_owned()
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).unwrap()
    }

    /// Names of the files below a folder, sorted.
    pub(crate) fn names(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.path(folder))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    pub(crate) fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ofage"));
        command.args(line.split_whitespace()).current_dir(self.folder.path()).env_remove("NO_COLOR");
        command
    }

    /// Runs a command line; its words are separated by spaces.
    pub(crate) fn run(&self, line: &str) -> Outcome {
        outcome(self.command(line).stdin(Stdio::null()).output().unwrap(), line)
    }

    /// The same with something on standard input.
    pub(crate) fn run_with_input(&self, line: &str, input: &[u8]) -> Outcome {
        let mut child = self
            .command(line)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that refuses its input early closes the pipe.
        drop(child.stdin.take().map(|mut stdin| stdin.write_all(input)));
        outcome(child.wait_with_output().unwrap(), line)
    }

    /// The exit code of a command whose output nobody reads.
    #[cfg(unix)]
    pub(crate) fn code_unread(&self, line: &str) -> i32 {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = self.command(line).stdin(Stdio::null()).stdout(writer).output().unwrap();
        outcome(output, line).code
    }

    /// Runs a script of the shell in the folder.
    #[cfg(unix)]
    pub(crate) fn shell(&self, script: &str) -> Outcome {
        let output =
            Command::new("sh").args(["-c", script]).current_dir(self.folder.path()).output().unwrap();
        outcome(output, script)
    }

    /// Runs a command that must succeed.
    pub(crate) fn ok(&self, line: &str) -> Outcome {
        let outcome = self.run(line);
        assert_eq!(outcome.code, 0, "ofage {line}\n{}{}", outcome.stdout, outcome.stderr);
        outcome
    }
}

/// No run of any test may panic or print a backtrace.
fn outcome(output: std::process::Output, line: &str) -> Outcome {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let outcome = Outcome {
        code: output.status.code().unwrap_or_else(|| panic!("ofage {line} was killed: {}", output.status)),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    };
    for sign in ["panicked", "RUST_BACKTRACE", "stack backtrace"] {
        assert!(!outcome.stderr.contains(sign), "ofage {line}\n{}", outcome.stderr);
    }
    outcome
}

impl Outcome {
    /// The one JSON object on standard output.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.stdout.trim_end().lines().count(), 1, "{}", self.stdout);
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }

    /// A failure of usage or files: exit code 2, nothing on standard output, one line that says `message`.
    pub(crate) fn is_bad_input(&self, message: &str) {
        assert_eq!(self.code, 2, "{self:?}");
        assert_eq!(self.stdout, "");
        assert_eq!(self.stderr.lines().count(), 1, "{}", self.stderr);
        assert!(self.stderr.starts_with("ofage: "), "{}", self.stderr);
        assert!(self.stderr.contains(message), "{:?} does not say {message:?}", self.stderr);
    }
}

/// A file of the public interoperability vectors, which must be there.
pub(crate) fn vectors(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors").join(name);
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("interoperability vectors are missing: {}: {error}", path.display()));
    serde_json::from_str(&text).unwrap()
}

/// An OpenID4VP session, as arguments of `present` and `verify`.
pub(crate) const SESSION: &str = "--openid4vp origin=https://door.example nonce=n-0S6_WzA2Mj";

/// A folder with an issuer and a batch of two attestations with these contents.
pub(crate) fn batch(contents: &str) -> Bench {
    let bench = Bench::new();
    bench.ok("issuer init --out issuer");
    bench.ok(&format!("issue --issuer issuer {contents} --generate-keys 2 --out batch"));
    bench
}
