//! What a thread of the program waits for.

use std::any::Any;
use std::rc::Rc;

use super::Engine;
use super::coroutine::{Switch, Thread};
use super::history::History;
use super::monitor::Found;
use super::panics::Began;
use crate::execution::Panic;
use crate::faults::{Fault, broken};
use crate::graph::{EventId, ObjectId, Place};

/// What a thread waits for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Wait {
    /// Nothing.
    Nothing,
    /// Its turn to do something that the graph does not have yet.
    Turn,
    /// An event that is in the graph and has not been run again yet.
    Event(EventId),
    /// The end of a thread.
    Join(usize),
    /// The end of a thread that was supposed to have ended.
    Finish(usize),
    /// A lock that another has.
    Lock(ObjectId),
    /// A lock that another has, and that it could do without: another execution has it do without.
    Try(ObjectId),
    /// A lock that it will have as soon as that is given back.
    Grant(ObjectId),
    /// A notification.
    Notification {
        flag: ObjectId,
        /// Whether time may run out.
        timed: bool,
    },
    /// Its token, which `unpark` makes available.
    Token {
        token: ObjectId,
        /// Whether time may run out.
        timed: bool,
    },
    /// That somebody changes the state that a lock guards, so that what it wants to do can be done; see `monitor`.
    Changed {
        lock: ObjectId,
        /// Who had the lock last when it looked.
        seen: EventId,
        /// Whether time may run out.
        timed: bool,
    },
    /// It has looked at such a state, and what it wants could not be done there: in another execution it looks later.
    Looked {
        lock: ObjectId,
        /// Whether it looked because nobody could go on in this run.
        in_vain: bool,
        timed: bool,
    },
    /// It was to find a lock taken, and has found it free: another execution has it find it taken.
    Taken,
    /// Nothing any more: another execution, which nobody can tell from this one, has it go on.
    OutOfTurn,
    /// A value that it has not found: this execution is given up, and another finds it.
    Spin,
    /// Nothing any more: it has ended the execution.
    Over,
}

/// A thread of the program, in one run.
pub(crate) struct Runner {
    pub coroutine: Option<Thread>,
    /// What nobody may touch below its stack: two addresses.
    pub guard: (usize, usize),
    pub yielder: *const Switch,
    pub wait: Wait,
    /// Where it waits.
    pub place: Option<Place>,
    /// Where the operation stands that it came to last.
    pub last: Option<Place>,
    /// What it calls, where it waits in a call that has a name.
    pub call: &'static str,
    pub is_started: bool,
    pub has_ended: bool,
    /// How many of its events have been run.
    pub done: usize,
    /// What it has done and found, as far as a loop has asked.
    pub history: History,
    /// What it has found by looks at states; see `monitor`.
    pub found: Vec<Found>,
    /// Where it has said that it waits, and how many of its events had been run; see `cut`.
    pub said: Vec<(Place, usize)>,
    /// How many of its events had been run when it last wrote plain memory.
    pub wrote: usize,
    /// Where the last round of its loop began, if that has been cut.
    pub cut: Option<usize>,
    /// How many threads it has started.
    pub spawned: usize,
    /// How it panicked.
    pub panic: Option<Panic>,
    /// How it has panicked where it still has to wait for the threads of a scope.
    pub held_panic: Option<Panic>,
    /// Where it began to panic last.
    pub began_to_panic: Option<Began>,
    pub is_panicking: bool,
    /// By which events others have waited for its end.
    pub joins: Vec<EventId>,
    /// Whether one of them was given what it ended with, which is then that thread's affair.
    pub is_handed_over: bool,
    /// The thread that it was told of last that had panicked.
    pub heard_of: Option<usize>,
    /// Its name and its token, once somebody has asked for them.
    pub handle: Option<crate::thread::Thread>,
    /// Its thread-locals: by the addresses of their keys.
    pub locals: Vec<(usize, Option<Rc<dyn Any>>)>,
}

impl Runner {
    pub fn new() -> Runner {
        Runner {
            coroutine: None,
            guard: (0, 0),
            yielder: std::ptr::null(),
            wait: Wait::Nothing,
            place: None,
            last: None,
            call: "",
            is_started: false,
            has_ended: false,
            done: 0,
            history: History::default(),
            found: Vec::new(),
            said: Vec::new(),
            wrote: 0,
            cut: None,
            spawned: 0,
            panic: None,
            held_panic: None,
            began_to_panic: None,
            is_panicking: false,
            joins: Vec::new(),
            is_handed_over: false,
            heard_of: None,
            handle: None,
            locals: Vec::new(),
        }
    }

    /// Makes it ready for another run.
    pub fn reset(&mut self) {
        *self = Runner { coroutine: self.coroutine.take(), ..Runner::new() };
    }

    /// The value of a thread-local, if there is one; `None` inside if it has been dropped.
    pub fn known_local(&self, key: usize) -> Option<Option<Rc<dyn Any>>> {
        self.locals.iter().find(|(known, _)| *known == key).map(|(_, value)| value.clone())
    }

    pub fn is_waiting(&self) -> bool {
        self.is_started && !self.has_ended
    }
}

impl Engine {
    /// Whether a thread could go on now.
    pub(super) fn can_go(&self, number: usize) -> bool {
        let thread = &self.threads[number];
        if !thread.is_waiting() {
            return false;
        }
        let is_in_graph = thread.done < self.search.graph.threads[number].len();
        match thread.wait {
            Wait::Nothing => true,
            Wait::Turn => self.extending,
            Wait::Event(id) => self.threads[id.thread()].done > id.index(),
            Wait::Join(child) | Wait::Finish(child) => {
                self.threads[child].has_ended && (is_in_graph || self.extending)
            }
            Wait::Lock(lock) | Wait::Try(lock) => self.extending && self.search.graph.is_free(lock),
            Wait::Grant(_) => is_in_graph,
            Wait::Notification { flag, .. } => {
                self.extending && !self.search.graph.object(flag).writes.is_empty()
            }
            Wait::Token { token, .. } => self.extending && self.newest_value(token) != 0,
            Wait::Changed { lock, seen, .. } => {
                let graph = &self.search.graph;
                self.extending && graph.is_free(lock) && graph.newest(lock) != seen
            }
            Wait::Looked { .. } | Wait::Taken | Wait::OutOfTurn | Wait::Spin | Wait::Over => false,
        }
    }

    /// Whose turn it is.
    ///
    /// First everything that is in the graph is run again, each thread as far as it gets, so that the program's own
    /// memory is as it was. Then the graph grows, and each time it is the first thread's turn that can go on.
    /// This rule looks at the graph alone, and it must not be another: TruSt visits each graph once because
    /// the next event is a function of the graph.
    ///
    /// Where nobody can go on, threads that wait for locks say what they want all the same, one after another. They
    /// will not get it here, but the search learns which other executions they could have it in.
    pub(super) fn next_turn(&mut self) -> Option<usize> {
        if self.sampler.is_some() {
            return self.draw_turn();
        }
        let all = 0..self.threads.len();
        if !self.extending {
            if let Some(number) = all.clone().find(|&number| self.can_go(number)) {
                return Some(number);
            }
            self.extending = true;
            if self.steps.len() < self.search.graph.order.len() {
                self.fell_short();
                return None;
            }
        }
        let next = all.clone().find(|&number| self.can_go(number));
        next.or_else(|| {
            let next = all.into_iter().find(|&number| self.waits_for_lock(number));
            self.nobody_else = next.is_some() && !broken(Fault::SilentWaiters);
            next.filter(|_| self.nobody_else)
        })
    }

    /// Whether a thread waits for a lock, and has not been promised it; or for what others do with its lock.
    fn waits_for_lock(&self, number: usize) -> bool {
        let thread = &self.threads[number];
        thread.is_waiting() && matches!(thread.wait, Wait::Lock(_) | Wait::Try(_) | Wait::Changed { .. })
    }

    /// The newest value of an object.
    pub(super) fn newest_value(&self, object: ObjectId) -> u64 {
        self.search.graph.value_of(object, self.search.graph.newest(object))
    }

    /// Whether an earlier thread can go on, so that it is its turn.
    pub(super) fn has_to_make_way(&self) -> bool {
        (0..self.current).any(|number| self.can_go(number))
    }
}
