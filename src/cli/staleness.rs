//! `racelab staleness`: what stale gradients do to a training, under each rule of the parameter server.

use std::process::ExitCode;

use racelab::compare::Setting;
use racelab::compare::staleness::{Case, Deal, Found, charts, on_threads, show, simulate};
use racelab::data::Source;
use racelab::report::{Page, Status, chart};
use racelab::trainers::Slow;

use super::arguments::{Staleness, UserError};
use super::attend::while_wanted;
use super::compare::some_worker_of;
use super::files::ResultFile;

/// The numbers of workers, and by how much one of four is slowed, where the user does not say.
const WORKERS: [usize; 6] = [1, 2, 4, 6, 8, 16];
const FACTORS: [u32; 5] = [1, 4, 8, 16, 32];

/// How many workers there are where one of them is slow.
const BESIDE_A_SLOW_ONE: usize = 4;

/// What Ctrl-C does.
const LOST: &str = "what was found until then is thrown away";

/// With images of its own, a worker has batches for as many epochs as all of them together: more would fill the memory.
const MOST_OWN_EPOCHS: usize = 50_000;

/// More than this many copies of the weights would be more than anybody wants to wait for.
const MOST_WORKERS: usize = 64;

/// Trains as the arguments say.
pub fn run(arguments: &Staleness) -> Result<ExitCode, UserError> {
    let defaults = Setting::of(Source::Digits, 2);
    let setting = Setting {
        rate: arguments.rate.unwrap_or(defaults.rate),
        epochs: arguments.epochs.unwrap_or(defaults.epochs),
        seed: arguments.seed,
        ..defaults
    };
    let one = arguments.workers.is_some() || arguments.slow.is_some() || arguments.own || arguments.threads;
    let workers = arguments.workers.unwrap_or(BESIDE_A_SLOW_ONE);
    if workers > MOST_WORKERS {
        return Err(UserError::new(format!(
            "{workers} workers are more than are simulated: try --workers {MOST_WORKERS} or fewer"
        )));
    }
    some_worker_of(workers, arguments.slow)?;
    if arguments.own && workers * setting.epochs > MOST_OWN_EPOCHS {
        return Err(UserError::new(format!(
            "{} epochs with images of their own are too many for {workers} workers: try --epochs {} or fewer",
            setting.epochs,
            MOST_OWN_EPOCHS / workers
        )));
    }
    let mut svg_file = ResultFile::open(arguments.svg.as_deref())?;
    let mut page = ResultFile::page(&[&svg_file]);
    page.say(&format!(
        "Digits, {} epochs, learning rate {}. Of three seeds, the median. stale: how many updates were made while \
         a gradient was computed, on average; stalest: the most. ahead: how many steps a worker was ahead of the \
         slowest when it began another, the most. steps: how long it took by a simulated clock, in steps of a \
         worker that nothing slows.",
        setting.epochs, setting.rate
    ));
    if one {
        let deal = if arguments.own { Deal::Own } else { Deal::Shared };
        let case = Case { workers, slow: arguments.slow, deal };
        simulated(&mut page, "workers", &setting, &[(workers.to_string(), case)])?;
        if arguments.threads {
            threaded(&mut page, &setting, case)?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let case = |workers| Case { workers, slow: None, deal: Deal::Shared };
    let by_workers = WORKERS.map(|workers| (workers.to_string(), case(workers)));
    let by_workers = simulated(&mut page, "workers", &setting, &by_workers)?;
    page.blank();
    page.say("One of four workers is slow, and each has digits of its own:");
    let case = |factor| Case {
        workers: BESIDE_A_SLOW_ONE,
        slow: Some(Slow { worker: Some(0), factor }),
        deal: Deal::Own,
    };
    let by_slowness = FACTORS.map(|factor| (factor.to_string(), case(factor)));
    let by_slowness = simulated(&mut page, "slow", &setting, &by_slowness)?;
    if svg_file.is_some() {
        let (charts, words) = charts(&by_workers, &by_slowness);
        ResultFile::write(&mut svg_file, &chart::draw(&charts, &words))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Simulates the cases and shows what was found.
fn simulated(
    page: &mut Page,
    heading: &str,
    setting: &Setting,
    cases: &[(String, Case)],
) -> Result<Vec<(String, Vec<Found>)>, UserError> {
    let mut found = Vec::new();
    for (name, case) in cases {
        let _status = Status::show(&format!("training, {heading} {name}"));
        let (setting, case) = (*setting, *case);
        found.push((name.clone(), while_wanted("staleness", LOST, move || simulate(&setting, case))?));
    }
    page.blank();
    page.verbatim(&show(heading, &found, "steps"));
    Ok(found)
}

/// The same on real threads.
fn threaded(page: &mut Page, setting: &Setting, case: Case) -> Result<(), UserError> {
    let status = Status::show("training on real threads");
    let setting = *setting;
    let found = while_wanted("staleness", LOST, move || on_threads(&setting, case.workers, case.slow))?;
    drop(status);
    let found = found.map_err(|error| UserError::failure(format!("there is no result: {error}")))?;
    page.blank();
    page.say("On real threads:");
    page.blank();
    page.verbatim(&show("workers", &[(case.workers.to_string(), found)], "seconds"));
    Ok(())
}
