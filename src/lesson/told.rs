//! The page of a lesson.

use super::{Lesson, Stops};
use crate::compare::{BUDGET, Comparison, Detail, Measured, Setting, Unmeasured, legend, said, show};
use crate::data::Source;
use crate::machine::{cores, forget_settings_of_loom};
use crate::network::Perceptron;
use crate::report::{Page, Status, complain, end_quietly};
use crate::sync;
use crate::trainers::{Approach, Unwatched, approaches};

/// Said where a mistake has no counterexample.
const AS_IT_CAME: &str = "What this lesson says about it is about the code as it came.";

/// The page of a lesson: claim, prediction, run, what was seen, why, and what is next.
pub struct Told {
    lesson: Lesson,
    page: Page,
    stops: Stops,
}

/// Opens the page of the lesson with this name. That is the first thing that a lesson does, before there
/// is a second thread.
///
/// # Panics
/// If there is no such lesson.
pub fn tell(name: &str) -> Told {
    end_quietly();
    // SAFETY: no other thread has been started yet.
    unsafe { forget_settings_of_loom() };
    let lesson = Lesson::find(name).expect("a lesson of the list");
    if sync::CHECKED {
        complain("lessons train on real threads, and this is a build for loom: run it without --cfg loom");
        std::process::exit(2);
    }
    // What is no text is no argument of a lesson's, and is to be complained of like any other.
    let arguments = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned());
    let stops = Stops::asked(name, arguments).unwrap_or_else(|complaint| {
        complain(&complaint.to_string());
        std::process::exit(2);
    });
    let mut page = Page::new();
    let (number, title) = name.split_once('_').unwrap_or(("", name));
    page.title(&format!("Lesson {number}: {}", title.replace('_', " ")));
    Told { lesson, page, stops: stops.on_this_terminal() }
}

impl Told {
    /// What the lesson claims.
    pub fn claim(&mut self, text: &str) {
        self.page.say(text);
    }

    /// A question to the reader, to be answered before reading on. On a terminal the page waits for that.
    pub fn predict(&mut self, question: &str) {
        self.section("Predict", question);
        self.stops.wait(&mut self.page);
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
    /// table, and what may be said of their speeds. Where a worker panics, that ends the program.
    pub fn compare(&mut self, others: &[Approach<Perceptron>]) -> Vec<Measured> {
        let comparison = Comparison::new(Setting::of(Source::Digits, 2));
        let sequential = approaches().swap_remove(0);
        let measure = |approach: &Approach<_>| {
            let _status = Status::show(&format!("measuring {}", approach.name));
            match comparison.measure(approach, BUDGET, &Unwatched) {
                Ok(measured) => measured,
                Err(Unmeasured::Panic(panic)) => {
                    complain(&format!("{} ended without a result: {panic}", approach.name));
                    std::process::exit(1);
                }
                Err(Unmeasured::Interrupted) => unreachable!("nobody interrupts"),
            }
        };
        let all: Vec<_> = [sequential].iter().chain(others).map(measure).collect();
        self.show(&show(&all, cores()));
        self.say(&legend(&all, cores(), Detail::Figures));
        self.say(&said::speeds(&all, cores()));
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
