//! A run that is drawn: whose turn it is, one step at a time, and what becomes of those who wait in a loop.
//!
//! In a search a thread runs until it waits, as the order of steps is no part of a graph. In a sample it decides what
//! there is to read, so a thread has its turn for one step, and then the next turn is drawn. What can be done without
//! a step (plain memory, a choice) belongs to the step before or after it.
//!
//! **Waiting loops.** Who says `spin_loop` or `yield_now` after a round in which it has only looked sleeps until
//! somebody has written something else there than it found. (Under PCTWM it then reads the newest until it finds it.)
//! Where all others wait as well, those who wait in loops are sent round a few times more, as they may be loops that
//! give up; and now and then under uniform choice. Then, as at the end of a run of the search, it is *tried* whether
//! any of them would find something. A thread that writes in its rounds, or that has not looked at anything, does not
//! sleep; it only comes after all others where there are priorities. So a run comes to its end, or it is out of steps.

use super::owners::Owners;
use super::request::{Request, event};
use super::rounds::Spin;
use super::{Engine, Step, Wait};
use crate::graph::{Change, Event, EventId, Kind, ObjectId};
use crate::sample::{Length, Sampler, Sampling};

/// What a run has to know of the program before it begins; see `RwLock` and `owners`.
#[derive(Clone, Copy)]
pub(crate) struct Conditions {
    lanes: usize,
    counted: Owners,
}

impl Conditions {
    /// Where nothing is known yet.
    pub const UNKNOWN: Conditions = Conditions { lanes: 1, counted: Owners { strong: false, weak: false } };
}

/// How often each thread that waits in a loop is sent round once more where nobody else can go on.
const IDLE: usize = 16;

impl Engine {
    /// Makes ready for the next sample.
    pub(crate) fn begin_sample(&mut self, sampling: &Sampling, seed: u64, length: Length) {
        let sampler = self.sampler.as_mut().expect("this engine draws samples");
        sampler.begin(sampling.method, seed, sampling.steps, length);
        let graph = &mut self.search.graph;
        graph.clear();
        graph.heads.get_or_insert_default().clear();
        // Threads get their numbers anew, or a seed would mean something else after other samples.
        self.threads.truncate(1);
        self.children.truncate(1);
        self.children[0].clear();
    }

    /// Takes up what is known of the program.
    pub(crate) fn take_up(&mut self, conditions: Conditions) {
        let Conditions { lanes, counted } = conditions;
        (self.lanes, self.counted, self.counting) = (lanes, counted, counted);
    }

    /// What the last run has shown of the program, if it did not know that and has to be run again.
    pub(crate) fn has_learned(&self) -> Option<Conditions> {
        let lacks_lanes = self.uses_lanes && self.lanes < self.threads.len();
        let learned = Conditions { lanes: self.lanes.max(self.threads.len()), counted: self.counting };
        (lacks_lanes || !self.counted.has(self.counting)).then_some(learned)
    }

    fn sampler(&mut self) -> &mut Sampler {
        self.sampler.as_mut().expect("this engine draws samples")
    }

    /// Whose turn it is now.
    pub(super) fn draw_turn(&mut self) -> Option<usize> {
        self.extending = true;
        if !self.sampler().has_steps() {
            return None;
        }
        let all = 0..self.threads.len();
        let mut ready: Vec<usize> =
            all.clone().filter(|&number| self.can_go(number) || self.is_woken(number)).collect();
        let asleep = |engine: &Engine| {
            let sleeps = |&number: &usize| {
                let thread = &engine.threads[number];
                thread.is_waiting() && thread.wait == Wait::Spin
            };
            all.filter(sleeps).collect::<Vec<_>>()
        };
        if ready.is_empty() {
            ready = asleep(self);
            let most = IDLE * ready.len();
            let sampler = self.sampler();
            sampler.idle += 1;
            if sampler.idle > most {
                return None;
            }
        } else {
            self.sampler().idle = 0;
            if self.sampler().lets_them_look() {
                ready.extend(asleep(self));
                ready.sort_unstable();
                ready.dedup();
            }
        }
        let sampler = self.sampler();
        sampler.has_turn = true;
        Some(sampler.next(&ready))
    }

    /// Whether a thread that waits in a loop would find something else than it has found.
    fn is_woken(&self, number: usize) -> bool {
        let thread = &self.threads[number];
        if !thread.is_waiting() || thread.wait != Wait::Spin {
            return false;
        }
        let round = self.sampler.as_ref().map_or((0, 0), |sampler| sampler.round(number));
        let graph = &self.search.graph;
        graph.threads[number][round.0..round.1].iter().any(|event| match (event.kind, event.change) {
            (Kind::Read, Change::FindTaken) => {
                graph.newest(event.object) != event.reads_from || graph.is_free(event.object)
            }
            (Kind::Read, Change::Lock | Change::TryLock) => {
                let newest = graph.newest(event.object);
                newest != EventId::INITIAL && newest.thread() != number
            }
            (Kind::Read, _) => self.newest_value(event.object) != event.value,
            _ => false,
        })
    }

    /// The current thread says that it waits.
    pub(super) fn spin_in_sample(&mut self, place: crate::graph::Place) -> Spin {
        let thread = self.current;
        let done = self.threads[thread].done;
        let sampler = self.sampler();
        sampler.waits(thread);
        let begun = sampler.manner(thread).round.1;
        sampler.manner(thread).round = (begun, done);
        let only_looks = only_looks(&self.search.graph.threads[thread][begun..done]);
        self.wait(if only_looks { Wait::Spin } else { Wait::Turn }, place);
        Spin::Stop
    }

    /// The current thread tries for a lock: before it is chosen how that ends.
    pub(crate) fn tries_for(&mut self, lock: super::About<'_>) {
        if self.sampler.is_none() || self.abandoning || self.is_trial() {
            return;
        }
        let (thread, object) = (self.current, self.bind_new(lock));
        self.sampler().manner(thread).tries = Some(object);
    }

    /// Adds an event, if it is the thread's turn.
    pub(super) fn add_sampled(&mut self, thread: usize, request: &Request<'_>, object: ObjectId) -> Step {
        let is_read = request.kind == Kind::Read;
        let sampler = self.sampler.as_mut().expect("this engine draws samples");
        if !sampler.has_turn || is_read && sampler.falls_before_read(thread) {
            return self.wait(Wait::Turn, request.place);
        }
        let graph = &mut self.search.graph;
        let mut event = event(request, object);
        match request.kind {
            Kind::Read => sampler.add_read(graph, thread, event),
            Kind::Write => sampler.add_write(graph, thread, event),
            Kind::Fence => sampler.add_fence(graph, thread, event),
            Kind::Choice => {
                event.value = sampler.choose(graph, thread, &event, request.choices);
                graph.add(thread, event);
            }
            Kind::Spawn => {
                self.add_spawn(thread, event);
            }
            _ => {
                graph.add(thread, event);
            }
        }
        let sampler = self.sampler();
        sampler.done.steps += 1;
        // Nobody else notices what is chosen.
        sampler.has_turn = request.kind == Kind::Choice;
        Step::Done(self.done(thread))
    }

    /// How many steps were drawn in this run.
    pub(crate) fn steps_drawn(&self) -> Length {
        self.sampler.as_ref().map_or(Length::default(), |sampler| sampler.done)
    }

    /// Whether the run has been left because it took too many steps.
    pub(crate) fn is_out_of_steps(&self) -> bool {
        self.sampler.as_ref().is_some_and(|sampler| sampler.out_of_steps)
    }
}

/// Whether a thread has looked at something in a round, and has done nothing else that could make the next round another.
fn only_looks(round: &[Event]) -> bool {
    let mut looked = false;
    for (index, event) in round.iter().enumerate() {
        match event.kind {
            Kind::Read => looked = true,
            Kind::Write if event.is_of_lock() => {}
            Kind::Write if event.is_update && index > 0 && round[index - 1].value == event.value => {}
            Kind::Write | Kind::Spawn => return false,
            Kind::Choice if event.change != Change::TryLock => return false,
            _ => {}
        }
        if event.on_a_whim {
            return false;
        }
    }
    looked
}
