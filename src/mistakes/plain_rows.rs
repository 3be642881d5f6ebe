//! Plain rows: the loops of word2vec over memory that is not atomic, as the famous program has them.
//!
//! **Specification:** there is no data race.
//!
//! **What is wrong:** rows seldom collide, and when they do an update more or less makes no difference. That is true, and
//! it is about the *numbers*. By the language two unordered accesses to the same plain memory, one of them a write, are a
//! data race, and the program means nothing from there on: the compiler may read a weight twice, or once for all
//! windows. Rust and C agree on that. This exists in the loom build only.
//!
//! **The fix:** relaxed atomics, as in [`Hogwild`](crate::word2vec::rows::Hogwild): the same loads and stores, and
//! still no order, but a meaning.

use super::{FailureKind, Mistake};
use crate::scenario::Scenario;
use crate::sync::{Guarded, named};
use crate::word2vec::Row;
use crate::word2vec::rows::{Rows, add};
use crate::word2vec::scenarios::{FOXES, Foxes};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "plain_rows",
    lesson: "17_word2vec",
    kind: FailureKind::DataRace,
    summary: "trains on rows of plain memory, since they seldom collide",
    specification: "there is no data race",
    fix: "relaxed atomics: the same loads and stores, with a meaning",
    scenario: Scenario::new(
        "plain_rows",
        "2 workers, two words each, one in common",
        &["red 0 and grey 1 arrived", "red 1 and grey 0 arrived", "red 1 and grey 1 arrived"],
        || {
            let foxes = Foxes::of(FOXES);
            let shared = PlainRows::new(foxes.rows());
            foxes.train(&shared);
            foxes.outcome(&shared.into_inner())
        },
    ),
};

/// Rows in cells that nothing guards.
#[derive(Debug)]
struct PlainRows<const P: usize>(Vec<Guarded<Row<P>>>);

// ANCHOR: plain
impl<const P: usize> Rows<P> for &PlainRows<P> {
    fn read(&mut self, rows: &[usize], copies: &mut [Row<P>]) {
        for (&row, copy) in rows.iter().zip(copies) {
            // Not SAFE: another worker may be writing.
            *copy = unsafe { self.0[row].read(|weights| *weights) };
        }
    }

    fn add(&mut self, rows: &[usize], changes: &[Row<P>], _copies: &mut [Row<P>]) {
        for (&row, change) in rows.iter().zip(changes) {
            // Not SAFE: another worker may be reading or writing.
            unsafe { self.0[row].write(|weights| add(weights, change)) };
        }
    }
}
// ANCHOR_END: plain

impl<const P: usize> PlainRows<P> {
    fn new(rows: Vec<Row<P>>) -> Self {
        let share = |(number, row)| named(("rows", number), Guarded::new(row));
        PlainRows(rows.into_iter().enumerate().map(share).collect())
    }

    fn into_inner(self) -> Vec<Row<P>> {
        self.0.into_iter().map(Guarded::into_inner).collect()
    }
}
