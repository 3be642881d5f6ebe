//! Readers-writer locks in one piece and in parts: two threads that read a few weights, and sometimes write them.

use std::hint::black_box;
use std::sync::RwLock;

use super::{Case, in_turns, ratio};
use crate::compare::median;
use crate::sharing::lock::ShardedLock;

/// How the locks are called, in the order of what is measured.
pub const LOCKS: [&str; 3] = ["RwLock", "crossbeam's ShardedLock", "a lock for each worker"];

/// Of so many visits, one writes.
pub const ONE_IN: [usize; 6] = [4, 16, 64, 256, 1024, 4096];

/// Visits that a thread makes in a turn.
const VISITS: usize = 8192;

/// Weights that are read or written. A read is short: it is where the lock is what costs.
type Weights = [f32; 16];

/// A lock, and what two threads do with it.
trait Visit: Sync {
    fn read(&self, worker: usize);
    fn write(&self);
}

impl Visit for RwLock<Weights> {
    fn read(&self, _worker: usize) {
        black_box(sum(&self.read().expect("nobody panics")));
    }

    fn write(&self) {
        change(&mut self.write().expect("nobody panics"));
    }
}

impl Visit for crossbeam::sync::ShardedLock<Weights> {
    fn read(&self, _worker: usize) {
        black_box(sum(&self.read().expect("nobody panics")));
    }

    fn write(&self) {
        change(&mut self.write().expect("nobody panics"));
    }
}

impl Visit for ShardedLock<Weights> {
    fn read(&self, worker: usize) {
        black_box(self.read(worker, sum));
    }

    fn write(&self) {
        self.write(change);
    }
}

fn sum(weights: &Weights) -> f32 {
    weights.iter().sum()
}

fn change(weights: &mut Weights) {
    weights.iter_mut().for_each(|weight| *weight += 1.0);
}

/// What was measured of a lock.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Which one.
    pub name: &'static str,
    /// Nanoseconds of a read by one thread alone.
    pub alone: f64,
    /// How many times as many reads two threads make in the same time as one.
    pub two: f64,
    /// Nanoseconds of a write by one thread alone.
    pub write: f64,
    /// For each of [`ONE_IN`], how many times as many visits two threads make as to an `RwLock`.
    pub mixed: Vec<f64>,
}

/// Measures.
pub fn measure() -> Vec<Reading> {
    let rwlock = RwLock::new([0.0; 16]);
    let sharded = crossbeam::sync::ShardedLock::new([0.0; 16]);
    let own = ShardedLock::new(2, [0.0; 16]);
    let locks: [&dyn Visit; 3] = [&rwlock, &sharded, &own];
    let visit = |lock: &dyn Visit, me: usize, one_in: usize| {
        for visit in 0..VISITS {
            // The two threads do not write at the same time, as far as that can be had.
            if (visit + me * one_in / 2).is_multiple_of(one_in) { lock.write() } else { lock.read(me) }
        }
    };
    let mut cases = Vec::new();
    for lock in locks {
        cases.push(Case::alone(move |me| (0..VISITS).for_each(|_| lock.read(me))));
        cases.push(Case::both(move |me| (0..VISITS).for_each(|_| lock.read(me))));
        cases.push(Case::alone(move |_| (0..VISITS).for_each(|_| lock.write())));
        cases.extend(ONE_IN.map(|one_in| Case::both(move |me| visit(lock, me, one_in))));
    }
    let times = in_turns(&cases);
    let each: Vec<_> = times.chunks_exact(3 + ONE_IN.len()).collect();
    let nanoseconds = |times: &[f64]| median(times.iter().copied()) / VISITS as f64;
    let of = |(name, times): (&'static str, &&[Vec<f64>])| Reading {
        name,
        alone: nanoseconds(&times[0]),
        two: 2.0 * ratio(&times[0], &times[1]),
        write: nanoseconds(&times[2]),
        mixed: times[3..].iter().zip(&each[0][3..]).map(|(mine, rwlock)| ratio(rwlock, mine)).collect(),
    };
    LOCKS.into_iter().zip(&each).map(of).collect()
}
