//! Scoped threads, which loom lacks: its threads with their lifetimes extended, joined before the
//! scope ends.

use std::cell::RefCell;
use std::marker::PhantomData;
use std::mem;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use super::backend::{self, JoinHandle, Judge};
use super::record::{self, Action};
use crate::sync::Name;

/// `std::thread::Scope`, explored by loom.
pub struct Scope<'scope, 'env: 'scope> {
    running: Rc<RefCell<Vec<Running>>>,
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

/// A thread that nobody has joined yet, or nothing.
type Running = Rc<RefCell<Option<JoinHandle>>>;

/// `std::thread::ScopedJoinHandle`, explored by loom.
pub struct ScopedJoinHandle<'scope, T> {
    running: Running,
    result: Arc<Mutex<Option<T>>>,
    scope: PhantomData<&'scope ()>,
}

/// `std::thread::scope`, explored by loom.
#[track_caller]
pub fn scope<'env, R>(work: impl for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> R) -> R {
    let scope = Scope { running: Rc::default(), scope: PhantomData, env: PhantomData };
    let _join_all = JoinAll(Rc::clone(&scope.running));
    work(&scope)
}

/// Joins what is still running, also when `work` panics.
struct JoinAll(Rc<RefCell<Vec<Running>>>);

impl Drop for JoinAll {
    fn drop(&mut self) {
        match backend::judge() {
            // Where the engine gives an execution up, its threads have been unwound already, and a join says so by
            // a panic, which must not leave a destructor.
            Judge::Engine if std::thread::panicking() => {
                for running in self.0.take() {
                    let _ = catch_unwind(AssertUnwindSafe(|| join(&running)));
                }
            }
            // Once loom has given up, no thread of this execution runs again.
            _ if record::failed() => {}
            _ => self.0.take().iter().for_each(join),
        }
    }
}

#[track_caller]
fn join(running: &Running) {
    let thread = running.take();
    if let Some(thread) = thread {
        let (place, child) = (Location::caller(), record::index_of(thread.id()));
        let name = Name::from(("thread", child));
        record::event(place, name, || Action::Wants("joins"));
        // A panic never gets here: it ends the exploration on the spot.
        thread.join().expect("a thread that ends has not panicked");
        record::event(place, name, || Action::Joins(child));
    }
}

impl<'scope> Scope<'scope, '_> {
    /// Starts a thread that may borrow whatever outlives the scope.
    #[track_caller]
    pub fn spawn<T: Send + 'scope>(
        &'scope self,
        work: impl FnOnce() -> T + Send + 'scope,
    ) -> ScopedJoinHandle<'scope, T> {
        let result = Arc::new(Mutex::new(None));
        let put = Arc::clone(&result);
        let work: Box<dyn FnOnce() + Send + 'scope> = Box::new(move || {
            record::begins();
            let value = work();
            *put.lock().unwrap() = Some(value);
        });
        // SAFETY: only the lifetime changes. What `work` borrows outlives the scope, and `JoinAll` lets
        // the scope end only when the thread has; if loom gives up instead, the thread never runs again.
        let work = unsafe {
            mem::transmute::<Box<dyn FnOnce() + Send + 'scope>, Box<dyn FnOnce() + Send + 'static>>(work)
        };
        let thread = backend::spawn(work);
        let child = record::index_of(thread.id());
        record::event(Location::caller(), Name::from(("thread", child)), || Action::Starts(child));
        let running: Running = Rc::new(RefCell::new(Some(thread)));
        self.running.borrow_mut().push(Rc::clone(&running));
        ScopedJoinHandle { running, result, scope: PhantomData }
    }
}

impl<T> ScopedJoinHandle<'_, T> {
    /// Waits for the thread to end and returns its result. Never `Err`: a panic ends the exploration.
    #[track_caller]
    pub fn join(self) -> std::thread::Result<T> {
        join(&self.running);
        Ok(self.result.lock().unwrap().take().expect("a thread that ends leaves its result"))
    }
}
