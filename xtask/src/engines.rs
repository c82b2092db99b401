//! `cargo xtask engines`: the story of the pages in Firefox and in WebKit, whose cameras, stores and scripts are not
//! Chromium's.
//!
//! Needs Node, Firefox, and WebKitGTK's small browser with its driver. As root on Debian or Ubuntu they are installed;
//! elsewhere the command says what is missing. It is no stage of `cargo xtask test`: the packages weigh some 400 MB.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::process::{self, cargo};
use crate::{setup, wasm};

/// A browser engine, where its program may be, and the packages that hold it.
struct Engine {
    name: &'static str,
    programs: &'static [&'static str],
    packages: &'static [&'static str],
}

const ENGINES: &[Engine] = &[
    Engine {
        name: "firefox",
        programs: &["/usr/bin/firefox-esr", "/usr/bin/firefox"],
        packages: &["firefox-esr"],
    },
    Engine {
        name: "webkit",
        programs: &[
            "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
            "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
        ],
        packages: &["webkit2gtk-driver", "xvfb", "xauth"],
    },
];

/// Runs the command, which takes no arguments.
pub(crate) fn run(root: &Path, mut arguments: impl Iterator<Item = String>) -> Result<(), Failure> {
    if let Some(other) = arguments.next() {
        return Err(Failure::Usage(format!("engines takes no {other}")));
    }
    let program = |engine: &Engine| {
        let find = || engine.programs.iter().map(PathBuf::from).find(|path| path.exists());
        setup::find_or_install(engine.name, find, engine.packages, "")
    };
    let programs: Vec<_> =
        ENGINES.iter().map(|engine| Ok((engine, program(engine)?))).collect::<Result<_, Failure>>()?;
    wasm::build(root)?;
    process::run(cargo(root, &["build", "--quiet", "--locked", "--package", "ofage-cli"]))?;
    for (engine, program) in programs {
        let mut command = Command::new("node");
        command
            .arg("engines.mjs")
            .arg(process::ofage(root))
            .arg(engine.name)
            .arg(&program)
            .arg(root.join("target/engines"))
            .current_dir(root.join("wasm/tests"));
        process::run(command)?;
    }
    Ok(())
}
