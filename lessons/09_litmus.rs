//! Lesson 09, litmus tests: what the language allows, what loom explores, what this machine shows.
//!
//! Run it: `cargo run --release --bin 09_litmus`
//!
//! Claim: there is no single order in which all threads see all stores. What a program may do is for the
//! language to say; a checker explores some of it, and a processor shows some of it.

/// Tells the lesson.
#[cfg(not(loom))]
pub fn main() {
    lesson::tell_it();
}

/// Lessons need real threads.
#[cfg(loom)]
fn main() {
    racelab::lesson::tell("09_litmus");
}

#[cfg(not(loom))]
mod lesson {
    use racelab::lesson::{Told, tell};
    use racelab::litmus::both::{Question, ask};
    use racelab::report::{Align, table};
    use racelab_loom::litmus::columns::{Columns, initial, program, question};
    use racelab_loom::litmus::{format, gallery};

    /// How often each test is run on this machine.
    const RUNS: u64 = 200_000;

    /// What C++20, loom and this machine say of a test of the gallery.
    fn answers(name: &str) -> Columns {
        let text = gallery::find(name).expect("a test of the gallery").text;
        let test = format::parse(text).expect("the gallery can be read");
        let question = Question { models: Vec::new(), runs: Some(RUNS), interrupted: || false };
        ask(&test, &question).expect("the gallery is small")
    }

    /// A test with a prediction first: the program, the question, and after it what everyone says.
    fn predicted(lesson: &mut Told, name: &str, heading: &str, before: &str, after: &str) {
        let columns = answers(name);
        lesson.section(heading, before);
        lesson.show(&program(&columns.test));
        lesson.say(&format!("{} {}", initial(&columns.test), question(&columns.test)));
        lesson.predict("Yes or no? In the language, and on the machine in front of you?");
        lesson.show(&columns.text());
        lesson.say(after);
    }

    /// Several tests, each with what is said of the outcome that it asks about.
    fn compared(lesson: &mut Told, names: &[&str]) {
        let rows = names.iter().map(|name| {
            let columns = answers(name);
            let (rows, _) = columns.rows();
            let asked: Vec<_> = rows.iter().filter(|row| row.asked).collect();
            let any = |column: usize, yes: &str, no: &str| {
                let happens = asked.iter().any(|row| row.cells.get(column).is_some_and(|cell| cell.happens));
                if happens { yes.to_owned() } else { no.to_owned() }
            };
            let outcome = asked.first().map(|row| columns.test.outcome_in_words(&row.outcome));
            vec![
                (*name).to_owned(),
                outcome.unwrap_or_default(),
                any(0, "allowed", "forbidden"),
                any(1, "found", "not found"),
                any(2, "seen", "never"),
            ]
        });
        let headers = ["test", "the outcome asked about", "C++20", "loom", "here"];
        lesson.show(&table(&headers.map(|header| (header, Align::Left)), &rows.collect::<Vec<_>>()));
    }

    /// Tells the lesson.
    pub fn tell_it() {
        let mut lesson = tell("09_litmus");
        lesson.claim(
            "There is no single order in which all threads see all stores. What a program may do is for the \
             language to say; a checker explores some of it, and a processor shows some of it.",
        );
        lesson.section(
            "Litmus tests",
            "A few threads of a few operations, and a question about the end. Three columns answer it: \
             C++20's axioms, to which Rust refers; loom; and this machine. Cover the table with your hand, \
             predict, then look.",
        );
        predicted(
            &mut lesson,
            "MP",
            "Message passing, all Relaxed",
            "Thread 0 writes data and raises a flag. Thread 1 looks at the flag and then at the data.",
            "Allowed: Relaxed promises nothing about two locations. With Release on the flag's store and \
             Acquire on its load it is forbidden, which was lesson 08 (racelab litmus MP+rel+acq).",
        );
        predicted(
            &mut lesson,
            "SB",
            "Store buffering",
            "Each thread stores, and then loads what the other stores. In any order of the four operations, \
             one of the stores comes first, and the load after the other store reads it. So at least one \
             thread reads 1.",
            "So there is no such order. A store may wait in its processor's buffer while the load after it \
             goes ahead. Nobody had to stop and no cache was stale: the stores were just not there yet.",
        );
        lesson.predict(
            "Release and Acquire, AcqRel fences, SeqCst accesses, SeqCst fences: which of these forbid it?",
        );
        lesson.section(
            "What helps against it, and what does not",
            "The same, with other orderings and fences:",
        );
        compared(&mut lesson, &["SB+rel+acq", "SB+acqrel-fences", "SB+sc", "SB+fences"]);
        lesson.say(
            "Release, Acquire and AcqRel fences say what a load learns from the store it reads from. Here \
             the loads read from no store, so fences that are not SeqCst do nothing at all. SeqCst is what \
             this is for: one order of all SeqCst operations. loom takes SeqCst accesses for less than they \
             are, and its (0, 0) is its own; that is why no trainer in this kit uses SeqCst.",
        );
        predicted(
            &mut lesson,
            "LB",
            "Load buffering",
            "Now each thread loads first, and stores after it. Both loads would have to read from a store \
             that comes after the other thread's load.",
            "C++20 allows it, though no order of the four operations gives it; some ARM processors may do \
             it. loom does one operation after another and cannot get there. What happens when the stored \
             value is the loaded one (LB+data, LB+OOTA: 42 out of thin air) is an open question: the text of \
             the standard allows it and recommends against it in the same breath. RC11, a repaired model, \
             forbids all of these (racelab litmus LB --all).",
        );
        predicted(
            &mut lesson,
            "CoRR",
            "Coherence",
            "One location. Thread 1 reads it twice, while thread 0 writes it once.",
            "Forbidden, Relaxed as it is. For each single location there is an order in which its values come, \
             and no thread ever goes back in it. That is all that Relaxed promises, and it is a lot.",
        );
        predicted(
            &mut lesson,
            "IRIW+rel+acq",
            "Independent reads of independent writes",
            "Two threads write, two others read both in opposite orders, all with Release and Acquire. Can \
             the readers disagree about which write came first?",
            "Allowed: each reader knows what it has read and no more. There is no one order of the stores, \
             unless they are SeqCst (IRIW+sc). An x86 processor happens to have one.",
        );
        lesson.predict(
            "Message passing with fences, three times: a Release fence before the flag's store and an Acquire \
             fence after its load; a Release fence after the store; a Release fence before it, and an Acquire \
             load. One of the three orders nothing. Which?",
        );
        lesson.section("Fences", "Message passing again, with fences instead of orderings:");
        compared(&mut lesson, &["MP+fences", "MP+relfence-late", "MP+relfence+acq"]);
        lesson.say(
            "A Release fence covers the stores after it, an Acquire fence the loads before it. A Release \
             fence that comes after the store of the flag is too late.",
        );

        lesson.section(
            "Back to the trainers",
            "The kit's own code as litmus tests, and what weaker forms allow:",
        );
        compared(
            &mut lesson,
            &["Publish", "Publish+rel", "Publish+acq", "Publish+rlx", "Hogwild+fetch_add", "Hogwild", "Stop"],
        );
        lesson.say(
            "Publish is the version of lesson 08: weaken either half, and a reader finds the new version with \
             the old weight. Hogwild is the kernel of atomic-load-store with two weights: with fetch_add no \
             update is lost, with load and store half of one is. No ordering would help there, because what \
             is missing is atomicity. Stop is the stop flag, Relaxed: all that could be asked of it is that it is not \
             taken back once it was seen, and coherence gives that; join carries everything else.",
        );
        lesson.section("Four rows to remember", "Each surprises somebody:");
        compared(&mut lesson, &["Peterson+fence", "SB+acqrel-fences", "RS+store", "SB+sc"]);
        let reasons = "Peterson's lock with one fence in each thread is broken in the language, and an x86 \
            processor never shows it: a program can be wrong and pass every run. AcqRel fences do nothing for \
            store buffering. A Relaxed store by the same thread used to continue a release sequence; C++20 \
            took that away, so the new value no longer brings the data with it. And for SeqCst accesses loom \
            finds what cannot happen.";
        lesson.say(reasons);
        lesson.next(
            "Ask why: cargo run --release -- litmus SB+sc --why '0:r0=0 1:r0=0' shows the circle that the one \
             order of SeqCst forbids. Then write the mistake of your last program as a file of this kind \
             (--export DIR writes all of these), and ask.",
        );
    }
}
