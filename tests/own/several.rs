//! A program in several files, with private items, core and alloc by name, and tests in its modules.

#[path = "several/lock.rs"]
mod lock;
mod several {
    pub mod counter;
}

use crossbeam::channel::unbounded;
use crossbeam_utils::CachePadded;

// racelab: outcomes (1, 0), (1, 1)
fn counts() -> (u32, u32) {
    several::counter::two()
}

/// What is sent is received.
// racelab: scenario
pub fn sent() -> Option<u32> {
    let (sender, receiver) = unbounded();
    std::thread::spawn(move || sender.send(*CachePadded::new(7)));
    receiver.recv().ok()
}

fn main() {
    unreachable!("it has tests and scenarios, so main is left alone");
}
