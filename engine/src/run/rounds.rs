//! Waiting loops: what a thread does that says `spin_loop` or `yield_now`.
//!
//! Most often it says so in a loop that has looked, and not found what it waits for:
//!
//! ```text
//! while flag.load(Acquire) == 0 {
//!     spin_loop();
//! }
//! ```
//!
//! An execution in which such a loop looks three times in vain and finds the fourth time teaches nothing that the one
//! does not in which it finds the first time, for looking leaves nothing behind: take the looks in vain out of the
//! graph, and what remains is consistent and has the same outcome. So a thread that has looked in vain is blocked for
//! good, and another execution has it find. (Kokologiannakis, Ren, Vafeiadis, "Dynamic Partial Order Reductions for
//! Spinloops", FMCAD 2021, where a compiler finds the loops.)
//!
//! That is right only if looking leaves nothing behind. Here no compiler looks at the loop, so it is *tried*: the
//! thread goes on, aside from the graph, and finds nothing newer than it knows of already. Then
//!
//! - either it says the same again and again, and has changed nothing: it waits;
//! - or it gets to something that it has not done before, or to its end: it was no waiting loop, or one that gives
//!   up after a few rounds, and the thread goes on as if it had said nothing;
//! - or it says the same again and again, and writes: such a loop has endless executions, and is reported as a failure.
//!
//! A thread that goes on is run again from the beginning, as it has gone astray. It then says in the graph what it has
//! said in its trial, and is not tried anew each time: as long as it finds what it found there, it is known to go on.
//! So a loop that gives up after a thousand rounds costs one trial, not a thousand.
//!
//! Whether a read-modify-write writes is a matter of values: a lock that is tried for by `swap(true)` finds `true`
//! and leaves it. To lock, look and unlock counts as looking, as a thread that has not done it has learned only
//! less.
//!
//! What it would find behind a lock that another thread has just now, no trial can tell. So the thread goes on, waits for
//! the lock as any other does, and is tried when it next says that it waits.
//!
//! (Or, where the explorer was told so, cut: see `cut`.)
//!
//! At the end of a run the same is done with the newest values: a thread that would find something now does so in
//! another execution. If none would, nothing will ever end their loops: a *livelock*.

use std::collections::{HashMap, HashSet};

use super::trial::{Finds, Trial};
use super::{Engine, Step, Wait};
use crate::execution::{EndlessLoop, Failure};
use crate::faults::{Fault, broken};
use crate::graph::{ObjectId, Place};

/// How often a loop has to say that it waits until it is believed, where it is first met or has been seen to give up.
const FIRST_TRIAL: u32 = 5_000;

/// The same where a loop was once judged to wait, and never seen to give up. That keeps trials cheap, and has its
/// price: if such a loop does give up after more rounds than these, the executions in which it does are missed in
/// silence.
const LATER_TRIAL: u32 = 64;

/// So many findings are kept.
const MOST_FINDINGS: usize = 50_000;

/// What came of a trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It waits in a loop that only looks.
    Waits,
    /// It goes on.
    GoesOn,
    /// It loops, and writes.
    Writes,
}

/// What is known of loops, in one exploration.
#[derive(Default)]
pub(super) struct Loops {
    /// By what a thread has done until then: whether it waits.
    waits: HashMap<u64, bool>,
    /// Where a trial has been made.
    tried: HashSet<Place>,
    /// Where one has found that the thread goes on.
    went_on: HashSet<Place>,
}

/// What a thread does that has said that it waits.
pub(crate) enum Spin {
    /// It goes on.
    GoOn,
    /// It stops here.
    Stop,
    /// The execution has been given up.
    Abandoned,
}

impl Engine {
    /// The current thread says that it waits.
    pub(crate) fn spin(&mut self, place: Place) -> Spin {
        let thread = self.current;
        self.comes_to(place);
        if self.abandoning {
            return Spin::Abandoned;
        }
        if self.trial.is_some() {
            return self.spin_again(place);
        }
        if self.sampler.is_some() {
            return self.spin_in_sample(place);
        }
        let begun = self.same_round_again(place);
        if self.threads[thread].done < self.search.graph.threads[thread].len() {
            self.has_yielded = true;
            return Spin::GoOn;
        }
        if begun.is_some() {
            self.threads[thread].cut = begun;
            self.wait(Wait::Spin, place);
            return Spin::Stop;
        }
        self.threads[thread].place = Some(place);
        let key = self.history(place);
        if broken(Fault::EveryLoopWaits) {
            self.loops.waits.insert(key, true);
        }
        match self.loops.waits.get(&key) {
            Some(true) => {
                self.wait(Wait::Spin, place);
                Spin::Stop
            }
            Some(false) => {
                self.has_yielded = true;
                Spin::GoOn
            }
            None => {
                let is_first = self.loops.tried.insert(place) || self.loops.went_on.contains(&place);
                let left = if is_first { FIRST_TRIAL } else { LATER_TRIAL };
                self.begin_trial(thread, place, Finds::TheSame, left, key);
                Spin::GoOn
            }
        }
    }

    /// A number for all that decides what the current thread does next: what it has done and found.
    fn history(&mut self, place: Place) -> u64 {
        let thread = self.current;
        self.threads[thread].history.key_now(&self.search.graph, thread, place)
    }

    fn begin_trial(&mut self, thread: usize, place: Place, finds: Finds, left: u32, key: u64) {
        self.trial = Some(Trial {
            thread,
            place,
            finds,
            left,
            written: HashMap::new(),
            effect: None,
            looked: Vec::new(),
            has_looked: false,
            history: Some(self.threads[thread].history.clone()),
            passed: Vec::new(),
            key,
            verdict: None,
        });
    }

    /// In a trial, the thread says again that it waits.
    fn spin_again(&mut self, place: Place) -> Spin {
        let trial = self.trial.as_mut().expect("there is a trial");
        trial.left = trial.left.saturating_sub(1);
        let is_round = place == trial.place && trial.has_looked;
        let is_enough = trial.finds == Finds::TheNewest && (is_round || trial.effect.is_some());
        if trial.left > 0 && !is_enough {
            trial.passed.extend(trial.history.as_ref().map(|history| history.key(trial.thread, place)));
            return Spin::GoOn;
        }
        let verdict = if trial.effect.is_some() { Verdict::Writes } else { Verdict::Waits };
        self.conclude(verdict, place);
        Spin::Stop
    }

    pub(super) fn conclude(&mut self, verdict: Verdict, place: Place) -> Step {
        if let Some(trial) = &mut self.trial {
            trial.verdict.get_or_insert(verdict);
        }
        self.wait(Wait::Over, place)
    }

    /// The thread that is tried has come to its end.
    pub(super) fn ends_trial(&mut self) -> bool {
        self.trial.as_mut().map(|trial| trial.verdict.get_or_insert(Verdict::GoesOn)).is_some()
    }

    /// Whether a thread is tried now.
    pub(crate) fn is_trial(&self) -> bool {
        self.trial.is_some()
    }

    /// In a trial, the thread wants to write plain memory. That would be done for good, so this ends it.
    pub(crate) fn touches_in_trial(&mut self, place: Place) {
        self.conclude(Verdict::GoesOn, place);
    }

    /// After a trial of what a thread does if it finds what it found before: whether the run can go on. Where not,
    /// it has to be begun again, as the thread has gone astray.
    pub(super) fn end_trial(&mut self) -> bool {
        let Some(trial) = self.trial.take() else { return true };
        let verdict = trial.verdict.unwrap_or(Verdict::GoesOn);
        if self.loops.waits.len() > MOST_FINDINGS {
            self.loops.waits.clear();
        }
        match verdict {
            Verdict::Waits => {
                self.loops.waits.insert(trial.key, true);
                (self.threads[trial.thread].wait, self.threads[trial.thread].place) =
                    (Wait::Spin, Some(trial.place));
                true
            }
            Verdict::GoesOn | Verdict::Writes if verdict == Verdict::GoesOn || self.cuts_loops => {
                self.loops.waits.insert(trial.key, false);
                self.loops.waits.extend(trial.passed.into_iter().map(|key| (key, false)));
                self.loops.went_on.insert(trial.place);
                false
            }
            _ => {
                let (operation, writes) = trial.effect.expect("it writes");
                let (thread, place) = (trial.thread, trial.place);
                self.failure = Some(Failure::EndlessLoop(EndlessLoop { thread, place, operation, writes }));
                true
            }
        }
    }

    /// At the end of a run: tries what a thread would find now.
    pub(super) fn begin_last_trial(&mut self, thread: usize) {
        let place = self.threads[thread].place.expect("it waits somewhere");
        self.begin_trial(thread, place, Finds::TheNewest, FIRST_TRIAL, 0);
    }

    /// Whether it looked in vain; then at what.
    pub(super) fn end_last_trial(&mut self) -> Option<Vec<(ObjectId, u64)>> {
        let trial = self.trial.take()?;
        (self.threads[trial.thread].wait, self.threads[trial.thread].place) = (Wait::Spin, Some(trial.place));
        (trial.verdict == Some(Verdict::Waits)).then_some(trial.looked)
    }
}
