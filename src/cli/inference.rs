//! `racelab inference`: images that are answered by several workers, as many at a time as are waiting.

use std::process::ExitCode;

use racelab::compare::{Comparison, Setting};
use racelab::data::Source;
use racelab::inference::EPOCHS;
use racelab::inference::shown::{at_once, charts, one_by_one, show_products, show_throughput, show_waits};
use racelab::network::Architecture;
use racelab::report::{Status, chart};
use racelab::trainers::{Plan, Unwatched, sequential};

use super::arguments::{Inference, UserError};
use super::attend::while_wanted;
use super::files::ResultFile;

/// What share of what one worker can answer one by one is asked, where images arrive one after another.
const SHARE: f64 = 0.7;

/// More threads would only wait for one another.
const MOST_WORKERS: usize = 64;

/// Measures as the arguments say.
pub fn run(arguments: &Inference) -> Result<ExitCode, UserError> {
    if arguments.workers > MOST_WORKERS {
        return Err(UserError::new(format!(
            "{} workers are more than are started here: try --workers {MOST_WORKERS} or fewer",
            arguments.workers
        )));
    }
    let mut svg_file = ResultFile::open(arguments.svg.as_deref())?;
    let mut page = ResultFile::page(&[&svg_file]);
    let setting = Setting { epochs: EPOCHS, ..Setting::of(Source::Digits, 1) };
    let split = Source::Digits.load().map_err(|error| UserError::new(error.to_string()))?;
    let network = Architecture::convolution(&split).map_err(|error| UserError::new(error.to_string()))?;
    // Lent for ever, as are the weights: what is left behind after Ctrl-C goes on reading them.
    let comparison: &_ = Box::leak(Box::new(Comparison::of(setting, network, split)));
    let weights = measured("training a convolutional network", move || {
        let plan = Plan { workers: 1, rate: setting.rate };
        let batches = comparison.batches(setting.epochs);
        sequential::train(comparison.network(), comparison.initial().to_vec(), &batches, &plan, &Unwatched)
    })?;
    let weights: &[f32] = weights.map_err(|panic| UserError::failure(panic.to_string()))?.leak();
    let images = &comparison.split().test;
    page.say(&format!(
        "A {} network that has learned the digits answers {} of {} test images correctly, whichever worker answers. All images \
         are there at the beginning:",
        comparison.network(),
        (comparison.accuracy(weights) * images.len() as f32).round(),
        images.len(),
    ));
    let numbers = if arguments.workers == 1 { vec![1] } else { vec![1, arguments.workers] };
    let of_all = numbers.clone();
    let all = measured("answering", move || at_once(comparison.network(), weights, images, &of_all))?;
    page.blank();
    page.verbatim(&show_throughput(&all));
    let rate = SHARE * all[0].answered.throughput;
    page.blank();
    page.say(&format!("They arrive one after another, {rate:.0} a second:"));
    let mut waits = Vec::new();
    for workers in numbers {
        waits.extend(measured("answering", move || {
            one_by_one(comparison.network(), weights, images, workers, rate)
        })?);
    }
    page.blank();
    page.verbatim(&show_waits(&waits));
    page.blank();
    page.say(
        "The products of this many images on one thread, in microseconds an image; and how many times as quick two \
         threads are, inside each product and across the images:",
    );
    page.blank();
    page.verbatim(&measured("multiplying", || show_products(comparison.network()))?);
    if svg_file.is_some() {
        let (charts, words) = charts(&all, &waits);
        ResultFile::write(&mut svg_file, &chart::draw(&charts, &words))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn measured<R: Send + 'static>(
    what: &str,
    measure: impl FnOnce() -> R + Send + 'static,
) -> Result<R, UserError> {
    let _status = Status::show(what);
    while_wanted("inference", "what was measured until then is thrown away", measure)
}
