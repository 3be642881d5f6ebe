//! How many steps a second are drawn, and whether that depends on how long a run is.
//!
//! ```text
//! cargo bench -p racelab-engine --bench samples
//! ```

use std::ops::ControlFlow::Continue;

use racelab_engine::sync::Mutex;
use racelab_engine::sync::atomic::AtomicU32;
use racelab_engine::sync::atomic::Ordering::Relaxed;
use racelab_engine::{Explorer, Method, Sampled, Sampling, thread};

const THREADS: usize = 8;

/// Eight threads that load and store, each on one of sixteen atomics after another.
fn atomics(rounds: usize) {
    let all: Vec<_> = (0..16).map(|_| AtomicU32::new(0)).collect();
    thread::scope(|scope| {
        for me in 0..THREADS {
            let all = &all;
            scope.spawn(move || {
                for round in 0..rounds {
                    let atomic = &all[(round + me) % all.len()];
                    atomic.store(atomic.load(Relaxed) + 1, Relaxed);
                }
            });
        }
    });
}

/// Eight threads that take one lock.
fn lock(rounds: usize) {
    let lock = Mutex::new(0);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| (0..rounds).for_each(|_| *lock.lock().unwrap() += 1));
        }
    });
}

fn steps_a_second(sampled: &Sampled) -> f64 {
    sampled.steps as f64 / sampled.elapsed.as_secs_f64()
}

fn main() {
    println!("{:<34} {:>10} {:>14} {:>14}", "method", "steps", "atomics, a s", "a lock, a s");
    let methods = [Method::Uniform, Method::Pct { depth: 3 }, Method::Pctwm { depth: 3, history: 2 }];
    for method in methods {
        for rounds in [20, 100, 500] {
            let runs = (20_000 / rounds) as u64;
            let sampling = Sampling { method, seed: 1, runs, steps: Sampling::MOST_STEPS };
            let sample = |program: fn(usize)| {
                Explorer::new().sample(&sampling, || program(rounds), |_, _| Continue(()))
            };
            let (atomics, lock) = (sample(atomics), sample(lock));
            println!(
                "{:<34} {:>10} {:>14.0} {:>14.0}",
                method.to_string(),
                atomics.longest,
                steps_a_second(&atomics),
                steps_a_second(&lock)
            );
        }
    }
}
