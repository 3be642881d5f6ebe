//! Lesson 02, lost update: two workers, one set of weights, and updates that vanish.
//!
//! Run it: `cargo run --release --bin 02_lost_update`
//!
//! Claim: safe Rust has no data races, and has race conditions all the same. A run that went well says
//! next to nothing about the others.

use racelab::lesson::{seen, tell};
use racelab::machine::cores;
use racelab::mistakes::lost_update;
use racelab::network::Tally;
use racelab::report::grouped;
use racelab::scenario::batches_of_four;
use racelab::trainers::{Approach, Kind, Plan, Unwatched, approaches};
use racelab_loom::explore::explore_by_loom as explore;
use racelab_loom::mistakes::{lost_update as explored_lost_update, unguarded_weights};
use racelab_loom::scenario::{Scenario, tally};

/// Two workers make three updates each. That at least three of the six arrive is what one expects, and is
/// what this allows; the exploration shows otherwise.
const PUZZLE: Scenario = Scenario::new(
    "puzzle",
    "lost_update, 2 workers, 3 batches each; are 3 the least that arrive?",
    &["3 of 6 updates arrived", "4 of 6 updates arrived", "5 of 6 updates arrived", "6 of 6 updates arrived"],
    || tally(explored_lost_update::train, 2, 6, 1),
);

/// How many of so many updates arrive on real threads. Each update adds 1, so the weight counts them.
fn arrived(workers: usize, updates: usize) -> usize {
    let plan = Plan { workers, rate: 1.0 };
    let weights = lost_update::train(&Tally::new(1), vec![0.0], &batches_of_four(updates), &plan, &Unwatched);
    weights.expect("no worker panics")[0] as usize
}

/// Tells the lesson.
pub fn main() {
    let mut lesson = tell("02_lost_update");
    lesson.claim(
        "Safe Rust has no data races, and has race conditions all the same. A run that went well says next \
         to nothing about the others.",
    );
    lesson.section(
        "What rustc refuses",
        "Two threads that write to the same weights. It says that weights cannot be borrowed as mutable \
         more than once at a time (E0499):",
    );
    lesson.show(include_str!("refused.rs"));
    lesson.say(
        "So the weights go into a Mutex. A worker locks it to copy them, computes its gradient, steps, and \
         locks it again to write its copy back (src/mistakes/lost_update.rs). That compiles.",
    );
    lesson.predict(
        "Every access holds the lock. Of a million updates by two workers, how many arrive? And in a small \
         test with two workers and one update each, repeated 10,000 times, how often is one lost?",
    );

    let updates = 1_000_000;
    lesson.section("On real threads", "Of a million updates, so many arrived:");
    let (by_one, by_two) = (arrived(1, updates), arrived(2, updates));
    lesson.show(&format!(
        "workers  updates that arrived\n      1  {:>20}\n      2  {:>20}",
        grouped(by_one as u64),
        grouped(by_two as u64),
    ));
    if by_two == updates {
        lesson.say(&format!("None was lost. {} Run it again.", seen::none_lost(cores())));
    }
    let tests = 10_000;
    let lost = (0..tests).filter(|_| arrived(2, 2) < 2).count();
    lesson.say(&format!(
        "The small test lost an update in {} of {} runs. Another machine, another day: another number. How \
         often a mistake shows depends on timing; whether it is there does not.",
        grouped(lost as u64),
        grouped(tests as u64),
    ));
    lesson.say("And on the digits, with the mutex-short of the next lesson for comparison:");
    let is_short = |approach: &Approach<_>| approach.name == "mutex-short";
    let short = approaches().into_iter().find(is_short).expect("an approach of the list");
    let mistaken = Approach { name: "lost_update", kind: Kind::Lossy, train: lost_update::train, ..short };
    lesson.compare(&[short, mistaken]);
    lesson.say(
        "Training often forgives, and that is how such a mistake gets to live for years. And even \
         mutex-short, which loses nothing, need not end with the same weights twice: free of data races does \
         not mean independent of timing.",
    );

    lesson.section(
        "In every execution",
        "loom runs the small test in every way in which its threads can take turns. Read a diagram from \
         the top: a column is a thread, each line is what it did next, with its source line at the left. \
         What was found behind a lock, and what was left there, is in brackets.",
    );
    let explored = explore(&explored_lost_update::MISTAKE.scenario);
    let why = "Both copied before either wrote back, and the second to write overwrote the first. Two \
               locked sections are two steps, however well each is guarded. The number of executions is \
               not a frequency: it says what can happen, not how often.";
    lesson.explored(&explored.report(), explored.mended(), why);

    lesson.section(
        "What unsafe would make of it",
        "Without the lock, and with unsafe to silence rustc, it is no longer a lost update:",
    );
    let explored = explore(&unguarded_weights::MISTAKE.scenario);
    let why = "The last line comes later than the write only in the drawing: nothing orders the two. A \
               data race has no outcome at all, its behaviour is undefined. Safe Rust rules this out, and \
               no more than this.";
    lesson.explored(&explored.report(), explored.mended(), why);

    lesson.section(
        "A puzzle",
        "Two workers make three updates each. A worker's own updates follow one another, so surely three \
         of the six must arrive? Look for the least among the outcomes:",
    );
    let explored = explore(&PUZZLE);
    let why = "One worker holds a copy from the very start until the other has made two updates, and \
               undoes both. The other then copies that 1, holds it until all else is done, and writes 2 \
               over everything.";
    lesson.explored(&explored.report(), explored.mended(), why);
    lesson.section(
        "What does not help",
        "An Arc: it shares ownership, and does not guard what it owns. A sleep: it changes how often, not \
         whether. Another million runs: they take the same few ways again.",
    );
    lesson.next(
        "Mend src/mistakes/lost_update.rs: step on the shared weights instead of the copy, under the \
         second lock. Run this again and see what loom says now.",
    );
}
