//! Threads, by loom's names.
//!
//! loom's `spawn` does not ask for `Send`, as all its threads are run by one thread of the operating system. So are the
//! engine's, and here it does not either.

use std::fmt;
use std::io;

use racelab_engine::thread as engine;

pub use engine::{AccessError, LocalKey, Thread, ThreadId, current, panicking, park, yield_now};

/// What goes to another thread of the program.
struct Sent<T>(T);

// SAFETY: all threads of a program run on one thread of the operating system, and are switched only in operations of
// the engine's types.
unsafe impl<T> Send for Sent<T> {}

impl<T> Sent<T> {
    fn into_inner(self) -> T {
        self.0
    }
}

/// A thread that can be waited for.
pub struct JoinHandle<T>(engine::JoinHandle<Sent<T>>);

impl<T> JoinHandle<T> {
    /// Waits for the thread to end, and returns what it returned.
    ///
    /// # Errors
    ///
    /// None: a thread that panics ends the execution.
    #[track_caller]
    pub fn join(self) -> engine::Result<T> {
        self.0.join().map(Sent::into_inner)
    }

    /// The thread's handle.
    pub fn thread(&self) -> &Thread {
        self.0.thread()
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("JoinHandle").finish_non_exhaustive()
    }
}

/// Starts a thread.
#[track_caller]
pub fn spawn<F, T>(work: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + 'static,
    T: 'static,
{
    let work = Sent(work);
    JoinHandle(engine::spawn(move || Sent((work.into_inner())())))
}

/// A thread that is to be started, with a name.
#[derive(Debug)]
#[must_use = "must eventually spawn the thread"]
pub struct Builder(engine::Builder);

impl Builder {
    /// Without a name.
    #[expect(clippy::new_without_default, reason = "neither std's nor loom's has one")]
    pub fn new() -> Builder {
        Builder(engine::Builder::new())
    }

    /// Names the thread.
    pub fn name(self, name: String) -> Builder {
        Builder(self.0.name(name))
    }

    /// All threads have the same stack: this changes nothing.
    pub fn stack_size(self, size: usize) -> Builder {
        Builder(self.0.stack_size(size))
    }

    /// Starts the thread.
    ///
    /// # Errors
    ///
    /// None: where there are too many threads, the execution is too large.
    #[track_caller]
    pub fn spawn<F, T>(self, work: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T + 'static,
        T: 'static,
    {
        let work = Sent(work);
        self.0.spawn(move || Sent((work.into_inner())())).map(JoinHandle)
    }
}
