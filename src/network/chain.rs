//! The network that shows what it was computed with: its final weights tell of a weight that changed too early and of an
//! activation that was overwritten.

use std::ops::Range;

use super::Network;
use super::layered::{Layer, Layered};
use crate::data::Batch;
use crate::sync::planned_panic;

/// A chain of layers that only multiply and add: a perceptron without biases, without the rectifier, and with minus the
/// mean of its outputs for a loss.
///
/// [`Tally`](super::Tally) counts updates, whatever they were made of. Here a gradient is a product of activations and of other
/// layers' weights, so it matters which ones were read. From weights that are all 1, with images that are all 1 and with
/// rate 1, each update doubles each weight of `1-1-1`, and of `1-2-1`: 1, 2, 4. Whatever else comes out is the work of the threads.
#[derive(Clone, Debug)]
pub struct Chain {
    layers: Vec<Product>,
    /// In which layer it panics, if it is asked to.
    panics: Option<usize>,
}

/// A layer of a [`Chain`]: each output is a sum of all inputs, each times a weight.
#[derive(Clone, Debug)]
pub struct Product {
    inputs: usize,
    outputs: usize,
    panics: bool,
}

impl Chain {
    /// A chain of the given sizes, inputs first: `&[1, 2, 1]` has two layers.
    pub fn new(sizes: &[usize]) -> Self {
        let layer = |pair: &[usize]| Product { inputs: pair[0], outputs: pair[1], panics: false };
        Chain { layers: sizes.windows(2).map(layer).collect(), panics: None }
    }

    /// The same, which panics in the layer with this number, in its forward pass: of a layer that is split, in the last
    /// column.
    pub fn panicking_in(self, layer: usize) -> Self {
        Chain { panics: Some(layer), ..self }
    }
}

impl Network for Chain {
    type Scratch = ();

    fn weights(&self) -> usize {
        self.layers.iter().map(Layer::weights).sum()
    }

    fn layers(&self) -> Vec<Range<usize>> {
        let mut start = 0;
        let range = |layer: &Product| {
            start += layer.weights();
            start - layer.weights()..start
        };
        self.layers.iter().map(range).collect()
    }

    fn scratch(&self, _batch: usize) {}

    /// Layer by layer, as it is written; it allocates, since it is small.
    fn gradient(&self, weights: &[f32], batch: Batch<'_>, gradient: &mut [f32], _scratch: &mut ()) -> f32 {
        let ranges = self.layers();
        let mut activations = vec![vec![0.0; batch.len() * self.layers[0].inputs]];
        self.images(batch, &mut activations[0]);
        for (number, range) in ranges.iter().enumerate() {
            let layer = self.layer(number);
            let mut outputs = vec![0.0; batch.len() * layer.outputs];
            layer.forward(&weights[range.clone()], &activations[number], &mut outputs);
            activations.push(outputs);
        }
        let last = ranges.len() - 1;
        let mut outputs = activations.pop().expect("at least one layer");
        let mut deltas = outputs.clone();
        let loss = self.loss(&weights[ranges[last].clone()], &mut outputs, batch, &mut deltas);
        for (number, range) in ranges.iter().enumerate().rev() {
            let inputs = &activations[number];
            let mut input_deltas = vec![0.0; inputs.len()];
            let gradient = &mut gradient[range.clone()];
            self.layer(number).backward(
                &weights[range.clone()],
                inputs,
                &deltas,
                gradient,
                Some(&mut input_deltas),
            );
            deltas = input_deltas;
        }
        loss
    }
}

impl Layered for Chain {
    type Layer = Product;

    fn layer(&self, number: usize) -> Product {
        Product { panics: self.panics == Some(number), ..self.layers[number].clone() }
    }

    fn images(&self, batch: Batch<'_>, inputs: &mut [f32]) {
        let values = batch.images().flatten();
        inputs.iter_mut().zip(values).for_each(|(input, value)| *input = *value);
    }

    fn loss(&self, _weights: &[f32], outputs: &mut [f32], batch: Batch<'_>, deltas: &mut [f32]) -> f32 {
        let share = 1.0 / batch.whole() as f32;
        deltas.fill(-share);
        -share * outputs.iter().sum::<f32>()
    }
}

impl Layer for Product {
    fn inputs(&self) -> usize {
        self.inputs
    }

    fn outputs(&self) -> usize {
        self.outputs
    }

    fn weights(&self) -> usize {
        self.inputs * self.outputs
    }

    fn forward(&self, weights: &[f32], inputs: &[f32], outputs: &mut [f32]) {
        if self.panics {
            planned_panic("the chain was asked to panic");
        }
        outputs.fill(0.0);
        for (inputs, outputs) in inputs.chunks_exact(self.inputs).zip(outputs.chunks_exact_mut(self.outputs))
        {
            for (input, weights) in inputs.iter().zip(weights.chunks_exact(self.outputs)) {
                outputs.iter_mut().zip(weights).for_each(|(output, weight)| *output += input * weight);
            }
        }
    }

    fn backward(
        &self,
        weights: &[f32],
        inputs: &[f32],
        deltas: &[f32],
        gradient: &mut [f32],
        input_deltas: Option<&mut [f32]>,
    ) {
        gradient.fill(0.0);
        for (inputs, deltas) in inputs.chunks_exact(self.inputs).zip(deltas.chunks_exact(self.outputs)) {
            for (input, gradient) in inputs.iter().zip(gradient.chunks_exact_mut(self.outputs)) {
                gradient.iter_mut().zip(deltas).for_each(|(slope, delta)| *slope += input * delta);
            }
        }
        let Some(input_deltas) = input_deltas else { return };
        for (input_deltas, deltas) in
            input_deltas.chunks_exact_mut(self.inputs).zip(deltas.chunks_exact(self.outputs))
        {
            for (input_delta, weights) in input_deltas.iter_mut().zip(weights.chunks_exact(self.outputs)) {
                *input_delta = weights.iter().zip(deltas).map(|(weight, delta)| weight * delta).sum();
            }
        }
    }

    fn columns(&self, columns: Range<usize>) -> Self {
        let panics = self.panics && columns.end == self.outputs;
        Product { outputs: columns.len(), panics, ..*self }
    }
}
