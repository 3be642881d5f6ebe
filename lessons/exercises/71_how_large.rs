//! How large is a batch?
//!
//! What for: batches of whatever is waiting have the size that the load gives them.
//!
//! A worker sleeps until an image is there, takes along one more if one is waiting, and answers them together. Three
//! images come from another thread, whenever that gets to it.
//!
//! Write the sizes of the batches one after the other, as the digits of a number: 21 is a batch of two, and then one of
//! one. Which numbers can come out?

// exercise: lesson 16_convolution
// exercise: kind prediction
// exercise: minutes 3
// exercise: hint The three images have to be in the digits, each once. Which numbers have digits of 1 and 2 that add up to 3?
// exercise: hint Is there one among them that needs something impossible? Think of a worker that is slow, and of one that is quick.
// exercise: hint A quick worker finds each image alone. A slow one finds two waiting; and then, or before, one.
// exercise: after Nothing chose these sizes. A worker that is quicker than the images come answers them one by one, and a slow one makes larger batches and so catches up.

use crossbeam_channel::unbounded;
use std::thread;

// yours: possible
const POSSIBLE: &[u32] = &[111, 12, 21];
//- const POSSIBLE: &[u32] = &[21];
// end

// racelab: scenario
fn three_images() -> u32 {
    let (ask, queue) = unbounded();
    thread::spawn(move || (0..3).for_each(|image| ask.send(image).unwrap()));
    let mut sizes = 0;
    while let Ok(_first) = queue.recv() {
        let size = 1 + u32::from(queue.try_recv().is_ok());
        sizes = 10 * sizes + size;
    }
    sizes
}
