//! What the types of the program call: one operation each, that returns when it has been done.

use std::sync::atomic::Ordering::{self, Acquire, Relaxed, Release};
use std::thread::panicking;

use super::aftermath::After;
use super::current::assert_in_program;
use super::{About, Engine, Request, Spin, Step, Wait, abandon, is_exploring, is_running, suspend, with};
use crate::execution::{Failure, TooLarge};
use crate::graph::{Change, EventId, Kind, Place, Shape};
use crate::weaken::Site;

/// Does something, waiting for as long as it takes. `None` if it is not to be done on the graph: the execution has
/// been given up, and a destructor wants something of it still; or the thread is tried (see
/// [`rounds`](super::rounds)).
pub(crate) fn perform(request: &Request<'_>) -> Option<EventId> {
    drive(|engine| engine.step(request))
}

pub(super) fn drive(mut step: impl FnMut(&mut Engine) -> Step) -> Option<EventId> {
    assert_in_program();
    loop {
        match with(&mut step) {
            Step::Done(id) => return Some(id),
            Step::MakeWay(id) => {
                suspend();
                return Some(id);
            }
            Step::Wait => suspend(),
            Step::Abandoned => {
                give_up();
                return None;
            }
            Step::Aside => return None,
        }
    }
}

/// In an execution that has been given up: unwinds, if that is not going on already.
pub(crate) fn give_up() {
    if !panicking() && !with(|engine| engine.is_tidying) {
        abandon();
    }
}

/// The same on plain values, where it is not to be done on the graph.
fn perform_after(request: &Request<'_>) -> (u64, bool) {
    loop {
        match with(|engine| engine.step_after(request)) {
            After::Done(found, written) => return (found, written),
            After::Wait if with(|engine| engine.is_tidying) => return (0, false),
            After::Wait => suspend(),
        }
    }
}

/// Goes no further, in a destructor of an execution that has been given up: the thread is left lying.
pub(crate) fn stay() -> ! {
    while !with(|engine| engine.is_tidying) {
        suspend();
    }
    abandon()
}

/// Whether a thread of the program runs. What came out of an execution may be used outside.
pub(crate) fn is_in_program() -> bool {
    is_exploring() && is_running()
}

/// The number of the thread that runs.
pub(crate) fn current_number() -> Option<usize> {
    is_in_program().then(|| with(|engine| engine.current))
}

/// The event that the current thread did last, if what it does now belongs to the graph.
pub(crate) fn here() -> Option<EventId> {
    if !is_in_program() {
        return None;
    }
    with(|engine| {
        let thread = engine.current;
        let is_aside = engine.abandoning || engine.is_tidying || engine.is_trial();
        let done = engine.threads[thread].done;
        (!is_aside && done > 0).then(|| EventId::new(thread, done - 1))
    })
}

/// Whether the execution has been given up.
pub(crate) fn is_given_up() -> bool {
    with(|engine| engine.abandoning)
}

/// In a destructor that runs when nothing is explored any more.
pub(super) fn is_after_all() -> bool {
    !is_exploring() && panicking()
}

fn site(request: &mut Request<'_>, operation: &'static str) -> bool {
    let Some(weaken) = with(|engine| engine.weaken.clone()) else { return true };
    let failure = match request.change {
        Change::CompareExchange { failure, .. } => Some(failure),
        _ => None,
    };
    let site = Site { place: request.place, operation, ordering: request.written, failure };
    let Some(treated) = weaken(&site).apply(&site) else { return false };
    request.ordering = treated.ordering;
    if let (Change::CompareExchange { failure, .. }, Some(other)) = (&mut request.change, treated.failure) {
        *failure = other;
    }
    true
}

/// What the program calls it.
fn called(about: About<'_>, otherwise: &'static str) -> &'static str {
    if about.call.is_empty() { otherwise } else { about.call }
}

/// A load or a read-modify-write: the value found, and whether another was written.
pub(crate) fn read(
    about: About<'_>,
    ordering: Ordering,
    change: Change,
    shape: Shape,
    place: Place,
) -> (u64, bool) {
    let (found, written, _) = read_event(about, ordering, change, shape, place);
    (found, written)
}

/// The same, and the event, if the execution has not been given up.
pub(crate) fn read_event(
    about: About<'_>,
    ordering: Ordering,
    change: Change,
    shape: Shape,
    place: Place,
) -> (u64, bool, Option<EventId>) {
    if is_after_all() {
        return (about.initial, true, None);
    }
    let mut request =
        Request { about: Some(about), change, shape, ..Request::new(Kind::Read, ordering, place) };
    site(&mut request, called(about, change.name()));
    match perform(&request) {
        Some(id) => with(|engine| {
            let event = engine.search.graph.event(id);
            let found = (event.value, event.is_update, Some(id));
            if event.is_update {
                engine.second_half();
            }
            found
        }),
        None => {
            let (found, written) = perform_after(&request);
            (found, written, None)
        }
    }
}

/// A store.
pub(crate) fn write(about: About<'_>, value: u64, ordering: Ordering, shape: Shape, place: Place) {
    if is_after_all() {
        return;
    }
    let mut request =
        Request { about: Some(about), value, shape, ..Request::new(Kind::Write, ordering, place) };
    site(&mut request, called(about, "store"));
    if perform(&request).is_none() {
        perform_after(&request);
    }
}

/// A fence.
pub(crate) fn fence(ordering: Ordering, place: Place) {
    if is_after_all() {
        return;
    }
    let mut request = Request::new(Kind::Fence, ordering, place);
    if site(&mut request, "fence") {
        perform(&request);
    }
}

/// Takes a lock. [`Locked::Refused`] if `try_lock` found it taken, [`Locked::LeftOut`] if there is to be none: the
/// explorer was told so, or no program runs any more.
pub(crate) fn lock(about: About<'_>, change: Change, place: Place) -> Locked {
    if is_after_all() {
        return Locked::LeftOut;
    }
    let mut request = Request { about: Some(about), change, ..Request::new(Kind::Read, Acquire, place) };
    if !site(&mut request, called(about, change.name())) {
        return Locked::LeftOut;
    }
    if change == Change::TryLock {
        with(|engine| engine.tries_for(about));
    }
    if change == Change::TryLock && is_to_fail(place) {
        find_taken(&Request { change: Change::FindTaken, ordering: Relaxed, ..request }, |_| true);
        return Locked::Refused;
    }
    take(&request)
}

/// Takes a lock of the engine's own, as a [monitor](super::monitor) does: it orders and tells nothing, and cannot be left
/// out.
pub(crate) fn lock_unordered(about: About<'_>, place: Place) -> Locked {
    if is_after_all() {
        return Locked::LeftOut;
    }
    take(&Request { about: Some(about), change: Change::Lock, ..Request::new(Kind::Read, Relaxed, place) })
}

fn take(request: &Request<'_>) -> Locked {
    let Some(first) = perform(request) else {
        let (_, written) = perform_after(request);
        return if written { Locked::Taken } else { Locked::Refused };
    };
    if drive(|engine| engine.take_lock(first, request.place)).is_none() {
        // The thread was unwinding when the execution was given up: it has to have the lock all the same.
        perform_after(request);
    }
    Locked::Taken
}

/// Takes several locks at once if all are free; otherwise a writer has `inside`, or a reader one of the others. See
/// `sync::rwlock`.
pub(crate) fn try_lock_all(all: &[About<'_>], inside: About<'_>, place: Place) -> Locked {
    if is_after_all() {
        return Locked::LeftOut;
    }
    let change = Change::TryLock;
    let ask = |about| Request { about: Some(about), change, ..Request::new(Kind::Read, Acquire, place) };
    if !site(&mut ask(all[0]), called(all[0], change.name())) {
        return Locked::LeftOut;
    }
    // One of them is taken, and it is chosen which; or none is. A reader looks for writers only.
    let choices = if all.len() == 1 { 2 } else { 1 + all.len() as u64 };
    let request = Request { choices, change, ..Request::new(Kind::Choice, Relaxed, place) };
    let chosen = match perform(&request) {
        Some(id) => with(|engine| engine.search.graph.event(id).value),
        None => with(|engine| engine.try_lock_in_trial(place)),
    };
    if chosen > 0 {
        let (about, is_reader): (_, fn(&str) -> bool) = match chosen {
            1 => (inside, |_| true),
            lane => (all[lane as usize - 2], |call| ["read", "try_read", "downgrade"].contains(&call)),
        };
        find_taken(&Request { change: Change::FindTaken, ordering: Relaxed, ..ask(about) }, is_reader);
        return Locked::Refused;
    }
    for &about in all {
        if take(&ask(about)) == Locked::Refused && with(|engine| engine.is_trial()) {
            return Locked::Refused;
        }
    }
    Locked::Taken
}

/// How many threads may read a `RwLock` in this run, and which run it is. If the current one is to read and is not
/// among them, the execution is too large.
pub(crate) fn lanes(reads: bool, place: Place) -> (u64, usize) {
    if is_after_all() {
        return (0, 1);
    }
    assert_in_program();
    let fits = with(|engine| {
        engine.uses_lanes = true;
        let (thread, readers) = (engine.current, engine.lanes);
        let fits = !reads || thread < readers || engine.abandoning;
        if !fits {
            engine.fail(
                Failure::TooLarge(TooLarge {
                    thread,
                    is_loop: false,
                    events: 0,
                    readers: Some(readers),
                    place,
                }),
                place,
            );
        }
        fits
    });
    if !fits {
        suspend();
    }
    with(|engine| (engine.run, engine.lanes))
}

/// The number of the thread that runs.
pub(crate) fn current_thread() -> usize {
    current_number().unwrap_or(0)
}

/// Chooses how `try_lock` ends, before it looks at the lock: so each of its two ways is as simple as a lock, or as a
/// load. Whichever turns out to be impossible is given up.
fn is_to_fail(place: Place) -> bool {
    let request =
        Request { choices: 2, change: Change::TryLock, ..Request::new(Kind::Choice, Relaxed, place) };
    match perform(&request) {
        Some(id) => with(|engine| engine.search.graph.event(id).value == 1),
        None => with(|engine| engine.try_lock_in_trial(place) == 1),
    }
}

/// Looks at a lock, and goes on only if it is taken, by a call of the right sort.
fn find_taken(request: &Request<'_>, by: fn(&str) -> bool) {
    let Some(read) = perform(request) else {
        perform_after(request);
        return;
    };
    let found = |engine: &mut Engine| {
        let graph = &engine.search.graph;
        graph.found_taken(read) && by(graph.event(graph.event(read).reads_from).call)
    };
    if !with(|engine| engine.abandoning || found(engine)) {
        with(|engine| engine.wait(Wait::Taken, request.place));
        suspend();
    }
}

/// Goes on only if the thread whose write it has read has a lower number than its own. For orders that
/// nobody can tell apart: another execution has this one.
pub(crate) fn stop_if_out_of_turn(read: EventId, place: Place) {
    let is_out_of_turn = with(|engine| {
        let before = engine.search.graph.event(read).reads_from.thread();
        engine.weaken.is_none() && engine.sampler.is_none() && before > read.thread()
    });
    if is_out_of_turn {
        with(|engine| engine.wait(Wait::OutOfTurn, place));
        suspend();
    }
}

/// What came of taking a lock.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Locked {
    /// The thread has it.
    Taken,
    /// Another has it.
    Refused,
    /// The explorer was told to do without it.
    LeftOut,
}

/// Gives a lock back.
pub(crate) fn unlock(about: About<'_>, place: Place) {
    if !is_in_program() {
        return;
    }
    let request = Request { about: Some(about), ..Request::new(Kind::Unlock, Release, place) };
    if perform(&request).is_none() {
        perform_after(&request);
    }
}

/// Waits until something is stored, and learns what was known then. Returns the value; 0 if the execution has been
/// given up.
pub(crate) fn await_store(about: About<'_>, timed: bool, place: Place) -> u64 {
    if is_after_all() {
        return 0;
    }
    let change = Change::Await;
    let request = Request { about: Some(about), change, timed, ..Request::new(Kind::Read, Acquire, place) };
    perform(&request).map_or(0, |id| with(|engine| engine.search.graph.event(id).value))
}

/// Waits for the thread's token, and takes it.
pub(crate) fn take_token(about: About<'_>, timed: bool, place: Place) {
    if is_after_all() {
        return;
    }
    let change = Change::Take;
    let mut request =
        Request { about: Some(about), change, timed, ..Request::new(Kind::Read, Acquire, place) };
    site(&mut request, "park");
    if perform(&request).is_some() {
        with(Engine::second_half);
    }
}

/// A number below `n`. If it is a whim, all but 0 count as happening for no reason.
pub(crate) fn choose(n: u64, is_whim: bool, place: Place) -> u64 {
    if n < 2 || is_after_all() || is_whim && !with(|engine| engine.search.has_budget()) {
        return 0;
    }
    let request = Request { choices: n, may_be_whim: is_whim, ..Request::new(Kind::Choice, Relaxed, place) };
    match perform(&request) {
        Some(id) => with(|engine| engine.search.graph.event(id).value),
        None => with(|engine| if engine.is_trial() { engine.choice_in_trial(place) } else { 0 }),
    }
}

/// The thread says that it waits, see [`rounds`](super::rounds).
pub(crate) fn spin(place: Place) {
    if is_after_all() {
        return;
    }
    match with(|engine| engine.spin(place)) {
        Spin::GoOn => {}
        Spin::Stop => suspend(),
        Spin::Abandoned => {
            give_up();
            // In a destructor: whatever it waits for has to come from another.
            suspend();
        }
    }
}

/// Before something changes that is no event and that other threads see: a trial ends here.
#[inline]
pub(crate) fn change_aside(place: Place) {
    if is_in_program() && with(|engine| engine.is_trial()) {
        touch_in_trial(place);
    }
}

/// In a trial, before plain memory is written.
pub(crate) fn touch_in_trial(place: Place) {
    with(|engine| engine.touches_in_trial(place));
    suspend();
}

/// Ends the execution, as the program has failed.
pub(crate) fn fail(failure: Failure, place: Place) {
    with(|engine| engine.fail(failure, place));
    suspend();
}

/// The value of an object, for whoever has it alone.
pub(crate) fn newest(about: About<'_>) -> u64 {
    if !is_exploring() {
        return about.initial;
    }
    with(|engine| match engine.object_of(about.slot) {
        None => about.initial,
        Some(object) if engine.abandoning => engine.value_after(object, about),
        Some(object) => {
            let newest = engine.search.graph.object(object).writes.last().copied();
            newest.map_or(about.initial, |write| engine.search.graph.event(write).value)
        }
    })
}

/// Whether the current thread knows that something was written to an object. It follows from what the thread has done
/// and found, so that it is the same in all runs along a graph.
pub(crate) fn knows_of_a_write(about: About<'_>) -> bool {
    is_in_program() && with(|engine| engine.knows_of_a_write(about))
}

/// The number of the run, and whether the current thread panics in it: for poisoning.
pub(crate) fn poison() -> (u64, bool) {
    if !is_exploring() {
        return (0, panicking());
    }
    with(|engine| (engine.run, panicking() && !engine.abandoning && engine.is_panicking()))
}
