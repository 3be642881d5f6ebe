//! Writes a file whole or not at all: first beside it, then in its place.
//!
//! Whatever goes wrong meanwhile (a full disk, a cable), the old file is still there and no half of a new
//! one. The new file takes over the permissions of the old, as it would from an editor.

use std::ffi::OsStr;
use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Where a path leads, symbolic links followed, whether or not there is a file at the end: so a link stays
/// a link, and what it points to is what is replaced.
pub fn target(path: &Path) -> io::Result<PathBuf> {
    if path.as_os_str().as_encoded_bytes().ends_with(b"/") {
        // `new/` means a folder, also where there is none.
        return Err(ErrorKind::IsADirectory.into());
    }
    let mut path = path.to_owned();
    // As many links as Linux follows.
    for _ in 0..40 {
        match fs::canonicalize(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            found => return found,
        }
        let folder = fs::canonicalize(folder_of(&path))?;
        let Some(name) = path.file_name() else { return Err(ErrorKind::NotFound.into()) };
        path = folder.join(name);
        match fs::read_link(&path) {
            // A link to nothing: the file is to be made where it points.
            Ok(next) => path = folder.join(next),
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("too many symbolic links"))
}

/// Whether [`replace`] can be expected to work. Nothing is changed.
pub fn probe(target: &Path) -> io::Result<()> {
    if let Ok(there) = fs::metadata(target) {
        if there.is_dir() {
            return Err(ErrorKind::IsADirectory.into());
        }
        // Its folder would allow it; but whoever took the permission to write from a file meant it.
        File::options().write(true).open(target)?;
    }
    let (beside, _) = beside(target)?;
    fs::remove_file(beside)
}

/// Puts a file with these bytes in the place of `target`, which [`target`] has found.
pub fn replace(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let old = fs::metadata(target).ok();
    let (beside, mut file) = beside(target)?;
    let written = file
        .write_all(bytes)
        .and_then(|()| keep_permissions(&file, old.as_ref()))
        // The name must not get to the disk before what it stands for.
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&beside, target));
    if written.is_err() {
        // Nothing more can be done about a file that cannot be removed either.
        let _ = fs::remove_file(&beside);
    }
    written
}

/// A new file in the folder of `target`, under a name that nobody uses.
fn beside(target: &Path) -> io::Result<(PathBuf, File)> {
    for number in 0..1000 {
        let path = folder_of(target).join(format!(".racelab-{}-{number}", std::process::id()));
        match File::options().write(true).create_new(true).open(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            opened => return Ok((path, opened?)),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder.as_os_str() != OsStr::new("") => folder,
        _ => Path::new("."),
    }
}

fn keep_permissions(file: &File, old: Option<&Metadata>) -> io::Result<()> {
    let Some(old) = old else { return Ok(()) };
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};
        // Only root may give a file away; for everybody else the owner stays the same anyway, or has to.
        let _ = fchown(file, Some(old.uid()), Some(old.gid()));
    }
    file.set_permissions(old.permissions())
}
