//! What may be said of what was measured. Each sentence is chosen by the figures, so that none tells of what its run
//! did not show.

use super::counting::{BYTES, Counting};
use super::gradients::Gradients;
use super::reading::{ONE_IN, Reading};
use crate::compare::said::cannot_show;
use crate::machine::CacheLine;
use crate::report::grouped;

/// From here on, one thing takes longer than another.
const CLEAR: f64 = 1.2;

/// Less than this many times what one thread does, and the second one had no core of its own.
const HAD: f64 = 1.5;

/// Whether two threads had a core each, for most of the run.
pub fn had_cores(had: f64, cores: usize) -> bool {
    cores > 1 && had >= HAD
}

/// How long a line is, and who says so.
pub fn line(line: CacheLine) -> String {
    match line {
        CacheLine { bytes, told: true } => format!("A line has {bytes} bytes here, as the system says."),
        CacheLine { bytes, told: false } => format!(
            "The system does not say how long a line is. crossbeam pads to {bytes} bytes for this kind of processor, and \
             so that is what is taken here."
        ),
    }
}

/// What it costs two threads to count on one line.
pub fn counting(counting: &Counting, line: CacheLine, cores: usize) -> String {
    if !had_cores(counting.had, cores) {
        let cannot = cannot_show("what sharing a line costs", counting.had, cores);
        return format!("{cannot} Threads that take turns on one core share its cache, and nothing is sent.");
    }
    let (_, neighbours) = counting.by_bytes[1];
    if neighbours < CLEAR {
        return format!(
            "Two neighbours take {neighbours:.1} times as long as two counters far apart: in this run it made no \
             difference. These two cores may share the cache that the line is in; on others it has to be sent."
        );
    }
    let slow = counting.by_bytes.iter().rposition(|(_, times)| *times >= CLEAR).unwrap_or(0);
    let from = match BYTES.get(slow + 1) {
        None => format!("Even {} bytes apart they disturb each other.", BYTES[slow]),
        Some(&bytes) if !line.told => format!("From {bytes} bytes on they leave each other alone."),
        Some(&bytes) if bytes == line.bytes => {
            format!("From {bytes} bytes on they leave each other alone, and that is how long a line is.")
        }
        Some(&bytes) if bytes > line.bytes => format!(
            "Only from {bytes} bytes on do they leave each other alone, though a line has {}: some processors fetch two \
             neighbouring lines at a time.",
            line.bytes
        ),
        Some(&bytes) => format!(
            "From {bytes} bytes on they leave each other alone, though a line has {}; what was measured may be wrong.",
            line.bytes
        ),
    };
    let across = match counting.across {
        (_, times) if times < CLEAR => {
            " Two neighbours with the end of a line between them do so too: it is not the distance that counts."
        }
        _ => "",
    };
    format!("Two neighbours take {neighbours:.1} times as long as two counters far apart. {from}{across}")
}

/// What it costs two workers to write gradients that are neighbours.
pub fn gradients(rows: &[Gradients], had: f64, cores: usize) -> String {
    if !had_cores(had, cores) {
        return cannot_show("what neighbouring gradients cost", had, cores);
    }
    let slow = rows.iter().rev().find(|row| row.side_by_side >= CLEAR);
    let side_by_side = match slow {
        None => "Side by side, no gradient was slower here than on lines of its own.".to_owned(),
        Some(row) if rows.last().is_some_and(|last| last.weights == row.weights) => format!(
            "Side by side, even {} weights were slower than on lines of their own. One line in common is not all: \
             something else was in the way.",
            grouped(row.weights as u64)
        ),
        Some(row) => format!(
            "Side by side, gradients up to {} weights were slower. In a larger one the line in common is one of many.",
            grouped(row.weights as u64)
        ),
    };
    let in_turn = match rows.last() {
        Some(last) if last.in_turn >= CLEAR => format!(
            " In turn every line is in common, however long they are: {:.1} times the time for {} weights.",
            last.in_turn,
            grouped(last.weights as u64)
        ),
        _ => " In turn made no difference to the longest.".to_owned(),
    };
    side_by_side + &in_turn
}

/// What locks in parts bring to those who read, and what the writer pays.
pub fn reading(rows: &[Reading], had: f64, cores: usize) -> String {
    if !had_cores(had, cores) {
        return cannot_show("what a lock in parts brings", had, cores);
    }
    let [rwlock, _, own] = rows else { return String::new() };
    let readers = |times: f64| match times {
        times if times < 1.0 / CLEAR => "fewer reads done than one alone".to_owned(),
        times if times < CLEAR => "no more reads done than one alone".to_owned(),
        times => format!("{times:.1} times as many reads done as one alone"),
    };
    let two = format!(
        "With an RwLock two threads that only read get {}; with a lock for each worker, {}.",
        readers(rwlock.two),
        readers(own.two)
    );
    // From here on it is ahead at every share that was tried.
    let from = own.mixed.iter().rposition(|&times| times < CLEAR).map_or(0, |last| last + 1);
    let pays = match ONE_IN.get(from) {
        _ if from == 0 => " It was ahead at every share of writes that was tried.".to_owned(),
        Some(&one_in) => format!(
            " It is ahead where no more than one visit in {} writes: a writer has to take all locks.",
            grouped(one_in as u64)
        ),
        None => " It was not ahead in this run, however few the writes.".to_owned(),
    };
    two + &pays
}
