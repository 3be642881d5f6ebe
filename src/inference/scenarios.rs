//! What is explored of inference: numbers are asked about, and their answers counted.

use super::work;
use crate::sync::channel::{Receiver, unbounded};
use crate::sync::{label_thread, named, thread};

/// What a worker does with the queue: it returns what it has answered.
pub(crate) type Answers = fn(&Receiver<u32>) -> Vec<u32>;

/// Answers by [`work`], at most two at a time.
pub(crate) fn in_pairs(queue: &Receiver<u32>) -> Vec<u32> {
    let (mut batch, mut answered) = (Vec::new(), Vec::new());
    work(queue, 2, &mut batch, |requests| answered.extend_from_slice(requests));
    answered
}

/// Asks so many questions of so many workers, and says how many were answered, and whether one was twice.
pub(crate) fn ask(workers: usize, questions: u32, answers: Answers) -> String {
    let mut answered = thread::scope(|scope| {
        let (ask, queue) = named("queue", unbounded());
        let spawned: Vec<_> = (0..workers)
            .map(|me| {
                let queue = queue.clone();
                scope.spawn(move || {
                    label_thread(("worker", me));
                    answers(&queue)
                })
            })
            .collect();
        drop(queue);
        label_thread("asker");
        for question in 0..questions {
            // An error would mean that no worker is left to be asked.
            let _ = ask.send(question);
        }
        drop(ask);
        let joined = spawned.into_iter().map(|worker| worker.join().unwrap_or_default());
        joined.flatten().collect::<Vec<_>>()
    });
    let number = answered.len();
    answered.sort_unstable();
    answered.dedup();
    let twice = if answered.len() < number { ", some of them twice" } else { "" };
    format!("{number} of {questions} answered{twice}")
}
