//! Priorities: PCT.
//!
//! Burckhardt, Kothari, Musuvathi, Nagarakatte, "A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs",
//! ASPLOS 2010. Each thread gets a priority at random, and it is always the turn of the highest that can go on. At
//! `d - 1` moments, drawn beforehand among the `k` steps of a run, the thread whose turn it is falls to a priority below
//! all that were given at first. A failure of *depth* `d`, one that shows whenever `d` pairs of steps come in a certain
//! order, is found by one run with a probability of at least 1 / (n k^(d-1)), `n` being the number of threads.
//!
//! Ours is what becomes of a thread that waits in a loop: it falls below all others, or it would keep those from
//! running that it waits for; and that `k` is estimated, as the most steps of four runs drawn beforehand. Where a run
//! has more, nobody falls at its late steps, and the bound does not hold.

use super::random::Random;

/// The priorities of one run.
#[derive(Debug, Default)]
pub(crate) struct Priorities {
    /// Each thread's; a high number goes first.
    of: Vec<i64>,
    /// When somebody falls, counted from 1. The one drawn first falls lowest.
    moments: Vec<u64>,
    /// Whoever waits comes after all others, and after those who have waited before.
    lowest: i64,
}

/// What is given at first is above this, and what a thread falls to below.
const FIRST: i64 = 1 << 32;

impl Priorities {
    /// Begins a run of about `steps` steps, at `falls` of which the priority of a thread falls.
    pub fn begin(&mut self, falls: usize, steps: u64, random: &mut Random) {
        self.of.clear();
        self.moments.clear();
        self.lowest = 0;
        let falls = falls.min(usize::try_from(steps).unwrap_or(usize::MAX));
        while self.moments.len() < falls {
            let moment = 1 + random.below(steps as usize) as u64;
            if !self.moments.contains(&moment) {
                self.moments.push(moment);
            }
        }
    }

    /// The one of these threads that goes first.
    pub fn highest(&mut self, threads: &[usize], random: &mut Random) -> usize {
        for &thread in threads {
            while self.of.len() <= thread {
                self.of.push(FIRST + (random.next() >> 2) as i64);
            }
        }
        *threads.iter().max_by_key(|&&thread| self.of[thread]).expect("some thread can go on")
    }

    /// Whether this is a moment at which the thread whose turn it is falls; then it does.
    pub fn falls(&mut self, thread: usize, moment: u64) -> bool {
        let Some(which) = self.moments.iter().position(|&drawn| drawn == moment) else { return false };
        self.moments[which] = 0;
        self.of[thread] = 1 + which as i64;
        true
    }

    /// A thread waits in a loop.
    pub fn waits(&mut self, thread: usize) {
        self.lowest -= 1;
        if let Some(priority) = self.of.get_mut(thread) {
            *priority = self.lowest;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Priorities, Random};

    #[test]
    fn each_order_of_the_threads_is_drawn_about_as_often() {
        let mut seen = std::collections::BTreeMap::new();
        for seed in 0..6_000 {
            let (mut random, mut priorities) = (Random::new(seed), Priorities::default());
            priorities.begin(0, 1, &mut random);
            let mut left = vec![0, 1, 2];
            let mut order = Vec::new();
            while !left.is_empty() {
                let next = priorities.highest(&left, &mut random);
                left.retain(|&thread| thread != next);
                order.push(next);
            }
            *seen.entry(order).or_insert(0) += 1;
        }
        assert_eq!(seen.len(), 6);
        assert!(seen.values().all(|count| (850..1_150).contains(count)), "{seen:?}");
    }

    #[test]
    fn whoever_falls_goes_last_and_whoever_waits_after_that() {
        let (mut random, mut priorities) = (Random::new(1), Priorities::default());
        priorities.begin(2, 2, &mut random);
        let first = priorities.highest(&[0, 1, 2], &mut random);
        assert!(priorities.falls(first, 1));
        assert!(!priorities.falls(first, 1), "a moment comes once");
        let second = priorities.highest(&[0, 1, 2], &mut random);
        assert_ne!(second, first);
        let third = 3 - first - second;
        priorities.waits(second);
        priorities.waits(third);
        assert_eq!(priorities.highest(&[0, 1, 2], &mut random), first);
        assert_eq!(priorities.highest(&[second, third], &mut random), second);
    }
}
