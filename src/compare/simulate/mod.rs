//! The approaches with more workers than there are cores, by a simulated clock, from costs that were measured on this machine.
//!
//! This is a discrete-event simulation. A worker goes through the phases of its step: it computes alone, or it has to have
//! the lock (or the server, which is to a worker what a lock is), alone or with others who read, or it meets the others. There is one kind of event, that a worker has
//! come to the end of a phase, and a queue of them, the soonest first.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `costs` | what is measured: a gradient, a copy, an update; what it takes to hand over a lock, a message, a line |
//! | `phases` | each approach as the phases of a step, and the bounds of the chapter on speed |
//!
//! What is left out is said by [`left_out`], to whoever reads the result.

mod costs;
mod phases;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rand::RngExt;

pub use costs::{Costs, measure};
pub use phases::{NOT_SIMULATED, SIMULATED, bound, steps_of};

use self::phases::Phase;
use super::said;
use crate::data::generator;

/// The numbers of workers that are simulated.
pub const WORKERS: [usize; 7] = [1, 2, 4, 8, 16, 32, 64];

/// What the simulation knows nothing of, and which approaches are not in it.
pub fn left_out() -> String {
    let reasons = NOT_SIMULATED.map(|(names, why)| format!("{}: {why}", said::listed(names)));
    format!(
        "Left out: every worker has a core of its own, as quick as if it were alone; caches and memory that cores share \
         do not get slower with more of them; a lock goes to whoever came first; a barrier takes a little longer each time \
         the workers double; nobody is interrupted. Gradients vary by a tenth. Not here at all are {}. So expect no \
         more than this, and measure less.",
        reasons.join("; ")
    )
}

/// How many steps each worker makes: enough for the beginning not to count.
const STEPS: usize = 200;

/// How much longer or shorter a gradient may take.
const SPREAD: f64 = 0.1;

/// How many times as fast as one thread `approach` is with so many workers. The same costs give the same result.
///
/// # Panics
/// If the approach is none of [`SIMULATED`], or there are no workers.
pub fn speed(approach: &str, costs: &Costs, workers: usize) -> f64 {
    let phases = phases::of(approach, costs, workers).expect("an approach that is simulated");
    let time = run(&phases, costs, workers);
    let batches = STEPS as f64 * steps_of(approach, workers);
    batches * costs.step() / time
}

/// How long it takes until all workers have made their steps, in nanoseconds.
fn run(phases: &[Phase], costs: &Costs, workers: usize) -> f64 {
    assert!(workers > 0, "at least one worker");
    let mut random = generator(0, "gradients");
    // Whole nanoseconds, because they can be put in order; of two events at one moment the lower worker's is first.
    let mut events: BinaryHeap<_> = (0..workers).map(|worker| Reverse((0_u64, worker, 0_usize))).collect();
    // When the last one leaves who has the lock alone, and when the last reader does.
    let (mut free, mut read, mut holder, mut writer) = (0.0_f64, 0.0_f64, None, None);
    let (mut met, mut end) = (Vec::with_capacity(workers), 0.0_f64);
    while let Some(Reverse((now, worker, done))) = events.pop() {
        let now = now as f64;
        end = end.max(now);
        if done == STEPS * phases.len() {
            continue;
        }
        // What another core had last has to come over: the lock, and the weights.
        let comes_over = |holder: Option<usize>, writer: Option<usize>| {
            let lock = if holder.is_some_and(|holder| holder != worker) { costs.lock } else { 0.0 };
            let weights = if writer.is_some_and(|writer| writer != worker) { costs.fetch } else { 0.0 };
            lock + weights
        };
        let ready = match phases[done % phases.len()] {
            Phase::Alone(time) => now + time * random.random_range(1.0 - SPREAD..=1.0 + SPREAD),
            Phase::Held { time, writes } => {
                free = free.max(read).max(now) + comes_over(holder, writer) + time;
                holder = Some(worker);
                if writes {
                    writer = Some(worker);
                }
                free
            }
            // Who comes first is let in first; so a reader waits for a writer who is there already, and no longer.
            Phase::Shared(time) => {
                let ready = free.max(now) + comes_over(holder, writer) + time;
                (read, holder) = (read.max(ready), Some(worker));
                ready
            }
            Phase::Meet { serial } => {
                met.push((worker, done));
                if met.len() == workers {
                    let ready = now + serial + costs.barrier_of(workers);
                    events.extend(
                        met.drain(..).map(|(worker, done)| Reverse((ready as u64, worker, done + 1))),
                    );
                }
                continue;
            }
        };
        events.push(Reverse((ready as u64, worker, done + 1)));
    }
    end
}

#[cfg(test)]
mod tests {
    use super::phases::Phase;
    use super::{Costs, NOT_SIMULATED, SIMULATED, STEPS, WORKERS, bound, left_out, run, speed};
    use crate::network::Perceptron;
    use crate::trainers::approaches;

    /// Costs of nothing but the work.
    const FREE: Costs = Costs {
        gradient: 100_000.0,
        copy: 10_000.0,
        apply: 10_000.0,
        fetch: 0.0,
        lock: 0.0,
        message: 0.0,
        barrier: 0.0,
        first_layer: 0.9,
    };

    #[test]
    fn every_approach_with_several_workers_is_simulated_or_it_is_said_why_not() {
        let mut known: Vec<_> = NOT_SIMULATED.iter().flat_map(|(names, _)| *names).copied().collect();
        for name in &known {
            assert!(left_out().contains(name), "{name}: {}", left_out());
        }
        known.extend(SIMULATED);
        known.sort_unstable();
        let all = approaches::<Perceptron>();
        let mut parallel: Vec<_> = all.iter().filter(|one| one.parallel).map(|one| one.name).collect();
        parallel.sort_unstable();
        assert_eq!(known, parallel);
    }

    #[test]
    fn workers_that_share_nothing_are_as_many_times_as_fast() {
        for workers in WORKERS {
            let time = run(&[Phase::Alone(1000.0)], &FREE, workers);
            let least = 0.97 * 1000.0 * STEPS as f64;
            assert!((least..1.05 * 1000.0 * STEPS as f64).contains(&time), "{workers}: {time}");
        }
    }

    #[test]
    fn under_one_lock_there_is_one_after_the_other() {
        let time = run(&[Phase::Held { time: 1000.0, writes: true }], &FREE, 4);
        assert_eq!(time, 4.0 * 1000.0 * STEPS as f64);
        let costs = Costs { lock: 50.0, fetch: 150.0, ..FREE };
        let time = run(&[Phase::Held { time: 1000.0, writes: true }], &costs, 4);
        // Each comes after another, but for the very first.
        assert_eq!(time, 4.0 * 1200.0 * STEPS as f64 - 200.0);
    }

    #[test]
    fn readers_share_a_lock_and_a_writer_waits_for_them() {
        let time = run(&[Phase::Shared(1000.0)], &FREE, 4);
        assert_eq!(time, 1000.0 * STEPS as f64);
        // All read at the same time, and then one writes after the other.
        let time = run(&[Phase::Shared(1000.0), Phase::Held { time: 100.0, writes: true }], &FREE, 4);
        let (least, most) = (STEPS as f64 * 1100.0, STEPS as f64 * 1400.0);
        assert!((least..=most).contains(&time), "{time}");
    }

    #[test]
    fn at_a_meeting_all_wait_for_the_last_and_for_what_is_done_there() {
        let time = run(&[Phase::Meet { serial: 1000.0 }], &FREE, 8);
        assert_eq!(time, 1000.0 * STEPS as f64);
    }

    #[test]
    fn no_approach_is_faster_than_its_bound_and_the_same_costs_give_the_same_speed() {
        for approach in SIMULATED {
            for workers in WORKERS {
                let simulated = speed(approach, &FREE, workers);
                let most = 1.03 * bound(approach, &FREE, workers);
                assert!(simulated > 0.0 && simulated < most, "{approach}, {workers}: {simulated}, {most}");
                assert_eq!(simulated.to_bits(), speed(approach, &FREE, workers).to_bits());
            }
        }
    }

    #[test]
    fn a_lock_that_is_held_for_a_sixth_of_a_step_lets_six_workers_through() {
        // Copy and update are 20 of 120; one thread alone needs no copy.
        let many = speed("mutex-short", &FREE, 64);
        assert!((5.2..5.6).contains(&many), "{many}");
        assert!((0.97..1.01).contains(&speed("mutex-whole-step", &FREE, 64)));
        // Copies can be made together, and are where several readers come after one writer.
        let many = speed("rwlock", &FREE, 64);
        assert!((6.0..7.0).contains(&many), "{many}");
    }
}
