//! Lesson 18, false sharing: a thing for each worker, on a cache line of its own.
//!
//! Run it: `cargo run --release --bin 18_false_sharing`
//!
//! Claim: two workers that share nothing in the language may share a cache line, and then they are slow. That is no race,
//! and no checker sees it. The cure, a part for each worker, asks a new question: what do the parts say together?

/// Tells the lesson.
#[cfg(not(loom))]
pub fn main() {
    lesson::tell_it();
}

/// In the loom build a lesson says what is the matter, and ends.
#[cfg(loom)]
fn main() {
    racelab::lesson::tell("18_false_sharing");
}

#[cfg(not(loom))]
mod lesson {
    use racelab::lesson::tell;
    use racelab::machine::{CacheLine, cores};
    use racelab::report::Status;
    use racelab::sharing::measured::{counting, gradients, reading, said, shown};
    use racelab_loom::explore::explore;
    use racelab_loom::mistakes::{one_shard_locked, torn_sum};
    use racelab_loom::trainers::scenarios::safe;

    /// Tells it.
    pub fn tell_it() {
        let mut lesson = tell("18_false_sharing");
        lesson.claim(
            "Two workers that share nothing in the language may share a cache line, and then they are slow. That is no \
             race, and no checker sees it: it has to be measured. The cure is a part for each worker, on a line of its \
             own. It asks a new question, and there a checker helps: what do the parts say together?",
        );
        let line = CacheLine::here();
        lesson.section(
            "What a core shares",
            &format!(
                "Lesson 5 had two counters on one line, and two on a line each. Here they are moved apart byte by byte. {}",
                said::line(line)
            ),
        );
        lesson.predict(
            "Each of two threads adds to a counter of its own. How far apart must the counters be? Is a lock for each of \
             them any help? And with the gradients of two workers one after the other in memory: does it matter, for 4 \
             weights, for 4,810?",
        );

        let status = Status::show("counting");
        let counted = counting::measure(line);
        drop(status);
        lesson.section(
            "They count",
            "ns: an addition by two threads at once; times: as long as 256 bytes apart.",
        );
        lesson.show(&shown::counters(&counted));
        lesson.say(&said::counting(&counted, line, cores()));
        lesson.show(&shown::locks(&counted));
        lesson.say(
            "A lock is memory too. A lock for each thread frees it from waiting, but not from the line.",
        );

        let status = Status::show("adding up gradients");
        let added = gradients::measure(line);
        drop(status);
        lesson.section(
            "They add up gradients",
            "Times as long as on lines of their own: where the second gradient begins in the line in which the first one \
             ends, and where their weights alternate, one of the first and one of the second.",
        );
        lesson.show(&shown::gradients(&added));
        lesson.say(&said::gradients(&added, counted.had, cores()));

        lesson.predict(
            "A readers-writer lock lets two readers in together. Will two threads that only read get twice as many reads \
             done as one? And who pays, where each reader locks a part of its own?",
        );
        let status = Status::show("reading under locks");
        let read = reading::measure();
        drop(status);
        lesson.section(
            "They read under a lock",
            "Of 16 weights. two read: how many times as many reads two threads get done as one. Then some visits write: \
             times as many visits as with an RwLock.",
        );
        lesson.show(&shown::reads(&read));
        lesson.show(&shown::mixed(&read));
        lesson.say(&said::reading(&read, counted.had, cores()));

        lesson.section(
            "In every execution",
            "Nothing above is a race, and the engine has nothing to say of it: it knows no lines. The lock in parts is \
             another matter (src/sharing/lock.rs):",
        );
        lesson.show(&explore(safe("sharing-lock", "1 update; 2 readers")).report());
        lesson.predict(
            "A counter in parts: worker 0 takes a batch over from worker 1. It adds one to its own part, and then takes one \
             off the other's. Somebody adds up both parts meanwhile. Which sums can there be? And with SeqCst?",
        );

        lesson.section("Mistake: torn_sum", "Training is over when nothing is in flight:");
        let explored = explore(&torn_sum::MISTAKE.scenario);
        let why = "Part 0 was read before the batch came, and part 1 after it had gone. Each load is right, and the sum is \
                   a number that never was. SeqCst changes nothing: two loads are two moments.";
        lesson.explored(&explored.report(), explored.mended(), why);
        lesson.say("With all who count kept out while one adds up:");
        lesson.show(&explore(safe("sharing-counter", "a batch is taken over")).report());

        lesson.section("Mistake: one_shard_locked", "A writer that locks a part, as everybody does:");
        let explored = explore(&one_shard_locked::MISTAKE.scenario);
        let why = "Both hold a lock, and not the same. A reader needs one part because the writer needs all.";
        lesson.explored(&explored.report(), explored.mended(), why);

        lesson.next(
            "cargo run --release -- sharing --svg sharing.svg draws it. Then let the writer of \
             src/mistakes/one_shard_locked.rs lock all parts, and ask: racelab check one_shard_locked. What if it takes \
             them from the last to the first, and there are two writers?",
        );
    }
}
