//! What an exploration leaves out, as a table for each hole: what the language allows, what the engine finds, what
//! loom finds by itself. `hole_NAME.html`.
//!
//! These are the holes that are no litmus test. Each program stands in a test as well (`tests/loom_limits.rs`,
//! `tests/loom_holes`, `tests/choices.rs`), which fails when what is said here is no longer so.

use std::collections::BTreeSet;
use std::fmt::Write;

use racelab::report::escaped;
use racelab_loom::explore::{Limits, explore_within};
use racelab_loom::scenario::Scenario;
use racelab_loom::sync::atomic::AtomicU32;
use racelab_loom::sync::atomic::Ordering::Relaxed;

use super::folder::Folder;
use super::hole_programs::{
    eighth_store_back, one_is_woken, out_of_sight, reader_first, sum, tried_twice, waits_with_if,
    with_a_yield,
};
use super::html::without_empty_lines;
use super::parts::Part;
use crate::cli::arguments::UserError;

/// A hole: programs that show it, each with all that the language allows it to end with.
struct Hole {
    name: &'static str,
    scenarios: &'static [Scenario],
    /// Whether loom is asked once more, with the choices that racelab adds.
    with_choices: bool,
}

const fn hole(name: &'static str, scenarios: &'static [Scenario]) -> Hole {
    Hole { name, scenarios, with_choices: false }
}

const fn program(about: &'static str, allowed: &'static [&'static str], run: fn() -> String) -> Scenario {
    Scenario::new("hole", about, allowed, run)
}

const HOLES: [Hole; 10] = [
    hole(
        "load_then_store",
        &[program("a reader, and a thread that loads and then stores", &["read 0", "read 2"], reader_first)],
    ),
    hole(
        "weak_exchange",
        &[program("one weak compare-exchange", &["fails", "succeeds"], || {
            let once = AtomicU32::new(0).compare_exchange_weak(0, 1, Relaxed, Relaxed);
            if once.is_ok() { "succeeds".to_owned() } else { "fails".to_owned() }
        })],
    ),
    hole(
        "seven_stores",
        &[program(
            "a reader who has seen what came after eight stores of x",
            &["reads 0", "reads 1", "reads 2 or newer", "has not seen it"],
            eighth_store_back,
        )],
    ),
    hole(
        "yield",
        &[program(
            "two loads, and a yield between them",
            &["0, then 0", "0, then 1", "1, then 1"],
            with_a_yield,
        )],
    ),
    Hole {
        with_choices: true,
        ..hole("early", &[program("a wait with one if", &["ready false", "ready true"], || waits_with_if(1))])
    },
    Hole {
        with_choices: true,
        ..hole(
            "two_early",
            &[program("a wait with two ifs", &["ready false", "ready true"], || waits_with_if(2))],
        )
    },
    Hole {
        with_choices: true,
        ..hole(
            "first_come",
            &[program(
                "two wait, one is notified; who wakes?",
                &["not both waited", "the one that has waited longer", "the other"],
                one_is_woken,
            )],
        )
    },
    hole(
        "small_scope",
        &[
            program("2 threads, 1 addition each", &["2 of 2"], || tried_twice(2, 1)),
            program("3 threads, 1 addition each", &["2 of 3", "3 of 3"], || tried_twice(3, 1)),
            program("2 threads, 2 additions each", &["3 of 4", "4 of 4"], || tried_twice(2, 2)),
        ],
    ),
    hole(
        "floats",
        &[
            program("a sum of 1, 1 and 1", &["3"], || sum([1.0, 1.0, 1.0])),
            program("a sum of 1, 1e8 and -1e8", &["0", "1"], || sum([1.0, 1e8, -1e8])),
        ],
    ),
    hole("unseen", &[program("two additions to an atomic of std", &["1", "2"], out_of_sight)]),
];

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
    let outcomes = found.iter().flat_map(|found| &found.outcomes).map(|outcome| outcome.value.as_str());
    let outcomes: BTreeSet<_> = outcomes.chain(scenario.allowed.iter().copied()).collect();
    let cell = |is: bool, yes: &str, no: &str| {
        let (class, word) = if is { ("can", yes) } else { ("cannot", no) };
        format!("<td class=\"litmus-{class}\">{word}</td>")
    };
    let width = 3 + judges.len() - 1;
    let mut html = format!(
        "<tbody>\n<tr><th colspan=\"{width}\" scope=\"rowgroup\">{}</th></tr>\n",
        escaped(scenario.about)
    );
    for value in outcomes {
        let allowed = cell(scenario.allowed.contains(&value), "allowed", "forbidden");
        let judged = found.iter().map(|found| {
            cell(found.outcomes.iter().any(|outcome| outcome.value == *value), "found", "not found")
        });
        // write! to a String cannot fail.
        let _ = writeln!(html, "<tr><td>{}</td>{allowed}{}</tr>", escaped(value), judged.collect::<String>());
    }
    html + "</tbody>\n"
}
