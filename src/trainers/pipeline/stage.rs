//! One stage of the pipeline: some layers, their weights, and the way to its neighbours.

use std::fmt;
use std::mem::take;
use std::ops::Range;

use crate::data::{Batch, Batches};
use crate::network::{Layer, Layered, descend};
use crate::sync::WorkerPanic;
use crate::sync::channel::{Receiver, RecvError, SendError, Sender};

use super::super::Watch;
use super::super::worker::Pace;

// ANCHOR: parcel
/// What is handed over for a micro-batch: activations on the way forward, deltas on the way back.
#[derive(Default)]
pub struct Parcel {
    activations: Vec<f32>,
    deltas: Vec<f32>,
}
// ANCHOR_END: parcel

impl fmt::Debug for Parcel {
    /// What there is to see in the picture of an execution.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "activations {:?}, deltas {:?}", self.activations, self.deltas)
    }
}

/// Why a stage ends before the last batch.
pub enum Ended {
    /// A neighbour has left.
    Left,
    /// It panicked.
    Panicked(WorkerPanic),
}

impl From<WorkerPanic> for Ended {
    fn from(panic: WorkerPanic) -> Self {
        Ended::Panicked(panic)
    }
}

impl From<RecvError> for Ended {
    fn from(_: RecvError) -> Self {
        Ended::Left
    }
}

impl<T> From<SendError<T>> for Ended {
    fn from(_: SendError<T>) -> Self {
        Ended::Left
    }
}

/// A layer with its weights, the gradient of a batch, and that of a micro-batch.
struct Trained<L> {
    layer: L,
    weights: Vec<f32>,
    gradient: Vec<f32>,
    part: Vec<f32>,
}

/// Some layers that follow one another, and what flows through them.
pub struct Stage<'a, N: Layered> {
    pub number: usize,
    network: &'a N,
    batches: &'a Batches<'a>,
    layers: Vec<Trained<N::Layer>>,
    /// For each micro-batch a parcel before each layer and one after the last. The first is the previous stage's, if there is
    /// one, and here only while the micro-batch is; the last is lent to the next stage.
    flows: Vec<Vec<Parcel>>,
    /// Where activations come from and deltas go to: none for the first stage.
    pub previous: Option<(Receiver<Parcel>, Sender<Parcel>)>,
    /// Where activations go to and deltas come from: none for the last stage.
    pub next: Option<(Sender<Parcel>, Receiver<Parcel>)>,
}

impl<'a, N: Layered> Stage<'a, N> {
    /// The stage of these layers, with no neighbours yet. All its allocation is done here.
    pub fn new(
        number: usize,
        network: &'a N,
        layers: Range<usize>,
        weights: &[f32],
        batches: &'a Batches<'a>,
        micro_batches: usize,
    ) -> Self {
        let ranges = network.layers();
        let rows = batches.largest().div_ceil(micro_batches);
        let trained: Vec<_> = layers
            .clone()
            .map(|layer| {
                let weights = weights[ranges[layer].clone()].to_vec();
                let gradient = vec![0.0; weights.len()];
                Trained { layer: network.layer(layer), part: gradient.clone(), gradient, weights }
            })
            .collect();
        let parcel =
            |width: usize| Parcel { activations: vec![0.0; rows * width], deltas: vec![0.0; rows * width] };
        let flow = || {
            // Nobody wants the deltas of the images; and what the previous stage has is not made twice.
            let first = match number {
                0 => Parcel { activations: vec![0.0; rows * trained[0].layer.inputs()], deltas: Vec::new() },
                _ => Parcel::default(),
            };
            let others = trained.iter().map(|trained| parcel(trained.layer.outputs()));
            std::iter::once(first).chain(others).collect()
        };
        let flows = (0..micro_batches).map(|_| flow()).collect();
        Stage { number, network, batches, layers: trained, flows, previous: None, next: None }
    }

    /// Trains its layers; returns their weights.
    pub fn run(mut self, rate: f32, watch: &dyn Watch) -> Result<Vec<f32>, WorkerPanic> {
        let pace = Pace::new(self.number, watch)?;
        for number in 0..self.batches.len() {
            match self.step(number, rate, &pace) {
                Ok(true) => {}
                // Its ends of the channels go with it.
                Ok(false) | Err(Ended::Left) => break,
                Err(Ended::Panicked(panic)) => return Err(panic),
            }
        }
        Ok(self.layers.into_iter().flat_map(|trained| trained.weights).collect())
    }

    // ANCHOR: step
    /// One batch: all micro-batches forward, all of them back, one update. Whether to go on. The last stage waits for
    /// nobody, and takes each of them back at once: so the stages before it have their deltas earlier.
    fn step(&mut self, number: usize, rate: f32, pace: &Pace<'_>) -> Result<bool, Ended> {
        let batches = self.batches;
        let images = batches.get(number).map_or(0, |batch| batch.len());
        let parts = self.flows.len().min(images);
        let micro_batch = |part| batches.part(number, part, parts).expect("a part of the batch");
        let is_last = self.next.is_none();
        let mut loss = 0.0;
        for part in 0..parts {
            loss += self.forward(part, micro_batch(part), pace)?;
            if is_last {
                self.backward(part, micro_batch(part).len(), pace)?;
            }
        }
        if !is_last {
            for part in 0..parts {
                self.backward(part, micro_batch(part).len(), pace)?;
            }
        }
        // Not before: until here some micro-batch may have needed the weights.
        for Trained { weights, gradient, .. } in &mut self.layers {
            descend(weights, gradient, rate);
        }
        // Only the last stage knows the loss.
        Ok(!is_last || pace.goes_on(loss)?)
    }
    // ANCHOR_END: step

    // ANCHOR: forward
    /// Takes a micro-batch forward through the layers; in the last stage the loss is what is returned.
    fn forward(&mut self, part: usize, batch: Batch<'_>, pace: &Pace<'_>) -> Result<f32, Ended> {
        let flow = &mut self.flows[part];
        if let Some((arrives, _)) = &self.previous {
            flow[0] = arrives.recv()?;
        }
        let (rows, is_first, is_last) = (batch.len(), self.previous.is_none(), self.next.is_none());
        let loss = pace.compute(|| {
            if is_first {
                let inputs = rows * self.layers[0].layer.inputs();
                self.network.images(batch, &mut flow[0].activations[..inputs]);
            }
            for (number, Trained { layer, weights, .. }) in self.layers.iter().enumerate() {
                let (before, after) = flow.split_at_mut(number + 1);
                let inputs = &before[number].activations[..rows * layer.inputs()];
                layer.forward(weights, inputs, &mut after[0].activations[..rows * layer.outputs()]);
            }
            let (Some(last), Some(end)) = (self.layers.last(), flow.last_mut()) else { return 0.0 };
            let outputs = rows * last.layer.outputs();
            let Parcel { activations, deltas } = end;
            match is_last {
                true => self.network.loss(
                    &last.weights,
                    &mut activations[..outputs],
                    batch,
                    &mut deltas[..outputs],
                ),
                false => 0.0,
            }
        })?;
        if let Some((forward, _)) = &self.next {
            forward.send(flow.last_mut().map(take).unwrap_or_default())?;
        }
        Ok(loss)
    }
    // ANCHOR_END: forward

    // ANCHOR: backward
    /// Takes the deltas of a micro-batch back through the layers, and adds to their gradients.
    fn backward(&mut self, part: usize, rows: usize, pace: &Pace<'_>) -> Result<(), Ended> {
        let (flow, end) = (&mut self.flows[part], self.layers.len());
        if let Some((_, returns)) = &self.next {
            flow[end] = returns.recv()?;
        }
        let is_first = self.previous.is_none();
        pace.compute(|| {
            for (number, trained) in self.layers.iter_mut().enumerate().rev() {
                let Trained { layer, weights, gradient, part: addend } = trained;
                let (before, after) = flow.split_at_mut(number + 1);
                let Parcel { activations, deltas } = &mut before[number];
                let inputs = rows * layer.inputs();
                let wanted = (number > 0 || !is_first).then(|| &mut deltas[..inputs]);
                let deltas = &after[0].deltas[..rows * layer.outputs()];
                // The first one overwrites what the last batch left.
                let target = if part == 0 { &mut *gradient } else { &mut *addend };
                layer.backward(weights, &activations[..inputs], deltas, target, wanted);
                if part > 0 {
                    gradient.iter_mut().zip(addend).for_each(|(sum, slope)| *sum += *slope);
                }
            }
        })?;
        if let Some((_, back)) = &self.previous {
            back.send(take(&mut flow[0]))?;
        }
        Ok(())
    }
    // ANCHOR_END: backward
}
