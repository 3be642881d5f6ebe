//! The lessons: their list, and the page that a lesson writes.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `told` | the page: claim, prediction, run, what was seen, why, and what is next |
//! | `pause` | on a terminal, a stop after each prediction |
//! | [`seen`] | sentences about what was measured, each chosen by the measurement |

mod pause;
pub mod seen;
mod told;

pub use pause::{Answer, Stops};
pub use told::{Told, tell};

/// A lesson's place in the course.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// Its number and name, as in the names of its binary, its trainer and its chapter: `03_mutex`.
    pub name: &'static str,
    /// How long it takes together with its chapter, about.
    pub minutes: u32,
    /// The lessons without which it is hard to follow; those need others themselves.
    pub needs: &'static [usize],
    /// What it is about, in a line of 54 letters at most.
    pub about: &'static str,
}

/// All lessons, in order.
pub const LESSONS: [Lesson; 19] = [
    lesson("01_one_thread", 20, &[], "one thread: what to train, what to compare with"),
    lesson("02_lost_update", 45, &[1], "two workers, one set of weights, vanishing updates"),
    lesson("03_mutex", 50, &[2], "a lock: what it keeps out, for how long, and which"),
    lesson("04_rwlock", 35, &[3], "many readers or one writer; why a check goes stale"),
    lesson("05_thread_local", 45, &[3], "share nothing for a while, then meet at a barrier"),
    lesson("06_channels", 45, &[2], "gradients sent to the thread that owns the weights"),
    lesson("07_atomics", 50, &[2], "no lock: what is atomic, and what is not"),
    lesson("08_publish", 60, &[7], "Release, Acquire, and what happens before what"),
    lesson("09_litmus", 90, &[8], "what is allowed, what is explored, what is seen"),
    lesson("10_barrier", 60, &[5, 8], "compute in rounds; sleep until the last has come"),
    lesson("11_promise", 60, &[8, 10], "a value that is to come: who waits, who wakes"),
    lesson("12_pool", 60, &[9, 11], "threads that stay, and steal tasks from each other"),
    lesson("13_pipeline", 60, &[5, 6], "a part of the network on each thread"),
    lesson("14_staleness", 45, &[6, 10], "wait for nobody; know how stale each gradient is"),
    lesson("15_snapshots", 60, &[8, 12], "weights that are read, unlocked, while replaced"),
    lesson("16_convolution", 40, &[6], "another network, the same trainers; many who ask"),
    lesson("17_word2vec", 45, &[3, 7], "the race that shipped: a dozen rows of thousands"),
    lesson("18_false_sharing", 45, &[4, 5], "a part for each worker, and a cache line"),
    lesson("19_random_schedules", 50, &[8, 9], "too large to explore: executions drawn at random"),
];

const fn lesson(name: &'static str, minutes: u32, needs: &'static [usize], about: &'static str) -> Lesson {
    Lesson { name, minutes, needs, about }
}

impl Lesson {
    /// The lesson that a number (`3`, `03`) or a name (`mutex`, `03_mutex`) means.
    pub fn find(wanted: &str) -> Option<Lesson> {
        LESSONS.into_iter().find(|lesson| {
            let (_, short) = lesson.name.split_once('_').unwrap_or_default();
            wanted.parse() == Ok(lesson.number()) || wanted == lesson.name || wanted == short
        })
    }

    /// Its number: that with which its name begins.
    pub fn number(self) -> usize {
        self.name.split('_').next().and_then(|number| number.parse().ok()).unwrap_or(0)
    }

    /// The lesson after this one.
    pub fn next(self) -> Option<Lesson> {
        LESSONS.into_iter().skip_while(|&lesson| lesson != self).nth(1)
    }
}
