//! `racelab exercise`: the next exercise, and a new verdict after each save.
//!
//! On a terminal it is a screen with keys; in a pipe, a few lines after each save, and the next exercise follows by
//! itself once one is solved.

use std::fs;
use std::io::{Write, stdout};
use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, SystemTime};

use super::super::super::arguments::UserError;
use super::super::super::interrupt::{self, interrupted};
use super::super::super::own::keys::Keys;
use super::super::course::Exercise;
use super::super::judge::Bench;
use super::screen::{self, Screen, View};
use super::{Folder, Judged};
use crate::report::{Page, Status};

/// How often it is looked whether a file was saved, or a key pressed.
const GLANCE: Duration = Duration::from_millis(50);

/// What made it go on.
enum Event {
    Saved,
    Key(u8),
    /// The terminal has another size.
    Resized,
    Interrupted,
}

/// Goes on where it was left, or at the exercise with this name, until q or Ctrl-C.
pub fn watch(dir: Option<&Path>, fast: bool, start: Option<&str>) -> Result<ExitCode, UserError> {
    let mut folder = Folder::find(dir)?;
    let mut current = match start {
        Some(name) => Some(folder.named(name)?.clone()),
        None => folder.next(fast, None).cloned(),
    };
    let bench = Bench::new()?;
    let keys = Keys::listen();
    while let Some(exercise) = current.take() {
        folder.progress.current = Some(exercise.name.clone());
        folder.progress.keep(&folder.path)?;
        let mut view = View::Task;
        let file = folder.file(&exercise);
        // Before it is read: so no save is missed that comes while it is judged.
        let mut seen = state(&file);
        let mut judged = judge(&bench, &mut folder, &exercise)?;
        let following = loop {
            let next = folder.next(fast, Some(&exercise)).cloned();
            let screen = Screen {
                folder: &folder,
                fast,
                exercise: &exercise,
                judged: &judged,
                next: next.as_ref(),
                view,
            };
            match &keys {
                Some(keys) => screen::show(&screen, keys),
                None => screen::say(&screen),
            }
            if keys.is_none() && judged.passes() {
                break next;
            }
            match wait(&file, seen, keys.as_ref()) {
                Event::Resized => {}
                Event::Interrupted => return Ok(ExitCode::from(interrupt::EXIT_CODE)),
                Event::Saved => {
                    view = View::Task;
                    seen = state(&file);
                    judged = judge(&bench, &mut folder, &exercise)?;
                }
                Event::Key(b'q') => return Ok(ExitCode::SUCCESS),
                // The last one that is not solved stays.
                Event::Key(b'n') if next.is_some() || judged.passes() => break next,
                Event::Key(b'd') => {
                    view = View::Drawing(if let View::Drawing(page) = view { page + 1 } else { 0 });
                }
                Event::Key(b'h') => {
                    let done = folder.progress.of(&exercise.name);
                    done.hints = (done.hints + 1).min(exercise.header.hints.len() as u64);
                    folder.progress.keep(&folder.path)?;
                    view = View::Hints;
                }
                Event::Key(b's') => view = View::Solution,
                Event::Key(b'l') => view = View::List(if let View::List(page) = view { page + 1 } else { 0 }),
                Event::Key(_) => view = View::Task,
            }
        };
        current = following;
    }
    let mut page = Page::new();
    page.say(&format!(
        "{} are solved. To go back to any of them: {}",
        if fast { "All exercises of the fast track" } else { "All exercises" },
        folder.command("start NAME")
    ));
    Ok(ExitCode::SUCCESS)
}

fn judge(bench: &Bench, folder: &mut Folder, exercise: &Exercise) -> Result<Judged, UserError> {
    let _status = Status::show("exploring");
    let judged = match Judged::remembered(folder, exercise)? {
        Some(judged) => judged,
        None => Judged::of(bench, folder, exercise, true)?,
    };
    let is_starter = folder.text(exercise)?.is_none_or(|text| text == exercise.starter());
    judged.note(exercise, is_starter, &mut folder.progress);
    folder.progress.keep(&folder.path)?;
    Ok(judged)
}

/// When a file was saved last, and how long it is.
type Saved = Option<(SystemTime, u64)>;

/// Waits until something happens. The file was `seen` like this.
fn wait(file: &Path, seen: Saved, keys: Option<&Keys>) -> Event {
    // Whoever cannot read it any more goes without.
    let _ = stdout().flush();
    let size = screen::size();
    loop {
        if interrupted() {
            return Event::Interrupted;
        }
        if let Some(key) = keys.and_then(Keys::next) {
            return Event::Key(key);
        }
        if state(file) != seen {
            return Event::Saved;
        }
        if keys.is_some() && screen::size() != size {
            return Event::Resized;
        }
        thread::sleep(GLANCE);
    }
}

fn state(file: &Path) -> Saved {
    let known = fs::metadata(file).ok()?;
    Some((known.modified().ok()?, known.len()))
}
