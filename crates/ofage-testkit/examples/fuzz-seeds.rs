//! Writes the inputs that a fuzzer starts from, those of `fuzz/corpus` among them: `fuzz-seeds FOLDER` makes a folder for each target in it.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

use ofage_testkit::fuzz_targets::{TARGETS, kept};

fn main() -> ExitCode {
    let Some(folder) = env::args_os().nth(1) else {
        eprintln!("usage: fuzz-seeds FOLDER");
        return ExitCode::from(2);
    };
    match write(Path::new(&folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path) -> io::Result<()> {
    for target in TARGETS {
        let folder = folder.join(target.name);
        fs::create_dir_all(&folder)?;
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
        let kept = kept(&fs::read_to_string(corpus.join(format!("{}.hex", target.name)))?);
        for (index, seed) in (target.seeds)().iter().chain(&kept).enumerate() {
            fs::write(folder.join(format!("seed-{index:04}")), seed)?;
        }
    }
    Ok(())
}
