//! Run twice
//!
//! What for: where two threads each say something and then look, Release and Acquire are not enough.
//!
//! A worker takes tasks from the bottom of its deque, and thieves steal them from the top. Most of the time the two
//! ends are far apart, so the owner spares itself the compare-exchange: it lowers `bottom` to say which task it
//! wants, and then looks at `top` to see how far the thieves have come. A thief raises `top` with each task that it
//! steals, and looks at `bottom` before the next. The loads are Acquires and the stores Releases, and in one
//! execution both run the same task.
//!
//! Mend `claim` and `ends`. (Chapter 9 has this pattern, and "After you" was about it.)

// exercise: lesson 12_pool
// exercise: kind code
// exercise: minutes 5
// exercise: hint Find the two loads in the drawing that return an old value: the owner's of `top`, and the thief's of `bottom`. Neither reads what the other has stored, so no Acquire has anything to pair with.
// exercise: hint Both say something, and then look. What must be ruled out is that both look before either has been heard. That is store buffering, and it takes SeqCst on both sides.
// exercise: hint In each of the two functions one line more will do, between its first access and its second: `fence(SeqCst);`.
// exercise: after This is the deque of Chase and Lev, and these are the fences that it cannot do without: one where the owner takes, one where a thief steals. With several tasks left, they are all that stands between the two, since the owner makes no compare-exchange.

use std::sync::atomic::{AtomicUsize, Ordering::*, fence};
use std::thread;

/// Holds the tasks from `top` up to the one before `bottom`; each is a number.
struct Deque {
    top: AtomicUsize,
    bottom: AtomicUsize,
}

impl Deque {
    /// The owner says which task it wants, and looks where the thieves are.
    fn claim(&self, last: usize) -> usize {
        // yours: claim
        //- self.bottom.store(last, Release);
        //- self.top.load(Acquire)
        self.bottom.store(last, Relaxed);
        // SeqCst: pairs with the fence in `ends`. One of the two sees what the other has said.
        fence(SeqCst);
        self.top.load(Relaxed)
        // end
    }

    /// A thief looks at both ends.
    fn ends(&self) -> (usize, usize) {
        // yours: ends
        //- let top = self.top.load(Acquire);
        //- let bottom = self.bottom.load(Acquire);
        //- (top, bottom)
        let top = self.top.load(Relaxed);
        // SeqCst: pairs with the fence in `claim`.
        fence(SeqCst);
        let bottom = self.bottom.load(Relaxed);
        (top, bottom)
        // end
    }

    fn take(&self) -> Option<usize> {
        let last = self.bottom.load(Relaxed) - 1;
        let top = self.claim(last);
        // With another task before it, no thief can be at this one. Or can it?
        let is_mine = top < last || (top == last && self.win(top));
        is_mine.then_some(last)
    }

    fn steal(&self) -> Option<usize> {
        let (top, bottom) = self.ends();
        (top < bottom && self.win(top)).then_some(top)
    }

    /// Whether it was the caller who moved `top` on from here.
    fn win(&self, top: usize) -> bool {
        self.top.compare_exchange(top, top + 1, SeqCst, Relaxed).is_ok()
    }
}

// racelab: outcomes (Some(2), [Some(1), None]), (None, [Some(1), Some(2)])
fn who_runs_which_task() -> (Option<usize>, [Option<usize>; 2]) {
    let deque = Deque { top: AtomicUsize::new(1), bottom: AtomicUsize::new(3) };
    thread::scope(|scope| {
        let thief = scope.spawn(|| [deque.steal(), deque.steal()]);
        (deque.take(), thief.join().unwrap())
    })
}

// again: numbers
// racelab: outcomes (Some(6), [Some(5), None]), (None, [Some(5), Some(6)])
fn further_along() -> (Option<usize>, [Option<usize>; 2]) {
    let deque = Deque { top: AtomicUsize::new(5), bottom: AtomicUsize::new(7) };
    thread::scope(|scope| {
        let thief = scope.spawn(|| [deque.steal(), deque.steal()]);
        (deque.take(), thief.join().unwrap())
    })
}
// end
