//! One in hand
//!
//! What for: a closed channel says that nothing more will come, and not that nothing is left to do.
//!
//! Workers answer images that wait in a channel, two at a time, as that is quicker than one by one. When the channel is
//! closed they leave. With an even number of images and one worker all is well. Else some images never get an answer.
//!
//! Mend the loop in `answer`. Two images that wait are to be answered together. But nobody should wait for a second
//! one: who asks for it may be waiting for the answer to the first.

// exercise: lesson 16_convolution
// exercise: kind code
// exercise: minutes 4
// exercise: fast
// exercise: hint Which image does the worker hold when `recv` returns an error?
// exercise: hint Waiting for the first image is right. For the second one, see whether there is one, and do not wait.
// exercise: hint `try_recv` takes a message if there is one. Answer the first image with or without a second.
// exercise: after Batches that grow by themselves: small where little is asked, large where much is. A batch that is filled by waiting needs a time-out, or it waits for ever.

use crossbeam_channel::{Receiver, Sender, unbounded};
use std::thread;

/// Answers images in batches, and sends each batch to `answers`.
fn answer(queue: Receiver<u32>, answers: Sender<Vec<u32>>) {
    // yours: answer
    while let Ok(first) = queue.recv() {
        let mut batch = vec![first];
        if let Ok(second) = queue.try_recv() {
            batch.push(second);
        }
        answers.send(batch).unwrap();
    }
    //- while let Ok(first) = queue.recv() {
    //-     let Ok(second) = queue.recv() else { break };
    //-     answers.send(vec![first, second]).unwrap();
    //- }
    // end
}

// racelab: outcomes [[0, 1], [2]]
fn three_images_that_wait() -> Vec<Vec<u32>> {
    let (ask, queue) = unbounded();
    let (answers, answered) = unbounded();
    (0..3).for_each(|image| ask.send(image).unwrap());
    drop(ask);
    answer(queue, answers);
    answered.iter().collect()
}

// racelab: outcomes 2
fn two_workers_and_two_images() -> usize {
    let (ask, queue) = unbounded();
    let workers = [queue.clone(), queue].map(|queue| {
        let (answers, answered) = unbounded();
        thread::spawn(move || answer(queue, answers));
        answered
    });
    (0..2).for_each(|image| ask.send(image).unwrap());
    drop(ask);
    workers.iter().flatten().map(|batch| batch.len()).sum()
}

// racelab: outcomes [[0], [1]]
fn the_next_when_the_last_is_answered() -> Vec<Vec<u32>> {
    let (ask, queue) = unbounded();
    let (answers, answered) = unbounded();
    thread::spawn(move || answer(queue, answers));
    let ask_and_wait = |image| ask.send(image).ok().and_then(|()| answered.recv().ok()).unwrap_or_default();
    [0, 1].map(ask_and_wait).to_vec()
}

// again: numbers
// racelab: outcomes [[0, 1], [2, 3], [4, 5], [6, 7], [8]]
fn nine_images_that_wait() -> Vec<Vec<u32>> {
    let (ask, queue) = unbounded();
    let (answers, answered) = unbounded();
    (0..9).for_each(|image| ask.send(image).unwrap());
    drop(ask);
    answer(queue, answers);
    answered.iter().collect()
}
// end
