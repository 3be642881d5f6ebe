//! Lesson 04, rwlock: many readers or one writer, and why a check goes stale.
//!
//! Run it: `cargo run --release --bin 04_rwlock`
//!
//! Claim: a reader gets weights of one moment, whole. By the time it looks at them that moment is past,
//! and a read guard cannot be turned into a write guard to hold on to it.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

use racelab::compare::{Comparison, Setting, said};
use racelab::data::Source;
use racelab::lesson::{seen as sentences, tell};
use racelab::report::{Align, table};
use racelab::trainers::rwlock::SharedWeights;
use racelab::trainers::{Plan, Watch};
use racelab_loom::explore::explore_by_loom as explore;
use racelab_loom::mistakes::{check_then_act, relock};
use racelab_loom::trainers::scenarios::safe;

/// Counts the updates. A worker reports after its update, so there are at least as many as this says.
#[derive(Default)]
struct Updates(AtomicUsize);

impl Watch for Updates {
    fn step(&self, _worker: usize, _loss: f32) -> ControlFlow<()> {
        // Relaxed: a number that stands for nothing but itself.
        self.0.fetch_add(1, Relaxed);
        ControlFlow::Continue(())
    }
}

/// What an evaluator saw while two workers trained: how many updates had been reported when it copied the
/// weights, the accuracy of the copy, and whether the weights were others when it knew.
fn evaluate_while_training() -> Vec<(usize, f32, bool)> {
    let setting = Setting::of(Source::Digits, 2);
    let same = Comparison::new(setting);
    let (network, batches) = (same.network(), same.batches(setting.epochs));
    let plan = Plan { workers: setting.workers, rate: setting.rate };
    let (shared, updates) = (SharedWeights::new(same.initial().to_vec()), Updates::default());
    let (mut copy, mut again) = (same.initial().to_vec(), same.initial().to_vec());
    let mut seen = Vec::new();
    thread::scope(|scope| {
        let training = scope.spawn(|| shared.train(network, &batches, &plan, &updates));
        while !training.is_finished() {
            let before = updates.0.load(Relaxed);
            shared.copy_into(&mut copy);
            // The guard is gone: nobody waits while the copy is evaluated.
            let accuracy = same.accuracy(&copy);
            shared.copy_into(&mut again);
            seen.push((before, accuracy, again != copy));
        }
    });
    seen
}

/// Tells the lesson.
pub fn main() {
    let mut lesson = tell("04_rwlock");
    lesson.claim(
        "A reader gets the weights of one moment, whole. By the time it looks at them that moment is past, \
         and a read guard cannot be turned into a write guard to hold on to it.",
    );
    lesson.predict(
        "Workers copy the weights under the read lock, together, and apply a gradient under the write \
         lock, alone. Is that faster than a mutex? And somebody who reads the weights while training goes \
         on: does it see the newest?",
    );

    lesson.section("It trains", "Beside mutex-short, which does the same with a mutex:");
    let measured = lesson.train(&["mutex-short", "rwlock"]);
    lesson.say(&format!(
        "{} Readers may read together, but to count them in and out is work, and this critical section is \
         short. It pays where many read for long, and few write. Measure, every time.",
        said::versus(&measured[2], &measured[1]).unwrap_or_default(),
    ));

    lesson.section(
        "An evaluator reads while it trains",
        "It counts the updates, copies the weights under the read lock, lets go, and evaluates its copy:",
    );
    let seen = evaluate_while_training();
    let some = seen.iter().step_by(seen.len().div_ceil(8).max(1));
    let row = |(before, accuracy, changed): &(usize, f32, bool)| {
        let changed = if *changed { "yes" } else { "no" };
        vec![before.to_string(), format!("{:.1} %", 100.0 * accuracy), changed.to_owned()]
    };
    let headers = [
        ("updates before it copied", Align::Right),
        ("accuracy of the copy", Align::Right),
        ("changed meanwhile", Align::Right),
    ];
    lesson.show(&table(&headers, &some.map(row).collect::<Vec<_>>()));
    lesson.say(&sentences::copies(seen.len(), seen.iter().filter(|(.., changed)| *changed).count()));
    lesson.say("What loom says of such a reader: never half of an update, and any of the moments.");
    lesson.show(&explore(safe("rwlock", "1 worker, 2 batches, 2 weights")).report());

    lesson.section("Mistake: check_then_act", "Is this loss the best? Then keep it. Under two locks:");
    let explored = explore(&check_then_act::MISTAKE.scenario);
    let why = "What was true under the read lock was no longer true under the write lock. Look under the \
               read lock to save yourself the write lock, but decide under the write lock.";
    lesson.explored(&explored.report(), explored.mended(), why);

    lesson.section("Mistake: relock_read_write", "Then keep the read guard, and ask for the write lock too?");
    let explored = explore(&relock::READ_THEN_WRITE.scenario);
    let why = "The writer waits until every reader has gone, and is one of them. There is no upgrade, and \
               there could be none for everybody: two readers that both upgrade would wait for each \
               other.";
    lesson.explored(&explored.report(), explored.mended(), why);
    lesson.next(
        "Mend src/mistakes/check_then_act.rs: check again under the write lock. Then drop the read guard \
         of `clip` in src/mistakes/relock.rs before it writes. Run this again.",
    );
}
