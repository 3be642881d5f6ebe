//! A scenario as a litmus test: what the checker says of it, and which scenarios are none.

use std::path::Path;

use super::{Ended, own, racelab, written};

fn litmus(file: &Path, scenario: &[&str]) -> Ended {
    let options = [scenario, &["--no-hardware"]].concat();
    Ended::of(racelab("litmus", file, &options).output().unwrap())
}

/// Two threads of this scenario, which shares `x` and `y`.
fn scenario(name: &str, first: &str, second: &str) -> String {
    format!(
        "// racelab: scenario\nfn {name}() -> u32 {{\n    let x = AtomicU32::new(0);\n    let y = AtomicU32::new(0);\n    \
         thread::scope(|scope| {{\n        scope.spawn(|| {{ {first} }});\n        scope.spawn(|| {{ {second} }});\n    \
         }});\n    x.load(Relaxed)\n}}\n"
    )
}

const USES: &str = "use std::sync::atomic::{AtomicU32, Ordering::*, fence};\nuse std::thread;\n";

#[test]
fn the_checker_is_asked_about_a_scenario_and_knows_load_buffering() {
    let buffering = scenario(
        "buffering",
        "x.load(Relaxed); y.store(1, Relaxed);",
        "y.load(Relaxed); x.store(1, Relaxed);",
    );
    let fenced = scenario(
        "fenced",
        "x.store(1, Relaxed); fence(SeqCst); y.load(Relaxed);",
        "y.store(1, Relaxed); fence(SeqCst); x.load(Relaxed);",
    );
    let changes = scenario(
        "changes",
        "x.fetch_add(2, AcqRel); y.swap(3, Release);",
        "x.compare_exchange(2, 5, SeqCst, Relaxed).ok(); y.load(Acquire);",
    );
    let file = written("litmus", &[USES, &buffering, &fenced, &changes].concat());

    let ended = litmus(&file, &["buffering"]);
    ended.is(
        0,
        &[
            "P0 (atomic_uint* x, atomic_uint* y) {",
            "unsigned r0 = atomic_load_explicit(x, memory_order_relaxed);",
        ],
    );
    // Both read what the other stores later: the language allows it, and the engine does not show it.
    ended.is(0, &["1 1 1 allowed not found [1] not found [2]", "and allows load buffering"]);

    let ended = litmus(&file, &["fenced"]);
    ended.is(0, &["atomic_thread_fence(memory_order_seq_cst);"]);
    assert!(
        !ended.said.lines().any(|line| line.trim_start().starts_with("0    0 1 allowed")),
        "{}",
        ended.said
    );

    litmus(&file, &["changes"]).is(
        0,
        &[
            "atomic_fetch_add_explicit(x, 2, memory_order_acq_rel)",
            "atomic_exchange_explicit(y, 3, memory_order_release)",
            "atomic_compare_exchange_strong_explicit(x, P1_e0, 5, memory_order_seq_cst, memory_order_relaxed)",
        ],
    );
}

#[test]
fn what_is_no_litmus_test_is_refused_with_the_reason() {
    let asks = scenario("asks", "if x.load(Relaxed) == 1 { y.store(1, Relaxed); }", "x.store(1, Relaxed);");
    let passes = scenario("passes", "y.store(x.load(Relaxed), Relaxed);", "x.store(1, Relaxed);");
    let waits =
        scenario("waits", "while x.load(Relaxed) == 0 { std::hint::spin_loop(); }", "x.store(1, Relaxed);");
    let shares = "use std::sync::Arc;\n#[test]\nfn one() {\n    let a = Arc::new(1);\n    assert_eq!(Arc::strong_count(&a), 1);\n}\n";
    let shares = written("shares", shares);
    let file = written("no_litmus", &[USES, &asks, &passes, &waits].concat());
    for (file, scenario, said) in [
        (
            &file,
            &["asks"][..],
            "asks is no litmus test: it does another thing in another execution, at program.rs:8",
        ),
        (&file, &["passes"], "it does another thing in another execution, at program.rs:18"),
        (&file, &["waits"], "it has a thread that waits for another"),
        (&file, &[], "has several scenarios: name one of asks, passes, waits after the file"),
        (&file, &["nothing"], "has nothing called 'nothing'"),
        (&own("two_mutexes.rs"), &[], "it uses a Mutex: a litmus test has loads, stores"),
        (&own("read_guards.rs"), &[], "it fails as it is"),
        (&shares, &[], "it uses an Arc: a litmus test has"),
    ] {
        let Ended { code, complaint, .. } = litmus(file, scenario);
        assert!(code == 2 && complaint.contains(said), "{scenario:?}: {complaint}");
        assert_eq!(complaint.lines().count(), 1, "{complaint}");
    }
}
