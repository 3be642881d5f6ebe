//! Double take: two threads find the value there, and both take it.
//!
//! **Specification:** a gradient is applied once.
//!
//! **What is wrong:** the receiver may be shared, and `take` asks for no more than `&self`. Two threads look, both see that
//! the value is there, and both take it. That the promise was kept is no secret between two: to look at it gives no
//! right to the value. This is undefined behaviour (of a value on the heap, both would free it), and so it exists
//! in the loom build only.
//!
//! **The fix:** a receiver that is used up, as in [`promise`](crate::promise): `self` in place of `&self`, and no copies. Where it
//! has to be shared, taking is one step: `self.state.swap(TAKEN, Acquire) == DONE`.

use super::{FailureKind, Mistake};
use crate::scenario::Scenario;
use crate::sync::atomic::AtomicU32;
use crate::sync::atomic::Ordering::{Acquire, Release};
use crate::sync::{Guarded, named, workers};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "double_take",
    lesson: "11_promise",
    kind: FailureKind::DataRace,
    summary: "checks whether the value is there, and takes it in a second step",
    specification: "a gradient is applied once",
    fix: "consume the receiver (`self` for `&self`), or take in one step: `self.state.swap(TAKEN, Acquire) == DONE`",
    scenario: Scenario::new("double_take", "a promise that is kept; 2 threads take", &["taken once"], || {
        let cell = Cell::new();
        cell.fulfil(7);
        let taken = workers(2, |_| cell.take()).into_iter().flatten().count();
        if taken == 1 { "taken once".to_owned() } else { format!("taken {taken} times") }
    }),
};

const EMPTY: u32 = 0;
const DONE: u32 = 1;
/// For the fix: the value is gone.
pub const TAKEN: u32 = 2;

/// A value that is to come.
#[derive(Debug)]
pub struct Cell {
    state: AtomicU32,
    value: Guarded<Option<u32>>,
}

impl Cell {
    /// A cell whose value is to come.
    #[allow(clippy::new_without_default)] // As in the cell that is right.
    pub fn new() -> Self {
        Cell { state: named("state", AtomicU32::new(EMPTY)), value: named("value", Guarded::new(None)) }
    }

    /// Keeps the promise. To be called once.
    pub fn fulfil(&self, value: u32) {
        // SAFETY: nobody takes the value before DONE.
        unsafe { self.value.write(|place| *place = Some(value)) };
        // Release: pairs with the Acquire in `take`.
        self.state.store(DONE, Release);
    }

    // ANCHOR: take
    /// Takes the value, if it is there.
    pub fn take(&self) -> Option<u32> {
        // Acquire: pairs with the Release in `fulfil`.
        if self.state.load(Acquire) == DONE {
            // SAFETY: none. Somebody else may have seen DONE as well.
            return unsafe { self.value.write(Option::take) };
        }
        None
    }
    // ANCHOR_END: take
}
