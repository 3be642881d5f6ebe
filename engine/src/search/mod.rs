//! The search: every consistent execution graph, each once.
//!
//! This is TruSt (Kokologiannakis, Marmanis, Gladstein, Vafeiadis, "Truly Stateless, Optimal Dynamic Partial Order
//! Reduction", POPL 2022). A run of the program adds events to the graph, always the first of all things that it
//! could do, and notes down the others as [`Alternative`]s. When the run has ended, the last note is taken up:
//! the graph is cut back to where it was made, and grows from there in another run.
//!
//! Most alternatives only cut. A *revisit*, in which an earlier read reads from a later write, makes another graph; the old one is
//! kept below, with its notes, as a [`Frame`], until the new one has been finished. Nothing else is
//! remembered: no list of what was visited, so memory stays small however long it takes.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `alternative` | the notes |
//! | `offer` | what a new event could have been, and which earlier reads may read a new write |
//! | `budget` | how much may happen for no reason |

mod alternative;
mod budget;
mod offer;

use std::mem;

pub(crate) use alternative::Alternative;

use crate::faults::{Fault, broken};
use crate::graph::Revisit;
use crate::graph::{Change, EventId, Graph, Kind, Model};

/// A graph that will be gone on with later, and the notes made along it.
#[derive(Default)]
struct Frame {
    graph: Graph,
    alternatives: Vec<Alternative>,
}

/// A search under way.
pub(crate) struct Search {
    pub graph: Graph,
    alternatives: Vec<Alternative>,
    below: Vec<Frame>,
    /// Frames to use again.
    spare: Vec<Frame>,
    /// How often something may happen for no reason in one execution.
    budget: u32,
    /// How many graphs the axiom for `SeqCst` ruled out as soon as they were made.
    pub ruled_out: u64,
}

impl Search {
    pub fn new(model: Model, budget: u32) -> Search {
        Search {
            graph: Graph { model, ..Graph::default() },
            alternatives: Vec::new(),
            below: Vec::new(),
            spare: Vec::new(),
            budget,
            ruled_out: 0,
        }
    }

    /// The same search, from its beginning.
    pub fn anew(&self) -> Search {
        Search::new(self.graph.model, self.budget)
    }

    /// Goes to the next graph from which a run can go on; `false` if there is none.
    pub fn advance(&mut self) -> bool {
        loop {
            if let Some(alternative) = self.alternatives.pop() {
                if self.take(alternative) && !(alternative.is_whim() && self.is_over_budget()) {
                    return true;
                }
            } else if let Some(below) = self.below.pop() {
                let finished = Frame {
                    graph: mem::replace(&mut self.graph, below.graph),
                    alternatives: mem::replace(&mut self.alternatives, below.alternatives),
                };
                self.spare.push(finished);
            } else {
                return false;
            }
        }
    }

    /// Makes the graph that an alternative stands for; `false` if the memory model forbids it.
    fn take(&mut self, alternative: Alternative) -> bool {
        match alternative {
            Alternative::Read { at, write, on_a_whim } => {
                let Some((thread, event)) = self.cut(at) else { return false };
                let read = self.graph.add_read(thread, event, write, on_a_whim);
                self.holds() && self.finish(read)
            }
            Alternative::Choose { at, value } => {
                let Some((thread, event)) = self.cut(at) else { return false };
                let id = EventId::new(thread, self.graph.threads[thread].len());
                self.graph.push_as_it_is(id, crate::graph::Event { value, ..event });
                true
            }
            Alternative::Write { at, after } => {
                let Some((thread, event)) = self.cut(at) else { return false };
                let place = self.graph.place_of(event.object, after);
                let id = EventId::new(thread, self.graph.threads[thread].len());
                self.graph.push_as_it_is(id, event);
                self.graph.object_mut(event.object).writes.insert(place, id);
                self.holds()
            }
            Alternative::Revisit { at, read, write, after, on_a_whim } => {
                self.graph.cut(at as usize);
                self.revisit(read, write, after, on_a_whim)
            }
            Alternative::Conflict { at, source, read, on_a_whim } => {
                let Some((thread, event)) = self.cut(at) else { return false };
                let taker = self.graph.add_read(thread, event, source, false);
                if !self.holds() {
                    return false;
                }
                let write = self.graph.add_second_half(taker);
                self.revisit(read, write, source, on_a_whim)
            }
        }
    }

    /// Keeps so many events, and returns the next with its thread.
    fn cut(&mut self, at: u32) -> Option<(usize, crate::graph::Event)> {
        let thread = self.graph.order[at as usize].thread();
        self.graph.cut(at as usize).map(|event| (thread, event))
    }

    fn holds(&mut self) -> bool {
        let holds = self.graph.seq_cst_holds();
        self.ruled_out += u64::from(!holds);
        holds
    }

    /// Puts the graph aside, and goes on with what a revisit makes of it.
    fn revisit(&mut self, read: EventId, write: EventId, after: EventId, on_a_whim: bool) -> bool {
        let revisit = Revisit { read, write, causes: self.graph.event(write).causes };
        let mut frame = self.spare.pop().unwrap_or_default();
        self.graph.restrict_into(&mut frame.graph, &revisit, after);
        let aside = Frame {
            graph: mem::replace(&mut self.graph, frame.graph),
            alternatives: mem::replace(&mut self.alternatives, frame.alternatives),
        };
        self.below.push(aside);
        let event = self.graph.event_mut(read);
        event.reads_from = write;
        event.on_a_whim = on_a_whim;
        self.graph.settle(read);
        self.holds() && self.finish(read) && self.grant()
    }

    /// Adds the second half of a read-modify-write whose read is the last event of its thread.
    fn finish(&mut self, read: EventId) -> bool {
        let event = self.graph.event(read);
        if !event.is_update || self.waits_for_unlock(read) {
            return true;
        }
        let write = self.graph.add_second_half(read);
        self.offer_to_reads(write);
        self.holds()
    }

    fn waits_for_unlock(&self, read: EventId) -> bool {
        let event = self.graph.event(read);
        let taken = event.reads_from != EventId::INITIAL;
        event.is_of_lock() && taken && self.graph.unlock_of(event.reads_from).is_none()
    }

    /// A revisit may have taken away the second half of a lock, and kept the unlock that it had waited for: the lock is granted anew.
    fn grant(&mut self) -> bool {
        if broken(Fault::ForgottenGrants) {
            return true;
        }
        for thread in 0..self.graph.threads.len() {
            let Some(last) = self.graph.threads[thread].last() else { continue };
            let is_lock = matches!(last.change, Change::Lock | Change::TryLock);
            if last.kind == Kind::Read && is_lock {
                let read = EventId::new(thread, self.graph.threads[thread].len() - 1);
                if !self.finish(read) {
                    return false;
                }
            }
        }
        true
    }
}
