//! How quickly each approach trains, against one thread and against what the machine can do.
//!
//! `cargo bench` measures everything and ends with a table for each setting. `cargo bench -- wide`, or
//! any other part of a benchmark's name, measures and shows only what has it in its name.
//!
//! Two rules make the figures mean something on a machine that does other things as well:
//!
//! * What is timed is a whole training run, long beside the start of its threads.
//! * Ratios are taken within a [`Turn`](racelab::compare::Turn): a run with one thread, a run of the approach
//!   and runs that share nothing, timed back to back, with a matrix product before them. A machine that slows
//!   down for a while slows down all of them. The tables show the median of these ratios, not a ratio of
//!   medians that were measured minutes apart.

mod by_rayon;
mod sgemm;
mod tables;
mod word2vec;

use std::time::Duration;

use criterion::{Criterion, SamplingMode, Throughput};
use racelab::compare::{Comparison, Setting};
use racelab::data::Source;
use racelab::network::{Architecture, Classifier};
use racelab::sync::CHECKED;
use racelab::trainers::{Approach, Unwatched, approaches, data_parallel};

use self::sgemm::Sgemm;
use self::tables::{Measured, Row, Timed};

fn main() {
    if CHECKED {
        println!("Nothing to measure: in the loom build threads run only inside an exploration.");
        return;
    }
    let mut criterion = Criterion::default().without_plots().configure_from_args();
    let mut sgemm = Sgemm::new();
    measure_sgemm(&mut criterion, &mut sgemm);
    let mut measured: Vec<_> = settings()
        .map(|setting| {
            measure(&mut criterion, &mut sgemm, &Comparison::new(setting), and_rayon(approaches()))
        })
        .into();
    for setting in convolutions() {
        let split = setting.source.load().expect("what is inside the program can be read");
        let network = Architecture::convolution(&split).expect("the images are large enough");
        let comparison = Comparison::of(setting, network, split);
        measured.push(measure(&mut criterion, &mut sgemm, &comparison, and_rayon(data_parallel())));
    }
    let words = word2vec::measure(&mut criterion, measuring());
    criterion.final_summary();
    if measuring() {
        tables::print(&measured);
        word2vec::print(&words);
    }
}

/// These, and after the kit's own pool rayon's.
fn and_rayon<N: Classifier>(mut approaches: Vec<Approach<N>>) -> Vec<Approach<N>> {
    let pool = approaches.iter().position(|approach| approach.name == "pool").expect("there is a pool");
    approaches.insert(pool + 1, by_rayon::approach());
    approaches
}

/// What is trained: with two workers, and so many epochs that a run takes 10 to 50 ms. The last network can be cut into two
/// stages with as much work each, and its batches into 8 parts that are large enough to be multiplied quickly: what a pipeline is for.
fn settings() -> [Setting; 4] {
    let deep = Setting { hidden: &[128; 5], ..setting(Source::Wide, 512, 2) };
    [setting(Source::Digits, 32, 30), setting(Source::Wide, 64, 2), setting(Source::Wide, 128, 2), deep]
}

/// What a convolutional network is trained on: one block of filters for the digits, two for the larger images.
fn convolutions() -> [Setting; 2] {
    [setting(Source::Digits, 32, 6), setting(Source::Wide, 64, 1)]
}

fn setting(source: Source, batch: usize, epochs: usize) -> Setting {
    // To see whether everything works, one epoch does.
    let epochs = if measuring() { epochs } else { 1 };
    Setting { batch, epochs, ..Setting::of(source, 2) }
}

/// Whether criterion measures. It does so for `cargo bench`, which passes `--bench`; for
/// `cargo test --benches` and `cargo bench -- --test` it runs everything once, to see that it works.
fn measuring() -> bool {
    let has = |option| std::env::args().any(|argument| argument == option);
    has("--bench") && !has("--test")
}

/// The matrix product alone. An element is a floating point operation here.
fn measure_sgemm(criterion: &mut Criterion, sgemm: &mut Sgemm) {
    let mut group = criterion.benchmark_group("sgemm");
    group.throughput(Throughput::Elements(Sgemm::FLOPS)).sample_size(20);
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    group.bench_function("1024 x 1024 x 1024", |bencher| bencher.iter(|| sgemm.multiply()));
}

/// Every approach, in turns. What criterion reports is the approach's own time. An approach that the filter
/// leaves out has no turns.
fn measure<N: Classifier>(
    criterion: &mut Criterion,
    sgemm: &mut Sgemm,
    comparison: &Comparison<N>,
    approaches: Vec<Approach<N>>,
) -> Measured {
    let setting = comparison.setting();
    let batches = comparison.batches(setting.epochs);
    by_rayon::is_what_the_pool_is(comparison, &approaches);
    let title = format!("{} {} batch {}", setting.source, comparison.network(), setting.batch);
    let mut group = criterion.benchmark_group(&title);
    group.throughput(Throughput::Elements(batches.images() as u64)).sample_size(20);
    // Flat: each sample is as many runs as any other.
    group.sampling_mode(SamplingMode::Flat);
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(4));

    let rows = approaches.iter().map(|approach| {
        let mut turns = Vec::<Timed>::new();
        group.bench_function(approach.name, |bencher| {
            bencher.iter_custom(|iterations| {
                let before = turns.len();
                for _ in 0..iterations {
                    let product = sgemm.timed();
                    let turn = comparison.turn(turns.len(), approach, &batches, &Unwatched);
                    turns.push(Timed { product, turn: turn.expect("no worker panics").0 });
                }
                turns[before..].iter().map(|timed| timed.turn.approach).sum()
            });
        });
        let workers = if approach.parallel { setting.workers } else { 1 };
        Row { name: approach.name, kind: approach.kind.name(), workers, turns }
    });
    let (flops, rows) = (comparison.network().flops() as u64, rows.collect());
    Measured { title: title.clone(), images: batches.images() as u64, flops, rows }
}
