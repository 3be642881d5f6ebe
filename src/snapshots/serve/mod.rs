//! Serving, measured: one thread trains on the digits and publishes the weights after each update, and another predicts
//! all the time with what is current.
//!
//! Beside the weights stands a sum of their bits, by which a reader can tell at once whether it has been given parts of
//! two updates. What is measured is how many updates a second there are, how many predictions, and how long one takes:
//! in the middle, and at worst, which is what whoever waits for it will remember.
//!
//! Here are the ways to serve; `measure` has the two threads and the clock.

mod measure;

use std::mem;
use std::sync::atomic::Ordering::{Acquire, Release};
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use crossbeam::epoch::{self, Atomic, Owned};

use self::measure::{Asker, Published, serve, sum, train_alone};
use super::Snapshots;
use super::seqlock::SeqLock;
use crate::compare::{Comparison, Setting};
use crate::data::Source;

/// What one way to serve weights was measured at.
#[derive(Clone, Debug)]
pub struct Served {
    /// Which way.
    pub name: &'static str,
    /// How many updates were made and published in a second.
    pub updates: f64,
    /// What came of the predictions; `None` where nobody asked for any.
    pub answers: Option<Answers>,
}

/// What came of the predictions.
#[derive(Clone, Debug)]
pub struct Answers {
    /// How many there were in a second.
    pub predictions: f64,
    /// The share of them that was right, from 0 to 1. The network is trained from its beginning again and again.
    pub right: f64,
    /// How many were made with parts of two updates.
    pub torn: usize,
    /// How long one took, in the middle.
    pub median: Duration,
    /// How long the longest of a thousand took.
    pub longest: Duration,
}

/// Serves the weights of a network that is trained on the digits: to nobody first, and then in each of the ways, for
/// `time` each.
pub fn all(time: Duration) -> Vec<Served> {
    let comparison = Comparison::new(Setting::of(Source::Digits, 1));
    let first = Published::of(comparison.initial());

    let alone = Served { name: "nobody asks", updates: train_alone(&comparison, time), answers: None };

    let lock = RwLock::new(first.clone());
    let publish = |weights: &[f32]| lock.write().expect("nobody panics").copy(weights);
    let rwlock =
        serve("rwlock", &comparison, time, publish, |asker| asker.ask(&lock.read().expect("nobody panics")));

    let shared = Mutex::new(Arc::new(first.clone()));
    let publish = |weights: &[f32]| {
        // Made before the lock is taken and dropped after: it is held for no longer than a pointer takes.
        let new = Arc::new(Published::of(weights));
        let old = mem::replace(&mut *shared.lock().expect("nobody panics"), new);
        drop(old);
    };
    let mutex_arc = serve("mutex-arc", &comparison, time, publish, |asker| {
        let mine = Arc::clone(&shared.lock().expect("nobody panics"));
        asker.ask(&mine);
    });

    let mut lock = SeqLock::new(first.weights.len() + 1);
    let (mut writer, lock) = lock.writer();
    let mut words = vec![0; first.weights.len() + 1];
    let mut publish = |weights: &[f32]| {
        let (last, bits) = words.split_last_mut().expect("a word for the sum");
        bits.iter_mut().zip(weights).for_each(|(bits, weight)| *bits = weight.to_bits());
        *last = sum(weights);
        writer.write(&words);
    };
    publish(&first.weights);
    let (mut copy, mut mine) = (vec![0; first.weights.len() + 1], first.clone());
    let seqlock = serve("seqlock", &comparison, time, publish, move |asker| {
        lock.read(&mut copy);
        let (last, bits) = copy.split_last().expect("a word for the sum");
        mine.weights.iter_mut().zip(bits).for_each(|(weight, bits)| *weight = f32::from_bits(*bits));
        mine.sum = *last;
        asker.ask(&mine);
    });

    let current = Atomic::new(first.clone());
    // ANCHOR: epochs
    let publish = |weights: &[f32]| {
        let guard = epoch::pin();
        // Release: pairs with the Acquire below, for the weights.
        let old = current.swap(Owned::new(Published::of(weights)), Release, &guard);
        // SAFETY: nobody finds the old ones any more. Whoever has found them is pinned, and they are kept until it is not.
        unsafe { guard.defer_destroy(old) };
    };
    let read = |asker: &mut Asker<'_>| {
        let guard = epoch::pin();
        // Acquire: pairs with the Release above.
        let found = current.load(Acquire, &guard);
        // SAFETY: it is never null, and is kept for as long as `guard` is.
        asker.ask(unsafe { found.deref() });
    };
    // ANCHOR_END: epochs
    let epochs = serve("epochs", &comparison, time, publish, read);
    // SAFETY: nobody else is left to read the last ones.
    drop(unsafe { current.into_owned() });

    let mut snapshots = Snapshots::new(&first, 1);
    let (mut publisher, mut readers) = snapshots.split();
    let mut reader = readers.pop().expect("one reader");
    let publish = |weights: &[f32]| publisher.publish(|copy| copy.copy(weights));
    let snapshots = serve("snapshots", &comparison, time, publish, move |asker| {
        reader.read(|published| asker.ask(published));
    });
    vec![alone, rwlock, mutex_arc, seqlock, epochs, snapshots]
}
