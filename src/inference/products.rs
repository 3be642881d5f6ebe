//! Two ways to use two threads for the products of a network: inside each product, or across the images.

use std::time::{Duration, Instant};

use crate::network::{Convolution, Multiplication};
use crate::sync::{Barrier, workers};

/// How the work is shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// One thread does all of it.
    Alone,
    /// Each thread does its rows of every product, and all meet before the next, which needs all rows of this one.
    Inside,
    /// Each thread has images of its own, and they never meet.
    Across,
}

/// How long the forward products of `images` images take, on `threads` threads if they are shared. The median of
/// several `rounds`, by image.
///
/// # Panics
/// If a number is 0.
pub fn time(
    network: &Convolution,
    images: usize,
    threads: usize,
    sharing: Sharing,
    rounds: usize,
) -> Duration {
    let (threads, images_each) = match sharing {
        Sharing::Alone => (1, images),
        Sharing::Inside => (threads, images),
        Sharing::Across => (threads, images.div_ceil(threads)),
    };
    let barrier = Barrier::new(threads);
    let times = workers(threads, |me| {
        let mut products = network.products(images_each);
        if sharing == Sharing::Inside {
            let share = |product: &Multiplication| product.rows_of(me, threads);
            products = products.iter().map(share).collect();
        }
        let mut memory: Vec<_> = products.iter().map(Multiplication::memory).collect();
        let one_round = |memory: &mut [_]| {
            for (product, memory) in products.iter().zip(memory) {
                product.multiply(memory);
                if sharing == Sharing::Inside {
                    barrier.wait().expect("nobody gives up");
                }
            }
        };
        one_round(&mut memory);
        let mut times: Vec<_> = (0..rounds)
            .map(|_| {
                barrier.wait().expect("nobody gives up");
                let start = Instant::now();
                one_round(&mut memory);
                start.elapsed()
            })
            .collect();
        times.sort_unstable();
        times[times.len() / 2]
    });
    // Across images each thread has done a part of them; else all have worked at the same ones.
    let done = if sharing == Sharing::Across { images_each * threads } else { images };
    *times.iter().max().expect("there is a thread") / u32::try_from(done).expect("not that many images")
}
