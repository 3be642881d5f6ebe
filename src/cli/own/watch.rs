//! `--watch`: the same again after each save.

use std::fs;
use std::io::{IsTerminal, Write, stdin, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, SystemTime};

use super::super::arguments::UserError;
use super::super::interrupt::{self, interrupted};
use super::modules;

/// How often it is looked whether a file was saved.
const GLANCE: Duration = Duration::from_millis(50);

/// Set once, where somebody has typed q. Relaxed: the flag is all there is to know.
static QUIT: AtomicBool = AtomicBool::new(false);

/// Works once, and again whenever the file or one of its modules has changed; until Ctrl-C, or q on a terminal.
pub fn watch(file: &Path, work: &dyn Fn() -> Result<ExitCode, UserError>) -> Result<ExitCode, UserError> {
    let on_terminal = stdout().is_terminal() && stdin().is_terminal();
    // A file that is not there at the beginning is a slip of the pen; one that vanishes later is being saved.
    fs::metadata(file).map_err(|error| {
        UserError::new(format!("cannot read {}: {error}; name a file with Rust in it", file.display()))
    })?;
    let _keys = on_terminal.then(listen_for_q);
    loop {
        let state = state(file);
        if on_terminal {
            // Clears the screen. Whoever does not see it goes without.
            let _ = stdout().write_all(b"\x1b[H\x1b[2J");
        }
        match work() {
            Ok(_) => {}
            Err(error) if interrupted() => return Err(error),
            Err(error) => {
                error.report();
            }
        }
        if on_terminal && !interrupted() {
            let _ = write!(stdout(), "\nwatching {}; q or Ctrl-C ends it\n", file.display());
        }
        let _ = stdout().flush();
        while state == self::state(file) {
            if QUIT.load(Ordering::Relaxed) {
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
    let text = fs::read_to_string(file).unwrap_or_default();
    let mut paths = vec![file.to_owned()];
    if let Ok(parsed) = syn::parse_file(&text) {
        paths = modules::of(file, text, parsed).into_iter().map(|(path, ..)| path).collect();
    }
    let state = |path: PathBuf| {
        let known = fs::metadata(&path).ok();
        let saved = known.as_ref().and_then(|known| known.modified().ok());
        (path, saved, known.map_or(0, |known| known.len()))
    };
    paths.into_iter().map(state).collect()
}

/// Lets a key be read without Enter, as long as it lives.
struct Keys {
    #[cfg(unix)]
    before: Option<libc::termios>,
}

/// Sees q, from now on.
fn listen_for_q() -> Keys {
    thread::spawn(|| {
        use std::io::Read;
        for key in stdin().lock().bytes().map_while(Result::ok) {
            if key == b'q' {
                QUIT.store(true, Ordering::Relaxed);
            }
        }
    });
    #[cfg(unix)]
    {
        let mut settings = std::mem::MaybeUninit::uninit();
        // SAFETY: it writes the settings, where it returns 0.
        let read = unsafe { libc::tcgetattr(0, settings.as_mut_ptr()) } == 0;
        // SAFETY: they were written.
        let before: Option<libc::termios> = read.then(|| unsafe { settings.assume_init() });
        if let Some(mut settings) = before {
            settings.c_lflag &= !(libc::ICANON | libc::ECHO);
            // SAFETY: it reads the settings.
            unsafe { libc::tcsetattr(0, libc::TCSANOW, &settings) };
        }
        Keys { before }
    }
    #[cfg(not(unix))]
    Keys {}
}

impl Drop for Keys {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(before) = &self.before {
            // SAFETY: it reads the settings.
            unsafe { libc::tcsetattr(0, libc::TCSANOW, before) };
        }
    }
}
