//! A pace to keep
//!
//! What for: a test for a lost wake-up lets the one who wakes come at the worst moment.
//!
//! No worker may be too far ahead of the slowest. So the quick one waits until the slow one has
//! made so many steps. It looks at the steps without the lock, finds too few, and goes to sleep,
//! though meanwhile a step may have been made. The test below passes, since it never sleeps.
//!
//! Rewrite the test so that it shows the mistake. It has to pass once the look is made under the
//! lock.

// exercise: lesson 14_staleness
// exercise: kind scenario
// exercise: minutes 4
// exercise: hint Who makes the step in the test, and when? Is anybody waiting at that moment?
// exercise: hint The step must be able to come between the look and the sleep. For that it has to be made by another thread.
// exercise: hint Make exactly as many steps as are waited for, or else the mended one would wait for ever, too.
// exercise: after A test can't arrange for the worst moment. It only has to let it happen, and the exploration finds it. That one is near enough stays true, and may be looked at without the lock; that one is too far ahead does not, and whoever sleeps on it needs the lock.

use std::sync::atomic::{AtomicU32, Ordering::*};
use std::sync::{Condvar, Mutex};
use std::thread;

struct Pace {
    steps: AtomicU32,
    lock: Mutex<()>,
    bell: Condvar,
}

impl Pace {
    fn new() -> Self {
        Pace { steps: AtomicU32::new(0), lock: Mutex::new(()), bell: Condvar::new() }
    }

    /// The slow worker has made a step.
    fn step(&self) {
        let guard = self.lock.lock().unwrap();
        self.steps.fetch_add(1, Release);
        drop(guard);
        self.bell.notify_all();
    }

    /// The quick worker waits for so many steps.
    fn wait_for(&self, steps: u32) {
        // given: wait
        while self.steps.load(Acquire) < steps {
            let guard = self.lock.lock().unwrap();
            drop(self.bell.wait(guard).unwrap());
        }
        //+ let mut guard = self.lock.lock().unwrap();
        //+ while self.steps.load(Acquire) < steps {
        //+     guard = self.bell.wait(guard).unwrap();
        //+ }
        // end
    }
}

// yours: test
#[test]
fn the_quick_one_waits() {
    let pace = Pace::new();
    thread::scope(|scope| {
        scope.spawn(|| pace.step());
        pace.wait_for(1);
    });
}
//- #[test]
//- fn the_quick_one_waits() {
//-     let pace = Pace::new();
//-     pace.step();
//-     pace.wait_for(1);
//- }
// end
