//! The peers at their pinned versions, in the scratch folder.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::Place;
use crate::failure::Failure;
use crate::process;
use crate::setup;

/// The scripts of the npm peers and their lock file.
const NODE: &str = "interop/node";
/// The script of the Python peers and their requirements, with hashes.
const PYTHON: &str = "interop/python";

/// Copies the scripts, installs what they need, and removes what an earlier run left.
pub(super) fn run(root: &Path, folder: &Path) -> Result<Place, Failure> {
    tools()?;
    let node = folder.join("node");
    fs::create_dir_all(&node).map_err(Failure::io(&node))?;
    for entry in fs::read_dir(folder).map_err(Failure::io(folder))? {
        let path = entry.map_err(Failure::io(folder))?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            fs::remove_file(&path).map_err(Failure::io(&path))?;
        }
    }
    let scripts = root.join(NODE);
    for entry in fs::read_dir(&scripts).map_err(Failure::io(&scripts))? {
        let path = entry.map_err(Failure::io(&scripts))?.path();
        if path.is_file() {
            copy(&path, &node)?;
        }
    }
    copy(&root.join(PYTHON).join("run.py"), folder)?;
    install_npm(&node)?;
    let environment = folder.join("python");
    install_python(&root.join(PYTHON).join("requirements.txt"), &environment)?;
    Ok(Place { folder: folder.to_path_buf(), node, python: interpreter(&environment) })
}

/// Node with npm, and Python with `venv`: installed where that needs no question, named where it does.
fn tools() -> Result<(), Failure> {
    let works = |program: &str, arguments: &[&str]| {
        Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
    };
    let node = || works("node", &["--version"]) && works("npm", &["--version"]);
    let python = || works("python3", &["-c", "import ensurepip, venv"]);
    if !node() {
        setup::install_debian(&["nodejs", "npm"])?;
    }
    if !python() {
        setup::install_debian(&["python3", "python3-venv"])?;
    }
    if !node() {
        return Err(Failure::Missing {
            what: "Node.js 20 or newer, with npm,".into(),
            remedy: "Debian and Ubuntu: apt-get install nodejs npm; others: https://nodejs.org/".into(),
        });
    }
    if !python() {
        return Err(Failure::Missing {
            what: "Python 3 with venv".into(),
            remedy:
                "Debian and Ubuntu: apt-get install python3 python3-venv; others: https://www.python.org/"
                    .into(),
        });
    }
    Ok(())
}

fn copy(file: &Path, folder: &Path) -> Result<(), Failure> {
    let target = folder.join(file.file_name().unwrap_or_default());
    fs::copy(file, target).map(drop).map_err(Failure::io(file))
}

/// Runs `install` unless it succeeded before with the same lock file.
fn once(lock: &Path, stamp: &Path, install: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
    let wanted = fs::read(lock).map_err(Failure::io(lock))?;
    if fs::read(stamp).is_ok_and(|seen| seen == wanted) {
        return Ok(());
    }
    install()?;
    fs::write(stamp, wanted).map_err(Failure::io(stamp))
}

fn install_npm(node: &Path) -> Result<(), Failure> {
    once(&node.join("package-lock.json"), &node.join("node_modules/.ofage-lock"), || {
        let mut install = Command::new("npm");
        install.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
        install.current_dir(node);
        process::run(install)
    })
}

fn install_python(requirements: &Path, environment: &Path) -> Result<(), Failure> {
    once(requirements, &environment.join("ofage-lock"), || {
        let mut create = Command::new("python3");
        create.args(["-m", "venv", "--clear"]).arg(environment);
        process::run(create)?;
        let mut install = Command::new(interpreter(environment));
        install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]);
        install.args(["--only-binary", ":all:", "--requirement"]).arg(requirements);
        process::run(install)
    })
}

fn interpreter(environment: &Path) -> std::path::PathBuf {
    environment.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" })
}
