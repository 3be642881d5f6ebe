//! What the language allows, by the axioms of C++20: the programs of this test file once more, as litmus
//! tests, with the outcomes that the tests here take for allowed.

use racelab_loom::litmus::checker::{Behaviour, Limits, Model, behaviour};
use racelab_loom::litmus::format::parse;
use racelab_loom::litmus::gallery::find;
use racelab_loom::litmus::{Outcome, Test};

fn by_the_axioms(test: &Test) -> Behaviour {
    behaviour(test, &Model::CPP20, &Limits::default()).expect("a small test")
}

/// What is allowed of a test whose threads are given in herd's C, each on `x` and `y`.
fn allowed(threads: &[&str]) -> Vec<Outcome> {
    let thread =
        |(number, body): (usize, &&str)| format!("P{number} (atomic_int* x, atomic_int* y) {{ {body} }}\n");
    let threads: String = threads.iter().enumerate().map(thread).collect();
    // Registers that the condition does not mention are not shown.
    let shown: Vec<_> = ["0:r0", "1:r0", "1:r1"]
        .into_iter()
        .filter(|name| {
            let (thread, register) = name.split_once(':').expect("a thread and a register");
            threads.lines().any(|line| {
                line.starts_with(&format!("P{thread}")) && line.contains(&format!("int {register} "))
            })
        })
        .collect();
    let text =
        format!("C hole\n{{ x = 0; y = 0; }}\n{threads}\nlocations [{};]\nexists (true)\n", shown.join("; "));
    let test = parse(&text).expect("a litmus test");
    match by_the_axioms(&test) {
        Behaviour::Outcomes(outcomes) => outcomes.into_iter().collect(),
        Behaviour::Undefined(_) => panic!("a data race"),
    }
}

const STORES_BOTH: &str = "atomic_store_explicit(x, 1, memory_order_relaxed); \
                           atomic_store_explicit(y, 1, memory_order_relaxed);";

#[test]
fn the_language_allows_what_loom_misses() {
    let missed_in_the_gallery = [("LB", vec![1, 1]), ("ISA2+fences", vec![1, 1, 0])];
    for (name, outcome) in missed_in_the_gallery {
        let test = parse(find(name).expect("a test of the gallery").text).expect("a litmus test");
        let Behaviour::Outcomes(outcomes) = by_the_axioms(&test) else { panic!("{name} has a data race") };
        assert!(outcomes.contains(&outcome), "{name}: {outcomes:?}");
    }
    let reads_both = |second: &str| {
        allowed(&[STORES_BOTH, &format!("int r0 = atomic_load_explicit(y, memory_order_relaxed); {second}")])
    };
    let all = [[0, 0], [0, 1], [1, 0], [1, 1]];
    assert_eq!(reads_both("int r1 = atomic_fetch_add_explicit(x, 5, memory_order_relaxed);"), all);
    assert_eq!(reads_both("int r1 = atomic_load_explicit(x, memory_order_relaxed);"), all);
    let load_then_store = "int r0 = atomic_load_explicit(x, memory_order_relaxed); \
                           atomic_store_explicit(x, r0 + 2, memory_order_relaxed);";
    let load = "int r0 = atomic_load_explicit(x, memory_order_relaxed);";
    assert_eq!(allowed(&[load, load_then_store]), [[0, 0], [2, 0]]);
}

#[test]
fn the_language_forbids_what_loom_invents() {
    let stores_and_loads = "atomic_store_explicit(x, 1, memory_order_relaxed); \
                            int r0 = atomic_load_explicit(x, memory_order_relaxed);";
    let adds = "int r0 = atomic_fetch_add_explicit(x, 10, memory_order_relaxed);";
    assert_eq!(allowed(&[stores_and_loads, adds]), [[1, 0], [1, 1], [11, 1]]);
    let test = parse(find("SB+sc").expect("a test of the gallery").text).expect("a litmus test");
    let Behaviour::Outcomes(outcomes) = by_the_axioms(&test) else { panic!("a data race") };
    assert_eq!(outcomes.into_iter().collect::<Vec<_>>(), [[0, 1], [1, 0], [1, 1]]);
}

#[test]
fn a_handover_between_seqcst_fences_is_a_data_race() {
    let text = "C handover
{ x = 0; y = 0; z = 0; }
P0 (int* x, atomic_int* y, atomic_int* z) {
  *x = 1;
  atomic_thread_fence(memory_order_seq_cst);
  int r0 = atomic_load_explicit(y, memory_order_relaxed);
  if (r0 == 0) { atomic_store_explicit(z, 1, memory_order_relaxed); }
}
P1 (int* x, atomic_int* y, atomic_int* z) {
  atomic_store_explicit(y, 1, memory_order_relaxed);
  atomic_thread_fence(memory_order_seq_cst);
  int r0 = atomic_load_explicit(z, memory_order_relaxed);
  int r1 = 0;
  if (r0 == 1) { r1 = *x; }
}
exists (1:r0=1 /\\ 1:r1=0)
";
    let test = parse(text).expect("a litmus test");
    assert!(matches!(by_the_axioms(&test), Behaviour::Undefined(_)));
}
