//! The screen of an exercise: how far he has come, the task, the verdict and what shows it. It fits 24 lines of 80
//! columns, or whatever the terminal has; what does not fit is counted, and it is said where all of it is.

use super::super::super::own::keys::Keys;
use super::super::course::Exercise;
use super::fit::{Room, cut, folded, lines, part};
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
    /// A page of what shows the verdict: the execution, or what the compiler says.
    Drawing(usize),
    /// The hints so far.
    Hints,
    /// The solution.
    Solution,
    /// A page of the list.
    List(usize),
}

/// How large the terminal is: columns and rows.
pub fn size() -> (usize, usize) {
    let size = terminal_size::terminal_size().map_or((80, 24), |(width, height)| (width.0, height.0));
    (size.0.into(), size.1.into())
}

/// Fills the terminal.
pub fn show(screen: &Screen<'_>, keys: &Keys) {
    let (columns, rows) = size();
    let text = drawn(screen, rows, columns.min(80));
    keys.clear();
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

/// The whole screen, in so many rows and columns.
fn drawn(screen: &Screen<'_>, rows: usize, columns: usize) -> String {
    // A row stays free below, for the cursor.
    let rows = rows.max(4) - 1;
    let mut head = folded(&head(screen, columns), columns);
    let mut foot = folded(&foot(screen), columns);
    if lines(&head) + lines(&foot) + 6 > rows {
        // What was found is worth more than what surrounds it.
        (head, foot) = (folded(&title(screen), columns), String::new());
    }
    let room = Room { rows: rows.saturating_sub(lines(&head) + lines(&foot)).max(1), columns };
    let body = match screen.view {
        View::Task => task(screen, room),
        View::Drawing(page) => drawing(screen, page, room),
        View::Hints => hints(screen, room),
        View::Solution => solution(screen, room),
        View::List(page) => all(screen, page, room),
    };
    format!("{head}{body}{foot}")
}

/// What to type for all of it.
fn command(screen: &Screen<'_>, what: &str) -> String {
    screen.folder.command(&format!("{what} {}", screen.exercise.name))
}

fn title(screen: &Screen<'_>) -> String {
    let mut page = Page::kept();
    page.title(&screen.exercise.heading());
    page.into_text()
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
    page.heading(&exercise.heading());
    // With the number, each save changes something on the screen, even where the verdict is what it was.
    let tried = match folder.progress.done.get(&exercise.name).map_or(0, |done| done.attempts) {
        0 => String::new(),
        number => format!(", attempt {number}"),
    };
    page.say(&format!("{} ({} minutes{tried})", folder.file(exercise).display(), exercise.header.minutes));
    page.blank();
    page.into_text()
}

fn foot(screen: &Screen<'_>) -> String {
    let mut page = Page::kept();
    page.blank();
    let solved = screen.judged.passes();
    let hint = if solved { "" } else { "h hint · " };
    let drawing = if has_drawing(screen.judged) { "d drawing · " } else { "" };
    page.verbatim(&format!("{hint}{drawing}n next · l list · s solution · q quit"));
    page.verbatim(&match (screen.next, solved) {
        (Some(next), _) => format!("next: {}", screen.folder.file(next).display()),
        (None, false) => "this is the last that is not solved".to_owned(),
        (None, true) => "all are solved; n or q ends it".to_owned(),
    });
    page.into_text()
}

/// Whether there is something to see besides the sentence: an execution, or what the compiler says.
fn has_drawing(judged: &Judged) -> bool {
    matches!(&judged.state, State::Verdict(verdict) if verdict.report.is_some() || verdict.compiler.is_some())
}

/// The verdict in a sentence, or why there is none.
fn said(page: &mut Page, judged: &Judged) {
    match &judged.state {
        State::Verdict(verdict) => {
            told::sentence(page, verdict);
            told::sites(page, verdict);
        }
        _ => page.say(&format!("{}: {}.", judged.word(), judged.message())),
    }
}

/// Task, verdict, and what shows it: as much of each as there is room for.
fn task(screen: &Screen<'_>, room: Room) -> String {
    let Screen { folder, exercise, judged, .. } = screen;
    let task = part(room, |page| {
        if !judged.passes() {
            told::task(page, exercise);
            page.blank();
        }
    });
    let verdict = part(room, |page| {
        said(page, judged);
        if judged.passes() {
            page.blank();
            page.say(&exercise.header.after);
        }
    });
    let shown = shown(judged, room);
    // He has read the task before he has tried, and it stands at the top of his file.
    let tried = folder.progress.done.get(&exercise.name).is_some_and(|done| done.attempts > 0);
    let task = match tried && lines(&task) + lines(&verdict) + lines(&shown) > room.rows {
        true => String::new(),
        false => task,
    };
    let for_task = room.rows.saturating_sub(lines(&verdict) + usize::from(!shown.is_empty()));
    let task = cut(&task, Room { rows: for_task, ..room }, "the rest stands at the top of your file");
    let left = room.rows.saturating_sub(lines(&task) + lines(&verdict));
    let shown = cut(&shown, Room { rows: left, ..room }, "d shows all of it");
    cut(&(task + &verdict + &shown), room, &command(screen, "check"))
}

/// What shows the verdict.
fn shown(judged: &Judged, room: Room) -> String {
    part(room, |page| {
        if let State::Verdict(verdict) = &judged.state {
            told::shown(page, verdict);
        }
    })
}

/// The verdict, and a page of what shows it.
fn drawing(screen: &Screen<'_>, page: usize, room: Room) -> String {
    let verdict = part(room, |page| said(page, screen.judged));
    let shown = shown(screen.judged, room);
    // The verdict goes where it would take too much, and a line says which page it is.
    let verdict = if lines(&verdict) + 4 > room.rows { String::new() } else { verdict };
    // On a narrow screen the line that says which page it is takes two.
    let last = if room.columns < 60 { 2 } else { 1 };
    let on_page = room.rows.saturating_sub(lines(&verdict) + last).max(1);
    let rows: Vec<_> = shown.lines().collect();
    let pages = rows.len().div_ceil(on_page).max(1);
    let rows = rows.iter().skip(page % pages * on_page).take(on_page).map(|line| format!("{line}\n"));
    let which = match pages {
        1 => "any other key goes back".to_owned(),
        _ => format!("page {} of {pages}; d shows the next, any other key goes back", page % pages + 1),
    };
    verdict + &rows.collect::<String>() + &folded(&which, room.columns)
}

fn hints(screen: &Screen<'_>, room: Room) -> String {
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
        "There are no more; s shows the solution, any other key goes back."
    });
    cut(&folded(&page.into_text(), room.columns), room, &command(screen, "hint"))
}

fn solution(screen: &Screen<'_>, room: Room) -> String {
    let Screen { folder, exercise, .. } = screen;
    let mut page = Page::kept();
    match folder.progress.done.get(&exercise.name) {
        Some(done) if done.attempts > 0 => {
            for region in exercise.regions() {
                page.verbatim(&format!("{}\n{}{}\n", region.marker, region.solution, region.end));
            }
            page.say("Any key goes back.");
        }
        _ => page.say(
            "Try it first: the solution is shown once an answer of yours has been checked. h shows a hint.",
        ),
    }
    cut(&folded(&page.into_text(), room.columns), room, &command(screen, "solution"))
}

fn all(screen: &Screen<'_>, page: usize, room: Room) -> String {
    let Screen { folder, fast, .. } = screen;
    let chosen: Vec<_> = folder.exercises.iter().filter(|exercise| !fast || exercise.header.fast).collect();
    let table = list::rows(&chosen, Some(&folder.progress));
    let (headers, rows) = table.split_once('\n').unwrap_or((&table, ""));
    let rows: Vec<_> = rows.lines().collect();
    let on_page = room.rows.saturating_sub(2).max(1);
    let pages = rows.len().div_ceil(on_page).max(1);
    // The first page is that with this exercise.
    let here = chosen.iter().position(|exercise| exercise.name == screen.exercise.name).unwrap_or_default();
    let page = (here / on_page + page) % pages;
    part(room, |kept| {
        kept.verbatim(headers);
        rows.iter().skip(page * on_page).take(on_page).for_each(|row| kept.verbatim(row));
        kept.verbatim(&format!("page {} of {pages}; l shows the next, any other key goes back", page + 1));
    })
}
