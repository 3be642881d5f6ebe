//! Scenarios that the engine does not come back from: each gets a report that says what it was and where, and the next
//! exploration in the same process still works.

use std::hint::black_box;
use std::sync::atomic::AtomicUsize;
use std::time::{Duration, Instant};

use racelab_loom::explore::weaken::{sites, trials};
use racelab_loom::explore::{Exploration, Limits, explore, explore_within};
use racelab_loom::scenario::{FailureKind, Scenario};
use racelab_loom::sync::atomic::AtomicBool;
use racelab_loom::sync::atomic::Ordering::Relaxed;
use racelab_loom::sync::{Mutex, spin_loop, thread, workers};
use racelab_loom::trainers::scenarios::safe;

/// Far more than a deadline's overrun takes on a busy machine: it tells an end from no end, and measures nothing.
const AN_END: Duration = Duration::from_secs(15);

fn scenario(run: fn() -> String) -> Scenario {
    Scenario::new("misbehaviour", "of a test", &["done"], run)
}

/// For ever, as far as an exploration can tell; not for ever for this machine.
fn endless() {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(20) {
        std::hint::spin_loop();
    }
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn hasty() -> Limits {
    Limits { one_execution: Duration::from_millis(300), ..Limits::default() }
}

/// Explores, and then something harmless, to see that nothing was left behind. What was found, and the report.
fn survives(run: fn() -> String) -> (FailureKind, String) {
    survives_within(run, &hasty())
}

fn survives_within(run: fn() -> String, limits: &Limits) -> (FailureKind, String) {
    let exploration = explore_within(&scenario(run), limits);
    let report = in_one_line(&exploration.report());
    let next = explore(safe("mutex-short", "2 workers"));
    assert!(!next.failed() && next.is_exhaustive(), "{}", next.report());
    (exploration.failure.unwrap_or_else(|| panic!("{report}")).kind(), report)
}

/// `last seen` and the place, where `line` is that of the operation.
fn seen(thread: &str, line: u32) -> String {
    format!("last seen {thread}, at tests/lost_explorations.rs:{line}, its last operation")
}

#[test]
fn an_endless_loop_is_told_with_its_thread_its_last_operation_and_what_to_try() {
    const LINE: u32 = line!() + 4;
    let (kind, report) = survives(|| {
        let lock = Mutex::new(0);
        workers(3, |me| {
            *lock.lock().unwrap() += 1;
            if me == 2 {
                endless();
            }
        });
        "done".to_owned()
    });
    assert_eq!(kind, FailureKind::Endless);
    assert!(report.contains(&seen("worker 2", LINE)), "{report}");
    assert!(report.contains("call spin_loop; if not, give it a bound"), "{report}");
}

#[test]
fn loom_tells_of_an_endless_loop_in_the_same_words() {
    const LINE: u32 = line!() + 4;
    let run = || {
        let flag = AtomicBool::new(false);
        workers(2, |me| {
            flag.store(true, Relaxed);
            if me == 1 {
                endless();
            }
        });
        "done".to_owned()
    };
    let limits = Limits { one_execution: Duration::from_millis(300), ..Limits::of_loom() };
    let report = in_one_line(&explore_within(&scenario(run), &limits).report());
    assert!(report.contains(&seen("worker 1", LINE)), "{report}");
}

#[test]
fn a_thread_that_came_to_no_operation_is_not_mistaken_for_the_one_that_did() {
    let (kind, report) = survives(|| {
        thread::scope(|scope| {
            let thread = scope.spawn(endless);
            thread.join().unwrap();
        });
        "done".to_owned()
    });
    assert_eq!(kind, FailureKind::Endless);
    assert!(report.contains("last seen thread 1, before its first operation"), "{report}");
}

#[test]
fn what_a_thread_does_after_it_has_waited_is_its_own() {
    const LINE: u32 = line!() + 6;
    let (kind, report) = survives(|| {
        let flag = AtomicBool::new(false);
        workers(2, |me| match me {
            0 => {
                while !flag.load(Relaxed) {
                    spin_loop();
                    endless();
                }
            }
            _ => flag.store(true, Relaxed),
        });
        "done".to_owned()
    });
    assert_eq!(kind, FailureKind::Endless);
    assert!(report.contains(&seen("worker 0", LINE)), "{report}");
}

#[test]
fn a_scenario_that_overflows_its_stack_is_reported_with_where_it_was() {
    const LINE: u32 = line!() + 8;
    let (kind, report) = survives(|| {
        fn deep(depth: u64) -> u64 {
            let here = black_box([depth; 64]);
            if depth == 0 { 0 } else { deep(depth - 1) + here[63] % 2 }
        }
        let lock = Mutex::new(0);
        workers(2, |me| {
            *lock.lock().unwrap() += 1;
            if me == 1 {
                black_box(deep(black_box(1_000_000)));
            }
        });
        "done".to_owned()
    });
    assert_eq!(kind, FailureKind::StackOverflow);
    assert!(report.contains("1 MB under the engine"), "{report}");
    assert!(report.contains(&seen("worker 1", LINE)), "{report}");
}

#[test]
fn a_large_array_on_the_stack_is_an_overflow_too_and_one_that_fits_is_none() {
    let (kind, _) = survives(|| {
        black_box([1_u8; 4 << 20]);
        "done".to_owned()
    });
    assert_eq!(kind, FailureKind::StackOverflow);
    let fits = explore(&scenario(|| {
        black_box([1_u8; 256 << 10]);
        "done".to_owned()
    }));
    assert!(!fits.failed() && fits.is_exhaustive(), "{}", fits.report());
}

#[cfg(unix)]
#[test]
fn overflows_under_loom_and_the_engine_in_turn_are_each_told_as_what_they_are() {
    let run = || {
        black_box([1_u8; 4 << 20]);
        "done".to_owned()
    };
    for _ in 0..3 {
        for (limits, stack) in [(Limits::of_loom(), "32 KB under loom"), (hasty(), "1 MB under the engine")] {
            let exploration = explore_within(&scenario(run), &limits);
            let report = in_one_line(&exploration.report());
            assert_eq!(exploration.failure.unwrap().kind(), FailureKind::StackOverflow, "{report}");
            assert!(report.contains(stack), "{report}");
        }
    }
}

#[cfg(unix)]
#[test]
fn an_absurd_allocation_and_an_abort_end_nothing_else() {
    for run in [
        || {
            black_box(vec![1_u8; black_box(1 << 46)]);
            "done".to_owned()
        },
        || {
            if black_box(true) {
                std::process::abort();
            }
            "done".to_owned()
        },
    ] {
        // Rust may look up a backtrace before it aborts, which takes its time on a busy machine.
        let (kind, report) = survives_within(run, &Limits::default());
        assert_eq!(kind, FailureKind::Aborted);
        assert!(report.contains("last seen thread 0, before its first operation"), "{report}");
    }
}

struct Panics;

impl Drop for Panics {
    fn drop(&mut self) {
        panic!("the second");
    }
}

#[cfg(unix)]
#[test]
fn a_double_panic_is_told_with_both_messages() {
    let (kind, report) = survives(|| {
        workers(2, |me| {
            let _panics = if me == 1 { Some(Panics) } else { None };
            assert!(me == 0, "the first");
        });
        "done".to_owned()
    });
    assert_eq!(kind, FailureKind::Panic);
    assert!(
        report.contains(
            "a thread panicked: the first (and while that unwound, a destructor panicked as well: the second)"
        ),
        "{report}"
    );
}

/// Rust says a line before it aborts that no hook can keep back, and `weaken` would show it for each scenario.
#[cfg(unix)]
#[test]
fn of_a_double_panic_nothing_is_written_beside_the_report() {
    let test = std::env::current_exe().unwrap();
    let output = std::process::Command::new(test)
        .args(["--exact", "a_double_panic_is_told_with_both_messages", "--nocapture"])
        .output()
        .unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

/// The first execution panics, and nothing comes of it. In a later one, both of whose threads wait for ever, a
/// destructor panics.
#[cfg(unix)]
#[test]
fn a_destructor_that_panics_where_an_execution_is_given_up_has_no_panic_of_another_one_put_before_it() {
    let (kind, report) = survives(|| {
        static RUNS: AtomicUsize = AtomicUsize::new(0);
        let is_first = RUNS.fetch_add(1, Relaxed) == 0;
        if is_first {
            assert!(std::panic::catch_unwind(|| panic!("of another execution")).is_err());
        }
        let (flag, other) = (AtomicBool::new(false), AtomicBool::new(false));
        workers(2, |me| {
            if me == 0 {
                other.store(true, Relaxed);
                return;
            }
            let _panics = if is_first { None } else { Some(Panics) };
            other.load(Relaxed);
            while !flag.load(Relaxed) {
                spin_loop();
            }
        });
        "done".to_owned()
    });
    assert_eq!(kind, FailureKind::Panic);
    assert!(report.contains("a destructor panicked while its thread unwound: the second"), "{report}");
}

/// Each handler of the signal passes on what is not its own, and nobody passes it back.
#[cfg(unix)]
#[test]
fn a_fault_that_is_no_overflow_ends_the_program_with_a_line() {
    use std::os::unix::process::ExitStatusExt;
    use std::process::{Command, Stdio};

    const AS_A_PROGRAM: &str = "RACELAB_TEST_FAULT";
    let explore_with = |limits: &Limits| {
        let exploration = explore_within(safe("mutex-short", "2 workers"), limits);
        assert!(!exploration.failed());
    };
    if std::env::var_os(AS_A_PROGRAM).is_some() {
        for limits in [Limits::default(), Limits::of_loom(), Limits::default()] {
            explore_with(&limits);
        }
        explore(&scenario(|| {
            // SAFETY: there is none: it is the fault that this is about.
            unsafe { black_box(std::ptr::without_provenance_mut::<u8>(16)).write_volatile(1) };
            "done".to_owned()
        }));
        unreachable!("it has ended");
    }
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_fault_that_is_no_overflow_ends_the_program_with_a_line"])
        .env(AS_A_PROGRAM, "1")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > Duration::from_secs(60) {
            child.kill().unwrap();
            panic!("the fault is passed to and fro");
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    assert!(status.signal().is_some(), "{status}");
    let said = std::io::read_to_string(child.stderr.take().unwrap()).unwrap();
    assert!(said.contains("error: the code that is explored touches memory that is not there"), "{said}");
}

/// Rust lets nobody go on after `exit`, so a line has to do.
#[cfg(unix)]
#[test]
fn a_scenario_that_ends_the_process_is_named_before_it_does() {
    use std::process::{Command, Stdio};

    const AS_A_PROGRAM: &str = "RACELAB_TEST_EXIT";
    const LINE: u32 = line!() + 4;
    let exits = || {
        let lock = Mutex::new(0);
        workers(2, |me| {
            *lock.lock().unwrap() += 1;
            if me == 1 {
                std::process::exit(0);
            }
        });
        "done".to_owned()
    };
    match std::env::var(AS_A_PROGRAM).as_deref() {
        Ok("engine") => _ = explore(&scenario(exits)),
        Ok("loom") => _ = explore_within(&scenario(exits), &Limits::of_loom()),
        // Nobody's scenario: the program itself.
        Ok(_) => {
            assert!(!explore(safe("mutex-short", "2 workers")).failed());
            std::process::exit(7);
        }
        Err(_) => {}
    }
    let run = |what: &str| {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "a_scenario_that_ends_the_process_is_named_before_it_does"]);
        child.env(AS_A_PROGRAM, what).stdout(Stdio::null());
        let output = child.output().unwrap();
        (output.status.code(), in_one_line(&String::from_utf8_lossy(&output.stderr)))
    };
    for judge in ["engine", "loom"] {
        let (code, said) = run(judge);
        assert_eq!(code, Some(1), "{judge}: {said}");
        let expected = format!(
            "error: the scenario of misbehaviour calls std::process::exit. Last seen: worker 1, at \
             tests/lost_explorations.rs:{LINE}, its last operation. What is explored"
        );
        assert!(said.starts_with(&expected), "{judge}: {said}");
    }
    assert_eq!(run("itself"), (Some(7), String::new()));
}

/// `--seconds` is for a whole command: three explorations with one deadline, the first of which does not end.
#[test]
fn a_deadline_holds_for_all_explorations_together_and_within_an_execution() {
    const LINE: u32 = line!() + 4;
    let stuck = scenario(|| {
        let lock = Mutex::new(0);
        workers(2, |me| {
            *lock.lock().unwrap() += 1;
            if me == 1 {
                endless();
            }
        });
        "done".to_owned()
    });
    for base in [Limits::default(), Limits::of_loom()] {
        let start = Instant::now();
        let limits = Limits { deadline: Some(start + Duration::from_secs(1)), ..base };
        let all: Vec<Exploration> = (0..3).map(|_| explore_within(&stuck, &limits)).collect();
        let elapsed = start.elapsed();
        assert!(elapsed < AN_END, "{elapsed:?}");
        assert_eq!(all[0].stopped, Some("limit on time, in an execution that did not end"));
        let report = in_one_line(&all[0].report());
        assert!(report.contains(&seen("worker 1", LINE)), "{report}");
        assert_eq!((all[2].stopped, all[2].executions), (Some("limit on time"), 0));
        assert!(!all[0].failed() && !all[0].is_exhaustive());
    }
}

/// And an exploration that goes from one execution to the next ends there, with what it has.
#[test]
fn a_deadline_ends_a_long_exploration_with_what_it_has_found() {
    let long = scenario(|| {
        // Rarer than the engine's own looks at the clock.
        std::thread::sleep(Duration::from_millis(20));
        let locks: Vec<_> = (0..4).map(|_| Mutex::new(0)).collect();
        workers(4, |me| {
            for lock in &locks {
                *lock.lock().unwrap() += me;
            }
        });
        "done".to_owned()
    });
    let start = Instant::now();
    let limits = Limits { deadline: Some(start + Duration::from_millis(500)), ..Limits::default() };
    let exploration = explore_within(&long, &limits);
    assert!(start.elapsed() < AN_END, "{:?}", start.elapsed());
    assert_eq!(exploration.stopped, Some("limit on time"));
    assert!(exploration.executions > 0 && exploration.values() == ["done"], "{}", exploration.report());
}

/// What `weaken` does with them: the deadline holds for its trials too, which are then unfinished.
#[test]
fn trials_that_come_too_late_are_unfinished() {
    let baseline = sites(safe("mutex-short", "2 workers"), &Limits::default());
    let late = Limits { deadline: Some(Instant::now()), ..Limits::default() };
    for trial in trials(&[baseline]) {
        let row = trial.run(&late);
        assert_eq!((row.verdict.name(), row.executions), ("unfinished", 0));
        // What a trial in time has found is shown also where there is no time to look for something simpler.
        let needed = trial.run(&Limits::default());
        assert!(needed.shown_by(&late).is_some_and(|shown| shown.failed()), "{needed:?}");
    }
}
