//! A worker that goes to sleep where its queue is empty. Sleeper and waker each store and then load what the other has
//! stored; with SeqCst one of them sees the other, with Acquire and Release the wake-up may be lost.

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::SeqCst;
use std::sync::{Condvar, Mutex};
use std::thread;

fn main() {
    let (sleeps, length) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let (woken, bell) = (Mutex::new(false), Condvar::new());
    thread::scope(|scope| {
        scope.spawn(|| {
            length.store(1, SeqCst);
            if sleeps.load(SeqCst) == 1 {
                *woken.lock().unwrap() = true;
                bell.notify_one();
            }
        });
        sleeps.store(1, SeqCst);
        if length.load(SeqCst) == 0 {
            let mut woken = woken.lock().unwrap();
            while !*woken {
                woken = bell.wait(woken).unwrap();
            }
        }
    });
}
