//! Programs, with loom's names.

use super::loom;
use loom::alloc::{Layout, alloc, dealloc};
use loom::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed};
use loom::sync::atomic::{AtomicU8, fence};
use loom::{hint, model, thread};

const RECEIVING: u8 = 0;
/// The sender has found that the receiver waits, and is about to wake it.
const UNPARKING: u8 = 1;
const DISCONNECTED: u8 = 2;
const MESSAGE: u8 = 4;

/// A channel on the heap, whose state says whose it is to free it.
#[derive(Clone, Copy)]
struct Channel(*mut AtomicU8);

impl Channel {
    fn new() -> Channel {
        let pointer = unsafe { alloc(Layout::new::<AtomicU8>()) }.cast::<AtomicU8>();
        unsafe { pointer.write(AtomicU8::new(RECEIVING)) };
        Channel(pointer)
    }

    fn state(&self) -> &AtomicU8 {
        unsafe { &*self.0 }
    }

    fn free(self) {
        unsafe {
            self.0.drop_in_place();
            dealloc(self.0.cast(), Layout::new::<AtomicU8>());
        }
    }

    fn send(self) {
        match self.state().fetch_add(1, AcqRel) {
            // Release: pairs with the Acquire fence of the receiver, which may free now.
            RECEIVING => drop(self.state().swap(MESSAGE, AcqRel)),
            _ => self.free(),
        }
    }

    // ANCHOR: receiver_goes
    fn receiver_goes(self, believes_itself: bool) {
        match self.state().swap(DISCONNECTED, AcqRel) {
            RECEIVING => return,
            UNPARKING => loop {
                hint::spin_loop();
                match self.state().load(Relaxed) {
                    MESSAGE => break,
                    DISCONNECTED if believes_itself => break,
                    _ => {}
                }
            },
            _ => {}
        }
        fence(Acquire);
        self.free();
    }
    // ANCHOR_END: receiver_goes
}

pub fn receiver_goes(believes_itself: bool) {
    model(move || {
        let channel = Channel::new();
        let address = channel.0 as usize;
        let sender = thread::spawn(move || Channel(address as *mut AtomicU8).send());
        channel.receiver_goes(believes_itself);
        sender.join().unwrap();
    });
}
