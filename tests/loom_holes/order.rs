//! Locks, notifications and parking that order more in loom than they do.

use std::collections::BTreeSet;
use std::mem;
use std::sync::Arc;

use Waiter::{IsTooLate, Nobody, Waits};
use loom::sync::atomic::AtomicU32;
use loom::sync::atomic::Ordering::Relaxed;
use loom::sync::{Condvar, Mutex, RwLock};
use loom::thread;
use racelab_loom::sync::Guarded;

use super::explored::{Shared, explored, missed, outcomes};

#[test]
fn one_read_guard_orders_the_next() {
    // ANCHOR: read_guards
    let outcomes = explored([
        |s| {
            let guard = s.lock.read().unwrap();
            s.x.store(1, Relaxed);
            drop(guard);
            s.y.store(1, Relaxed);
            0
        },
        |s| {
            let seen = s.y.load(Relaxed);
            let _guard = s.lock.read().unwrap();
            10 * seen + s.x.load(Relaxed)
        },
    ]);
    // 10: it read y as 1 and x as 0. Two readers exclude nobody, and order nothing.
    let allowed = [[0, 0], [0, 1], [0, 10], [0, 11]];
    assert_eq!(missed(&allowed, &outcomes), [[0, 10]]);
    // ANCHOR_END: read_guards
}

#[test]
fn two_writers_under_read_guards_pass() {
    // ANCHOR: two_writers
    loom::model(|| {
        let shared = Arc::new((RwLock::new(()), Guarded::new(0)));
        let theirs = Arc::clone(&shared);
        let adds = |(lock, data): &(RwLock<()>, Guarded<u32>)| {
            let _guard = lock.read().unwrap();
            // Not SAFE: the other may be writing, under a read guard of its own.
            unsafe { data.write(|data| *data += 1) };
        };
        let other = thread::spawn(move || adds(&theirs));
        adds(&shared);
        other.join().unwrap();
    });
    // ANCHOR_END: two_writers
}

#[test]
fn an_unpark_orders_a_thread_that_does_not_park() {
    // ANCHOR: unpark
    let outcomes = outcomes(|| {
        let s = Arc::new(Shared::default());
        let theirs = Arc::clone(&s);
        let reader = thread::spawn(move || 10 * theirs.y.load(Relaxed) + theirs.x.load(Relaxed));
        s.x.store(1, Relaxed);
        reader.thread().unpark();
        s.y.store(1, Relaxed);
        [reader.join().unwrap()]
    });
    // The reader never parks, so the unpark tells it nothing.
    assert_eq!(missed(&[[0], [1], [10], [11]], &outcomes), [[10]]);
    // ANCHOR_END: unpark
}

/// Who waits to be notified.
#[derive(PartialEq)]
enum Waiter {
    Nobody,
    Waits,
    IsTooLate,
}

#[test]
fn a_notification_orders_what_came_before_it() {
    // ANCHOR: notification
    let outcomes = outcomes(|| {
        let shared = Arc::new((AtomicU32::new(0), Mutex::new(Nobody), Condvar::new()));
        let theirs = Arc::clone(&shared);
        let notifier = thread::spawn(move || {
            let (x, waiter, changed) = &*theirs;
            let found = mem::replace(&mut *waiter.lock().unwrap(), IsTooLate);
            if found == Waits {
                x.store(1, Relaxed);
                changed.notify_one();
            }
        });
        let (x, waiter, changed) = &*shared;
        let mut guard = waiter.lock().unwrap();
        let waits = *guard == Nobody;
        if waits {
            *guard = Waits;
            guard = changed.wait(guard).unwrap();
        }
        drop(guard);
        let seen = waits.then(|| x.load(Relaxed));
        notifier.join().unwrap();
        seen
    });
    // The mutex was let go before the store, and a notification by itself orders nothing: Some(0) is allowed.
    assert_eq!(outcomes, BTreeSet::from([None, Some(1)]));
    // ANCHOR_END: notification
}
