//! What is drawn at random: which words are left out, how far a window reaches, and which words stand in as the wrong ones.
//!
//! All of it as in Mikolov, Sutskever, Chen, Corrado and Dean 2013. Each worker draws from numbers of its own, so nothing
//! here is shared but tables that nobody changes.

use rand::Rng;
use rand::rngs::ChaCha8Rng;

use super::text::Text;
use crate::data::generator;

/// The table of wrong words has so many places, a power of two, so that to draw one is a shift.
const PLACES: usize = 1 << 18;

/// Where a word makes up more than this of the text, some of its occurrences are left out.
const OFTEN: f64 = 1e-3;

/// The tables.
#[derive(Clone, Debug)]
pub struct Draw {
    /// Each word in as many places as its count to the power of 3/4 is a share of all.
    wrong: Vec<u32>,
    /// Of each word, the chance to be kept, as the upper end of a range of 32-bit numbers.
    kept: Vec<u64>,
}

impl Draw {
    /// The tables of a text.
    ///
    /// # Panics
    /// If there is no word in it.
    pub fn new(text: &Text) -> Self {
        assert!(!text.is_empty(), "nothing to draw from");
        // Square roots, because they are the same on every machine. A power may not be.
        let weights: Vec<_> =
            text.counts().iter().map(|&count| (f64::from(count) * f64::from(count).sqrt()).sqrt()).collect();
        let all: f64 = weights.iter().sum();
        let (mut wrong, mut up_to) = (Vec::with_capacity(PLACES), 0.0);
        for (word, weight) in (0..).zip(&weights) {
            up_to += weight / all;
            let places = ((up_to * PLACES as f64) as usize).clamp(wrong.len(), PLACES);
            wrong.resize(places, word);
        }
        // What was rounded off at the end.
        wrong.resize(PLACES, 0);
        let length: f64 = text.counts().iter().map(|&count| f64::from(count)).sum();
        let kept = |&count: &u32| {
            let share = OFTEN * length / f64::from(count);
            ((share.sqrt() + share).min(1.0) * 4_294_967_296.0) as u64
        };
        Draw { wrong, kept: text.counts().iter().map(kept).collect() }
    }

    /// The same tables, with no word left out.
    pub(crate) fn keeping_all(self) -> Self {
        Draw { kept: vec![1 << 32; self.kept.len()], ..self }
    }

    /// How many words there are.
    pub fn words(&self) -> usize {
        self.kept.len()
    }

    /// The chance that an occurrence of a word is kept.
    pub fn keeps(&self, word: usize) -> f64 {
        self.kept[word] as f64 / 4_294_967_296.0
    }

    /// In how many places of the table of wrong words each word is, and how many there are.
    pub fn places(&self) -> (Vec<u32>, usize) {
        let mut places = vec![0; self.words()];
        for &word in &self.wrong {
            places[word as usize] += 1;
        }
        (places, self.wrong.len())
    }
}

/// One who draws.
#[derive(Debug)]
pub struct Drawer<'a> {
    draw: &'a Draw,
    random: ChaCha8Rng,
}

impl<'a> Drawer<'a> {
    /// The same numbers for the same seed and worker.
    pub fn new(draw: &'a Draw, seed: u64, worker: usize) -> Self {
        // A seed and a worker's number are each a number of its own; mixed so that no sum of theirs is another's.
        let mixed = seed ^ (worker as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Drawer { draw, random: generator(mixed, "word2vec") }
    }

    /// Whether this occurrence of a word is kept.
    #[inline]
    pub fn keeps(&mut self, word: u32) -> bool {
        let kept = self.draw.kept[word as usize];
        kept >= 1 << 32 || u64::from(self.random.next_u32()) < kept
    }

    /// A number from 1 to `most`.
    #[inline]
    pub fn up_to(&mut self, most: usize) -> usize {
        1 + (u64::from(self.random.next_u32()) * most as u64 >> 32) as usize
    }

    /// A wrong word.
    #[inline]
    pub fn wrong(&mut self) -> u32 {
        self.draw.wrong[(self.random.next_u32() >> (32 - PLACES.trailing_zeros())) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::{Draw, Drawer};
    use crate::word2vec::text::Text;

    /// `a` occurs 16 times as often as `b`, and 8,000 words once each or so make the rest.
    fn text() -> Text {
        Text::new(&format!("{}{}", "a ".repeat(1_600), "b ".repeat(100)), 1)
    }

    #[test]
    fn wrong_words_are_drawn_by_their_count_to_the_power_of_three_quarters() {
        let draw = Draw::new(&text());
        let (places, all) = draw.places();
        // 16 to the power of 3/4 is 8.
        assert_eq!(all, places.iter().map(|&places| places as usize).sum::<usize>());
        assert!((f64::from(places[0]) / f64::from(places[1]) - 8.0).abs() < 0.01, "{places:?}");
        let mut drawer = Drawer::new(&draw, 0, 0);
        let drawn = (0..90_000).filter(|_| drawer.wrong() == 1).count();
        assert!((9_500..10_500).contains(&drawn), "{drawn} of 90,000, expected a ninth");
    }

    #[test]
    fn words_that_make_up_much_of_the_text_are_left_out_more() {
        let draw = Draw::new(&text());
        let share: f64 = 1e-3 * 1_700.0 / 1_600.0;
        assert!((draw.keeps(0) - share.sqrt() - share).abs() < 1e-6);
        let mut drawer = Drawer::new(&draw, 0, 0);
        let kept = (0..100_000).filter(|_| drawer.keeps(0)).count();
        assert!((kept as f64 / 1e5 - draw.keeps(0)).abs() < 0.003, "{kept}");
        assert!((0..100).all(|_| Drawer::new(&draw.clone().keeping_all(), 0, 0).keeps(0)));
    }

    #[test]
    fn each_worker_draws_numbers_of_its_own_and_windows_reach_from_one_to_the_most() {
        let draw = Draw::new(&text());
        let drawn = |seed, worker| {
            let mut drawer = Drawer::new(&draw, seed, worker);
            (0..50).map(|_| drawer.up_to(5)).collect::<Vec<_>>()
        };
        assert_eq!(drawn(1, 2), drawn(1, 2));
        assert_ne!(drawn(1, 2), drawn(1, 3));
        assert_ne!(drawn(1, 2), drawn(2, 2));
        let mut seen = drawn(0, 0);
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen, [1, 2, 3, 4, 5]);
    }
}
