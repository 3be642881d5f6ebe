//! The folder of the user's in which programs are compiled: nothing is written beside the reader's file, or into the
//! clone of this project.

use std::env;
use std::fs::{self, File, TryLockError};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use super::super::arguments::UserError;
use super::super::interrupt::interrupted;

/// So many files' programs are kept.
const KEPT: usize = 30;

/// How often it is looked whether another one has come to its end, or somebody has pressed Ctrl-C.
const GLANCE: Duration = Duration::from_millis(10);

/// The folder for everything.
pub fn folder() -> Result<PathBuf, UserError> {
    let set = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let caches = set("XDG_CACHE_HOME")
        .or_else(|| set("HOME").map(|home| home.join(".cache")))
        .unwrap_or_else(env::temp_dir);
    let folder = caches.join("racelab");
    fs::create_dir_all(&folder).map_err(|error| refused(&folder, &error))?;
    Ok(folder)
}

/// What is said where something there cannot be written.
pub fn refused(path: &Path, error: &io::Error) -> UserError {
    UserError::new(format!(
        "cannot write to {}: {error}; name another folder in the variable XDG_CACHE_HOME",
        path.display()
    ))
}

/// The folder of one file's program, locked for as long as the file that is returned is open: so two that explore the
/// same file do not compile over each other.
pub fn of_file(path: &Path, libraries: &str) -> Result<(PathBuf, File), UserError> {
    let programs = folder()?.join("files");
    let name = format!("{:016x}", hash(&(path, libraries)));
    let folder = programs.join(name);
    fs::create_dir_all(&folder).map_err(|error| refused(&folder, &error))?;
    let lock = folder.join("lock");
    let file = File::create(&lock).map_err(|error| refused(&lock, &error))?;
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::WouldBlock) if interrupted() => {
                return Err(UserError::interrupted("interrupted: another racelab is at work on this file"));
            }
            Err(TryLockError::WouldBlock) => thread::sleep(GLANCE),
            Err(TryLockError::Error(error)) => return Err(refused(&lock, &error)),
        }
    }
    tidy(&programs);
    Ok((folder, file))
}

/// A number for a content.
pub fn hash(content: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    hasher.finish()
}

/// Removes the folders that have not been used for longest. Whatever cannot be removed stays.
fn tidy(programs: &Path) {
    let Ok(entries) = fs::read_dir(programs) else { return };
    let used = |path: &Path| fs::metadata(path.join("lock")).and_then(|lock| lock.modified());
    let entries = entries.flatten().map(|entry| entry.path());
    let mut folders: Vec<_> =
        entries.map(|path| (used(&path).unwrap_or(SystemTime::UNIX_EPOCH), path)).collect();
    folders.sort();
    for (_, folder) in folders.iter().rev().skip(KEPT) {
        let _ = fs::remove_dir_all(folder);
    }
}
