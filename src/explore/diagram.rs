//! Draws an execution: a column a thread, time downwards, the source line of each step at the left.

use std::fmt::Write;
use std::panic::Location;

use super::{Counterexample, Failure};
use crate::sync::Name;
use crate::sync::checked::record::{Action, Event};

/// What is drawn in one place: a step of one thread, which may be several events.
struct Step {
    thread: usize,
    place: &'static Location<'static>,
    text: String,
}

/// The execution in at most `width` columns of plain text, a line break after each line.
pub fn draw(counterexample: &Counterexample, width: usize) -> String {
    let steps = steps(counterexample);
    let files: Vec<_> = {
        let mut files: Vec<_> = steps.iter().map(|step| file(step.place)).collect();
        files.sort_unstable();
        files.dedup();
        files
    };
    let place = |step: &Step| match &files[..] {
        [_] => step.place.line().to_string(),
        _ => format!("{}:{}", file_name(step.place), step.place.line()),
    };
    let gutter = steps.iter().map(|step| place(step).len()).max().unwrap_or(0).max(4) + 2;
    let columns = counterexample.threads.len().max(1);
    let column = (width - gutter) / columns;
    let mut order: Vec<_> = (0..counterexample.threads.len()).collect();
    order.sort_by_key(|&thread| &counterexample.threads[thread]);
    let column_of = |thread| order.iter().position(|&other| other == thread).unwrap_or_default();

    let mut drawing = String::new();
    // write! to a String cannot fail.
    let header = if files.len() == 1 { "line" } else { "" };
    let _ = write!(drawing, "{header:<gutter$}");
    for &thread in &order {
        let _ = write!(drawing, "{:<column$}", counterexample.threads[thread]);
    }
    end_line(&mut drawing);
    for step in &steps {
        let mut place = place(step);
        for line in textwrap::wrap(&step.text, column - 1) {
            let indent = column_of(step.thread) * column;
            let _ = write!(drawing, "{place:<gutter$}{:indent$}{line}", "");
            place.clear();
            end_line(&mut drawing);
        }
    }
    drawing
}

fn end_line(drawing: &mut String) {
    drawing.truncate(drawing.trim_end().len());
    drawing.push('\n');
}

/// The file of a place, from the root of the project: `src/mistakes/lost_update.rs`.
pub fn file(place: &Location<'static>) -> &'static str {
    let path = place.file();
    path.rfind("src/").map_or(path, |start| &path[start..])
}

fn file_name(place: &Location<'static>) -> &'static str {
    place.file().rsplit('/').next().unwrap_or_default()
}

/// Puts together what belongs together. A lock that is let go again before anybody does anything else
/// is held and let go in one step. That a thread asked for a lock is a step only if it had to wait.
fn steps(counterexample: &Counterexample) -> Vec<Step> {
    let events = &counterexample.events;
    let mut steps = Vec::new();
    let mut held: Vec<(usize, Name)> = Vec::new();
    let mut merged = false;
    for (index, event) in events.iter().enumerate() {
        if std::mem::take(&mut merged) {
            continue;
        }
        let object = event.object;
        let same = |other: &&Event| other.thread == event.thread && other.object == object;
        let text = match &event.action {
            Action::Wants(how) => {
                let gets_it = events[index + 1..].iter().any(|later| same(&later));
                if !gets_it && counterexample.failure == Failure::Deadlock {
                    format!("{how} {object}: waits for ever")
                } else if held.iter().any(|&(_, locked)| locked == object) {
                    format!("{how} {object}: has to wait")
                } else {
                    continue;
                }
            }
            Action::Locks(how, found) => {
                let finds = if found.is_empty() || found == "()" {
                    String::new()
                } else {
                    format!(": finds {found}")
                };
                match events.get(index + 1).filter(same).map(|next| &next.action) {
                    Some(Action::Unlocks(left)) => {
                        merged = true;
                        format!("{how} {object}{finds}{}", leaves(left))
                    }
                    _ => {
                        held.push((event.thread, object));
                        format!("{how} {object}{finds}")
                    }
                }
            }
            Action::Unlocks(left) => {
                held.retain(|&holder| holder != (event.thread, object));
                format!("unlocks {object}{}", leaves(left))
            }
            Action::Loads(value, ordering) => {
                let newer =
                    newer(events, index).map_or(String::new(), |newer| format!(", though {newer} is newer"));
                format!("{object}: loads {value} ({ordering:?}){newer}")
            }
            Action::Stores(value, ordering) => format!("{object}: stores {value} ({ordering:?})"),
            Action::Changes(from, to, ordering) => format!("{object}: changes {from} to {to} ({ordering:?})"),
            Action::Got(how) => format!("{how} {object}"),
            Action::Does(what) => format!("{object}: {what}"),
        };
        steps.push(Step { thread: event.thread, place: event.place, text });
    }
    steps
}

/// The value that was written last before the load at `index`, if that is not what it read.
///
/// "Last" is the order in which loom ran the stores. Where no happens-before orders two stores of
/// one atomic, that need not be the order in which other threads see them.
pub(super) fn newer(events: &[Event], index: usize) -> Option<&str> {
    let Action::Loads(read, _) = &events[index].action else { return None };
    let written = events[..index].iter().rev().filter(|event| event.object == events[index].object);
    let newest = written.into_iter().find_map(|event| match &event.action {
        Action::Stores(value, _) | Action::Changes(_, value, _) => Some(value.as_str()),
        _ => None,
    });
    newest.filter(|value| value != read)
}

fn leaves(left: &Option<String>) -> String {
    left.as_ref().map_or(String::new(), |left| format!(", leaves {left}"))
}
