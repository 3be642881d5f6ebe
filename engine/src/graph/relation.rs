//! Relations between a few events, as square matrices of bits.

use std::iter;

const BITS: usize = u64::BITS as usize;

/// A relation between events that are numbered from 0.
#[derive(Clone, Debug)]
pub(super) struct Relation {
    size: usize,
    /// Words in a row.
    width: usize,
    /// Row after row: what each event is related to.
    words: Vec<u64>,
}

impl Relation {
    /// The relation that holds where a function says so.
    pub fn new(size: usize, holds: impl Fn(usize, usize) -> bool) -> Relation {
        let width = size.div_ceil(BITS);
        let mut relation = Relation { size, width, words: vec![0; size * width] };
        for from in 0..size {
            for to in 0..size {
                if holds(from, to) {
                    relation.add(from, to);
                }
            }
        }
        relation
    }

    /// Relates two events.
    pub fn add(&mut self, from: usize, to: usize) {
        self.words[from * self.width + to / BITS] |= 1 << (to % BITS);
    }

    /// Whether two events are related.
    pub fn has(&self, from: usize, to: usize) -> bool {
        self.words[from * self.width + to / BITS] >> (to % BITS) & 1 == 1
    }

    /// What an event is related to.
    fn row(&self, from: usize) -> impl Iterator<Item = usize> + '_ {
        let words = &self.words[from * self.width..(from + 1) * self.width];
        words.iter().enumerate().flat_map(|(index, &word)| {
            let mut left = word;
            iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(index * BITS + bit)
            })
        })
    }

    /// Either this or the other.
    pub fn or(mut self, other: &Relation) -> Relation {
        self.words.iter_mut().zip(&other.words).for_each(|(mine, theirs)| *mine |= theirs);
        self
    }

    /// This, and from where it leads the other: `self ; other`.
    pub fn then(&self, other: &Relation) -> Relation {
        let mut both = Relation { size: self.size, width: self.width, words: vec![0; self.words.len()] };
        for from in 0..self.size {
            let into = &mut both.words[from * self.width..(from + 1) * self.width];
            for middle in self.row(from) {
                let row = &other.words[middle * self.width..(middle + 1) * self.width];
                into.iter_mut().zip(row).for_each(|(mine, theirs)| *mine |= theirs);
            }
        }
        both
    }

    /// Adds whatever can be reached in several steps (Warshall's algorithm).
    pub fn close(&mut self) {
        let mut row = vec![0; self.width];
        for middle in 0..self.size {
            row.copy_from_slice(&self.words[middle * self.width..(middle + 1) * self.width]);
            for from in 0..self.size {
                if self.has(from, middle) {
                    let into = &mut self.words[from * self.width..(from + 1) * self.width];
                    into.iter_mut().zip(&row).for_each(|(mine, theirs)| *mine |= theirs);
                }
            }
        }
    }

    /// Whether no chain of steps leads back to where it began.
    pub fn is_acyclic(&self) -> bool {
        let mut closed = self.clone();
        closed.close();
        (0..self.size).all(|event| !closed.has(event, event))
    }
}
