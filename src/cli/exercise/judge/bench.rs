//! A folder to compile and run answers in: clean for each, and gone afterwards.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use super::super::super::arguments::UserError;
use super::super::super::own::cache;
use super::super::super::own::libraries::Libraries;

/// What is older than this was left by a process that was killed.
const OLD: Duration = Duration::from_secs(24 * 3600);

/// Where answers are judged, and what they are linked with.
pub struct Bench {
    folder: PathBuf,
    /// Where the libraries are remembered.
    cache: PathBuf,
    /// What answers are linked with. racelab may be built anew while somebody works on an exercise.
    libraries: Mutex<Arc<Libraries>>,
    next: AtomicU64,
}

/// The folder of one answer, which goes with it.
pub struct Place(PathBuf);

impl Bench {
    /// One of this process.
    pub fn new() -> Result<Bench, UserError> {
        Bench::within(&cache::folder()?)
    }

    /// The same, in a folder that is there.
    pub fn within(cache: &Path) -> Result<Bench, UserError> {
        if !cfg!(unix) {
            return Err(UserError::new("exercises are judged on Linux and macOS only, so far"));
        }
        static BENCHES: AtomicU64 = AtomicU64::new(0);
        let libraries = Mutex::new(Arc::new(Libraries::find_in(cache)?));
        let benches = cache.join("exercises");
        tidy(&benches);
        // Relaxed: that each number is drawn once is all that is asked of it.
        let number = BENCHES.fetch_add(1, Ordering::Relaxed);
        let folder = benches.join(format!("{}-{number}", std::process::id()));
        Ok(Bench { folder, cache: cache.to_owned(), libraries, next: AtomicU64::new(0) })
    }

    /// What answers are linked with.
    pub fn libraries(&self) -> Arc<Libraries> {
        Arc::clone(&self.locked())
    }

    /// The same, after these were found to be no longer what they were.
    pub fn libraries_after(&self, old: &Arc<Libraries>) -> Result<Arc<Libraries>, UserError> {
        let mut libraries = self.locked();
        // Another thread may have found them anew already.
        if Arc::ptr_eq(&libraries, old) {
            *libraries = Arc::new(Libraries::find_anew(&self.cache)?);
        }
        Ok(Arc::clone(&libraries))
    }

    fn locked(&self) -> MutexGuard<'_, Arc<Libraries>> {
        self.libraries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A clean folder.
    pub fn place(&self) -> Result<Place, UserError> {
        // Relaxed: as above.
        let folder = self.folder.join(self.next.fetch_add(1, Ordering::Relaxed).to_string());
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).map_err(|error| cache::refused(&folder, &error))?;
        Ok(Place(folder))
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Place {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn tidy(benches: &Path) {
    for folder in fs::read_dir(benches).into_iter().flatten().flatten() {
        let made = folder.metadata().and_then(|folder| folder.modified()).ok();
        let age = made.and_then(|made| SystemTime::now().duration_since(made).ok());
        if age.is_some_and(|age| age > OLD) {
            let _ = fs::remove_dir_all(folder.path());
        }
    }
}
