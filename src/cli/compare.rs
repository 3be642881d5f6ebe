//! `racelab compare`: every approach under the same conditions, and one table.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use racelab::compare::{BUDGET, Comparison, Measured, Setting, THOROUGH, Unmeasured};
use racelab::machine::cores;
use racelab::network::Perceptron;
use racelab::trainers::{Approach, approaches};

use super::arguments::{Compare, UserError};
use super::attend::attended;
use super::files::ResultFile;
use super::progress::Progress;
use super::{interrupt, results};

/// Workers where the user does not say: one a core, but at least two, or there is nothing to see.
pub fn default_workers() -> usize {
    cores().clamp(2, 8)
}

/// Compares as the arguments say.
pub fn run(arguments: &Compare) -> Result<ExitCode, UserError> {
    among(arguments, approaches())
}

/// The same, among these approaches.
pub fn among(arguments: &Compare, all: Vec<Approach<Perceptron>>) -> Result<ExitCode, UserError> {
    let defaults = Setting::of(arguments.data, arguments.workers.unwrap_or_else(default_workers));
    let setting = Setting {
        epochs: arguments.epochs.unwrap_or(defaults.epochs),
        batch: arguments.batch.unwrap_or(defaults.batch),
        rate: arguments.rate.unwrap_or(defaults.rate),
        seed: arguments.seed,
        ..defaults
    };
    let chosen = choose(&arguments.only, all)?;
    // Lent for ever: a trainer that does not end goes on reading it when everything else is over.
    let comparison: &Comparison = Box::leak(Box::new(Comparison::new(setting)));
    let images = comparison.split().train.len();
    if setting.batch > images {
        let (batch, data) = (setting.batch, setting.source);
        return Err(UserError::new(format!(
            "a batch of {batch} is larger than the {images} training images of {data}: try --batch {}",
            defaults.batch
        )));
    }
    if setting.workers > MOST_WORKERS {
        return Err(UserError::new(format!(
            "{} workers are more than racelab starts: try --workers {MOST_WORKERS} or fewer",
            setting.workers
        )));
    }
    let mut json_file = ResultFile::open(arguments.json.as_deref())?;
    let mut page = ResultFile::page(&[&json_file]);
    page.say(&results::conditions(comparison));
    page.blank();
    let budget = if arguments.thorough { THOROUGH } else { BUDGET };
    let compared = compare(comparison, &chosen, budget)?;
    results::table(&mut page, &compared.measured);
    results::unfinished(&mut page, &compared);
    let json = results::to_json(comparison, budget, &compared);
    ResultFile::write_unless(compared.measured.is_empty(), &mut page, &mut json_file, &json)?;
    compared.end()
}

/// More would only wait for one another, and each has gradients of its own to keep in memory.
const MOST_WORKERS: usize = 256;

/// Those of the approaches with these names; all for none. The sequential one is always there, since the
/// others are compared with it.
fn choose(names: &[String], all: Vec<Approach<Perceptron>>) -> Result<Vec<Approach<Perceptron>>, UserError> {
    if let Some(unknown) = names.iter().find(|name| !all.iter().any(|approach| approach.is_named(name))) {
        let known: Vec<_> = all.iter().map(|approach| approach.name).collect();
        return Err(UserError::new(format!(
            "no approach is called '{unknown}': choose from {}",
            known.join(", ")
        )));
    }
    let wanted = |approach: &Approach<Perceptron>| {
        names.is_empty() || !approach.parallel || names.iter().any(|name| approach.is_named(name))
    };
    Ok(all.into_iter().filter(wanted).collect())
}

/// What a comparison came to.
pub struct Compared {
    /// What was measured, the sequential approach first.
    pub measured: Vec<Measured>,
    /// The approaches that it did not come to, or that did not come to their end.
    pub unmeasured: Vec<&'static str>,
    /// Why not, where it was not Ctrl-C alone.
    failed: Option<UserError>,
}

impl Compared {
    /// How the command ends, after everything was shown that there is.
    pub fn end(self) -> Result<ExitCode, UserError> {
        match self.failed {
            Some(error) => Err(error),
            None if self.unmeasured.is_empty() => Ok(ExitCode::SUCCESS),
            None => Ok(ExitCode::from(interrupt::EXIT_CODE)),
        }
    }
}

/// Measures each approach for so long, with a progress bar each. After Ctrl-C, or when one of them fails, there
/// are the approaches that were finished by then.
pub fn compare(
    comparison: &'static Comparison,
    chosen: &[Approach<Perceptron>],
    budget: Duration,
) -> Result<Compared, UserError> {
    let mut compared = Compared { measured: Vec::new(), unmeasured: Vec::new(), failed: None };
    let mut approaches = chosen.iter();
    for approach in approaches.by_ref() {
        let progress = Progress::start(approach.name, comparison);
        let (of_work, work) = (approach.clone(), Arc::clone(&progress));
        let measured = attended(approach.name, move || comparison.measure(&of_work, budget, &*work))?;
        progress.bar.finish_and_clear();
        let failed = match measured {
            Ok(Ok(measured)) => {
                compared.measured.push(measured);
                continue;
            }
            Ok(Err(Unmeasured::Interrupted)) => None,
            Ok(Err(Unmeasured::Panic(panic))) => {
                Some(UserError::failure(format!("{} ended without a result: {panic}", approach.name)))
            }
            Err(unfinished) => Some(progress.unfinished(&unfinished)),
        };
        compared.failed = failed;
        compared.unmeasured.push(approach.name);
        break;
    }
    compared.unmeasured.extend(approaches.map(|approach| approach.name));
    Ok(compared)
}
