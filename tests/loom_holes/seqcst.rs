//! SeqCst: accesses that loom takes for less than they are, and fences that it takes for more.

use std::panic::catch_unwind;
use std::sync::Arc;

use loom::sync::atomic::Ordering::{self, AcqRel, Relaxed, SeqCst};
use loom::sync::atomic::fence;
use loom::thread;
use racelab_loom::sync::Guarded;

use super::explored::{Outcomes, Shared, explored, invented, missed};

#[test]
fn seqcst_accesses_are_taken_for_acquire_and_release() {
    // ANCHOR: seqcst_accesses
    let outcomes = explored([
        |s| {
            s.x.store(1, SeqCst);
            s.y.load(SeqCst)
        },
        |s| {
            s.y.store(1, SeqCst);
            s.x.load(SeqCst)
        },
    ]);
    assert_eq!(invented(&[[0, 1], [1, 0], [1, 1]], &outcomes), [[0, 0]]);
    // ANCHOR_END: seqcst_accesses
}

/// ISA2 with a fence in the first thread and in the last, and none in the one between them.
fn three_in_a_row(fence_of_the_writer: fn(&Shared) -> u32, reader: fn(&Shared) -> u32) -> Outcomes<3> {
    let passes_on: fn(&Shared) -> u32 = |s| {
        let seen = s.y.load(Relaxed);
        s.z.store(1, Relaxed);
        seen
    };
    explored([fence_of_the_writer, passes_on, reader])
}

#[test]
fn a_seqcst_fence_orders_more_than_it_does() {
    // ANCHOR: seqcst_fences
    let outcomes = three_in_a_row(
        |s| {
            s.x.store(1, Relaxed);
            fence(SeqCst);
            s.y.store(1, Relaxed);
            0
        },
        |s| {
            let seen = s.z.load(Relaxed);
            fence(SeqCst);
            10 * seen + s.x.load(Relaxed)
        },
    );
    // y was read as 1 and z as 1, and yet x as 0: the thread between the two has no fence.
    assert_eq!(missed(&[[0, 1, 10]], &outcomes), [[0, 1, 10]]);
    // ANCHOR_END: seqcst_fences

    let weaker = three_in_a_row(
        |s| {
            s.x.store(1, Relaxed);
            fence(AcqRel);
            s.y.store(1, Relaxed);
            0
        },
        |s| {
            let seen = s.z.load(Relaxed);
            fence(AcqRel);
            10 * seen + s.x.load(Relaxed)
        },
    );
    assert!(missed(&[[0, 1, 10]], &weaker).is_empty(), "AcqRel fences show it");
}

/// Plain data, handed over with a fence on each side, of which the reader's comes too early.
// ANCHOR: fenced_race
fn handed_over(strength: Ordering) {
    let shared = Arc::new((Guarded::new(0), Shared::default()));
    let theirs = Arc::clone(&shared);
    let writer = thread::spawn(move || {
        let (data, s) = &*theirs;
        // Not SAFE: the reader may be reading.
        unsafe { data.write(|data| *data = 1) };
        fence(strength);
        if s.y.load(Relaxed) == 0 {
            s.z.store(1, Relaxed);
        }
    });
    let (data, s) = &*shared;
    s.y.store(1, Relaxed);
    fence(strength);
    // No Acquire, and no fence behind it: this load synchronises with nothing.
    if s.z.load(Relaxed) == 1 {
        // Not SAFE: nothing orders the write before this.
        unsafe { data.read(|&data| assert_eq!(data, 1)) };
    }
    writer.join().unwrap();
}
// ANCHOR_END: fenced_race

#[test]
fn a_data_race_passes_between_seqcst_fences() {
    // ANCHOR: race_passes
    loom::model(|| handed_over(SeqCst));
    assert!(catch_unwind(|| loom::model(|| handed_over(AcqRel))).is_err(), "the race is reported here");
    // ANCHOR_END: race_passes
}
