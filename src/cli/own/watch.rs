//! `--watch`: the same again after each save.

use std::fs;
use std::io::{Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, SystemTime};

use super::super::arguments::UserError;
use super::super::interrupt::{self, interrupted};
use super::keys::Keys;
use super::modules;
use super::room::{is_too_deep, with_room};
use super::source::read_again;

/// How often it is looked whether a file was saved.
const GLANCE: Duration = Duration::from_millis(50);

/// Works once, and again whenever the file or one of its modules has changed; until Ctrl-C, or q on a terminal.
pub fn watch(file: &Path, work: &dyn Fn() -> Result<ExitCode, UserError>) -> Result<ExitCode, UserError> {
    // A file that is not there at the beginning is a slip of the pen; one that vanishes later is being saved.
    fs::metadata(file).map_err(|error| {
        UserError::new(format!("cannot read {}: {error}; name a file with Rust in it", file.display()))
    })?;
    let keys = Keys::listen();
    loop {
        let state = state(file);
        if let Some(keys) = &keys {
            keys.clear();
        }
        match work() {
            Ok(_) => {}
            Err(error) if interrupted() => return Err(error),
            Err(error) => {
                error.report();
            }
        }
        if keys.is_some() && !interrupted() {
            let _ = write!(stdout(), "\nwatching {}; q or Ctrl-C ends it\n", file.display());
        }
        let _ = stdout().flush();
        while state == self::state(file) {
            if keys.as_ref().is_some_and(|keys| keys.next() == Some(b'q')) {
                return Ok(ExitCode::SUCCESS);
            }
            if interrupted() {
                return Ok(ExitCode::from(interrupt::EXIT_CODE));
            }
            thread::sleep(GLANCE);
        }
    }
}

/// When each of the files was saved last, and how long they are.
fn state(file: &Path) -> Vec<(PathBuf, Option<SystemTime>, u64)> {
    let text = read_again(file).unwrap_or_default();
    let mut paths = vec![file.to_owned()];
    if !is_too_deep(&text) {
        with_room(|| {
            if let Ok(parsed) = syn::parse_file(&text) {
                paths = modules::of(file, text, parsed).into_iter().map(|(path, ..)| path).collect();
            }
        });
    }
    let state = |path: PathBuf| {
        let known = fs::metadata(&path).ok();
        let saved = known.as_ref().and_then(|known| known.modified().ok());
        (path, saved, known.map_or(0, |known| known.len()))
    };
    paths.into_iter().map(state).collect()
}
