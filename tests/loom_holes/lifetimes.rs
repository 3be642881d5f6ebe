//! Memory that is freed, destructors that run while a failed execution unwinds, and threads beyond the fifth.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool as UnseenBool;

use loom::sync::Mutex;
use loom::sync::atomic::AtomicU32;
use loom::sync::atomic::Ordering::{Relaxed, Release};
use loom::thread;
use racelab_engine::Failure;
use racelab_engine::sync::Mutex as EnginesMutex;
use racelab_engine::sync::atomic::AtomicU32 as EnginesAtomicU32;

use super::explored::outcomes;
use super::reported::reported;
use super::rows::{assert_row, by_the_engine};

/// One thread frees what another reads.
// ANCHOR: freed
fn freed_and_read() -> &'static str {
    let (memory, flag) = (Box::into_raw(Box::new(1)), Arc::new(AtomicU32::new(0)));
    let is_gone = Arc::new(UnseenBool::new(false));
    let (address, theirs, marks) = (memory.expose_provenance(), Arc::clone(&flag), Arc::clone(&is_gone));
    let other = thread::spawn(move || {
        theirs.store(1, Relaxed);
        // Not SAFE: the other thread may be reading.
        drop(unsafe { Box::from_raw(std::ptr::with_exposed_provenance_mut::<u32>(address)) });
        marks.store(true, Relaxed);
    });
    flag.load(Relaxed);
    // A test must not read what is gone; a program would, and loom would not notice.
    let seen = if is_gone.load(Relaxed) { "read after it was freed" } else { "read" };
    other.join().unwrap();
    seen
}
// ANCHOR_END: freed

#[test]
fn memory_that_is_freed_is_not_watched() {
    // ANCHOR: freed_passes
    assert!(outcomes(freed_and_read).contains("read after it was freed"), "and yet loom reports nothing");
    // ANCHOR_END: freed_passes
    let (_, failure) = by_the_engine(|| {
        use racelab_engine::{alloc::Box, thread};

        let memory = Box::into_raw(Box::new(1)).expose_provenance();
        let of = |address| std::ptr::with_exposed_provenance_mut::<u32>(address);
        // SAFETY: none, as above; but the engine ends the execution before anything is touched that is gone.
        let other = thread::spawn(move || drop(unsafe { Box::from_raw(of(memory)) }));
        racelab_engine::alloc::touch(of(memory));
        other.join().unwrap();
    });
    let is_found = matches!(failure, Some(Failure::UseAfterFree(_)));
    assert_row("a use after free", "undefined behaviour", is_found, false);
}

#[test]
fn there_is_room_for_five_threads() {
    // ANCHOR: six_threads
    let report = reported(|| {
        let others: Vec<_> = (0..5).map(|_| thread::spawn(|| ())).collect();
        others.into_iter().for_each(|other| other.join().unwrap());
    });
    assert!(report.contains("self.max()"), "{report}");
    // ANCHOR_END: six_threads
}

/// A guard of one's own, for a lock made of an atomic.
// ANCHOR: own_guard
struct OwnGuard<'a>(&'a AtomicU32);

impl Drop for OwnGuard<'_> {
    fn drop(&mut self) {
        self.0.store(0, Release);
    }
}

fn deadlock() {
    let (is_locked, other) = (AtomicU32::new(1), Mutex::new(()));
    let _guard = OwnGuard(&is_locked);
    let _once = other.lock().unwrap();
    let _twice = other.lock().unwrap();
}
// ANCHOR_END: own_guard

#[test]
fn a_destructor_that_uses_an_atomic_aborts_where_an_execution_fails() {
    const IN_A_PROCESS_OF_ITS_OWN: &str = "RACELAB_TEST_OWN_GUARD";
    if std::env::var_os(IN_A_PROCESS_OF_ITS_OWN).is_some() {
        loom::model(deadlock);
        return;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "lifetimes::a_destructor_that_uses_an_atomic_aborts_where_an_execution_fails"])
        .arg("--nocapture")
        .env(IN_A_PROCESS_OF_ITS_OWN, "1")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    // A test that fails has an exit code, 101; what aborts has none.
    let said = String::from_utf8_lossy(&output.stderr);
    let aborts = output.status.code() != Some(101) && !output.status.success();
    assert!(aborts, "{}: {said}", output.status);
    let (_, failure) = by_the_engine(|| {
        let (is_locked, other) = (EnginesAtomicU32::new(1), EnginesMutex::new(()));
        let _guard = EnginesGuard(&is_locked);
        let _once = other.lock().unwrap();
        let _twice = other.lock().unwrap();
    });
    assert_row("the deadlock is reported", "allowed", matches!(failure, Some(Failure::Deadlock(_))), false);
    assert_row("the process aborts", "forbidden", false, aborts);
}

/// The same guard, for the engine.
struct EnginesGuard<'a>(&'a EnginesAtomicU32);

impl Drop for EnginesGuard<'_> {
    fn drop(&mut self) {
        self.0.store(0, Release);
    }
}
