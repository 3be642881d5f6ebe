//! Programs that use the engine's types directly, and name nothing: they are told as those with the kit's wrappers are.

use std::ptr;
use std::time::Duration;

use racelab_engine::alloc;
use racelab_engine::cell::UnsafeCell;
use racelab_engine::channel;
use racelab_engine::hint::spin_loop;
use racelab_engine::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use racelab_engine::sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, AtomicUsize, fence};
use racelab_engine::sync::{Arc, Condvar, Mutex, RwLock};
use racelab_engine::thread;
use racelab_loom::explore::story::{Kind, Story};
use racelab_loom::explore::{Exploration, Limits, explore, explore_program, explore_within, svg, weaken};
use racelab_loom::scenario::{FailureKind, Scenario};

/// The kind of failure that a program has, and how it is told.
fn failure(program: fn() -> String) -> (Option<FailureKind>, String) {
    let found = explore_program("program", &[], program);
    let kind = found.failure.as_ref().map(racelab_loom::explore::Failure::kind);
    (kind, told(&found))
}

/// The summary, each step of the counterexample on a line, and how it ends.
fn told(found: &Exploration) -> String {
    assert!(found.report().starts_with(&found.summary()));
    let Some(counterexample) = found.counterexample() else { return found.summary() };
    let story = Story::of_counterexample(&counterexample, false);
    let steps = story.steps.iter().map(|step| format!("{} {}", step.thread, step.text));
    [found.summary()].into_iter().chain(steps).chain(story.end.clone()).collect::<Vec<_>>().join("\n")
}

/// Whether a text has each of these, one after the other.
#[track_caller]
fn has(text: &str, parts: &[&str]) {
    let mut rest = text;
    for part in parts {
        let at = rest.find(part).unwrap_or_else(|| panic!("no `{part}` there in\n{text}"));
        rest = &rest[at + part.len()..];
    }
}

fn publish_with(ready: std::sync::atomic::Ordering) -> String {
    let (data, flag) = (AtomicU32::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        scope.spawn(|| {
            data.store(1, Relaxed);
            flag.store(true, ready);
        });
        if flag.load(Acquire) { format!("ready, {}", data.load(Relaxed)) } else { "not ready".to_owned() }
    })
}

#[test]
fn message_passing_by_a_relaxed_flag_is_told_with_the_source_s_names() {
    let allowed = &["not ready", "ready, 1"];
    let found = explore_program("publish", allowed, || publish_with(Relaxed));
    let report = told(&found);
    has(&report, &["wrong outcome: ready, 0", "data: stores 1 (Relaxed)", "flag: stores true (Relaxed)"]);
    has(&report, &["flag: loads true (Acquire)", "data: loads the initial 0 (Relaxed), not the newer 1"]);
    let story = Story::of_counterexample(&found.counterexample().unwrap(), false);
    assert!(story.arrows.iter().any(|arrow| arrow.kind == Kind::PassesOver), "{:?}", story.arrows);
    assert!(svg::draw(&story, "publish", svg::Width::WIDE).contains("flag: stores true"));
    let right = explore_program("publish", allowed, || publish_with(Release));
    assert!(!right.failed() && right.is_exhaustive(), "{}", right.report());
    let story = Story::of_witness(&right.witness(right.outcomes.last().unwrap()), None, false);
    assert!(story.arrows.iter().any(|arrow| arrow.kind == Kind::Synchronises), "{:?}", story.arrows);
}

struct SpinLock {
    locked: AtomicBool,
    value: UnsafeCell<u32>,
}

// SAFETY: the engine watches the cell.
unsafe impl Sync for SpinLock {}

impl SpinLock {
    fn new() -> SpinLock {
        SpinLock { locked: AtomicBool::new(false), value: UnsafeCell::new(0) }
    }

    fn add(&self, unlock: std::sync::atomic::Ordering) {
        while self.locked.swap(true, Acquire) {
            spin_loop();
        }
        // SAFETY: the engine ends the execution where this is not so.
        self.value.with_mut(|value| unsafe { *value += 1 });
        self.locked.store(false, unlock);
    }
}

fn spin(unlock: std::sync::atomic::Ordering) -> String {
    let lock = SpinLock::new();
    thread::scope(|scope| {
        scope.spawn(|| lock.add(unlock));
        lock.add(unlock);
    });
    // SAFETY: the engine ends the execution where this is not so.
    lock.value.with(|value| unsafe { *value }).to_string()
}

#[test]
fn a_spin_lock_that_unlocks_relaxed_has_a_data_race_between_two_named_accesses() {
    let (kind, report) = failure(|| spin(Relaxed));
    assert_eq!(kind, Some(FailureKind::DataRace), "{report}");
    has(
        &report,
        &["locked: changes false to true (Acquire)", "value: writes 1", "locked: stores false (Relaxed)"],
    );
    has(&report, &["value: writes, and races with the write by", "write by thread", "write by thread"]);
    let (kind, report) = failure(|| spin(Release));
    assert_eq!(kind, None, "{report}");
}

#[test]
fn weakening_finds_which_orderings_a_program_of_the_engine_s_types_needs() {
    let scenario = Scenario::new("spin", "2 threads", &["2"], || spin(Release));
    let limits = Limits::default();
    let trials = weaken::trials(&[weaken::sites(&scenario, &limits)]);
    let rows: Vec<_> = trials.iter().map(|trial| trial.run(&limits)).collect();
    let found: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row.site.part.to_string(),
                row.site.object.to_string(),
                row.weaker.to_string(),
                row.verdict.name(),
            )
        })
        .collect();
    let needed = |part: &str| (part.to_owned(), "locked".to_owned(), "Relaxed".to_owned(), "needed");
    assert_eq!(found, [needed("change"), needed("store")]);
    let shown = rows[1].shown_by(&limits).unwrap();
    has(&told(&shown), &["locked: stores false (Relaxed instead of Release)"]);
}

#[test]
fn two_mutexes_without_names_are_two() {
    let crossed = || {
        let (left, right) = (Mutex::new(1), Mutex::new(2));
        thread::scope(|scope| {
            scope.spawn(|| *left.lock().unwrap() + *right.lock().unwrap());
            let (b, a) = (right.lock().unwrap(), left.lock().unwrap());
            (*a + *b).to_string()
        })
    };
    let (kind, report) = failure(crossed);
    assert_eq!(kind, Some(FailureKind::Deadlock), "{report}");
    has(&report, &["0 locks right: finds 2", "1 locks left: finds 1", "waits for ever"]);
    has(&report, &["waits for left, which thread 1 holds"]);
    has(&report, &["waits for right, which thread 0 holds"]);
}

/// All made at one place.
fn new_lock() -> Mutex<u32> {
    Mutex::new(0)
}

#[test]
fn two_that_are_made_at_one_place_are_numbered_apart() {
    let (kind, report) = failure(|| {
        let (left, right) = (new_lock(), new_lock());
        thread::scope(|scope| {
            scope.spawn(|| *left.lock().unwrap() + *right.lock().unwrap());
            let (b, a) = (right.lock().unwrap(), left.lock().unwrap());
            (*a + *b).to_string()
        })
    });
    assert_eq!(kind, Some(FailureKind::Deadlock), "{report}");
    // Which of the two is the first in memory is up to the compiler.
    let held = |number, thread| report.contains(&format!(" {number}, which thread {thread} holds"));
    assert!(held(1, 0) && held(2, 1) || held(2, 0) && held(1, 1), "{report}");
    has(&report, &["waits for mutex of engine_types.rs:"]);
}

#[test]
fn the_wrappers_mutexes_are_told_apart_without_names_as_well() {
    use racelab_loom::sync::{Mutex, thread};
    let (kind, report) = failure(|| {
        let (left, right) = (Mutex::new(1), Mutex::new(2));
        thread::scope(|scope| {
            scope.spawn(|| *left.lock().unwrap() + *right.lock().unwrap());
            let (b, a) = (right.lock().unwrap(), left.lock().unwrap());
            (*a + *b).to_string()
        })
    });
    assert_eq!(kind, Some(FailureKind::Deadlock), "{report}");
    has(&report, &["waits for left, which thread 1 holds"]);
    has(&report, &["waits for right, which thread 0 holds"]);
}

#[test]
fn a_wake_up_that_is_lost_is_told() {
    let (kind, report) = failure(|| {
        let (is_there, bell, lock) = (AtomicBool::new(false), Condvar::new(), Mutex::new(()));
        thread::scope(|scope| {
            scope.spawn(|| {
                if !is_there.load(Acquire) {
                    drop(bell.wait(lock.lock().unwrap()).unwrap());
                }
            });
            is_there.store(true, Release);
            bell.notify_one();
        });
        "woken".to_owned()
    });
    assert_eq!(kind, Some(FailureKind::Deadlock), "{report}");
    has(&report, &["is_there: loads false (Acquire)", "bell: notifies one", "waits at bell, for ever"]);
    has(&report, &["thread 1 waits to be notified at bell"]);
}

#[test]
fn a_condition_variable_s_calls_are_one_step_each() {
    let found = explore_program("hand over", &["1"], || {
        let (slot, filled) = (Mutex::new(0), Condvar::new());
        thread::scope(|scope| {
            scope.spawn(|| {
                *slot.lock().unwrap() = 1;
                filled.notify_all();
            });
            let mut guard = slot.lock().unwrap();
            while *guard == 0 {
                guard = filled.wait(guard).unwrap();
            }
            guard.to_string()
        })
    });
    assert!(!found.failed(), "{}", found.report());
    let every: Vec<_> = steps_of(&found);
    assert!(every.iter().any(|step| step == "locks slot: finds 0, leaves 1"), "{every:?}");
    assert!(every.iter().any(|step| step == "filled: notifies all"), "{every:?}");
}

/// The steps of the first outcome's witness.
fn steps_of(found: &Exploration) -> Vec<String> {
    let witness = found.witness(&found.outcomes[0]);
    Story::of_witness(&witness, None, false).steps.into_iter().map(|step| step.text).collect()
}

#[test]
fn who_parks_and_is_unparked_is_told() {
    let (kind, report) = failure(|| {
        let sleeper = thread::spawn(|| {
            thread::park();
            thread::park();
        });
        sleeper.thread().unpark();
        sleeper.join().unwrap();
        "over".to_owned()
    });
    assert_eq!(kind, Some(FailureKind::Deadlock), "{report}");
    has(&report, &["unparks thread 1", "wakes from parking", "parks, for ever"]);
    has(&report, &["thread 1 waits to be unparked"]);
}

#[test]
fn a_channel_s_calls_are_one_step_each() {
    let two = || {
        let (sender, inbox) = channel::unbounded();
        thread::scope(|scope| {
            scope.spawn(move || {
                for number in 1..3 {
                    sender.send(number).unwrap();
                }
            });
            let sum: u32 = inbox.recv().unwrap() + inbox.recv().unwrap();
            sum.to_string()
        })
    };
    let found = explore_program("sum", &["3"], two);
    let steps = steps_of(&found);
    assert_eq!(steps.iter().filter(|step| step.starts_with("sends to")).count(), 2, "{steps:?}");
    assert_eq!(steps.iter().filter(|step| step.starts_with("receives from")).count(), 2, "{steps:?}");
    let (kind, report) = failure(|| {
        let (sender, inbox) = channel::bounded::<u32>(1);
        let got = inbox.recv().unwrap();
        drop(sender);
        got.to_string()
    });
    assert_eq!(kind, Some(FailureKind::Deadlock), "{report}");
    has(&report, &["thread 0 waits for a message from"]);
}

#[test]
fn an_arc_of_one_s_own_that_drops_relaxed_uses_what_was_freed() {
    let (kind, report) = failure(|| {
        struct Shared {
            owners: AtomicUsize,
            value: UnsafeCell<u32>,
        }
        struct Own(*mut Shared);
        // SAFETY: the engine watches what it points to.
        unsafe impl Send for Own {}
        impl Drop for Own {
            fn drop(&mut self) {
                // SAFETY: the engine ends the execution where it was freed.
                let shared = unsafe { &*self.0 };
                shared.value.with(|_| ());
                if shared.owners.fetch_sub(1, Relaxed) == 1 {
                    // SAFETY: the same.
                    drop(unsafe { alloc::Box::from_raw(self.0) });
                }
            }
        }
        let shared = Shared { owners: AtomicUsize::new(2), value: UnsafeCell::new(1) };
        let pointer = alloc::Box::into_raw(alloc::Box::new(shared));
        let (one, other) = (Own(pointer), Own(pointer));
        let thread = thread::spawn(move || drop(one));
        drop(other);
        thread.join().unwrap();
        "freed once".to_owned()
    });
    assert_eq!(kind, Some(FailureKind::UseAfterFree), "{report}");
    // The headline has all three places; the steps call the memory what the source calls it.
    has(
        &report,
        &["what was allocated at", "engine_types.rs:", "freed by thread", "engine_types.rs:", "use"],
    );
    let steps = ["owners: changes 2 to 1 (Relaxed)", "owners: changes 1 to 0 (Relaxed)", "pointer: is freed"];
    has(&report, &steps);
}

#[test]
fn a_reader_who_writes_is_told_with_both_places() {
    let (kind, report) = failure(|| {
        let (lock, hits) = (RwLock::new(()), Hits { hits: UnsafeCell::new(0) });
        thread::scope(|scope| {
            let hit = || {
                let _reads = lock.read().unwrap();
                hits.add();
            };
            scope.spawn(hit);
            hit();
        });
        "hit".to_owned()
    });
    assert_eq!(kind, Some(FailureKind::DataRace), "{report}");
    has(&report, &["read-locks lock", "hits: writes, and races with the write by"]);
}

struct Hits {
    hits: UnsafeCell<u32>,
}

// SAFETY: the engine watches the cell.
unsafe impl Sync for Hits {}

impl Hits {
    fn add(&self) {
        // SAFETY: the engine ends the execution where another access is not ordered with this one.
        self.hits.with_mut(|hits| unsafe { *hits += 1 });
    }
}

#[test]
fn what_was_never_given_back_is_a_leak_and_what_nobody_ends_a_livelock() {
    let (kind, report) = failure(|| {
        let config = Arc::new(1);
        std::mem::forget(Arc::clone(&config));
        config.to_string()
    });
    assert_eq!(kind, Some(FailureKind::Leak), "{report}");
    let (kind, report) = failure(|| {
        let go = AtomicBool::new(false);
        while !go.load(Acquire) {
            spin_loop();
        }
        "gone".to_owned()
    });
    assert_eq!(kind, Some(FailureKind::Livelock), "{report}");
    has(&report, &["thread 0 looks in a loop at go, which nobody will change"]);
}

#[test]
fn what_does_not_come_back_is_given_up_in_the_engine_s_words() {
    let limits = Limits { one_execution: Duration::from_millis(200), ..Limits::default() };
    let found = explore_within(
        &Scenario::new("endless", "1 thread", &[], || {
            loop {
                std::thread::sleep(Duration::from_secs(1));
            }
        }),
        &limits,
    );
    has(&found.report(), &["endless: an execution does not end"]);
    let (kind, report) = failure(|| std::process::abort());
    assert_eq!(kind, Some(FailureKind::Aborted), "{report}");
    has(&report, &["aborted: a thread ends the whole program"]);
    // What comes next is explored as if nothing had been.
    assert!(!explore_program("publish", &[], || publish_with(Release)).failed());
}

#[test]
fn a_report_that_is_too_long_for_a_screen_says_what_it_left_out() {
    let found = explore_program("long", &["0"], || {
        let count = AtomicU32::new(0);
        for _ in 0..100 {
            count.fetch_add(1, Relaxed);
        }
        count.load(Relaxed).to_string()
    });
    has(
        &found.report(),
        &["changes 29 to 30", "… 41 further steps; --svg FILE shows all", "changes 71 to 72"],
    );
}

#[test]
fn a_panic_is_told_with_its_place_and_pointers_without_addresses() {
    let (kind, report) = failure(|| {
        let top = AtomicPtr::new(ptr::null_mut::<u32>());
        let mut value = 1;
        thread::scope(|scope| {
            scope.spawn(|| {
                fence(Release);
                top.swap(&raw mut value, AcqRel);
            });
            assert!(top.load(Acquire).is_null(), "somebody was faster");
        });
        "null".to_owned()
    });
    assert_eq!(kind, Some(FailureKind::Panic), "{report}");
    has(
        &report,
        &["fence (Release)", "top: changes null to pointer 1 (AcqRel)", "top: loads pointer 1 (Acquire)"],
    );
    has(&report, &["thread 0, at ", "tests/engine_types.rs:"]);
}

#[test]
fn who_waits_for_ever_is_told_once_in_the_kit_s_own_deadlocks() {
    for mistake in &racelab_loom::mistakes::MISTAKES {
        let found = explore(&mistake.scenario);
        let story = Story::of_counterexample(&found.counterexample().expect("one"), false);
        for thread in 0..story.threads.len() {
            let waits =
                story.steps.iter().filter(|step| step.thread == thread && step.text.contains("for ever"));
            let asks =
                story.steps.iter().filter(|step| step.thread == thread && step.text.contains("has to wait"));
            assert!(waits.count() <= 1 && asks.count() == 0, "{}: {:?}", mistake.name, story.steps);
        }
        assert!(
            !story
                .steps
                .iter()
                .any(|step| step.text.contains("park") && step.place.file().contains("src/sync/")),
            "{}: {:?}",
            mistake.name,
            story.steps
        );
    }
}

#[test]
fn a_program_is_told_in_the_same_words_as_with_wrappers() {
    use racelab_loom::sync;
    let wrapped = || {
        use sync::atomic::{AtomicBool, AtomicU32};
        let (data, flag) = (AtomicU32::new(0), AtomicBool::new(false));
        sync::thread::scope(|scope| {
            scope.spawn(|| {
                data.store(1, Relaxed);
                flag.store(true, Relaxed);
            });
            if flag.load(Acquire) { format!("ready, {}", data.load(Relaxed)) } else { "not ready".to_owned() }
        })
    };
    let allowed = &["not ready", "ready, 1"];
    let story = |program| {
        let found = explore(&Scenario::new("publish", "2 threads", allowed, program));
        let story = Story::of_counterexample(&found.counterexample().unwrap(), false);
        let steps: Vec<_> = story.steps.iter().map(|step| (step.thread, without_lines(&step.text))).collect();
        (steps, story.arrows, story.end, story.threads, found.executions)
    };
    assert_eq!(story(|| publish_with(Relaxed)), story(wrapped));
}

/// A text without the lines that it names.
fn without_lines(text: &str) -> String {
    text.split(" of line").next().unwrap().to_owned()
}
