//! What an exploration leaves out, as a table for each hole: what the language allows, what the engine finds, what
//! loom finds by itself. `hole_NAME.html`.
//!
//! These are the holes that are no litmus test. Each program stands in a test as well (`tests/loom_limits.rs`,
//! `tests/loom_holes`, `tests/choices.rs`), which fails when what is said here is no longer so.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `list` | the holes, each with its programs |
//! | `memory`, `waiting` | the programs |

mod list;
mod memory;
mod waiting;

use std::collections::BTreeSet;
use std::fmt::Write;

use racelab::report::escaped;
use racelab_loom::explore::{Exploration, Failure, Limits, explore_within};
use racelab_loom::scenario::{FailureKind, Scenario};

use self::list::{HOLES, Hole};
use super::folder::Folder;
use super::html::without_empty_lines;
use super::parts::Part;
use crate::cli::arguments::UserError;

/// How a program with a data race ends.
const RACE: &str = FailureKind::DataRace.name();

/// A part for each hole.
pub fn parts(_: &Folder) -> Result<Vec<Part>, UserError> {
    let part = |hole: &Hole| Part { file: format!("hole_{}.html", hole.name), content: page(hole) };
    Ok(HOLES.iter().map(part).collect())
}

fn page(hole: &Hole) -> String {
    let choices = if hole.with_choices { "<th>loom, with racelab's choices</th>" } else { "" };
    let mut html = format!(
        "<div class=\"litmus hole\" data-hole=\"{}\">\n<div class=\"litmus-box\">\n<table>\n<thead><tr><th>it ends with</th>\
         <th>the language</th><th>engine</th><th>loom</th>{choices}</tr></thead>\n",
        hole.name
    );
    for scenario in hole.scenarios {
        html += &rows(scenario, hole.with_choices);
    }
    without_empty_lines(&(html + "</table>\n</div>\n</div>\n"))
}

/// The outcomes of a program, a row each, with who finds which.
fn rows(scenario: &Scenario, with_choices: bool) -> String {
    let by_itself = Limits { choices: false, ..Limits::of_loom() };
    let mut judges = vec![Limits::default(), by_itself];
    judges.extend(with_choices.then(Limits::of_loom));
    let found: Vec<_> = judges.iter().map(|limits| explore_within(scenario, limits)).collect();
    let found: Vec<_> = found.iter().map(endings).collect();
    let allowed = BTreeSet::from_iter(scenario.allowed.iter().copied());
    // A program that has a data race has no outcomes.
    let is_undefined = allowed.contains(RACE);
    let all: BTreeSet<_> = found.iter().flatten().chain(&allowed).copied().collect();
    let cell = |is: bool, yes: &str, no: &str| {
        let (class, word) = if is { ("can", yes) } else { ("cannot", no) };
        format!("<td class=\"litmus-{class}\">{word}</td>")
    };
    let width = 2 + judges.len();
    let mut html = format!(
        "<tbody>\n<tr><th colspan=\"{width}\" scope=\"rowgroup\">{}</th></tr>\n",
        escaped(scenario.about)
    );
    for ending in all.into_iter().filter(|ending| !is_undefined || allowed.contains(ending)) {
        let yes = if ending == RACE { "undefined behaviour" } else { "allowed" };
        let language = cell(allowed.contains(ending), yes, "forbidden");
        let judged = found.iter().map(|found| cell(found.contains(ending), "found", "not found"));
        // write! to a String cannot fail.
        let _ =
            writeln!(html, "<tr><td>{}</td>{language}{}</tr>", escaped(ending), judged.collect::<String>());
    }
    html + "</tbody>\n"
}

/// What an exploration found that the program can end with: outcomes, and what went wrong beside a wrong outcome.
fn endings(found: &Exploration) -> BTreeSet<&str> {
    let mut endings: BTreeSet<&str> = found.outcomes.iter().map(|outcome| outcome.value.as_str()).collect();
    if let Some(kind) = found.failure.as_ref().map(Failure::kind)
        && kind != FailureKind::WrongOutcome
    {
        endings.insert(kind.name());
    }
    endings
}
