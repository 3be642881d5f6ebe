//! Small programs, what loom finds that they can end with, and how that compares with the language.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use loom::model::Builder;
use loom::sync::RwLock;
use loom::sync::atomic::AtomicU32;
use loom::thread;

/// What the threads of a program share. The atomics are 0 at first, and the lock is open.
#[derive(Default)]
pub struct Shared {
    pub x: AtomicU32,
    pub y: AtomicU32,
    pub z: AtomicU32,
    pub lock: RwLock<()>,
}

/// What each thread of a program returned.
pub type Outcomes<const N: usize> = BTreeSet<[u32; N]>;

/// Every outcome that loom reaches. The first thread is the one that starts the others, in their order.
pub fn explored<const N: usize>(threads: [fn(&Shared) -> u32; N]) -> Outcomes<N> {
    explored_within(None, threads)
}

/// The same with at most so many preemptions in an execution.
pub fn explored_within<const N: usize>(
    preemptions: Option<usize>,
    threads: [fn(&Shared) -> u32; N],
) -> Outcomes<N> {
    all(preemptions, move || {
        let shared = Arc::new(Shared::default());
        let start = |run: fn(&Shared) -> u32| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || run(&shared))
        };
        let others: Vec<_> = threads[1..].iter().map(|&run| start(run)).collect();
        let mut outcome = [threads[0](&shared); N];
        for (returned, thread) in outcome[1..].iter_mut().zip(others) {
            *returned = thread.join().unwrap();
        }
        outcome
    })
}

/// Every outcome that loom reaches of a program that starts its threads itself.
pub fn outcomes<T: Ord + Send + 'static>(program: fn() -> T) -> BTreeSet<T> {
    all(None, program)
}

fn all<T: Ord + Send + 'static>(
    preemptions: Option<usize>,
    program: impl Fn() -> T + Send + Sync + 'static,
) -> BTreeSet<T> {
    let outcomes = Arc::new(Mutex::new(BTreeSet::new()));
    let found = Arc::clone(&outcomes);
    let mut builder = Builder::new();
    builder.preemption_bound = preemptions;
    builder.check(move || {
        let outcome = program();
        found.lock().unwrap().insert(outcome);
    });
    std::mem::take(&mut outcomes.lock().unwrap())
}

/// What the language allows and loom never reaches.
pub fn missed<const N: usize>(allowed: &[[u32; N]], explored: &Outcomes<N>) -> Vec<[u32; N]> {
    allowed.iter().copied().filter(|outcome| !explored.contains(outcome)).collect()
}

/// What loom reaches and the language does not allow.
pub fn invented<const N: usize>(allowed: &[[u32; N]], explored: &Outcomes<N>) -> Vec<[u32; N]> {
    explored.iter().copied().filter(|outcome| !allowed.contains(outcome)).collect()
}
