//! What was measured of inference, as tables and as a chart.

use super::load::{Answered, Load, answer};
use super::products::{Sharing, time};
use crate::data::Dataset;
use crate::network::{Classifier, Convolution};
use crate::report::chart::{Axis, Chart, Line};
use crate::report::{Align, counted, grouped, table};

/// How many images at most are taken at a time, where that is varied.
pub const BATCHES: [usize; 4] = [1, 4, 16, 64];

/// Images that are there at the beginning.
const AT_ONCE: usize = 4000;

/// How long images arrive for, in seconds, where they arrive one after another.
const SECONDS: f64 = 0.4;

/// A measurement with what it was of.
#[derive(Clone, Debug)]
pub struct Row {
    /// Threads that answered.
    pub workers: usize,
    /// Images at most that one took at a time.
    pub most: usize,
    /// What was measured.
    pub answered: Answered,
}

/// All images are there at the beginning: how many are answered in a second? `workers` by [`BATCHES`].
pub fn at_once<N: Classifier>(network: &N, weights: &[f32], images: &Dataset, workers: &[usize]) -> Vec<Row> {
    let row = |(workers, most)| {
        let load = Load { workers, most, images: AT_ONCE, rate: None };
        Row { workers, most, answered: answer(network, weights, images, load) }
    };
    workers.iter().flat_map(|&workers| BATCHES.map(|most| (workers, most))).map(row).collect()
}

/// Images arrive one after another, so many a second: how long do they wait?
pub fn one_by_one<N: Classifier>(
    network: &N,
    weights: &[f32],
    images: &Dataset,
    workers: usize,
    rate: f64,
) -> Vec<Row> {
    let number = ((rate * SECONDS) as usize).max(1);
    let row = |most| {
        let load = Load { workers, most, images: number, rate: Some(rate) };
        Row { workers, most, answered: answer(network, weights, images, load) }
    };
    BATCHES.map(row).to_vec()
}

/// The table of images that are all there at the beginning.
pub fn show_throughput(rows: &[Row]) -> String {
    let slowest = rows.first().map_or(1.0, |row| row.answered.throughput);
    let cells = |row: &Row| {
        vec![
            row.workers.to_string(),
            row.most.to_string(),
            grouped(row.answered.throughput as u64),
            format!("{:.2}", row.answered.throughput / slowest),
        ]
    };
    let headers = ["workers", "at a time", "images/s", "speed"].map(|header| (header, Align::Right));
    table(&headers, &rows.iter().map(cells).collect::<Vec<_>>())
}

/// The table of images that arrive one after another.
pub fn show_waits(rows: &[Row]) -> String {
    let microseconds = |duration: std::time::Duration| grouped(duration.as_micros() as u64);
    let cells = |row: &Row| {
        vec![
            row.workers.to_string(),
            row.most.to_string(),
            grouped(row.answered.throughput as u64),
            format!("{:.1}", row.answered.batch),
            microseconds(row.answered.median),
            microseconds(row.answered.slowest),
        ]
    };
    let headers = ["workers", "at most", "images/s", "batch", "wait, us", "1 in 100, us"];
    table(&headers.map(|header| (header, Align::Right)), &rows.iter().map(cells).collect::<Vec<_>>())
}

/// The table of the network's products: microseconds an image, on one thread and on two, inside each product and across
/// images.
pub fn show_products(network: &Convolution) -> String {
    let row = |images: usize| {
        let rounds = (6400 / images).max(50);
        let each = [Sharing::Alone, Sharing::Inside, Sharing::Across];
        let [alone, inside, across] =
            each.map(|sharing| time(network, images, 2, sharing, rounds).as_secs_f64());
        vec![
            images.to_string(),
            format!("{:.1}", 1e6 * alone),
            format!("{:.2}", alone / inside),
            format!("{:.2}", alone / across),
        ]
    };
    let headers = ["images", "alone, us", "inside", "across"].map(|header| (header, Align::Right));
    table(&headers, &[1, 4, 16, 64].map(row))
}

/// Throughput and waits as charts, and what is to be seen in words.
pub fn charts(at_once: &[Row], one_by_one: &[Row]) -> ([Chart; 2], String) {
    let throughput = |row: &Row| row.answered.throughput;
    let wait = |row: &Row| 1e6 * row.answered.slowest.as_secs_f64();
    let charts = [
        chart("All images there at the beginning", "images/s", at_once, throughput),
        chart("Images that arrive one after another", "microseconds that 1 in 100 waits", one_by_one, wait),
    ];
    let words = |rows: &[Row], value: &dyn Fn(&Row) -> f64| {
        let each = rows.iter().map(|row| {
            format!("{}, {} at a time: {:.0}", counted(row.workers as u64, "worker"), row.most, value(row))
        });
        each.collect::<Vec<_>>().join("; ")
    };
    let words = format!(
        "Images answered in a second, all there at the beginning. {}. Microseconds that one in a hundred waits, where \
         images arrive one after another. {}.",
        words(at_once, &throughput),
        words(one_by_one, &wait)
    );
    (charts, words)
}

/// A line for each number of workers, over how many images are taken at a time.
fn chart(title: &str, what: &str, rows: &[Row], value: impl Fn(&Row) -> f64) -> Chart {
    let mut workers: Vec<_> = rows.iter().map(|row| row.workers).collect();
    workers.dedup();
    let place = |row: &Row| BATCHES.iter().position(|&most| most == row.most).unwrap_or(0) as f64;
    let line = |workers: usize| Line {
        name: format!("{workers} worker{}", if workers == 1 { "" } else { "s" }),
        points: rows
            .iter()
            .filter(|row| row.workers == workers)
            .map(|row| (place(row), value(row)))
            .collect(),
    };
    let highest = rows.iter().map(&value).fold(0.0, f64::max);
    Chart::Lines {
        title: title.to_owned(),
        x: Axis::new(
            "images at a time, at most",
            BATCHES.iter().enumerate().map(|(i, most)| (i as f64, most.to_string())),
        ),
        y: Axis::up_to(what, highest),
        lines: workers.into_iter().map(line).collect(),
        beside: Vec::new(),
    }
}
