//! Lesson 11, promise: a value that is to come, and a thread that waits for it.
//!
//! Run it: `cargo run --release --bin 11_promise`
//!
//! Claim: whoever is to be woken and whoever is to wake must not miss each other, so each of them says what it does and
//! learns what the other has done in one step. `async` is the same, under other names.

use racelab::lesson::tell;
use racelab_loom::explore::explore;
use racelab_loom::mistakes::{double_take, missed_unpark, publish_before_write, waker_after_check};
use racelab_loom::trainers::scenarios::safe;

/// Tells the lesson.
pub fn main() {
    let mut lesson = tell("11_promise");
    lesson.claim(
        "One thread owes a value, another waits for it. Whoever is to wake and whoever is to be woken must not miss each \
         other, so each says what it does and learns what the other has done in one step. async is the same, under \
         other names.",
    );
    lesson.section(
        "How it trains",
        "For each batch there are two promises. The trainer owes a worker the weights, and the worker owes the trainer a \
         gradient (src/trainers/promise.rs). The trainer waits for one gradient after the other, in the order of the \
         batches. A promise is an atomic with three values, a place for the value, and a place for the thread that \
         waits and is parked (src/promise/one_shot.rs).",
    );
    lesson.predict(
        "A thread checks whether the value is there. It is not, so it leaves its name and parks. Can it sleep for ever \
         though the promise is kept? And if a worker panics before it keeps its promise, who tells the trainer?",
    );

    lesson.section("It trains", "With threads that park, and in async functions:");
    lesson.train(&["channel", "promise", "promise-async"]);
    lesson.say(
        "A gradient is stale by as many updates as there are other workers, neither more nor less, and the gradients \
         are applied in the order of the batches. So the same seed gives the same weights, which a channel does not do: \
         there it is first come, first served. The price is that nobody overtakes a slow worker.",
    );

    lesson.section(
        "What the engine says of it",
        "Two workers; and one that panics before it keeps its promise:",
    );
    lesson.show(&explore(safe("promise", "2 workers")).report());
    lesson.show(&explore(safe("promise", "worker 1 of 2 panics")).report());
    lesson.say(
        "Nobody tells the trainer. A panic drops what the worker owed, and a promise that is dropped says that it is \
         done, without a value: an error where there would have been a gradient, and no wait without an end.",
    );

    lesson.section("Mistake: publish_before_write", "First the word, then the deed:");
    let explored = explore(&publish_before_write::MISTAKE.scenario);
    let why = "Release covers what comes before it. The value is written afterwards, and whoever believed the word takes \
               it meanwhile.";
    lesson.explored(&explored.report(), explored.mended(), why);

    lesson.section("Mistake: missed_unpark", "Does anybody wait? Then say that it is done. Two steps:");
    let explored = explore(&missed_unpark::MISTAKE.scenario);
    let why = "In between, the other left its name and parked. The cure is no ordering but one step in place of two: swap \
               in DONE, and see what was there.";
    lesson.explored(&explored.report(), explored.mended(), why);

    lesson.section("Mistake: double_take", "The value is there. Two threads see it:");
    let explored = explore(&double_take::MISTAKE.scenario);
    let why = "To see it gives no right to it. Where the receiver is used up by taking (`self`, not `&self`), the compiler \
               sees to it that there is no second taker, and nothing has to be done at run time.";
    lesson.explored(&explored.report(), explored.mended(), why);

    lesson.section("The same, awaited", "A future is polled: the value, or leave your waker.");
    lesson.show(&explore(safe("promise-cell", "one promises 7, one awaits")).report());
    lesson.say(
        "The executor polls, and parks while it is told to wait; the waker unparks it (src/promise/future.rs). Nothing \
         is new but the names.",
    );

    lesson.section("Mistake: waker_after_check", "Is it done? If not, leave the waker. Two steps again:");
    let explored = explore(&waker_after_check::MISTAKE.scenario);
    let why = "The promise came in between, found no waker, and woke nobody. And the waker that was left afterwards wrote \
               over the news. A test that polls by hand does not find it: it looks again by itself.";
    lesson.explored(&explored.report(), explored.mended(), why);

    lesson.next(
        "Mend src/mistakes/missed_unpark.rs with one swap, and have it judged. Then put `if` in place of `while` in \
         `receive`, in src/promise/thread.rs, and predict what the engine will say: racelab check promise-cell.",
    );
}
