//! Threads, by the names and contracts of `std::thread`.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `handle` | `current`, `Thread`, `ThreadId`, `Builder` |
//! | `park` | `park` and `unpark`: a token that one thread waits for |
//! | `local` | `thread_local!` |

mod handle;
mod local;
mod park;

use std::cell::{Cell, RefCell};
use std::fmt;
use std::marker::PhantomData;
use std::mem;
use std::panic::{AssertUnwindSafe, Location, catch_unwind, panic_any, resume_unwind};
use std::rc::Rc;
pub use std::thread::Result;
use std::time::Duration;

pub use handle::{Builder, Thread, ThreadId, current};
pub(crate) use local::drop_all as drop_locals;
pub use local::{AccessError, LocalKey};
pub use park::{park, park_timeout};

use crate::graph::Place;
use crate::run::{self, is_abandonment, is_exploring, perform, with};

/// What a thread returned, once it has ended.
type Packet<T> = Rc<Cell<Option<Result<T>>>>;

/// A thread that can be waited for.
pub struct JoinHandle<T> {
    inner: Handle<T>,
}

/// A thread of a scope, that can be waited for.
pub struct ScopedJoinHandle<'scope, T> {
    inner: Handle<T>,
    scope: PhantomData<&'scope ()>,
}

struct Handle<T> {
    number: Option<usize>,
    packet: Packet<T>,
    thread: Thread,
}

// SAFETY: all threads of a program run on one thread of the operating system: an assumption of the crate's page.
unsafe impl<T> Send for Handle<T> {}
// SAFETY: the same.
unsafe impl<T> Sync for Handle<T> {}

impl<T> Handle<T> {
    fn is_finished(&self, place: Place) -> bool {
        self.number.is_none_or(|number| run::has_finished(number, place))
    }

    fn join(self, place: Place) -> Result<T> {
        if let Some(number) = self.number {
            run::join(number, place);
        }
        match self.packet.take() {
            Some(result) => result,
            // The execution has been given up.
            None => resume_unwind(Box::new("the thread's execution was given up")),
        }
    }
}

impl<T> JoinHandle<T> {
    /// Waits for the thread to end, and returns what it returned.
    ///
    /// # Errors
    ///
    /// What it panicked with.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        self.inner.join(Location::caller())
    }

    /// The thread's handle.
    pub fn thread(&self) -> &Thread {
        &self.inner.thread
    }

    /// Whether the thread has ended. It may have, and this not know it yet.
    #[track_caller]
    pub fn is_finished(&self) -> bool {
        self.inner.is_finished(Location::caller())
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
        self.inner.join(Location::caller())
    }

    /// The thread's handle.
    pub fn thread(&self) -> &Thread {
        &self.inner.thread
    }

    /// Whether the thread has ended. It may have, and this not know it yet.
    #[track_caller]
    pub fn is_finished(&self) -> bool {
        self.inner.is_finished(Location::caller())
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("JoinHandle").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for ScopedJoinHandle<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ScopedJoinHandle").finish_non_exhaustive()
    }
}

/// Starts a thread, whose function may borrow what outlives the thread.
fn start<'a, T: 'a>(name: Option<String>, work: impl FnOnce() -> T + 'a, place: Place) -> Handle<T> {
    let thread = Thread::new(name);

    let packet: Packet<T> = Rc::new(Cell::new(None));
    let put = Rc::clone(&packet);
    let body: Box<dyn FnOnce() + 'a> = Box::new(move || {
        let result = catch_unwind(AssertUnwindSafe(work));
        // Thread-locals are dropped before anybody is told of the end.
        let result = match catch_unwind(local::drop_all) {
            Err(payload) if result.is_ok() => Err(payload),
            _ => result,
        };
        let payload = match result {
            Ok(value) => return put.set(Some(Ok(value))),
            Err(payload) => payload,
        };
        if is_abandonment(&*payload) {
            resume_unwind(payload);
        }
        run::panicked(&*payload);
        put.set(Some(Err(payload)));
    });
    // SAFETY: only the lifetime changes. `spawn` asks for 'static. `scope` does not return before the thread has
    // ended; and where its execution is given up, a thread is unwound after all that it started, or never.
    let body = unsafe { mem::transmute::<Box<dyn FnOnce() + 'a>, Box<dyn FnOnce() + 'static>>(body) };
    let number = run::spawn(body, place);
    if let Some(number) = number {
        thread.is_of(number);
    }
    Handle { number, packet, thread }
}

/// Starts a thread.
#[track_caller]
pub fn spawn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    JoinHandle { inner: start(None, work, Location::caller()) }
}

/// Threads that may borrow what lives longer than their scope.
pub struct Scope<'scope, 'env: 'scope> {
    threads: RefCell<Vec<usize>>,
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

// SAFETY: all threads of a program run on one thread of the operating system: an assumption of the crate's page.
unsafe impl Sync for Scope<'_, '_> {}

impl<'scope> Scope<'scope, '_> {
    /// Starts a thread that ends before the scope does.
    #[track_caller]
    pub fn spawn<T: Send + 'scope>(
        &'scope self,
        work: impl FnOnce() -> T + Send + 'scope,
    ) -> ScopedJoinHandle<'scope, T> {
        self.start(None, work, Location::caller())
    }

    fn start<T: Send + 'scope>(
        &'scope self,
        name: Option<String>,
        work: impl FnOnce() -> T + Send + 'scope,
        place: Place,
    ) -> ScopedJoinHandle<'scope, T> {
        let inner = start(name, work, place);
        self.threads.borrow_mut().extend(inner.number);
        ScopedJoinHandle { inner, scope: PhantomData }
    }
}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Scope").finish_non_exhaustive()
    }
}

/// What std says where a scope's thread has panicked, and nobody was told.
pub(crate) const A_SCOPED_THREAD: &str = "a scoped thread panicked";

/// Runs a function that may start threads in a scope, and waits for all of them.
///
/// # Panics
///
/// If one of them panicked that nobody waited for.
#[track_caller]
pub fn scope<'env, R>(work: impl for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> R) -> R {
    match scope_with_panics(work) {
        Ok(value) => value,
        Err(panicked) => {
            run::hear_of_first(&panicked);
            panic_any(A_SCOPED_THREAD)
        }
    }
}

/// The same, for whoever wants to go on after a panic.
///
/// # Errors
///
/// How many threads panicked that nobody waited for, if any did.
#[doc(hidden)]
#[track_caller]
pub fn try_scope<'env, R>(
    work: impl for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> R,
) -> std::result::Result<R, usize> {
    scope_with_panics(work).map_err(|panicked| panicked.len())
}

/// What a scope is, whatever is made of its panics: the numbers of the threads that panicked, and that nobody waited for.
#[track_caller]
fn scope_with_panics<'env, R>(
    work: impl for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> R,
) -> std::result::Result<R, Vec<usize>> {
    let place = Location::caller();
    let scope = Scope { threads: RefCell::default(), scope: PhantomData, env: PhantomData };
    let result = catch_unwind(AssertUnwindSafe(|| work(&scope)));
    let result = match result {
        // Its threads have been unwound already.
        Err(payload) if is_abandonment(&*payload) => resume_unwind(payload),
        result => result,
    };
    if let Err(payload) = &result
        && is_exploring()
    {
        run::panicked_in_scope(&**payload);
    }
    for index in 0.. {
        // A thread of the scope may start others meanwhile.
        let Some(number) = scope.threads.borrow().get(index).copied() else { break };
        run::join_if_needed(number, place);
    }
    // Not before all have ended: until then one of them may be given the panic of another.
    let mut panicked = scope.threads.take();
    panicked.retain(|&number| run::panicked_unheard(number));
    if is_exploring() {
        run::left_scope();
    }
    match result {
        Ok(value) if panicked.is_empty() => Ok(value),
        Ok(_) => Err(panicked),
        Err(payload) => resume_unwind(payload),
    }
}

/// Drops the main thread's thread-locals, and waits for all other threads: the last that a program calls which has
/// something that any of them may use until its end, and that is to be dropped before its own.
#[doc(hidden)]
#[track_caller]
pub fn wind_up() {
    local::drop_all();
    let place = Location::caller();
    // A thread has a higher number than the one that starts it, and that one has ended when its turn comes.
    let started = |number: usize| with(|engine| Some(engine.threads.get(number)?.is_started));
    for number in 1.. {
        match started(number) {
            Some(true) => run::join_if_needed(number, place),
            Some(false) => {}
            None => break,
        };
    }
}

/// Whether the current thread is panicking.
pub fn panicking() -> bool {
    std::thread::panicking() && (!is_exploring() || with(|engine| engine.abandoning || engine.is_panicking()))
}

/// Lets other threads go on.
///
/// It does what [`spin_loop`](crate::hint::spin_loop) does: in a waiting loop it waits, elsewhere it does nothing.
#[track_caller]
pub fn yield_now() {
    perform::spin(Location::caller());
}

/// Lets time go by: which an execution knows nothing of, so it does what [`yield_now`] does.
#[track_caller]
pub fn sleep(_: Duration) {
    perform::spin(Location::caller());
}
