//! A condition variable that may do what the real one may: wake a thread early, or wake another than
//! the one that has waited for the longest time.

use std::panic::Location;
use std::sync::{Arc, LockResult, Mutex};

use super::backend;
use super::choice::{self, Whim};
use super::mutex::MutexGuard;
use super::record::{self, Action, Object, Place};
use super::site::{self, Part};
use super::{Name, Nameable};

/// `std::sync::Condvar`, explored by loom.
#[derive(Debug)]
pub struct Condvar {
    inner: backend::Condvar,
    /// Where notifications are to wake another thread: a condition variable for each waiting thread, so
    /// that one of them can be picked. Longest first.
    waiting: Mutex<Vec<Arc<backend::Condvar>>>,
    object: Object,
}

impl Nameable for Condvar {
    fn set_name(&mut self, name: Name) {
        self.object.set_name(name);
    }
}

#[allow(missing_docs, clippy::new_without_default)] // As in std, to which the type's page points.
impl Condvar {
    #[track_caller]
    pub fn new() -> Self {
        Condvar {
            inner: backend::Condvar::new(),
            waiting: Mutex::default(),
            object: Object::new("condition"),
        }
    }

    #[track_caller]
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        Ok(self.wait_at(Location::caller(), guard))
    }

    /// Waits until `condition` is false. The loop around the wait is a site: left out, the thread looks
    /// once, waits once, and goes on.
    #[track_caller]
    pub fn wait_while<'a, T>(
        &self,
        mut guard: MutexGuard<'a, T>,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> LockResult<MutexGuard<'a, T>> {
        let place = Location::caller();
        while condition(&mut guard) {
            guard = self.wait_at(place, guard);
            if site::left_out(place, Part::WaitLoop, self.object.name) {
                break;
            }
        }
        Ok(guard)
    }

    #[track_caller]
    fn wait_at<'a, T>(&self, place: Place, mut guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        let lock = guard.lock;
        guard.unlocks();
        record::event(place, self.object, || Action::Waits);
        record::blocked();
        // Where the lock is left out, it is taken for the wait alone: loom waits only with one.
        let relock = || lock.inner.lock();
        let held = guard.held.take();
        std::mem::forget(guard);
        let left_out = held.is_none();
        let held = held.unwrap_or_else(relock);
        let early = choice::applies(Whim::WakesEarly);
        let held = if early {
            drop(held);
            relock()
        } else {
            let mine = Arc::new(backend::Condvar::new());
            let inner = if choice::is_chosen(Whim::WakesAnother) {
                self.waiting.lock().unwrap().push(Arc::clone(&mine));
                &*mine
            } else {
                &self.inner
            };
            inner.wait(held)
        };
        record::event(place, self.object, || Action::Wakes(early));
        lock.guard((!left_out).then_some(held), place)
    }

    /// Wakes one. It is a site: left out, whoever waits is told nothing.
    #[track_caller]
    pub fn notify_one(&self) {
        if !self.notifies(Location::caller(), "notifies one") {
            return;
        }
        let another = choice::applies(Whim::WakesAnother);
        if !choice::is_chosen(Whim::WakesAnother) {
            return self.inner.notify_one();
        }
        let mut waiting = self.waiting.lock().unwrap();
        let picked = if another { waiting.pop() } else { (!waiting.is_empty()).then(|| waiting.remove(0)) };
        drop(waiting);
        picked.inspect(|waiting| waiting.notify_one());
    }

    /// Wakes all. It is a site as [`notify_one`](Condvar::notify_one) is.
    #[track_caller]
    pub fn notify_all(&self) {
        if !self.notifies(Location::caller(), "notifies all") {
            return;
        }
        if !choice::is_chosen(Whim::WakesAnother) {
            return self.inner.notify_all();
        }
        let waiting = std::mem::take(&mut *self.waiting.lock().unwrap());
        waiting.iter().for_each(|waiting| waiting.notify_one());
    }

    /// Whether it notifies, or is left out on trial.
    fn notifies(&self, place: Place, how: &'static str) -> bool {
        let left_out = site::left_out(place, Part::Notify, self.object.name);
        record::event(place, self.object, || Action::Does(if left_out { "does not notify" } else { how }));
        !left_out
    }
}
