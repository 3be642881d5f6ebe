//! `racelab weaken`: is each ordering, each lock, each barrier needed? One table says so.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `told` | what came of the code as it is, and of each trial, in words |
//! | `page` | the table, and what there is to say of it |
//! | `questions` | what is asked of whoever wrote the code, where that is a reader |

mod page;
mod questions;
mod told;

use std::process::ExitCode;
use std::time::Instant;

use racelab::report::Page;
use racelab_loom::explore::weaken::{Trial, sites, trials};
use racelab_loom::explore::{Exploration, Limits};
use racelab_loom::scenario::Scenario;
use racelab_loom::trainers::scenarios::all_safe;
use serde_json::{Value, json};

pub use page::{Whose, tell};
pub use told::{Baseline, Came, Told};

use super::arguments::{UserError, Weaken};
use super::explore::took;
use super::files::ResultFile;
use super::{RACELAB, explore, interrupt, own};

/// Explores the code as it is, and if nothing is wrong with it tries every weakening. Exit code 0 if each
/// site is needed or carries its reason, 1 otherwise.
pub fn run(arguments: &Weaken) -> Result<ExitCode, UserError> {
    if let Some(file) = own::file(arguments.name.as_slice())? {
        return own::weaken(file, arguments);
    }
    own::only_of_a_file(&arguments.own)?;
    let scenarios = match &arguments.name {
        Some(name) => explore::named(name)?,
        None => all_safe().copied().collect(),
    };
    let scenarios: Vec<_> = scenarios.into_iter().filter(|scenario| scenario.weakened).collect();
    let mut json_file = ResultFile::open(arguments.json.as_deref())?;
    let mut page = if json_file.is_some() { ResultFile::page(&[&json_file]) } else { Page::patient() };
    let limits = explore::limits(arguments.limits);
    let start = Instant::now();
    let explorations =
        explore::on_all_cores("finding sites", &scenarios, |scenario| sites(scenario, &limits));
    let trials = to_try(&explorations);
    let rows = explore::on_all_cores("weakening", &trials, |trial: &Trial| trial.run(&limits));

    let more = |scenario: &Scenario| format!("{RACELAB} explain {}", scenario.subject);
    let baseline = Baseline::of(&explorations, &more);
    let rows: Vec<_> = rows.iter().map(|row| Told::of(row, counterexamples(arguments, &limits))).collect();
    tell(&mut page, &baseline, &rows, arguments.counterexamples, Whose::Ours);
    page.say(&took(start.elapsed()));
    let empty = interrupt::interrupted() && !rows.iter().any(is_finished);
    ResultFile::write_unless(empty, &mut page, &mut json_file, &format!("{:#}", results(&baseline, &rows)))?;
    Ok(code(&baseline, &rows))
}

/// The limits within which counterexamples are looked for once more, if they are to be shown.
pub fn counterexamples<'a>(arguments: &Weaken, limits: &'a Limits) -> Option<&'a Limits> {
    arguments.counterexamples.then_some(limits)
}

/// What is to be tried: nothing where the code fails as it is.
pub fn to_try(baseline: &[Exploration]) -> Vec<Trial> {
    if baseline.iter().any(Exploration::is_wrong) { Vec::new() } else { trials(baseline) }
}

/// What is written as JSON.
pub fn results(baseline: &Baseline, rows: &[Told]) -> Value {
    json!({
        "finished": finished(baseline, rows),
        "baseline": baseline.json,
        "rows": rows.iter().map(|row| row.json.clone()).collect::<Vec<Value>>(),
    })
}

/// The exit code.
pub fn code(baseline: &Baseline, rows: &[Told]) -> ExitCode {
    match finished(baseline, rows) && rows.iter().all(Told::is_explained) {
        _ if interrupt::interrupted() => ExitCode::from(interrupt::EXIT_CODE),
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// Whether all was explored to its end.
fn finished(baseline: &Baseline, rows: &[Told]) -> bool {
    baseline.is_finished && rows.iter().all(is_finished)
}

fn is_finished(row: &Told) -> bool {
    matches!(row.came, Came::Needed | Came::WouldDo)
}
