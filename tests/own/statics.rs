//! Statics and thread-locals begin anew in each execution.

use std::cell::Cell;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Mutex, OnceLock};
use std::thread;

static COUNT: AtomicU32 = AtomicU32::new(0);
static LIST: Mutex<Vec<u32>> = Mutex::new(Vec::new());
static ONCE: OnceLock<u32> = OnceLock::new();

thread_local! {
    static MINE: Cell<u32> = const { Cell::new(1) };
}

#[test]
fn all_begin_anew() {
    let other = thread::spawn(|| {
        COUNT.fetch_add(1, Relaxed);
        LIST.lock().unwrap().push(1);
        MINE.set(5);
        *ONCE.get_or_init(|| 3)
    });
    COUNT.fetch_add(1, Relaxed);
    LIST.lock().unwrap().push(2);
    assert_eq!(other.join().unwrap(), 3);
    assert_eq!(COUNT.load(Relaxed), 2);
    assert_eq!(LIST.lock().unwrap().len(), 2);
    assert_eq!(MINE.get(), 1);
}
