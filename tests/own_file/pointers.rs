//! Plain memory: pointers into cells, and what of it no exploration watches.

use std::fs;

use super::{Ended, check, own, racelab, written};

fn run(command: &str, name: &str, text: &str) -> Ended {
    Ended::of(racelab(command, &written(name, text), &[]).output().unwrap())
}

#[test]
fn a_pointer_with_a_name_is_used_for_what_is_done_with_the_name() {
    let program = |look: &str, lock: &str| {
        format!(
            "use std::cell::UnsafeCell;\nuse std::sync::Mutex;\nstruct Cell(UnsafeCell<Option<u32>>);\nunsafe impl Sync for \
             Cell {{}}\nfn look(cell: &Cell) {{\n    let p = cell.0.get();\n    {look};\n}}\n#[test]\nfn two_look() {{\n    let \
             cell = Cell(UnsafeCell::new(Some(1)));\n    let lock = Mutex::new(());\n    std::thread::scope(|scope| {{\n        \
             scope.spawn(|| {{ {lock} look(&cell) }});\n        {lock} look(&cell)\n    }});\n}}\n"
        )
    };
    for (number, (look, code)) in [
        ("unsafe { (*p).as_ref().unwrap() }", 0),
        ("assert_eq!(unsafe { *p }, Some(1))", 0),
        ("unsafe { p.read() }", 0),
        ("unsafe { (*p).take() }", 1),
        ("unsafe { *p = None }", 1),
        ("drop(unsafe { &mut *p })", 1),
        ("unsafe { std::ptr::addr_of_mut!(*p).write(None) }", 1),
        ("unsafe { (_, *p) = (*p, None) }", 1),
    ]
    .into_iter()
    .enumerate()
    {
        let checked = run("check", &format!("named-{number}"), &program(look, ""));
        checked.is(code, &[if code == 0 { "No counterexample" } else { "verdict data race" }]);
        assert!(!checked.said.contains("does not show"), "{look}: {}", checked.said);
    }
    // With a lock, both write one after the other.
    run("check", "named-locked", &program("unsafe { *p = None }", "let _guard = lock.lock();"))
        .is(0, &["No counterexample"]);
}

/// Two threads look at a cell by way of a function: what that does with the pointer, the call does not show.
const UNCLEAR: &str = "use std::cell::UnsafeCell;
struct Cell(UnsafeCell<u32>);
unsafe impl Sync for Cell {}
fn look(p: *mut u32) -> u32 {
    unsafe { *p }
}
#[test]
fn two_look() {
    let cell = &Cell(UnsafeCell::new(1));
    std::thread::scope(|scope| {
        scope.spawn(|| look(cell.0.get()));
        look(cell.0.get());
    });
}
";

#[test]
fn a_data_race_that_may_be_none_says_so_in_its_verdict() {
    let verdict = "verdict perhaps a data race: two accesses to one place, at least one a write, and nothing orders them. \
                   What the pointer that `get` returns at program.rs:";
    run("check", "doubt", UNCLEAR).is(1, &["two_look program.rs:8 1 data race?", verdict]);
    run("explain", "doubt", UNCLEAR).is(0, &[verdict]);
    run("sample", "doubt", UNCLEAR).is(1, &[verdict]);
    run("weaken", "doubt", UNCLEAR).is(1, &[verdict]);
}

#[test]
fn what_is_certain_is_told_before_what_may_be_none() {
    let text = "use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
struct Cell(UnsafeCell<u32>);
unsafe impl Sync for Cell {}
fn look(p: *mut u32) -> u32 {
    unsafe { *p }
}
#[test]
fn one_looks() {
    let (cell, sees) = (&Cell(UnsafeCell::new(1)), AtomicBool::new(false));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            sees.store(true, Relaxed);
            look(cell.0.get());
        });
        assert!(!sees.load(Relaxed), \"it was seen\");
        look(cell.0.get());
    });
}
";
    run("check", "certain", text).is(1, &["verdict a thread panicked: it was seen"]);
}

/// The lines with an ordering in them that a counterexample has to show, without it, and those where none can.
fn weakened(program: &str, shown: usize, kept: &[&str]) {
    let text = fs::read_to_string(own(program)).unwrap();
    let code = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
    let (mut needed, mut left) = (0, Vec::new());
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with("use ")) {
        let Some(ordering) = ["Acquire", "Release"].into_iter().find(|one| code(line).contains(one)) else {
            continue;
        };
        let weaker = match line.contains("fence(") {
            true => String::new(),
            false => line.replacen(ordering, "std::sync::atomic::Ordering::Relaxed", 1),
        };
        let lines = text.lines().enumerate().map(|(at, line)| if at == number { &weaker } else { line });
        let text = lines.collect::<Vec<_>>().join("\n");
        let checked = run("check", &format!("{program}-{number}"), &text);
        match checked.code {
            0 => left.push(line.trim()),
            _ => {
                checked.is(1, &["verdict data race"]);
                needed += 1;
            }
        }
    }
    assert_eq!((needed, left.as_slice()), (shown, kept), "{program}");
}

#[test]
fn textbook_pointers_with_weak_counterparts_are_clean_and_need_their_orderings() {
    // Whether the block is freed too early is said not to be watched; and what the lock on the count keeps away is load
    // buffering.
    let freed = "what Box::from_raw frees, at weak_pointer";
    for program in ["weak_pointer.rs", "weak_pointer_for_free.rs"] {
        let checked = check(&own(program));
        checked.is(
            0,
            &[
                "No counterexample",
                "exhaustive within the engine's limits",
                "Not watched for data races:",
                freed,
            ],
        );
        for said in ["does not show", "raw pointer"] {
            assert!(!checked.said.contains(said), "{}", checked.said);
        }
    }
    weakened("weak_pointer.rs", 4, &["fence(Acquire); // pairs with the Release of every other pointer"]);
    weakened(
        "weak_pointer_for_free.rs",
        5,
        &[
            "self.block().weak.store(1, Release); // pairs with the Acquire of `downgrade`",
            "match self.block().weak.compare_exchange(count, count + 1, Acquire, Relaxed) {",
            "fence(Acquire); // pairs with the Release of every other weak pointer",
        ],
    );
}

#[test]
fn what_no_exploration_watches_is_said_with_its_places_and_why_a_question_is_open() {
    let text = "use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering::*};
static mut COUNT: u32 = 0;
struct Shared {
    ready: AtomicBool,
    value: Cell<u32>,
}
unsafe impl Sync for Shared {}
#[test]
fn publishes() {
    let shared = &Shared { ready: AtomicBool::new(false), value: Cell::new(0) };
    let pointer = Box::into_raw(Box::new(0)) as usize;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            shared.value.set(1);
            unsafe { COUNT = 1 };
            unsafe { *(pointer as *mut u32) = 1 };
            shared.ready.store(true, Release);
        });
        if shared.ready.load(Acquire) {
            assert_eq!((shared.value.get(), unsafe { COUNT }, unsafe { *(pointer as *mut u32) }), (1, 1, 1));
        }
    });
    drop(unsafe { Box::from_raw(pointer as *mut u32) });
}
";
    let places = "the static mut at program.rs:3; the Cell at program.rs:6; what a raw pointer leads to, at program.rs:17, \
                  program.rs:21; what Box::from_raw frees, at program.rs:24";
    let said = format!("Not watched for data races: {places}.");
    run("check", "unwatched", text).is(0, &[&said]);
    run("explain", "unwatched", text).is(0, &[&said]);
    let asked =
        format!("- A data race is not seen in {places}: an ordering that only keeps such memory in order");
    run("weaken", "unwatched", text).is(1, &[&said, &asked, "Could the store at"]);
    let watched = check(&own("spin_lock.rs"));
    assert!(!watched.said.contains("Not watched"), "{}", watched.said);
}
