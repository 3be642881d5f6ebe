//! The radial-basis network: each of its units answers to images near one image of its own.
//!
//! It stands here to show that the trainers do not care what they train. It has a [`gradient`](Network::gradient), so
//! every one of them trains it as it is.

use std::fmt;
use std::ops::Range;

use rand::RngExt;

use super::matrix::{Matrix, multiply};
use super::perceptron::cross_entropy::cross_entropy;
use super::perceptron::dense::Dense;
use super::perceptron::{gather, initial, loops};
use super::{Classifier, Network};
use crate::data::{Batch, generator};

/// A radial-basis network, for images that belong to one of several classes.
///
/// A unit with centre c makes exp(-|x - c|² / s) of an image x; a dense layer, softmax and cross-entropy follow
/// (Broomhead and Lowe 1988, Multivariable functional interpolation and adaptive networks). The centres are learned
/// with the rest; s is a sixth of the number of inputs, which is about the square of the distance between two images
/// of digits.
///
/// The weights are flat: the centres, one after another, then the dense layer as the perceptron has it.
#[derive(Clone, Debug)]
pub struct RadialBasis {
    inputs: usize,
    units: usize,
    last: Dense,
}

/// Memory for the gradient of a batch of so many images. All matrices have one row an image.
#[derive(Clone, Debug)]
pub struct Answers {
    images: Vec<f32>,
    /// c·c of each unit's centre.
    squares: Vec<f32>,
    /// What each unit makes of the image.
    answers: Vec<f32>,
    /// The derivatives of the loss by the answers; times their own derivatives by the squared distance, in the end.
    pulls: Vec<f32>,
    logits: Vec<f32>,
    deltas: Vec<f32>,
}

/// The parts of the memory that an image goes through.
struct Forward<'a> {
    squares: &'a mut [f32],
    answers: &'a mut [f32],
    logits: &'a mut [f32],
}

impl RadialBasis {
    /// A network of `units` units.
    ///
    /// # Panics
    /// If one of the numbers is 0.
    pub fn new(inputs: usize, units: usize, classes: usize) -> Self {
        assert!(inputs > 0 && units > 0 && classes > 0, "no part of the network is empty");
        RadialBasis { inputs, units, last: Dense { inputs: units, outputs: classes, start: inputs * units } }
    }

    /// s in exp(-|x - c|² / s).
    fn spread(&self) -> f32 {
        self.inputs as f32 / 6.0
    }

    fn centres<'a>(&self, weights: &'a [f32]) -> Matrix<'a> {
        Matrix::new(&weights[..self.last.start], self.units, self.inputs)
    }

    /// Leaves the logits, without their biases, at the start of `logits`.
    fn forward(&self, weights: &[f32], images: &[f32], scratch: Forward<'_>) {
        let count = images.len() / self.inputs;
        let Forward { squares, answers, logits } = scratch;
        let answers = &mut answers[..count * self.units];
        // |x - c|² = x·x - 2 x·c + c·c, and all the x·c together are a matrix product.
        multiply(Matrix::new(images, count, self.inputs), self.centres(weights).transposed(), answers);
        let square = |vector: &[f32]| vector.iter().map(|x| x * x).sum::<f32>();
        for (own, centre) in squares.iter_mut().zip(weights[..self.last.start].chunks_exact(self.inputs)) {
            *own = square(centre);
        }
        for (image, row) in images.chunks_exact(self.inputs).zip(answers.chunks_exact_mut(self.units)) {
            let image = square(image);
            for (answer, centre) in row.iter_mut().zip(&*squares) {
                *answer = ((2.0 * *answer - image - centre) / self.spread()).exp();
            }
        }
        self.last.forward(weights, answers, &mut logits[..count * self.last.outputs]);
    }
}

impl Network for RadialBasis {
    type Scratch = Answers;

    fn weights(&self) -> usize {
        self.last.range().end
    }

    fn layers(&self) -> Vec<Range<usize>> {
        vec![0..self.last.start, self.last.range()]
    }

    fn scratch(&self, batch: usize) -> Answers {
        let zeros = |numbers: usize| vec![0.0; batch * numbers];
        let (images, answers, logits) = (zeros(self.inputs), zeros(self.units), zeros(self.last.outputs));
        let squares = vec![0.0; self.units];
        Answers { images, squares, pulls: answers.clone(), answers, deltas: logits.clone(), logits }
    }

    fn gradient(
        &self,
        weights: &[f32],
        batch: Batch<'_>,
        gradient: &mut [f32],
        scratch: &mut Answers,
    ) -> f32 {
        assert_eq!(batch.features(), self.inputs, "inputs of an image, and of the network {self}");
        let Answers { images, squares, answers, pulls, logits, deltas } = scratch;
        let images = gather(batch, images);
        self.forward(weights, images, Forward { squares, answers, logits });
        let (count, numbers) = (batch.len(), batch.len() * self.last.outputs);
        let (logits, deltas) = (&mut logits[..numbers], &mut deltas[..numbers]);
        let biases = self.last.biases(weights);
        let loss = cross_entropy(logits, biases, batch.labels(), batch.whole(), deltas);
        let (answers, pulls) = (&answers[..count * self.units], &mut pulls[..count * self.units]);
        self.last.gradient(answers, deltas, gradient);
        self.last.backward(weights, deltas, pulls);
        // An answer's derivative by its centre is (x - c) times this.
        let factor = 2.0 / self.spread();
        for (pull, answer) in pulls.iter_mut().zip(answers) {
            *pull *= factor * answer;
        }
        let centres = &mut gradient[..self.last.start];
        let pulled = Matrix::new(pulls, count, self.units).transposed();
        multiply(pulled, Matrix::new(images, count, self.inputs), centres);
        for (unit, slope) in centres.chunks_exact_mut(self.inputs).enumerate() {
            let sum: f32 = pulls.iter().skip(unit).step_by(self.units).sum();
            let centre = &weights[unit * self.inputs..][..self.inputs];
            for (slope, coordinate) in slope.iter_mut().zip(centre) {
                *slope -= sum * coordinate;
            }
        }
        loss
    }
}

impl Classifier for RadialBasis {
    fn inputs(&self) -> usize {
        self.inputs
    }

    fn classes(&self) -> usize {
        self.last.outputs
    }

    fn flops(&self) -> usize {
        2 * self.units * (2 * self.inputs + 3 * self.last.outputs)
    }

    /// Centres all over the room in which images are, numbers from 0 to 1; the dense layer as the perceptron's.
    fn initial(&self, seed: u64) -> Vec<f32> {
        let mut random = generator(seed, "centres");
        let mut weights: Vec<f32> = (0..self.last.start).map(|_| random.random()).collect();
        weights.extend_from_slice(&initial::of([&self.last], seed)[self.last.start..]);
        weights
    }

    fn room(&self, scratch: &Answers) -> usize {
        scratch.images.len() / self.inputs
    }

    fn logits<'a>(&self, weights: &[f32], images: &[f32], scratch: &'a mut Answers) -> &'a [f32] {
        let Answers { squares, answers, logits, .. } = scratch;
        self.forward(weights, images, Forward { squares, answers, logits });
        let logits = &mut logits[..images.len() / self.inputs * self.last.outputs];
        loops::add(logits, self.last.biases(weights));
        logits
    }
}

/// The sizes, joined by hyphens: 64-~100-10.
impl fmt::Display for RadialBasis {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-~{}-{}", self.inputs, self.units, self.last.outputs)
    }
}
