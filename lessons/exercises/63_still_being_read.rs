//! Still being read
//!
//! What for: a buffer may be written again when it is known that it has been read, and no sooner.
//!
//! The forward pass has two buffers for activations. Micro-batch 2 goes into the buffer of
//! micro-batch 0, which the backward pass has to have read by then. When it has read one, it sends
//! the gradient. The forward pass does wait for a gradient, but see when.
//!
//! Mend the order of things in `forward_pass`. Two micro-batches are to be under way together, as
//! they are now: the backward pass turns to one when the next one is there, or when none is left.

// exercise: lesson 13_pipeline
// exercise: kind code
// exercise: minutes 4
// exercise: hint In the counterexample, which of the two threads comes too early to the buffer?
// exercise: hint The gradient of micro-batch 0 says that its buffer is free. Before which line has the forward pass to know that?
// exercise: hint The wait has to stand before the write.
// exercise: after A message back is what frees a buffer: whoever has received it knows that everything before it, the reading too, has happened. That the channel has room again is no such message.

use std::cell::UnsafeCell;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

struct Buffer(UnsafeCell<u32>);

// SAFETY: a buffer is written again only by who knows that it has been read.
unsafe impl Sync for Buffer {}

impl Buffer {
    fn write(&self, activation: u32) {
        unsafe { *self.0.get() = activation };
    }

    fn read(&self) -> u32 {
        unsafe { *self.0.get() }
    }
}

fn forward_pass(buffers: &[Buffer; 2], forward: SyncSender<usize>, gradients: &Receiver<u32>) -> u32 {
    let mut sum = 0;
    for m in 0..3 {
        let activation = 10 * (m as u32 + 1);
        // yours: forward
        if m >= 2 {
            sum += gradients.recv().unwrap();
        }
        buffers[m % 2].write(activation);
        forward.send(m).unwrap();
        //- buffers[m % 2].write(activation);
        //- forward.send(m).unwrap();
        //- if m >= 2 {
        //-     sum += gradients.recv().unwrap();
        //- }
        // end
    }
    sum
}

/// Turns to a micro-batch when the next one is there. Returns how many there were.
fn backward_pass(buffers: &[Buffer; 2], forward: Receiver<usize>, gradients: SyncSender<u32>) -> usize {
    let mut seen = 0;
    let mut next = forward.recv();
    while let Ok(m) = next {
        next = forward.recv();
        gradients.send(buffers[m % 2].read()).unwrap();
        seen += 1;
    }
    seen
}

// racelab: outcomes (60, 3)
fn sum_and_number_of_gradients() -> (u32, usize) {
    let buffers = [Buffer(UnsafeCell::new(0)), Buffer(UnsafeCell::new(0))];
    let (forward, micro_batches) = sync_channel(2);
    let (backward, gradients) = sync_channel(2);
    thread::scope(|scope| {
        let backward = scope.spawn(|| backward_pass(&buffers, micro_batches, backward));
        let first = forward_pass(&buffers, forward, &gradients);
        (first + gradients.iter().sum::<u32>(), backward.join().unwrap())
    })
}
