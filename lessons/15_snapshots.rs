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
        "New weights are published, and the old ones freed. What can go wrong? And if there is one copy with a version before \
         and after, is it enough to load the version twice, with Acquire?",
    );

        lesson.section(
            "It serves",
            "One thread trains on the digits and publishes its 4,810 weights after each update. Another predicts all the \
             time with what is current, in one of five ways:",
        );
        let served = serve::all(Duration::from_millis(500));
        let rows = served.iter().map(|served| {
            let mut row = vec![served.name.to_owned(), grouped(served.updates as u64)];
            row.extend(match &served.answers {
                None => vec!["-".to_owned(); 5],
                Some(answers) => vec![
                    grouped(answers.predictions as u64),
                    format!("{:.0} %", 100.0 * answers.right),
                    answers.torn.to_string(),
                    format!("{:.1}", answers.median.as_secs_f64() * 1e6),
                    format!("{:.1}", answers.longest.as_secs_f64() * 1e6),
                ],
            });
            row
        });
        let right = |name| (name, Align::Right);
        let headers = [
            ("way", Align::Left),
            right("updates/s"),
            right("predictions/s"),
            right("right"),
            right("torn"),
            right("read, us"),
            right("slow, us"),
        ];
        lesson.show(&table(&headers, &rows.collect::<Vec<_>>()));
        lesson.say(
            "right: so many predictions were; each training begins with weights that know nothing. read: a prediction, in \
             the middle; slow: the longest of a thousand. Who waits for whom? With rwlock, each for the other; with mutex-arc \
             too, but only while a pointer is copied; with a seqlock the reader, for a pause; with epochs (crossbeam's) and \
             with snapshots nobody.",
        );

        lesson.section("What the engine says of it", "A reader reads twice while two updates are published:");
        lesson.show(&explore(safe("snapshots", "2 updates")).report());
        lesson.show(&explore(safe("snapshots-training", "2 batches")).report());
        lesson.show(&explore(safe("snapshots-seqlock", "1 update")).report());

        lesson.section(
            "Mistake: freed_while_read",
            "The old weights go back to the heap as soon as new ones are current:",
        );
        let explored = explore(&freed_while_read::MISTAKE.scenario);
        let why = "The reader found the current weights. Before it read them, the trainer had published others and freed these. The \
               report names three places: where they were allocated, where they were freed, and where they are read all the same.";
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
