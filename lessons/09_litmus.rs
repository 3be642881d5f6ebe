//! Lesson 09, litmus tests: what the language allows, what the engine and loom explore, what this machine
//! shows.
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
    use racelab::lesson::{Told, seen, tell};
    use racelab::litmus::both::{Question, ask};
    use racelab::report::{Align, Status, table};
    use racelab_loom::litmus::columns::{Columns, ENGINE, LOOM, Machine, initial, program, question};
    use racelab_loom::litmus::{format, gallery};

    /// How often each test is run on this machine.
    const RUNS: u64 = 200_000;

    /// What C++20, the engine, loom and this machine say of a test of the gallery.
    fn answers(name: &str) -> Columns {
        let text = gallery::find(name).expect("a test of the gallery").text;
        let test = format::parse(text).expect("the gallery can be read");
        let _status = Status::show(&format!("running {name}"));
        let question = Question { models: Vec::new(), runs: Some(RUNS), time: None, interrupted: || false };
        ask(&test, &question).expect("the gallery is small")
    }

    /// What this machine says of the outcomes that a test asks about: whether it was seen to do any of them,
    /// or none where the test was not run.
    fn seen_here(columns: &Columns) -> Option<bool> {
        let Machine::Seen(seen) = &columns.machine else { return None };
        Some(seen.counts.iter().any(|(outcome, &count)| count > 0 && columns.test.asks_about(outcome)))
    }

    /// A test with a prediction first: the program, the question, and after it what everyone says. Returns
    /// whether this machine was seen to do it, if it was asked.
    fn predicted(lesson: &mut Told, name: &str, heading: &str, before: &str) -> Option<bool> {
        let columns = answers(name);
        lesson.section(heading, before);
        lesson.show(&program(&columns.test));
        lesson.say(&format!("{} {}", initial(&columns.test), question(&columns.test)));
        lesson.predict("Yes or no? In the language, and on the machine in front of you?");
        lesson.show(&rows(&[&columns]));
        seen_here(&columns)
    }

    /// Several tests, each with what is said of the outcome that it asks about.
    fn compared(lesson: &mut Told, names: &[&str]) {
        let all: Vec<_> = names.iter().map(|name| answers(name)).collect();
        lesson.show(&rows(&all.iter().collect::<Vec<_>>()));
    }

    /// A row for each test.
    fn rows(all: &[&Columns]) -> String {
        let rows = all.iter().map(|columns| {
            let (rows, _) = columns.rows();
            let asked: Vec<_> = rows.iter().filter(|row| row.asked).collect();
            let any = |column: usize, yes: &str, no: &str| {
                let happens = asked.iter().any(|row| row.cells.get(column).is_some_and(|cell| cell.happens));
                if happens { yes.to_owned() } else { no.to_owned() }
            };
            let here = match seen_here(columns) {
                Some(true) => "seen",
                Some(false) => "never",
                None => "not run",
            };
            let outcome = asked.first().map(|row| columns.test.outcome_in_words(&row.outcome));
            vec![
                columns.test.name.clone(),
                outcome.unwrap_or_default(),
                any(0, "allowed", "forbidden"),
                any(ENGINE, "found", "not found"),
                any(LOOM, "found", "not found"),
                here.to_owned(),
            ]
        });
        let headers = ["test", "the outcome asked about", "C++20", "engine", "loom", "here"];
        table(&headers.map(|header| (header, Align::Left)), &rows.collect::<Vec<_>>())
    }

    /// Tells the lesson.
    pub fn tell_it() {
        let mut lesson = tell("09_litmus");
        lesson.claim(
            "There is no single order in which all threads see all stores. What a program may do is for the \
             language to say; a checker explores some of it, and a processor shows some of it. So four \
             columns answer: C++20's axioms, to which Rust refers; the kit's own engine, which goes by RC11; \
             loom; and this machine.",
        );
        predicted(
            &mut lesson,
            "MP",
            "Message passing, all Relaxed",
            "Thread 0 writes data and raises a flag. Thread 1 looks at the flag and then at the data.",
        );
        lesson.say(
            "Allowed: Relaxed promises nothing about two locations. (An x86 processor never shows it.) With \
             Release and Acquire on the flag it is forbidden, which was lesson 08.",
        );
        let seen = predicted(
            &mut lesson,
            "SB",
            "Store buffering",
            "Each thread stores, and then loads what the other stores. In any order of the four operations, \
             one store comes first, and the load after the other store reads it: at least one thread reads 1.",
        );
        lesson.say(&seen::store_buffering(seen));
        lesson.predict(
            "Release and Acquire, AcqRel fences, SeqCst accesses, SeqCst fences: which of these forbid it?",
        );
        lesson.section(
            "What helps against it, and what does not",
            "The same, with other orderings and fences:",
        );
        compared(&mut lesson, &["SB+rel+acq", "SB+acqrel-fences", "SB+sc", "SB+fences"]);
        lesson.say(
            "Release, Acquire and AcqRel fences say what a load learns from the store it reads from; here each \
             reads the initial value, which nobody has released. SeqCst gives one order of all its operations. \
             (loom takes SeqCst accesses for less than they are, so `check` does not ask it about code that has them.)",
        );
        lesson.predict(
            "Message passing with fences, three times: a Release fence before the flag's store and an Acquire \
             fence after its load; a Release fence after the store; a Release fence before it, and an Acquire \
             load. One of the three orders nothing. Which?",
        );
        lesson.section("Fences", "Message passing again, with fences instead of orderings:");
        compared(&mut lesson, &["MP+fences", "MP+relfence-late", "MP+relfence+acq"]);
        lesson.say("A Release fence publishes what came before it; after the flag is too late.");
        predicted(
            &mut lesson,
            "LB",
            "Load buffering",
            "Each thread loads, and stores after it. Both loads would read from the future.",
        );
        lesson.say(
            "Allowed, though no order of the four operations gives it, and loom, which does one after another, \
             cannot get there. Where the stored value is the loaded one (LB+OOTA: 42 out of thin air) the \
             standard allows it and recommends against it in the same breath.",
        );
        predicted(
            &mut lesson,
            "CoRR",
            "Coherence",
            "One location. Thread 1 reads it twice, while thread 0 writes it once.",
        );
        lesson.say("Forbidden: a location has one order of values, and no thread goes back in it.");
        predicted(
            &mut lesson,
            "IRIW+rel+acq",
            "Independent reads of independent writes",
            "Two threads write, two read both. Can those disagree on which came first?",
        );
        lesson.say(
            "Allowed: each reader knows what it has read and no more. There is no one order of the stores, \
             unless they are SeqCst (IRIW+sc). An x86 processor happens to have one.",
        );
        lesson.predict(
            "The kit's own code: Publish is the version of lesson 08, Hogwild the kernel of atomic-load-store, \
             Stop the flag that ends training, Relaxed. Which weaker forms of them go wrong?",
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
            "Publish is forbidden to show the new version with the old weight; weaken either half, and it \
             may. With fetch_add no update of Hogwild is lost; with a load and a store, half of one can be: what is \
             missing is atomicity, and no ordering brings it. All that is asked of Stop is that it is never \
             taken back once seen: coherence.",
        );
        lesson.predict("One of the next four is a false alarm of loom's. Which of them may your program do?");
        lesson.section("Four rows to remember", "Each surprises somebody:");
        compared(&mut lesson, &["Peterson+fence", "SB+acqrel-fences", "RS+store", "SB+sc"]);
        lesson.say(
            "Peterson's lock with one fence in each thread is broken, and an x86 processor never shows it: a \
             program can be wrong and pass every run. AcqRel fences do nothing for store buffering. A Relaxed \
             store by the same thread used to continue a release sequence; C++20 took that away. And SB+sc \
             cannot happen, whatever loom finds.",
        );
        lesson.next(
            "Ask why: cargo run --release -- litmus SB+sc --why '0:r0=0 1:r0=0' shows the circle that the one \
             order of SeqCst forbids. Then write the mistake of your last program as a file of this kind \
             (litmus --export DIR writes all of these), and ask.",
        );
    }
}
