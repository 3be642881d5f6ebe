//! Images that arrive at a network, one after another or all at once, and how long they wait for their answer.

use std::time::{Duration, Instant};

use super::work;
use crate::data::Dataset;
use crate::network::{Classifier, is_right};
use crate::sync::channel::{Receiver, unbounded};
use crate::sync::thread;

/// How images arrive, and who answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Load {
    /// Threads that answer.
    pub workers: usize,
    /// Images at most that one of them takes at a time.
    pub most: usize,
    /// How many images arrive in all. They are those of the dataset, again and again.
    pub images: usize,
    /// How many arrive in a second; `None` where all are there at the beginning.
    pub rate: Option<f64>,
}

/// What was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// Images that were answered, in a second, from the first arrival to the last answer.
    pub throughput: f64,
    /// From an image's arrival to its answer: the median.
    pub median: Duration,
    /// The same for the slowest of a hundred.
    pub slowest: Duration,
    /// Images in a batch, on average.
    pub batch: f64,
    /// How many were answered as their labels say. It does not depend on who answered, or in which batch.
    pub correct: usize,
}

/// An image that waits for its answer.
#[derive(Clone, Copy, Debug)]
struct Request {
    image: usize,
    at: Instant,
}

/// What a worker has to tell in the end.
struct Told {
    waits: Vec<Duration>,
    batches: usize,
    correct: usize,
    last: Option<Instant>,
}

/// Answers images with `network` and these weights, which nobody changes meanwhile.
///
/// # Panics
/// If there is no image, no worker, or room for none in a batch.
pub fn answer<N: Classifier>(network: &N, weights: &[f32], images: &Dataset, load: Load) -> Answered {
    assert!(
        load.images > 0 && load.workers > 0 && load.most > 0 && !images.is_empty(),
        "nothing to do: {load:?}"
    );
    let (start, told) = thread::scope(|scope| {
        let (ask, queue) = unbounded();
        let told: Vec<_> = (0..load.workers)
            .map(|_| {
                let queue = queue.clone();
                scope.spawn(move || one_worker(network, weights, images, load.most, &queue))
            })
            .collect();
        drop(queue);
        let start = Instant::now();
        for number in 0..load.images {
            let at = match load.rate {
                None => start,
                Some(rate) => wait_until(start + Duration::from_secs_f64(number as f64 / rate)),
            };
            let request = Request { image: number % images.len(), at };
            ask.send(request).expect("the workers stay until the queue is closed");
        }
        drop(ask);
        let told = told
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        (start, told.collect::<Vec<_>>())
    });
    let mut waits: Vec<_> = told.iter().flat_map(|told| &told.waits).copied().collect();
    waits.sort_unstable();
    let batches: usize = told.iter().map(|told| told.batches).sum();
    let last = told.iter().filter_map(|told| told.last).max().unwrap_or(start);
    Answered {
        throughput: load.images as f64 / last.duration_since(start).as_secs_f64(),
        median: waits[waits.len() / 2],
        slowest: waits[(waits.len() * 99 / 100).min(waits.len() - 1)],
        batch: load.images as f64 / batches as f64,
        correct: told.iter().map(|told| told.correct).sum(),
    }
}

fn one_worker<N: Classifier>(
    network: &N,
    weights: &[f32],
    images: &Dataset,
    most: usize,
    queue: &Receiver<Request>,
) -> Told {
    let mut scratch = network.scratch(most);
    let mut pixels = vec![0.0; most * images.features()];
    let mut told = Told { waits: Vec::new(), batches: 0, correct: 0, last: None };
    work(queue, most, &mut Vec::with_capacity(most), |requests| {
        let pixels = &mut pixels[..requests.len() * images.features()];
        for (request, place) in requests.iter().zip(pixels.chunks_exact_mut(images.features())) {
            place.copy_from_slice(images.image(request.image));
        }
        let logits = network.logits(weights, pixels, &mut scratch);
        for (request, logits) in requests.iter().zip(logits.chunks_exact(network.classes())) {
            told.correct += usize::from(is_right(logits, images.labels()[request.image]));
        }
        let now = Instant::now();
        told.waits.extend(requests.iter().map(|request| now.duration_since(request.at)));
        told.batches += 1;
        told.last = Some(now);
    });
    told
}

/// Sleeps until this moment, and returns it. It wakes up a little late; the images count as having come in time, so
/// what they wait for that reason is in the figures too.
fn wait_until(moment: Instant) -> Instant {
    let left = moment.saturating_duration_since(Instant::now());
    if !left.is_zero() {
        std::thread::sleep(left);
    }
    moment
}
