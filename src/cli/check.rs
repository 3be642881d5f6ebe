//! `racelab check`: the engine explores the safe trainers, or whatever is named; loom's opinion stands beside it, if
//! it is asked.

use std::process::ExitCode;
use std::time::Instant;

use racelab::report::{Align, Page, counted, grouped, table};
use racelab_loom::explore::{Exploration, Judge, Limits, explore_within};
use racelab_loom::scenario::{Scenario, is_named};
use racelab_loom::trainers::scenarios::{LARGE, SAFE};

use super::arguments::{Ends, Second, UserError};
use super::explore::took;
use super::{RACELAB, explore, interrupt};

/// Explores; exit code 0 if nothing is wrong, 1 if something is, or was stopped before its end.
pub fn run(names: &[String], with: Option<Second>, ends: Ends) -> Result<ExitCode, UserError> {
    let scenarios = choose(names)?;
    let limits = explore::limits(ends);
    let start = Instant::now();
    let explorations =
        explore::on_all_cores("exploring", &scenarios, |scenario| explore_within(scenario, &limits));
    let by_loom = Limits { judge: Judge::Loom, ..limits };
    let second = with.map(|Second::Loom| {
        explore::on_all_cores("asking loom", &scenarios, |scenario| {
            (!is_large(scenario)).then(|| explore_within(scenario, &by_loom))
        })
    });
    // The verdict is in the exit code too, whoever reads the page to its end.
    let mut page = Page::patient();
    page.verbatim(&show(&explorations, second.as_deref()));
    let failed: Vec<_> = explorations.iter().filter(|exploration| exploration.is_wrong()).collect();
    let stopped = explorations.iter().filter(|exploration| exploration.stopped.is_some()).count();
    for exploration in &failed {
        page.blank();
        page.diagram(&exploration.report());
        page.say(&format!("What the lines are: {RACELAB} explain {}", exploration.scenario.subject));
    }
    page.blank();
    let all = explorations.len();
    let executions: u64 = explorations.iter().map(Exploration::all_executions).sum();
    page.say(&match failed.len() {
        0 => format!(
            "No counterexample in {} of {}: {}.",
            counted(executions, "execution"),
            counted(all as u64, "scenario"),
            how_far(stopped, all)
        ),
        failed => format!("{failed} of {} failed.", counted(all as u64, "scenario")),
    });
    explore::left_behind(&mut page, &explorations);
    if stopped > 0 && !interrupt::interrupted() {
        page.say("Some were stopped before their end; --executions N and --seconds N allow for more.");
    }
    page.say(&took(start.elapsed()));
    Ok(match failed.len() {
        _ if interrupt::interrupted() => ExitCode::from(interrupt::EXIT_CODE),
        0 if stopped == 0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

/// How far the search went, where so many of all were stopped, by a limit or by Ctrl-C.
fn how_far(stopped: usize, all: usize) -> &'static str {
    match stopped {
        0 => "exhaustive within the engine's limits",
        _ if stopped == all => "not exhaustive, as each was stopped before its end",
        _ => "exhaustive within the engine's limits, but for those that were stopped before their end",
    }
}

/// The scenarios with these names; all safe ones for none.
fn choose(names: &[String]) -> Result<Vec<Scenario>, UserError> {
    if names.is_empty() {
        return Ok([SAFE, LARGE].concat());
    }
    let mut scenarios = Vec::new();
    for name in names {
        scenarios.extend(explore::named(name)?);
        scenarios.extend(LARGE.iter().filter(|scenario| is_named(scenario.subject, name)));
    }
    Ok(scenarios)
}

/// Whether loom is not asked about this one.
fn is_large(scenario: &Scenario) -> bool {
    LARGE.iter().any(|large| (large.subject, large.about) == (scenario.subject, scenario.about))
}

fn show(explorations: &[Exploration], second: Option<&[Option<Exploration>]>) -> String {
    let row = |(number, exploration): (usize, &Exploration)| {
        let Scenario { subject, about, .. } = exploration.scenario;
        let mut row = vec![
            subject.to_owned(),
            textwrap::fill(about, if second.is_some() { 20 } else { 26 }),
            grouped(exploration.all_executions()),
            textwrap::fill(found(exploration), 13),
        ];
        let too_large = || textwrap::fill("too large for loom", BY_LOOM);
        row.extend(second.map(|second| second[number].as_ref().map_or_else(too_large, by_loom)));
        row
    };
    let rows: Vec<_> = explorations.iter().enumerate().map(row).collect();
    let mut headers = vec![
        ("subject", Align::Left),
        ("scenario", Align::Left),
        ("executions", Align::Right),
        ("found", Align::Left),
    ];
    headers.extend(second.map(|_| ("by loom", Align::Left)));
    table(&headers, &rows)
}

fn found(exploration: &Exploration) -> &'static str {
    match (&exploration.failure, exploration.stopped) {
        (Some(failure), _) => failure.kind().name(),
        (None, Some("interrupted")) => "interrupted",
        (None, Some(_)) => "stopped",
        (None, None) if exploration.is_wrong() => "an outcome gone",
        (None, None) => "nothing",
    }
}

/// The width of the column with loom's opinion: so all of them fit into 80 columns.
const BY_LOOM: usize = 16;

/// loom's opinion: its executions, how many of all those it went through, and what it found, if anything.
fn by_loom(exploration: &Exploration) -> String {
    let bound = match exploration.scenario.preemptions {
        Some(bound) => format!(", at most {bound} preempted"),
        None => String::new(),
    };
    let found = match found(exploration) {
        "nothing" => String::new(),
        found => format!(", {found}"),
    };
    textwrap::fill(&format!("{}{bound}{found}", grouped(exploration.all_executions())), BY_LOOM)
}
