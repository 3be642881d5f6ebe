//! Calls of the engine's types that are several events of the graph: each is one step.

use racelab_engine::cell::UnsafeCell;
use racelab_engine::channel;
use racelab_engine::choose;
use racelab_engine::sync::atomic::AtomicU32;
use racelab_engine::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use racelab_engine::sync::{Barrier, Condvar, Mutex, OnceLock, RwLock};
use racelab_engine::thread;
use racelab_loom::explore::story::{Story, file};
use racelab_loom::explore::{Exploration, explore_program};

/// The steps of the execution with this outcome, each with its thread.
fn steps(found: &Exploration, outcome: &str) -> Vec<String> {
    let outcome = found.outcomes.iter().find(|known| known.value == outcome).expect(outcome);
    let story = Story::of_witness(&found.witness(outcome), None, false);
    story.steps.iter().map(|step| format!("{} {}", step.thread, step.text)).collect()
}

/// The steps of a program with one outcome.
fn steps_of(program: fn() -> String) -> Vec<String> {
    let found = explore_program("program", &[], program);
    assert!(!found.failed(), "{}", found.report());
    steps(&found, &found.outcomes[0].value)
}

#[test]
fn a_lock_for_readers_and_writers() {
    let told = steps_of(|| {
        let table = RwLock::new(1);
        thread::scope(|scope| {
            scope.spawn(|| *table.read().unwrap());
            *table.write().unwrap() = 2;
            *table.write().unwrap() += 1;
        });
        table.into_inner().unwrap().to_string()
    });
    assert!(told.contains(&"0 write-locks table: finds 1, leaves 2".to_owned()), "{told:?}");
    assert!(told.contains(&"0 write-locks table: finds 2, leaves 3".to_owned()), "{told:?}");
    assert_eq!(told.iter().filter(|step| step.starts_with("1 read-locks table")).count(), 1, "{told:?}");
}

#[test]
fn two_writers_of_two_locks_in_a_deadlock() {
    let found = explore_program("crossed", &[], || {
        let (left, right) = (RwLock::new(()), RwLock::new(()));
        thread::scope(|scope| {
            scope.spawn(|| {
                let _left = left.write().unwrap();
                drop(right.write().unwrap());
            });
            let _right = right.read().unwrap();
            drop(left.read().unwrap());
        });
        "over".to_owned()
    });
    let end = Story::of_counterexample(&found.counterexample().unwrap(), false).end.join("\n");
    assert!(end.contains("thread 1 waits for right, which thread 0 holds"), "{end}");
    assert!(end.contains("thread 0 waits for left, which thread 1 holds"), "{end}");
}

#[test]
fn a_barrier_and_what_is_done_once() {
    let told = steps_of(|| {
        let (gate, answer) = (Barrier::new(2), OnceLock::new());
        thread::scope(|scope| {
            scope.spawn(|| gate.wait());
            gate.wait();
        });
        answer.get_or_init(|| 42).to_string()
    });
    for step in ["0 gate: arrives", "1 gate: arrives", "0 gate: lets pass", "1 gate: lets pass"] {
        assert_eq!(told.iter().filter(|told| *told == step).count(), 1, "{step}: {told:?}");
    }
    assert!(told.contains(&"0 answer: has been done".to_owned()), "{told:?}");
}

#[test]
fn what_happens_for_no_reason() {
    let weak = explore_program("weak", &[], || {
        let count = AtomicU32::new(0);
        count.compare_exchange_weak(0, 1, Release, Relaxed).is_ok().to_string()
    });
    let told = steps(&weak, "false");
    assert_eq!(told, ["0 count: expects 0, finds 0 (Relaxed), and fails for no reason"]);
    let parked = explore_program("park", &[], || {
        thread::park();
        "on".to_owned()
    });
    assert_eq!(steps(&parked, "on"), ["0 wakes from parking, though nobody unparked it"]);
    let early = explore_program("early", &[], || {
        let (lock, bell) = (Mutex::new(()), Condvar::new());
        drop(bell.wait(lock.lock().unwrap()).unwrap());
        "on".to_owned()
    });
    let told = steps(&early, "on");
    assert!(told.contains(&"0 wakes at bell, though nobody notified it".to_owned()), "{told:?}");
}

#[test]
fn what_is_only_tried_and_what_is_chosen() {
    let found = explore_program("tried", &[], || {
        let lock = Mutex::new(());
        let tried = thread::scope(|scope| {
            let other = scope.spawn(|| lock.try_lock().is_ok());
            let held = lock.lock().unwrap();
            drop(held);
            other.join().unwrap()
        });
        format!("{tried} {}", choose(2))
    });
    let told = steps(&found, "false 1");
    assert!(told.contains(&"1 lock: tries to lock it, and finds it taken".to_owned()), "{told:?}");
    assert!(told.contains(&"0 chooses 1".to_owned()), "{told:?}");
}

#[test]
fn a_channel_without_room() {
    let told = steps_of(|| {
        let (giver, taker) = channel::bounded(0);
        thread::scope(|scope| {
            scope.spawn(move || giver.send(1).unwrap());
            let got: u32 = taker.recv().unwrap();
            format!("{got} {}", taker.recv().is_err())
        })
    });
    let count = |what: &str| told.iter().filter(|step| step.contains(what)).count();
    assert_eq!((count("sends to"), count("receives from"), count("finds no sender")), (1, 1, 1), "{told:?}");
}

/// The steps of the execution that shows what is wrong.
fn steps_to_the_failure(program: fn() -> String) -> Vec<String> {
    let found = explore_program("program", &[], program);
    let counterexample = found.counterexample().expect("something is wrong");
    let story = Story::of_counterexample(&counterexample, false);
    story.steps.iter().map(|step| format!("{} {}", step.thread, step.text)).collect()
}

#[test]
fn who_waits_for_a_message_has_not_received_it() {
    for told in [
        steps_to_the_failure(|| second_of_one(channel::bounded(0))),
        steps_to_the_failure(|| second_of_one(channel::bounded(1))),
    ] {
        let of_the_receiver = |step: &&String| step.starts_with('1');
        let of_the_receiver: Vec<_> = told.iter().filter(of_the_receiver).map(|step| &step[..15]).collect();
        assert_eq!(of_the_receiver, ["1 receives from"; 2], "{told:?}");
        assert!(
            told.iter().any(|step| step.starts_with("1 receives") && step.ends_with("waits for ever")),
            "{told:?}"
        );
    }
    // Where the execution ends while it waits, it has done nothing.
    for told in [
        steps_to_the_failure(|| race_beside(channel::bounded(0))),
        steps_to_the_failure(|| race_beside(channel::unbounded())),
    ] {
        assert!(told.iter().any(|step| step.contains("count: writes")), "{told:?}");
        let does = |step: &String| step.contains("receives") || step.contains("finds no sender");
        assert!(!told.iter().any(does), "{told:?}");
    }
}

fn second_of_one((sender, receiver): (channel::Sender<u32>, channel::Receiver<u32>)) -> String {
    thread::scope(|scope| {
        let waits = scope.spawn(|| (receiver.recv(), receiver.recv()));
        sender.send(1).unwrap();
        format!("{:?}", waits.join().unwrap())
    })
}

struct Shared(UnsafeCell<u32>);
// SAFETY: the engine ends an execution in which two threads use it at once.
unsafe impl Sync for Shared {}

impl Shared {
    fn write(&self) {
        self.0.with_mut(|_| ());
    }
}

fn race_beside((_sender, receiver): (channel::Sender<u32>, channel::Receiver<u32>)) -> String {
    let count = Shared(UnsafeCell::new(0));
    let write = || count.write();
    thread::scope(|scope| {
        scope.spawn(|| receiver.recv());
        scope.spawn(write);
        write();
    });
    "no race".to_owned()
}

#[test]
fn a_message_that_is_there_is_received_by_who_only_tries() {
    let told = steps_of(|| {
        let (sender, receiver) = channel::unbounded();
        sender.send(1).unwrap();
        format!("{:?} {}", receiver.try_recv().ok(), receiver.try_recv().is_err())
    });
    assert_eq!(told, ["0 sends to receiver", "0 receives from receiver", "0 receiver: has no message"]);
}

#[test]
fn a_lock_that_is_let_go_at_once_is_told_to_be_free() {
    let told = steps_of(|| {
        let lock = Mutex::new(0);
        drop(lock.lock());
        *lock.lock().unwrap() += 1;
        let guard = lock.lock().unwrap();
        AtomicU32::new(*guard).load(Relaxed).to_string()
    });
    assert_eq!(
        told[..3],
        ["0 locks lock: finds 0, unlocks", "0 locks lock: finds 0, leaves 1", "0 locks lock: finds 1"]
    );
    assert_eq!(told.last().map(String::as_str), Some("0 unlocks lock"));
}

#[test]
fn names_and_places_are_those_of_the_reader_s_own_files() {
    let found = explore_program("places", &[], || {
        static READY: AtomicU32 = AtomicU32::new(0);
        READY.store(1, Release);
        READY.load(Acquire).to_string()
    });
    let story = Story::of_witness(&found.witness(&found.outcomes[0]), None, false);
    assert!(story.steps.iter().all(|step| file(step.place) == "tests/engine_calls.rs"), "{:?}", story.steps);
    assert_eq!(steps(&found, "1"), ["0 READY: stores 1 (Release)", "0 READY: loads 1 (Acquire)"]);
}
