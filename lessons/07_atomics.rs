//! Lesson 07, atomics: no lock; what is atomic, and what is not.
//!
//! Run it: `cargo run --release --bin 07_atomics`
//!
//! Claim: an atomic load and an atomic store are two steps. Whether losing an update in between is a
//! mistake depends on what was promised; and no lock does not mean fast.

use std::hint::black_box;
use std::time::Instant;

use racelab::compare::said;
use racelab::lesson::{seen, tell};
use racelab::network::descend;
use racelab::sync::AtomicF32;
use racelab::sync::atomic::Ordering::Relaxed;
use racelab_loom::explore::explore_by_loom as explore;
use racelab_loom::mistakes::load_then_store;
use racelab_loom::trainers::scenarios::safe;

/// As many weights as the network for the digits has, roughly.
const WEIGHTS: usize = 4_800;

/// Nanoseconds a weight for one update of all weights, by one thread that nobody disturbs: the median.
fn nanoseconds(mut update: impl FnMut()) -> f64 {
    let mut times = [(); 101].map(|()| {
        let start = Instant::now();
        update();
        start.elapsed()
    });
    times.sort();
    times[50].as_secs_f64() * 1e9 / WEIGHTS as f64
}

/// Tells the lesson.
pub fn main() {
    let mut lesson = tell("07_atomics");
    lesson.claim(
        "An atomic load and an atomic store are two steps. Whether an update that gets lost in between is \
         a mistake depends on what was promised. And no lock does not mean fast.",
    );
    lesson.section(
        "Two trainers",
        "Each weight is an atomic. atomic-add makes each addition one step: a compare-exchange that tries \
         again until nobody interfered. atomic-load-store loads, adds, and stores. Every access to a \
         weight is Relaxed (src/trainers/atomic*.rs; the version they keep beside is for lesson 08).",
    );
    lesson.predict(
        "Which of the two is faster, and is either faster than a mutex? Two workers make one update each \
         with load and store: how many arrive, at least?",
    );

    lesson.section("They train", "Beside mutex-short, which locks twice for each update:");
    let measured = lesson.train(&["mutex-short", "atomic-add", "atomic-load-store"]);
    let versus: Vec<_> =
        measured[2..].iter().filter_map(|atomic| said::versus(atomic, &measured[1])).collect();
    if !versus.is_empty() {
        lesson.say(&versus.join(" "));
    }
    lesson.say("What an update of one weight costs when nobody else is there, and how many times as much as in plain memory:");
    let mut plain = vec![0.0_f32; WEIGHTS];
    let atomic: Vec<_> = plain.iter().map(|&weight| AtomicF32::new(weight)).collect();
    let gradient = vec![0.001_f32; WEIGHTS];
    let add = |change: fn(&AtomicF32, f32)| {
        nanoseconds(|| atomic.iter().zip(&gradient).for_each(|(weight, slope)| change(weight, -0.1 * slope)))
    };
    let costs = [
        ("plain memory", nanoseconds(|| descend(black_box(&mut plain), &gradient, 0.1))),
        ("load, then store", add(|weight, amount| weight.store(weight.load(Relaxed) + amount, Relaxed))),
        ("one atomic addition", add(|weight, amount| weight.add(amount, Relaxed))),
    ];
    let line = |(name, cost): (&str, f64)| format!("{name:19}  {cost:6.2} ns  {:5.1}", cost / costs[0].1);
    lesson.show(&format!("update                   takes  times\n{}", costs.map(line).join("\n")));
    let [plain, load_store, addition] = costs.map(|(_, cost)| cost);
    lesson.say(&format!(
        "{} Lock-free is a promise that somebody always gets on, not that it is quick.",
        seen::by_the_weight(plain, load_store, addition),
    ));

    lesson
        .section("Mistake: load_then_store", "atomic-load-store, where every update was promised to arrive:");
    let explored = explore(&load_then_store::MISTAKE.scenario);
    let why = "Both loaded the same value. Each step was atomic, the two together were not, and no \
               ordering, not even SeqCst, makes two steps one. volatile would not even make each of them \
               atomic.";
    lesson.explored(&explored.report(), explored.mended(), why);
    lesson.say("The same with twice the updates, where the promise is only that training gets there:");
    lesson.show(&explore(safe("atomic-load-store", "2 workers, 2")).report());
    lesson.say("The outcomes are no surprise to a trainer that allows them. And atomic-add:");
    lesson.show(&explore(safe("atomic-add", "2 workers, 1 batch each, 2 weights")).report());

    lesson.section(
        "Why Relaxed is enough",
        "A read-modify-write puts its value directly after the one that it has read, whatever its ordering, so \
         none overwrites another unseen. Orderings say what else becomes visible, and a gradient needs nothing \
         else. The final weights reach the caller through join. Even the flag that stops training is Relaxed, for it announces nothing: a \
         worker that sees it late makes some more updates.",
    );
    lesson.show(&explore(safe("atomic-add", "1 worker, 2 batches; somebody stops")).report());
    lesson.say(
        "One more trap: a compare-exchange that succeeds says that the value is the same again, not that \
         nothing happened. Added to and taken from, a weight is back where it was. For a sum that makes no \
         difference; for a pointer to freed memory it makes all the difference.",
    );
    lesson.next(
        "In src/trainers/atomic_load_store.rs replace the closure's body by weight.add(amount, Relaxed), \
         and run this again. Then give the original load an Acquire and its store a Release, and predict \
         whether loom still finds the lost update.",
    );
}
