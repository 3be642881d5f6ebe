//! `racelab compare`: every approach under the same conditions, and one table.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use racelab::compare::{BUDGET, Comparison, Measured, Setting, THOROUGH, Trace, Unmeasured};
use racelab::data::Split;
use racelab::machine::cores;
use racelab::network::{Architecture, Classifier};
use racelab::report::{chart, grouped};
use racelab::trainers::{Approach, Group, Slow, approaches, by_group, data_parallel};

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
    let source = arguments.data;
    let split = source.load().map_err(|error| UserError::new(error.to_string()))?;
    match arguments.network {
        Architecture::Dense => {
            let network = Architecture::perceptron(hidden(arguments)?, &split);
            among(arguments, approaches(), network, split)
        }
        Architecture::Convolution => {
            let network =
                Architecture::convolution(&split).map_err(|error| UserError::new(error.to_string()))?;
            among(arguments, data_parallel(), network, split)
        }
        Architecture::RadialBasis => {
            let network = Architecture::radial_basis(source, &split);
            among(arguments, data_parallel(), network, split)
        }
    }
}

/// The sizes of the perceptron's hidden layers.
fn hidden(arguments: &Compare) -> Result<&'static [usize], UserError> {
    match &arguments.hidden[..] {
        [] => Ok(arguments.data.defaults().hidden),
        _ if arguments.network != Architecture::Dense => {
            let network = arguments.network;
            Err(UserError::new(format!(
                "--hidden is for the dense network, and not for {network}: leave it out"
            )))
        }
        sizes if sizes.len() > MOST_HIDDEN => Err(UserError::new(format!(
            "{} hidden layers are more than racelab trains: try {MOST_HIDDEN} or fewer",
            sizes.len()
        ))),
        // As small as the line that was typed, and a few times a command.
        sizes => Ok(sizes.to_vec().leak()),
    }
}

/// Compares these approaches, as the arguments say.
pub fn among<N: Classifier>(
    arguments: &Compare,
    all: Vec<Approach<N>>,
    network: N,
    split: Split,
) -> Result<ExitCode, UserError> {
    let defaults = Setting::of(arguments.data, arguments.workers.unwrap_or_else(default_workers));
    let setting = Setting {
        hidden: hidden(arguments)?,
        epochs: arguments.epochs.unwrap_or(defaults.epochs),
        batch: arguments.batch.unwrap_or(defaults.batch),
        rate: arguments.rate.unwrap_or_else(|| arguments.network.rate(defaults.rate)),
        seed: arguments.seed,
        slow: arguments.slow,
        ..defaults
    };
    let chosen = choose(&arguments.only, all)?;
    is_trainable(&network)?;
    // Lent for ever: a trainer that does not end goes on reading it when everything else is over.
    let comparison: &Comparison<N> = Box::leak(Box::new(Comparison::of(setting, network, split)));
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
    some_worker_of(setting.workers, setting.slow)?;
    let [mut json_file, mut svg_file] = ResultFile::open_each([
        ("--json", arguments.json.as_deref()),
        ("--plot", arguments.plot.as_deref()),
    ])?;
    let mut page = ResultFile::page(&[&json_file, &svg_file]);
    page.say(&results::conditions(comparison));
    page.blank();
    let budget = budget(arguments);
    let compared = compare(comparison, &chosen, budget)?;
    results::table(&mut page, &compared.measured);
    results::unfinished(&mut page, &compared);
    let json = results::to_json(comparison, budget, &compared);
    ResultFile::write_unless(compared.measured.is_empty(), &mut page, &mut json_file, &json)?;
    if svg_file.is_some() && !compared.measured.is_empty() {
        let traces = traces(comparison, &chosen, &compared)?;
        let (charts, words) = comparison.charts(&compared.measured, &traces);
        ResultFile::write(&mut svg_file, &chart::draw(&charts, &words))?;
    }
    compared.end()
}

/// How long each approach is measured.
fn budget(arguments: &Compare) -> Duration {
    if arguments.thorough { THOROUGH } else { BUDGET }
}

/// How the loss went down with each approach that was measured.
fn traces<N: Classifier>(
    comparison: &'static Comparison<N>,
    chosen: &[Approach<N>],
    compared: &Compared,
) -> Result<Vec<Trace>, UserError> {
    let mut traces = Vec::new();
    let is_measured = |name| compared.measured.iter().any(|row| row.name == name);
    for approach in chosen.iter().filter(|approach| is_measured(approach.name)) {
        let progress = Progress::start(approach.name, comparison);
        let (of_work, work) = (approach.clone(), Arc::clone(&progress));
        let traced = attended(approach.name, move || comparison.trace(&of_work, &*work))?;
        progress.bar.finish_and_clear();
        match traced {
            Ok(Ok(trace)) => traces.push(trace),
            Ok(Err(Unmeasured::Interrupted)) => {
                return Err(UserError::interrupted("interrupted: nothing was drawn"));
            }
            Ok(Err(Unmeasured::Panic(panic))) => {
                return Err(UserError::failure(format!("{} cannot be drawn: {panic}", approach.name)));
            }
            Err(unfinished) => return Err(progress.unfinished(&unfinished)),
        }
    }
    Ok(traces)
}

/// More would be more than anybody wants to wait for, and the weights of few of them learn anything.
const MOST_HIDDEN: usize = 64;

/// More would take gigabytes: each worker has a gradient of as many numbers, and some have copies of the weights.
const MOST_WEIGHTS: usize = 50_000_000;

/// A complaint where the network is too large.
pub fn is_trainable(network: &impl Classifier) -> Result<(), UserError> {
    match network.weights() {
        weights if weights > MOST_WEIGHTS => Err(UserError::new(format!(
            "this network would have {} weights, and racelab trains {} at most: give it fewer neurons, or smaller images",
            grouped(weights as u64),
            grouped(MOST_WEIGHTS as u64)
        ))),
        _ => Ok(()),
    }
}

/// More would only wait for one another, and each has gradients of its own to keep in memory.
const MOST_WORKERS: usize = 256;

/// A complaint where somebody is to be slow who is none of so many workers.
pub fn some_worker_of(workers: usize, slow: Option<Slow>) -> Result<(), UserError> {
    match slow {
        Some(slow @ Slow { worker: Some(worker), factor }) if worker >= workers => {
            Err(UserError::new(format!(
                "--slow {slow}: workers are numbered from 0, and there are {workers}: try --slow {}:{factor}",
                workers - 1
            )))
        }
        _ => Ok(()),
    }
}

/// The approaches with these names; all for none. The sequential one is always there, since the
/// others are compared with it.
fn choose<N: Classifier>(names: &[String], all: Vec<Approach<N>>) -> Result<Vec<Approach<N>>, UserError> {
    let means = |name: &str, approach: &Approach<N>| {
        approach.is_named(name) || approach.group().is_some_and(|group| group.name() == name)
    };
    if let Some(unknown) = names.iter().find(|name| !all.iter().any(|approach| means(name, approach))) {
        let known: Vec<_> = all.iter().map(|approach| approach.name).collect();
        let groups = Group::ALL.map(Group::name);
        return Err(UserError::new(format!(
            "no approach is called '{unknown}': choose from {}; or from the groups {}",
            known.join(", "),
            groups.join(", ")
        )));
    }
    let wanted = |approach: &Approach<N>| {
        names.is_empty() || !approach.parallel || names.iter().any(|name| means(name, approach))
    };
    Ok(by_group(all.into_iter().filter(wanted).collect()))
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
pub fn compare<N: Classifier>(
    comparison: &'static Comparison<N>,
    chosen: &[Approach<N>],
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

#[cfg(test)]
mod tests {
    use clap::{Args, Command, FromArgMatches};

    use super::*;

    /// That an approach is measured as long as its budget says is for `tests/measuring.rs`.
    #[test]
    fn thorough_measures_each_approach_ten_times_as_long() {
        let asked = |arguments: &[&str]| {
            let compare = Compare::augment_args(Command::new("compare").no_binary_name(true));
            budget(&Compare::from_arg_matches(&compare.get_matches_from(arguments)).unwrap())
        };
        assert_eq!(asked(&[]), Duration::from_millis(500));
        assert_eq!(asked(&["--thorough"]), Duration::from_secs(5));
        assert_eq!(asked(&["--thorough"]), 10 * asked(&[]));
    }
}
