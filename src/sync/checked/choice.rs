//! Choices that loom does not explore, and the wrappers therefore do: one exploration for each.
//!
//! A choice must not depend on how the threads happen to be scheduled, or loom's reduction of the
//! search, which takes two orders of independent operations for the same, would skip something. So
//! "the second wait of thread 1 wakes early" is a choice, and "the third wait of all" is none.

use std::cell::{Cell, RefCell};

use super::backend::{Judge, judge};
use super::record;

/// Something that the real thing may do at any time and loom never does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whim {
    /// A wait at a condition variable ends though nobody has notified it.
    WakesEarly,
    /// A weak compare-exchange fails though it found what it expected.
    FailsWeakly,
    /// A notification of one wakes the waiting thread that waits for the shortest time, rather than
    /// the one that waits for the longest.
    WakesAnother,
}

/// The `nth` time (from 0) that thread `thread` comes to where the whim applies, it applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What happens.
    pub whim: Whim,
    /// To which thread, in the order in which they start.
    pub thread: usize,
    /// Which time it is, counted from 0.
    pub nth: usize,
}

thread_local! {
    static ORDER: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
    static CHOICE: Cell<Option<Choice>> = const { Cell::new(None) };
    /// How often each thread has come to each whim in this execution.
    static COUNTS: RefCell<Vec<(Whim, usize, usize)>> = const { RefCell::new(Vec::new()) };
    /// Every choice that could have been made in any execution so far.
    static OFFERED: RefCell<Vec<Choice>> = const { RefCell::new(Vec::new()) };
}

/// Sets the choices of coming executions: the order in which workers start (empty for ascending), and
/// a whim, or none.
pub fn choose(order: &[usize], choice: Option<Choice>) {
    ORDER.replace(order.to_vec());
    CHOICE.set(choice);
}

/// Starts an execution afresh.
pub fn begin() {
    COUNTS.with_borrow_mut(Vec::clear);
}

/// The choices that there were since this was last asked.
pub fn take_offered() -> Vec<Choice> {
    OFFERED.take()
}

pub(super) fn spawn_order(workers: usize) -> Vec<usize> {
    ORDER.with_borrow(|order| if order.len() == workers { order.clone() } else { (0..workers).collect() })
}

/// Whether the whim applies to the current thread now.
pub(super) fn applies(whim: Whim) -> bool {
    if judge() == Judge::Engine {
        // There it is a part of the search.
        return false;
    }
    let thread = record::current();
    let nth = COUNTS.with_borrow_mut(|counts| {
        if let Some((.., count)) = counts.iter_mut().find(|(one, of, _)| (*one, *of) == (whim, thread)) {
            *count += 1;
            *count
        } else {
            counts.push((whim, thread, 0));
            0
        }
    });
    let choice = Choice { whim, thread, nth };
    OFFERED.with_borrow_mut(|offered| {
        if !offered.contains(&choice) {
            offered.push(choice);
        }
    });
    CHOICE.get() == Some(choice)
}

/// Whether the current exploration is about this whim at all.
pub(super) fn is_chosen(whim: Whim) -> bool {
    CHOICE.get().is_some_and(|choice| choice.whim == whim)
}
