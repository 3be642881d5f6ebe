//! How a run ends: complete, failed, or with threads that nobody can help.
//!
//! Threads that wait at the end are a deadlock, or a livelock if loops are what they wait in. But the search may have
//! other graphs that tell how it goes on: a loop could have found something newer (see `rounds`), time could have run
//! out, had the budget allowed it, or `try_lock` could have ended otherwise.

use super::{End, Engine, Wait};
use crate::execution::{Blocked, Deadlock, Failure, Looked, ObjectName, WaitsFor};
use crate::graph::{Change, EventId, Kind, ObjectId};

impl Engine {
    /// How the run has ended. `None` if threads wait, and it is not known yet whether loops could find something.
    pub(super) fn judge(&mut self) -> Option<End> {
        if let Some(failure) = self.failure.take() {
            return Some(End::Failed(failure));
        }
        if self.is_out_of_steps() {
            return Some(End::Blocked);
        }
        let waiting: Vec<_> =
            (0..self.threads.len()).filter(|&thread| self.threads[thread].is_waiting()).collect();
        if waiting.is_empty() {
            if let Some(panic) = self.uncaught_panic() {
                return Some(End::Failed(Failure::Panic(panic)));
            }
            let leak = self.memory.leak().filter(|_| self.leaks);
            return Some(leak.map_or(End::Complete, |leak| End::Failed(Failure::Leak(leak))));
        }
        waiting.iter().any(|&thread| self.may_go_on_elsewhere(thread)).then_some(End::Blocked)
    }

    /// Nobody goes on, and loops look in vain, each at what is given with its thread.
    pub(super) fn nobody_goes_on(&mut self, looked: &[(usize, Vec<(ObjectId, u64)>)]) -> End {
        let waiting = (0..self.threads.len()).filter(|&thread| self.threads[thread].is_waiting());
        let threads: Vec<_> = waiting.map(|thread| self.blocked(thread, looked)).collect();
        let spins = |thread: usize| looked.iter().any(|(other, _)| *other == thread);
        let has_livelock = (0..self.threads.len()).any(spins);
        let is_livelock =
            has_livelock && threads.iter().all(|blocked| ends_in(blocked.thread, &threads, spins));
        let deadlock = Deadlock { threads, panic: self.uncaught_panic() };
        End::Failed(if is_livelock { Failure::Livelock(deadlock) } else { Failure::Deadlock(deadlock) })
    }

    /// Whether another graph has this thread go on from here.
    fn may_go_on_elsewhere(&self, thread: usize) -> bool {
        let graph = &self.search.graph;
        if self.asked_for_an_end(thread) {
            return true;
        }
        match self.threads[thread].wait {
            Wait::Notification { timed, .. } | Wait::Token { timed, .. } | Wait::Changed { timed, .. } => {
                timed
            }
            Wait::Finish(_) => true,
            Wait::Looked { lock, in_vain, timed } => {
                timed || !in_vain && self.has_changed_since(lock, thread)
            }
            // It was supposed that `try_lock` would find the lock taken, or that it would become free, and it does
            // not.
            Wait::Taken | Wait::Try(_) => true,
            Wait::OutOfTurn => true,
            Wait::Grant(_) => graph.threads[thread].last().is_some_and(|last| last.change == Change::TryLock),
            _ => false,
        }
    }

    /// Whether anybody has changed the state that a lock guards since a thread looked at it. Looking is no change.
    pub(super) fn has_changed_since(&self, lock: ObjectId, thread: usize) -> bool {
        let mut later = self.search.graph.object(lock).writes.iter().rev();
        let last =
            |number: usize| self.search.graph.object(lock).writes.iter().rfind(|id| id.thread() == number);
        let only_looked = |id: &&EventId| {
            let wait = self.threads[id.thread()].wait;
            matches!(wait, Wait::Looked { lock: at, .. } if at == lock) && last(id.thread()) == Some(*id)
        };
        later.find(|id| id.thread() == thread || !only_looked(id)).is_some_and(|id| id.thread() != thread)
    }

    /// Whether a thread goes round a loop until another has ended, by `is_finished`: which it may be told next time.
    fn asked_for_an_end(&self, thread: usize) -> bool {
        let last = self.search.graph.threads[thread].last();
        self.threads[thread].wait == Wait::Spin && last.is_some_and(|last| last.call == "is_finished")
    }

    fn blocked(&self, thread: usize, looked: &[(usize, Vec<(ObjectId, u64)>)]) -> Blocked {
        let graph = &self.search.graph;
        let runner = &self.threads[thread];
        let name = |object: ObjectId| ObjectName::of(graph, object);
        let waits_for = match runner.wait {
            Wait::Join(other) => WaitsFor::Thread(other),
            Wait::Lock(lock) | Wait::Try(lock) | Wait::Grant(lock) => {
                let taken_by = match graph.threads[thread].last() {
                    Some(own) if own.kind == Kind::Read && runner.wait == Wait::Grant(lock) => own.reads_from,
                    _ => graph.object(lock).writes.last().copied().unwrap_or(EventId::INITIAL),
                };
                let holder =
                    (taken_by != EventId::INITIAL).then(|| (taken_by.thread(), graph.event(taken_by).place));
                WaitsFor::Lock { lock: name(lock), holder }
            }
            Wait::Notification { .. } => WaitsFor::Notification,
            Wait::Token { .. } => WaitsFor::Unpark,
            Wait::Changed { lock, .. } | Wait::Looked { lock, .. } => WaitsFor::Change(name(lock)),
            _ => match looked.iter().find(|(other, _)| *other == thread) {
                Some((_, looked)) if !looked.is_empty() => {
                    let named = looked.iter().map(|&(object, found)| Looked { object: name(object), found });
                    WaitsFor::Loop { looked_at: named.collect() }
                }
                _ => match graph.threads[thread].iter().rfind(|event| event.kind == Kind::Read) {
                    Some(read) => WaitsFor::Change(name(read.object)),
                    None => WaitsFor::Nothing,
                },
            },
        };
        let call = match (runner.wait, graph.threads[thread].last()) {
            (Wait::Grant(_), Some(own)) => own.call,
            (Wait::Lock(_) | Wait::Try(_) | Wait::Changed { .. } | Wait::Looked { .. }, _) => runner.call,
            _ => "",
        };
        Blocked { thread, waits_for, call, place: runner.place }
    }
}

/// Whether a thread waits because one loops, directly or by way of others that wait.
fn ends_in(thread: usize, threads: &[Blocked], spins: impl Fn(usize) -> bool) -> bool {
    let mut thread = thread;
    for _ in 0..=threads.len() {
        if spins(thread) {
            return true;
        }
        let blocked = threads.iter().find(|blocked| blocked.thread == thread);
        thread = match blocked.map(|blocked| &blocked.waits_for) {
            Some(WaitsFor::Thread(other)) => *other,
            Some(WaitsFor::Lock { holder: Some((holder, _)), .. }) => *holder,
            _ => return false,
        };
    }
    false
}
