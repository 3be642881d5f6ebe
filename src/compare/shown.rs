//! The table of a comparison, and what its columns mean.

use std::time::Duration;

use super::{Measured, TARGET};
use crate::network::Perceptron;
use crate::report::{Align, table};
use crate::trainers::approaches;

/// How much is said of the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// What was measured. What kind of training a row is, its reader knows from elsewhere.
    Figures,
    /// The kinds of training too.
    Kinds,
}

/// The table with a line before each group of approaches that says what they have in common. The rows come group by
/// group.
pub fn show_in_groups(measured: &[Measured], cores: usize) -> String {
    let approaches = approaches::<Perceptron>();
    let group = |row: &Measured| approaches.iter().find(|approach| approach.name == row.name)?.group();
    let text = show(measured, cores);
    let mut lines = text.lines();
    let mut shown = lines.next().map_or(String::new(), |headers| format!("{headers}\n"));
    let mut last = None;
    for (row, line) in measured.iter().zip(lines) {
        let group = group(row);
        if group != last
            && let Some(group) = group
        {
            shown += &format!("{}:\n", group.name());
        }
        last = group;
        shown += &format!("{line}\n");
    }
    shown
}

/// The table. On one core there is no speed-up to be had: there it shows rates, and no speeds.
pub fn show(measured: &[Measured], cores: usize) -> String {
    let mut headers = vec![("approach", Align::Left), ("accuracy", Align::Right), ("to 93 %", Align::Right)];
    if cores > 1 {
        headers.extend([("speed", Align::Right), ("middle half", Align::Right), ("cores", Align::Right)]);
    } else {
        headers.push(("images/s", Align::Right));
    }
    headers.extend([("training", Align::Left), ("again", Align::Left)]);
    let row = |row: &Measured| {
        let mut cells = vec![
            row.name.to_owned(),
            format!("{:.1} %", 100.0 * row.accuracy),
            row.to_target.map_or("never".to_owned(), |target| duration(target.time)),
        ];
        if cores > 1 {
            let (low, high) = row.middle_half;
            let figures =
                [format!("{:.2}", row.speed), format!("{low:.2} - {high:.2}"), format!("{:.1}", row.cores)];
            cells.extend(figures);
        } else {
            cells.push(rate(row.throughput));
        }
        cells.extend([row.kind.to_owned(), if row.same_again { "same" } else { "other" }.to_owned()]);
        cells
    };
    table(&headers, &measured.iter().map(row).collect::<Vec<_>>())
}

/// What the columns mean.
pub fn legend(measured: &[Measured], cores: usize, detail: Detail) -> String {
    let target = 100.0 * TARGET;
    let mut sentences = vec![format!(
        "accuracy: of the test images, the median. to {target:.0} %: time from the initial weights, in the \
         fewest epochs that will do."
    )];
    if cores > 1 {
        let sequential = measured.first().map(|row| format!(" ({} images a second)", rate(row.throughput)));
        sentences.push(format!(
            "speed: against one thread{}, each run in turn with one of it; the median, and the middle half. \
             cores: how many times as much was done by threads that share nothing; expect no speed above it.",
            sequential.unwrap_or_default(),
        ));
    } else {
        sentences.push("images/s: the median.".to_owned());
    }
    if detail == Detail::Kinds {
        sentences.push(
            "training: as sequential (each gradient of the newest weights), stale (of older ones), scaled (which count for less), torn \
             (layers of different ages), lossy (updates overwritten)."
                .to_owned(),
        );
    }
    sentences.push("again: the same weights, bit for bit, from the same seed.".to_owned());
    if detail == Detail::Kinds {
        sentences.push(
            "thread-local splits each batch among the workers; the others deal whole batches to them."
                .to_owned(),
        );
    }
    sentences.join(" ")
}

fn duration(duration: Duration) -> String {
    let milliseconds = 1e3 * duration.as_secs_f64();
    match milliseconds {
        _ if milliseconds < 9.95 => format!("{milliseconds:.1} ms"),
        _ if milliseconds < 999.5 => format!("{milliseconds:.0} ms"),
        _ => format!("{:.1} s", milliseconds / 1e3),
    }
}

fn rate(rate: f64) -> String {
    match rate {
        _ if rate >= 999_500.0 => format!("{:.2} M", rate / 1e6),
        _ if rate >= 1e4 => format!("{:.0} k", rate / 1e3),
        _ => format!("{rate:.0}"),
    }
}
