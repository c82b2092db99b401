//! Writing files: complete or not at all.

use std::fs::Permissions;
use std::io::{BufWriter, ErrorKind, Read as _, Write as _};
use std::path::Path;

use clap::Args;
use tempfile::{NamedTempFile, TempPath};
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

/// Where in a file a private key is looked for, in bytes from its start.
const MOST_KEY_BYTES: u64 = 16 * 1024;

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
    if is_special(path)? {
        return std::fs::write(path, content).map_err(|error| Failure::output(path, &error));
    }
    check_free(path, overwrite)?;
    if privacy == Privacy::Shared {
        refuse_private_key(path)?;
    }
    let staged = stage(path, content, privacy)?;
    commit(staged, path, overwrite)?;
    sync_folder(folder_of(path))
}

/// Refuses to replace a private key.
fn refuse_private_key(path: &Path) -> Result<(), Failure> {
    if !holds_private_key(path) {
        return Ok(());
    }
    let message = "holds a private key: move it away first, since nothing could bring it back".into();
    Err(Failure::Output { path: path.to_path_buf(), code: "output_is_key", message })
}

/// Whether the file that would be replaced is a private key, PEM or JWK: most likely an input of the same command.
fn holds_private_key(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(MOST_KEY_BYTES).read_to_end(&mut head));
    let head = Zeroizing::new(head);
    let has = |text: &[u8]| head.windows(text.len()).any(|window| window == text);
    read.is_ok() && (has(b"PRIVATE KEY-----") || (has(b"\"kty\"") && has(b"\"d\"")))
}

/// Whether this is a device or pipe, which nothing can be moved over.
fn is_special(path: &Path) -> Result<bool, Failure> {
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Err(Failure::Output {
            path: path.to_path_buf(),
            code: "output_is_folder",
            message: "is a folder, not a file".into(),
        }),
        Ok(metadata) => Ok(!metadata.is_file()),
        Err(_) => Ok(false),
    }
}

/// Writes content to a temporary file beside its place and waits until it is on the disk. Dropped, the file is gone.
pub(super) fn stage(path: &Path, content: &[u8], privacy: Privacy) -> Result<TempPath, Failure> {
    let staged = || {
        let mut file = temporary(path, privacy)?;
        file.write_all(content)?;
        file.as_file().sync_all()?;
        Ok(file.into_temp_path())
    };
    staged().map_err(|error| Failure::output(path, &error))
}

fn temporary(path: &Path, privacy: Privacy) -> std::io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".ofage-").suffix(".part");
    if let Some(permissions) = permissions(privacy) {
        builder.permissions(permissions);
    }
    builder.tempfile_in(folder_of(path))
}

/// A file that is written piece by piece under a temporary name, and has its own only when it is whole. Dropped before
/// that, it is gone.
#[derive(Debug)]
pub(crate) struct Growing<'a> {
    path: &'a Path,
    overwrite: Overwrite,
    file: BufWriter<NamedTempFile>,
}

impl<'a> Growing<'a> {
    /// Begins a file that nobody but the user may read.
    ///
    /// # Errors
    /// [`Failure::Output`] where it exists and may not be replaced, or cannot be written.
    pub(crate) fn begin(path: &'a Path, overwrite: Overwrite) -> Result<Self, Failure> {
        if is_special(path)? {
            let message = "is a device or pipe, and a file is needed".into();
            return Err(Failure::Output { path: path.to_path_buf(), code: "output_not_file", message });
        }
        check_free(path, overwrite)?;
        refuse_private_key(path)?;
        let file = temporary(path, Privacy::Secret).map_err(|error| Failure::output(path, &error))?;
        Ok(Self { path, overwrite, file: BufWriter::new(file) })
    }

    /// Adds to it.
    ///
    /// # Errors
    /// [`Failure::Output`], on a full disk above all.
    pub(crate) fn add(&mut self, content: &[u8]) -> Result<(), Failure> {
        self.file.write_all(content).map_err(|error| Failure::output(self.path, &error))
    }

    /// Waits until all of it is on the disk and gives it its name.
    ///
    /// # Errors
    /// [`Failure::Output`].
    pub(crate) fn finish(self) -> Result<(), Failure> {
        let failed = |error: std::io::Error| Failure::output(self.path, &error);
        let file = self.file.into_inner().map_err(|error| failed(error.into_error()))?;
        file.as_file().sync_all().map_err(failed)?;
        commit(file.into_temp_path(), self.path, self.overwrite)?;
        sync_folder(folder_of(self.path))
    }
}

/// Moves a staged file to its place.
pub(super) fn commit(staged: TempPath, path: &Path, overwrite: Overwrite) -> Result<(), Failure> {
    match overwrite {
        Overwrite::Refuse => staged.persist_noclobber(path),
        Overwrite::Replace => staged.persist(path),
    }
    .map_err(|error| {
        let taken = error.error.kind() == ErrorKind::AlreadyExists;
        if taken { exists(path) } else { Failure::output(path, &error.error) }
    })
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

/// Keeps other runs of this program from changing a file of the same folder between reading and writing it; waits for
/// them. Ends when it is dropped.
#[derive(Debug)]
pub(crate) struct FolderLock {
    _folder: Option<std::fs::File>,
}

/// Locks the folder of a file that is about to be read, changed and replaced.
///
/// # Errors
/// [`Failure::Output`] where the folder cannot be opened. File systems without locks have none.
#[cfg(unix)]
pub(crate) fn lock_folder(path: &Path) -> Result<FolderLock, Failure> {
    let folder = folder_of(path);
    let open = std::fs::File::open(folder).map_err(|error| Failure::output(folder, &error))?;
    let locked = open.lock().is_ok();
    Ok(FolderLock { _folder: locked.then_some(open) })
}

/// Folders cannot be locked on other systems.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub(crate) fn lock_folder(_path: &Path) -> Result<FolderLock, Failure> {
    Ok(FolderLock { _folder: None })
}

fn exists(path: &Path) -> Failure {
    Failure::Output {
        path: path.to_path_buf(),
        code: "output_exists",
        message: "exists already; --force replaces it".into(),
    }
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
pub(super) fn sync_folder(folder: &Path) -> Result<(), Failure> {
    let synced = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|error| Failure::output(folder, &error))
}

/// Folders cannot be synced on other systems.
#[cfg(not(unix))]
pub(super) fn sync_folder(_folder: &Path) -> Result<(), Failure> {
    Ok(())
}
