//! Serving, measured: one thread publishes weights as fast as it can, and another reads them all the time.
//!
//! All weights of an update are the same number, so a reader can tell at once whether it has been given parts of two
//! updates. What is measured is how many updates a second there are, how many reads, and how long a read
//! takes: in the middle, and at worst, which is what whoever waits for a prediction will remember.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use super::Snapshots;
use super::seqlock::SeqLock;

/// What one way to serve weights was measured at.
#[derive(Clone, Debug)]
pub struct Served {
    /// Which way.
    pub name: &'static str,
    /// How many updates were published in a second.
    pub updates: f64,
    /// How many times they were read in a second.
    pub reads: f64,
    /// How many reads had parts of two updates.
    pub torn: usize,
    /// How long a read took, in the middle.
    pub median: Duration,
    /// How long the longest of a thousand took.
    pub longest: Duration,
}

/// Serves `weights` weights in each of the ways, for `time` each.
pub fn all(weights: usize, time: Duration) -> Vec<Served> {
    let first = vec![0; weights];

    let lock = RwLock::new(first.clone());
    let update = |number| lock.write().expect("nobody panics").fill(number);
    let rwlock = serve("rwlock", time, update, || is_whole(&lock.read().expect("nobody panics")));

    let shared = Mutex::new(Arc::new(first.clone()));
    let update = |number| {
        // Made before the lock is taken, which is held for no longer than a pointer takes.
        let new = Arc::new(vec![number; weights]);
        *shared.lock().expect("nobody panics") = new;
    };
    let mutex_arc = serve("mutex-arc", time, update, || {
        let mine = Arc::clone(&shared.lock().expect("nobody panics"));
        is_whole(&mine)
    });

    let mut lock = SeqLock::new(weights);
    let (mut writer, lock) = lock.writer();
    let (mut new, mut copy) = (first.clone(), first.clone());
    let update = move |number| {
        new.fill(number);
        writer.write(&new);
    };
    let seqlock = serve("seqlock", time, update, move || {
        lock.read(&mut copy);
        is_whole(&copy)
    });

    let mut snapshots = Snapshots::new(&first, 1);
    let (mut publisher, mut readers) = snapshots.split();
    let mut reader = readers.pop().expect("one reader");
    let update = move |number| publisher.publish(|weights| weights.fill(number));
    let snapshots = serve("snapshots", time, update, move || reader.read(|weights| is_whole(weights)));
    vec![rwlock, mutex_arc, seqlock, snapshots]
}

/// Whether all weights are of the same update.
fn is_whole(weights: &[u32]) -> bool {
    weights.iter().all(|weight| Some(weight) == weights.first())
}

fn serve(
    name: &'static str,
    time: Duration,
    mut update: impl FnMut(u32),
    mut read: impl FnMut() -> bool + Send,
) -> Served {
    let over = AtomicBool::new(false);
    let start = Instant::now();
    let (updates, torn, mut took) = thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let (mut torn, mut took) = (0, Vec::new());
            // At least one, however late this thread gets a core.
            while took.is_empty() || !over.load(Relaxed) {
                let before = Instant::now();
                torn += usize::from(!read());
                took.push(before.elapsed());
            }
            (torn, took)
        });
        let mut updates = 0;
        while start.elapsed() < time {
            updates += 1;
            update(updates);
        }
        over.store(true, Relaxed);
        let (torn, took) = reader.join().expect("a reader does not panic");
        (updates, torn, took)
    });
    let seconds = start.elapsed().as_secs_f64();
    took.sort_unstable();
    let rank = |share: usize| took[(took.len() - 1) * share / 1000];
    let (updates, reads) = (f64::from(updates) / seconds, took.len() as f64 / seconds);
    Served { name, updates, reads, torn, median: rank(500), longest: rank(999) }
}
