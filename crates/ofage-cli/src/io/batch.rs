//! Writing many files: all of them or none.

use core::sync::atomic::{AtomicBool, Ordering};
use std::path::{Path, PathBuf};

use tempfile::TempPath;
use zeroize::Zeroizing;

use super::output::{Overwrite, Privacy, commit, stage, sync_folder};
use crate::failure::Failure;

/// One file of many.
pub(crate) struct NewFile {
    /// Its name.
    pub(crate) path: PathBuf,
    /// All of it; wiped when dropped, since it may be a private key.
    pub(crate) content: Zeroizing<Vec<u8>>,
    /// Who may read it.
    pub(crate) privacy: Privacy,
}

/// Threads that wait for the disk: it writes many files at once about as fast as one.
const WRITERS: usize = 8;

/// Writes many files into one folder. All are on the disk under temporary names before the first is moved to its
/// place, so that a full disk changes nothing: an attestation never stands beside the key of another. `written` is
/// called after each.
///
/// # Errors
/// The first failure.
pub(crate) fn write_all(
    folder: &Path,
    files: &[NewFile],
    overwrite: Overwrite,
    written: impl Fn() + Sync,
) -> Result<(), Failure> {
    let stop = AtomicBool::new(false);
    let size = files.len().div_ceil(WRITERS).max(1);
    let shares: Vec<Result<Vec<TempPath>, Failure>> = std::thread::scope(|scope| {
        let (stop, written) = (&stop, &written);
        let start = |files| scope.spawn(move || stage_share(files, stop, written));
        let threads: Vec<_> = files.chunks(size).map(start).collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).collect()
    });
    let mut staged = Vec::with_capacity(files.len());
    let mut failure = None;
    for share in shares {
        match share {
            Ok(paths) => staged.extend(paths),
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    if failure.is_some() || staged.len() != files.len() {
        return Err(
            failure.unwrap_or_else(|| Failure::output(folder, &std::io::Error::other("writing stopped")))
        );
    }
    for (index, (file, staged)) in files.iter().zip(staged).enumerate() {
        if let Err(failure) = commit(staged, &file.path, overwrite) {
            if overwrite == Overwrite::Refuse {
                // The failure that is reported is the one that began it.
                files.iter().take(index).for_each(|file| drop(std::fs::remove_file(&file.path)));
            }
            return Err(failure);
        }
    }
    sync_folder(folder)
}

/// Stages files one after the other, until one fails here or with another writer.
fn stage_share(
    files: &[NewFile],
    stop: &AtomicBool,
    written: &(impl Fn() + Sync),
) -> Result<Vec<TempPath>, Failure> {
    let mut staged = Vec::with_capacity(files.len());
    for file in files {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        match stage(&file.path, &file.content, file.privacy) {
            Ok(path) => staged.push(path),
            Err(failure) => {
                stop.store(true, Ordering::Relaxed);
                return Err(failure);
            }
        }
        written();
    }
    Ok(staged)
}
