//! Lesson 08, publish: Release, Acquire, and what happens before what.
//!
//! Run it: `cargo run --release --bin 08_publish`
//!
//! Claim: a Release store that an Acquire load reads from makes visible what was written before it. It
//! makes nobody wait, fetches no newer version, and does nothing without its partner.

use std::collections::BTreeMap;
use std::env::consts::ARCH;

use racelab::lesson::{seen as sentences, tell};
use racelab::machine::cores;
use racelab::mistakes::relaxed_publish::Published;
use racelab::report::grouped;
use racelab::sync::{Barrier, workers};
use racelab_loom::explore::explore_by_loom as explore;
use racelab_loom::mistakes::relaxed_publish;
use racelab_loom::trainers::scenarios::safe;

/// What a reader saw on real threads, and how often: one thread publishes so many weights, and another
/// reads each of them at about the same time. Now and then they wait for each other.
fn seen_on_real_threads(weights: usize) -> BTreeMap<String, u64> {
    let all: Vec<_> = (0..weights).map(|_| Published::new(0.0)).collect();
    let start = Barrier::new(2);
    let read = workers(2, |me| {
        let mut done = Vec::with_capacity(weights);
        for some in all.chunks(100) {
            start.wait().expect("both come");
            done.extend(some.iter().map(|one| if me == 0 { one.publish(1.0) } else { one.read() }));
        }
        done
    });
    let overlaps = ["version 1, weight 0", "version 0, weight 1"];
    let mut seen = BTreeMap::from(overlaps.map(|outcome| (outcome.to_owned(), 0)));
    for (version, weight) in &read[1] {
        *seen.entry(format!("version {version}, weight {weight}")).or_default() += 1;
    }
    seen
}

/// Tells the lesson.
pub fn main() {
    let mut lesson = tell("08_publish");
    lesson.claim(
        "A Release store that an Acquire load reads from makes visible what was written before it. It \
         makes nobody wait, fetches no newer version, and does nothing without its partner.",
    );
    lesson.section(
        "Two atomics",
        "A worker stores a weight and then announces it: it adds 1 to a version. A reader reads the \
         version and then the weight. The promise: whoever reads version v finds at least v updates in the \
         weight.",
    );
    lesson.predict(
        "All of it is Relaxed. Can a reader see version 1 and weight 0? If so, how often in a million \
         tries, on your machine? With Release and Acquire: can it see version 0 and weight 1?",
    );

    let tries = 1_000_000;
    let seen = seen_on_real_threads(tries);
    lesson.section("On real threads", &format!("All Relaxed, {} tries:", grouped(tries as u64)));
    let line = |(outcome, count): (&String, &u64)| format!("{outcome}  {:>9}", grouped(*count));
    lesson.show(&format!(
        "outcome                  times\n{}",
        seen.iter().map(line).collect::<Vec<_>>().join("\n")
    ));
    let (forbidden, met) = (seen["version 1, weight 0"], seen["version 0, weight 1"]);
    lesson.say(&sentences::published(forbidden, met, ARCH, cores()));

    lesson.section("In every execution", "The same code, in every way that loom knows of:");
    let explored = explore(&relaxed_publish::MISTAKE.scenario);
    let why = "Time runs downwards, and the weight was stored before it was read; yet the reader got the \
               old one. That something comes earlier in a run does not mean that it happens before. \
               Between two threads only synchronisation makes it so, and Relaxed never synchronises.";
    lesson.explored(&explored.report(), explored.mended(), why);

    lesson.section(
        "With Release and Acquire",
        "The trainers do it right (src/trainers/atomic.rs): the worker adds to the version with Release, \
         and the reader loads it with Acquire. Here a worker makes two updates:",
    );
    let explored = explore(safe("atomic-add", "1 worker, 2 batches; a reader of version"));
    lesson.show(&explored.report());
    let has = |outcome: &str| {
        if explored.outcomes.iter().any(|seen| seen.value == outcome) { "is" } else { "is not" }
    };
    lesson.say(&format!(
        "\"version 0, weight 0\" {} among the outcomes: Acquire does not wait for the worker. (Nor does it \
         fetch what is newest: lesson 09.) \"version 0, weight 2\" {} too: the weight may be newer than the version \
         announces, so this is no snapshot. \"version 2, weight 1\" {}: at least v updates were promised, \
         and no more than that.",
        has("version 0, weight 0"),
        has("version 0, weight 2"),
        has("version 2, weight 1"),
    ));
    lesson.say(
        "A Release with no Acquire that reads from it orders nothing, and the other way round. Neither \
         flushes a cache, nor gets a store to the others any sooner: they order, and that is all.",
    );

    lesson.section(
        "What loom does not see",
        "Some executions that Rust allows are missing from every count above. loom never lets a load see a \
         store that comes later in its own search, so load buffering (two threads, each reading what the \
         other stores afterwards) never shows. It treats SeqCst accesses as weaker, and SeqCst fences as \
         stronger, than they are, and it gets plain stores wrong that race with read-modify-writes; \
         nothing here uses any of these. A compare-exchange that fails reads the newest value there, \
         where Rust lets it read an older one. Where a thread loads an atomic and then stores to it, it skips \
         interleavings; such scenarios are explored under every order of starting the threads, which brings \
         most of them back, though not all. So \"no counterexample\" is said with the number of \
         executions, and within loom's limits. What was never seen can still happen.",
    );
    lesson.next(
        "In src/mistakes/relaxed_publish.rs make only the fetch_add Release and run this. Then only the \
         load of the version Acquire. Then both. Which of the three does loom still object to?",
    );
}
