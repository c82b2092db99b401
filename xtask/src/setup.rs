//! What a fresh machine lacks: the cross-compilation targets and the toolchain's own tools.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::process;

/// Compiled for in the stages `no-std` and `wasm`.
const TARGETS: [&str; 2] = [NO_STD, WASM];
/// A target without an operating system: proof that a crate needs no `std`.
pub(crate) const NO_STD: &str = "thumbv7em-none-eabihf";
/// Browsers and Node.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Installs missing targets and components through rustup.
pub(crate) fn run(root: &Path) -> Result<(), Failure> {
    let sysroot = sysroot(root)?;
    for target in TARGETS {
        let present = || sysroot.join("lib/rustlib").join(target).join("lib").is_dir();
        if !present() {
            rustup(root, "target", target)?;
        }
        if !present() {
            return Err(missing("target", target));
        }
        println!("  target {target}: present");
    }
    for (component, subcommand) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        let works = || process::output(process::cargo(root, &[subcommand, "--version"])).is_ok();
        if !works() {
            rustup(root, "component", component)?;
        }
        if !works() {
            return Err(missing("component", component));
        }
        println!("  component {component}: present");
    }
    Ok(())
}

fn sysroot(root: &Path) -> Result<PathBuf, Failure> {
    let mut command = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    command.args(["--print", "sysroot"]).current_dir(root);
    Ok(PathBuf::from(process::output(command)?.trim()))
}

fn rustup(root: &Path, kind: &str, name: &str) -> Result<(), Failure> {
    let mut command = Command::new("rustup");
    command.args([kind, "add", name]).current_dir(root);
    process::run(command).map_err(|failure| {
        eprintln!("  {failure}");
        missing(kind, name)
    })
}

fn missing(kind: &str, name: &str) -> Failure {
    Failure::Missing {
        what: format!("the {kind} {name} of the Rust toolchain"),
        remedy: format!(
            "`rustup {kind} add {name}` did not help. Install rustup from https://rustup.rs and check the \
             network, or add the {kind} with the package manager that installed Rust"
        ),
    }
}

/// Installs packages where that is possible without asking: as root on Debian and its relatives. Does nothing elsewhere;
/// the caller looks again and says what is missing.
pub(crate) fn install_debian(packages: &[&str]) -> Result<(), Failure> {
    let root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.starts_with(b"0\n"));
    if !root || !Path::new("/usr/bin/apt-get").exists() {
        return Ok(());
    }
    let mut update = Command::new("apt-get");
    update.args(["update", "-qq"]);
    process::run(update)?;
    let mut install = Command::new("apt-get");
    install.args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages);
    install.env("DEBIAN_FRONTEND", "noninteractive").stdout(std::process::Stdio::null());
    process::run(install)
}

/// Finds a program in one of its places; where it is missing, installs Debian's packages if that is possible.
pub(crate) fn find_or_install(
    what: &str,
    find: impl Fn() -> Option<PathBuf>,
    packages: &[&str],
    elsewhere: &str,
) -> Result<PathBuf, Failure> {
    if let Some(found) = find() {
        return Ok(found);
    }
    install_debian(packages)?;
    let remedy = format!("Debian: apt-get install {}{elsewhere}", packages.join(" "));
    find().ok_or_else(|| Failure::Missing { what: what.into(), remedy })
}
