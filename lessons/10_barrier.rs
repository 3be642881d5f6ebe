//! Lesson 10, barrier: compute in rounds, and sleep until the last has come.
//!
//! Run it: `cargo run --release --bin 10_barrier`
//!
//! Claim: a lock guards what is true, a condition variable is where one sleeps until it is. The condition variable
//! remembers nothing and promises nothing, so what is waited for stands under the lock, and is looked at in a loop.

use racelab::lesson::tell;
use racelab_loom::explore::explore_by_loom as explore;
use racelab_loom::mistakes::{if_for_while, lost_wakeup, one_worker_short};
use racelab_loom::scenario::Scenario;
use racelab_loom::sync::{Condvar, Mutex, named, workers};
use racelab_loom::trainers::scenarios::safe;

/// A thread says that it is ready, and another waits for that. Nothing is written down.
const NOTHING_WRITTEN: Scenario =
    Scenario::new("nothing_written", "one notifies, one waits; no flag", &["woken"], || {
        let (lock, ready) = (named("lock", Mutex::new(())), named("ready", Condvar::new()));
        workers(2, |me| {
            if me == 0 {
                ready.notify_one();
            } else {
                drop(ready.wait(lock.lock().unwrap()).unwrap());
            }
        });
        "woken".to_owned()
    });

/// Tells the lesson.
pub fn main() {
    let mut lesson = tell("10_barrier");
    lesson.claim(
        "A lock guards what is true, and a condition variable is where threads sleep until it is. The condition \
         variable remembers nothing: what is waited for stands under the lock, and is looked at in a loop.",
    );
    lesson.section(
        "How it trains",
        "In rounds. Each worker computes the gradient of its part of the batch and hands it in under the lock. \
         The last to come adds the parts up, makes one update for all, and notifies the others, who sleep \
         (src/trainers/bulk_synchronous.rs).",
    );
    lesson.predict(
        "A thread notifies a condition variable at which nobody waits. Then somebody waits. When does it wake? And \
         a thread that wakes: may it take it for granted that what it waited for has come?",
    );

    lesson.section("It trains", "Beside lesson 05, which is the same training:");
    lesson.train(&["thread-local", "bulk-synchronous"]);
    lesson.say(
        "Each gradient is of the newest weights, and the parts are added in the order of the workers' numbers, so \
         the same seed gives the same weights. thread-local spins and yields for a while before it sleeps, which is \
         quick while each worker has a core of its own. Here a worker that waits sleeps at once: it takes no time from \
         anybody, and to wake it takes longer than a small gradient.",
    );

    lesson.section("What loom says of it", "Two workers; and one that leaves early, and has to say so:");
    lesson.show(&explore(safe("bulk-synchronous", "2 workers")).report());
    lesson.show(&explore(safe("bulk-synchronous", "worker 0 of 2")).report());

    lesson.section("A notification is not kept", "One thread notifies, another waits, and no flag is set:");
    lesson.show(&explore(&NOTHING_WRITTEN).report());
    lesson.say(
        "If the notification comes first, it is gone, and the other sleeps for ever. It does not mean \"you may go \
         on\". It means \"look again\", and there must be something to look at.",
    );

    lesson.section("Mistake: lost_wakeup", "There is something to look at, an atomic beside the lock:");
    let explored = explore(&lost_wakeup::MISTAKE.scenario);
    let why = "It looks, and then it sleeps, and in between the round was completed. No ordering helps: the two are two \
               steps. A condition variable makes them one for whoever changes the count under the same lock: wait \
               lets go of the lock and falls asleep in one step.";
    lesson.explored(&explored.report(), explored.mended(), why);

    lesson.section("Mistake: if_for_while", "Everything is under the lock, and it looks once:");
    let explored = explore(&if_for_while::MISTAKE.scenario);
    let why = "A wait may end although nobody notified (a spurious wake-up): every system allows itself that. The \
               worker goes on with old weights, and nothing crashes. `wait_while` is the loop.";
    lesson.explored(&explored.report(), explored.mended(), why);

    lesson.section("Mistake: one_worker_short", "A worker with an empty part has nothing to do:");
    let explored = explore(&one_worker_short::MISTAKE.scenario);
    let why = "It is counted on all the same. Whoever leaves a meeting, for whatever reason, has to tell those who wait \
               there; our trainer does that in one place, after an error, a wish to stop, and the last batch alike.";
    lesson.explored(&explored.report(), explored.mended(), why);

    lesson.next(
        "Mend src/mistakes/lost_wakeup.rs by holding the lock while you count and look, and have it judged. Then put \
         notify_one where src/trainers/bulk_synchronous.rs has notify_all, and predict: with two workers, and with three?",
    );
}
