//! Hints, by loom's names.

pub use racelab_engine::hint::spin_loop;

/// Panics: whoever comes here has reached what was said to be unreachable.
///
/// # Safety
///
/// It is safe. It is only called so because std's function is not.
///
/// # Panics
///
/// Always.
#[track_caller]
pub unsafe fn unreachable_unchecked() -> ! {
    unreachable!("`unreachable_unchecked` was reached")
}
