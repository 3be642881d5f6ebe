//! Scoped threads, by crossbeam's contract: a thread is handed the scope, so that it can start others, and the scope
//! returns an error where a thread panicked that nobody waited for.
//!
//! They are the engine's scoped threads, which have std's contract. What differs is who is told of a panic, and that
//! crossbeam's `Scope` has one lifetime where std's has two.

use std::any::Any;
use std::fmt;
use std::io;
use std::mem;

pub use racelab_engine::thread::{Result, Thread};

use racelab_engine::thread as engine;

/// Where threads are started that end before it does.
pub struct Scope<'env> {
    /// Its lifetimes are the scope's own, which is shorter: but nobody has a `Scope` for longer than that.
    inner: &'env engine::Scope<'env, 'env>,
}

/// A thread of a scope, that can be waited for.
pub struct ScopedJoinHandle<'scope, T> {
    inner: engine::ScopedJoinHandle<'scope, T>,
}

/// A thread that is to be started in a scope, with a name.
#[derive(Debug)]
#[must_use = "must eventually spawn the thread"]
pub struct ScopedThreadBuilder<'scope, 'env> {
    scope: &'scope Scope<'env>,
    builder: engine::Builder,
}

/// Runs a function that may start threads in a scope, and waits for all of them.
///
/// # Errors
///
/// If one of them panicked that nobody waited for: a `Vec` with a text for each such thread. (crossbeam's has what each
/// panicked with.)
///
/// # Panics
///
/// If the function does.
#[track_caller]
pub fn scope<'env, F, R>(work: F) -> Result<R>
where
    F: FnOnce(&Scope<'env>) -> R,
{
    let run = |inner: &engine::Scope<'_, 'env>| {
        // SAFETY: only lifetimes change. The `Scope` is lent to `work` and to the threads alone, and all of them have
        // ended when the scope ends.
        let inner =
            unsafe { mem::transmute::<&engine::Scope<'_, 'env>, &'env engine::Scope<'env, 'env>>(inner) };
        work(&Scope { inner })
    };
    engine::try_scope(run).map_err(|panicked| {
        let text = || Box::new("a scoped thread panicked") as Box<dyn Any + Send>;
        Box::new((0..panicked).map(|_| text()).collect::<Vec<_>>()) as Box<dyn Any + Send>
    })
}

impl<'env> Scope<'env> {
    /// Starts a thread that ends before the scope does.
    #[track_caller]
    pub fn spawn<'scope, F, T>(&'scope self, work: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce(&Scope<'env>) -> T + Send + 'env,
        T: Send + 'env,
    {
        let inner = self.inner;
        ScopedJoinHandle { inner: inner.spawn(move || work(&Scope { inner })) }
    }

    /// A thread that is to be started, with a name.
    pub fn builder<'scope>(&'scope self) -> ScopedThreadBuilder<'scope, 'env> {
        ScopedThreadBuilder { scope: self, builder: engine::Builder::new() }
    }
}

impl fmt::Debug for Scope<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad("Scope { .. }")
    }
}

impl<'scope, 'env> ScopedThreadBuilder<'scope, 'env> {
    /// Names the thread.
    pub fn name(self, name: String) -> Self {
        ScopedThreadBuilder { builder: self.builder.name(name), ..self }
    }

    /// All threads of an exploration have the same stack: this changes nothing.
    pub fn stack_size(self, size: usize) -> Self {
        ScopedThreadBuilder { builder: self.builder.stack_size(size), ..self }
    }

    /// Starts the thread.
    ///
    /// # Errors
    ///
    /// None: where there are too many threads, the execution is too large.
    #[track_caller]
    pub fn spawn<F, T>(self, work: F) -> io::Result<ScopedJoinHandle<'scope, T>>
    where
        F: FnOnce(&Scope<'env>) -> T + Send + 'env,
        T: Send + 'env,
    {
        let inner = self.scope.inner;
        let handle = self.builder.spawn_scoped(inner, move || work(&Scope { inner }))?;
        Ok(ScopedJoinHandle { inner: handle })
    }
}

impl<T> ScopedJoinHandle<'_, T> {
    /// Waits for the thread to end, and returns what it returned.
    ///
    /// # Errors
    ///
    /// What it panicked with.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        self.inner.join()
    }

    /// The thread's handle.
    pub fn thread(&self) -> &Thread {
        self.inner.thread()
    }
}

impl<T> fmt::Debug for ScopedJoinHandle<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad("ScopedJoinHandle { .. }")
    }
}
