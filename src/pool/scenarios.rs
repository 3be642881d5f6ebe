//! What is explored of the pool itself: what happens in the scenarios of its subjects.

use super::deque::Deque;
use super::with_pool;
use crate::report::counted;
use crate::sync::atomic::AtomicBool;
use crate::sync::atomic::Ordering::Relaxed;
use crate::sync::{Guarded, WorkerPanic, label_thread, named, spin_loop, workers};

/// The owner pushes `pushes` tasks and takes `takes`, while thieves steal `steals` times each; what is left is taken in the end.
/// Each task is to have come out once.
pub(crate) fn work_and_steal(pushes: u64, takes: usize, thieves: usize, steals: usize) -> String {
    let deque = Deque::new(2, 0);
    // One task is there before anybody comes.
    assert!(deque.push(1));
    let mut got: Vec<u64> = workers(1 + thieves, |me| {
        if me == 0 {
            label_thread("owner");
            let pushed = (2..=pushes).filter(|&task| !deque.push(task)).collect::<Vec<_>>();
            // What found no room is the owner's to do at once.
            pushed.into_iter().chain((0..takes).filter_map(|_| deque.take())).collect::<Vec<_>>()
        } else {
            label_thread(("thief", me));
            (0..steals).filter_map(|_| deque.steal()).collect()
        }
    })
    .concat();
    got.extend(std::iter::from_fn(|| deque.take()));
    got.sort_unstable();
    if got == (1..=pushes).collect::<Vec<_>>() {
        format!("{} once each", counted(pushes, "task"))
    } else {
        format!("came out: {got:?}")
    }
}

/// Two tasks, each of which waits until the other runs, so that one worker is not enough: the second has to be awake, or to
/// be woken. Each leaves a result for the caller, and fails.
pub(crate) fn two_tasks() -> String {
    let runs = [0, 1].map(|task| named(("runs", task), AtomicBool::new(false)));
    let results = [0, 1].map(|task| named(("results", task), Guarded::new(0)));
    let ended = with_pool(2, |pool| {
        pool.run(2, &|worker, task| {
            // SAFETY: a task is run once, and the caller reads only after the end of the job.
            unsafe { results[task].write(|result| *result = 1) };
            runs[task].store(true, Relaxed);
            while !runs[1 - task].load(Relaxed) {
                spin_loop();
            }
            Err(WorkerPanic { worker, message: "asked to".to_owned() })
        })
    });
    // SAFETY: the job has ended.
    let sum: u32 = results.iter().map(|result| unsafe { result.read(|&result| result) }).sum();
    match ended {
        Ok(()) => format!("{sum} results"),
        Err(WorkerPanic { worker, .. }) => format!("{sum} results, worker {worker} failed"),
    }
}
