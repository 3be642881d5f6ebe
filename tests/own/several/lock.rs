use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicBool, Ordering};

struct Lock {
    locked: AtomicBool,
    value: UnsafeCell<u32>,
}

unsafe impl Sync for Lock {}

impl Lock {
    fn value(&self) -> &mut u32 {
        let value = self.value.get();
        unsafe { &mut *value }
    }
}

#[cfg(test)]
mod tests {
    extern crate alloc;
    use super::*;
    use alloc::sync::Arc;

    #[test]
    fn is_tried() {
        let lock = Arc::new(Lock { locked: AtomicBool::new(false), value: UnsafeCell::new(0) });
        let other = lock.clone();
        let count = |lock: Arc<Lock>| {
            if !lock.locked.swap(true, Ordering::Acquire) {
                *lock.value() += 1;
                lock.locked.store(false, Ordering::Release);
            }
        };
        let thread = std::thread::spawn(move || count(other));
        count(lock);
        thread.join().unwrap();
    }

    #[test]
    #[ignore]
    fn takes_long() {}

    #[test]
    #[should_panic]
    fn panics() {
        panic!();
    }
}
