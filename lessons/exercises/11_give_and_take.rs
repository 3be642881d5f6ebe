//! Give and take
//!
//! What for: two locks at the same time are safe if everybody takes them in the same order.
//!
//! Each worker has a queue of batches, and may give one to the other. Whoever counts all the batches must never find
//! one missing, so `give` holds both locks. Sometimes both workers give at the same moment, and then they stand there
//! for ever. The drawing shows what each of them holds, and what it waits for.
//!
//! Mend `give`. The queues are numbered, and `count_all` takes queue 0 first.

// exercise: lesson 03_mutex
// exercise: kind code
// exercise: minutes 5
// exercise: fast
// exercise: hint Write down which lock each worker has, and which one it wants. Why does neither get on?
// exercise: hint Nobody can wait in a circle if all of them take the two locks in one order: that of the numbers, for example.
// exercise: hint Compare `from.number` with `to.number`. Lock the queue with the lower number first, whether it gives or takes, and change the counts when you have both guards.
// exercise: after Whoever holds a lock now waits only for one with a higher number, and whoever has the highest waits for nobody. Any order will do, if all keep to it. Write it down: no compiler checks it.

use std::sync::Mutex;
use std::thread;

struct Queue {
    number: u32,
    batches: Mutex<u32>,
}

/// Moves a batch from one queue to the other.
fn give(from: &Queue, to: &Queue) {
    // yours: give
    let (mut gives, mut takes);
    if from.number < to.number {
        gives = from.batches.lock().unwrap();
        takes = to.batches.lock().unwrap();
    } else {
        takes = to.batches.lock().unwrap();
        gives = from.batches.lock().unwrap();
    }
    *gives -= 1;
    *takes += 1;
    //- let mut gives = from.batches.lock().unwrap();
    //- let mut takes = to.batches.lock().unwrap();
    //- *gives -= 1;
    //- *takes += 1;
    // end
}

fn count_all(queue_0: &Queue, queue_1: &Queue) -> u32 {
    let first = queue_0.batches.lock().unwrap();
    let second = queue_1.batches.lock().unwrap();
    *first + *second
}

fn two_queues() -> (Queue, Queue) {
    let (queue_0, queue_1) = (Mutex::new(4), Mutex::new(6));
    (Queue { number: 0, batches: queue_0 }, Queue { number: 1, batches: queue_1 })
}

// racelab: outcomes (4, 6)
fn each_gives_one() -> (u32, u32) {
    let (queue_0, queue_1) = two_queues();
    thread::scope(|scope| {
        scope.spawn(|| give(&queue_0, &queue_1));
        scope.spawn(|| give(&queue_1, &queue_0));
    });
    (queue_0.batches.into_inner().unwrap(), queue_1.batches.into_inner().unwrap())
}

// racelab: outcomes (10, 5, 5)
fn one_counts_meanwhile() -> (u32, u32, u32) {
    let (queue_0, queue_1) = two_queues();
    let counted = thread::scope(|scope| {
        scope.spawn(|| give(&queue_1, &queue_0));
        count_all(&queue_0, &queue_1)
    });
    (counted, queue_0.batches.into_inner().unwrap(), queue_1.batches.into_inner().unwrap())
}

// again: numbers
// racelab: outcomes (5, 3, 1)
fn three_queues() -> (u32, u32, u32) {
    let queue = |number, batches| Queue { number, batches: Mutex::new(batches) };
    let (one, two, three) = (queue(5, 5), queue(7, 3), queue(6, 1));
    thread::scope(|scope| {
        scope.spawn(|| give(&one, &two));
        scope.spawn(|| give(&two, &three));
        give(&three, &one);
    });
    let left = |queue: Queue| queue.batches.into_inner().unwrap();
    (left(one), left(two), left(three))
}
// end
