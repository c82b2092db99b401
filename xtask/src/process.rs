//! Running other programs.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;

/// A cargo command in the workspace root, with the cargo that runs this program.
pub(crate) fn cargo(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(root);
    command
}

/// The command line program, as a development build makes it.
pub(crate) fn ofage(root: &Path) -> PathBuf {
    root.join("target/debug").join(format!("ofage{}", std::env::consts::EXE_SUFFIX))
}

/// Runs a program with its output shown, and fails when it fails.
pub(crate) fn run(mut command: Command) -> Result<(), Failure> {
    println!("  $ {}", line(&command));
    let status =
        command.status().map_err(|source| Failure::NotStarted { command: line(&command), source })?;
    if status.success() { Ok(()) } else { Err(Failure::Exit { command: line(&command), status }) }
}

/// Runs a program and returns what it prints on standard output.
pub(crate) fn output(mut command: Command) -> Result<String, Failure> {
    let output =
        command.output().map_err(|source| Failure::NotStarted { command: line(&command), source })?;
    if !output.status.success() {
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
        return Err(Failure::Exit { command: line(&command), status: output.status });
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The command as a person would type it: without the folder of the program.
fn line(command: &Command) -> String {
    let program = Path::new(command.get_program());
    core::iter::once(program.file_name().unwrap_or(command.get_program()))
        .chain(command.get_args())
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
