//! Writing files: complete or not at all.

use core::sync::atomic::{AtomicBool, Ordering};
use std::fs::Permissions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use zeroize::Zeroizing;

use crate::failure::Failure;

/// What to do where a file is there already.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Overwrite {
    /// Leave it alone and fail.
    Refuse,
    /// Replace it: `--force`.
    Replace,
}

/// The option of every command that writes files.
#[derive(Args, Debug)]
pub(crate) struct Force {
    /// Replace files that exist
    #[arg(long)]
    force: bool,
}

impl Force {
    /// What the user wants done with files that exist.
    pub(crate) const fn overwrite(&self) -> Overwrite {
        if self.force { Overwrite::Replace } else { Overwrite::Refuse }
    }
}

/// Who may read a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Privacy {
    /// Whoever the user's mask allows.
    Shared,
    /// Nobody but the user: mode 0600.
    Secret,
}

/// Writes a file under a temporary name beside it, waits until it is on the disk and moves it into place, so
/// that nobody ever sees half of it and an existing file survives every failure.
///
/// `-` is standard output; a device or pipe is written to directly.
///
/// # Errors
/// [`Failure::Output`] where it exists and may not be replaced, or cannot be written.
pub(crate) fn write(
    path: &Path,
    content: &[u8],
    privacy: Privacy,
    overwrite: Overwrite,
) -> Result<(), Failure> {
    if path.as_os_str() == "-" {
        let mut stdout = std::io::stdout().lock();
        return stdout.write_all(content).and_then(|()| stdout.flush()).map_err(Failure::Printing);
    }
    place(path, content, privacy, overwrite)?;
    sync_folder(folder_of(path)).map_err(|error| Failure::output(path, &error))
}

/// Moves complete content to its place.
fn place(path: &Path, content: &[u8], privacy: Privacy, overwrite: Overwrite) -> Result<(), Failure> {
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Err(Failure::Output {
            path: path.to_path_buf(),
            code: "output_is_folder",
            message: "is a folder, not a file".into(),
        }),
        Ok(metadata) if !metadata.is_file() => {
            std::fs::write(path, content).map_err(|error| Failure::output(path, &error))
        }
        Ok(_) if overwrite == Overwrite::Refuse => Err(exists(path)),
        Ok(_) | Err(_) => replace(path, content, privacy, overwrite).map_err(|error| {
            if error.kind() == ErrorKind::AlreadyExists {
                exists(path)
            } else {
                Failure::output(path, &error)
            }
        }),
    }
}

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

/// What became of one writer's share of the files.
struct Share<'a> {
    written: &'a [NewFile],
    failure: Option<Failure>,
}

/// Writes many files into one folder, each as [`write()`] does. Where one fails, the new ones are taken away again, and
/// whatever was there before is left. `written` is called after each.
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
    let shares: Vec<Share<'_>> = std::thread::scope(|scope| {
        let (stop, written) = (&stop, &written);
        let start = |files| scope.spawn(move || write_share(files, overwrite, stop, written));
        let threads: Vec<_> = files.chunks(size).map(start).collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).collect()
    });
    if shares.iter().map(|share| share.written.len()).sum::<usize>() == files.len() {
        return sync_folder(folder).map_err(|error| Failure::output(folder, &error));
    }
    if overwrite == Overwrite::Refuse {
        for file in shares.iter().flat_map(|share| share.written) {
            // The failure that is reported is the one that began it.
            drop(std::fs::remove_file(&file.path));
        }
    }
    let first = shares.into_iter().find_map(|share| share.failure);
    Err(first.unwrap_or_else(|| Failure::output(folder, &std::io::Error::other("writing stopped"))))
}

/// Writes files one after the other, until one fails here or with another writer.
fn write_share<'a>(
    files: &'a [NewFile],
    overwrite: Overwrite,
    stop: &AtomicBool,
    written: &(impl Fn() + Sync),
) -> Share<'a> {
    let mut failure = None;
    let mut count: usize = 0;
    for file in files {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        if let Err(error) = place(&file.path, &file.content, file.privacy, overwrite) {
            stop.store(true, Ordering::Relaxed);
            failure = Some(error);
            break;
        }
        count = count.saturating_add(1);
        written();
    }
    Share { written: files.get(..count).unwrap_or_default(), failure }
}

/// Whether writing this file would be refused, found out before any work is done.
///
/// # Errors
/// [`Failure::Output`] where the file exists and may not be replaced.
pub(crate) fn check_free(path: &Path, overwrite: Overwrite) -> Result<(), Failure> {
    let is_taken = |metadata: std::fs::Metadata| metadata.is_file() || metadata.is_symlink();
    let taken = overwrite == Overwrite::Refuse && std::fs::symlink_metadata(path).is_ok_and(is_taken);
    if taken { Err(exists(path)) } else { Ok(()) }
}

/// Creates a folder and the folders above it.
///
/// # Errors
/// [`Failure::Output`] where that is not possible.
pub(crate) fn create_folder(path: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(path).map_err(|error| {
        if matches!(error.kind(), ErrorKind::AlreadyExists | ErrorKind::NotADirectory) {
            let message = "is a file, where a folder is needed".into();
            Failure::Output { path: path.to_path_buf(), code: "output_not_folder", message }
        } else {
            Failure::output(path, &error)
        }
    })
}

fn exists(path: &Path) -> Failure {
    Failure::Output {
        path: path.to_path_buf(),
        code: "output_exists",
        message: "exists already; --force replaces it".into(),
    }
}

fn replace(path: &Path, content: &[u8], privacy: Privacy, overwrite: Overwrite) -> std::io::Result<()> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".ofage-").suffix(".part");
    if let Some(permissions) = permissions(privacy) {
        builder.permissions(permissions);
    }
    let mut file = builder.tempfile_in(folder_of(path))?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    match overwrite {
        Overwrite::Refuse => file.persist_noclobber(path),
        Overwrite::Replace => file.persist(path),
    }
    .map(|_| ())
    .map_err(|error| error.error)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The mode to create a file with; the user's mask still applies.
#[cfg(unix)]
fn permissions(privacy: Privacy) -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(Permissions::from_mode(match privacy {
        Privacy::Shared => 0o666,
        Privacy::Secret => 0o600,
    }))
}

/// Other systems inherit the rights of the folder.
#[cfg(not(unix))]
fn permissions(_privacy: Privacy) -> Option<Permissions> {
    None
}

/// Makes the new name itself survive a loss of power.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    std::fs::File::open(folder)?.sync_all()
}

/// Folders cannot be synced on other systems.
#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> std::io::Result<()> {
    Ok(())
}
