//! The mistakes: broken twins of the trainers, each named for what it gets wrong.
//!
//! A mistake is wrong relative to a specification, which it states. Each file says what is wrong and
//! what the fix is, and ends with the code; try the fix there, and let `racelab check NAME` judge it.
//!
//! Those that would be undefined behaviour, or would hang, exist in the loom build only: no program
//! that a learner runs at full speed has either in it.

#[cfg(loom)]
pub mod channel_never_closed;
pub mod check_then_act;
#[cfg(loom)]
pub mod circular_wait;
#[cfg(loom)]
pub mod double_take;
pub mod early_update;
#[cfg(loom)]
pub mod forgotten_barrier;
pub mod free_list_aba;
#[cfg(loom)]
pub mod freed_while_read;
#[cfg(loom)]
pub mod full_pool;
pub mod if_for_while;
pub mod last_batch_lost;
pub mod load_then_store;
#[cfg(loom)]
pub mod lock_order;
pub mod lost_update;
#[cfg(loom)]
pub mod lost_wakeup;
#[cfg(loom)]
pub mod missed_unpark;
#[cfg(loom)]
pub mod one_shard_locked;
#[cfg(loom)]
pub mod one_worker_short;
#[cfg(loom)]
pub mod overwritten_activations;
#[cfg(loom)]
pub mod plain_rows;
#[cfg(loom)]
pub mod publish_before_write;
pub mod relaxed_publish;
#[cfg(loom)]
pub mod relock;
pub mod task_left_behind;
#[cfg(loom)]
pub mod text_order;
pub mod torn_sum;
pub mod torn_weights;
#[cfg(loom)]
pub mod unfenced_deque;
pub mod unfenced_seqlock;
#[cfg(loom)]
pub mod unfenced_sleep;
#[cfg(loom)]
pub mod unguarded_weights;
#[cfg(loom)]
pub mod unlocked_bound;
pub mod version_after_weights;
#[cfg(loom)]
pub mod waits_for_more;
pub mod waker_after_check;
#[cfg(loom)]
pub mod wrong_lock;

pub use crate::scenario::FailureKind;
use crate::scenario::Scenario;

/// A mistake with what is to be said about it.
#[derive(Clone, Copy, Debug)]
pub struct Mistake {
    /// Its name, which is also that of its file.
    pub name: &'static str,
    /// The lesson that shows it: `02_lost_update`.
    pub lesson: &'static str,
    /// How it fails.
    pub kind: FailureKind,
    /// What the code does, in one line.
    pub summary: &'static str,
    /// What it breaks.
    pub specification: &'static str,
    /// How to mend it.
    pub fix: &'static str,
    /// What loom explores to show it.
    pub scenario: Scenario,
}

/// Every mistake, in the order of the lessons.
#[cfg(loom)]
pub static MISTAKES: [Mistake; 37] = [
    lost_update::MISTAKE,
    unguarded_weights::MISTAKE,
    wrong_lock::MISTAKE,
    torn_weights::MISTAKE,
    lock_order::MISTAKE,
    relock::WITH_MUTEX,
    check_then_act::MISTAKE,
    relock::READ_THEN_WRITE,
    forgotten_barrier::MISTAKE,
    channel_never_closed::MISTAKE,
    load_then_store::MISTAKE,
    relaxed_publish::MISTAKE,
    lost_wakeup::MISTAKE,
    if_for_while::MISTAKE,
    one_worker_short::MISTAKE,
    publish_before_write::MISTAKE,
    missed_unpark::MISTAKE,
    double_take::MISTAKE,
    waker_after_check::MISTAKE,
    unfenced_sleep::MISTAKE,
    unfenced_deque::MISTAKE,
    task_left_behind::MISTAKE,
    full_pool::MISTAKE,
    early_update::MISTAKE,
    circular_wait::MISTAKE,
    overwritten_activations::MISTAKE,
    version_after_weights::MISTAKE,
    unlocked_bound::MISTAKE,
    freed_while_read::MISTAKE,
    unfenced_seqlock::MISTAKE,
    free_list_aba::MISTAKE,
    last_batch_lost::MISTAKE,
    waits_for_more::MISTAKE,
    plain_rows::MISTAKE,
    text_order::MISTAKE,
    torn_sum::MISTAKE,
    one_shard_locked::MISTAKE,
];
