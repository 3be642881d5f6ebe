//! A test that can fail
//!
//! What for: a mistake is understood when you can write the test that shows it.
//!
//! `step` has the mistake that you know: it reads the count in one critical section, and writes it in another. The
//! test below passes all the same, with every execution explored. It asks too little of the program.
//!
//! Rewrite the test so that it fails here, and would pass if `step` were right. racelab tries both: first with this
//! `step`, then with a mended one.

// exercise: lesson 02_lost_update
// exercise: kind scenario
// exercise: minutes 4
// exercise: hint Who could come in between the two lines of `step` in this test? Count the threads.
// exercise: hint Two steps that can meet need two threads. `thread::scope(|scope| { scope.spawn(|| ...); ... });` starts them and waits.
// exercise: hint Spawn one step each in two threads of the same scope, and look at the count after the scope, not inside.
// exercise: after A test needs the threads that can meet, and a claim that the mistake breaks. "It passed" says nothing about what it never tried.

use std::sync::Mutex;
use std::thread;

#[derive(Default)]
struct Progress {
    done: Mutex<u32>,
}

impl Progress {
    fn step(&self) {
        // given: step
        let done = *self.done.lock().unwrap();
        *self.done.lock().unwrap() = done + 1;
        //+ *self.done.lock().unwrap() += 1;
        // end
    }

    fn done(&self) -> u32 {
        *self.done.lock().unwrap()
    }
}

// yours: test
#[test]
fn no_step_is_lost() {
    let progress = Progress::default();
    thread::scope(|scope| {
        scope.spawn(|| progress.step());
        scope.spawn(|| progress.step());
    });
    assert_eq!(progress.done(), 2);
}
//- #[test]
//- fn no_step_is_lost() {
//-     let progress = Progress::default();
//-     thread::scope(|scope| {
//-         scope.spawn(|| {
//-             progress.step();
//-             progress.step();
//-         });
//-     });
//-     assert_eq!(progress.done(), 2);
//- }
// end
