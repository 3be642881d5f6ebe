//! Patience: what a thread does before it blocks, which takes tens of microseconds to undo.
//!
//! First it *spins*: it looks again and again, for the two or three microseconds that threads which run at the same time
//! are apart. Then it *yields*: it looks again each time the others have had their turn. Where each thread has a core,
//! nobody else wants that one, and a yield is a call that returns at once. Where there are more threads than cores, or
//! another program has one of them, who is waited for may want this very core. A thread that spins would keep it from
//! him; one that yields lets him run, for less than it costs to block and be woken.
//!
//! It also keeps the scheduler informed. Two threads that block and wake each other in turn look as if they needed one
//! core between them, and may be left on one. Two that yield both want to run, and get one each.

use super::build::{spins, yields};
use super::spin_loop;
use super::thread::yield_now;

/// Looks until something is found, or it is time to block: then `None`.
pub(crate) fn patiently<R>(look: impl Fn() -> Option<R>) -> Option<R> {
    for turn in 0..spins() + yields() {
        let found = look();
        if found.is_some() {
            return found;
        }
        if turn < spins() { spin_loop() } else { yield_now() }
    }
    None
}

#[cfg(all(test, not(loom)))]
mod tests {
    use std::cell::Cell;

    use super::{patiently, spins, yields};

    #[test]
    fn who_finds_something_looks_no_further_and_who_finds_nothing_gives_up() {
        let looks = Cell::new(0);
        let finds = |at: u32| {
            looks.set(0);
            let found = patiently(|| {
                looks.set(looks.get() + 1);
                (looks.get() == at).then_some(at)
            });
            (found, looks.get())
        };
        let most = spins() + yields();
        for at in [1, spins(), spins() + 1, most] {
            assert_eq!(finds(at), (Some(at), at));
        }
        assert_eq!(finds(most + 1), (None, most));
    }
}
