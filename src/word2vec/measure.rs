//! Speed, as a ratio within one turn: one worker alone, workers that share nothing, and workers that share rows.

use std::time::{Duration, Instant};

use crate::compare::quartiles;
use crate::sync::workers;

use super::Row;
use super::draw::Draw;
use super::rows::{Alone, Hogwild, OneLock, RowLocks};
use super::text::Text;
use super::train::{Done, Plan, train, work};

/// How rows are shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// Relaxed atomics.
    Hogwild,
    /// A lock for each row.
    RowLocks,
    /// One lock for all rows.
    OneLock,
}

impl Sharing {
    /// All of them.
    pub const ALL: [Sharing; 3] = [Sharing::Hogwild, Sharing::RowLocks, Sharing::OneLock];

    /// Its name, as that of what is explored: `word2vec-hogwild`, without the beginning.
    pub fn name(self) -> &'static str {
        match self {
            Sharing::Hogwild => "hogwild",
            Sharing::RowLocks => "row-locks",
            Sharing::OneLock => "one-lock",
        }
    }

    /// Trains, and returns the rows and what was done. Only that is in the time: not how the rows got into what
    /// shares them, nor how they are taken out.
    pub fn train<const P: usize>(
        self,
        rows: Vec<Row<P>>,
        text: &Text,
        draw: &Draw,
        plan: &Plan,
        goes_on: &(dyn Fn() -> bool + Sync),
    ) -> (Vec<Row<P>>, Done, Duration) {
        match self {
            Sharing::Hogwild => {
                let shared = Hogwild::new(rows);
                let (done, time) = timed(|| train(&shared, text, draw, plan, goes_on));
                (shared.into_inner(), done, time)
            }
            Sharing::RowLocks => {
                let shared = RowLocks::new(rows);
                let (done, time) = timed(|| train(&shared, text, draw, plan, goes_on));
                (shared.into_inner(), done, time)
            }
            Sharing::OneLock => {
                let shared = OneLock::new(rows);
                let (done, time) = timed(|| train(&shared, text, draw, plan, goes_on));
                (shared.into_inner(), done, time)
            }
        }
    }
}

/// Trains with one worker alone, in plain memory.
pub fn alone<const P: usize>(
    rows: Vec<Row<P>>,
    text: &Text,
    draw: &Draw,
    plan: &Plan,
    goes_on: &(dyn Fn() -> bool + Sync),
) -> (Vec<Row<P>>, Done, Duration) {
    let (mut rows, plan) = (Alone(rows), Plan { workers: 1, ..*plan });
    let (done, time) = timed(|| work(&mut rows, text, draw, &plan, 0, goes_on));
    (rows.0, done, time)
}

fn timed<R>(work: impl FnOnce() -> R) -> (R, Duration) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed())
}

/// So many workers that share nothing: each has rows of its own, and all of the text. How long that takes is the limit for
/// those that share.
pub fn side_by_side<const P: usize>(
    rows: &[Row<P>],
    text: &Text,
    draw: &Draw,
    plan: &Plan,
    goes_on: &(dyn Fn() -> bool + Sync),
) -> Duration {
    let own: Vec<_> = (0..plan.workers).map(|_| std::sync::Mutex::new(Alone(rows.to_vec()))).collect();
    let ((), time) = timed(|| {
        workers(plan.workers, |me| {
            let mut rows = own[me].lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let plan = Plan { workers: 1, seed: plan.seed.wrapping_add(me as u64), ..*plan };
            work(&mut *rows, text, draw, &plan, 0, goes_on);
        });
    });
    time
}

/// How many times as fast as one worker alone, in one turn.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// Words of the text a second, by one worker alone.
    pub words: f64,
    /// So many workers that share nothing.
    pub side_by_side: f64,
    /// Each way to share rows, with one worker.
    pub one: [f64; 3],
    /// The same with all workers.
    pub several: [f64; 3],
}

/// Trains in all ways, one right after the other: a machine that slows down for a while slows down all of them.
/// `None` where it was asked to end.
pub fn turn<const P: usize>(
    rows: &[Row<P>],
    text: &Text,
    draw: &Draw,
    plan: &Plan,
    goes_on: &(dyn Fn() -> bool + Sync),
) -> Option<Turn> {
    let (_, _, single) = alone(rows.to_vec(), text, draw, plan, goes_on);
    let all = side_by_side(rows, text, draw, plan, goes_on);
    let with = |workers: usize| {
        Sharing::ALL.map(|sharing| {
            let (_, _, time) = sharing.train(rows.to_vec(), text, draw, &Plan { workers, ..*plan }, goes_on);
            single.div_duration_f64(time)
        })
    };
    let turn = Turn {
        words: (text.len() * plan.epochs) as f64 / single.as_secs_f64(),
        side_by_side: plan.workers as f64 * single.div_duration_f64(all),
        one: with(1),
        several: with(plan.workers),
    };
    goes_on().then_some(turn)
}

/// The median of several turns, of each ratio.
///
/// # Panics
/// If there is none.
pub fn median(turns: &[Turn]) -> Turn {
    let of = |value: &dyn Fn(&Turn) -> f64| quartiles(turns.iter().map(value))[1];
    Turn {
        words: of(&|turn| turn.words),
        side_by_side: of(&|turn| turn.side_by_side),
        one: [0, 1, 2].map(|way| of(&|turn: &Turn| turn.one[way])),
        several: [0, 1, 2].map(|way| of(&|turn: &Turn| turn.several[way])),
    }
}
