//! `racelab litmus`: the gallery, one of its tests in columns, or why a test ends as it does.
//!
//! | file | what it does |
//! | --- | --- |
//! | `read` | finds the test that is meant: of the gallery, or in a file |
//! | `list` | the gallery, a line each |
//! | `why` | explains an outcome |
//! | `export` | writes the gallery to files |
//! | `json` | the columns as JSON |

mod export;
mod json;
mod list;
mod read;
mod why;

use std::process::ExitCode;

use racelab::litmus::both::{Question, ask};
use racelab::machine::cores;
use racelab::report::Page;
use racelab_loom::litmus::Test;
use racelab_loom::litmus::checker::{Axiom, Model, OUT_OF_TIME, Unfinished};
use racelab_loom::litmus::columns::{self, Columns};
use racelab_loom::litmus::format::Options;

use self::read::Named;
use super::arguments::{Ends, Litmus, UserError};
use super::files::ResultFile;
use super::{RACELAB, interrupt, own};

/// So many executions of a scenario are looked at to make a litmus test of it. One with more is too large for the
/// checker as well.
const EXECUTIONS: u64 = 100_000;

/// Does what the arguments say.
pub fn run(arguments: &Litmus) -> Result<ExitCode, UserError> {
    if let Some(folder) = &arguments.export {
        return export::run(folder);
    }
    let Some(name) = &arguments.test else { return list::run() };
    let options = Options { plain: arguments.plain.into(), rounds: arguments.rounds };
    let named = match (own::file(std::slice::from_ref(name))?, &arguments.scenario) {
        (Some(file), scenario) => {
            // Before it is compiled.
            ResultFile::spare(file, &[arguments.json.as_deref(), arguments.svg.as_deref()])?;
            match own::as_litmus(
                file,
                scenario.as_deref(),
                Ends { executions: Some(EXECUTIONS), seconds: arguments.seconds, whims: 1 },
            )? {
                Ok(text) => read::made(file, scenario.as_deref(), text, &options)?,
                Err(code) => return Ok(code),
            }
        }
        (None, Some(scenario)) => {
            return Err(UserError::new(format!(
                "'{scenario}' names a scenario, and {name} is no file of Rust that has some"
            )));
        }
        (None, None) => read::named(name, &options)?,
    };
    match &arguments.why {
        Some(outcome) => why::run(&named, outcome, arguments),
        None => show(&named, arguments),
    }
}

/// The program, and its outcomes in columns.
fn show(named: &Named, arguments: &Litmus) -> Result<ExitCode, UserError> {
    named.stays(&[arguments.json.as_deref()])?;
    let mut json_file = ResultFile::open(arguments.json.as_deref())?;
    let columns = ask(&named.test, &question(arguments, &named.test)).map_err(unfinished)?;
    let mut page = ResultFile::page(&[&json_file]);
    if arguments.html {
        page.verbatim(&columns.html());
        return Ok(ExitCode::SUCCESS);
    }
    if !page.is_hidden() {
        tell(&mut page, named, &columns);
    }
    if json_file.is_some() {
        ResultFile::write(&mut json_file, &format!("{:#}", json::columns(&columns, &named.remarks)))?;
    }
    Ok(if interrupt::interrupted() { ExitCode::from(interrupt::EXIT_CODE) } else { ExitCode::SUCCESS })
}

fn tell(page: &mut Page, named: &Named, columns: &Columns) {
    if let Some(text) = &named.made {
        page.say("The scenario as a litmus test, in herd's format:");
        page.blank();
        page.verbatim(text);
        page.blank();
    }
    title(page, named);
    page.verbatim(&columns.text());
    if let Some(outcome) = columns.asked() {
        let outcome = named.test.outcome_in_words(&outcome);
        page.blank();
        page.say("Why, or why not:");
        page.verbatim(&format!("{RACELAB} litmus {} --why '{outcome}'", named.typed));
    }
}

/// What is said where the checker has no answer.
fn unfinished(error: Unfinished) -> UserError {
    match error {
        Unfinished::TooLarge { ref what, .. } if what == OUT_OF_TIME => {
            UserError::new(format!("{error}, or more time (--seconds N)"))
        }
        Unfinished::TooLarge { .. } => UserError::new(error.to_string()),
        Unfinished::Interrupted { .. } => UserError::interrupted(error.to_string()),
    }
}

/// What was asked for.
fn question(arguments: &Litmus, test: &Test) -> Question {
    let mut models = Vec::new();
    if arguments.all {
        models.extend([(Model::RC11, None), (Model::X86_TSO, None)]);
    }
    models.extend(arguments.without.map(|axiom| (home(axiom), Some(axiom))));
    Question {
        models,
        runs: (!arguments.no_hardware).then(|| arguments.runs.unwrap_or_else(|| usual_runs(test))),
        time: arguments.time(),
        interrupted: interrupt::interrupted,
    }
}

/// How often a test is run on this machine if nobody says: in less than a second. Threads that share a core have to wait
/// for each other in each run.
fn usual_runs(test: &Test) -> u64 {
    let threads = test.threads.len();
    if threads > cores() { 400_000 / threads.max(4) as u64 } else { 1_000_000 }
}

/// The model to look at when an axiom is switched off: C++20, or else the one that has it.
fn home(axiom: Axiom) -> Model {
    Model::ALL.into_iter().find(|model| model.has(axiom)).expect("an axiom is some model's")
}

/// The name, the program and the question.
fn title(page: &mut Page, named: &Named) {
    let test = &named.test;
    let about = test.about.as_ref().map(|about| format!(": {about}")).unwrap_or_default();
    page.title(&format!("{}{about}", test.name));
    page.verbatim(&columns::program(test));
    page.blank();
    for remark in &named.remarks {
        page.say(&remark.to_string());
    }
    if !named.remarks.is_empty() {
        page.blank();
    }
    page.say(&format!("{} {}", columns::initial(test), columns::question(test)));
    page.blank();
}
