//! `cargo xtask wasm`: the WebAssembly build, the npm package and the web pages.
//!
//! Rust → `wasm-bindgen` (as a library, see `wasm/bindgen`) → `wasm-opt` (npm `binaryen`) →
//! `esbuild`. Every version is pinned, by `Cargo.lock` or by `wasm/package-lock.json`, and paths are
//! remapped, so the same sources give the same bytes on every machine.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::process::{self, cargo};
use crate::{setup, texts};

/// One build of the bindings.
struct Flavour {
    /// Its name, and the Cargo feature that makes it.
    name: &'static str,
    curves: Curves,
    budget: Budget,
}

/// The size after gzip that a flavour is meant to have, in bytes.
#[derive(Clone, Copy)]
enum Budget {
    /// More is a fault.
    Bound(usize),
    /// None is set.
    Open,
}

impl Budget {
    /// What the ledger says: zero where none is set.
    const fn bytes(self) -> usize {
        match self {
            Self::Bound(bytes) => bytes,
            Self::Open => 0,
        }
    }
}

/// How the elliptic-curve code is compiled.
#[derive(Clone, Copy)]
enum Curves {
    /// For speed: the profile's setting.
    Fast,
    /// For size, where one signature is checked for each code that is shown.
    Small,
}

const KB: usize = 1000;

/// The largest growth that needs no explanation, in bytes of gzip.
const QUIET_GROWTH: usize = 2048;

const FLAVOURS: [Flavour; 5] = [
    Flavour { name: "verify", curves: Curves::Fast, budget: Budget::Bound(90 * KB) },
    Flavour { name: "door", curves: Curves::Fast, budget: Budget::Bound(190 * KB) },
    Flavour { name: "wallet", curves: Curves::Small, budget: Budget::Bound(110 * KB) },
    // The wallet page loads it when the camera is used, and not before.
    Flavour { name: "read", curves: Curves::Fast, budget: Budget::Bound(75 * KB) },
    // For tests, demos and integrators who want everything in one file.
    Flavour { name: "full", curves: Curves::Fast, budget: Budget::Open },
];

/// One line of `wasm/size-ledger.json`.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
struct Size {
    raw: usize,
    gzip: usize,
    target: usize,
    /// Why the size last grew by more than 2 KiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

type Ledger = BTreeMap<String, Size>;

/// Where the built pages are kept: committed, so that `ofage serve` needs neither node nor a
/// WebAssembly toolchain.
const COMMITTED_PAGES: &str = "crates/ofage-cli/assets/web";

/// Where `wasm/build.mjs` writes them.
pub(crate) const BUILT_PAGES: &str = "target/web";

/// Runs the command with the arguments that follow `cargo xtask wasm`.
pub(crate) fn run(root: &Path, mut arguments: impl Iterator<Item = String>) -> Result<(), Failure> {
    let mut options = Options::default();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--check" => options.check = true,
            "--explain" => {
                let text = arguments.next().ok_or_else(|| Failure::Usage("--explain needs a text".into()))?;
                options.explanation = Some(text);
            }
            other => return Err(Failure::Usage(format!("wasm does not know {other}\n\n{USAGE}"))),
        }
    }
    build(root)?;
    settle_ledger(root, measure(root)?, &options)?;
    let (built, committed) = (root.join(BUILT_PAGES), root.join(COMMITTED_PAGES));
    if options.check {
        compare(&built, &committed)?;
        println!("pages: the committed bytes are what these sources give");
    } else {
        mirror(&built, &committed)?;
        println!("pages: {COMMITTED_PAGES}");
    }
    Ok(())
}

/// The stage of `cargo xtask test`: a fresh build gives the committed bytes, of sizes that were explained.
pub(crate) fn check(root: &Path) -> Result<(), Failure> {
    run(root, core::iter::once(String::from("--check")))
}

#[derive(Debug, Default)]
struct Options {
    check: bool,
    explanation: Option<String>,
}

const USAGE: &str = "usage: cargo xtask wasm [--check] [--explain TEXT]
  --check    build, then fail unless the committed pages and the size ledger are up to date
  --explain  accept growth beyond 2 KiB and record the reason in wasm/size-ledger.json";

/// Builds all flavours, the npm package (`wasm/pkg`) and the pages (`target/web`).
pub(crate) fn build(root: &Path) -> Result<(), Failure> {
    install_node_tools(root)?;
    let bindgen = build_bindgen(root)?;
    let flags = compiler_flags(root)?;
    for flavour in &FLAVOURS {
        build_flavour(root, &bindgen, &flags, flavour)?;
    }
    texts::write(root)?;
    let mut bundle = Command::new("node");
    bundle.arg("build.mjs").current_dir(root.join("wasm"));
    process::run(bundle)
}

/// Installs the pinned npm tools once, and again when the lock file changes.
pub(crate) fn install_node_tools(root: &Path) -> Result<(), Failure> {
    let missing = || ["node", "npm"].iter().any(|tool| Command::new(tool).arg("--version").output().is_err());
    if missing() {
        setup::install_debian(&["nodejs", "npm"])?;
    }
    if missing() {
        return Err(Failure::Missing {
            what: "Node.js 20 or newer, with npm,".into(),
            remedy: "Debian and Ubuntu: apt-get install nodejs npm; others: https://nodejs.org/".into(),
        });
    }
    let wasm = root.join("wasm");
    let lock = read(&wasm.join("package-lock.json"))?;
    let stamp = wasm.join("node_modules/.ofage-lock");
    if fs::read(&stamp).is_ok_and(|seen| seen == lock) {
        return Ok(());
    }
    let mut install = Command::new("npm");
    install.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(&wasm);
    process::run(install)?;
    fs::write(&stamp, lock).map_err(Failure::io(&stamp))
}

/// Builds the glue generator. It has its own workspace, so ordinary builds never compile it.
fn build_bindgen(root: &Path) -> Result<PathBuf, Failure> {
    let arguments = ["build", "--quiet", "--locked", "--manifest-path", "wasm/bindgen/Cargo.toml"];
    let mut build = cargo(root, &arguments);
    build.args(["--target-dir", "target/tools"]);
    process::run(build)?;
    Ok(root.join("target/tools/debug").join(format!("ofage-bindgen{}", std::env::consts::EXE_SUFFIX)))
}

fn build_flavour(root: &Path, bindgen: &Path, flags: &str, flavour: &Flavour) -> Result<(), Failure> {
    let arguments = ["build", "--quiet", "--locked", "--package", "ofage-wasm", "--lib", "--profile", "wasm"];
    let mut compile = cargo(root, &arguments);
    compile
        .args(["--target", setup::WASM, "--target-dir", "target/wasm"])
        .args(["--no-default-features", "--features", flavour.name])
        .env("CARGO_ENCODED_RUSTFLAGS", flags)
        .env_remove("RUSTFLAGS");
    if matches!(flavour.curves, Curves::Small) {
        compile.args(["--config", "profile.wasm.package.crrl.opt-level='z'"]);
        compile.args(["--config", "profile.wasm.package.ofage-p256.opt-level='z'"]);
    }
    process::run(compile)?;

    let glue = root.join("target/wasm/glue").join(flavour.name);
    let mut bind = Command::new(bindgen);
    bind.arg(root.join("target/wasm").join(setup::WASM).join("wasm/ofage_wasm.wasm"));
    bind.arg(&glue).arg(flavour.name).current_dir(root);
    process::run(bind)?;

    // Functions in the order of their names: copies of one generic function then stand side by side, which gzip likes.
    // It also likes many small functions: inlining what has one caller saves 2 % before gzip and costs 4 % after it. `-O3`
    // first makes frames without a code a sixth faster, for less than 1 kB.
    let (named, done) = (glue.join("named.wasm"), wasm_file(root, flavour.name));
    let bound = glue.join(format!("{}_bg.wasm", flavour.name));
    optimise(
        root,
        &["-O3", "-Oz", "--converge", "-ocimfs", "0", "-g", "--reorder-functions-by-name"],
        &bound,
        &named,
    )?;
    optimise(root, &["--strip-debug", "--strip-producers", "--strip-target-features"], &named, &done)
}

/// Runs `wasm-opt`.
fn optimise(root: &Path, passes: &[&str], from: &Path, to: &Path) -> Result<(), Failure> {
    let mut optimise = Command::new("node");
    optimise
        .arg(root.join("wasm/node_modules/binaryen/bin/wasm-opt"))
        .args(passes)
        .args(["--enable-bulk-memory", "--enable-bulk-memory-opt", "--enable-sign-ext"])
        .args(["--enable-mutable-globals", "--enable-nontrapping-float-to-int"])
        .args(["--enable-multivalue", "--enable-reference-types"])
        .arg(from)
        .arg("-o")
        .arg(to);
    process::run(optimise)
}

/// The optimised module of one flavour.
fn wasm_file(root: &Path, flavour: &str) -> PathBuf {
    root.join("target/wasm/glue").join(flavour).join(format!("{flavour}.wasm"))
}

/// Compiler flags: a small SHA-2, and none of the builder's directories in panic messages.
fn compiler_flags(root: &Path) -> Result<String, Failure> {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "sysroot"]).current_dir(root);
    let sysroot = process::output(rustc)?;
    let cargo_home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
        .unwrap_or_default();
    let mut flags = vec![
        // Rolled loops: a code is a few hundred bytes, and hashing it is not what takes time.
        String::from("--cfg=sha2_backend_soft=\"compact\""),
        format!("--remap-path-prefix={}=/ofage", root.display()),
        format!("--remap-path-prefix={}=/cargo", cargo_home.display()),
        format!("--remap-path-prefix={}=/rust", sysroot.trim()),
    ];
    // The folder of a registry is named after its host, which is the builder's business. The last prefix that fits counts.
    let registries = fs::read_dir(cargo_home.join("registry/src")).into_iter().flatten().flatten();
    flags.extend(
        registries.map(|registry| format!("--remap-path-prefix={}=/crates", registry.path().display())),
    );
    Ok(flags.join("\u{1f}"))
}

/// Sizes of every flavour, raw and after gzip.
fn measure(root: &Path) -> Result<Ledger, Failure> {
    /// Header and trailer of a gzip file without a name.
    const GZIP_FRAME: usize = 18;
    let mut ledger = Ledger::new();
    for flavour in &FLAVOURS {
        let bytes = read(&wasm_file(root, flavour.name))?;
        let gzip = miniz_oxide::deflate::compress_to_vec(&bytes, 9).len().saturating_add(GZIP_FRAME);
        let size = Size { raw: bytes.len(), gzip, target: flavour.budget.bytes(), note: None };
        ledger.insert(flavour.name.to_owned(), size);
    }
    Ok(ledger)
}

/// Prints the sizes beside their targets, refuses growth that nobody explained, and writes the ledger.
fn settle_ledger(root: &Path, mut sizes: Ledger, options: &Options) -> Result<(), Failure> {
    let path = root.join("wasm/size-ledger.json");
    let before: Ledger = match fs::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|fault| json_fault(&path, &fault))?,
        Err(_) => Ledger::new(),
    };
    let mut faults = Vec::new();
    println!("{:<8} {:>9} {:>9} {:>9}", "flavour", "raw", "gzip", "target");
    for (name, size) in &mut sizes {
        let over = size.target > 0 && size.gzip > size.target;
        let mark = if over { "  OVER ITS TARGET" } else { "" };
        println!("{name:<8} {:>9} {:>9} {:>9}{mark}", size.raw, size.gzip, size.target);
        if over {
            faults.push(format!("{name} has {} bytes, and {} is its budget", size.gzip, size.target));
        }
        let Some(old) = before.get(name) else { continue };
        size.note.clone_from(&old.note);
        if size.gzip > old.gzip.saturating_add(QUIET_GROWTH) {
            match &options.explanation {
                Some(text) => size.note = Some(text.clone()),
                None => faults.push(format!(
                    "{name} grew from {} to {} bytes; find out why, or run again with --explain TEXT",
                    old.gzip, size.gzip
                )),
            }
        }
    }
    if options.check && before != sizes {
        faults.push("wasm/size-ledger.json is out of date: run `cargo xtask wasm` and commit it".to_owned());
    }
    if !faults.is_empty() {
        return Err(Failure::Rule { rule: "WebAssembly sizes", places: faults });
    }
    if !options.check {
        let mut text = serde_json::to_string_pretty(&sizes).map_err(|fault| json_fault(&path, &fault))?;
        text.push('\n');
        fs::write(&path, text).map_err(Failure::io(&path))?;
    }
    Ok(())
}

fn json_fault(path: &Path, fault: &serde_json::Error) -> Failure {
    Failure::Rule { rule: "JSON", places: vec![format!("{}: {fault}", path.display())] }
}

/// Fails unless both directories hold the same files with the same bytes.
fn compare(built: &Path, committed: &Path) -> Result<(), Failure> {
    let (fresh, kept) = (files(built)?, files(committed)?);
    let mut places = Vec::new();
    for (name, path) in &fresh {
        match kept.get(name) {
            None => places.push(format!("{name}: not committed")),
            Some(other) if read(path)? != read(other)? => places.push(format!("{name}: differs")),
            Some(_) => {}
        }
    }
    places.extend(
        kept.keys().filter(|name| !fresh.contains_key(*name)).map(|name| format!("{name}: left over")),
    );
    if places.is_empty() {
        return Ok(());
    }
    Err(Failure::Rule {
        rule: "the committed pages are stale: run `cargo xtask wasm` and commit them",
        places,
    })
}

/// Makes `committed` an exact copy of `built`.
fn mirror(built: &Path, committed: &Path) -> Result<(), Failure> {
    let wanted = files(built)?;
    fs::create_dir_all(committed).map_err(Failure::io(committed))?;
    for (name, path) in files(committed)? {
        if !wanted.contains_key(&name) {
            fs::remove_file(&path).map_err(Failure::io(&path))?;
        }
    }
    for (name, path) in wanted {
        let to = committed.join(&name);
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent).map_err(Failure::io(parent))?;
        }
        fs::copy(&path, &to).map_err(Failure::io(&to))?;
    }
    Ok(())
}

/// Every file below a directory, by its relative name with forward slashes.
fn files(directory: &Path) -> Result<BTreeMap<String, PathBuf>, Failure> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![(directory.to_path_buf(), String::new())];
    while let Some((next, prefix)) = waiting.pop() {
        for entry in fs::read_dir(&next).map_err(Failure::io(&next))? {
            let entry = entry.map_err(Failure::io(&next))?;
            let name = format!("{prefix}{}", entry.file_name().display());
            if entry.path().is_dir() {
                waiting.push((entry.path(), format!("{name}/")));
            } else {
                found.insert(name, entry.path());
            }
        }
    }
    Ok(found)
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(Failure::io(path))
}
