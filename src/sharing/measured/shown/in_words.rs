//! What the charts show, for those who cannot see them.

use crate::report::grouped;
use crate::sharing::measured::counting::{BYTES, Counting};
use crate::sharing::measured::gradients::Gradients;
use crate::sharing::measured::reading::{ONE_IN, Reading};

/// Additions by two threads.
pub fn counting(counting: &Counting) -> String {
    let by_bytes = BYTES.iter().zip(&counting.by_bytes);
    let by_bytes = by_bytes.map(|(bytes, (nanoseconds, _))| format!("{bytes} bytes {nanoseconds:.1}"));
    format!(
        "Nanoseconds of an addition by two threads, by how far apart their counters are: {}; by one thread alone {:.1}.",
        by_bytes.collect::<Vec<_>>().join(", "),
        counting.alone
    )
}

/// Gradients of two workers.
pub fn gradients(rows: &[Gradients]) -> String {
    let row = |row: &Gradients| {
        let Gradients { weights, side_by_side, in_turn } = row;
        format!("{} weights {side_by_side:.2} and {in_turn:.2}", grouped(*weights as u64))
    };
    format!(
        "Times as long as on lines of their own, for gradients side by side and in turn: {}.",
        rows.iter().map(row).collect::<Vec<_>>().join(", ")
    )
}

/// Visits to locks.
pub fn reading(rows: &[Reading]) -> String {
    let row = |row: &Reading| {
        let each = ONE_IN.iter().zip(&row.mixed).map(|(one_in, times)| format!("1 in {one_in}: {times:.2}"));
        format!("{}: {}", row.name, each.collect::<Vec<_>>().join(", "))
    };
    format!(
        "Visits to a lock by two threads, against an RwLock, by how many of them write. {}.",
        rows.iter().map(row).collect::<Vec<_>>().join("; ")
    )
}
