//! Runs the program along a graph: coroutines, whose turn it is, and what a step does.
//!
//! A run follows the graph as far as it goes and then adds to it until all threads have ended. So a run is never
//! undone: to go another way, the program is run again from its beginning along a graph that has been
//! changed. That is what makes the search *stateless*: the program's memory is the program's own affair, only
//! what its threads notice of each other is written down.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `current` | how the program's threads reach the engine: the one place where the pointer to the engine is followed |
//! | `coroutine` | stacks, switching, giving up an execution |
//! | `wait` | what a thread waits for, and whose turn it is |
//! | `request` | what a thread wants to do |
//! | `step` | one step of a thread |
//! | `rounds` | waiting loops: which they are, and whether something will end them |
//! | `trial` | what a thread does while that is found out |
//! | `cut` | waiting loops that write, where they are cut |
//! | `history` | what a thread has done and found, as one number |
//! | `spawn` | threads that start threads |
//! | `owners` | whether owners that come are events |
//! | `object` | which object of the program is which object of the graph |
//! | `aftermath` | what destructors see in an execution that has been given up |
//! | `deadlock` | how a run ends that nobody can go on with |
//! | `panics` | panics of the program |
//! | `uncaught` | which of them ends it |
//! | `memory` | the heap, as far as it is watched |
//! | `log` | what is no event, written down for whoever has an execution shown again |
//! | `perform` | what the types of the program call |
//! | `monitor` | steps that wait until a state allows them |
//! | `sampled` | runs that are drawn |

mod aftermath;
mod coroutine;
mod current;
mod cut;
mod deadlock;
mod history;
pub(crate) mod log;
mod memory;
pub(crate) mod monitor;
mod object;
pub(crate) mod owners;
mod panics;
pub(crate) mod perform;
mod request;
mod rounds;
mod sampled;
mod spawn;
mod step;
mod trial;
mod uncaught;
mod wait;

use std::mem;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

pub(crate) use coroutine::is_below_the_stack;
pub(crate) use current::{
    Entered, abandon, assert_exploring, is_abandonment, is_exploring, suspend, was_used_outside, with,
};
pub(crate) use memory::Tracked;
pub(crate) use object::{About, Slot, new_family};
pub(crate) use panics::{is_running, set_running};
pub(crate) use request::Request;
pub(crate) use rounds::Spin;
pub(crate) use sampled::Conditions;
pub(crate) use spawn::{
    has_finished, hear_of_first, join, join_if_needed, left_scope, panicked, panicked_in_scope,
    panicked_unheard, spawn,
};
pub(crate) use step::Step;
use wait::Runner;
pub(crate) use wait::Wait;

use crate::execution::{Failure, Note};
use crate::graph::{EventId, Graph, Place};
use crate::sample::Sampler;
use crate::search::Search;
use crate::trail::Trail;
use crate::weaken::Weaken;

/// An exploration under way.
pub(crate) struct Engine {
    pub search: Search,
    pub threads: Vec<Runner>,
    /// The numbers of the threads that each thread starts, in the order in which it does. The same in all runs.
    pub children: Vec<Vec<usize>>,
    /// Whose turn it is.
    pub current: usize,
    /// Whether all of the graph has been run again, so that it may grow.
    pub extending: bool,
    /// Whether it is the turn of a thread that waits for a lock, because no other can go on.
    nobody_else: bool,
    /// The events that have been run, in that order.
    pub steps: Vec<EventId>,
    /// Where in memory each object is in this run; 0 for those that have not been used yet.
    addresses: Vec<usize>,
    /// Tells runs apart, of all explorations.
    pub run: u64,
    /// Why this execution cannot go on.
    pub failure: Option<Failure>,
    /// Whether it is being given up.
    pub abandoning: bool,
    /// How many panics have begun in this run.
    panics_begun: usize,
    aftermath: aftermath::Aftermath,
    pub memory: memory::Memory,
    /// Whether what is left of the heap at the end is a failure.
    pub leaks: bool,
    /// Whether any panic ends the execution.
    pub panics_end: bool,
    /// Whether a waiting loop that writes is cut.
    pub cuts_loops: bool,
    /// A thread that is tried: whether its loop only waits.
    trial: Option<trial::Trial>,
    loops: rounds::Loops,
    /// Whether something is dropped that belongs to no thread any more, so that nothing can wait or be unwound.
    is_tidying: bool,
    /// How many threads may read a `RwLock`, and whether there is one; see `sync::rwlock`.
    pub lanes: usize,
    pub uses_lanes: bool,
    /// Which owners are counted by events, and which somebody counts; see `owners`.
    pub counted: owners::Owners,
    counting: owners::Owners,
    /// Whether a thread has said in this run that it waits, and gone on.
    pub has_yielded: bool,
    /// The most events of one thread.
    pub most_events: usize,
    pub weaken: Option<Arc<Weaken>>,
    /// Where it is, for whoever waits for it.
    pub trail: Option<Arc<Trail>>,
    /// What is no event, where somebody wants to know it.
    pub log: Option<Vec<Note>>,
    /// Draws what happens, where the program is sampled and not searched.
    pub sampler: Option<Box<Sampler>>,
}

/// How a run ended.
pub(crate) enum End {
    /// All threads have ended.
    Complete,
    /// The program failed.
    Failed(Failure),
    /// It waits for something that another execution finds.
    Blocked,
    /// It has to be run again: a thread went on aside from the graph, to see whether its loop only waits, and it
    /// does not.
    Again,
}

impl Engine {
    pub fn new(search: Search, most_events: usize, weaken: Option<Arc<Weaken>>) -> Box<Engine> {
        Box::new(Engine {
            search,
            threads: vec![Runner::new()],
            children: vec![Vec::new()],
            current: 0,
            extending: false,
            nobody_else: false,
            steps: Vec::new(),
            addresses: Vec::new(),
            run: 0,
            failure: None,
            abandoning: false,
            panics_begun: 0,
            aftermath: aftermath::Aftermath::default(),
            memory: memory::Memory::default(),
            leaks: true,
            panics_end: false,
            cuts_loops: false,
            trial: None,
            loops: rounds::Loops::default(),
            is_tidying: false,
            lanes: 1,
            uses_lanes: false,
            counted: owners::Owners::default(),
            counting: owners::Owners::default(),
            has_yielded: false,
            most_events,
            weaken,
            trail: None,
            log: None,
            sampler: None,
        })
    }

    /// Makes room for the threads of a graph that was made in another exploration.
    pub fn expect_threads(&mut self, children: &[Vec<usize>]) {
        self.children = children.to_vec();
        self.threads.resize_with(children.len(), Runner::new);
    }

    fn begin_run(&mut self) {
        static RUNS: AtomicU64 = AtomicU64::new(1);
        self.run = RUNS.fetch_add(1, Relaxed);
        self.threads.iter_mut().for_each(Runner::reset);
        self.memory.clear();
        self.steps.clear();
        self.addresses.clear();
        self.extending = false;
        self.nobody_else = false;
        self.failure = None;
        self.panics_begun = 0;
        self.has_yielded = false;
        self.trial = None;
        self.log.iter_mut().for_each(Vec::clear);
        self.search.graph.ensure_thread(0);
        if self.search.graph.threads[0].is_empty() {
            let here = std::panic::Location::caller();
            self.search.graph.add_beginning(0, request::beginning(here), None);
        }
        self.begin_thread(0);
    }

    /// A thread has begun: its first event is done.
    fn begin_thread(&mut self, number: usize) {
        let runner = &mut self.threads[number];
        runner.is_started = true;
        runner.done = 1;
        self.steps.push(EventId::new(number, 0));
    }

    /// A thread has run to its end.
    fn ended(&mut self, number: usize) {
        self.threads[number].has_ended = true;
        if self.ends_trial() {
            return;
        }
        if !self.abandoning && self.threads[number].done < self.search.graph.threads[number].len() {
            self.fell_short_of(number);
        }
    }

    /// The program has done less than when the graph was made.
    fn fell_short(&mut self) {
        let short = |&number: &usize| self.threads[number].done < self.search.graph.threads[number].len();
        if let Some(number) = (0..self.threads.len()).find(short) {
            self.fell_short_of(number);
        }
    }

    fn fell_short_of(&mut self, number: usize) {
        let missing = self.search.graph.threads[number][self.threads[number].done];
        self.current = number;
        self.differs(Some(missing), None, missing.place);
    }

    /// What their `Builder`s have called the threads.
    pub fn names_of_threads(&self) -> Vec<Option<String>> {
        let name = |thread: &Runner| thread.handle.as_ref()?.name().map(str::to_owned);
        self.threads.iter().map(name).collect()
    }

    /// It is a thread's turn.
    fn takes_turn(&mut self, number: usize) {
        self.current = number;
        if let Some(trail) = &self.trail {
            trail.set(number, self.threads[number].last);
        }
    }

    /// The current thread comes to an operation.
    fn comes_to(&mut self, place: Place) {
        self.threads[self.current].last = Some(place);
        if let Some(trail) = &self.trail {
            trail.set(self.current, Some(place));
        }
    }

    /// Whether the current thread is panicking, by itself.
    pub fn is_panicking(&self) -> bool {
        self.threads[self.current].is_panicking
    }
}

/// Runs the program once, along the graph.
pub(crate) fn run(main: Box<dyn FnOnce()>) -> End {
    with(Engine::begin_run);
    coroutine::start(0, main).unwrap_or_else(|error| panics::has_no_stack(&error));
    let mut is_astray = false;
    while let Some(number) = with(Engine::next_turn) {
        coroutine::resume(number);
        is_astray = !with(Engine::end_trial);
        if is_astray || with(|engine| engine.failure.is_some()) {
            break;
        }
    }
    let end = if is_astray { End::Again } else { judge() };
    // What the main thread has returned may have some of the heap, and gives it back itself, however the run ends.
    with(|engine| engine.memory.is_over = engine.threads[0].has_ended);
    if with(|engine| engine.threads.iter().any(Runner::is_waiting)) {
        coroutine::abandon_all();
    }
    coroutine::tidy_locals();
    end
}

/// How the run has ended.
fn judge() -> End {
    if let Some(end) = with(Engine::judge) {
        return end;
    }
    let mut looked = Vec::new();
    for number in 0..with(|engine| engine.threads.len()) {
        if with(|engine| engine.threads[number].is_waiting() && engine.threads[number].wait == Wait::Spin) {
            if with(|engine| engine.threads[number].cut.is_some()) {
                match with(|engine| engine.looked_in_vain(number)) {
                    Some(at) => looked.push((number, at)),
                    None => return End::Blocked,
                }
                continue;
            }
            with(|engine| engine.begin_last_trial(number));
            coroutine::resume(number);
            match with(Engine::end_last_trial) {
                Some(at) => looked.push((number, at)),
                None => return End::Blocked,
            }
        }
    }
    with(|engine| engine.nobody_goes_on(&looked))
}

/// Begins the exploration anew if it knows of more threads now that may read a `RwLock`, or that owners are counted.
/// Only before anything was shown.
pub(crate) fn begins_anew() -> bool {
    let counts = owners::are_counted_late();
    with(|engine| {
        let anew = counts || engine.uses_lanes && engine.lanes < engine.threads.len();
        if anew {
            engine.lanes = engine.threads.len();
            engine.counted = engine.counting;
            engine.search = engine.search.anew();
        }
        anew
    })
}

/// Takes the graph away to be looked at, with the order of steps and the threads' numbers, as the engine must
/// not be held meanwhile.
pub(crate) fn lend_graph() -> (Graph, Vec<EventId>, Vec<Vec<usize>>) {
    with(|engine| {
        let steps = mem::take(&mut engine.steps);
        (mem::take(&mut engine.search.graph), steps, mem::take(&mut engine.children))
    })
}

/// Gives it back.
pub(crate) fn return_graph(graph: Graph, steps: Vec<EventId>, children: Vec<Vec<usize>>) {
    with(|engine| {
        engine.search.graph = graph;
        engine.steps = steps;
        engine.children = children;
    });
}
