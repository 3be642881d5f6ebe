//! The convolutional network: filters of 3 x 3 pixels, pooling, and a dense layer at the end.
//!
//! A filter looks at every 3 x 3 patch of an image with the same weights. Written out, patch after patch, that is a
//! dense layer whose "images" are the patches, and so nearly all of this network is the perceptron's code: its matrix
//! products, its rectifier, its cross-entropy and its initial weights. What is new is moving numbers: into patches and
//! back in `patches`, and to a quarter and back in `pool`.
//!
//! None of it knows a thread. The trainers take this network as they take any other.

mod block;
mod patches;
mod pool;

use std::fmt;
use std::ops::Range;

use self::block::{Block, Room};
use super::perceptron::cross_entropy::cross_entropy;
use super::perceptron::dense::Dense;
use super::perceptron::{gather, initial, loops};
use super::{Classifier, Multiplication, Network};
use crate::data::Batch;

/// A convolutional network, for images that belong to one of several classes.
///
/// Blocks of a convolution by filters of 3 x 3 pixels (the image's edge is continued by zeros, so that it keeps its
/// size), the rectifier max(0, x), and the largest of each 2 x 2 pixels; then one dense layer, softmax, and
/// cross-entropy as the loss (LeCun, Bottou, Bengio and Haffner 1998, Gradient-based learning applied to document
/// recognition; the arrangement of a block is that of Simonyan and Zisserman 2014, arXiv 1409.1556).
///
/// The weights are flat, layer after layer. Those of a block are a matrix, one row for each number of a patch (pixel by
/// pixel, and of each pixel its channels) and one column for each filter; then the biases, one a filter.
#[derive(Clone, Debug)]
pub struct Convolution {
    height: usize,
    width: usize,
    /// Never empty. What a block puts out is what the next one takes in.
    blocks: Vec<Block>,
    last: Dense,
}

impl Convolution {
    /// A network for images of `height` x `width` pixels, with a block for each of `filters`, which says how many
    /// filters it has. Each block halves height and width; an odd last row or column is dropped.
    ///
    /// # Panics
    /// If there is no block, a block has no filter, there is no class, or nothing is left of an image after the last
    /// block.
    pub fn new(height: usize, width: usize, filters: &[usize], classes: usize) -> Self {
        assert!(!filters.is_empty(), "a convolutional network has at least one block");
        assert!(!filters.contains(&0) && classes > 0, "no block is without filters, and there is a class");
        let (mut rows, mut columns, mut channels, mut start) = (height, width, 1, 0);
        let mut blocks = Vec::new();
        for &filters in filters {
            let block = Block::new(rows, columns, channels, filters, start);
            (rows, columns, channels, start) = (rows / 2, columns / 2, filters, block.filters.range().end);
            blocks.push(block);
        }
        let left = rows * columns;
        assert!(left > 0, "{} blocks leave nothing of an image of {height} x {width} pixels", blocks.len());
        Convolution {
            height,
            width,
            blocks,
            last: Dense { inputs: left * channels, outputs: classes, start },
        }
    }

    /// The matrix products on the way from `images` images to their logits, each of which needs the whole of the one
    /// before.
    pub fn products(&self, images: usize) -> Vec<Multiplication> {
        let of_block = |block: &Block| Multiplication {
            rows: images * block.pixels(),
            inner: block.filters.inputs,
            columns: block.filters.outputs,
        };
        let last = Multiplication { rows: images, inner: self.last.inputs, columns: self.last.outputs };
        self.blocks.iter().map(of_block).chain([last]).collect()
    }

    /// Leaves the logits of `images`, without their biases, at the start of `scratch.logits`.
    fn forward(&self, weights: &[f32], images: &[f32], scratch: &mut Rooms) {
        let count = images.len() / self.inputs();
        let mut inputs = images;
        for (block, room) in self.blocks.iter().zip(&mut scratch.blocks) {
            inputs = block.forward(weights, inputs, count, room);
        }
        self.last.forward(weights, inputs, &mut scratch.logits[..count * self.classes()]);
    }

    /// Overwrites `gradient`, given what [`forward`](Convolution::forward) left, and the deltas of the logits.
    fn backward(&self, weights: &[f32], count: usize, gradient: &mut [f32], scratch: &mut Rooms) {
        let deltas = &scratch.deltas[..count * self.classes()];
        let room = scratch.blocks.last_mut().expect("there is a block");
        let values = count * self.last.inputs;
        self.last.gradient(&room.pooled[..values], deltas, gradient);
        self.last.backward(weights, deltas, &mut room.pooled_deltas[..values]);
        for (index, block) in self.blocks.iter().enumerate().rev() {
            let (before, from_here) = scratch.blocks.split_at_mut(index);
            let inputs = before.last_mut().map(|room| &mut room.pooled_deltas[..]);
            block.backward(weights, count, gradient, &mut from_here[0], inputs);
        }
    }
}

/// Memory for the gradient of a batch of so many images, allocated once a worker.
#[derive(Clone, Debug)]
pub struct Rooms {
    /// The images, side by side.
    images: Vec<f32>,
    blocks: Vec<Room>,
    /// `batch` x `classes`.
    logits: Vec<f32>,
    /// The derivatives of the loss by the logits.
    deltas: Vec<f32>,
}

impl Network for Convolution {
    type Scratch = Rooms;

    fn weights(&self) -> usize {
        self.last.range().end
    }

    fn layers(&self) -> Vec<Range<usize>> {
        let blocks = self.blocks.iter().map(|block| block.filters.range());
        blocks.chain([self.last.range()]).collect()
    }

    fn scratch(&self, batch: usize) -> Rooms {
        let logits = vec![0.0; batch * self.classes()];
        Rooms {
            images: vec![0.0; batch * self.inputs()],
            blocks: self.blocks.iter().map(|block| Room::new(block, batch)).collect(),
            deltas: logits.clone(),
            logits,
        }
    }

    fn gradient(&self, weights: &[f32], batch: Batch<'_>, gradient: &mut [f32], scratch: &mut Rooms) -> f32 {
        assert_eq!(batch.features(), self.inputs(), "inputs of an image, and of the network {self}");
        let mut images = std::mem::take(&mut scratch.images);
        self.forward(weights, gather(batch, &mut images), scratch);
        scratch.images = images;
        let logits = batch.len() * self.classes();
        let loss = cross_entropy(
            &mut scratch.logits[..logits],
            self.last.biases(weights),
            batch.labels(),
            batch.whole(),
            &mut scratch.deltas[..logits],
        );
        self.backward(weights, batch.len(), gradient, scratch);
        loss
    }
}

impl Classifier for Convolution {
    fn inputs(&self) -> usize {
        self.height * self.width
    }

    fn classes(&self) -> usize {
        self.last.outputs
    }

    /// A filter's weights take part in three products for each pixel, those of the first block in two: nobody wants the
    /// derivatives by the pixels of an image.
    fn flops(&self) -> usize {
        let products = |block: &Block| if block.filters.start == 0 { 2 } else { 3 };
        let of_block =
            |block: &Block| products(block) * block.pixels() * block.filters.inputs * block.filters.outputs;
        let blocks: usize = self.blocks.iter().map(of_block).sum();
        2 * (blocks + 3 * self.last.inputs * self.last.outputs)
    }

    fn initial(&self, seed: u64) -> Vec<f32> {
        initial::of(self.blocks.iter().map(|block| &block.filters).chain([&self.last]), seed)
    }

    fn room(&self, scratch: &Rooms) -> usize {
        scratch.images.len() / self.inputs()
    }

    fn logits<'a>(&self, weights: &[f32], images: &[f32], scratch: &'a mut Rooms) -> &'a [f32] {
        self.forward(weights, images, scratch);
        let logits = &mut scratch.logits[..images.len() / self.inputs() * self.classes()];
        loops::add(logits, self.last.biases(weights));
        logits
    }
}

/// The image, the filters of each block, and the classes: 28x28-16-32-10.
impl fmt::Display for Convolution {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}x{}", self.height, self.width)?;
        self.blocks.iter().try_for_each(|block| write!(formatter, "-{}", block.filters.outputs))?;
        write!(formatter, "-{}", self.classes())
    }
}
