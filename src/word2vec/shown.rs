//! What was learned and measured, as tables and as charts.

use std::time::Duration;

use crate::report::chart::{Axis, Chart, Line};
use crate::report::{Align, counted, table};

use super::Row;
use super::collisions::{Collisions, Expected};
use super::course::Course;
use super::meaning::{kin, nearest};
use super::measure::{Sharing, Turn};
use super::text::Text;

/// A training that has ended.
#[derive(Clone, Debug)]
pub struct Trained {
    /// How rows were shared: `alone` for one worker in plain memory.
    pub name: &'static str,
    /// How many workers.
    pub workers: usize,
    /// See [`loss`](super::meaning::loss()).
    pub loss: f64,
    /// See [`kin`]; `None` where nobody knows what kinds there are.
    pub kin: Option<f64>,
    /// How long it took.
    pub time: Duration,
    /// How the loss fell: after how long it was what.
    pub points: Vec<(Duration, f64)>,
}

impl Trained {
    /// What is to be said of a training.
    pub fn of<const P: usize>(
        (name, workers): (&'static str, usize),
        course: &Course<P>,
        kinds: Option<&[Option<usize>]>,
    ) -> Self {
        let (time, loss) = course.end();
        let kin = kinds.map(|kinds| kin(&course.rows, kinds));
        Trained { name, workers, loss, kin, time, points: course.points.clone() }
    }
}

/// A row for each training.
pub fn show_trained(trained: &[Trained]) -> String {
    let row = |trained: &Trained| {
        vec![
            trained.name.to_owned(),
            trained.workers.to_string(),
            format!("{:.3}", trained.loss),
            trained.kin.map_or("-".to_owned(), |kin| format!("{:.1} %", 100.0 * kin)),
        ]
    };
    let headers = [
        ("rows", Align::Left),
        ("workers", Align::Right),
        ("loss", Align::Right),
        ("of its kind", Align::Right),
    ];
    table(&headers, &trained.iter().map(row).collect::<Vec<_>>())
}

/// The nearest neighbours of some words, by one worker's rows and by those of several.
pub fn show_nearest<const P: usize>(text: &Text, words: &[usize], by: &[(usize, &[Row<P>])]) -> String {
    const WIDTH: usize = 56;
    let mut rows = Vec::new();
    for &word in words {
        for (place, (workers, trained)) in by.iter().enumerate() {
            let near = nearest(trained, text.words().len(), word, 8);
            let mut names = String::new();
            for (other, _) in near {
                let name = &text.words()[other];
                // As many as there is room for, and one at least.
                if names.is_empty() || names.chars().count() + 1 + name.chars().count() <= WIDTH {
                    names += if names.is_empty() { "" } else { " " };
                    names += name;
                }
            }
            let name = if place == 0 { text.words()[word].clone() } else { String::new() };
            rows.push(vec![name, workers.to_string(), names]);
        }
    }
    table(&[("word", Align::Left), ("by", Align::Right), ("nearest", Align::Left)], &rows)
}

/// Speeds against one worker alone, and against workers that share nothing.
pub fn show_speeds(turn: &Turn, workers: usize) -> String {
    let ratio = |ratio: f64| format!("{ratio:.2}");
    let mut rows = vec![vec!["shared by none".to_owned(), ratio(1.0), ratio(turn.side_by_side), ratio(1.0)]];
    for (way, sharing) in Sharing::ALL.into_iter().enumerate() {
        let several = turn.several[way];
        rows.push(vec![
            sharing.name().to_owned(),
            ratio(turn.one[way]),
            ratio(several),
            ratio(several / turn.side_by_side),
        ]);
    }
    let several = counted(workers as u64, "worker");
    let headers = [
        ("rows", Align::Left),
        ("1 worker", Align::Right),
        (several.as_str(), Align::Right),
        ("of the limit", Align::Right),
    ];
    table(&headers, &rows)
}

/// How often two workers were at the same row.
pub fn show_collisions(collisions: &Collisions, expected: &Expected) -> String {
    let one_in = |share: f64| {
        if share > 0.0 { format!("{:.3} %", 100.0 * share) } else { "none".to_owned() }
    };
    let rows = [
        ("counted", collisions.share()),
        ("expected, all words as frequent", expected.uniform),
        ("expected, words as frequent as they are", expected.by_frequency),
    ];
    let rows = rows.map(|(what, share)| vec![what.to_owned(), one_in(share)]);
    table(&[("changes of a row that another had changed", Align::Left), ("share", Align::Right)], &rows)
}

/// The loss over time and the speeds as charts, and what is to be seen in words.
pub fn charts(trained: &[Trained], turn: &Turn, workers: usize) -> ([Chart; 2], String) {
    let points = trained.iter().flat_map(|trained| &trained.points);
    let longest = points.clone().map(|(time, _)| time.as_secs_f64()).fold(0.0, f64::max);
    let lowest = points.map(|(_, loss)| *loss).fold(f64::INFINITY, f64::min);
    let lines = trained.iter().map(|trained| Line {
        name: format!("{}, {}", trained.name, trained.workers),
        points: trained.points.iter().map(|(time, loss)| (time.as_secs_f64(), *loss)).collect(),
    });
    // Whoever knows nothing begins at 0.693.
    let tenths = (10.0 * lowest).clamp(0.0, 6.0) as usize..=7;
    let mut bars = vec![("shared by none".to_owned(), turn.side_by_side)];
    bars.extend(Sharing::ALL.iter().zip(turn.several).map(|(way, speed)| (way.name().to_owned(), speed)));
    let fastest = bars.iter().map(|(_, speed)| *speed).fold(0.0, f64::max);
    let ends = trained.iter().map(|trained| {
        let workers = counted(trained.workers as u64, "worker");
        format!("{}, {workers}: {:.3} after {:.1} s", trained.name, trained.loss, trained.time.as_secs_f64())
    });
    let speeds = bars.iter().map(|(name, speed)| format!("{name} {speed:.2}"));
    let of = counted(workers as u64, "worker");
    let words = format!(
        "The loss falls over time. At the end: {}. Speed with {of} against one alone: {}.",
        ends.collect::<Vec<_>>().join("; "),
        speeds.collect::<Vec<_>>().join(", "),
    );
    let charts = [
        Chart::Lines {
            title: "The loss, by how rows are shared and how many workers train".to_owned(),
            x: Axis::up_to("seconds of training", longest),
            y: Axis::new("loss", tenths.map(|tenth| (tenth as f64 / 10.0, format!("0.{tenth}")))),
            lines: lines.collect(),
            beside: Vec::new(),
        },
        Chart::Bars {
            title: format!("Times as fast as one worker alone, with {of}"),
            x: Axis::up_to("of one worker's words a second", fastest),
            bars,
        },
    ];
    (charts, words)
}
