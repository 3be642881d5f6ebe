//! A condition variable, by the name and contract of `std::sync::Condvar`.
//!
//! It is a list of those who wait, each with a flag of its own, guarded by a lock. Whoever notifies one of them
//! *chooses* which: the contract promises nothing. A flag is stored once and waited for by one thread, which can
//! therefore read nothing else: waiting adds no execution.
//!
//! C++ and Rust promise no order between a notification and the end of the wait that it ends: only the lock orders. Here
//! the flag does: no program can tell a wait that was notified without order from one that ended early, and the search has
//! those too, as often as its budget allows. So with `whims(0)`, or where the budget is spent elsewhere, a notification
//! orders more than the languages promise. The list's own lock orders nothing.

use std::cell::RefCell;
use std::fmt;
use std::panic::Location;
use std::rc::Rc;
use std::sync::atomic::Ordering::Release;
use std::time::Duration;

use super::mutex::{LockResult, MutexGuard, PoisonError};
use crate::faults::{Fault, broken};
use crate::graph::{Change, Place, Shape};
use crate::run::perform::{self, Locked};
use crate::run::{About, Slot};

/// Threads wait at it until others notify them.
pub struct Condvar {
    slot: Slot,
    waiting: RefCell<Vec<Rc<Slot>>>,
}

// SAFETY: all threads of a program run on one thread of the operating system. The list is only touched between
// taking the lock `slot` and giving it back.
unsafe impl Sync for Condvar {}
// SAFETY: the same.
unsafe impl Send for Condvar {}

/// How a wait with a time limit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitTimeoutResult(bool);

impl WaitTimeoutResult {
    /// Whether time ran out.
    pub fn timed_out(&self) -> bool {
        self.0
    }
}

/// How a wait ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Woken {
    /// By a notification.
    Notified,
    /// For no reason.
    Early,
    /// By the clock.
    TimedOut,
}

impl Condvar {
    /// A new condition variable, at which nobody waits.
    #[track_caller]
    pub const fn new() -> Condvar {
        Condvar { slot: Slot::new(), waiting: RefCell::new(Vec::new()) }
    }

    /// Works on the list of those who wait, with its lock. It is borrowed for a moment only, as the work may have to wait.
    fn with_waiting<R>(
        &self,
        call: &'static str,
        place: Place,
        work: impl FnOnce(&RefCell<Vec<Rc<Slot>>>) -> R,
    ) -> R {
        /// Unlocks, also where the execution is given up in the middle.
        struct Unlocks<'a>(Locked, About<'a>, Place);
        impl Drop for Unlocks<'_> {
            fn drop(&mut self) {
                if self.0 == Locked::Taken {
                    perform::unlock(self.1, self.2);
                }
            }
        }
        let about = About::new(&self.slot, "Condvar").called(call);
        let _unlocks = Unlocks(perform::lock_unordered(about, place), about, place);
        work(&self.waiting)
    }

    fn sleep<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        timed: bool,
        place: Place,
    ) -> LockResult<(MutexGuard<'a, T>, Woken)> {
        let mine = Rc::new(Slot::new());
        self.with_waiting("wait", place, |waiting| waiting.borrow_mut().push(Rc::clone(&mine)));
        guard.note_what_is_left();
        let (mutex, _, locked) = guard.into_parts();
        if locked == Locked::Taken {
            perform::unlock(mutex.about().called("wait"), place);
        }
        let woken = match perform::choose(if timed { 3 } else { 2 }, true, place) {
            0 => Woken::Notified,
            1 => Woken::Early,
            _ => Woken::TimedOut,
        };
        if woken == Woken::Notified {
            perform::await_store(flag(&mine).called("wait"), timed, place);
        } else {
            let is_other = |other: &Rc<Slot>| !Rc::ptr_eq(other, &mine);
            self.with_waiting("wait", place, |waiting| waiting.borrow_mut().retain(is_other));
        }
        let locked = perform::lock(mutex.about().called("wait"), Change::Lock, place);
        match mutex.guard(locked, place) {
            Ok(guard) => Ok((guard, woken)),
            Err(poisoned) => Err(PoisonError::new((poisoned.into_inner(), woken))),
        }
    }

    /// Gives the lock back, waits for a notification, and takes the lock again. It may end for no reason, as often
    /// as the explorer allows.
    ///
    /// # Errors
    ///
    /// The guard all the same, if a thread panicked while it had the lock.
    #[track_caller]
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        match self.sleep(guard, false, Location::caller()) {
            Ok((guard, _)) => Ok(guard),
            Err(poisoned) => Err(PoisonError::new(poisoned.into_inner().0)),
        }
    }

    /// Waits as long as a condition holds.
    ///
    /// # Errors
    ///
    /// The guard all the same, if a thread panicked while it had the lock.
    #[track_caller]
    pub fn wait_while<'a, T>(
        &self,
        mut guard: MutexGuard<'a, T>,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> LockResult<MutexGuard<'a, T>> {
        while condition(&mut *guard) {
            guard = self.wait(guard)?;
        }
        Ok(guard)
    }

    /// Waits for a notification, or until time runs out, which may be at any moment: as often as the explorer
    /// allows.
    ///
    /// # Errors
    ///
    /// The guard all the same, if a thread panicked while it had the lock.
    #[track_caller]
    pub fn wait_timeout<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        _: Duration,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        let told = |(guard, woken)| (guard, WaitTimeoutResult(woken == Woken::TimedOut));
        match self.sleep(guard, true, Location::caller()) {
            Ok(woken) => Ok(told(woken)),
            Err(poisoned) => Err(PoisonError::new(told(poisoned.into_inner()))),
        }
    }

    /// Waits as long as a condition holds, or until time runs out.
    ///
    /// # Errors
    ///
    /// The guard all the same, if a thread panicked while it had the lock.
    #[track_caller]
    pub fn wait_timeout_while<'a, T>(
        &self,
        mut guard: MutexGuard<'a, T>,
        duration: Duration,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        let mut timed_out = false;
        loop {
            // Also after time ran out: only if the condition still holds did the wait end by that.
            let holds = condition(&mut *guard);
            if timed_out || !holds {
                return Ok((guard, WaitTimeoutResult(holds)));
            }
            let (again, timeout) = self.wait_timeout(guard, duration)?;
            (guard, timed_out) = (again, timeout.timed_out());
        }
    }

    /// Wakes one of those who wait, if any do: whichever.
    #[track_caller]
    pub fn notify_one(&self) {
        let place = Location::caller();
        let woken = self.with_waiting("notify_one", place, |waiting| {
            let count = waiting.borrow().len();
            if count == 0 {
                return None;
            }
            let fair = broken(Fault::FairNotification);
            let which = if fair { 0 } else { perform::choose(count as u64, false, place) };
            Some(waiting.borrow_mut().remove(which as usize))
        });
        if let Some(one) = woken {
            wake(&one, "notify_one", place);
        }
    }

    /// Wakes all who wait.
    #[track_caller]
    pub fn notify_all(&self) {
        let place = Location::caller();
        let all = self.with_waiting("notify_all", place, RefCell::take);
        all.iter().for_each(|one| wake(one, "notify_all", place));
    }
}

fn flag(slot: &Slot) -> About<'_> {
    About::new(slot, "notification")
}

fn wake(slot: &Slot, call: &'static str, place: Place) {
    perform::write(flag(slot).called(call), 1, Release, Shape::NONE, place);
}

impl Default for Condvar {
    #[track_caller]
    fn default() -> Condvar {
        Condvar::new()
    }
}

impl fmt::Debug for Condvar {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Condvar").finish_non_exhaustive()
    }
}
