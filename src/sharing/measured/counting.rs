//! Two threads that count: at so many bytes from each other, and under a lock each.

use std::sync::Mutex;

use super::{Case, in_turns, ratio};
use crate::compare::median;
use crate::machine::CacheLine;
use crate::sync::CachePadded;
use crate::sync::atomic::AtomicU64;
use crate::sync::atomic::Ordering::Relaxed;

/// How many bytes lie from the beginning of one counter to that of the other. At 0 it is one counter.
pub const BYTES: [usize; 7] = [0, 8, 16, 32, 64, 128, 256];

/// What two threads that count under a lock may have.
pub const LOCKS: [&str; 3] =
    ["one lock for both", "a lock each, side by side", "a lock each, on a line each"];

/// Additions that a thread makes in a turn.
const ADDITIONS: u32 = 200_000;

/// Memory of which it is known where its lines begin: a page, full of numbers.
#[repr(align(4096))]
struct Page([AtomicU64; 512]);

/// What was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Counting {
    /// Nanoseconds of an addition by one thread alone.
    pub alone: f64,
    /// How many times as much two threads got done as one, that count farthest from each other: 2 where both had a core.
    pub had: f64,
    /// For each of [`BYTES`], nanoseconds of an addition, and how many times those of the farthest.
    pub by_bytes: Vec<(f64, f64)>,
    /// The same for two neighbours with the end of a line between them.
    pub across: (f64, f64),
    /// Under a lock, for each of [`LOCKS`]: nanoseconds, and how many times those of the last.
    pub locks: [(f64, f64); 3],
}

/// Measures.
pub fn measure(line: CacheLine) -> Counting {
    let page = Page([const { AtomicU64::new(0) }; 512]);
    let numbers = &page.0;
    let count = |number: &AtomicU64| {
        for _ in 0..ADDITIONS {
            number.fetch_add(1, Relaxed);
        }
    };
    let at = |first: usize, second: usize| Case::both(move |me| count(&numbers[[first, second][me]]));
    // Numbers have 8 bytes. The last one of a line, and the first one of the next:
    let end = line.bytes / 8;
    let one = CachePadded::new(Mutex::new(0_u64));
    let side_by_side = CachePadded::new([const { Mutex::new(0_u64) }; 2]);
    let apart = [const { CachePadded::new(Mutex::new(0_u64)) }; 2];
    let under = |lock: &Mutex<u64>| {
        for _ in 0..ADDITIONS {
            *lock.lock().expect("nobody panics") += 1;
        }
    };
    let mut cases = vec![Case::alone(|_| count(&numbers[0]))];
    cases.extend(BYTES.map(|bytes| at(0, bytes / 8)));
    cases.push(at(end - 1, end));
    cases.push(Case::both(|_| under(&one)));
    cases.push(Case::both(|me| under(&side_by_side[me])));
    cases.push(Case::both(|me| under(&apart[me])));

    let times = in_turns(&cases);
    let (farthest, last) = (&times[BYTES.len()], &times[times.len() - 1]);
    let nanoseconds = |times: &[f64]| median(times.iter().copied()) / f64::from(ADDITIONS);
    let cost = |times: &Vec<f64>, base: &[f64]| (nanoseconds(times), ratio(times, base));
    Counting {
        alone: nanoseconds(&times[0]),
        had: 2.0 * ratio(&times[0], farthest),
        by_bytes: times[1..=BYTES.len()].iter().map(|times| cost(times, farthest)).collect(),
        across: cost(&times[BYTES.len() + 1], farthest),
        locks: [2, 3, 4].map(|case| cost(&times[BYTES.len() + case], last)),
    }
}
