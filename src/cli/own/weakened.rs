//! The table of sites of the reader's program: trial by trial, as the program says what came of each. One that it does
//! not come back from costs that row and no other.

use std::process::ExitCode;
use std::time::Instant;

use super::super::arguments::{UserError, Weaken};
use super::super::explore::took;
use super::super::files::ResultFile;
use super::super::interrupt::interrupted;
use super::super::weaken::{Baseline, Told, Whose, code, results, tell};
use super::child::MOST;
use super::request::Request;
use super::told::Beside;
use super::{Ready, parent, unwatched};
use crate::report::{Page, Status};

/// Shows the table of sites.
pub fn weaken(ready: &Ready, arguments: &Weaken) -> Result<ExitCode, UserError> {
    let start = Instant::now();
    let mut json_file = ResultFile::open(arguments.json.as_deref())?;
    let mut page = if json_file.is_some() { ResultFile::page(&[&json_file]) } else { Page::patient() };
    let explored = ready.tests.iter().filter(|test| test.left_out.is_none());
    let request = Request {
        only: explored.map(|test| test.name.clone()).collect(),
        counterexamples: arguments.counterexamples,
        ..ready.request.clone()
    };
    if request.only.is_empty() {
        return Err(UserError::new(
            "nothing is left to explore: ignored tests and those with should_panic are left out",
        ));
    }
    if request.only.len() > MOST {
        return Err(UserError::new(format!(
            "these are more than {MOST} to weaken at a time: choose some by --only NAMES"
        )));
    }
    let status = Status::show("weakening");
    let mut beside = Beside::default();
    let Weakened { baseline, rows, gone } = trials(ready, request, &mut beside)?;
    drop(status);
    match &gone {
        None => {
            let unwatched = unwatched::named(&ready.source.unwatched);
            let whose = Whose::Readers { file: &ready.request.file, unwatched: unwatched.as_deref() };
            tell(&mut page, &baseline, &rows, arguments.counterexamples, whose);
        }
        Some(ended) => page.say(&format!(
            "There is no table, because your program did not come back, before anything was weaker: {ended}."
        )),
    }
    beside.say(&mut page, ready);
    page.say(&took(start.elapsed()));
    let results = format!("{:#}", results(&baseline, &rows));
    ResultFile::write_unless(gone.is_some(), &mut page, &mut json_file, &results)?;
    Ok(if gone.is_some() && !interrupted() { ExitCode::FAILURE } else { code(&baseline, &rows) })
}

/// What came of all trials.
#[derive(Default)]
struct Weakened {
    baseline: Baseline,
    rows: Vec<Told>,
    /// How the program ended before there was anything to tell.
    gone: Option<String>,
}

/// Has the program make all trials. One that it does not come back from is told as that, and a new process goes on with
/// the next.
fn trials(ready: &Ready, mut request: Request, beside: &mut Beside) -> Result<Weakened, UserError> {
    let mut weakened = Weakened::default();
    let mut is_known = false;
    loop {
        let heard = parent::run(&ready.compiled.program, &request, |_| ())?;
        let mut tries = None;
        for answer in &heard.answers {
            if let Some(baseline) = Baseline::from_json(&answer["baseline"]) {
                (weakened.baseline, is_known) = (baseline, true);
            } else if let Some(trial) = Told::from_json(&answer["tries"]) {
                tries = Some(trial);
            } else if let Some(row) = Told::from_json(&answer["row"]) {
                weakened.rows.push(row);
                tries = None;
            }
        }
        let is_finished = heard.answers.iter().any(|answer| answer["finished"] == true);
        let ended = heard.ended.clone().unwrap_or_else(|| "it ended its process by itself".to_owned());
        beside.add(heard);
        match tries {
            _ if is_finished => return Ok(weakened),
            Some(trial) if !interrupted() => weakened.rows.push(trial.lost(&ended)),
            _ if is_known => {
                weakened.baseline.is_finished = false;
                return Ok(weakened);
            }
            _ => return Ok(Weakened { gone: Some(ended), ..weakened }),
        }
        request.from = weakened.rows.len();
    }
}
