//! Lesson 05, thread-local: share nothing for a while, then meet at a barrier.
//!
//! Run it: `cargo run --release --bin 05_thread_local`
//!
//! Claim: threads that share nothing between two meetings need no lock, and the result does not depend on
//! timing. The meeting is not only about time: it makes visible what was written before it.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Instant;

use racelab::lesson::{seen, tell};
use racelab::machine::cores;
use racelab::sync::{CachePadded, workers};
use racelab_loom::explore::explore_by_loom as explore;
use racelab_loom::mistakes::forgotten_barrier;
use racelab_loom::scenario::Scenario;
use racelab_loom::sync::{AtomicF32, atomic::Ordering, thread};
use racelab_loom::trainers::scenarios::safe;

/// A thread stores, Relaxed. Once it is joined, the store is visible, whatever ordering it had.
const JOIN: Scenario = Scenario::new("join", "a thread stores 1; read after its join", &["read 1"], || {
    let weight = AtomicF32::new(0.0).named("weight");
    thread::scope(|scope| {
        scope.spawn(|| weight.store(1.0, Ordering::Relaxed));
    });
    format!("read {}", weight.load(Ordering::Relaxed))
});

/// Nanoseconds for each of many additions, by a thread for each of the counters: the median of five.
fn nanoseconds(counters: &[&AtomicU64]) -> f64 {
    // Some tens of milliseconds: a thread that has just started may share a core with its sister for a few.
    const ADDITIONS: u32 = 10_000_000;
    let mut times = [(); 5].map(|()| {
        let start = Instant::now();
        workers(counters.len(), |me| {
            for _ in 0..ADDITIONS {
                counters[me].fetch_add(1, Relaxed);
            }
        });
        start.elapsed()
    });
    times.sort();
    times[2].as_secs_f64() * 1e9 / f64::from(ADDITIONS)
}

/// Tells the lesson.
pub fn main() {
    let mut lesson = tell("05_thread_local");
    lesson.claim(
        "Threads that share nothing between two meetings need no lock, and their result does not depend on \
         timing. The meeting is not only about time: it makes visible what was written before it.",
    );
    lesson.section(
        "How it trains",
        "Each worker computes the gradient of its part of every batch, into a buffer of its own. They meet \
         at a barrier. Then each adds up all parts, in the same order, onto its own copy of the weights \
         (src/trainers/thread_local.rs).",
    );
    lesson.predict(
        "There is no lock. Will the same seed give the same weights, bit for bit? What if the barrier is \
         forgotten: each buffer has one writer, after all?",
    );

    lesson.section("It trains", "Look at the last column:");
    lesson.train(&["mutex-short", "thread-local"]);
    lesson.say(
        "Each update uses a gradient of the newest weights, as with one thread, and the order of every sum \
         is fixed. The price is a barrier for every batch, at which the quicker worker waits for the other; \
         on a network as small as this one it can cost more than a second core brings, and it costs most \
         where a worker has to wait for its core as well.",
    );

    lesson.section("What loom says of it", "The trainer, and the barrier on its own (src/sync/barrier.rs):");
    lesson.show(&explore(safe("thread-local", "2 workers")).report());
    lesson.show(&explore(safe("barrier", "3 threads, 1 round")).report());

    lesson.section("Mistake: forgotten_barrier", "The same without the barrier:");
    let explored = explore(&forgotten_barrier::MISTAKE.scenario);
    let why = "One worker writes a part while another reads it. One writer for each place is not enough: \
               the readers have to be ordered after it. A sleep in place of the barrier would pass every \
               test and change nothing, because time orders nothing.";
    lesson.explored(&explored.report(), explored.mended(), why);

    lesson
        .section("And join?", "It is a meeting too. All that a thread did happens before whoever joins it:");
    lesson.show(&explore(&JOIN).report());

    // In one cache line for sure, and on two lines for sure.
    let together = CachePadded::new([const { AtomicU64::new(0) }; 2]);
    let apart = [const { CachePadded::new(AtomicU64::new(0)) }; 2];
    let alone = nanoseconds(&[&apart[0]]);
    let (together, apart) = (nanoseconds(&together.each_ref()), nanoseconds(&[&apart[0], &apart[1]]));
    lesson.section(
        "Data of its own can still be slow",
        "Two threads add to a counter each, which the other never touches. Processors do not share bytes, \
         but cache lines; where both counters are in one line, it goes back and forth between the cores \
         (false sharing). An addition took, in this run:",
    );
    lesson.show(&format!(
        "who adds                              an addition\n\
         two threads, both in one cache line  {together:9.2} ns\n\
         two threads, each in its own line    {apart:9.2} ns\n\
         one thread alone                     {alone:9.2} ns"
    ));
    lesson.say(&format!(
        "{} The trainer pads the buffers of its workers.",
        seen::cache_lines(together, apart, alone, cores())
    ));
    lesson.next(
        "Put the barrier back into src/mistakes/forgotten_barrier.rs and run this again with two batches \
         in its scenario: is one buffer a worker enough? Why does thread_local.rs have two?",
    );
}
