//! One in hand
//!
//! What for: a closed channel says that nothing more will come, and not that nothing is left to do.
//!
//! Workers answer images that wait in a channel, two at a time, as that is quicker than one by one. When the channel is
//! closed they leave. With an even number of images and one worker all is well. Else some images never get an answer.
//!
//! Mend the loop in `answer`. Two images that wait are to be answered together. But nobody should wait for a second
//! one: who knows whether it will come?

// exercise: lesson 16_convolution
// exercise: kind code
// exercise: minutes 4
// exercise: fast
// exercise: hint Which image does the worker hold when `recv` returns an error?
// exercise: hint Waiting for the first image is right. For the second one, look whether there is one, and do not wait.
// exercise: hint `try_recv` takes a message if there is one. Answer the first image with or without a second.
// exercise: after Batches that grow by themselves: small where little is asked, large where much is. A batch that is filled by waiting needs a time-out, or it waits for ever.

use crossbeam_channel::{Receiver, unbounded};
use std::thread;

/// The batches in which the images were answered.
fn answer(queue: Receiver<u32>) -> Vec<Vec<u32>> {
    let mut answered = Vec::new();
    // yours: answer
    while let Ok(first) = queue.recv() {
        let mut batch = vec![first];
        if let Ok(second) = queue.try_recv() {
            batch.push(second);
        }
        answered.push(batch);
    }
    //- while let Ok(first) = queue.recv() {
    //-     let Ok(second) = queue.recv() else { break };
    //-     answered.push(vec![first, second]);
    //- }
    // end
    answered
}

// racelab: outcomes [[0, 1], [2]]
fn three_images_that_wait() -> Vec<Vec<u32>> {
    let (ask, queue) = unbounded();
    (0..3).for_each(|image| ask.send(image).unwrap());
    drop(ask);
    answer(queue)
}

// racelab: outcomes 2
fn two_workers_and_two_images() -> usize {
    let (ask, queue) = unbounded();
    let workers = [queue.clone(), queue].map(|queue| thread::spawn(move || answer(queue)));
    (0..2).for_each(|image| ask.send(image).unwrap());
    drop(ask);
    workers.map(|worker| worker.join().unwrap().concat().len()).iter().sum()
}
