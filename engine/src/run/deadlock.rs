//! How a run ends: complete, failed, or with threads that nobody can help.
//!
//! Threads that wait at the end are a deadlock, but for two cases in which the search has other graphs that tell
//! how it goes on: a thread that looked for a value and did not find it, though there is one that it could have found, and
//! one whose time could have run out, had the budget allowed it.

use super::{End, Engine, Wait};
use crate::execution::{Blocked, Deadlock, Failure, ObjectName, WaitsFor};
use crate::graph::{Change, EventId, Kind, ObjectId};

impl Engine {
    /// How the run has ended.
    pub(super) fn judge(&mut self) -> End {
        if let Some(failure) = self.failure.take() {
            return End::Failed(failure);
        }
        let waiting: Vec<_> =
            (0..self.threads.len()).filter(|&thread| self.threads[thread].is_waiting()).collect();
        if waiting.is_empty() {
            return self.uncaught_panic().map_or(End::Complete, |panic| End::Failed(Failure::Panic(panic)));
        }
        if waiting.iter().any(|&thread| self.may_go_on_elsewhere(thread)) {
            return End::Blocked;
        }
        let threads = waiting.into_iter().map(|thread| self.blocked(thread)).collect();
        End::Failed(Failure::Deadlock(Deadlock { threads }))
    }

    /// Whether another graph has this thread go on from here.
    fn may_go_on_elsewhere(&self, thread: usize) -> bool {
        let graph = &self.search.graph;
        if self.asked_for_an_end(thread) {
            return true;
        }
        match self.threads[thread].wait {
            Wait::Spin => {
                let last = graph.threads[thread].iter().rfind(|event| event.kind == Kind::Read);
                last.is_some_and(|read| {
                    graph.object(read.object).writes.last().is_some_and(|&newest| newest != read.reads_from)
                })
            }
            Wait::Notification { timed, .. } | Wait::Token { timed, .. } | Wait::Changed { timed, .. } => {
                timed
            }
            Wait::Finish(_) => true,
            Wait::Looked { lock, in_vain, timed } => {
                timed || !in_vain && self.has_changed_since(lock, thread)
            }
            // It was supposed that `try_lock` would find the lock taken, or that it would become free, and it does not.
            Wait::Taken => true,
            Wait::Grant(_) => graph.threads[thread].last().is_some_and(|last| last.change == Change::TryLock),
            _ => false,
        }
    }

    /// Whether anybody has changed the state that a lock guards since a thread looked at it. Looking is no change.
    fn has_changed_since(&self, lock: ObjectId, thread: usize) -> bool {
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

    fn blocked(&self, thread: usize) -> Blocked {
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
            _ => {
                let last = graph.threads[thread].iter().rfind(|event| event.kind == Kind::Read);
                match last {
                    Some(read) => WaitsFor::Value { object: name(read.object), found: read.value },
                    None => WaitsFor::Nothing,
                }
            }
        };
        Blocked { thread, waits_for, place: runner.place }
    }
}
