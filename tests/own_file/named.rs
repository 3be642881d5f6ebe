//! `racelab::sync` in a reader's file: std's names, and `named` and `label_thread` for whoever wants better ones.

use super::{Ended, own, racelab, written};

#[test]
fn objects_and_threads_may_have_names_and_values_are_shown_by_debug() {
    let told = Ended::of(racelab("explain", &own("with_names.rs"), &[]).output().unwrap());
    told.is(
        0,
        &[
            "a thread panicked",
            "trainer",
            "evaluator",
            "weights",
            "locks weights: finds Weights {",
            "slope: 0.5, bias: 0 }",
        ],
    );
}

#[test]
fn what_stands_in_for_std_can_be_imported_from_racelab_as_well() {
    let text = "use racelab::sync::atomic::{AtomicU32, Ordering::*};
use racelab::sync::{Arc, Condvar, Mutex, RwLock, channel, spin_loop, thread};

#[test]
fn a_flag() {
    let (flag, value) = (AtomicU32::new(0), RwLock::new(0));
    thread::scope(|scope| {
        scope.spawn(|| {
            *value.write().unwrap() = 7;
            flag.store(1, Release);
        });
        while flag.load(Acquire) == 0 {
            spin_loop();
        }
        assert_eq!(*value.read().unwrap(), 7);
    });
}

#[test]
fn a_message() {
    let (to, inbox) = channel::bounded(1);
    let done = Arc::new((Mutex::new(false), Condvar::new()));
    thread::scope(|scope| {
        scope.spawn(|| {
            assert_eq!(inbox.recv(), Ok(3));
            *done.0.lock().unwrap() = true;
            done.1.notify_one();
        });
        to.send(3).unwrap();
        let mut is_done = done.0.lock().unwrap();
        while !*is_done {
            is_done = done.1.wait(is_done).unwrap();
        }
    });
}
";
    let file = written("from-racelab", text);
    let run = |command: &str, options: &[&str]| Ended::of(racelab(command, &file, options).output().unwrap());
    run("check", &[]).is(0, &["of 2 scenarios: exhaustive within the engine's limits"]);
    // The lock is enough, and whether the flag's pair is needed is the reader's to say.
    run("weaken", &["--only", "a_flag"])
        .is(1, &["store Release", "be Relaxed? No counterexample in this scenario."]);
    // A mistake is found in what is imported so, too.
    let wrong = written("from-racelab-wrong", &text.replace("            done.1.notify_one();\n", ""));
    Ended::of(racelab("check", &wrong, &[]).output().unwrap())
        .is(1, &["deadlock", "1 of 2 scenarios failed."]);
}
