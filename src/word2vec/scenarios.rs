//! What is explored of word2vec: two workers that train on a text of two paragraphs.
//!
//! `red fox` and `grey fox`, one for each worker, in vectors of two numbers. The rows are chosen so that nothing has to be
//! rounded: `red` begins as 1 and 0, and `grey` as 0 and 1. Their product with what the other leads to is 0, where the chance
//! is one half, and at a learning rate of 2 each adds its own row to the output row of `fox`. So that row tells in
//! the end which of the two updates have arrived.

use super::Row;
use super::draw::Draw;
use super::rows::{Hogwild, OneLock, RowLocks, Rows};
use super::text::Text;
use super::train::{Plan, input, output, train};

/// The text, its tables, its rows and how to train: for scenarios.
#[derive(Debug)]
pub(crate) struct Foxes {
    text: Text,
    draw: Draw,
    plan: Plan,
}

impl Foxes {
    /// A text of two sentences, one for each of two workers.
    pub fn of(text: &str) -> Self {
        let text = Text::new(text, 1);
        let draw = Draw::new(&text).keeping_all();
        let plan = Plan { workers: 2, epochs: 1, window: 1, wrong: 0, rate: 2.0, ..Plan::USUAL };
        Foxes { text, draw, plan }
    }

    /// The rows to begin with.
    pub fn rows(&self) -> Vec<Row<1>> {
        let mut rows = vec![[[0.0; 2]]; 2 * self.text.words().len()];
        for (word, row) in [("red", [1.0, 0.0]), ("grey", [0.0, 1.0])] {
            rows[input(self.number(word))] = [row];
        }
        rows
    }

    fn number(&self, word: &str) -> u32 {
        self.text.number(word).map_or(0, |number| number as u32)
    }

    /// Trains.
    pub fn train(&self, shared: impl Rows<1> + Copy + Sync) {
        train(shared, &self.text, &self.draw, &self.plan, &|| true);
    }

    /// What came of the row of `fox` in the middle.
    pub fn outcome(&self, rows: &[Row<1>]) -> String {
        let [[red, grey]] = rows[output(self.number("fox"), self.text.words().len())];
        format!("red {red} and grey {grey} arrived")
    }

    /// Two workers train on the window of the word in the middle, of three: a paragraph for each.
    #[cfg(loom)]
    pub fn windows_in_the_middle(&self, shared: impl Rows<1> + Copy + Sync) -> String {
        use super::draw::Drawer;
        use super::train::{Done, Step};
        crate::sync::workers(2, |me| {
            let (mut rows, mut step) = (shared, Step::new(&self.plan));
            let words = self.text.paragraph(me);
            let company = [words[0], words[2]];
            step.choose(company.iter(), words[1], 0, &mut Drawer::new(&self.draw, 0, me), self.draw.words());
            step.make(&mut rows, self.plan.rate, &mut Done::default());
        });
        "both have ended".to_owned()
    }
}

/// A text in which a word stands between the same two, but they have changed places.
#[cfg(loom)]
pub(crate) const BETWEEN: &str = "red fox grey\n\ngrey fox red";

/// The text of all other scenarios.
pub(crate) const FOXES: &str = "red fox\n\ngrey fox";

pub(crate) fn hogwild() -> String {
    let foxes = Foxes::of(FOXES);
    let shared = Hogwild::new(foxes.rows());
    foxes.train(&shared);
    foxes.outcome(&shared.into_inner())
}

pub(crate) fn row_locks() -> String {
    let foxes = Foxes::of(FOXES);
    let shared = RowLocks::new(foxes.rows());
    foxes.train(&shared);
    foxes.outcome(&shared.into_inner())
}

pub(crate) fn one_lock() -> String {
    let foxes = Foxes::of(FOXES);
    let shared = OneLock::new(foxes.rows());
    foxes.train(&shared);
    foxes.outcome(&shared.into_inner())
}
