//! One owner of several things: a slice of atomics, a text, and something of which only a trait is known.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::thread;

// racelab: outcomes 7
fn a_slice() -> u64 {
    let slots: Arc<[AtomicU64]> = (0..3).map(AtomicU64::new).collect::<Vec<_>>().into();
    let threads: Vec<_> = (0..2)
        .map(|me| {
            let slots = Arc::clone(&slots);
            thread::spawn(move || {
                let slot = &slots[2 * me];
                slot.fetch_add(1, Relaxed);
                let old = slots[1].load(Relaxed);
                slots[1].store(old + 1, Relaxed);
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    slots.iter().map(|slot| slot.load(Relaxed)).sum()
}

trait Counter: Send + Sync {
    fn add(&self) -> usize;
}

impl Counter for AtomicUsize {
    fn add(&self) -> usize {
        self.fetch_add(1, Relaxed)
    }
}

// racelab: outcomes ("ab", 2)
fn a_text_and_a_trait() -> (&'static str, usize) {
    let text: Arc<str> = Arc::from("ab");
    let counter: Arc<dyn Counter> = Arc::from(Box::new(AtomicUsize::new(0)) as Box<dyn Counter>);
    thread::scope(|scope| {
        scope.spawn(|| counter.add());
        scope.spawn(|| counter.add());
    });
    let numbers: Arc<[u8]> = text.bytes().collect();
    (if *numbers == *b"ab" { "ab" } else { "other" }, counter.add())
}
