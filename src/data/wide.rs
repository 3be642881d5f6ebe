//! Generated images of MNIST's size, for lessons that compare speed.
//!
//! A network for 28 x 28 inputs has twenty times the weights of one for the digits, so that its
//! work outweighs the synchronisation around it. Images of that size are too many bytes to travel
//! inside the program; these are computed when they are asked for, in 10 to 25 ms.
//!
//! They come out the same on every platform, bit by bit, because no function of a mathematical
//! library is called: those may round differently from one system to the next.

use rand::rngs::ChaCha8Rng;
use rand::{Rng, RngExt};

use super::{Dataset, Split, generator};

const TRAIN: usize = 4096;
const TEST: usize = 1024;
const CLASSES: usize = 10;
/// Ways to draw a class, as people have ways to write a digit.
const STYLES: usize = 4;

const SIDE: usize = 28;
const PIXELS: usize = SIDE * SIDE;
/// A drawing is smooth: its brightness is chosen at points this many pixels apart.
const CELL: usize = 4;
const POINTS: usize = SIDE / CELL + 1;

/// What everything here is drawn from. A constant, so that all runs have the same images.
const SEED: u64 = 0;

// These make the set as hard as it is, together with the styles. A 784-128-10 perceptron (learning
// rate 0.1, batch 64) gets 60 to 80 of 100 test images right after one epoch, about 91 after two,
// 95 after three, 98 after five: slow enough to see approaches differ, and never all right.
/// The least share that an image has of its own class's drawing. The rest is of another class's.
const OWN: f32 = 0.65;
/// The least brightness of an image; the greatest is 1.
const DIM: f32 = 0.5;
/// The standard deviation of a pixel's noise.
const NOISE: f32 = 0.2;

type Image = [f32; PIXELS];

/// 4096 training and 1024 test images of 28 x 28 pixels, 0 to 1, in 10 classes of equal size (give
/// or take one image).
///
/// Each image is a blurred drawing of its class, seen through a fainter one of another class,
/// under a light of its own, with noise on every pixel.
pub fn wide() -> Split {
    let mut random = generator(SEED, "wide");
    let drawings: Vec<Image> = (0..CLASSES * STYLES).map(|_| drawing(&mut random)).collect();
    Split { train: images(TRAIN, &drawings, &mut random), test: images(TEST, &drawings, &mut random) }
}

/// A smooth drawing: random points on a coarse grid, and straight lines between them.
fn drawing(random: &mut ChaCha8Rng) -> Image {
    // Squared, so that most of a drawing is dark and some of it bright, as ink on paper is.
    let points: [[f32; POINTS]; POINTS] = std::array::from_fn(|_| {
        std::array::from_fn(|_| {
            let brightness: f32 = random.random();
            brightness * brightness
        })
    });
    std::array::from_fn(|pixel| {
        let (y, x) = (pixel / SIDE, pixel % SIDE);
        let [above, below] = [points[y / CELL], points[y / CELL + 1]];
        let along = |row: [f32; POINTS]| between(row[x / CELL], row[x / CELL + 1], x % CELL);
        between(along(above), along(below), y % CELL)
    })
}

/// The brightness `step` pixels after a point of brightness `here`, on the way to the next one.
fn between(here: f32, next: f32, step: usize) -> f32 {
    let way = (step as f32 + 0.5) / CELL as f32;
    here + way * (next - here)
}

/// `count` images, their classes in turn.
fn images(count: usize, drawings: &[Image], random: &mut ChaCha8Rng) -> Dataset {
    let mut inputs = Vec::with_capacity(count * PIXELS);
    let labels: Vec<u8> = (0..count).map(|row| (row % CLASSES) as u8).collect();
    for &label in &labels {
        let class = usize::from(label);
        let other = (class + random.random_range(1..CLASSES)) % CLASSES;
        let own_drawing = &drawings[class * STYLES + random.random_range(0..STYLES)];
        let other_drawing = &drawings[other * STYLES + random.random_range(0..STYLES)];
        let own = OWN + (1.0 - OWN) * random.random::<f32>();
        let light = DIM + (1.0 - DIM) * random.random::<f32>();
        inputs.extend(own_drawing.iter().zip(other_drawing).map(|(mine, theirs)| {
            let seen = light * (own * mine + (1.0 - own) * theirs);
            (seen + NOISE * bell(random)).clamp(0.0, 1.0)
        }));
    }
    Dataset::new(SIDE, SIDE, CLASSES, inputs, labels)
}

/// A random number with mean 0 and standard deviation 1, bell-shaped as sums of independent numbers
/// are: here the four bytes of one random `u32`.
fn bell(random: &mut ChaCha8Rng) -> f32 {
    // A byte has mean 127.5 and variance (256 * 256 - 1) / 12; means and variances add up.
    const MEAN: f32 = 510.0;
    const DEVIATION: f32 = 147.8;
    let sum: u32 = random.next_u32().to_le_bytes().into_iter().map(u32::from).sum();
    (sum as f32 - MEAN) / DEVIATION
}
