//! Lesson 12, pool: threads that are started once, and share tasks by stealing them from each other.
//!
//! Run it: `cargo run --release --bin 12_pool`
//!
//! Claim: two threads that each say something and then look at what the other has said may both miss it, unless a SeqCst
//! fence stands in between. A pool rests on that twice: where it takes a task, and where it falls asleep.

use racelab::lesson::tell;
use racelab_loom::explore::explore;
use racelab_loom::mistakes::{full_pool, task_left_behind, unfenced_deque, unfenced_sleep};
use racelab_loom::trainers::scenarios::safe;

/// Tells the lesson.
pub fn main() {
    let mut lesson = tell("12_pool");
    lesson.claim(
        "Two threads that each say something, and then look at what the other has said, may both miss it: Release and \
         Acquire do not forbid that, and a SeqCst fence does. A pool rests on it twice, where it takes a task and where \
         a worker falls asleep.",
    );
    lesson.section(
        "How it trains",
        "The threads are started once. Each batch is a job, cut into tasks. A worker with several tasks puts half of them \
         into its own deque and goes on with the rest; a worker with none steals from the other end of another's deque \
         (src/pool/deque.rs). A worker that finds nothing sleeps, and is woken when there is a task (src/pool/sleep.rs).",
    );
    lesson.predict(
        "A worker says \"I sleep\" and looks for a task once more. Another adds a task and checks whether somebody sleeps. \
         Can both look in vain? And what is wrong with a task that waits for another task of its pool?",
    );

    lesson.section(
        "It trains",
        "Beside threads that are started for each batch, and beside workers that meet at a barrier:",
    );
    lesson.train(&["thread-local", "spawn-per-batch", "pool"]);
    lesson.say(
        "All three cut a batch into the same parts and add them up in the same order, so their weights are the same, bit \
         for bit. They differ in how a worker learns that there is a batch: it is started, it comes to a barrier, or \
         it finds a task. With --workers 8 there are more of them than most machines have cores: compare again.",
    );

    lesson.section(
        "What the engine says of it",
        "The deque alone, with an owner and two thieves; and a job of two tasks that need each other, so that nobody \
         may sleep beside one:",
    );
    lesson.show(&explore(safe("pool-deque", "2 tasks, 2 thieves")).report());
    lesson.show(&explore(safe("pool", "2 tasks that need")).report());
    lesson.say("loom is not asked: it takes SeqCst for something else than the language does (lesson 9).");

    lesson
        .section("Mistake: unfenced_sleep", "Say that you sleep, look once more, and park. Without a fence:");
    let explored = explore(&unfenced_sleep::MISTAKE.scenario);
    let why = "The order of the steps is right. But a store and a load of something else may take effect the other way \
               round, on x86 as well: this is store buffering. Nothing short of SeqCst forbids it.";
    lesson.explored(&explored.report(), explored.mended(), why);

    lesson.section("Mistake: unfenced_deque", "The same once more, with top and bottom:");
    let explored = explore(&unfenced_deque::MISTAKE.scenario);
    let why = "The owner said that it takes the last task, and did not see the thief; the thief said that it has \
               taken the first, and did not see the owner. So both have task 2.";
    lesson.explored(&explored.report(), explored.mended(), why);

    lesson.section("Mistake: task_left_behind", "The pool is over. Is that a reason to leave?");
    let explored = explore(&task_left_behind::MISTAKE.scenario);
    let why = "Only if there is nothing left to do: look for a task first.";
    lesson.explored(&explored.report(), explored.mended(), why);

    lesson.section("Mistake: full_pool", "A task gives half of its work to the pool, and waits for it:");
    let explored = explore(&full_pool::MISTAKE.scenario);
    let why = "It waits for somebody to run the other half, and has the only worker. Whoever waits for a task of its own \
               pool must run tasks meanwhile.";
    lesson.explored(&explored.report(), explored.mended(), why);

    lesson.next(
        "Mend src/mistakes/unfenced_sleep.rs with a fence in each function, and have it judged. Then take one of the two \
         away again, and predict what the engine will say: racelab check unfenced_sleep.",
    );
}
