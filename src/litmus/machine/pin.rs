//! Keeps a thread on a core. Threads that share one never run at the same time, and one that moves to
//! another core meets its partners late.

use core_affinity::CoreId;

/// The cores that this program may use; empty where the system does not tell.
pub(super) fn cores() -> Vec<CoreId> {
    core_affinity::get_core_ids().unwrap_or_default()
}

/// Keeps the current thread on the core for the thread with this number, round the cores; whether that
/// worked.
pub(super) fn pin(cores: &[CoreId], thread: usize) -> bool {
    !cores.is_empty() && core_affinity::set_for_current(cores[thread % cores.len()])
}
