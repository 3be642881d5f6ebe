//! Threads that start threads.

use std::any::Any;
use std::sync::atomic::Ordering::{Acquire, Relaxed};

use super::current::assert_in_program;
use super::wait::Runner;
use super::{Engine, Request, coroutine, panics, perform, request, with};
use crate::execution::{Failure, Panic, TooLarge};
use crate::graph::{EventId, Kind, MOST_THREADS, Place};

/// Starts a thread, and returns its number. `None` if the execution has been given up: the thread never runs.
pub(crate) fn spawn(body: Box<dyn FnOnce()>, place: Place) -> Option<usize> {
    assert_in_program();
    let number = with(|engine| {
        let number = engine.next_child();
        let thread = engine.current;
        if number.is_none() && !engine.abandoning {
            let too_large =
                Failure::TooLarge(TooLarge { thread, is_loop: false, events: 0, readers: None, place });
            engine.fail(too_large, place);
        }
        number
    });
    let Some(number) = number else {
        perform::give_up();
        return None;
    };
    let request = Request { value: number as u64, ..Request::new(Kind::Spawn, Relaxed, place) };
    perform::perform(&request)?;
    with(|engine| {
        let parent = engine.current;
        engine.threads[parent].spawned += 1;
        engine.begin_thread(number);
    });
    coroutine::start(number, body).unwrap_or_else(|error| panics::has_no_stack_within(&error));
    Some(number)
}

impl Engine {
    /// The number of the next thread that the current one starts. It depends on nothing but who starts it, and
    /// which of its threads it is.
    fn next_child(&mut self) -> Option<usize> {
        let parent = self.current;
        let which = self.threads[parent].spawned;
        if let Some(&number) = self.children[parent].get(which) {
            return Some(number);
        }
        let number = self.threads.len();
        if number == MOST_THREADS {
            return None;
        }
        self.children[parent].push(number);
        self.children.push(Vec::new());
        self.threads.push(Runner::new());
        Some(number)
    }

    /// Whether a thread that this one started, or one that such a thread started, still has something on its stack.
    pub(super) fn may_be_borrowed_from(&self, thread: usize) -> bool {
        let mut started = self.children[thread].iter();
        started.any(|&child| self.threads[child].coroutine.is_some() || self.may_be_borrowed_from(child))
    }

    /// Whether the current thread knows that some thread has waited for the end of this one. Not whether one *has*, as
    /// that hangs on how far the others are in this run, and not on the graph.
    fn knows_of_a_join(&self, number: usize) -> bool {
        let thread = self.current;
        let last = EventId::new(thread, self.threads[thread].done - 1);
        self.threads[number].joins.iter().any(|&join| self.search.graph.happens_before(join, last))
    }

    /// A thread has panicked. Whoever joins it is told, unless the execution ends with it.
    pub(super) fn panicked(&mut self, thread: usize, panic: Panic) {
        if self.panics_end && !self.abandoning && !self.is_trial() {
            self.failure.get_or_insert_with(|| Failure::Panic(panic.clone()));
        }
        self.threads[thread].panic = Some(panic);
    }

    /// Adds the event that starts a thread, and the thread's beginning.
    pub(super) fn add_spawn(&mut self, thread: usize, event: crate::graph::Event) -> EventId {
        let id = self.search.graph.add(thread, event);
        self.search.graph.add_beginning(event.value as usize, request::beginning(event.place), Some(id));
        id
    }
}

/// Waits for the end of a thread, and is given what it ended with. `false` if the execution has been given up.
pub(crate) fn join(number: usize, place: Place) -> bool {
    let done = wait_for(number, place);
    if done {
        with(|engine| {
            engine.threads[number].is_handed_over = true;
            let has_panicked = engine.threads[number].panic.is_some();
            let heard_of = &mut engine.threads[engine.current].heard_of;
            *heard_of = Some(number).filter(|_| has_panicked).or(*heard_of);
        });
    }
    done
}

fn wait_for(number: usize, place: Place) -> bool {
    let request = Request { value: number as u64, ..Request::new(Kind::Join, Acquire, place) };
    let join = perform::perform(&request);
    with(|engine| engine.threads[number].joins.extend(join));
    join.is_some()
}

/// Whether a thread has ended: a choice. Where the answer is yes it has to be true, and tells no more than that.
pub(crate) fn has_finished(number: usize, place: Place) -> bool {
    let call = "is_finished";
    let request = Request { choices: 2, call, ..Request::new(Kind::Choice, Relaxed, place) };
    let yes =
        perform::perform(&request).is_some_and(|id| with(|engine| engine.search.graph.event(id).value == 1));
    let value = number as u64;
    let request = Request { value, timed: true, call, ..Request::new(Kind::Join, Relaxed, place) };
    yes && perform::perform(&request).is_some()
}

/// Waits for the end of a thread, unless it is known that somebody has.
pub(crate) fn join_if_needed(number: usize, place: Place) {
    if !with(|engine| engine.knows_of_a_join(number)) {
        wait_for(number, place);
    }
}

/// Whether a thread, which has ended, panicked and nobody was given its panic.
pub(crate) fn panicked_unheard(number: usize) -> bool {
    with(|engine| {
        let thread = &engine.threads[number];
        thread.panic.is_some() && !thread.is_handed_over && !engine.abandoning
    })
}

/// The current thread has panicked in a scope, and has to wait for the scope's threads before it goes on with that.
pub(crate) fn panicked_in_scope(payload: &(dyn Any + Send)) {
    let thread = with(|engine| engine.current);
    let panic = panics::describe(thread, payload);
    with(|engine| engine.threads[thread].held_panic = Some(panic));
}

/// A scope panics because these of its threads have, and nobody has been told.
pub(crate) fn hear_of_first(panicked: &[usize]) {
    with(|engine| {
        let first = panicked.iter().copied().min_by_key(|&number| engine.threads[number].order_of_panic());
        engine.threads[engine.current].heard_of = first;
    });
}

/// The scope's threads have ended.
pub(crate) fn left_scope() {
    with(|engine| engine.threads[engine.current].held_panic = None);
}

/// The current thread has panicked, and the panic been caught.
pub(crate) fn panicked(payload: &(dyn Any + Send)) {
    let thread = with(|engine| engine.current);
    let panic = panics::describe(thread, payload);
    with(|engine| engine.panicked(thread, panic));
}
