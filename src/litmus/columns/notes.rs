//! Why a cell differs from C++20's: notes, a sentence each.

use loom::MAX_THREADS;

use super::super::checker::model::{SeqCst, Synchronisation};
use super::super::checker::{Axiom, Behaviour, Limits, Model, behaviour};
use super::super::on_engine::Ending;
use super::super::test::{Outcome, Test};
use super::divergence::Cause;
use super::rows::{ENGINE, LOOM};
use super::{Beside, Columns, Machine, Row, Seen};
use crate::explore::Failure;

/// The place of this machine's column, if there is one.
const SEEN: usize = 3;

impl Columns {
    /// The rows, each cell that differs from C++20's with the number of its note, and the notes.
    pub fn rows(&self) -> (Vec<Row>, Vec<String>) {
        let (mut rows, mut notes) = (self.bare_rows(), Vec::new());
        for row in &mut rows {
            let allowed = self.language.allows(&row.outcome);
            for column in 1..row.cells.len() {
                // Where one of the two says nothing, there is nothing to compare.
                let is_silent = row.cells[0].undefined || row.cells[column].undefined;
                if is_silent || self.is_unasked(column) {
                    continue;
                }
                if row.cells[column].happens != allowed || self.has_failed(column) {
                    let note = self.note(column, &row.outcome, allowed);
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

    fn note(&self, column: usize, outcome: &Outcome, allowed: bool) -> String {
        match (column, &self.machine) {
            (ENGINE, _) => self.note_on_engine(outcome, allowed),
            (LOOM, _) => self.note_on_loom(outcome, allowed),
            (SEEN, Machine::Seen(seen)) => note_on_machine(&self.test, seen, outcome, allowed, &self.limits),
            _ => {
                let beside = &self.beside[column - self.first_beside()];
                note_on_model(&self.test, beside, outcome, allowed, &self.limits)
            }
        }
    }

    fn note_on_engine(&self, outcome: &Outcome, allowed: bool) -> String {
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
            _ => what_rc11_has(&self.test, &self.limits, |says| says.allows(outcome) != allowed)
                .unwrap_or(ENGINE_UNKNOWN)
                .to_owned(),
        }
    }

    /// Why the engine does not report C++20's data race.
    pub(super) fn why_no_race(&self) -> &'static str {
        let is_defined = |says: &Behaviour| says.outcomes().is_some();
        what_rc11_has(&self.test, &self.limits, is_defined).unwrap_or(ENGINE_UNKNOWN)
    }

    fn note_on_loom(&self, outcome: &Outcome, allowed: bool) -> String {
        if let Some(failure) = &self.loom.failure {
            return match (failure, in_words(self.causes.of_race())) {
                (Failure::DataRace, Some(causes)) => {
                    format!("loom reports a data race that is none. {causes}")
                }
                (Failure::DataRace, None) => format!("loom reports a data race that is none. {UNKNOWN}"),
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
            (None, _) => UNKNOWN.to_owned(),
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
pub(super) const UNKNOWN: &str =
    "The cause of this difference is not known: please report it, with the test.";

/// The same of the engine, whose outcomes are RC11's.
const ENGINE_UNKNOWN: &str = "The engine goes by RC11; which of its rules makes this difference is not known: please report it, with the \
     test.";

fn note_on_machine(test: &Test, seen: &Seen, outcome: &Outcome, allowed: bool, limits: &Limits) -> String {
    if !allowed {
        return if only_words_forbid(test, outcome, limits) {
            "Seen, though C++20 forbids it: its words for the order of SeqCst operations, which say more than \
             compilers and processors keep (LWG issue 3941). RC11's allow it."
        } else {
            "Seen, though the language forbids it: the checker, the compiler or the processor is wrong. \
             Please report it, with the test."
        }
        .to_owned();
    }
    let on_x86 = seen.is_x86.then(|| behaviour(test, &Model::X86_TSO, limits));
    match on_x86 {
        Some(Ok(model)) if !model.allows(outcome) => {
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

/// C++20 with RC11's words for the order of `SeqCst` operations.
fn order_of_seq_cst() -> Model {
    let mut model = Model::CPP20;
    model.seq_cst = SeqCst::Rc11;
    model
}

/// Whether an outcome is forbidden by nothing but C++20's words for the order of `SeqCst` operations.
///
/// They were to say what RC11 says, and say more: that a store comes before a load also where all that leads from
/// the one to the other goes through a weaker store. On x86 that is not so, and compilers see to nothing there.
/// The committee knows it: LWG issue 3941, "[atomics.order] inadvertently prohibits widespread implementation
/// techniques".
fn only_words_forbid(test: &Test, outcome: &Outcome, limits: &Limits) -> bool {
    behaviour(test, &order_of_seq_cst(), limits).is_ok_and(|says| says.allows(outcome))
}

/// What RC11 has that C++20 has not: C++20 with that one thing, and a sentence about it.
fn differences() -> [(Model, &'static str); 3] {
    let mut release_sequence = Model::CPP20;
    release_sequence.synchronisation = Some(Synchronisation::UpdatesAndOwnStores);
    [
        (
            Model::CPP20.with(Axiom::NoThinAir),
            "RC11, by which the engine goes, forbids reads from what comes later: no cycle of program order and \
             reads-from. C++20 has only a recommendation against values out of thin air, and allows load \
             buffering.",
        ),
        (
            release_sequence,
            "In RC11, by which the engine goes, a release sequence goes on through later stores of the same \
             thread; C++20 took them out (P0982R1).",
        ),
        (
            order_of_seq_cst(),
            "RC11, by which the engine goes, words the order of SeqCst operations in another way than C++20 \
             (P0668R5).",
        ),
    ]
}

/// What RC11 has and C++20 has not that makes C++20's answer another.
fn what_rc11_has(
    test: &Test,
    limits: &Limits,
    is_other: impl Fn(&Behaviour) -> bool,
) -> Option<&'static str> {
    let differs = |model: &Model| behaviour(test, model, limits).is_ok_and(|says| is_other(&says));
    differences().into_iter().find(|(model, _)| differs(model)).map(|(_, about)| about)
}

fn note_on_model(test: &Test, beside: &Beside, outcome: &Outcome, allowed: bool, limits: &Limits) -> String {
    let Beside { model, without, .. } = beside;
    if let Some(axiom) = without {
        return format!("{} without {axiom}. This axiom says: {}.", model.name, axiom.about());
    }
    if *model == Model::X86_TSO {
        return if allowed {
            "As the instructions are written, an x86 processor puts off nothing but a store, past later \
             loads. A compiler may do more."
        } else if only_words_forbid(test, outcome, limits) {
            "x86 instructions as written give it. C++20's words for the order of SeqCst operations forbid more than \
             compilers and processors keep (LWG issue 3941)."
        } else {
            "x86 instructions as written would give it, though the language forbids it."
        }
        .to_owned();
    }
    match what_rc11_has(test, limits, |says| says.allows(outcome) != allowed) {
        Some(about) => about.to_owned(),
        None => format!("{} differs from C++20 here by several things together.", model.name),
    }
}
