//! What sharing a line costs on this machine, measured by two threads.
//!
//! Everything is a ratio within one run. The cases of a table take turns, again and again, between two threads that
//! were started once; each round gives a ratio, and the median of them counts. So a machine that is slow for a while is
//! slow for all cases. Whether the second thread had a core at all in this run is measured along with the rest, as
//! [`had`](Counting::had): without one, nothing here says anything about lines.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `mod` | cases that take turns |
//! | [`counting`] | two counters at so many bytes from each other; and a lock for each |
//! | [`gradients`] | what two workers write into buffers that are neighbours |
//! | [`reading`] | readers-writer locks, in one piece and in parts |
//! | [`said`] | what may be said of it |
//! | [`shown`] | tables and charts |

pub mod counting;
pub mod gradients;
pub mod reading;
pub mod said;
pub mod shown;

use std::time::Instant;

pub use counting::Counting;

use crate::compare::median;
use crate::sync::atomic::AtomicUsize;
use crate::sync::atomic::Ordering::Relaxed;
use crate::sync::{Barrier, CachePadded, spin_loop, thread, workers};

/// So many rounds are measured, after one for nothing.
const ROUNDS: usize = 15;

/// Something that one thread does alone, or two do at the same time.
struct Case<'a> {
    threads: usize,
    /// What is done by each thread; it is told which one it is. A millisecond of it or so: long beside what it takes two
    /// threads to start together.
    work: Box<dyn Fn(usize) + Sync + 'a>,
}

impl<'a> Case<'a> {
    fn alone(work: impl Fn(usize) + Sync + 'a) -> Self {
        Case { threads: 1, work: Box::new(work) }
    }

    fn both(work: impl Fn(usize) + Sync + 'a) -> Self {
        Case { threads: 2, work: Box::new(work) }
    }
}

/// For each case, how many nanoseconds it took in each round: from when the first thread began to when the last one had
/// done. Two threads that took turns on one core needed twice the time by that, though neither was slow.
fn in_turns(cases: &[Case<'_>]) -> Vec<Vec<f64>> {
    let barrier = Barrier::new(2);
    let awake = CachePadded::new(AtomicUsize::new(0));
    let zero = Instant::now();
    let times = workers(2, |me| {
        let mut times = vec![Vec::with_capacity(ROUNDS + 1); cases.len()];
        for _ in 0..=ROUNDS {
            for (case, times) in cases.iter().zip(&mut times) {
                // Here a thread sleeps that has nothing to do, and does not disturb the other.
                barrier.wait().expect("nobody gives up");
                both_awake(&awake);
                let from = zero.elapsed();
                if me < case.threads {
                    (case.work)(me);
                }
                times.push((from, zero.elapsed()));
            }
        }
        times
    });
    let took = |number: usize, round: usize| {
        let spans = times.iter().take(cases[number].threads).map(|times: &Vec<Vec<_>>| times[number][round]);
        let (from, to) =
            spans.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1))).expect("a thread");
        (to - from).as_nanos() as f64
    };
    (0..cases.len()).map(|number| (1..=ROUNDS).map(|round| took(number, round)).collect()).collect()
}

/// Waits until the other thread is awake as well: who comes last to a barrier is through before the others, who slept.
fn both_awake(awake: &AtomicUsize) {
    // Relaxed: nothing is handed over.
    let before = awake.fetch_add(1, Relaxed);
    let both = before - before % 2 + 2;
    for turn in 1_u64.. {
        if awake.load(Relaxed) >= both {
            return;
        }
        spin_loop();
        // They may have one core between them.
        if turn % 256 == 0 {
            thread::yield_now();
        }
    }
}

/// How many times as long one case took as another: the median over the rounds.
fn ratio(one: &[f64], other: &[f64]) -> f64 {
    median(one.iter().zip(other).map(|(one, other)| one / other))
}
