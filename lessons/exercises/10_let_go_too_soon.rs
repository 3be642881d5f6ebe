//! A lock held for no time at all
//!
//! What for: a lock is held for as long as its guard lives. Do you know how long that is?
//!
//! Two workers write into one log, and each of them takes the lock before it does. The line is there, and it is the
//! right lock. Still racelab finds a data race, as if there were no lock at all.
//!
//! The line takes the lock, sure enough. When does it let go of it? Mend the line, so that the lock is held until the
//! log has been written.

// exercise: lesson 03_mutex
// exercise: kind code
// exercise: minutes 3
// exercise: hint `lock()` returns a guard, and when the guard is dropped the lock is let go. When is a value dropped that has no name?
// exercise: hint A value without a name goes at the end of its statement: at the semicolon. One with a name lives to the end of its block.
// exercise: hint Give the guard a name that begins with an underscore. A bare `_` is no name.
// exercise: after `_guard` keeps a value, a bare `_` does not. With the real `Mutex`, rustc warns of a guard that nobody uses, and refuses `let _ = lock.lock()` altogether: so many have lost an evening to it.

use std::cell::UnsafeCell;
use std::sync::Mutex;
use std::thread;

struct Log {
    lock: Mutex<()>,
    lines: UnsafeCell<Vec<&'static str>>,
}

// SAFETY: sound as long as the lock is held while the lines are used. That is your part.
unsafe impl Sync for Log {}

impl Log {
    fn write(&self, line: &'static str) {
        // yours: lock
        let _guard = self.lock.lock().unwrap();
        //- self.lock.lock().unwrap();
        // end
        let lines = unsafe { &mut *self.lines.get() };
        lines.push(line);
    }
}

// racelab: outcomes 2
fn lines_in_the_log() -> usize {
    let log = Log { lock: Mutex::new(()), lines: UnsafeCell::new(Vec::new()) };
    thread::scope(|scope| {
        scope.spawn(|| log.write("loss 0.7"));
        scope.spawn(|| log.write("loss 0.4"));
    });
    log.lines.into_inner().len()
}

// again: threads
// racelab: outcomes 3
fn three_lines() -> usize {
    let log = Log { lock: Mutex::new(()), lines: UnsafeCell::new(Vec::new()) };
    thread::scope(|scope| {
        scope.spawn(|| log.write("loss 0.9"));
        scope.spawn(|| log.write("loss 0.8"));
        log.write("loss 0.7");
    });
    log.lines.into_inner().len()
}
// end
