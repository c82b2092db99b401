//! Writes `test-vectors/v1` anew from the cases: `cargo xtask vectors`.

use std::path::Path;
use std::process::ExitCode;

use ofage_testkit::vectors::files;

fn main() -> ExitCode {
    match write(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/v1")) {
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
fn write(folder: &Path) -> std::io::Result<(usize, usize)> {
    let files = files();
    std::fs::create_dir_all(folder)?;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let known = files.iter().any(|file| path.file_name().is_some_and(|name| name == file.name.as_str()));
        if !known {
            std::fs::remove_file(path)?;
        }
    }
    let mut bytes = 0_usize;
    for file in &files {
        std::fs::write(folder.join(&file.name), &file.content)?;
        bytes = bytes.saturating_add(file.content.len());
    }
    Ok((files.len(), bytes))
}
