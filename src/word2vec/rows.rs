//! The rows, and three ways for workers to share them.
//!
//! A step reads some rows, computes, and adds to the same rows. [`Rows`] is no more than that, and whoever trains
//! knows no more. In all three ways rows are copied, so that nobody computes while others wait; and a step may be
//! of rows that another has changed meanwhile, as in all trainers whose gradients are *stale*.
//!
//! * [`Hogwild`]: relaxed atomics. What another worker adds to a row between this one's reading and writing is lost.
//! * [`RowLocks`]: a lock for each row, one at a time. Nothing is lost; rows are of different ages.
//! * [`OneLock`]: one lock, held to copy and held to add. Nothing is lost, and all rows of a step are of one moment.

use crate::sync::atomic::Ordering::Relaxed;
use crate::sync::{AtomicPair, CachePadded, Mutex, named};

use super::Row;

/// Rows that a worker reads and adds to.
pub trait Rows<const P: usize> {
    /// Copies these rows, no two of which are the same, each to its place in `copies`.
    fn read(&mut self, rows: &[usize], copies: &mut [Row<P>]);

    /// Adds to each of these rows its change. `copies` is what was read of them, and is not needed any more.
    fn add(&mut self, rows: &[usize], changes: &[Row<P>], copies: &mut [Row<P>]);
}

/// Rows of one worker alone, in plain memory.
#[derive(Clone, Debug)]
pub struct Alone<const P: usize>(pub Vec<Row<P>>);

impl<const P: usize> Rows<P> for Alone<P> {
    #[inline]
    fn read(&mut self, rows: &[usize], copies: &mut [Row<P>]) {
        for (&row, copy) in rows.iter().zip(copies) {
            *copy = self.0[row];
        }
    }

    #[inline]
    fn add(&mut self, rows: &[usize], changes: &[Row<P>], _copies: &mut [Row<P>]) {
        for (&row, change) in rows.iter().zip(changes) {
            add(&mut self.0[row], change);
        }
    }
}

/// Adds a change to a row that nobody else touches now.
#[inline(always)]
pub(crate) fn add<const P: usize>(row: &mut Row<P>, change: &Row<P>) {
    for (weight, change) in row.as_flattened_mut().iter_mut().zip(change.as_flattened()) {
        *weight += change;
    }
}

// ANCHOR: hogwild
/// Rows without a lock. A row begins on a cache line of its own, so that it shares none with its neighbours.
#[derive(Debug)]
pub struct Hogwild<const P: usize>(Vec<CachePadded<[AtomicPair; P]>>);

impl<const P: usize> Rows<P> for &Hogwild<P> {
    #[inline]
    fn read(&mut self, rows: &[usize], copies: &mut [Row<P>]) {
        for (&row, copy) in rows.iter().zip(copies) {
            for (pair, weights) in copy.iter_mut().zip(self.0[row].iter()) {
                *pair = weights.load(Relaxed);
            }
        }
    }

    #[inline]
    fn add(&mut self, rows: &[usize], changes: &[Row<P>], copies: &mut [Row<P>]) {
        for ((&row, change), copy) in rows.iter().zip(changes).zip(copies) {
            // Added to the copy, which nobody shares: so these are vector instructions.
            add(copy, change);
            // What another worker has stored here since this one has read is lost.
            for (pair, weights) in copy.iter().zip(self.0[row].iter()) {
                weights.store(*pair, Relaxed);
            }
        }
    }
}
// ANCHOR_END: hogwild

impl<const P: usize> Hogwild<P> {
    /// Shares `rows`.
    pub fn new(rows: Vec<Row<P>>) -> Self {
        let share = |(number, row): (usize, Row<P>)| {
            CachePadded::new(row.map(|pair| AtomicPair::new(pair).named(("rows", number))))
        };
        Hogwild(rows.into_iter().enumerate().map(share).collect())
    }

    /// The rows, now that nobody shares them.
    pub fn into_inner(self) -> Vec<Row<P>> {
        self.0.into_iter().map(|row| row.into_inner().map(AtomicPair::into_inner)).collect()
    }
}

// ANCHOR: row_locks
/// Rows with a lock each. A worker holds one at a time, and so no two workers can wait for each other.
#[derive(Debug)]
pub struct RowLocks<const P: usize>(Vec<Mutex<Row<P>>>);

impl<const P: usize> Rows<P> for &RowLocks<P> {
    #[inline]
    fn read(&mut self, rows: &[usize], copies: &mut [Row<P>]) {
        for (&row, copy) in rows.iter().zip(copies) {
            *copy = *self.0[row].lock().unwrap();
        }
    }

    #[inline]
    fn add(&mut self, rows: &[usize], changes: &[Row<P>], _copies: &mut [Row<P>]) {
        for (&row, change) in rows.iter().zip(changes) {
            add(&mut *self.0[row].lock().unwrap(), change);
        }
    }
}
// ANCHOR_END: row_locks

impl<const P: usize> RowLocks<P> {
    /// Shares `rows`.
    pub fn new(rows: Vec<Row<P>>) -> Self {
        let share = |(number, row)| named(("rows", number), Mutex::new(row));
        RowLocks(rows.into_iter().enumerate().map(share).collect())
    }

    /// The rows, now that nobody shares them.
    pub fn into_inner(self) -> Vec<Row<P>> {
        self.0.into_iter().map(|row| row.into_inner().unwrap()).collect()
    }
}

// ANCHOR: one_lock
/// All rows behind one lock.
#[derive(Debug)]
pub struct OneLock<const P: usize>(Mutex<Alone<P>>);

impl<const P: usize> Rows<P> for &OneLock<P> {
    #[inline]
    fn read(&mut self, rows: &[usize], copies: &mut [Row<P>]) {
        self.0.lock().unwrap().read(rows, copies);
    }

    #[inline]
    fn add(&mut self, rows: &[usize], changes: &[Row<P>], copies: &mut [Row<P>]) {
        self.0.lock().unwrap().add(rows, changes, copies);
    }
}
// ANCHOR_END: one_lock

impl<const P: usize> OneLock<P> {
    /// Shares `rows`.
    pub fn new(rows: Vec<Row<P>>) -> Self {
        OneLock(named("all rows", Mutex::new(Alone(rows))))
    }

    /// The rows, now that nobody shares them.
    pub fn into_inner(self) -> Vec<Row<P>> {
        self.0.into_inner().unwrap().0
    }
}
