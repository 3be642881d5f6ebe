//! A block: a convolution, the rectifier, and the largest of each 2 x 2 pixels.

use super::super::perceptron::dense::Dense;
use super::super::perceptron::loops::add_and_rectify;
use super::patches::{PATCH, add_patches, frame, patches, unframe};
use super::pool::{pool, unpool};

/// A block of the network.
///
/// Images are rows of pixels, and a pixel is its channels, side by side: `height` x `width` x `channels` numbers. So a
/// row of a patch, which is three pixels, lies in one piece, and an image's pixels are the rows of a matrix.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub height: usize,
    pub width: usize,
    /// Numbers a pixel.
    pub channels: usize,
    /// From a patch to what the filters make of it, which is the pixel at its middle.
    pub filters: Dense,
}

impl Block {
    /// A block for such images, whose first weight is at `start`.
    pub fn new(height: usize, width: usize, channels: usize, filters: usize, start: usize) -> Self {
        let filters = Dense { inputs: PATCH * channels, outputs: filters, start };
        Block { height, width, channels, filters }
    }

    /// Pixels of an image.
    pub fn pixels(&self) -> usize {
        self.height * self.width
    }

    /// Numbers of an image after the block.
    fn pooled(&self) -> usize {
        (self.height / 2) * (self.width / 2) * self.filters.outputs
    }

    /// What `count` images become. Leaves in `room` what [`backward`](Block::backward) needs.
    pub fn forward<'a>(
        &self,
        weights: &[f32],
        images: &[f32],
        count: usize,
        room: &'a mut Room,
    ) -> &'a [f32] {
        let pixels = count * self.pixels();
        let framed = &mut room.framed[..count * self.framed()];
        frame(self, &images[..pixels * self.channels], framed);
        let rows = &mut room.patches[..pixels * self.filters.inputs];
        patches(self, framed, rows);
        let outputs = &mut room.outputs[..pixels * self.filters.outputs];
        self.filters.forward(weights, rows, outputs);
        add_and_rectify(outputs, self.filters.biases(weights));
        let pooled = &mut room.pooled[..count * self.pooled()];
        pool(self.height, self.width, self.filters.outputs, outputs, pooled);
        pooled
    }

    /// Overwrites the block's part of `gradient`, given the deltas of what it put out in `room`; and the deltas of what
    /// it took in, if somebody wants them.
    pub fn backward(
        &self,
        weights: &[f32],
        count: usize,
        gradient: &mut [f32],
        room: &mut Room,
        inputs: Option<&mut [f32]>,
    ) {
        let pixels = count * self.pixels();
        let outputs = &room.outputs[..pixels * self.filters.outputs];
        let deltas = &mut room.deltas[..pixels * self.filters.outputs];
        let pooled = (&room.pooled[..count * self.pooled()], &room.pooled_deltas[..count * self.pooled()]);
        unpool(self.height, self.width, self.filters.outputs, outputs, pooled, deltas);
        let rows = &mut room.patches[..pixels * self.filters.inputs];
        self.filters.gradient(rows, deltas, gradient);
        if let Some(inputs) = inputs {
            // The patches have done their work: their deltas take their place.
            self.filters.backward(weights, deltas, rows);
            let framed = &mut room.framed_deltas[..count * self.framed()];
            add_patches(self, rows, framed);
            unframe(self, framed, &mut inputs[..pixels * self.channels]);
        }
    }

    /// Numbers of an image with a frame of one pixel around it.
    pub fn framed(&self) -> usize {
        (self.height + 2) * (self.width + 2) * self.channels
    }
}

/// What a block needs for so many images.
#[derive(Clone, Debug)]
pub(super) struct Room {
    /// The images with a frame of zeros around them.
    framed: Vec<f32>,
    /// Their patches, one a row; after the gradient, the deltas of the patches.
    patches: Vec<f32>,
    /// What the filters made of the patches, rectified.
    outputs: Vec<f32>,
    /// The derivatives of the loss by the outputs, as they were before the rectifier.
    deltas: Vec<f32>,
    /// The largest of each 2 x 2 outputs.
    pub pooled: Vec<f32>,
    /// The derivatives of the loss by them.
    pub pooled_deltas: Vec<f32>,
    /// The derivatives of the loss by the images, frame and all. Empty for the first block, which has no use for it.
    framed_deltas: Vec<f32>,
}

impl Room {
    /// Memory for `batch` images.
    pub fn new(block: &Block, batch: usize) -> Self {
        let zeros = |numbers: usize| vec![0.0; batch * numbers];
        let outputs = block.pixels() * block.filters.outputs;
        let is_first = block.filters.start == 0;
        Room {
            framed: zeros(block.framed()),
            patches: zeros(block.pixels() * block.filters.inputs),
            outputs: zeros(outputs),
            deltas: zeros(outputs),
            pooled: zeros(block.pooled()),
            pooled_deltas: zeros(block.pooled()),
            framed_deltas: zeros(if is_first { 0 } else { block.framed() }),
        }
    }
}
