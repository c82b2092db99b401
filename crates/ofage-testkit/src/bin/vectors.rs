//! Writes `test-vectors/v1` anew from the cases: `cargo xtask vectors`. With the name of a folder it writes every case of
//! every layout there instead, for readers in other languages.

use std::path::Path;
use std::process::ExitCode;

use ofage_testkit::inputs;
use ofage_testkit::vectors::{FileOfVectors, files, files_of_every_layout};

fn main() -> ExitCode {
    let written = match std::env::args_os().nth(1) {
        Some(folder) => write(Path::new(&folder), &files_of_every_layout()),
        None => {
            let mut files = files();
            files.extend(inputs::files());
            write(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/v1"), &files)
        }
    };
    match written {
        Ok((files, bytes)) => {
            println!("{files} files, {bytes} bytes");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("vectors: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Files that no case makes any more are removed.
fn write(folder: &Path, files: &[FileOfVectors]) -> std::io::Result<(usize, usize)> {
    std::fs::create_dir_all(folder)?;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let known = files.iter().any(|file| path.file_name().is_some_and(|name| name == file.name.as_str()));
        if !known {
            std::fs::remove_file(path)?;
        }
    }
    let mut bytes = 0_usize;
    for file in files {
        std::fs::write(folder.join(&file.name), &file.content)?;
        bytes = bytes.saturating_add(file.content.len());
    }
    Ok((files.len(), bytes))
}
