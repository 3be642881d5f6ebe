//! `racelab compare`: every approach under the same conditions, and one table.

use std::ops::ControlFlow;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::ProgressBar;
use racelab::compare::{Comparison, Measured, Observer, REPEATS, Setting, TARGET, Unmeasured};
use racelab::network::Perceptron;
use racelab::report::{Align, Page, table};
use racelab::trainers::{Approach, Watch, approaches};
use serde_json::json;

use super::arguments::{Compare, UserError};
use super::files::ResultFile;
use super::{explore, interrupt};

/// How many threads this process may run at once.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

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
    page.say(&conditions(&comparison, &setting));
    page.blank();
    let compared = compare(&comparison, &setting, &chosen)?;
    page.verbatim(&show(&compared.measured));
    legend(&mut page);
    ResultFile::write(&mut json_file, &to_json(&comparison, &setting, &compared.measured))?;
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

/// Trains with each approach, with a progress bar each. After Ctrl-C there are the approaches that
/// were finished by then.
pub fn compare(
    comparison: &Comparison,
    setting: &Setting,
    chosen: &[Approach<Perceptron>],
) -> Result<Compared, UserError> {
    let mut compared = Compared { measured: Vec::new(), interrupted: false };
    for approach in chosen {
        let progress = Progress::start(approach.name, comparison.batches(setting.epochs).len());
        let measured = comparison.measure(approach, &progress);
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
    /// Steps of worker 0 that the bar does not know of yet. Only worker 0 writes it.
    steps: AtomicU64,
}

/// How many steps of worker 0 pass between two looks at the bar: about a millisecond.
const STRIDE: u64 = 64;

impl Progress {
    fn start(name: &'static str, steps: usize) -> Self {
        // All full runs; what comes before and after them is short.
        Progress { bar: explore::bar(name, (steps * REPEATS) as u64), steps: AtomicU64::new(0) }
    }
}

impl Watch for Progress {
    fn step(&self, worker: usize, _loss: f32) -> ControlFlow<()> {
        if worker == 0 {
            let steps = self.steps.load(Ordering::Relaxed) + 1;
            self.steps.store(steps % STRIDE, Ordering::Relaxed);
            if steps == STRIDE {
                self.bar.inc(STRIDE);
            }
        }
        if interrupt::interrupted() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

impl Observer for Progress {
    fn interrupted(&self) -> bool {
        interrupt::interrupted()
    }
}

/// What is the same for all approaches, in words.
pub fn conditions(comparison: &Comparison, setting: &Setting) -> String {
    let split = comparison.split();
    let (train, test, network) = (split.train.len(), split.test.len(), comparison.network());
    let Setting { source, workers, epochs, batch, rate, seed } = setting;
    format!(
        "A {network} network learns {source}: {train} images to train on, {test} to test with, {epochs} epochs in \
         batches of {batch}, rate {rate}, seed {seed}; {workers} workers on {} of {} {}.",
        match cores() {
            1 => "1 core".to_owned(),
            cores => format!("{cores} cores"),
        },
        std::env::consts::OS,
        std::env::consts::ARCH,
    )
}

/// The table. On one core there is no speed-up to be had, and no column for it.
pub fn show(measured: &[Measured]) -> String {
    let parallel = cores() > 1;
    let mut headers = vec![
        ("approach", Align::Left),
        ("workers", Align::Right),
        ("accuracy", Align::Right),
        ("to 93 %", Align::Right),
        ("images/s", Align::Right),
    ];
    if parallel {
        headers.push(("speed", Align::Right));
    }
    headers.extend([("training", Align::Left), ("again", Align::Left)]);
    let rows: Vec<_> = measured
        .iter()
        .map(|row| {
            let mut cells = vec![
                row.name.to_owned(),
                row.workers.to_string(),
                format!("{:.1} %", 100.0 * row.accuracy),
                row.to_target.map_or("never".to_owned(), duration),
                rate(row.throughput),
            ];
            if parallel {
                cells.push(format!("{:.2}", row.throughput / measured[0].throughput));
            }
            cells.extend([row.kind.to_owned(), if row.same_again { "same" } else { "other" }.to_owned()]);
            cells
        })
        .collect();
    table(&headers, &rows)
}

/// What the columns mean.
pub fn legend(page: &mut Page) {
    page.blank();
    let target = 100.0 * TARGET;
    let mut text = format!(
        "accuracy: of the test images, median of {REPEATS} runs. to {target:.0} %: time from the initial weights. \
         images/s: median of {REPEATS} runs. "
    );
    if cores() > 1 {
        text += "speed: against sequential. ";
    } else {
        text += "This process has one core, so workers take turns and there is no speed-up to show. ";
    }
    text += "training: as sequential (each gradient of the newest weights), stale (of older ones), torn (layers of \
             different ages), lossy (updates overwritten). again: the same weights, bit for bit, from the same seed. \
             thread-local splits each batch among the workers; the others deal whole batches to them.";
    page.say(&text);
}

fn duration(duration: Duration) -> String {
    let milliseconds = 1e3 * duration.as_secs_f64();
    match milliseconds {
        _ if milliseconds < 10.0 => format!("{milliseconds:.1} ms"),
        _ if milliseconds < 1000.0 => format!("{milliseconds:.0} ms"),
        _ => format!("{:.1} s", milliseconds / 1e3),
    }
}

fn rate(rate: f64) -> String {
    match rate {
        _ if rate >= 1e6 => format!("{:.2} M", rate / 1e6),
        _ if rate >= 1e4 => format!("{:.0} k", rate / 1e3),
        _ => format!("{rate:.0}"),
    }
}

fn to_json(comparison: &Comparison, setting: &Setting, measured: &[Measured]) -> String {
    let rows: Vec<_> = measured
        .iter()
        .map(|row| {
            json!({
                "approach": row.name,
                "training": row.kind,
                "workers": row.workers,
                "accuracy": row.accuracy,
                "seconds_to_target": row.to_target.map(|time| time.as_secs_f64()),
                "images_per_second": {
                    "median": row.throughput, "lowest": row.spread.0, "highest": row.spread.1, "runs": REPEATS,
                },
                "speed_against_sequential": row.throughput / measured[0].throughput,
                "same_weights_again": row.same_again,
            })
        })
        .collect();
    let results = json!({
        "racelab": env!("CARGO_PKG_VERSION"),
        "machine": { "os": std::env::consts::OS, "architecture": std::env::consts::ARCH, "cores": cores() },
        "setting": {
            "data": setting.source.name(),
            "network": comparison.network().to_string(),
            "workers": setting.workers,
            "epochs": setting.epochs,
            "batch": setting.batch,
            "rate": setting.rate,
            "seed": setting.seed,
            "target_accuracy": TARGET,
        },
        "approaches": rows,
    });
    format!("{results:#}")
}
