//! Six steps, and how few arrive?
//!
//! What for: a lost update can take more with it than itself.
//!
//! Two workers count three steps each, with the mistake of before: they read the count in one critical section, and
//! write it in another. If no two steps met, the count would be 6. If every step met another one, it would be 3.
//! Which totals are possible? The lowest one is a surprise to nearly everybody.
//!
//! Write all of them into `POSSIBLE`. A sheet of paper with two columns helps.

// exercise: lesson 02_lost_update
// exercise: kind prediction
// exercise: minutes 5
// exercise: hint A worker may have read, and be stopped before it writes. How many steps of the other fit in there?
// exercise: hint Nothing says that a worker waits for one step of the other only. And whoever writes last, writes what it read plus 1.
// exercise: hint The last write makes a total that is as low as possible if it is made from a low count. Can a worker's third step read a 1 that the other worker wrote very late, from a 0 that it read very early?
// exercise: after 2, and it stays 2 with three hundred steps each: a worker that slept since the beginning writes 1, the other reads that 1 and sleeps in its turn until everything else is over. Then it writes 2.

use std::sync::Mutex;
use std::thread;

fn three_steps(count: &Mutex<u32>) {
    for _ in 0..3 {
        let before = *count.lock().unwrap();
        *count.lock().unwrap() = before + 1;
    }
}

// racelab: scenario
fn six_steps() -> u32 {
    let count = Mutex::new(0);
    thread::scope(|scope| {
        scope.spawn(|| three_steps(&count));
        scope.spawn(|| three_steps(&count));
    });
    count.into_inner().unwrap()
}

// yours: possible
const POSSIBLE: &[u32] = &[2, 3, 4, 5, 6];
//- const POSSIBLE: &[u32] = &[6];
// end
