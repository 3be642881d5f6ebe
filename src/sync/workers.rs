//! A fixed number of threads that do one job together.

use super::build::{label_thread, spawn_order};
use super::thread;

/// Runs `work(0)` to `work(workers - 1)` at the same time and returns their results in that order.
///
/// The calling thread is one of the workers, so that one worker needs no thread at all, and loom has
/// a thread less to schedule. All have ended when this returns, and what they wrote is visible to the
/// caller: the join of a thread happens after everything the thread did. A panic in `work` is passed
/// on once all have ended; see [`caught`](super::caught) for how trainers keep that from happening.
///
/// # Panics
/// If `workers` is 0.
pub fn workers<R: Send>(workers: usize, work: impl Fn(usize) -> R + Sync) -> Vec<R> {
    together(workers, &work)
}

/// The same. Compiled once for each type of result, and not for each trainer and network.
fn together<R: Send>(workers: usize, work: &(dyn Fn(usize) -> R + Sync)) -> Vec<R> {
    assert!(workers > 0, "at least one worker");
    let run = &|worker| {
        label_thread(("worker", worker));
        work(worker)
    };
    let mut order = spawn_order(workers);
    let mine = order.next().expect("at least one worker");
    let mut results: Vec<Option<R>> = (0..workers).map(|_| None).collect();
    thread::scope(|scope| {
        // Collected, because a lazy iterator would join each thread before it starts the next.
        let spawned: Vec<_> = order.map(|worker| (worker, scope.spawn(move || run(worker)))).collect();
        results[mine] = Some(run(mine));
        for (worker, thread) in spawned {
            results[worker] = Some(thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
    });
    results.into_iter().map(|result| result.expect("every worker has ended")).collect()
}
