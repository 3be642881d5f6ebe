//! What a worker does: its piece of the text, window by window.
//!
//! Nothing is shared but the rows. The learning rate falls as each worker gets on with its own piece. (The original counts
//! the words of all workers in one variable, by plain additions of all threads: another race, and one that nobody needs.)

use std::ops::Range;

use super::Row;
use super::draw::{Draw, Drawer};
use super::rows::Rows;
use super::text::Text;
use super::window::{Curve, changes};
use crate::sync::workers;

/// How to train.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// Threads that train.
    pub workers: usize,
    /// Passes over the text.
    pub epochs: usize,
    /// How far a window reaches to either side, at most.
    pub window: usize,
    /// Wrong words for each window.
    pub wrong: usize,
    /// The learning rate at the beginning. It falls to a hundredth.
    pub rate: f32,
    /// What everything is drawn from.
    pub seed: u64,
    /// How much of that.
    pub part: Part,
}

/// A part of a training that was cut into parts of one length, so that somebody can look at the rows in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which, from 0.
    pub number: usize,
    /// Of how many.
    pub of: usize,
}

impl Part {
    /// All of it.
    pub const WHOLE: Part = Part { number: 0, of: 1 };

    /// Where it begins and ends among so many paragraphs.
    fn among(self, paragraphs: usize) -> Range<usize> {
        let end = |number| paragraphs * number / self.of;
        end(self.number)..end(self.number + 1)
    }
}

impl Plan {
    /// With one worker, and one pass. Ten wrong words: of five to twenty Mikolov and his colleagues say that they are good
    /// for small sets.
    pub const USUAL: Plan =
        Plan { workers: 1, epochs: 1, window: 5, wrong: 10, rate: 0.05, seed: 0, part: Part::WHOLE };
}

/// What a worker has done.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Done {
    /// The loss, over all pairs.
    pub loss: f64,
    /// Pairs of a word in the company and a target.
    pub pairs: u64,
    /// Windows.
    pub steps: u64,
    /// Rows that were added to.
    pub rows: u64,
}

impl Done {
    /// What both have done.
    pub fn and(self, other: Done) -> Done {
        Done {
            loss: self.loss + other.loss,
            pairs: self.pairs + other.pairs,
            steps: self.steps + other.steps,
            rows: self.rows + other.rows,
        }
    }
}

/// The input row of a word: for when it stands in the company of others.
pub fn input(word: u32) -> usize {
    word as usize
}

/// The output row of a word, of so many in all: for when it is the one in the middle, or a wrong one.
pub fn output(word: u32, words: usize) -> usize {
    words + word as usize
}

/// The rows to begin with: small numbers at random in the input rows, and nothing in the output rows.
pub fn initial<const P: usize>(words: usize, seed: u64) -> Vec<Row<P>> {
    use rand::RngExt;
    let mut random = crate::data::generator(seed, "word2vec rows");
    let scale = 1.0 / (2 * P) as f32;
    let mut weight = || (random.random::<f32>() - 0.5) * scale;
    let mut rows: Vec<Row<P>> = (0..words).map(|_| std::array::from_fn(|_| [weight(), weight()])).collect();
    rows.resize(2 * words, [[0.0; 2]; P]);
    rows
}

/// Trains with so many workers on the same rows. `goes_on` is asked before each paragraph.
pub fn train<const P: usize>(
    rows: impl Rows<P> + Copy + Sync,
    text: &Text,
    draw: &Draw,
    plan: &Plan,
    goes_on: &(dyn Fn() -> bool + Sync),
) -> Done {
    let done = workers(plan.workers, |me| {
        let mut rows = rows;
        work(&mut rows, text, draw, plan, me, goes_on)
    });
    done.into_iter().fold(Done::default(), Done::and)
}

/// One worker's part.
pub fn work<const P: usize>(
    rows: &mut impl Rows<P>,
    text: &Text,
    draw: &Draw,
    plan: &Plan,
    me: usize,
    goes_on: &(dyn Fn() -> bool + Sync),
) -> Done {
    // Each part draws numbers of its own, as if it had other workers.
    let mut drawer = Drawer::new(draw, plan.seed, me + plan.part.number * plan.workers);
    let mut step = Step::new(plan);
    let piece = text.piece(me, plan.workers);
    let paragraphs = piece.len() * plan.epochs;
    let (mut kept, mut done) = (Vec::new(), Done::default());
    for begun in plan.part.among(paragraphs) {
        if !goes_on() {
            break;
        }
        let number = piece.start + begun % piece.len();
        let rate = plan.rate * (1.0 - 0.99 * begun as f32 / paragraphs as f32);
        kept.clear();
        kept.extend(text.paragraph(number).iter().filter(|&&word| drawer.keeps(word)));
        for middle in 0..kept.len() {
            let reach = drawer.up_to(plan.window);
            let (before, after) = (middle.saturating_sub(reach), (middle + 1 + reach).min(kept.len()));
            let company = kept[before..middle].iter().chain(&kept[middle + 1..after]);
            step.choose(company, kept[middle], plan.wrong, &mut drawer, draw.words());
            step.make(rows, rate, &mut done);
        }
    }
    done
}

/// A step: which rows, and memory for what they are and what is added to them.
#[derive(Debug)]
pub(crate) struct Step<const P: usize> {
    curve: Curve,
    /// The rows of the company, then those of the targets.
    rows: Vec<usize>,
    /// How many of them are the company's.
    company: usize,
    copies: Vec<Row<P>>,
    changes: Vec<Row<P>>,
}

impl<const P: usize> Step<P> {
    pub fn new(plan: &Plan) -> Self {
        let most = 2 * plan.window + 1 + plan.wrong;
        let nothing = vec![[[0.0; 2]; P]; most];
        Step {
            curve: Curve::new(),
            rows: Vec::with_capacity(most),
            company: 0,
            copies: nothing.clone(),
            changes: nothing,
        }
    }

    /// The rows of a window, and of wrong words: of those that are not the one in the middle after all.
    pub fn choose<'a>(
        &mut self,
        company: impl Iterator<Item = &'a u32>,
        middle: u32,
        wrong: usize,
        drawer: &mut Drawer<'_>,
        words: usize,
    ) {
        self.rows.clear();
        for &word in company {
            self.add(input(word));
        }
        self.company = self.rows.len();
        self.rows.push(output(middle, words));
        for _ in 0..wrong {
            self.add(output(drawer.wrong(), words));
        }
    }

    /// Takes a row along, once: a word that stands twice in the company is there, and so is a word drawn twice.
    fn add(&mut self, row: usize) {
        if !self.rows.contains(&row) {
            self.rows.push(row);
        }
    }

    // ANCHOR: step
    /// Reads, computes and adds.
    pub fn make(&mut self, shared: &mut impl Rows<P>, rate: f32, done: &mut Done) {
        if self.company == 0 {
            return;
        }
        let (copies, of_rows) = (&mut self.copies[..self.rows.len()], &mut self.changes[..self.rows.len()]);
        shared.read(&self.rows, copies);
        let (company, targets) = copies.split_at(self.company);
        let (of_company, of_targets) = of_rows.split_at_mut(self.company);
        let loss = changes([company, targets], rate, &self.curve, [of_company, of_targets]);
        shared.add(&self.rows, of_rows, copies);
        done.loss += f64::from(loss);
        done.pairs += (self.company * (self.rows.len() - self.company)) as u64;
        done.steps += 1;
        done.rows += self.rows.len() as u64;
    }
    // ANCHOR_END: step
}
