//! What was measured, as tables and charts.

mod in_words;

use super::counting::{BYTES, Counting, LOCKS};
use super::gradients::Gradients;
use super::reading::{ONE_IN, Reading};
use crate::report::chart::{Axis, Chart, Line};
use crate::report::{Align, grouped, table};

/// Additions by two threads, by how far apart their counters are.
pub fn counters(counting: &Counting) -> String {
    let row = |name: String, (nanoseconds, times): (f64, f64)| {
        vec![name, format!("{nanoseconds:.1}"), format!("{times:.2}")]
    };
    let name = |bytes| match bytes {
        0 => "0, one counter for both".to_owned(),
        bytes => bytes.to_string(),
    };
    let by_bytes = BYTES.into_iter().zip(&counting.by_bytes);
    let mut rows: Vec<_> = by_bytes.map(|(bytes, &cost)| row(name(bytes), cost)).collect();
    rows.push(row("8, a line's end between".to_owned(), counting.across));
    table(&[("bytes apart", Align::Left), ("ns", Align::Right), ("times", Align::Right)], &rows)
}

/// Additions by two threads under a lock.
pub fn locks(counting: &Counting) -> String {
    let row = |(name, (nanoseconds, times)): (&str, (f64, f64))| {
        vec![name.to_owned(), format!("{nanoseconds:.1}"), format!("{times:.2}")]
    };
    let rows: Vec<_> = LOCKS.into_iter().zip(counting.locks).map(row).collect();
    table(&[("an addition under", Align::Left), ("ns", Align::Right), ("times", Align::Right)], &rows)
}

/// Gradients of two workers.
pub fn gradients(rows: &[Gradients]) -> String {
    let row = |row: &Gradients| {
        let times = [row.side_by_side, row.in_turn].map(|times| format!("{times:.2}"));
        [vec![grouped(row.weights as u64)], times.to_vec()].concat()
    };
    let headers = ["weights", "side by side", "in turn"].map(|header| (header, Align::Right));
    table(&headers, &rows.iter().map(row).collect::<Vec<_>>())
}

/// Reads and writes of each lock.
pub fn reads(rows: &[Reading]) -> String {
    let row = |row: &Reading| {
        let figures = [row.alone, row.two, row.write].map(|figure| format!("{figure:.1}"));
        [vec![row.name.to_owned()], figures.to_vec()].concat()
    };
    let (left, right) = (Align::Left, Align::Right);
    let headers = [("lock", left), ("a read, ns", right), ("two read", right), ("a write, ns", right)];
    table(&headers, &rows.iter().map(row).collect::<Vec<_>>())
}

/// The same where some visits write.
pub fn mixed(rows: &[Reading]) -> String {
    let row = |row: &Reading| {
        let mut cells = vec![row.name.to_owned()];
        cells.extend(row.mixed.iter().map(|times| format!("{times:.2}")));
        cells
    };
    let names = ONE_IN.map(|one_in| format!("1 in {one_in}"));
    let mut headers = vec![("writes", Align::Left)];
    headers.extend(names.iter().map(|name| (name.as_str(), Align::Right)));
    table(&headers, &rows.iter().map(row).collect::<Vec<_>>())
}

/// Additions by distance, gradients by their length, and locks by their share of writes; and what is to be seen in words.
pub fn charts(counting: &Counting, gradients: &[Gradients], reading: &[Reading]) -> ([Chart; 3], String) {
    let words = [in_words::counting(counting), in_words::gradients(gradients), in_words::reading(reading)];
    ([by_distance(counting), by_length(gradients), by_writes(reading)], words.join(" "))
}

/// Values one after another, from left to right.
fn line(name: &str, values: impl IntoIterator<Item = f64>) -> Line {
    Line { name: name.to_owned(), points: (0..).map(f64::from).zip(values).collect() }
}

/// Their names below them.
fn axis(label: &str, names: impl IntoIterator<Item = usize>) -> Axis {
    Axis::new(label, (0..).map(f64::from).zip(names.into_iter().map(|name| grouped(name as u64))))
}

fn by_distance(counting: &Counting) -> Chart {
    let two = || counting.by_bytes.iter().map(|(nanoseconds, _)| *nanoseconds);
    Chart::Lines {
        title: "Two threads that count".to_owned(),
        x: axis("bytes from one counter to the other", BYTES),
        y: Axis::up_to("nanoseconds an addition", two().fold(counting.alone, f64::max)),
        lines: vec![line("two threads", two()), line("one alone", two().map(|_| counting.alone))],
        beside: Vec::new(),
    }
}

fn by_length(gradients: &[Gradients]) -> Chart {
    let times = gradients.iter().flat_map(|row| [row.side_by_side, row.in_turn]);
    Chart::Lines {
        title: "Two workers with a gradient each".to_owned(),
        x: axis("weights", gradients.iter().map(|row| row.weights)),
        y: Axis::up_to("times as long as on lines of their own", times.fold(1.0, f64::max)),
        lines: vec![
            line("side by side", gradients.iter().map(|row| row.side_by_side)),
            line("in turn", gradients.iter().map(|row| row.in_turn)),
        ],
        beside: Vec::new(),
    }
}

fn by_writes(reading: &[Reading]) -> Chart {
    let times = reading.iter().flat_map(|row| &row.mixed).copied();
    Chart::Lines {
        title: "Two threads that read, and sometimes write".to_owned(),
        x: axis("of so many visits, one writes", ONE_IN),
        y: Axis::up_to("times as many visits as with an RwLock", times.fold(1.0, f64::max)),
        lines: reading.iter().map(|row| line(short(row.name), row.mixed.iter().copied())).collect(),
        beside: Vec::new(),
    }
}

/// A name that fits into the key of a chart.
fn short(name: &str) -> &str {
    match name {
        "crossbeam's ShardedLock" => "ShardedLock",
        "a lock for each worker" => "a lock each",
        name => name,
    }
}
