//! How stale?
//!
//! What for: the staleness of a gradient is the number of updates that came in between.
//!
//! Two workers train with a parameter server. Each of them fetches the version, computes, and
//! delivers its gradient once. The server counts the updates since the fetch: that is how stale the
//! gradient is.
//!
//! Which pairs (staleness of the first worker, of the second) are possible? Write down every one.

// exercise: lesson 14_staleness
// exercise: kind prediction
// exercise: minutes 3
// exercise: fast
// exercise: hint What if one worker fetches and delivers before the other has fetched?
// exercise: hint And if both fetch before anybody delivers? One delivers first. How stale is the one, and how stale the other?
// exercise: hint Whoever delivers first finds no update of the other worker. Can both gradients be stale, then?
// exercise: after Each delivery makes those gradients staler that are under way at the moment, and the last one to deliver makes nobody stale. With W workers that go on and on, the mean comes to W - 1.

use std::sync::Mutex;
use std::thread;

// yours: possible
const POSSIBLE: &[(u32, u32)] = &[(0, 0), (0, 1), (1, 0)];
//- const POSSIBLE: &[(u32, u32)] = &[(1, 1)];
// end

/// One step of a worker. Returns how stale its gradient was.
fn step(version: &Mutex<u32>) -> u32 {
    let fetched = *version.lock().unwrap();
    let mut version = version.lock().unwrap();
    let staleness = *version - fetched;
    *version += 1;
    staleness
}

// racelab: scenario
fn staleness_of_both() -> (u32, u32) {
    let version = Mutex::new(0);
    thread::scope(|scope| {
        let first = scope.spawn(|| step(&version));
        let second = step(&version);
        (first.join().unwrap(), second)
    })
}
