//! Woken for nothing
//!
//! What for: whoever has been woken has to look again.
//!
//! Gradients are put into a list, and the trainer takes them out. If the list is empty it waits
//! until it is notified, and then there is a gradient, is there not? The lock is held where it must
//! be. Still, the trainer may come away with nothing.
//!
//! Mend the wait in `take`.

// exercise: lesson 10_barrier
// exercise: kind code
// exercise: minutes 3
// exercise: hint Who woke the trainer in the counterexample? Had anything been put into the list?
// exercise: hint A wait may end though nobody has notified, or somebody else may have been quicker. What should the trainer do when it finds the list empty once more?
// exercise: hint One word is enough.
// exercise: after Read a notification as "look again", never as "go on". `wait_while` has the loop built in.

use std::sync::{Condvar, Mutex};
use std::thread;

struct Gradients {
    list: Mutex<Vec<u32>>,
    came: Condvar,
}

impl Gradients {
    fn put(&self, gradient: u32) {
        self.list.lock().unwrap().push(gradient);
        self.came.notify_one();
    }

    fn take(&self) -> Option<u32> {
        let mut list = self.list.lock().unwrap();
        // yours: wait
        while list.is_empty() {
            list = self.came.wait(list).unwrap();
        }
        //- if list.is_empty() {
        //-     list = self.came.wait(list).unwrap();
        //- }
        // end
        list.pop()
    }
}

fn put_and_take(gradient: u32) -> Option<u32> {
    let gradients = Gradients { list: Mutex::new(Vec::new()), came: Condvar::new() };
    thread::scope(|scope| {
        scope.spawn(|| gradients.put(gradient));
        gradients.take()
    })
}

// racelab: outcomes Some(7)
fn one_gradient() -> Option<u32> {
    put_and_take(7)
}

// racelab: outcomes Some(8)
fn another_one() -> Option<u32> {
    put_and_take(8)
}

// again: rounds
// racelab: outcomes Some(9)
fn three_times_for_nothing() -> Option<u32> {
    let gradients = Gradients { list: Mutex::new(Vec::new()), came: Condvar::new() };
    thread::scope(|scope| {
        scope.spawn(|| {
            (0..3).for_each(|_| gradients.came.notify_one());
            gradients.put(9);
        });
        gradients.take()
    })
}
// end
