//! Deliberate faults of the engine, for tests of its tests: each switched on has to be caught.
//!
//! Where debug assertions are off, as in release, nothing is left of them.

use std::cell::Cell;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The axiom for `SeqCst` always holds.
    NoSeqCst,
    /// A revisit may take away whatever it likes.
    NoMaximality,
    /// A write that is taken away may have had readers.
    NoTestForReaders,
    /// RC11's release sequences are C++20's.
    NoOwnStoresInReleaseSequences,
    /// A read-modify-write ends a release sequence.
    ShortReleaseSequences,
    /// A thread may read an older value after a newer one.
    NoReadReadCoherence,
    /// Two read-modify-writes never want the same place.
    NoConflicts,
    /// No earlier read reads from a later write.
    NoRevisits,
    /// A write always comes last in the modification order.
    WritesLast,
    /// An acquire fence learns nothing.
    DeafFences,
    /// The order of `SeqCst` leaves out what happens between accesses of other objects.
    NoDetours,
    /// The order of `SeqCst` leaves out the fences' own.
    NoFenceOrder,
    /// A lock does not synchronise with the unlock before it.
    DeafLocks,
    /// A graph that a revisit keeps has a lock that was granted but is not taken.
    ForgottenGrants,
    /// `notify_one` always wakes the thread that has waited longest.
    FairNotification,
    /// Where all threads wait, those that wait for locks do not say what they want.
    SilentWaiters,
    /// A lock that was promised can be given to another whose write comes first, and stays promised.
    KeptPromises,
    /// Whoever says `spin_loop` waits for good.
    EveryLoopWaits,
    /// The engine panics where a program stores.
    Panics,
    /// In a sample, a thread may read what it knows to be old.
    SampledBehind,
    /// In a sample, two read-modify-writes may read the same.
    SampledTwice,
    /// In a sample, the axiom for `SeqCst` always holds.
    SampledOutOfOrder,
}

impl Fault {
    /// Those of samples.
    pub const OF_SAMPLES: [Fault; 3] = [Fault::SampledBehind, Fault::SampledTwice, Fault::SampledOutOfOrder];

    /// All of the search's.
    pub const ALL: [Fault; 19] = [
        Fault::NoSeqCst,
        Fault::NoMaximality,
        Fault::NoTestForReaders,
        Fault::NoOwnStoresInReleaseSequences,
        Fault::ShortReleaseSequences,
        Fault::NoReadReadCoherence,
        Fault::NoConflicts,
        Fault::NoRevisits,
        Fault::WritesLast,
        Fault::DeafFences,
        Fault::NoDetours,
        Fault::NoFenceOrder,
        Fault::DeafLocks,
        Fault::ForgottenGrants,
        Fault::FairNotification,
        Fault::SilentWaiters,
        Fault::KeptPromises,
        Fault::EveryLoopWaits,
        Fault::Panics,
    ];
}

thread_local! {
    static PRESENT: Cell<Option<Fault>> = const { Cell::new(None) };
}

/// Runs something with a fault in the engine, on this thread.
pub fn with<R>(fault: Fault, run: impl FnOnce() -> R) -> R {
    struct Mended(Option<Fault>);
    impl Drop for Mended {
        fn drop(&mut self) {
            PRESENT.set(self.0);
        }
    }
    let _mended = Mended(PRESENT.replace(Some(fault)));
    run()
}

/// Whether the engine has this fault.
#[inline]
pub(crate) fn broken(fault: Fault) -> bool {
    cfg!(debug_assertions) && PRESENT.get() == Some(fault)
}
