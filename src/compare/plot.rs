//! A comparison as charts: the loss over time, and the speed by approach.

use super::{Comparison, Measured, Observer, Unmeasured};
use crate::network::Classifier;
use crate::report::chart::{Axis, Chart, Line};
use crate::report::counted;
use crate::trainers::Approach;

/// The loss of the test images on an approach's way: before the first epoch and after each.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// The approach's name.
    pub name: &'static str,
    /// The losses.
    pub losses: Vec<f32>,
}

impl<N: Classifier> Comparison<N> {
    /// Trains epoch by epoch and looks at the loss in between, while no clock runs.
    pub fn trace(&self, approach: &Approach<N>, observer: &impl Observer) -> Result<Trace, Unmeasured> {
        let epochs = self.setting.epochs;
        let batches = self.batches(epochs);
        let mut weights = self.initial.clone();
        let mut losses = vec![self.loss(&weights)];
        for epoch in 0..epochs {
            weights = self.train_from(weights, approach, &batches.epoch(epoch, epochs), observer)?.0;
            losses.push(self.loss(&weights));
        }
        Ok(Trace { name: approach.name, losses })
    }

    /// The loss over time and the speed of what was measured, and what is to be seen in words. The time of an epoch is
    /// that of a whole run, shared out: runs of one epoch each would start their threads as often.
    pub fn charts(&self, measured: &[Measured], traces: &[Trace]) -> (Vec<Chart>, String) {
        let images = self.split.train.len() as f64;
        let lines: Vec<_> = measured
            .iter()
            .filter_map(|row| {
                let trace = traces.iter().find(|trace| trace.name == row.name)?;
                let epoch = 1e3 * images / row.throughput;
                let point = |(number, &loss): (usize, &f32)| (number as f64 * epoch, f64::from(loss));
                Some(Line {
                    name: row.name.to_owned(),
                    points: trace.losses.iter().enumerate().map(point).collect(),
                })
            })
            .collect();
        // Of an approach that takes ten times as long, the beginning is enough.
        let ends = lines.iter().filter_map(|line| line.points.last()).map(|point| point.0);
        let longest = ends.clone().fold(0.0, f64::max);
        let time = longest.min(3.0 * ends.fold(f64::INFINITY, f64::min));
        let seen = |line: Line| Line {
            points: line.points.into_iter().filter(|point| point.0 <= time).collect(),
            ..line
        };
        let highest = lines.iter().flat_map(|line| &line.points).map(|point| point.1).fold(0.0, f64::max);
        let fastest = measured.iter().map(|row| row.speed).fold(0.0, f64::max);
        let speeds = measured.iter().map(|row| (row.name.to_owned(), row.speed));
        let words: Vec<_> = measured.iter().map(|row| format!("{} {:.2}", row.name, row.speed)).collect();
        let words = format!("Speed against one thread: {}. The loss falls over time.", words.join(", "));
        let charts = vec![
            Chart::Lines {
                title: format!("Loss of the test images, {}", self.setting.source),
                x: Axis::up_to("milliseconds", time),
                y: Axis::up_to("loss", highest.min(3.0)),
                lines: lines.into_iter().map(seen).collect(),
                beside: Vec::new(),
            },
            Chart::Bars {
                title: format!(
                    "Speed against one thread, {}",
                    counted(self.setting.workers as u64, "worker")
                ),
                x: Axis::up_to("times as fast as one thread", fastest),
                bars: speeds.collect(),
            },
        ];
        (charts, words)
    }
}
