//! How rarely workers are at the same row: counted, and estimated.
//!
//! A step reads a row, computes, and writes it back. It *collides* where another worker has changed that row in between:
//! under Hogwild that worker's change is lost then, and under locks it was not known when this one was computed.
//!
//! To count that, each row gets a number that goes up by one with each change, by an addition in one step. Nobody needs it
//! but to count, so it is counted in a training of its own.

use crate::sync::atomic::AtomicU32;
use crate::sync::atomic::Ordering::{Acquire, Release};
use crate::sync::workers;

use super::Row;
use super::draw::Draw;
use super::rows::{Hogwild, Rows};
use super::text::Text;
use super::train::{Done, Plan, work};

/// How often it happened.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Collisions {
    /// What was done in all.
    pub done: Done,
    /// Additions to a row that another worker had added to since it was read.
    pub collided: u64,
}

impl Collisions {
    /// The share of all additions.
    pub fn share(&self) -> f64 {
        self.collided as f64 / self.done.rows.max(1) as f64
    }
}

/// Rows that count how often they are added to.
#[derive(Debug)]
struct Counted<'a, R> {
    rows: R,
    /// Of each row, how often it was changed.
    versions: &'a [AtomicU32],
    /// What this worker has found there when it last read.
    seen: Vec<u32>,
    collided: u64,
}

impl<const P: usize, R: Rows<P>> Rows<P> for Counted<'_, R> {
    fn read(&mut self, rows: &[usize], copies: &mut [Row<P>]) {
        self.seen.clear();
        // Acquire: pairs with the Release in `add`. Whoever finds a number finds the row as it was left then, or newer; else it
        // could lose a change and take it for an earlier one.
        self.seen.extend(rows.iter().map(|&row| self.versions[row].load(Acquire)));
        self.rows.read(rows, copies);
    }

    fn add(&mut self, rows: &[usize], changes: &[Row<P>], copies: &mut [Row<P>]) {
        self.rows.add(rows, changes, copies);
        for (&row, &seen) in rows.iter().zip(&self.seen) {
            // Release: pairs with the Acquire in `read`.
            self.collided += u64::from(self.versions[row].fetch_add(1, Release) != seen);
        }
    }
}

/// Trains by Hogwild, and counts.
pub fn count<const P: usize>(rows: Vec<Row<P>>, text: &Text, draw: &Draw, plan: &Plan) -> Collisions {
    let versions: Vec<_> = rows.iter().map(|_| AtomicU32::new(0)).collect();
    let shared = Hogwild::new(rows);
    let counted = workers(plan.workers, |me| {
        let mut rows = Counted { rows: &shared, versions: &versions, seen: Vec::new(), collided: 0 };
        let done = work(&mut rows, text, draw, plan, me, &|| true);
        Collisions { done, collided: rows.collided }
    });
    let all = |sum: Collisions, one: Collisions| Collisions {
        done: sum.done.and(one.done),
        collided: sum.collided + one.collided,
    };
    counted.into_iter().fold(Collisions::default(), all)
}

/// What share of the additions would collide if each other worker made just one step meanwhile, of rows drawn at random.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// If all words were as frequent as each other.
    pub uniform: f64,
    /// With each word as frequent as it is.
    pub by_frequency: f64,
}

/// Estimates it from the sizes of the steps that were made.
pub fn expected(text: &Text, draw: &Draw, plan: &Plan, done: &Done) -> Expected {
    let others = (plan.workers - 1) as f64;
    let rows = done.rows as f64 / done.steps.max(1) as f64;
    // A step has as many wrong words as were asked for, but for the few that were the word in the middle.
    let targets = (1 + plan.wrong) as f64;
    let company = (rows - targets).max(0.0);
    // The chance that a word in the text that is kept is this one, and that a wrong word is.
    let kept: Vec<_> =
        (0..).zip(text.counts()).map(|(word, &count)| f64::from(count) * draw.keeps(word)).collect();
    let all: f64 = kept.iter().sum();
    let (places, of_places) = draw.places();
    let (mut right_right, mut right_wrong, mut wrong_wrong) = (0.0, 0.0, 0.0);
    for (kept, &places) in kept.iter().zip(&places) {
        let (right, wrong) = (kept / all, f64::from(places) / of_places as f64);
        right_right += right * right;
        right_wrong += right * wrong;
        wrong_wrong += wrong * wrong;
    }
    // What this step has of each kind, times how many of another's step are expected to be the same row.
    let share = |right_right: f64, right_wrong: f64, wrong_wrong: f64| {
        let of_company = company * company * right_right;
        let of_middle = right_right + (targets - 1.0) * right_wrong;
        let of_wrong = (targets - 1.0) * (right_wrong + (targets - 1.0) * wrong_wrong);
        others * (of_company + of_middle + of_wrong) / rows.max(1.0)
    };
    let same = 1.0 / draw.words() as f64;
    Expected { uniform: share(same, same, same), by_frequency: share(right_right, right_wrong, wrong_wrong) }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::{AtomicU32, Counted};
    use crate::word2vec::rows::{Hogwild, Rows};

    #[test]
    fn a_change_collides_if_another_came_since_the_row_was_read() {
        let shared = Hogwild::<1>::new(vec![[[0.0; 2]]; 3]);
        let versions = [0, 0, 0].map(AtomicU32::new);
        let worker = || Counted { rows: &shared, versions: &versions, seen: Vec::new(), collided: 0 };
        let (mut one, mut other) = (worker(), worker());
        let (mut copies, mut others) = ([[[0.0; 2]]; 2], [[[0.0; 2]]; 2]);
        let changes = [[[1.0, 2.0]]; 2];
        one.read(&[0, 1], &mut copies);
        other.read(&[1, 2], &mut others);
        one.add(&[0, 1], &changes, &mut copies);
        other.add(&[1, 2], &changes, &mut others);
        assert_eq!((one.collided, other.collided), (0, 1));
        one.read(&[1, 2], &mut copies);
        one.add(&[1, 2], &changes, &mut copies);
        assert_eq!(one.collided, 0, "what was there before it has read is no collision");
        // Of the row that both had read, one change was lost.
        assert_eq!(shared.into_inner(), [[[1.0, 2.0]], [[2.0, 4.0]], [[2.0, 4.0]]]);
    }
}
