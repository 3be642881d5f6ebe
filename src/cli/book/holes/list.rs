//! The holes, each with its programs and with what the language allows these to end with.

use racelab_loom::scenario::Scenario;
use racelab_loom::sync::atomic::AtomicU32;
use racelab_loom::sync::atomic::Ordering::Relaxed;

use super::RACE;
use super::memory::{
    eighth_store_back, flag_after_a_read_guard, out_of_sight, reader_first, six_threads, sum, three_stores,
    tried_twice, with_a_yield, written_under_read_guards,
};
use super::waiting::{notified, one_is_woken, parks_with_if, unparked_without_a_park, waits_with_if};

/// A hole, and programs that show it.
pub struct Hole {
    /// Its part is `hole_NAME.html`.
    pub name: &'static str,
    /// The programs, each with all that the language allows it to end with.
    pub scenarios: &'static [Scenario],
    /// Whether loom is asked once more, with the choices that racelab adds.
    pub with_choices: bool,
}

const fn hole(name: &'static str, scenarios: &'static [Scenario]) -> Hole {
    Hole { name, scenarios, with_choices: false }
}

const fn with_choices(name: &'static str, scenarios: &'static [Scenario]) -> Hole {
    Hole { name, scenarios, with_choices: true }
}

const fn program(about: &'static str, allowed: &'static [&'static str], run: fn() -> String) -> Scenario {
    Scenario::new("hole", about, allowed, run)
}

/// What a wait that is tested with `if` can end with.
const READY_OR_NOT: [&str; 2] = ["ready false", "ready true"];

/// What can be read of a flag and of data that nothing orders.
const FLAG_AND_DATA: [&str; 4] = ["flag 0, data 0", "flag 0, data 1", "flag 1, data 0", "flag 1, data 1"];

/// All that are no litmus test.
pub const HOLES: [Hole; 16] = [
    hole(
        "load_then_store",
        &[program("a reader, and a thread that loads and then stores", &["read 0", "read 2"], reader_first)],
    ),
    hole(
        "weak_exchange",
        &[program("one weak compare-exchange", &["fails", "succeeds"], || {
            let once = AtomicU32::new(0).compare_exchange_weak(0, 1, Relaxed, Relaxed);
            if once.is_ok() { "succeeds".to_owned() } else { "fails".to_owned() }
        })],
    ),
    hole(
        "seven_stores",
        &[program(
            "a reader who has seen what came after eight stores of x",
            &["reads 0", "reads 1", "reads 2 or newer", "has not seen it"],
            eighth_store_back,
        )],
    ),
    hole(
        "yield",
        &[program(
            "two loads, and a yield between them",
            &["0, then 0", "0, then 1", "1, then 1"],
            with_a_yield,
        )],
    ),
    with_choices("early", &[program("a wait with one if", &READY_OR_NOT, || waits_with_if(1))]),
    with_choices("two_early", &[program("a wait with two ifs", &READY_OR_NOT, || waits_with_if(2))]),
    with_choices("parked_early", &[program("a park with one if", &READY_OR_NOT, parks_with_if)]),
    with_choices(
        "first_come",
        &[program(
            "two wait, one is notified; who wakes?",
            &["not both waited", "the one that has waited longer", "the other"],
            one_is_woken,
        )],
    ),
    hole(
        "three_stores",
        &[program(
            "1 and then 2 by one thread; the other stores 3, and reads",
            &["1 is read, 2 is left", "2 is read, 2 is left", "3 is read, 2 is left", "3 is read, 3 is left"],
            three_stores,
        )],
    ),
    hole(
        "read_guards",
        &[
            program("data under a read guard, and then a flag", &FLAG_AND_DATA, flag_after_a_read_guard),
            program("two writers, each under a read guard", &[RACE], written_under_read_guards),
        ],
    ),
    hole(
        "unpark",
        &[program(
            "data, an unpark, and then a flag",
            &["comes too late", "flag 0, data 0", "flag 0, data 1", "flag 1, data 0", "flag 1, data 1"],
            unparked_without_a_park,
        )],
    ),
    hole(
        "notification",
        &[program(
            "data, and then a notification",
            &["did not wait", "waited, and read 0", "waited, and read 1"],
            notified,
        )],
    ),
    hole("six_threads", &[program("six threads add 1 each", &["6 of 6"], six_threads)]),
    hole(
        "small_scope",
        &[
            program("2 threads, 1 addition each", &["2 of 2"], || tried_twice(2, 1)),
            program("3 threads, 1 addition each", &["2 of 3", "3 of 3"], || tried_twice(3, 1)),
            program("2 threads, 2 additions each", &["3 of 4", "4 of 4"], || tried_twice(2, 2)),
        ],
    ),
    hole(
        "floats",
        &[
            program("a sum of 1, 1 and 1", &["3"], || sum([1.0, 1.0, 1.0])),
            program("a sum of 1, 1e8 and -1e8", &["0", "1"], || sum([1.0, 1e8, -1e8])),
        ],
    ),
    hole("unseen", &[program("two additions to an atomic of std", &["1", "2"], out_of_sight)]),
];
