use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

pub fn two() -> (u32, u32) {
    let (one, other) = (AtomicU32::new(0), AtomicU32::new(0));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            one.store(1, Relaxed);
            other.store(1, Relaxed);
        });
        let seen = other.load(Relaxed);
        if seen == 1 { (1, one.load(Relaxed)) } else { (1, 0) }
    })
}
