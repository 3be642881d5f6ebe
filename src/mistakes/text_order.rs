//! Text order: the locks of all rows of a window are taken in the order in which the words stand in the text.
//!
//! **Specification:** training ends.
//!
//! **What is wrong:** to make a step's changes all at once, a worker holds the locks of all its rows. It takes them as they come:
//! one after the other as the text has the words. Another worker has the same words the other way round. Each may hold
//! one lock and wait for the other's. In a real text it takes a while until that happens, and then training hangs
//! for ever. So this exists in the loom build only.
//!
//! **The fix:** sort the rows before their locks are taken, and take each once. Or hold one lock at a time, as
//! [`RowLocks`](crate::word2vec::rows::RowLocks) does: nobody has to see a step's changes all at once.

use super::{FailureKind, Mistake};
use crate::scenario::Scenario;
use crate::sync::{Mutex, named};
use crate::word2vec::Row;
use crate::word2vec::rows::{Rows, add};
use crate::word2vec::scenarios::{BETWEEN, Foxes};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "text_order",
    lesson: "17_word2vec",
    kind: FailureKind::Deadlock,
    summary: "holds the locks of several rows, taken in the order of the text",
    specification: "training ends",
    fix: "sort the rows before locking them, or hold one lock at a time",
    scenario: Scenario::new(
        "text_order",
        "2 workers, a window each: red fox grey, and grey fox red",
        &["both have ended"],
        || {
            let foxes = Foxes::of(BETWEEN);
            foxes.windows_in_the_middle(&HeldRows::new(foxes.rows()))
        },
    ),
};

/// Rows with a lock each.
#[derive(Debug)]
struct HeldRows<const P: usize>(Vec<Mutex<Row<P>>>);

impl<const P: usize> Rows<P> for &HeldRows<P> {
    fn read(&mut self, rows: &[usize], copies: &mut [Row<P>]) {
        for (&row, copy) in rows.iter().zip(copies) {
            *copy = *self.0[row].lock().unwrap();
        }
    }

    // ANCHOR: hold
    fn add(&mut self, rows: &[usize], changes: &[Row<P>], _copies: &mut [Row<P>]) {
        let mut held: Vec<_> = rows.iter().map(|&row| self.0[row].lock().unwrap()).collect();
        for (weights, change) in held.iter_mut().zip(changes) {
            add(weights, change);
        }
    }
    // ANCHOR_END: hold
}

impl<const P: usize> HeldRows<P> {
    fn new(rows: Vec<Row<P>>) -> Self {
        let share = |(number, row)| named(("rows", number), Mutex::new(row));
        HeldRows(rows.into_iter().enumerate().map(share).collect())
    }
}
