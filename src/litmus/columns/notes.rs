//! Why a cell differs from C++20's: notes, a sentence each.

use loom::MAX_THREADS;

use super::super::checker::{Behaviour, Model};
use super::super::on_engine::Ending;
use super::super::test::Outcome;
use super::divergence::{Cause, Causes};
use super::others::{Others, Unfound};
use super::rows::{ENGINE, LOOM};
use super::{Beside, Columns, Machine, Row, Seen};
use crate::explore::Failure;

/// The place of this machine's column, if there is one.
const SEEN: usize = 3;

impl Columns {
    /// The rows, each cell that differs from C++20's with the number of its note, and the notes.
    pub fn rows(&self) -> (Vec<Row>, Vec<String>) {
        let (mut rows, mut notes) = (self.bare_rows(), Vec::new());
        let others = Others::of(&self.test, &self.limits);
        for row in &mut rows {
            let allowed = self.language.allows(&row.outcome);
            for column in 1..row.cells.len() {
                // Where one of the two says nothing, there is nothing to compare.
                let is_silent = row.cells[0].undefined || row.cells[column].undefined;
                if is_silent || self.is_unasked(column) {
                    continue;
                }
                if row.cells[column].happens != allowed || self.has_failed(column) {
                    let note = self.note(&others, column, &row.outcome, allowed);
                    let number = notes.iter().position(|known| *known == note).unwrap_or(notes.len());
                    if number == notes.len() {
                        notes.push(note);
                    }
                    row.cells[column].note = Some(number);
                }
            }
        }
        (rows, notes)
    }

    /// Whether nobody was asked who would have the answer.
    pub(super) fn is_unasked(&self, column: usize) -> bool {
        match column {
            ENGINE => matches!(self.engine.ending, Ending::Unasked(_)),
            LOOM => self.loom.unasked.is_some(),
            _ => false,
        }
    }

    /// Whether a failure ended what looked for the answer.
    pub(super) fn has_failed(&self, column: usize) -> bool {
        match column {
            ENGINE => matches!(self.engine.ending, Ending::DataRace | Ending::Failed(_)),
            LOOM => self.loom.failure.is_some(),
            _ => false,
        }
    }

    fn note(&self, others: &Others<'_>, column: usize, outcome: &Outcome, allowed: bool) -> String {
        match (column, &self.machine) {
            (ENGINE, _) => self.note_on_engine(others, outcome, allowed),
            (LOOM, _) => self.note_on_loom(outcome, allowed),
            (SEEN, Machine::Seen(seen)) => note_on_machine(others, seen, outcome, allowed),
            _ => note_on_model(others, &self.beside[column - self.first_beside()], outcome, allowed),
        }
    }

    fn note_on_engine(&self, others: &Others<'_>, outcome: &Outcome, allowed: bool) -> String {
        match &self.engine.ending {
            Ending::DataRace => {
                "The engine gives no answer: it ended at a data race. The checker finds none, so one of the two \
                 is wrong."
                    .to_owned()
            }
            Ending::Failed(what) => format!("The engine gives no answer. It ended so: {what}."),
            Ending::Stopped(why) if allowed => {
                format!("The engine was stopped before it came to its end ({why}): not exhaustive.")
            }
            _ => others
                .what_rc11_has(|says| says.allows(outcome) != allowed)
                .unwrap_or_else(engine_unknown)
                .to_owned(),
        }
    }

    /// Why the engine does not report C++20's data race.
    pub(super) fn why_no_race(&self) -> &'static str {
        let is_defined = |says: &Behaviour| says.outcomes().is_some();
        Others::of(&self.test, &self.limits).what_rc11_has(is_defined).unwrap_or_else(engine_unknown)
    }

    fn note_on_loom(&self, outcome: &Outcome, allowed: bool) -> String {
        if let Some(failure) = &self.loom.failure {
            return match (failure, in_words(self.causes.of_race())) {
                (Failure::DataRace, Some(causes)) => {
                    format!("loom reports a data race that is none. {causes}")
                }
                (Failure::DataRace, None) => {
                    format!("loom reports a data race that is none. {}", unknown(&self.causes))
                }
                (Failure::TooManyThreads(_), _) => format!(
                    "loom was not asked: the test has {} threads, and loom has room for {MAX_THREADS}.",
                    self.test.threads.len()
                ),
                (failure, _) => format!("loom gives no answer. It ended so: {failure}."),
            };
        }
        match (in_words(self.causes.of(outcome)), self.loom.stopped) {
            (Some(causes), _) => causes,
            (None, Some(why)) if allowed => {
                format!("loom was stopped before it came to its end ({why}): not exhaustive.")
            }
            (None, _) => unknown(&self.causes).to_owned(),
        }
    }
}

/// The causes, a sentence each; nothing if there are none.
pub(super) fn in_words(causes: &[Cause]) -> Option<String> {
    let sentences = causes.iter().map(|cause| format!("{}.", cause.about()));
    let words = match causes {
        [] => return None,
        [_] => sentences.collect(),
        _ => format!(
            "Several things together. {}",
            sentences.map(|text| capital(&text)).collect::<Vec<_>>().join(" ")
        ),
    };
    Some(words)
}

/// With a capital letter first, if it is no name.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if !text.starts_with("loom") => first.to_uppercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}

/// Said where nobody knows why.
pub(super) fn unknown(causes: &Causes) -> &'static str {
    if causes.are_cut_short() {
        "The cause of this difference was not found within the limits (--seconds N allows for more)."
    } else {
        "The cause of this difference is not known: please report it, with the test."
    }
}

/// The same of the engine, whose outcomes are RC11's.
fn engine_unknown(unfound: Unfound) -> &'static str {
    match unfound {
        Unfound::Nowhere => {
            "The engine goes by RC11; which of its rules makes this difference is not known: please report it, \
             with the test."
        }
        Unfound::CutShort => {
            "The engine goes by RC11; which of its rules makes this difference was not found within the limits \
             (--seconds N allows for more)."
        }
    }
}

fn note_on_machine(others: &Others<'_>, seen: &Seen, outcome: &Outcome, allowed: bool) -> String {
    if !allowed {
        return match others.only_words_forbid(outcome) {
            Some(true) => {
                "Seen, though C++20 forbids it: its words for the order of SeqCst operations, which say more than \
                 compilers and processors keep (LWG issue 3941). RC11's allow it."
            }
            Some(false) => {
                "Seen, though the language forbids it: the checker, the compiler or the processor is wrong. \
                 Please report it, with the test."
            }
            None => {
                "Seen, though C++20 forbids it. It may be nothing but its words for the order of SeqCst operations that \
                 do (LWG issue 3941); within the limits that was not looked at (--seconds N allows for more)."
            }
        }
        .to_owned();
    }
    let on_x86 = if seen.is_x86 { others.say(&Model::X86_TSO) } else { None };
    match on_x86 {
        Some(model) if !model.allows(outcome) => {
            "Never here: an x86 processor keeps everything in order but a store before a load. Other \
             processors do not, and a compiler need not."
        }
        Some(_) => "Never here, though an x86 processor may do it. That it was never seen is weak evidence.",
        None => {
            "Never here. That it was never seen is weak evidence: the next run, or another processor, may \
             show it."
        }
    }
    .to_owned()
}

fn note_on_model(others: &Others<'_>, beside: &Beside, outcome: &Outcome, allowed: bool) -> String {
    let Beside { model, without, .. } = beside;
    if let Some(axiom) = without {
        return format!("{} without {axiom}. This axiom says: {}.", model.name, axiom.about());
    }
    if *model == Model::X86_TSO {
        return if allowed {
            "As the instructions are written, the only thing that an x86 processor puts off is a store, past later \
             loads. A compiler may do more."
        } else if others.only_words_forbid(outcome) == Some(true) {
            "x86 instructions as written give it. C++20's words for the order of SeqCst operations forbid more than \
             compilers and processors keep (LWG issue 3941)."
        } else {
            "x86 instructions as written would give it, though the language forbids it."
        }
        .to_owned();
    }
    match others.what_rc11_has(|says| says.allows(outcome) != allowed) {
        Ok(about) => about.to_owned(),
        Err(Unfound::Nowhere) => {
            format!("{} differs from C++20 here by several things together.", model.name)
        }
        Err(Unfound::CutShort) => format!(
            "By what {} differs from C++20 here was not found within the limits (--seconds N allows for more).",
            model.name
        ),
    }
}
