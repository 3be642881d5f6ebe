//! How fast explorations are: our wrappers, under loom and under the engine, against loom as it is, in executions a second,
//! and how long it takes to check and to weaken everything.
//!
//! `cargo bench --bench explorations`. Ratios are taken within one turn: plain loom, the wrappers, and the
//! wrappers recording every execution, one after the other, so that a machine that slows down slows all. What the engine
//! does by itself, without wrappers, is measured by `cargo bench -p racelab-engine --bench kernels`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use criterion::Criterion;
use racelab::report::{Align, grouped, table};
use racelab_loom::explore::weaken::{sites, trials};
use racelab_loom::explore::{Exploration, Limits, explore_within};
use racelab_loom::scenario::Scenario;
use racelab_loom::trainers::scenarios::all_safe;

/// The programs against loom as it is.
mod plain {
    use std::sync::Arc;

    use loom::sync::{Mutex, atomic};

    fn pair<S: Send + Sync + 'static>(shared: S, work: fn(&S) -> u32) -> String {
        let shared = Arc::new(shared);
        let theirs = Arc::clone(&shared);
        let thread = loom::thread::spawn(move || work(&theirs));
        let mine = work(&shared);
        format!("{} {mine}", thread.join().unwrap())
    }

    include!("programs.rs");
}

/// The programs against the wrappers.
mod wrapped {
    use racelab_loom::sync::{Mutex, atomic, thread};

    fn pair<S: Send + Sync + 'static>(shared: S, work: fn(&S) -> u32) -> String {
        thread::scope(|scope| {
            let thread = scope.spawn(|| work(&shared));
            let mine = work(&shared);
            format!("{} {mine}", thread.join().unwrap())
        })
    }

    include!("programs.rs");
}

/// Executions a second of each kind, in every turn.
#[derive(Default)]
struct Turns {
    plain: Vec<f64>,
    wrapped: Vec<f64>,
    recorded: Vec<f64>,
    engine: Vec<f64>,
    engine_recorded: Vec<f64>,
}

/// The engine explores a program over and over for so long.
const BY_ENGINE: Duration = Duration::from_millis(500);

fn main() {
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    let mut rows = Vec::new();
    for ((name, plain, _), (_, wrapped, large)) in plain::PROGRAMS.iter().zip(wrapped::PROGRAMS) {
        let mut turns = Turns::default();
        criterion.bench_function(&format!("explore {name}"), |bencher| {
            bencher.iter_custom(|turns_wanted| {
                (0..turns_wanted).map(|_| turn(*plain, *wrapped, *large, &mut turns)).sum()
            });
        });
        if !turns.plain.is_empty() {
            let ratio = |rates: &[f64]| {
                median(rates.iter().zip(&turns.plain).map(|(rate, plain)| rate / plain).collect())
            };
            rows.push(vec![
                (*name).to_owned(),
                grouped(median(turns.plain.clone()) as u64),
                format!("{:.2}", ratio(&turns.wrapped)),
                format!("{:.2}", ratio(&turns.recorded)),
                format!("{:.1}", ratio(&turns.engine)),
                format!("{:.1}", ratio(&turns.engine_recorded)),
            ]);
        }
    }
    criterion.final_summary();
    let headers = [
        ("two threads", Align::Left),
        ("plain loom, executions/s", Align::Right),
        ("wrapped", Align::Right),
        ("recorded", Align::Right),
        ("engine", Align::Right),
        ("recorded", Align::Right),
    ];
    println!("\n{}", table(&headers, &rows));
    println!(
        "Executions a second against plain loom, medians of paired ratios: of the wrappers under loom, then under the engine, \
         and of each with every execution recorded."
    );
    if !std::env::args().any(|argument| argument == "--test") {
        everything();
    }
}

/// One turn; returns how long the wrappers took.
fn turn(
    plain: fn() -> String,
    program: fn() -> String,
    large: fn() -> String,
    turns: &mut Turns,
) -> Duration {
    let (executions, elapsed) = plainly(plain);
    turns.plain.push(executions as f64 / elapsed.as_secs_f64());
    let wrapped = |record_all| {
        let limits = Limits { choices: false, record_all, ..Limits::of_loom() };
        let exploration = explore_within(&Scenario::new("program", "of a benchmark", &[], program), &limits);
        assert_eq!(exploration.executions, executions, "the wrappers change nothing");
        exploration.elapsed
    };
    let (searched, recorded) = (wrapped(false), wrapped(true));
    turns.wrapped.push(executions as f64 / searched.as_secs_f64());
    // To record every execution takes two searches: the first finds out what recording has to know.
    turns.recorded.push(executions as f64 / recorded.saturating_sub(searched).as_secs_f64());
    turns.engine.push(by_engine(large, false));
    turns.engine_recorded.push(by_engine(large, true));
    searched
}

/// Executions a second by the engine.
fn by_engine(program: fn() -> String, record_all: bool) -> f64 {
    let limits = Limits { choices: false, record_all, ..Limits::default() };
    let (start, mut executions) = (Instant::now(), 0);
    while start.elapsed() < BY_ENGINE {
        executions +=
            explore_within(&Scenario::new("program", "of a benchmark", &[], program), &limits).executions;
    }
    executions as f64 / start.elapsed().as_secs_f64()
}

/// How many executions loom by itself finds, and how long that takes.
fn plainly(program: fn() -> String) -> (u64, Duration) {
    let executions = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&executions);
    let start = Instant::now();
    loom::model::Builder::new().check(move || {
        std::hint::black_box(program());
        counter.fetch_add(1, Ordering::Relaxed);
    });
    (executions.load(Ordering::Relaxed), start.elapsed())
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// How long one core takes to check and to weaken everything; `racelab` uses all there are.
fn everything() {
    let limits = Limits::default();
    let start = Instant::now();
    let explorations: Vec<_> = all_safe().map(|scenario| explore_within(scenario, &limits)).collect();
    assert!(explorations.iter().all(|exploration| !exploration.failed()), "all that is safe is found safe");
    let executions: u64 = explorations.iter().map(Exploration::all_executions).sum();
    let check = start.elapsed().as_secs_f64();
    println!("\nchecking everything: {} executions, {check:.1} s on one core", grouped(executions));
    let start = Instant::now();
    let passed: Vec<_> =
        all_safe().filter(|scenario| scenario.weakened).map(|scenario| sites(scenario, &limits)).collect();
    let rows: Vec<_> = trials(&passed).iter().map(|trial| trial.run(&limits)).collect();
    let weaken = start.elapsed().as_secs_f64();
    println!("weakening every site: {} trials, {weaken:.1} s on one core", rows.len());
}
