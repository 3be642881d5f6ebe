//! Which of loom's holes a program falls into, found out from what it does.
//!
//! loom explores C11's memory in a way of its own, and where a program does certain things, it takes what is impossible
//! for possible, or never looks at what is possible. The book shows each such hole (`what_green_does_not_mean.md`). Here
//! the graphs of a program are looked at, as the engine finds them: a hole counts only where threads do in one execution
//! what it takes, with nothing that orders them.
//!
//! What is not looked for is what loom does not have, such as `std::sync::Barrier`.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `look` | looks for the holes in a graph |
//! | `waits` | the two that are about condition variables |
//! | `buffering` | load buffering, which the engine does not explore either: a hole of both |

mod buffering;
mod look;
mod waits;

use std::collections::BTreeSet;

pub(super) use look::Looking;

/// A way in which loom goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hole {
    /// Several threads have SeqCst loads, stores or read-modify-writes.
    SeqCstAccesses,
    /// Several threads have SeqCst fences.
    SeqCstFences,
    /// A store and a read-modify-write of one atomic that nothing orders.
    StoreBesideChange,
    /// A thread loads an atomic and then stores to it, and nothing orders another thread's access.
    LoadThenStore,
    /// Three stores to one atomic, of which one thread has two, and another one that nothing orders.
    ThreeStores,
    /// A compare-exchange fails beside a store that nothing orders.
    FailedExchange,
    /// A weak compare-exchange.
    WeakExchange,
    /// Two threads have read guards of one lock, and do something else meanwhile.
    ReadGuards,
    /// A thread is unparked that does not park.
    UnparkWithoutPark,
    /// A wait that may end early, or at a time-out.
    EarlyEnd,
    /// Only a notification orders what was done before it and what follows the wait.
    Notification,
    /// Of several that wait, `notify_one` wakes another than the first.
    FirstCome,
    /// A thread says `yield_now` or `spin_loop`, and goes on.
    Yield,
    /// Memory is used after it was freed, or freed twice.
    Freed,
    /// More than five threads.
    ManyThreads,
}

/// What a hole makes of an exploration by loom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It never looks at something that can happen: blind.
    Misses,
    /// It shows something that cannot happen: a false alarm.
    Invents,
    /// Either.
    Both,
    /// It does not explore at all.
    Refuses,
}

impl Hole {
    /// All of them.
    pub const ALL: [Hole; 15] = [
        Hole::SeqCstAccesses,
        Hole::SeqCstFences,
        Hole::StoreBesideChange,
        Hole::LoadThenStore,
        Hole::ThreeStores,
        Hole::FailedExchange,
        Hole::WeakExchange,
        Hole::ReadGuards,
        Hole::UnparkWithoutPark,
        Hole::EarlyEnd,
        Hole::Notification,
        Hole::FirstCome,
        Hole::Yield,
        Hole::Freed,
        Hole::ManyThreads,
    ];

    /// Its name, in a word or a few.
    pub fn name(self) -> &'static str {
        match self {
            Hole::SeqCstAccesses => "SeqCst accesses",
            Hole::SeqCstFences => "SeqCst fences",
            Hole::StoreBesideChange => "store beside read-modify-write",
            Hole::LoadThenStore => "load, then store",
            Hole::ThreeStores => "three stores",
            Hole::FailedExchange => "failing compare-exchange",
            Hole::WeakExchange => "weak compare-exchange",
            Hole::ReadGuards => "read guards",
            Hole::UnparkWithoutPark => "unpark without park",
            Hole::EarlyEnd => "early end of a wait",
            Hole::Notification => "notification that orders",
            Hole::FirstCome => "first come, first woken",
            Hole::Yield => "yield",
            Hole::Freed => "freed memory",
            Hole::ManyThreads => "more than 5 threads",
        }
    }

    /// What loom does there.
    pub fn what(self) -> &'static str {
        match self {
            Hole::SeqCstAccesses => "it takes SeqCst accesses for Acquire and Release",
            Hole::SeqCstFences => "its SeqCst fences order too much",
            Hole::StoreBesideChange => "it lets a store come between the halves of a read-modify-write",
            Hole::LoadThenStore => "it skips executions where a thread loads an atomic and then stores to it",
            Hole::ThreeStores => {
                "of three stores, one that its own thread has overwritten can end as the last"
            }
            Hole::FailedExchange => "a compare-exchange that fails finds the newest value only",
            Hole::WeakExchange => "a weak compare-exchange never fails for no reason",
            Hole::ReadGuards => "it lets one read guard order the next",
            Hole::UnparkWithoutPark => "it lets an unpark order a thread that does not park",
            Hole::EarlyEnd => "no wait ends early, and none at its time-out",
            Hole::Notification => "it lets a notification order what no lock orders",
            Hole::FirstCome => "`notify_one` wakes whoever has waited longest",
            Hole::Yield => "after a yield, a thread does not read again what it could have read before",
            Hole::Freed => "it does not watch memory that is freed",
            Hole::ManyThreads => "it has room for five threads",
        }
    }

    /// What comes of it.
    pub fn effect(self) -> Effect {
        match self {
            Hole::SeqCstAccesses | Hole::ThreeStores => Effect::Invents,
            Hole::StoreBesideChange => Effect::Both,
            Hole::ManyThreads => Effect::Refuses,
            _ => Effect::Misses,
        }
    }

    /// Whether racelab makes up for it where it asks loom itself: by exploring once more for each such choice. A wait that
    /// ends early has no order by a notification either.
    pub fn is_made_up_for(self) -> bool {
        matches!(self, Hole::WeakExchange | Hole::EarlyEnd | Hole::Notification | Hole::FirstCome)
    }
}

/// What loom would have made of a program with these holes, after its name; `None` where there are none.
pub fn said(holes: &BTreeSet<Hole>) -> Option<String> {
    let any = |wanted: &[Effect]| holes.iter().any(|hole| wanted.contains(&hole.effect()));
    let verdict = match () {
        () if holes.is_empty() => return None,
        () if any(&[Effect::Refuses]) => "refuses this program",
        () if any(&[Effect::Both]) || any(&[Effect::Invents]) && any(&[Effect::Misses]) => {
            "could be blind here, or give a false alarm"
        }
        () if any(&[Effect::Invents]) => "could give a false alarm here",
        () => "could be blind here",
    };
    let why: Vec<_> = holes.iter().map(|hole| hole.what()).collect();
    Some(format!("{verdict}: {}", why.join("; ")))
}
