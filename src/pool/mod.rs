//! A pool: threads that are started once, and share the tasks of one job after the other.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `mod` | the pool: a job, its tasks, who runs them, and when the job is done |
//! | [`deque`] | where a worker keeps its tasks, and others steal them (Chase and Lev 2005) |
//! | [`sleep`] | who has nothing to do and sleeps, and how nobody sleeps while a task waits |
//! | `scenarios` | what is explored of all this |
//!
//! A job is a function and a number of tasks. A worker that has several tasks gives half of them away: it puts them into
//! its own deque, wakes somebody, and goes on with the other half, until it has one task left and runs that. Then it takes
//! back what it put there last. Whoever has nothing steals from another worker's deque what was put there *first*,
//! which is the largest heap of tasks in it, and halves it in turn. So tasks spread by themselves, a quick worker ends up with more of
//! them than a slow one, and a worker that is alone runs them all.
//!
//! The thread that calls [`Pool::run`] is worker 0, and works until its job is done. A task that panics does not take its
//! worker with it: the panic is kept, and `run` returns it.
//!
//! Why `&mut self`? It keeps a task from handing its own pool a job and waiting for it. With enough such tasks every
//! worker waits, and nobody is left to run what they wait for: the mistake `full_pool`. A pool that allows it (rayon is one)
//! has whoever waits run other tasks meanwhile.
//!
//! Why is a heap of tasks two numbers, and not a list of functions? They fit into one word, and a word can be an atomic. A
//! deque of larger things has to copy them while somebody else may write them, and that takes more than this page.

pub mod deque;
pub(crate) mod scenarios;
pub mod sleep;

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use crate::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use crate::sync::atomic::{AtomicBool, AtomicUsize};
use crate::sync::{
    CachePadded, Guarded, WorkerPanic, caught, given_up, label_thread, named, patiently, thread,
};

use deque::Deque;
use sleep::Sleep;

/// What a task does: it is told by which worker it is run, and which task it is.
pub type Task<'a> = dyn Fn(usize, usize) -> Result<(), WorkerPanic> + Sync + 'a;

/// Room for so many heaps of tasks in each deque: half of them, a quarter, and so on. A worker that finds no room keeps
/// what it has for the moment.
const ROOM: usize = 4;

// ANCHOR: shared
/// What the workers share.
struct Shared {
    /// The tasks that wait to be run: a deque for each worker.
    deques: Vec<CachePadded<Deque>>,
    sleep: Sleep,
    /// The function of the current job.
    job: Guarded<Job>,
    /// How many tasks of the current job have not ended.
    left: AtomicUsize,
    /// What the last task that failed had to say: of each worker.
    failed: Vec<CachePadded<Guarded<Option<WorkerPanic>>>>,
    /// There will be no further job.
    over: AtomicBool,
}
// ANCHOR_END: shared

/// The function of a job, without its lifetime: see [`Pool::run`].
#[derive(Clone, Copy)]
struct Job(&'static Task<'static>);

impl fmt::Debug for Job {
    /// What there is to see in the picture of an execution.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a job")
    }
}

/// A pool of workers that wait for jobs.
pub struct Pool<'a> {
    shared: &'a Shared,
    /// Neither `Send` nor `Sync`: worker 0 sleeps and is woken as the thread that made the pool.
    stays: PhantomData<*const ()>,
}

impl fmt::Debug for Pool<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pool").field("workers", &self.workers()).finish()
    }
}

// ANCHOR: with_pool
/// Starts a pool of `workers` workers, of which the calling thread is one, and ends it when `work` has ended.
pub fn with_pool<R>(workers: usize, work: impl FnOnce(&mut Pool<'_>) -> R) -> R {
    let shared = Shared::new(workers);
    thread::scope(|scope| {
        for me in 1..workers {
            let shared = &shared;
            scope.spawn(move || {
                label_thread(("worker", me));
                shared.sleep.is_me(me);
                // Relaxed: it says no more than that they may leave; the join orders what comes after. No job is under way
                // by then, and so no task is left behind.
                shared.work(me, || shared.over.load(Relaxed));
            });
        }
        label_thread(("worker", 0));
        shared.sleep.is_me(0);
        // Even where `work` panics: the scope waits for its threads.
        let _ends = Ends(&shared);
        work(&mut Pool { shared: &shared, stays: PhantomData })
    })
}
// ANCHOR_END: with_pool

/// Ends the pool.
struct Ends<'a>(&'a Shared);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        if given_up() {
            return;
        }
        self.0.over.store(true, Relaxed);
        (1..self.0.deques.len()).for_each(|worker| self.0.sleep.wake(worker..worker + 1));
    }
}

impl Pool<'_> {
    /// How many workers there are.
    pub fn workers(&self) -> usize {
        self.shared.deques.len()
    }

    // ANCHOR: run
    /// Runs `task` once for each of `tasks` tasks, on all workers, and returns when all have ended. If some fail, the others
    /// are run all the same, and the failure of the worker with the lowest number comes back.
    pub fn run(&mut self, tasks: u32, task: &Task<'_>) -> Result<(), WorkerPanic> {
        if tasks == 0 {
            return Ok(());
        }
        // SAFETY: only the lifetime changes. Whoever calls the function has one of its tasks, and this method returns,
        // or unwinds, only when all of them have ended.
        let task = unsafe { std::mem::transmute::<&Task<'_>, &'static Task<'static>>(task) };
        // SAFETY: all tasks of the job before have ended, which this thread has seen with Acquire. Whoever reads this has
        // got one of the new tasks from a deque, into which it comes below.
        unsafe { self.shared.job.write(|job| *job = Job(task)) };
        self.shared.left.store(tasks as usize, Relaxed);
        self.shared.execute(0, 0..tasks);
        // Acquire: pairs with the Release of each task that has ended.
        self.shared.work(0, || self.shared.left.load(Acquire) == 0);
        let mut ended = Ok(());
        for failed in &self.shared.failed {
            // SAFETY: as for the job. All tasks have ended, and the next job has not begun.
            if let Some(panic) = unsafe { failed.write(Option::take) } {
                ended = ended.and(Err(panic));
            }
        }
        ended
    }
    // ANCHOR_END: run
}

impl Shared {
    fn new(workers: usize) -> Self {
        let deque = |me| CachePadded::new(Deque::new(ROOM, me));
        let failed = |me| CachePadded::new(named(("failed", me), Guarded::new(None)));
        Shared {
            deques: (0..workers).map(deque).collect(),
            sleep: Sleep::new(workers),
            job: named("job", Guarded::new(Job(&|_, _| Ok(())))),
            left: named("left", AtomicUsize::new(0)),
            failed: (0..workers).map(failed).collect(),
            over: named("over", AtomicBool::new(false)),
        }
    }

    // ANCHOR: work
    /// Steals and runs tasks until there is no more to do, and sleeps where there is nothing to do yet.
    fn work(&self, me: usize, done: impl Fn() -> bool) {
        while !done() {
            match self.others(me).find_map(Deque::steal) {
                Some(tasks) => self.execute(me, unpacked(tasks)),
                None => self.wait(me, || done() || !self.others(me).all(Deque::is_empty)),
            }
        }
    }

    /// Runs these tasks, and all that are in this worker's deque after that.
    fn execute(&self, me: usize, mut tasks: Range<u32>) {
        loop {
            while tasks.len() > 1 {
                let middle = tasks.start + tasks.len() as u32 / 2;
                if !self.deques[me].push(packed(middle..tasks.end)) {
                    break;
                }
                self.sleep.wake(0..self.deques.len());
                tasks.end = middle;
            }
            if let Some(task) = tasks.next() {
                self.run(me, task);
            } else if let Some(last) = self.deques[me].take() {
                tasks = unpacked(last);
            } else {
                return;
            }
        }
    }
    // ANCHOR_END: work

    // ANCHOR: end
    /// Runs one task.
    fn run(&self, me: usize, task: u32) {
        // SAFETY: the job was written before its tasks came into a deque, and is not written again before all have ended.
        let Job(function) = unsafe { self.job.read(|&job| job) };
        if let Err(panic) = caught(me, || function(me, task as usize)).flatten() {
            // SAFETY: this worker's own, until all tasks of the job have ended.
            unsafe { self.failed[me].write(|failed| *failed = Some(panic)) };
        }
        // Release: pairs with the Acquire in `Pool::run`, which sees this task end, or a later one: those are
        // read-modify-writes too, and so belong to the release sequence of this one.
        if self.left.fetch_sub(1, Release) == 1 {
            self.sleep.wake(0..1);
        }
    }
    // ANCHOR_END: end

    /// The deques of the others, beginning with that of the next worker.
    fn others(&self, me: usize) -> impl Iterator<Item = &Deque> {
        let workers = self.deques.len();
        (me + 1..me + workers).map(move |worker| &*self.deques[worker % workers])
    }

    /// Waits until there is something to do: patiently, and asleep then.
    fn wait(&self, me: usize, something: impl Fn() -> bool) {
        if patiently(|| something().then_some(())).is_none() {
            self.sleep.sleep(me, something);
        }
    }
}

/// A heap of tasks in one word: the first one, and the one after the last.
fn packed(tasks: Range<u32>) -> u64 {
    u64::from(tasks.start) << 32 | u64::from(tasks.end)
}

/// The tasks of such a word.
fn unpacked(word: u64) -> Range<u32> {
    (word >> 32) as u32..word as u32
}
