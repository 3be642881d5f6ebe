//! Two workers that add to a gradient each, in buffers that are neighbours or lie weight by weight in turn.

use std::hint::black_box;
use std::sync::Mutex;

use super::{Case, in_turns, ratio};
use crate::machine::CacheLine;
use crate::sync::AtomicF32;
use crate::sync::atomic::Ordering::Relaxed;

/// Weights of a gradient. The last is the network of lesson 1.
pub const WEIGHTS: [usize; 5] = [4, 16, 64, 256, 4810];

/// Additions that a worker makes in a turn, about. Of those to plain memory several go at a time.
const ADDITIONS: usize = 1_500_000;
const IN_TURN: usize = 300_000;

/// What was measured, for gradients of so many weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gradients {
    /// Weights of a gradient.
    pub weights: usize,
    /// How many times as long it takes where one buffer begins where the other ends, as where both have lines of their own.
    pub side_by_side: f64,
    /// The same where the first weight of one is followed by the first of the other, and so on.
    pub in_turn: f64,
}

/// Measures.
pub fn measure(line: CacheLine) -> Vec<Gradients> {
    WEIGHTS.into_iter().map(|weights| of(weights, line)).collect()
}

/// Numbers of an `f32` in a line.
fn in_a_line(line: CacheLine) -> usize {
    line.bytes / size_of::<f32>()
}

fn of(weights: usize, line: CacheLine) -> Gradients {
    // The first buffer begins in the middle of a line: an allocator does not promise where.
    let (mut near, mut far) = (room(2 * weights, line), room(2 * weights, line));
    let middle = in_a_line(line) / 2;
    let near = on_a_line(&mut near, line)[middle..][..2 * weights].split_at_mut(weights);
    let far = on_a_line(&mut far, line)[middle..].split_at_mut(weights);
    // What follows the first buffer up to the end of a line, and one line more, is nobody's.
    let gap = 2 * in_a_line(line) - (middle + weights) % in_a_line(line);
    let near = [near.0, near.1].map(Mutex::new);
    let far = [far.0, &mut far.1[gap..][..weights]].map(Mutex::new);
    let add = |buffer: &Mutex<&mut [f32]>| {
        // Locked once in a turn. What is measured is what happens while it is held.
        let mut buffer = buffer.lock().expect("nobody panics");
        for _ in 0..ADDITIONS / weights {
            for weight in black_box(&mut **buffer) {
                *weight += 1.0;
            }
        }
    };
    let zeros = || (0..2 * weights).map(|_| AtomicF32::new(0.0)).collect::<Vec<_>>();
    let (shared, own) = (zeros(), [zeros(), zeros()]);
    // Plain memory that two threads write in turn cannot be shared out as slices, so these are atomics.
    let add_in_turn = |buffer: &[AtomicF32], me: usize| {
        for _ in 0..IN_TURN / weights {
            for weight in black_box(buffer).chunks_exact(2) {
                weight[me].store(weight[me].load(Relaxed) + 1.0, Relaxed);
            }
        }
    };
    let measured = in_turns(&[
        Case::both(|me| add(&near[me])),
        Case::both(|me| add(&far[me])),
        Case::both(|me| add_in_turn(&shared, me)),
        Case::both(|me| add_in_turn(&own[me], me)),
    ]);
    Gradients {
        weights,
        side_by_side: ratio(&measured[0], &measured[1]),
        in_turn: ratio(&measured[2], &measured[3]),
    }
}

/// Memory with room for so many numbers from the beginning of a line on, and for some lines more.
fn room(numbers: usize, line: CacheLine) -> Vec<f32> {
    vec![0.0; numbers + 5 * in_a_line(line)]
}

/// The same from the beginning of its first whole line on.
fn on_a_line(room: &mut [f32], line: CacheLine) -> &mut [f32] {
    let start = room.as_ptr().align_offset(line.bytes).min(room.len());
    &mut room[start..]
}
