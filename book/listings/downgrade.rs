//! A write guard becomes a read guard, with no gap between the two.

use std::sync::{RwLock, RwLockWriteGuard};

/// Prints what the lock lets others do meanwhile.
pub fn main() {
    // ANCHOR: downgrade
    let best = RwLock::new(9.0_f32);
    let mut writing = best.write().unwrap();
    *writing = 1.0;
    let reading = RwLockWriteGuard::downgrade(writing);
    println!("still {}", *reading);
    println!("others may read:  {}", best.try_read().is_ok());
    println!("others may write: {}", best.try_write().is_ok());
    // ANCHOR_END: downgrade
}
