//! `racelab compare`: every approach under the same conditions, and one table.

use std::ops::ControlFlow;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::ProgressBar;
use racelab::compare::{BUDGET, Comparison, Measured, Observer, Setting, THOROUGH, Unmeasured};
use racelab::machine::cores;
use racelab::network::Perceptron;
use racelab::report::Page;
use racelab::trainers::{Approach, Watch, approaches};

use super::arguments::{Compare, UserError};
use super::files::ResultFile;
use super::{explore, interrupt, results};

/// Workers where the user does not say: one a core, but at least two, or there is nothing to see.
pub fn default_workers() -> usize {
    cores().clamp(2, 8)
}

/// Compares as the arguments say.
pub fn run(arguments: &Compare) -> Result<ExitCode, UserError> {
    let defaults = Setting::of(arguments.data, arguments.workers.unwrap_or_else(default_workers));
    let setting = Setting {
        epochs: arguments.epochs.unwrap_or(defaults.epochs),
        batch: arguments.batch.unwrap_or(defaults.batch),
        rate: arguments.rate.unwrap_or(defaults.rate),
        seed: arguments.seed,
        ..defaults
    };
    let chosen = choose(&arguments.only)?;
    let comparison = Comparison::new(setting);
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
    let mut page = if ResultFile::is_stdout(&json_file) { Page::hidden() } else { Page::new() };
    page.say(&results::conditions(&comparison));
    page.blank();
    let budget = if arguments.thorough { THOROUGH } else { BUDGET };
    let compared = compare(&comparison, &chosen, budget)?;
    results::table(&mut page, &compared.measured);
    ResultFile::write(&mut json_file, &results::to_json(&comparison, budget, &compared.measured))?;
    Ok(compared.exit_code())
}

/// More would only wait for one another, and each has gradients of its own to keep in memory.
const MOST_WORKERS: usize = 256;

/// The approaches with these names; all for none. The sequential one is always there, since the
/// others are compared with it.
fn choose(names: &[String]) -> Result<Vec<Approach<Perceptron>>, UserError> {
    let all = approaches::<Perceptron>();
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
    interrupted: bool,
}

impl Compared {
    /// Success, or what Ctrl-C makes of it.
    pub fn exit_code(&self) -> ExitCode {
        if self.interrupted { ExitCode::from(interrupt::EXIT_CODE) } else { ExitCode::SUCCESS }
    }
}

/// Measures each approach for so long, with a progress bar each. After Ctrl-C there are the approaches that
/// were finished by then.
pub fn compare(
    comparison: &Comparison,
    chosen: &[Approach<Perceptron>],
    budget: Duration,
) -> Result<Compared, UserError> {
    let mut compared = Compared { measured: Vec::new(), interrupted: false };
    for approach in chosen {
        let progress = Progress::start(approach.name);
        let measured = comparison.measure(approach, budget, &progress);
        progress.bar.finish_and_clear();
        match measured {
            Ok(measured) => compared.measured.push(measured),
            Err(Unmeasured::Interrupted) => {
                compared.interrupted = true;
                break;
            }
            Err(Unmeasured::Panic(panic)) => {
                return Err(UserError::failure(format!("{} ended without a result: {panic}", approach.name)));
            }
        }
    }
    Ok(compared)
}

/// A progress bar that costs the training next to nothing.
struct Progress {
    bar: ProgressBar,
    /// Steps of worker 0 since the bar was drawn last. Only worker 0 writes it.
    steps: AtomicU64,
}

/// How many steps of worker 0 pass between two looks at the clock of the bar: about a millisecond.
const STRIDE: u64 = 64;

/// The length of a bar: thousandths of the measurement.
const WHOLE: f64 = 1000.0;

impl Progress {
    fn start(name: &'static str) -> Self {
        Progress { bar: explore::bar(name, WHOLE as u64), steps: AtomicU64::new(0) }
    }
}

impl Watch for Progress {
    fn step(&self, worker: usize, _loss: f32) -> ControlFlow<()> {
        if worker == 0 {
            let steps = self.steps.load(Ordering::Relaxed) + 1;
            self.steps.store(steps % STRIDE, Ordering::Relaxed);
            if steps == STRIDE {
                // So that the clock goes on while one run takes its time.
                self.bar.tick();
            }
        }
        if interrupt::interrupted() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

impl Observer for Progress {
    fn interrupted(&self) -> bool {
        interrupt::interrupted()
    }

    fn progress(&self, share: f64) {
        self.bar.set_position((WHOLE * share) as u64);
    }
}
