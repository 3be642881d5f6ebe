//! The lessons: their list, and the page that a lesson writes.

use crate::compare::{Comparison, Measured, REPEATS, Setting, Unmeasured};
use crate::data::Source;
use crate::network::Perceptron;
use crate::report::{Align, Page, complain, end_quietly, table};
use crate::sync;
use crate::trainers::{Approach, Unwatched, approaches};

/// A lesson's place in the course.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// Its number and name, as in the names of its binary, its trainer and its chapter: `03_mutex`.
    pub name: &'static str,
    /// What it is about, in one line.
    pub about: &'static str,
}

/// All lessons, in order.
pub const LESSONS: [Lesson; 9] = [
    Lesson { name: "01_one_thread", about: "one thread: what there is to train, and to compare with" },
    Lesson { name: "02_lost_update", about: "two workers, one set of weights, and updates that vanish" },
    Lesson { name: "03_mutex", about: "a lock: what it keeps out, how long to hold it, which one" },
    Lesson { name: "04_rwlock", about: "many readers or one writer, and why a check goes stale" },
    Lesson { name: "05_thread_local", about: "share nothing for a while, then meet at a barrier" },
    Lesson { name: "06_channels", about: "send gradients to the one thread that owns the weights" },
    Lesson { name: "07_atomics", about: "no lock: what is atomic, and what is not" },
    Lesson { name: "08_publish", about: "Release, Acquire, and what happens before what" },
    Lesson { name: "09_litmus", about: "what the language allows, loom explores, and this machine shows" },
];

impl Lesson {
    /// The lesson that a number (`3`, `03`) or a name (`mutex`, `03_mutex`) means.
    pub fn find(wanted: &str) -> Option<Lesson> {
        LESSONS.into_iter().enumerate().find_map(|(index, lesson)| {
            let (_, short) = lesson.name.split_once('_')?;
            let is_number = wanted.parse() == Ok(index + 1);
            (is_number || wanted == lesson.name || wanted == short).then_some(lesson)
        })
    }

    /// The lesson after this one.
    pub fn next(self) -> Option<Lesson> {
        LESSONS.into_iter().skip_while(|&lesson| lesson != self).nth(1)
    }
}

/// Said where a mistake has no counterexample.
const AS_IT_CAME: &str = "What this lesson says about it is about the code as it came.";

/// The page of a lesson: claim, prediction, run, what was seen, why, and what is next.
pub struct Told {
    lesson: Lesson,
    page: Page,
}

/// Opens the page of the lesson with this name.
///
/// # Panics
/// If there is no such lesson.
pub fn tell(name: &str) -> Told {
    end_quietly();
    let lesson = Lesson::find(name).expect("a lesson of the list");
    if sync::CHECKED {
        complain("lessons train on real threads, and this is a build for loom: run it without --cfg loom");
        std::process::exit(2);
    }
    let mut page = Page::new();
    let (number, title) = name.split_once('_').unwrap_or(("", name));
    page.title(&format!("Lesson {number}: {}", title.replace('_', " ")));
    Told { lesson, page }
}

impl Told {
    /// What the lesson claims.
    pub fn claim(&mut self, text: &str) {
        self.page.say(text);
    }

    /// A question to the reader, to be answered before reading on.
    pub fn predict(&mut self, question: &str) {
        self.section("Predict", question);
    }

    /// A section with a heading of its own.
    pub fn section(&mut self, heading: &str, text: &str) {
        self.page.heading(heading);
        self.page.say(text);
    }

    /// One more paragraph.
    pub fn say(&mut self, text: &str) {
        self.page.blank();
        self.page.say(text);
    }

    /// Lines that stay as they are, between blank lines.
    pub fn show(&mut self, text: &str) {
        self.page.blank();
        self.page.verbatim(text);
    }

    /// The report of an exploration, and then `why` if it found something wrong. A learner may have
    /// mended the mistake meanwhile, and then `mended` is what is said.
    pub fn explored(&mut self, report: &str, mended: Option<String>, why: &str) {
        self.show(report);
        match mended {
            None => self.say(why),
            Some(mended) => self.say(&format!("{mended} {AS_IT_CAME}")),
        }
    }

    /// Trains on the digits with one thread and with each of the named approaches, and shows a table.
    pub fn train(&mut self, names: &[&str]) -> Vec<Measured> {
        let named = |approach: &Approach<_>| names.contains(&approach.name);
        self.compare(&approaches().into_iter().filter(named).collect::<Vec<_>>())
    }

    /// Trains on the digits with one thread and with each of `others`, with two workers, and shows a
    /// table. Where a worker panics, that ends the program.
    pub fn compare(&mut self, others: &[Approach<Perceptron>]) -> Vec<Measured> {
        let comparison = Comparison::new(Setting::of(Source::Digits, 2));
        let sequential = approaches().swap_remove(0);
        let measure = |approach: &_| match comparison.measure(approach, &Unwatched) {
            Ok(measured) => measured,
            Err(Unmeasured::Panic(panic)) => {
                complain(&format!("{} ended without a result: {panic}", approach.name));
                std::process::exit(1);
            }
            Err(Unmeasured::Interrupted) => unreachable!("nobody interrupts"),
        };
        let all: Vec<_> = [sequential].iter().chain(others).map(measure).collect();
        let row = |measured: &Measured| {
            vec![
                measured.name.to_owned(),
                measured.workers.to_string(),
                format!("{:.1} %", 100.0 * measured.accuracy),
                format!("{:.2}", measured.speed),
                measured.kind.to_owned(),
                if measured.same_again { "yes" } else { "no" }.to_owned(),
            ]
        };
        let headers = [
            ("approach", Align::Left),
            ("workers", Align::Right),
            ("accuracy", Align::Right),
            ("speed", Align::Right),
            ("training", Align::Left),
            ("same again", Align::Left),
        ];
        self.show(&table(&headers, &all.iter().map(row).collect::<Vec<_>>()));
        self.say(&format!(
            "Accuracy: the share of test images that are classified correctly. Speed: images a second, \
             one thread being 1.00. Same again: whether {REPEATS} runs ended with the same weights, bit for \
             bit."
        ));
        all
    }

    /// Ends the page with what to do next.
    pub fn next(mut self, try_this: &str) {
        self.section("Try", try_this);
        self.page.blank();
        match self.lesson.next() {
            Some(next) => self.page.say(&format!("Next: cargo run --release --bin {}", next.name)),
            None => {
                self.page.say("That was the last lesson. All approaches side by side: cargo run --release")
            }
        }
    }
}
