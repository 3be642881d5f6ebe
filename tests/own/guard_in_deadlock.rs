//! A guard that counts down as it is dropped, in threads that lock in both orders: a deadlock, and told as one.

use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;

struct AtWork<'a>(&'a AtomicUsize);

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

fn work(count: &AtomicUsize, first: &Mutex<u32>, second: &Mutex<u32>) {
    count.fetch_add(1, Relaxed);
    let _at_work = AtWork(count);
    let first = first.lock().unwrap();
    let second = second.lock().unwrap();
    assert_eq!(*first, *second);
}

#[test]
fn two_at_work() {
    let (count, one, other) = (AtomicUsize::new(0), Mutex::new(0), Mutex::new(0));
    thread::scope(|scope| {
        scope.spawn(|| work(&count, &one, &other));
        scope.spawn(|| work(&count, &other, &one));
    });
    assert_eq!(count.into_inner(), 0);
}
