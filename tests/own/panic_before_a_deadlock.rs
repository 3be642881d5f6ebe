//! A thread panics while another waits for a notification: what comes of it is a deadlock, and the panic is the reason.

use std::sync::{Condvar, Mutex};
use std::thread;

#[test]
fn nobody_notifies() {
    let (lock, bell) = (Mutex::new(()), Condvar::new());
    thread::scope(|scope| {
        scope.spawn(|| drop(bell.wait_while(lock.lock().unwrap(), |_| true)));
        panic!("this is the reason");
    });
}
