//! What was measured, as tables and charts.

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

/// Additions by distance, and locks by their share of writes; and what is to be seen in words.
pub fn charts(counting: &Counting, reading: &[Reading]) -> ([Chart; 2], String) {
    let places = |values: &[f64]| (0..).map(f64::from).zip(values.iter().copied()).collect::<Vec<_>>();
    let ticks = |names: &[usize], prefix: &str| {
        let tick = |(at, name): (i32, &usize)| (f64::from(at), format!("{prefix}{name}"));
        (0..).zip(names).map(tick).collect::<Vec<_>>()
    };
    let two: Vec<_> = counting.by_bytes.iter().map(|(nanoseconds, _)| *nanoseconds).collect();
    let slowest = two.iter().copied().fold(counting.alone, f64::max);
    let additions = Chart::Lines {
        title: "Two threads that count".to_owned(),
        x: Axis::new("bytes from one counter to the other", ticks(&BYTES, "")),
        y: Axis::up_to("nanoseconds an addition", slowest),
        lines: vec![
            Line { name: "two threads".to_owned(), points: places(&two) },
            Line { name: "one alone".to_owned(), points: places(&vec![counting.alone; two.len()]) },
        ],
        beside: Vec::new(),
    };
    let most = reading.iter().flat_map(|row| &row.mixed).copied().fold(1.0, f64::max);
    let line = |row: &Reading| Line { name: short(row.name).to_owned(), points: places(&row.mixed) };
    let locks = Chart::Lines {
        title: "Two threads that read, and sometimes write".to_owned(),
        x: Axis::new("of so many visits, one writes", ticks(&ONE_IN, "")),
        y: Axis::up_to("times as many visits as with an RwLock", most),
        lines: reading.iter().map(line).collect(),
        beside: Vec::new(),
    };
    let by_bytes: Vec<_> =
        BYTES.iter().zip(&two).map(|(bytes, time)| format!("{bytes} bytes {time:.1}")).collect();
    let by_lock = reading.iter().map(|row| {
        let each = ONE_IN.iter().zip(&row.mixed).map(|(one_in, times)| format!("1 in {one_in}: {times:.2}"));
        format!("{}: {}", row.name, each.collect::<Vec<_>>().join(", "))
    });
    let words = format!(
        "Nanoseconds of an addition by two threads, by how far apart their counters are: {}; by one thread alone {:.1}. \
         Visits to a lock by two threads, against an RwLock, by how many of them write. {}.",
        by_bytes.join(", "),
        counting.alone,
        by_lock.collect::<Vec<_>>().join("; "),
    );
    ([additions, locks], words)
}

/// A name that fits into the key of a chart.
fn short(name: &str) -> &str {
    match name {
        "crossbeam's ShardedLock" => "ShardedLock",
        "a lock for each worker" => "a lock each",
        name => name,
    }
}
