//! The screen of an exercise: how far he has come, the task, the verdict and what shows it. It fits 24 lines of 80
//! columns; what does not fit is counted, and it is said where all of it is.

use std::io::{Write, stdout};

use super::super::super::RACELAB;
use super::super::course::Exercise;
use super::{Folder, Judged, State, list, told};
use crate::report::Page;

/// What is shown.
pub struct Screen<'a> {
    /// Where he works.
    pub folder: &'a Folder,
    /// Whether he is on the fast track.
    pub fast: bool,
    /// The exercise.
    pub exercise: &'a Exercise,
    /// Where it stands.
    pub judged: &'a Judged,
    /// The one after it.
    pub next: Option<&'a Exercise>,
    /// Which part of it.
    pub view: View,
}

/// What is below the head of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// The task and the verdict.
    Task,
    /// The hints so far.
    Hints,
    /// The solution.
    Solution,
    /// A page of the list.
    List(usize),
}

/// Fills the terminal.
pub fn show(screen: &Screen<'_>) {
    let (columns, rows) =
        terminal_size::terminal_size().map_or((80, 24), |(width, height)| (width.0, height.0));
    let text = drawn(screen, (rows as usize).max(12), (columns as usize).min(80));
    // Clears the screen. Whoever does not see it goes without.
    let _ = stdout().write_all(b"\x1b[H\x1b[2J");
    Page::patient().show_kept(&text);
}

/// The same in a pipe: only what is new.
pub fn say(screen: &Screen<'_>) {
    let Screen { folder, exercise, judged, next, .. } = screen;
    let mut page = Page::patient();
    page.say(&format!("{}: {}", folder.file(exercise).display(), exercise.header.title));
    match &judged.state {
        State::Verdict(verdict) => {
            told::sentence(&mut page, verdict);
            told::sites(&mut page, verdict);
            told::shown(&mut page, verdict);
        }
        _ => page.say(&format!("{}: {}.", judged.word(), judged.message())),
    }
    if judged.passes() {
        page.say(&exercise.header.after);
        if let Some(next) = next {
            page.say(&format!("Next: {}", folder.file(next).display()));
        }
    }
    page.blank();
}

/// The whole screen, in so many rows.
fn drawn(screen: &Screen<'_>, rows: usize, columns: usize) -> String {
    let (head, foot) = (head(screen, columns), foot(screen));
    // A row stays free below, for the cursor.
    let room = rows - 1 - head.lines().count() - foot.lines().count();
    let body = match screen.view {
        View::Task => task(screen, room),
        View::Hints => hints(screen, room),
        View::Solution => solution(screen, room),
        View::List(page) => all(screen, page, room),
    };
    format!("{head}{body}{foot}")
}

fn head(screen: &Screen<'_>, columns: usize) -> String {
    let Screen { folder, fast, exercise, .. } = screen;
    let chosen = folder.exercises.iter().filter(|exercise| !fast || exercise.header.fast);
    let (solved, all) = chosen.fold((0, 0), |(solved, all), exercise| {
        (solved + usize::from(folder.progress.is_solved(&exercise.name)), all + 1)
    });
    let told = format!(" {solved} of {all} solved");
    let width = columns.saturating_sub(told.chars().count() + 2).min(56);
    let filled = (width * solved).div_ceil(all.max(1));
    let mut page = Page::kept();
    page.verbatim(&format!("[{}{}]{told}", "=".repeat(filled), " ".repeat(width - filled)));
    page.heading(&format!("{}: {}", exercise.name, exercise.header.title));
    page.say(&format!("{} ({} minutes)", folder.file(exercise).display(), exercise.header.minutes));
    page.blank();
    page.into_text()
}

fn foot(screen: &Screen<'_>) -> String {
    let mut page = Page::kept();
    page.blank();
    let solved = screen.judged.passes();
    page.verbatim(match solved {
        true => "n next · l list · s solution · q quit",
        false => "h hint · n next · l list · s solution · q quit",
    });
    page.verbatim(&match screen.next {
        Some(next) => format!("next: {}", screen.folder.file(next).display()),
        None => "this is the last that is not solved".to_owned(),
    });
    page.into_text()
}

/// Task, verdict, and what shows it: as much of each as there is room for.
fn task(screen: &Screen<'_>, room: usize) -> String {
    let Screen { folder, exercise, judged, .. } = screen;
    let part = |tell: &dyn Fn(&mut Page)| {
        let mut page = Page::kept();
        tell(&mut page);
        page.into_text()
    };
    let task = part(&|page| {
        if !judged.passes() {
            told::task(page, exercise);
            page.blank();
        }
    });
    let verdict = part(&|page| match &judged.state {
        State::Verdict(verdict) => {
            told::sentence(page, verdict);
            told::sites(page, verdict);
            if verdict.passes() {
                page.blank();
                page.say(&exercise.header.after);
            }
        }
        _ => page.say(&format!("{}: {}.", judged.word(), judged.message())),
    });
    let shown = part(&|page| {
        if let State::Verdict(verdict) = &judged.state {
            told::shown(page, verdict);
        }
    });
    let lines = |text: &str| text.lines().count();
    // He has read the task before he has tried, and it stands at the top of his file.
    let tried = folder.progress.done.get(&exercise.name).is_some_and(|done| done.attempts > 0);
    let task = match tried && lines(&task) + lines(&verdict) + lines(&shown) > room {
        true => String::new(),
        false => task,
    };
    let command = format!("{RACELAB} exercise check {}", exercise.name);
    let task = cut(&task, room.saturating_sub(lines(&verdict)), "the rest stands at the top of your file");
    let left = room.saturating_sub(lines(&task) + lines(&verdict));
    task + &verdict + &cut(&shown, left, &command)
}

/// As many lines as there is room for; the last says how many more there are, and where.
fn cut(text: &str, room: usize, all: &str) -> String {
    let lines: Vec<_> = text.lines().collect();
    if lines.len() <= room {
        return text.to_owned();
    }
    let Some(kept) = room.checked_sub(1) else { return String::new() };
    let mut page = Page::kept();
    page.coloured(&lines[..kept].join("\n"));
    page.verbatim(&format!("... {} more lines: {all}", lines.len() - kept));
    page.into_text()
}

fn hints(screen: &Screen<'_>, room: usize) -> String {
    let Screen { folder, exercise, .. } = screen;
    let hints = &exercise.header.hints;
    let shown = folder.progress.done.get(&exercise.name).map_or(0, |done| done.hints as usize);
    let mut page = Page::kept();
    for (index, hint) in hints.iter().take(shown).enumerate() {
        page.say(&format!("Hint {} of {}: {hint}", index + 1, hints.len()));
        page.blank();
    }
    page.say(if shown < hints.len() {
        "h shows one more; any other key goes back."
    } else {
        "Any key goes back."
    });
    cut(&page.into_text(), room, &format!("{RACELAB} exercise hint {}", exercise.name))
}

fn solution(screen: &Screen<'_>, room: usize) -> String {
    let Screen { folder, exercise, .. } = screen;
    let mut page = Page::kept();
    match folder.progress.done.get(&exercise.name) {
        Some(done) if done.attempts > 0 => {
            for region in exercise.regions() {
                page.verbatim(&format!("{}\n{}{}\n", region.marker, region.solution, region.end));
            }
            page.say("Any key goes back.");
        }
        _ => page
            .say("Try it first: the solution is shown when one answer of yours was checked. h shows a hint."),
    }
    cut(&page.into_text(), room, &format!("{RACELAB} exercise solution {}", exercise.name))
}

fn all(screen: &Screen<'_>, page: usize, room: usize) -> String {
    let Screen { folder, fast, .. } = screen;
    let chosen: Vec<_> = folder.exercises.iter().filter(|exercise| !fast || exercise.header.fast).collect();
    let table = list::rows(&chosen, Some(&folder.progress));
    let (head, rows): (Vec<_>, Vec<_>) = table.lines().enumerate().partition(|(index, _)| *index < 2);
    let on_page = room.saturating_sub(head.len() + 1).max(1);
    let pages = rows.len().div_ceil(on_page).max(1);
    let rows = rows.iter().skip(page % pages * on_page).take(on_page);
    let mut kept = Page::kept();
    head.iter().chain(rows).for_each(|(_, line)| kept.verbatim(line));
    kept.verbatim(&format!(
        "page {} of {pages}; l shows the next, any other key goes back",
        page % pages + 1
    ));
    kept.into_text()
}
