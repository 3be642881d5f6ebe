//! What is explored of counters and locks in parts.

use super::counter::Counter;
use super::lock::ShardedLock;
use crate::sync::{label_thread, workers};

/// Two workers count, each this many `times`, and when they have been joined somebody asks.
pub(crate) fn count(times: u64) -> String {
    let mut counter = Counter::new([0, 0]);
    workers(2, |me| (0..times).for_each(|_| counter.add(me, 1)));
    format!("{} counted", counter.total())
}

/// Worker 0 takes a batch over that worker 1 had, while an evaluator asks how many are in flight. `change` is what the
/// worker has to go through to do so, and `ask` how the evaluator adds up.
pub(crate) fn take_over<S: Sync>(shared: &S, change: fn(&S), ask: fn(&S) -> u64) -> String {
    let asked = workers(2, |me| {
        if me == 0 {
            change(shared);
            return 0;
        }
        label_thread("evaluator");
        ask(shared)
    });
    format!("{} in flight", asked[1])
}

/// The change itself: there are two for a moment, and never none.
pub(crate) fn move_a_batch(counter: &Counter) {
    counter.add(0, 1);
    counter.take_off(1, 1);
}

/// The same with the counter in a [`ShardedLock`]: a change is made by one who reads the lock, and is seen by one who has
/// locked everybody out.
pub(crate) fn take_over_under_the_lock() -> String {
    let change = |lock: &ShardedLock<Counter>| lock.read(0, move_a_batch);
    take_over(&ShardedLock::new(2, Counter::new([0, 1])), change, |lock| lock.write(Counter::total))
}

/// A trainer makes an update of two weights, while so many readers copy them.
pub(crate) fn update_and_read(readers: usize) -> String {
    let lock = ShardedLock::new(readers + 1, [0, 0]);
    let read = workers(readers + 1, |me| {
        if me == 0 {
            label_thread("trainer");
            lock.write(|weights| *weights = [1, 1]);
            return [0, 0];
        }
        label_thread(("reader", me));
        lock.read(me, |&weights| weights)
    });
    told(&read[1..])
}

/// Two trainers make an update each.
pub(crate) fn two_updates() -> String {
    let lock = ShardedLock::new(2, [0, 0]);
    workers(2, |_| lock.write(|weights| *weights = weights.map(|weight| weight + 1)));
    told(&[lock.into_inner()])
}

/// Which update each read, all of it.
fn told(read: &[[u32; 2]]) -> String {
    if read.iter().any(|[first, second]| first != second) {
        return format!("torn: {read:?}");
    }
    let updates: Vec<_> = read.iter().map(|[update, _]| update.to_string()).collect();
    format!("read {}", updates.join(" and "))
}
