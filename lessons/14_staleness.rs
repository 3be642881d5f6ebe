//! Lesson 14, staleness: wait for nobody, and know how stale each gradient is.
//!
//! Run it: `cargo run --release --bin 14_staleness`
//!
//! Claim: a gradient is stale by as many updates as were made while it was computed. How many workers there are and how
//! slow one of them is are two different cases, and no rule is good for both. And only a server that hands out the
//! weights and their version in one step knows how stale a gradient is.

use racelab::compare::Setting;
use racelab::compare::staleness::{Case, Deal, Found, on_threads, show, simulate};
use racelab::data::Source;
use racelab::lesson::{seen, tell};
use racelab::report::Status;
use racelab::trainers::Slow;
use racelab_loom::explore::explore;
use racelab_loom::mistakes::{unlocked_bound, version_after_weights};
use racelab_loom::trainers::scenarios::safe;

/// So many times as slow is the slow worker, and each of the workers on real threads.
const SLOW: u32 = 32;
const ALL_SLOW: Slow = Slow { worker: None, factor: 30 };

/// Tells the lesson.
pub fn main() {
    let mut lesson = tell("14_staleness");
    lesson.claim(
        "A gradient is stale by as many updates as others made while it was computed. Many workers, and one slow \
         worker, are two different cases, and no rule is good for both. And only a server that hands out the weights \
         and their version in one step knows how stale a gradient is.",
    );
    lesson.section(
        "How it trains",
        "Nobody waits for anybody. A worker takes the next batch and a copy of the weights, with their version; it \
         computes, and delivers its gradient with that version. The version is the number of updates so far, so \
         the server knows how stale the gradient is (src/trainers/parameter_server/mod.rs). It has four rules to choose \
         from. plain: do nothing about it. staleness-aware: divide the learning rate by the staleness. bounded: let \
         nobody begin a step who is more than 2 steps ahead of the slowest. by speed: the quicker a worker, the \
         smaller its rate.",
    );
    lesson.predict(
        "With 8 workers, how stale is a gradient on average? And with one of the 8 slowed 32 times? Which of the \
         four rules helps in the first case, and which in the second?",
    );

    let setting = Setting::of(Source::Digits, 2);
    lesson.section(
        "More workers, by a simulated clock",
        "The same trainings every time, without threads. stale: of a gradient, on average. stalest: the worst. \
         ahead: the most steps that a worker was ahead of the slowest when it began one. steps: how long it took, \
         in steps of one worker.",
    );
    let many = cases([2, 4, 8], |workers| Case { workers, slow: None, deal: Deal::Shared }, &setting);
    lesson.show(&show("workers", &many, "steps"));
    lesson.say(&seen::many_workers(8, of(&many, 2)));

    lesson.section(
        "One slow worker of four",
        &format!("Worker 0 takes {SLOW} times as long. Images are dealt to whoever asks for some:"),
    );
    let slow = |factor, deal| Case { workers: 4, slow: Some(Slow { worker: Some(0), factor }), deal };
    let shared = cases([1, SLOW], |factor| slow(factor, Deal::Shared), &setting);
    lesson.show(&show("slow", &shared, "steps"));
    lesson.say("And here each worker has digits of its own, so that nobody but worker 0 has ever seen a 0:");
    let own = cases([1, SLOW], |factor| slow(factor, Deal::Own), &setting);
    lesson.show(&show("slow", &own, "steps"));
    lesson.say(&seen::one_slow_worker(of(&shared, 1), of(&own, 1)));

    lesson.section(
        "On real threads",
        "8 workers, whatever the machine has. Each is slowed 30 times on purpose: it sleeps before it delivers, as \
         if its machine were far away. So all are under way at the same time, also on one core.",
    );
    let status = Status::show("training on 8 threads");
    let threads = on_threads(&setting, 8, Some(ALL_SLOW));
    drop(status);
    match threads {
        Ok(found) => {
            lesson.show(&show("workers", &[("8".to_owned(), found.clone())], "seconds"));
            lesson.say(&seen::many_workers(8, &found));
        }
        Err(error) => lesson.say(&format!("There is no result: {error}.")),
    }

    lesson.section(
        "It trains",
        "With two workers that nothing slows, beside mutex-short, in which nobody waits either:",
    );
    lesson.train(&["mutex-short", "staleness-aware", "staleness-bounded"]);

    lesson.section(
        "In every execution",
        "How stale can a gradient of two workers be, and how far ahead is a worker that waits?",
    );
    lesson.show(&explore(safe("staleness-aware", "2 workers")).report());
    lesson.show(&explore(safe("staleness-bounded", "2 workers")).report());

    lesson.section(
        "Mistake: version_after_weights",
        "The weights are copied under the lock. Their version is an atomic:",
    );
    let explored = explore(&version_after_weights::MISTAKE.scenario);
    let why = "Between the copy and the version another gradient was delivered. The server takes old weights for new \
               ones, and makes a step that is too large. The orderings are right, and each read finds the newest there \
               is. But two reads are two moments.";
    lesson.explored(&explored.report(), explored.mended(), why);

    lesson.section(
        "Mistake: unlocked_bound",
        "Each worker's steps are counted in an atomic, and looked at without the lock:",
    );
    let explored = explore(&unlocked_bound::MISTAKE.scenario);
    let why = "The bound is kept all the same: counts only grow, so whoever was near enough to the slowest \
               stays so. To look without the lock is safe. To sleep on it is not: the slowest may have made its step \
               since.";
    lesson.explored(&explored.report(), explored.mended(), why);

    lesson.next(
        "With how many workers do plain updates begin to fail? cargo run --release -- staleness --workers 6 asks for \
         6. Then halve the rate, with --rate 0.15, and predict how many there may be now.",
    );
}

/// Each case with what it is called: the number that it is made of.
fn cases<const N: usize, T: Copy + ToString>(
    numbers: [T; N],
    case: impl Fn(T) -> Case,
    setting: &Setting,
) -> Vec<(String, Vec<Found>)> {
    let _status = Status::show("training by a simulated clock");
    numbers.map(|number| (number.to_string(), simulate(setting, case(number)))).to_vec()
}

/// What was found in the case with this index.
fn of(cases: &[(String, Vec<Found>)], index: usize) -> &[Found] {
    &cases[index].1
}
