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
    /// What it is about, in one line.
    pub about: &'static str,
}

/// All lessons, in order.
pub const LESSONS: [Lesson; 16] = [
    Lesson { name: "01_one_thread", about: "one thread: what there is to train, and to compare with" },
    Lesson { name: "02_lost_update", about: "two workers, one set of weights, and updates that vanish" },
    Lesson { name: "03_mutex", about: "a lock: what it keeps out, how long to hold it, which one" },
    Lesson { name: "04_rwlock", about: "many readers or one writer, and why a check goes stale" },
    Lesson { name: "05_thread_local", about: "share nothing for a while, then meet at a barrier" },
    Lesson { name: "06_channels", about: "send gradients to the one thread that owns the weights" },
    Lesson { name: "07_atomics", about: "no lock: what is atomic, and what is not" },
    Lesson { name: "08_publish", about: "Release, Acquire, and what happens before what" },
    Lesson { name: "09_litmus", about: "what the language allows, loom explores, and this machine shows" },
    Lesson { name: "10_barrier", about: "compute in rounds, and sleep until the last has come" },
    Lesson { name: "11_promise", about: "a value that is to come: who waits, who wakes, who forgets" },
    Lesson { name: "12_pool", about: "threads that are started once, and steal tasks from each other" },
    Lesson { name: "13_pipeline", about: "a part of the network on each thread, by layers and by columns" },
    Lesson { name: "14_staleness", about: "wait for nobody, and know how stale each gradient is" },
    Lesson { name: "15_snapshots", about: "weights that are read while they are replaced, without a lock" },
    Lesson { name: "16_convolution", about: "another network, the same trainers; answer many who ask" },
];

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
