//! What is explored of snapshots: what happens in the scenarios of their subjects.

use super::Snapshots;
use super::seqlock::SeqLock;
use super::training::train;
use crate::network::Tally;
use crate::scenario::batches_of_four;
use crate::sync::{label_thread, thread};
use crate::trainers::{Plan, Unwatched};

/// Weights 1 and 1 are published, then 2 and 2, and so on, while a reader reads a few times.
pub(crate) fn publish_and_read(published: u32, reads: usize) -> String {
    let mut snapshots = Snapshots::new(&[0, 0], 1);
    let (mut publisher, mut readers) = snapshots.split();
    let mut reader = readers.pop().expect("one reader");
    thread::scope(|scope| {
        let reader = scope.spawn(move || {
            label_thread("reader");
            (0..reads).map(|_| reader.read(|&weights| weights)).collect::<Vec<_>>()
        });
        label_thread("trainer");
        for weight in 1..=published {
            publisher.publish(|weights| *weights = [weight, weight]);
        }
        told(&reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

/// A network is trained for so many updates, each of which adds 1 to both weights, while a reader reads once.
pub(crate) fn train_and_read(updates: usize) -> String {
    let mut snapshots = Snapshots::new(&vec![0.0; 2], 1);
    let (mut publisher, mut readers) = snapshots.split();
    let mut reader = readers.pop().expect("one reader");
    thread::scope(|scope| {
        let reader = scope.spawn(move || {
            label_thread("reader");
            reader.read(|weights| [weights[0], weights[1]].map(|weight| weight as u32))
        });
        label_thread("trainer");
        let (network, batches) = (Tally::new(2), batches_of_four(updates));
        let plan = Plan { workers: 1, rate: 1.0 };
        let publish = |weights: &[f32]| publisher.publish(|copy| copy.copy_from_slice(weights));
        let trained = train(&network, vec![0.0; 2], &batches, &plan, &Unwatched, publish);
        let read = reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        trained.map_or_else(|panic| panic.to_string(), |_| told(&[read]))
    })
}

/// Words 1 and 1 are written, then 2 and 2, and so on, by a seqlock, while a reader reads once.
pub(crate) fn write_and_read(written: u32) -> String {
    let mut lock = SeqLock::new(2);
    let (mut writer, lock) = lock.writer();
    thread::scope(|scope| {
        let reader = scope.spawn(move || {
            label_thread("reader");
            let mut copy = [0, 0];
            lock.read(&mut copy);
            copy
        });
        label_thread("trainer");
        for word in 1..=written {
            writer.write(&[word, word]);
        }
        told(&[reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))])
    })
}

/// What was read: whether each was whole, and none older than the one before; and which was the last.
fn told(read: &[[u32; 2]]) -> String {
    let last = read.last().copied().unwrap_or_default();
    if read.iter().any(|[first, second]| first != second) {
        return format!("torn: {read:?}");
    }
    if !read.is_sorted() {
        return format!("backwards: {read:?}");
    }
    format!("read {} and {}", last[0], last[1])
}
