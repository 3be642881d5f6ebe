//! The search remembers nothing of what it has visited: memory stays as it is, however long it takes.

#![cfg(target_os = "linux")]

use std::fs;
use std::ops::ControlFlow::Continue;

use racelab_engine::sync::Mutex;
use racelab_engine::sync::atomic::AtomicU32;
use racelab_engine::sync::atomic::Ordering::Relaxed;
use racelab_engine::{explore, thread};

/// The most memory that the process has had so far, in KiB.
fn most_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux says how much memory a process has");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("it has this line");
    line.trim().strip_suffix(" kB").expect("in kB").parse().expect("a number")
}

/// Two threads add, store and lock so often each, which has a great many executions.
fn program(adds: usize) {
    let (x, order) = (AtomicU32::new(0), Mutex::new(0));
    thread::scope(|scope| {
        for me in 0..2 {
            let (x, order) = (&x, &order);
            scope.spawn(move || {
                x.store(me, Relaxed);
                *order.lock().unwrap() += 1;
                for _ in 0..adds {
                    x.fetch_add(10, Relaxed);
                }
            });
        }
    });
}

#[test]
fn memory_is_flat_and_under_32_mib_for_a_million_executions() {
    let (adds, wanted) = if cfg!(debug_assertions) { (9, 100_000) } else { (11, 1_000_000) };
    let (mut count, mut early) = (0_u64, 0);
    explore(
        || program(adds),
        |_| {
            count += 1;
            if count == wanted / 10 {
                early = most_memory();
            }
            if count < wanted { Continue(()) } else { std::ops::ControlFlow::Break(()) }
        },
    );
    assert_eq!(count, wanted);
    let late = most_memory();
    println!("{early} KiB after a tenth, {late} KiB after {count} executions");
    assert!(late < 32 * 1024, "{late} KiB");
    assert!(late < early + early / 4, "{early} KiB after a tenth, {late} KiB at the end");
}
