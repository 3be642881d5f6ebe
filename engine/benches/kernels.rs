//! How many executions a second: small kernels, explored by the engine and by plain loom 0.7.3 in the same run.
//!
//! ```text
//! cargo bench -p racelab-engine --bench kernels
//! ```
//!
//! Measured is processor time, so that other programs on the machine matter less. `rate` is the rate against loom's, and
//! `recorded` the same with every execution written down: its events, in an order in which they can have happened, with
//! what each of them read or wrote. The last column is the time to explore everything, against loom's: it also counts
//! that loom needs more executions. A `+` stands where loom did not come to its end in the time that it had.
//!
//! `-- --alone` leaves loom out, to look at the engine with a profiler; a word after it leaves out all kernels whose
//! name does not have it.

use std::fs;
use std::hint::black_box;
use std::ops::ControlFlow::Continue;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::{self, Relaxed, SeqCst};
use std::time::{Duration, Instant};

/// Each kernel runs over and over for at least so long.
const MEASURED: Duration = Duration::from_millis(300);
/// And for so long with loom, as it may not come to an end.
const LOOM: Duration = Duration::from_secs(1);

/// So many threads, steps of each, and weights that each step goes over.
#[derive(Clone, Copy)]
struct Size {
    threads: usize,
    steps: usize,
    weights: usize,
}

/// What a kernel is made of.
trait Tool: 'static {
    type Atomic: Send + Sync + 'static;
    type Order: Send + Sync + 'static;
    type Handle;
    fn atomic() -> Self::Atomic;
    fn load(atomic: &Self::Atomic, ordering: Ordering) -> u32;
    fn store(atomic: &Self::Atomic, value: u32, ordering: Ordering);
    fn add(atomic: &Self::Atomic);
    fn order() -> Self::Order;
    /// Locks, and notes who did.
    fn lock(order: &Self::Order, me: u32);
    fn spawn(work: impl FnOnce() + Send + 'static) -> Self::Handle;
    fn join(handle: Self::Handle);
}

macro_rules! tool {
    ($tool:ident, $crate_name:ident) => {
        struct $tool;
        impl Tool for $tool {
            type Atomic = $crate_name::sync::atomic::AtomicU32;
            type Order = $crate_name::sync::Mutex<Vec<u32>>;
            type Handle = $crate_name::thread::JoinHandle<()>;
            fn atomic() -> Self::Atomic {
                Self::Atomic::new(0)
            }
            fn load(atomic: &Self::Atomic, ordering: Ordering) -> u32 {
                atomic.load(ordering)
            }
            fn store(atomic: &Self::Atomic, value: u32, ordering: Ordering) {
                atomic.store(value, ordering);
            }
            fn add(atomic: &Self::Atomic) {
                atomic.fetch_add(1, Relaxed);
            }
            fn order() -> Self::Order {
                Self::Order::new(Vec::new())
            }
            fn lock(order: &Self::Order, me: u32) {
                order.lock().unwrap().push(me);
            }
            fn spawn(work: impl FnOnce() + Send + 'static) -> Self::Handle {
                $crate_name::thread::spawn(work)
            }
            fn join(handle: Self::Handle) {
                handle.join().unwrap();
            }
        }
    };
}
tool!(Engine, racelab_engine);
tool!(Loom, loom);

fn run<T: Tool, S: Send + Sync + 'static>(size: Size, shared: S, step: fn(&S, u32)) {
    let shared = Arc::new(shared);
    let work = |me: u32, shared: Arc<S>| move || (0..size.steps).for_each(|_| step(&shared, me));
    let threads = 0..size.threads as u32;
    let threads: Vec<_> = threads.map(|me| T::spawn(work(me, Arc::clone(&shared)))).collect();
    threads.into_iter().for_each(T::join);
}

fn weights<T: Tool>(size: Size) -> Vec<T::Atomic> {
    (0..size.weights).map(|_| T::atomic()).collect()
}

fn load_store<T: Tool>(size: Size) {
    run::<T, _>(size, weights::<T>(size), |weights, _| {
        for weight in weights {
            T::store(weight, T::load(weight, Relaxed) + 1, Relaxed);
        }
    });
}

fn seq_cst<T: Tool>(size: Size) {
    run::<T, _>(size, weights::<T>(size), |weights, _| {
        for weight in weights {
            T::store(weight, T::load(weight, SeqCst) + 1, SeqCst);
        }
    });
}

fn fetch_add<T: Tool>(size: Size) {
    run::<T, _>(size, weights::<T>(size), |weights, _| weights.iter().for_each(T::add));
}

fn mutex<T: Tool>(size: Size) {
    run::<T, _>(size, T::order(), |order, me| T::lock(order, me));
}

/// What this thread has had of the processor; the time of day where the system does not say.
fn processor_time() -> Duration {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    match text.split(' ').next().and_then(|first| first.parse().ok()) {
        Some(nanoseconds) => Duration::from_nanos(nanoseconds),
        None => {
            use std::sync::OnceLock;
            static START: OnceLock<Instant> = OnceLock::new();
            START.get_or_init(Instant::now).elapsed()
        }
    }
}

/// How many executions, and how long exploring them took, in seconds.
struct Measured {
    executions: u64,
    seconds: f64,
    is_whole: bool,
}

impl Measured {
    fn rate(&self) -> f64 {
        self.executions as f64 / self.seconds
    }
}

/// What is done with each execution.
#[derive(Clone, Copy, PartialEq)]
enum With {
    /// Its outcome is looked at.
    Outcome,
    /// It is written down: all of its events, in an order in which they can have happened.
    Record,
}

fn by_engine(kernel: fn(Size), size: Size, with: With, is_test: bool) -> Measured {
    // The clock says when it is enough, as asking for processor time takes as long as a small exploration.
    let (start, clock) = (processor_time(), Instant::now());
    let (mut rounds, mut executions) = (0, 0);
    while rounds == 0 || !is_test && clock.elapsed() < MEASURED {
        let report = racelab_engine::explore(
            || kernel(size),
            |execution| {
                black_box(execution.ending.outcome());
                if with == With::Record {
                    let graph = execution.graph;
                    black_box(graph.order.iter().map(|&id| (id, *graph.event(id))).collect::<Vec<_>>());
                }
                Continue(())
            },
        );
        executions = report.counts.executions;
        rounds += 1;
    }
    let seconds = (processor_time() - start).as_secs_f64() / f64::from(rounds);
    Measured { executions, seconds, is_whole: true }
}

fn by_loom(kernel: fn(Size), size: Size, is_test: bool) -> Measured {
    let (start, clock) = (processor_time(), Instant::now());
    let (mut rounds, mut executions) = (0, 0);
    while rounds == 0 || !is_test && clock.elapsed() < MEASURED {
        let count = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&count);
        let mut builder = loom::model::Builder::new();
        builder.max_duration = Some(if is_test { Duration::from_millis(1) } else { LOOM });
        builder.check(move || {
            counted.fetch_add(1, Relaxed);
            kernel(size);
        });
        executions = count.load(Relaxed);
        rounds += 1;
    }
    let is_whole = rounds > 1 || clock.elapsed() < LOOM;
    let seconds = (processor_time() - start).as_secs_f64() / f64::from(rounds);
    Measured { executions, seconds, is_whole }
}

/// A kernel by either tool.
type Kernel = (&'static str, fn(Size), fn(Size));
/// Threads, steps and weights of each size.
type Sizes = &'static [(usize, usize, usize)];

fn main() {
    let is_test = std::env::args().any(|argument| argument == "--test");
    let is_alone = std::env::args().any(|argument| argument == "--alone");
    let word = std::env::args().skip(1).find(|argument| !argument.starts_with("--")).unwrap_or_default();
    let size = |(threads, steps, weights)| Size { threads, steps, weights };
    let kernels: [(Kernel, Sizes); 4] = [
        (
            ("load+store", load_store::<Engine>, load_store::<Loom>),
            &[(2, 1, 1), (2, 2, 1), (2, 3, 1), (2, 1, 2), (2, 2, 2), (3, 1, 1)],
        ),
        (
            ("fetch_add", fetch_add::<Engine>, fetch_add::<Loom>),
            &[(2, 1, 1), (2, 2, 1), (2, 3, 1), (2, 4, 1), (2, 2, 2), (3, 1, 1), (3, 2, 1), (4, 1, 1)],
        ),
        (("mutex", mutex::<Engine>, mutex::<Loom>), &[(2, 2, 0), (2, 3, 0), (3, 2, 0), (4, 1, 0)]),
        (("SeqCst load+store", seq_cst::<Engine>, seq_cst::<Loom>), &[(2, 2, 1), (3, 1, 1)]),
    ];
    println!(
        "{:<32} {:>7} {:>9} {:>11} {:>9} {:>11} {:>6} {:>8} {:>7}",
        "kernel", "graphs", "ms", "graphs/s", "loom's", "loom's /s", "rate", "recorded", "in all"
    );
    for ((name, engine, loom), sizes) in kernels {
        for size in sizes.iter().copied().map(size) {
            let Size { threads, steps, weights } = size;
            let name = format!("{name}, {threads} threads, {steps}x{weights}");
            if !name.contains(&word) {
                continue;
            }
            let ours = by_engine(engine, size, With::Outcome, is_test);
            if is_alone {
                let (count, ms, rate) = (ours.executions, ours.seconds * 1e3, ours.rate());
                println!("{name:<32} {count:>7} {ms:>9.3} {rate:>11.0}");
                continue;
            }
            let recorded = by_engine(engine, size, With::Record, is_test);
            let looms = by_loom(loom, size, is_test);
            let more = if looms.is_whole { "" } else { "+" };
            println!(
                "{name:<32} {:>7} {:>9.3} {:>11.0} {:>9} {:>11.0} {:>6.1} {:>8.1} {:>7}",
                ours.executions,
                ours.seconds * 1e3,
                ours.rate(),
                format!("{}{more}", looms.executions),
                looms.rate(),
                ours.rate() / looms.rate(),
                recorded.rate() / looms.rate(),
                format!("{:.0}{more}", looms.seconds / ours.seconds)
            );
        }
    }
}
