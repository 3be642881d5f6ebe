//! Accuracy and loss against staleness, for each rule of the parameter server.
//!
//! Two questions. *How many workers may there be?* The more there are, the staler is each gradient. And *what if one
//! of them is slow?* Then a few gradients are very stale, and the images that only this worker has are seen seldom.
//! Both are asked by a simulated clock, where nothing depends on the machine's cores, and the first of them on real threads
//! as well.

use std::time::{Duration, Instant};

use super::{Comparison, Setting, Unmeasured, median};
use crate::data::{Batches, Dataset};
use crate::report::chart::{Axis, Chart, Line};
use crate::report::{Align, table};
use crate::trainers::parameter_server::{ParameterServer, Rule, Simulation, Summary};
use crate::trainers::{Plan, Slow, Slowing, Unwatched};

/// Who has which images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deal {
    /// Batches of all images are dealt to whoever asks.
    Shared,
    /// Each worker has digits of its own that no other has.
    Own,
}

/// One case: who trains, and on what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    /// How many workers there are.
    pub workers: usize,
    /// Who is slow.
    pub slow: Option<Slow>,
    /// Who has which images.
    pub deal: Deal,
}

/// What came of a case under one rule: the median of several trainings.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The rule.
    pub rule: Rule,
    /// The share of the test images that are classified correctly.
    pub accuracy: f64,
    /// The mean loss of a test image.
    pub loss: f64,
    /// How stale a gradient was on average, how stale the stalest, and how far somebody was ahead.
    pub summary: Summary,
    /// How long it took: in steps of a worker that nothing slows, or in seconds on real threads.
    pub time: f64,
}

/// How many trainings there are of each case under each rule, from seeds of their own.
const SEEDS: u64 = 3;

/// One training: its weights, what the books say, and how long it took.
type Trained = (Vec<f32>, Summary, f64);

/// Each rule in this case, by the simulated clock.
pub fn simulate(setting: &Setting, case: Case) -> Vec<Found> {
    let of = |rule| found(setting, rule, |comparison| Ok(simulated(comparison, case, rule)));
    Rule::ALL.map(|rule| of(rule).expect("a simulation has no workers that panic")).to_vec()
}

/// Each rule in this case, on real threads. There all images are dealt to whoever asks.
pub fn on_threads(setting: &Setting, workers: usize, slow: Option<Slow>) -> Result<Vec<Found>, Unmeasured> {
    let of = |rule| found(setting, rule, |comparison| threaded(comparison, workers, slow, rule));
    Rule::ALL.into_iter().map(of).collect()
}

fn found(
    setting: &Setting,
    rule: Rule,
    train: impl Fn(&Comparison) -> Result<Trained, Unmeasured>,
) -> Result<Found, Unmeasured> {
    let trained = (0..SEEDS).map(|seed| {
        let comparison = Comparison::new(Setting { seed: setting.seed + seed, ..*setting });
        let (weights, summary, time) = train(&comparison)?;
        let accuracy = f64::from(comparison.accuracy(&weights));
        Ok((accuracy, f64::from(comparison.loss(&weights)), summary, time))
    });
    let trained = trained.collect::<Result<Vec<_>, Unmeasured>>()?;
    let over = |value: fn(&(f64, f64, Summary, f64)) -> f64| median(trained.iter().map(value));
    Ok(Found {
        rule,
        accuracy: over(|trained| trained.0),
        loss: over(|trained| trained.1),
        summary: trained[0].2,
        time: over(|trained| trained.3),
    })
}

fn simulated(comparison: &Comparison, case: Case, rule: Rule) -> Trained {
    let setting = comparison.setting();
    let plan = Plan { workers: case.workers, rate: setting.rate };
    let simulation = Simulation { plan, slow: case.slow, rule, seed: setting.seed };
    let initial = comparison.initial().to_vec();
    let batches = comparison.batches(setting.epochs);
    let simulated = match case.deal {
        Deal::Shared => {
            let mut numbers = 0..batches.len();
            let deal = |_| numbers.next().and_then(|number| batches.get(number));
            simulation.run(comparison.network(), initial, batches.largest(), deal)
        }
        Deal::Own => {
            let own = by_class(&comparison.split().train, case.workers);
            let epochs = setting.epochs * case.workers;
            let batches_of = |own| Batches::new(own, setting.batch, epochs, setting.seed);
            let own: Vec<_> = own.iter().map(batches_of).collect();
            // As many updates as with images that are shared; whoever is quicker makes more of them.
            let mut updates = 0..batches.len();
            let mut dealt = vec![0..; case.workers];
            let deal =
                |me: usize| updates.next().and(dealt[me].next()).and_then(|number| own[me].get(number));
            simulation.run(comparison.network(), initial, setting.batch, deal)
        }
    };
    (simulated.weights, simulated.summary, simulated.time)
}

/// The dataset in so many parts of about the same size, each with as few classes as can be.
fn by_class(dataset: &Dataset, parts: usize) -> Vec<Dataset> {
    let mut rows: Vec<usize> = (0..dataset.len()).collect();
    rows.sort_by_key(|&row| dataset.labels()[row]);
    let part = |part: usize| &rows[rows.len() * part / parts..rows.len() * (part + 1) / parts];
    (0..parts).map(|number| dataset.select(part(number))).collect()
}

fn threaded(
    comparison: &Comparison,
    workers: usize,
    slow: Option<Slow>,
    rule: Rule,
) -> Result<Trained, Unmeasured> {
    let setting = comparison.setting();
    let plan = Plan { workers, rate: setting.rate };
    let server = ParameterServer::new(comparison.initial().to_vec(), rule, workers);
    let batches = comparison.batches(setting.epochs);
    let start = Instant::now();
    server.train(comparison.network(), &batches, &plan, &Slowing { slow, watch: &Unwatched })?;
    let time: Duration = start.elapsed();
    let (weights, summary) = server.into_inner();
    Ok((weights, summary, time.as_secs_f64()))
}

/// A table of several cases, each with what it is called, under a heading for that. `unit` is what time is told in.
pub fn show(heading: &str, cases: &[(String, Vec<Found>)], unit: &str) -> String {
    let headers = [
        (heading, Align::Right),
        ("rule", Align::Left),
        ("accuracy", Align::Right),
        ("loss", Align::Right),
        ("stale", Align::Right),
        ("stalest", Align::Right),
        ("ahead", Align::Right),
        (unit, Align::Right),
    ];
    let rows = cases.iter().flat_map(|(name, found)| {
        found.iter().enumerate().map(move |(index, found)| {
            vec![
                if index == 0 { name.clone() } else { String::new() },
                found.rule.to_string(),
                format!("{:.1} %", 100.0 * found.accuracy),
                format!("{:.2}", found.loss),
                format!("{:.1}", found.summary.staleness),
                found.summary.stalest.to_string(),
                found.summary.furthest.to_string(),
                if found.time < 10.0 { format!("{:.2}", found.time) } else { format!("{:.0}", found.time) },
            ]
        })
    });
    table(&headers, &rows.collect::<Vec<_>>())
}

/// Accuracy and loss against the number of workers, and against how slow one of four is; and in words what is drawn.
pub fn charts(
    by_workers: &[(String, Vec<Found>)],
    by_slowness: &[(String, Vec<Found>)],
) -> ([Chart; 4], String) {
    let workers = ("More workers, images dealt to whoever asks", "workers", by_workers);
    let slow = ("One of 4 workers slow, with digits of its own", "times as slow as the others", by_slowness);
    let charts = [accuracies(workers), losses(workers), accuracies(slow), losses(slow)];
    let in_words = |(name, found): &(String, Vec<Found>)| {
        let told =
            |found: &Found| format!("{} {:.1} %, {:.2}", found.rule, 100.0 * found.accuracy, found.loss);
        let each: Vec<_> = found.iter().map(told).collect();
        format!("{name}: {}.", each.join("; "))
    };
    let all = |cases: &[(String, Vec<Found>)]| cases.iter().map(in_words).collect::<Vec<_>>().join(" ");
    let words = format!(
        "Accuracy and loss by workers, images dealt to whoever asks. {} Accuracy and loss by how slow one of 4 workers is, \
         each with digits of its own. {}",
        all(by_workers),
        all(by_slowness)
    );
    (charts, words)
}

/// What the cases of a chart are, what they are told apart by, and what was found.
type Cases<'a> = (&'a str, &'a str, &'a [(String, Vec<Found>)]);

fn accuracies(cases: Cases<'_>) -> Chart {
    let percent = (0..=5).map(|tick| (f64::from(tick) * 20.0, (tick * 20).to_string()));
    chart(cases, Axis::new("accuracy, %", percent), |found| 100.0 * found.accuracy)
}

/// The loss of who knows nothing of ten classes is 2.3. Training may end far above, which is drawn at the upper edge.
fn losses(cases: Cases<'_>) -> Chart {
    let ticks = (0..=6).map(|tick| (f64::from(tick) / 2.0, format!("{:.1}", f64::from(tick) / 2.0)));
    chart(cases, Axis::new("loss of a test image", ticks), |found| {
        // What is no number has grown beyond all of them.
        if found.loss.is_finite() { found.loss } else { f64::MAX }
    })
}

/// A line for each rule, and the cases from left to right at equal distances.
fn chart((title, axis, cases): Cases<'_>, y: Axis, value: impl Fn(&Found) -> f64) -> Chart {
    let places = || cases.iter().enumerate().map(|(index, case)| (index as f64, case));
    let line = |rule: usize| Line {
        name: Rule::ALL[rule].to_string(),
        points: places().map(|(place, (_, found))| (place, value(&found[rule]))).collect(),
    };
    Chart::Lines {
        title: title.to_owned(),
        x: Axis::new(axis, places().map(|(place, (name, _))| (place, name.clone()))),
        y,
        lines: (0..Rule::ALL.len()).map(line).collect(),
        beside: Vec::new(),
    }
}
