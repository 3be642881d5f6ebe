//! Unfenced deque: owner and thief each take the same task, the last, and neither sees what the other has said.
//!
//! **Specification:** a task is run once.
//!
//! **What is wrong:** the owner lowers `bottom` and then looks at `top`; a thief moves `top` and then looks at `bottom`. Without a
//! fence between its store and its load, each may find the other's number as it was before. The thief has stolen the
//! first of two tasks and reaches for the second; the owner believes that both are still there, and takes the
//! second without the compare-exchange, which it needs only for the very last. Acquire and Release are no help.
//!
//! **The fix:** `fence(SeqCst);` between the two steps, on both sides, as in [`deque`](crate::pool::deque).

use super::{FailureKind, Mistake};
use crate::scenario::Scenario;
use crate::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use crate::sync::atomic::{AtomicU32, AtomicUsize};
use crate::sync::{label_thread, named, workers};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "unfenced_deque",
    lesson: "12_pool",
    kind: FailureKind::WrongOutcome,
    summary: "takes and steals with Release and Acquire, and no fence",
    specification: "a task is run once",
    fix: "put `fence(SeqCst)` between `bottom` and `top`, in `take` and in `steal`",
    scenario: Scenario::new(
        "unfenced_deque",
        "2 tasks; the owner takes one, a thief steals",
        &["task 1 runs once, task 2 once"],
        || {
            let deque = Deque::of_two();
            let ran = workers(2, |me| {
                if me == 0 {
                    label_thread("owner");
                    vec![deque.take()]
                } else {
                    label_thread("thief");
                    vec![deque.steal(), deque.steal()]
                }
            })
            .concat();
            let times = |wanted| match ran.iter().flatten().filter(|&&task| task == wanted).count() {
                0 => "never",
                1 => "once",
                _ => "twice",
            };
            format!("task 1 runs {}, task 2 {}", times(1), times(2))
        },
    ),
};

/// A deque with two tasks in it, to which none is added.
#[derive(Debug)]
pub struct Deque {
    top: AtomicUsize,
    bottom: AtomicUsize,
    slots: [AtomicU32; 2],
}

impl Deque {
    /// Tasks 1 and 2.
    pub fn of_two() -> Self {
        let slot = |task| named("slot", AtomicU32::new(task));
        let (top, bottom) = (named("top", AtomicUsize::new(0)), named("bottom", AtomicUsize::new(2)));
        Deque { top, bottom, slots: [slot(1), slot(2)] }
    }

    // ANCHOR: take
    /// Takes the last task. For the owner alone, once.
    pub fn take(&self) -> Option<u32> {
        let last = self.bottom.load(Relaxed) - 1;
        self.bottom.store(last, Release);
        let top = self.top.load(Acquire);
        let task = self.slots[last].load(Relaxed);
        if top < last {
            // There is another one before it, and so no thief is here yet.
            return Some(task);
        }
        let is_mine = top == last && self.top.compare_exchange(top, top + 1, AcqRel, Relaxed).is_ok();
        self.bottom.store(last + 1, Release);
        is_mine.then_some(task)
    }
    // ANCHOR_END: take

    /// Takes the first task. For everybody.
    pub fn steal(&self) -> Option<u32> {
        let top = self.top.load(Acquire);
        if self.bottom.load(Acquire) <= top {
            return None;
        }
        let task = self.slots[top].load(Relaxed);
        self.top.compare_exchange(top, top + 1, AcqRel, Relaxed).is_ok().then_some(task)
    }
}
