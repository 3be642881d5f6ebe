//! Lesson 15, snapshots: whole weight vectors that are published while training goes on, and read without a lock.
//!
//! Run it: `cargo run --release --bin 15_snapshots`
//!
//! Claim: to publish a new copy is one store. The hard part is the old copy: when may it be written again, or freed?

/// Tells the lesson.
#[cfg(not(loom))]
pub fn main() {
    lesson::tell_it();
}

/// In the loom build a lesson says what is the matter, and ends.
#[cfg(loom)]
fn main() {
    racelab::lesson::tell("15_snapshots");
}

#[cfg(not(loom))]
mod lesson {
    use std::time::Duration;

    use racelab::lesson::tell;
    use racelab::report::{Align, grouped, table};
    use racelab::snapshots::serve;
    use racelab_loom::explore::explore;
    use racelab_loom::mistakes::{free_list_aba, freed_while_read, unfenced_seqlock};
    use racelab_loom::trainers::scenarios::safe;

    /// As many weights as a network with 64 inputs, 32 units in the middle and 10 outputs has.
    const WEIGHTS: usize = 2410;

    /// Tells it.
    pub fn tell_it() {
        let mut lesson = tell("15_snapshots");
        lesson.claim(
        "Predictions are asked for while training goes on. To publish a new copy of the weights is one store. The hard \
         part is the old copy: when may it be written again, or freed?",
    );
        lesson.section(
        "How it serves",
        "There are several copies, and one of them is current. The writer writes one that nobody reads, and then says that \
         it is the current one. Each reader says which copy it is about to read, and checks once more whether that one is \
         still current (src/snapshots/mod.rs).",
    );
        lesson.predict(
        "Two copies are written in turn, and a reader takes the current one. What can go wrong? And if there is one copy with \
         a version before and after, is it enough to load the version twice, with Acquire?",
    );

        lesson.section(
            "It serves",
            &format!(
                "One thread publishes {} weights as fast as it can, and another reads:",
                grouped(WEIGHTS as u64)
            ),
        );
        let served = serve::all(WEIGHTS, Duration::from_millis(200));
        let rows = served.iter().map(|served| {
            vec![
                served.name.to_owned(),
                grouped(served.updates as u64),
                grouped(served.reads as u64),
                served.torn.to_string(),
                format!("{:.1}", served.median.as_secs_f64() * 1e6),
                format!("{:.1}", served.longest.as_secs_f64() * 1e6),
            ]
        });
        let right = |name| (name, Align::Right);
        let headers = [
            ("way", Align::Left),
            right("updates/s"),
            right("reads/s"),
            right("torn"),
            right("read, us"),
            right("slow, us"),
        ];
        lesson.show(&table(&headers, &rows.collect::<Vec<_>>()));
        lesson.say(
        "\"read\" is the read in the middle, and \"slow\" the longest of a thousand. Nobody trains here, so readers and \
         writer meet as often as they ever can. Who waits for whom? With rwlock each for the other; with mutex-arc \
         both, for as long as a pointer takes; with a seqlock the reader, for a pause; with snapshots nobody.",
    );

        lesson.section("What the engine says of it", "A reader reads twice while two updates are published:");
        lesson.show(&explore(safe("snapshots", "2 updates")).report());
        lesson.show(&explore(safe("snapshots-seqlock", "1 update")).report());

        lesson.section("Mistake: freed_while_read", "Two copies, written in turn:");
        let explored = explore(&freed_while_read::MISTAKE.scenario);
        let why = "The reader found the current copy. Before it read, there were two updates, and the second one wrote that very \
               copy. Had it been given back to the heap, this would be a use after free.";
        lesson.explored(&explored.report(), explored.mended(), why);

        lesson.section(
            "Mistake: unfenced_seqlock",
            "A version before and a version after, with Acquire and Release:",
        );
        let explored = explore(&unfenced_seqlock::MISTAKE.scenario);
        let why = "Acquire orders what comes after a load, and the second look is to come after other loads. Release orders what \
               comes before a store, and the words are to come after the odd version. A fence does either.";
        lesson.explored(&explored.report(), explored.mended(), why);

        lesson.section("Mistake: free_list_aba", "Free copies in a list, taken by a compare-exchange:");
        let explored = explore(&free_list_aba::MISTAKE.scenario);
        let why = "The first one is as it was, and so the compare-exchange succeeds. What comes after it is not as it was.";
        lesson.explored(&explored.report(), explored.mended(), why);

        lesson.next(
        "Mend src/mistakes/unfenced_seqlock.rs with two fences, and have it judged. Which of the two alone is enough? \
         Predict it, and then ask: racelab check unfenced_seqlock.",
    );
    }
}
