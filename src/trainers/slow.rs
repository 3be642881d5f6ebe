//! A worker that is slowed on purpose.

use std::fmt;
use std::ops::ControlFlow;
use std::str::FromStr;

use super::Watch;

/// Which worker takes longer for its gradients than it needs to, and how much longer: as one does whose machine is
/// older, or busy with something else, or far away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slow {
    /// Its number; `None` for every worker.
    pub worker: Option<usize>,
    /// How many times as long as needed a gradient takes; at least 1.
    pub factor: u32,
}

impl Slow {
    /// The most that anybody is slowed.
    pub const MOST: u32 = 1000;

    /// How many times as long as needed a gradient of `worker` takes.
    pub fn factor(self, worker: usize) -> u32 {
        if self.worker.is_none_or(|slow| slow == worker) { self.factor } else { 1 }
    }
}

/// As on the command line: `1:8`, or `all:8`.
impl fmt::Display for Slow {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.worker {
            Some(worker) => write!(formatter, "{worker}:{}", self.factor),
            None => write!(formatter, "all:{}", self.factor),
        }
    }
}

impl FromStr for Slow {
    type Err = NotSlow;

    fn from_str(text: &str) -> Result<Self, NotSlow> {
        let (worker, factor) = text.split_once(':').ok_or(NotSlow)?;
        let worker = if worker == "all" { None } else { Some(worker.parse().map_err(|_| NotSlow)?) };
        let factor = factor.parse().map_err(|_| NotSlow)?;
        if (1..=Slow::MOST).contains(&factor) { Ok(Slow { worker, factor }) } else { Err(NotSlow) }
    }
}

/// The text names no worker and factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a worker and by how much to slow it, from 1 to {}: 1:8, or all:8 for every worker", Slow::MOST)]
pub struct NotSlow;

/// Slows who is slow, and lets somebody else watch.
pub struct Slowing<'a> {
    /// Who is slow.
    pub slow: Option<Slow>,
    /// Who watches.
    pub watch: &'a dyn Watch,
}

impl Watch for Slowing<'_> {
    fn step(&self, worker: usize, loss: f32) -> ControlFlow<()> {
        self.watch.step(worker, loss)
    }

    fn slowness(&self, worker: usize) -> u32 {
        self.slow.map_or(1, |slow| slow.factor(worker))
    }
}
