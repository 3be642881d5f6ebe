//! How the loss falls: a training in parts, with a look at the rows after each.
//!
//! The clock runs only while somebody trains. Between two parts all workers have ended, so whoever looks shares nothing
//! with anybody.

use std::time::Duration;

use super::Row;
use super::draw::Draw;
use super::meaning::loss;
use super::measure::{Sharing, alone};
use super::text::Text;
use super::train::{Part, Plan};

/// So many parts.
const PARTS: usize = 8;

/// A training that has ended.
#[derive(Clone, Debug)]
pub struct Course<const P: usize> {
    /// What was learned.
    pub rows: Vec<Row<P>>,
    /// How long was trained until then, and what the [`loss`] was: before the first part, and after each.
    pub points: Vec<(Duration, f64)>,
}

impl<const P: usize> Course<P> {
    /// Trains from these rows, with rows shared so; `None` is one worker alone, in plain memory.
    pub fn train(
        sharing: Option<Sharing>,
        mut rows: Vec<Row<P>>,
        text: &Text,
        draw: &Draw,
        plan: &Plan,
        goes_on: &(dyn Fn() -> bool + Sync),
    ) -> Self {
        let mut points = vec![(Duration::ZERO, loss(&rows, text, draw))];
        let mut trained = Duration::ZERO;
        for number in 0..PARTS {
            if !goes_on() {
                break;
            }
            let plan = Plan { part: Part { number, of: PARTS }, ..*plan };
            let (after, _, time) = match sharing {
                None => alone(rows, text, draw, &plan, goes_on),
                Some(sharing) => sharing.train(rows, text, draw, &plan, goes_on),
            };
            (rows, trained) = (after, trained + time);
            points.push((trained, loss(&rows, text, draw)));
        }
        Course { rows, points }
    }

    /// How long was trained in all, and what the loss is now.
    ///
    /// # Panics
    /// Never: there is a point before the first part.
    pub fn end(&self) -> (Duration, f64) {
        *self.points.last().expect("a point before the first part")
    }
}
