//! How many executions a second: small kernels, the engine alone.
//!
//! ```text
//! cargo bench -p racelab-engine --bench kernels
//! ```

use std::hint::black_box;
use std::ops::ControlFlow::Continue;
use std::sync::Arc;
use std::time::{Duration, Instant};

use racelab_engine::explore;
use racelab_engine::sync::Mutex;
use racelab_engine::sync::atomic::AtomicU32;
use racelab_engine::sync::atomic::Ordering::{Relaxed, SeqCst};
use racelab_engine::thread::spawn;

/// Each kernel runs over and over for at least so long.
const MEASURED: Duration = Duration::from_millis(300);

/// So many threads, steps of each, and weights that each step goes over.
#[derive(Clone, Copy)]
struct Size {
    threads: usize,
    steps: usize,
    weights: usize,
}

fn on_weights(size: Size, change: fn(&AtomicU32)) -> Vec<u32> {
    let weights: Arc<Vec<AtomicU32>> = Arc::new((0..size.weights).map(|_| AtomicU32::new(0)).collect());
    let work = |weights: Arc<Vec<AtomicU32>>| {
        move || {
            for _ in 0..size.steps {
                weights.iter().for_each(change);
            }
        }
    };
    let threads: Vec<_> = (0..size.threads).map(|_| spawn(work(Arc::clone(&weights)))).collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    weights.iter().map(|weight| weight.load(Relaxed)).collect()
}

fn load_store(size: Size) -> Vec<u32> {
    on_weights(size, |weight| weight.store(weight.load(Relaxed) + 1, Relaxed))
}

fn seq_cst(size: Size) -> Vec<u32> {
    on_weights(size, |weight| weight.store(weight.load(SeqCst) + 1, SeqCst))
}

fn fetch_add(size: Size) -> Vec<u32> {
    on_weights(size, |weight| {
        weight.fetch_add(1, Relaxed);
    })
}

fn mutex(size: Size) -> Vec<u32> {
    let order = Arc::new(Mutex::new(Vec::new()));
    let work = |me: u32, order: Arc<Mutex<Vec<u32>>>| {
        move || (0..size.steps).for_each(|_| order.lock().unwrap().push(me))
    };
    let threads: Vec<_> = (0..size.threads as u32).map(|me| spawn(work(me, Arc::clone(&order)))).collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    let order = order.lock().unwrap();
    order.clone()
}

/// Returns what the weights are at the end.
type Kernel = fn(Size) -> Vec<u32>;

fn main() {
    let test = std::env::args().any(|argument| argument == "--test");
    let size = |threads, steps, weights| Size { threads, steps, weights };
    let kernels: [(&str, Kernel, Vec<Size>); 4] = [
        (
            "load+store",
            load_store,
            vec![size(2, 1, 1), size(2, 2, 1), size(2, 3, 1), size(2, 1, 2), size(2, 2, 2), size(3, 1, 1)],
        ),
        (
            "fetch_add",
            fetch_add,
            vec![
                size(2, 1, 1),
                size(2, 2, 1),
                size(2, 3, 1),
                size(2, 4, 1),
                size(2, 2, 2),
                size(3, 1, 1),
                size(3, 2, 1),
                size(4, 1, 1),
            ],
        ),
        ("mutex", mutex, vec![size(2, 2, 0), size(2, 3, 0), size(3, 2, 0), size(4, 1, 0)]),
        ("SeqCst load+store", seq_cst, vec![size(2, 2, 1), size(3, 1, 1)]),
    ];
    println!("{:<28} {:>8} {:>10} {:>12}", "kernel", "graphs", "ms", "executions/s");
    for (name, kernel, sizes) in kernels {
        for size in sizes {
            let Size { threads, steps, weights } = size;
            let (start, mut rounds, mut executions) = (Instant::now(), 0, 0);
            while rounds == 0 || !test && start.elapsed() < MEASURED {
                let report = explore(
                    || kernel(size),
                    |execution| {
                        black_box(execution.ending.outcome());
                        Continue(())
                    },
                );
                executions = report.counts.executions;
                rounds += 1;
            }
            let each = start.elapsed().as_secs_f64() / f64::from(rounds);
            let name = format!("{name} {threads} threads {steps}x{weights}");
            println!("{name:<28} {executions:>8} {:>10.3} {:>12.0}", each * 1e3, executions as f64 / each);
        }
    }
}
