//! For a test of a crate's own: explores, and fails with what went wrong.

use super::exploration::{Exploration, explore_within};
use super::search::Limits;
use crate::scenario::Scenario;

/// Explores `scenario` within the default limits; returns what was seen. For a `#[test]`.
///
/// ```ignore
/// #[test]
/// fn two_threads_count() {
///     check(&Scenario::new("lock", "two threads count", &["2"], || {
///         let lock = SpinLock::new(0);
///         thread::scope(|scope| {
///             scope.spawn(|| lock.with(|count| *count += 1));
///             lock.with(|count| *count += 1);
///         });
///         lock.with(|count| count.to_string())
///     }));
/// }
/// ```
///
/// # Panics
///
/// If there is an outcome that the scenario does not allow, or none of one that it does; at a data race, a deadlock, a
/// panic, a leak; and where the exploration did not come to its end, since nothing is known of the rest. The message is
/// the [report](Exploration::report), with a picture of the execution that goes wrong.
#[track_caller]
pub fn check(scenario: &Scenario) -> Exploration {
    check_within(scenario, &Limits::default())
}

/// The same within other limits.
///
/// # Panics
///
/// As [`check`] does.
#[track_caller]
pub fn check_within(scenario: &Scenario, limits: &Limits) -> Exploration {
    let exploration = explore_within(&scenario.own(), limits);
    assert!(!exploration.is_wrong(), "{}", exploration.report());
    if let Some(why) = exploration.stopped {
        panic!(
            "the exploration was stopped before its end: {why}. Make the scenario smaller, or call check_within with \
             other limits.\n{}",
            exploration.report()
        );
    }
    exploration
}
