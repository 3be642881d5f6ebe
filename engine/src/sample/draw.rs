//! What a read reads, where a write stands, and what is chosen.
//!
//! A draw is accepted if the memory model allows it, and made again if not. The newest write is always allowed: nothing
//! comes after it that could be seen to contradict. So after a few draws in vain it is that, and a step costs no more
//! than so many tries.
//!
//! Whether the axiom for `SeqCst` holds costs more than a step may in a long run, as it is about all such operations at
//! once. Up to [`EXACT`] events it is asked. Beyond, whoever does a `SeqCst` operation, or knows of a `SeqCst` fence,
//! has the newest write: no order of operations that were there before is made by that, so the axiom goes on to hold.
//! But what only an older write would show there is not drawn.

use std::sync::atomic::Ordering::SeqCst;

use super::{Manner, Method, Sampler};
use crate::faults::{Fault, broken};
use crate::graph::{Change, Event, EventId, Graph, Kind, ObjectId};

/// How often it is drawn before it is the newest.
const TRIES: usize = 8;

/// Up to so many events, the axiom for `SeqCst` is asked.
const EXACT: usize = 96;

/// What may happen for no reason happens once in this many times.
const WHIM: usize = 4;

impl Sampler {
    /// Adds a read, and its second half if it has one.
    pub fn add_read(&mut self, graph: &mut Graph, thread: usize, event: Event) {
        let object = event.object;
        let known = last_of(graph, thread).happens_before;
        let newest = graph.object(object).writes.len();
        let bound = match event.change {
            Change::Lock | Change::TryLock | Change::Await | Change::Take => newest,
            _ if broken(Fault::SampledBehind) => 0,
            _ => self.views.bound(graph, object, &known),
        };
        for _ in 0..TRIES {
            let place = self.source(thread, bound, newest);
            let write = graph.write_at(object, place);
            let on_a_whim = self.fails_on_a_whim(graph, &event, write);
            let is_possible = match event.change {
                Change::FindTaken => graph.may_find_taken(write, &known),
                _ if on_a_whim || broken(Fault::SampledTwice) => true,
                _ => !(graph.would_write(&event, write) && graph.is_taken(object, place)),
            };
            if is_possible && self.try_read(graph, thread, event, (place, newest), on_a_whim) {
                self.whims += u32::from(on_a_whim);
                return self.has_read(graph, thread, place > bound);
            }
        }
        let place = match event.change {
            Change::FindTaken => {
                let taken = |&place: &usize| graph.may_find_taken(graph.write_at(object, place), &known);
                (bound..=newest).rev().find(taken).unwrap_or(newest)
            }
            _ => newest,
        };
        put_read(graph, thread, event, graph.write_at(object, place), false);
        self.has_read(graph, thread, place > bound);
    }

    /// The place in the modification order of what a thread reads, if it may.
    fn source(&mut self, thread: usize, bound: usize, newest: usize) -> usize {
        let Manner { is_open, reads_newest, .. } = *self.manner(thread);
        match self.method {
            Method::Uniform => bound + self.random.below(newest - bound + 1),
            Method::Pct { .. } => newest,
            Method::Pctwm { .. } if reads_newest => newest,
            Method::Pctwm { history, .. } if is_open => {
                let oldest = bound.max((newest + 1).saturating_sub(history.max(1)));
                oldest + self.random.below(newest - oldest + 1)
            }
            Method::Pctwm { .. } => bound,
        }
    }

    /// Whether a weak compare-exchange fails though it has found what it expected.
    fn fails_on_a_whim(&mut self, graph: &Graph, event: &Event, write: EventId) -> bool {
        let is_weak = matches!(event.change, Change::CompareExchange { weak: true, .. });
        is_weak && self.may_have_whims() && graph.would_write(event, write) && self.random.once_in(WHIM)
    }

    fn may_have_whims(&self) -> bool {
        self.whims < self.budget
    }

    /// Adds a read if the axiom for `SeqCst` allows it.
    fn try_read(
        &mut self,
        graph: &mut Graph,
        thread: usize,
        event: Event,
        (place, newest): (usize, usize),
        on_a_whim: bool,
    ) -> bool {
        if place < newest && !self.may_miss(graph, thread, &event) {
            return false;
        }
        let before = graph.order.len();
        put_read(graph, thread, event, graph.write_at(event.object, place), on_a_whim);
        if place < newest && !holds(graph) {
            graph.cut(before);
            return false;
        }
        true
    }

    /// Whether a new event may come before a write that is there, as far as can be said beforehand.
    fn may_miss(&self, graph: &Graph, thread: usize, event: &Event) -> bool {
        if graph.order.len() <= EXACT {
            return true;
        }
        let known = &last_of(graph, thread).happens_before;
        // A compare-exchange has two orderings.
        let takes_part = event.ordering == SeqCst || event.is_seq_cst();
        !takes_part && !self.fences.iter().any(|&fence| known.knows(fence))
    }

    /// A read has been added.
    fn has_read(&mut self, graph: &mut Graph, thread: usize, is_news: bool) {
        let last = graph.threads[thread].len() - 1;
        let is_update = graph.threads[thread][last].kind == Kind::Write;
        let read = EventId::new(thread, last - usize::from(is_update));
        self.views.note(graph, read);
        if is_update {
            graph.note_head(read.next());
        }
        let manner = self.manner(thread);
        manner.is_open = false;
        manner.reads_newest &= !is_news;
        self.done.reads += 1;
    }

    /// Adds a write.
    pub fn add_write(&mut self, graph: &mut Graph, thread: usize, event: Event) {
        let newest = graph.object(event.object).writes.len();
        if self.method == Method::Uniform {
            let known = last_of(graph, thread).happens_before;
            let bound = self.views.bound(graph, event.object, &known);
            for _ in 0..TRIES {
                let place = bound + self.random.below(newest - bound + 1);
                if place == newest {
                    break;
                }
                if graph.is_taken(event.object, place) || !self.may_miss(graph, thread, &event) {
                    continue;
                }
                let before = graph.order.len();
                let write = graph.add_write(thread, event, place);
                if holds(graph) {
                    return graph.note_head(write);
                }
                graph.cut(before);
            }
        }
        let write = graph.add_write(thread, event, newest);
        graph.note_head(write);
    }

    /// Adds a fence.
    pub fn add_fence(&mut self, graph: &mut Graph, thread: usize, event: Event) {
        let fence = graph.add(thread, event);
        if event.is_seq_cst() && !self.fences.iter().any(|other| other.thread() == thread) {
            self.fences.push(fence);
        }
    }

    /// A number below `n`, for a choice.
    pub fn choose(&mut self, graph: &Graph, thread: usize, event: &Event, n: u64) -> u64 {
        if let Some(lock) = self.manner(thread).tries.take() {
            return u64::from(self.refuses(graph, thread, lock));
        }
        let n = n as usize;
        if !event.may_be_whim {
            return self.random.below(n) as u64;
        }
        if !self.may_have_whims() || !self.random.once_in(WHIM) {
            return 0;
        }
        self.whims += 1;
        1 + self.random.below(n - 1) as u64
    }

    /// Whether a `try_lock` that comes now is refused: one of what can be.
    fn refuses(&mut self, graph: &Graph, thread: usize, lock: ObjectId) -> bool {
        let known = &last_of(graph, thread).happens_before;
        let newest = graph.object(lock).writes.len();
        let bound = self.views.bound(graph, lock, known);
        let taken = |place| graph.may_find_taken(graph.write_at(lock, place), known);
        match (graph.is_free(lock), (bound..=newest).rev().any(taken)) {
            (true, true) => self.random.once_in(2),
            (is_free, _) => !is_free,
        }
    }
}

fn last_of(graph: &Graph, thread: usize) -> &Event {
    graph.threads[thread].last().expect("a thread that does something has begun")
}

fn holds(graph: &Graph) -> bool {
    broken(Fault::SampledOutOfOrder) || graph.order.len() > EXACT + 2 || graph.seq_cst_holds()
}

/// Adds a read that reads from `write`, and its second half if it has one.
fn put_read(graph: &mut Graph, thread: usize, event: Event, write: EventId, on_a_whim: bool) {
    let read = graph.add_read(thread, event, write, on_a_whim);
    if graph.event(read).is_update {
        graph.add_second_half(read);
    }
}
