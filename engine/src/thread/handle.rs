//! Who a thread is.

use std::fmt;
use std::io;
use std::panic::Location;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

use super::{JoinHandle, Scope, ScopedJoinHandle, start};
use crate::run::{About, Slot, with};

/// A thread: its name, and the way to wake it.
#[derive(Clone)]
pub struct Thread(Arc<Inner>);

struct Inner {
    name: Option<String>,
    /// Its number, from 0, once it is known.
    number: AtomicUsize,
    token: Slot,
}

/// Tells the threads of an execution apart.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ThreadId(usize);

impl ThreadId {
    /// The thread's number in the graph: 0 is the main thread.
    pub fn number(self) -> usize {
        self.0 - 1
    }
}

impl fmt::Debug for ThreadId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ThreadId({})", self.0)
    }
}

impl Thread {
    #[track_caller]
    pub(super) fn new(name: Option<String>) -> Thread {
        Thread(Arc::new(Inner { name, number: AtomicUsize::new(0), token: Slot::new() }))
    }

    /// Says which thread this is.
    pub(super) fn is_of(&self, number: usize) {
        self.0.number.store(number, Relaxed);
        with(|engine| engine.threads[number].handle = Some(self.clone()));
    }

    /// Its token, which `unpark` makes available and `park` takes.
    pub(super) fn token(&self) -> About<'_> {
        About::new(&self.0.token, "park token")
    }

    /// The same for the same thread of an execution, and another for each other.
    pub fn id(&self) -> ThreadId {
        ThreadId(self.0.number.load(Relaxed) + 1)
    }

    /// The name that its [`Builder`] gave it; the main thread's is `main`.
    pub fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }
}

impl fmt::Debug for Thread {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut all = formatter.debug_struct("Thread");
        all.field("id", &self.id()).field("name", &self.name()).finish_non_exhaustive()
    }
}

/// The thread that asks.
pub fn current() -> Thread {
    let known = with(|engine| engine.threads[engine.current].handle.clone());
    known.unwrap_or_else(|| {
        // Other threads have had theirs since they were started.
        let main = Thread::new(Some("main".to_owned()));
        main.is_of(0);
        main
    })
}

/// A thread that is to be started, with a name.
#[derive(Debug, Default)]
#[must_use = "must eventually spawn the thread"]
pub struct Builder {
    name: Option<String>,
}

impl Builder {
    /// Without a name.
    pub fn new() -> Builder {
        Builder::default()
    }

    /// Names the thread.
    pub fn name(self, name: String) -> Builder {
        Builder { name: Some(name) }
    }

    /// All threads of an exploration have the same stack: this changes nothing.
    pub fn stack_size(self, _: usize) -> Builder {
        self
    }

    /// Starts the thread.
    ///
    /// # Errors
    ///
    /// None: where there are too many threads, the execution is too large.
    #[track_caller]
    pub fn spawn<T: Send + 'static>(
        self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> io::Result<JoinHandle<T>> {
        Ok(JoinHandle { inner: start(self.name, work, Location::caller()) })
    }

    /// Starts the thread in a scope.
    ///
    /// # Errors
    ///
    /// None: where there are too many threads, the execution is too large.
    #[track_caller]
    pub fn spawn_scoped<'scope, T: Send + 'scope>(
        self,
        scope: &'scope Scope<'scope, '_>,
        work: impl FnOnce() -> T + Send + 'scope,
    ) -> io::Result<ScopedJoinHandle<'scope, T>> {
        Ok(scope.start(self.name, work, Location::caller()))
    }
}
