//! word2vec, whose steps touch a few rows of many: each way to share them, against one worker alone and against two that
//! share nothing.

use std::time::Duration;

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};
use racelab::compare::{median, quartiles};
use racelab::report::{Align, Page, grouped, table};
use racelab::word2vec::draw::Draw;
use racelab::word2vec::generated::generated;
use racelab::word2vec::measure::{Sharing, alone, side_by_side};
use racelab::word2vec::train::{Plan, initial};
use racelab::word2vec::{PAIRS, Row};

/// So many words of the text make a run of some 50 ms.
const WORDS: usize = 10_000;

/// As few as show that everything works.
const FEW: usize = 500;

/// Four runs, one right after the other.
struct Turn {
    alone: Duration,
    side_by_side: Duration,
    /// One worker, who shares with nobody.
    one: Duration,
    several: Duration,
}

/// What was measured.
pub struct Measured {
    words: usize,
    workers: usize,
    /// Those that the filter leaves out have no turns.
    ways: [(Sharing, Vec<Turn>); 3],
}

/// Every way to share rows, in turns. What criterion reports is the time of two workers.
pub fn measure(criterion: &mut Criterion, measuring: bool) -> Measured {
    let made = generated();
    let text = made.text.beginning(if measuring { WORDS } else { FEW });
    let (draw, plan) = (Draw::new(&made.text), Plan { workers: 2, ..Plan::USUAL });
    let rows: Vec<Row<PAIRS>> = initial(made.text.words().len(), plan.seed);
    let goes_on = || true;
    let mut group = criterion.benchmark_group("word2vec");
    group.throughput(Throughput::Elements(text.len() as u64)).sample_size(20);
    group.sampling_mode(SamplingMode::Flat);
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(4));
    let ways = Sharing::ALL.map(|sharing| {
        let with = |workers| sharing.train(rows.clone(), &text, &draw, &Plan { workers, ..plan }, &goes_on).2;
        let mut turns = Vec::new();
        group.bench_function(BenchmarkId::from_parameter(sharing.name()), |bencher| {
            bencher.iter_custom(|iterations| {
                let before = turns.len();
                turns.extend((0..iterations).map(|_| Turn {
                    alone: alone(rows.clone(), &text, &draw, &plan, &goes_on).2,
                    side_by_side: side_by_side(&rows, &text, &draw, &plan, &goes_on),
                    one: with(1),
                    several: with(plan.workers),
                }));
                turns[before..].iter().map(|turn: &Turn| turn.several).sum()
            });
        });
        (sharing, turns)
    });
    Measured { words: text.len(), workers: plan.workers, ways }
}

/// Prints what was measured as a table, if anything was.
pub fn print(measured: &Measured) {
    let Measured { words, workers, ways } = measured;
    let measured: Vec<_> = ways.iter().filter(|(_, turns)| !turns.is_empty()).collect();
    if measured.is_empty() {
        return;
    }
    let mut page = Page::new();
    page.heading("word2vec");
    page.say(&format!(
        "{} words a run, by {workers} workers. 1 worker, ratio: how many times as fast as one worker alone, who has the rows to \
         himself in plain memory. cores: the same of {workers} workers with rows of their own. of the limit: ratio, as a share \
         of that.",
        grouped(*words as u64)
    ));
    page.blank();
    let headers = [
        ("rows", Align::Left),
        ("words/s", Align::Right),
        ("1 worker", Align::Right),
        ("ratio", Align::Right),
        ("middle half", Align::Right),
        ("cores", Align::Right),
        ("of the limit", Align::Right),
    ];
    let cells = |(sharing, turns): &&(Sharing, Vec<Turn>)| {
        let against = |time: fn(&Turn) -> Duration| {
            turns.iter().map(move |turn| turn.alone.div_duration_f64(time(turn)))
        };
        let [low, ratio, high] = quartiles(against(|turn| turn.several));
        let cores = |turn: &Turn| *workers as f64 * turn.alone.div_duration_f64(turn.side_by_side);
        let of_limit = |turn: &Turn| turn.alone.div_duration_f64(turn.several) / cores(turn);
        vec![
            sharing.name().to_owned(),
            grouped(median(turns.iter().map(|turn| *words as f64 / turn.several.as_secs_f64())) as u64),
            format!("{:.2}", median(against(|turn| turn.one))),
            format!("{ratio:.2}"),
            format!("{low:.2} - {high:.2}"),
            format!("{:.1}", median(turns.iter().map(cores))),
            format!("{:.2}", median(turns.iter().map(of_limit))),
        ]
    };
    page.verbatim(&table(&headers, &measured.iter().map(cells).collect::<Vec<_>>()));
}
