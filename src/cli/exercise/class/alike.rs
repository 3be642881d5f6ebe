//! Answers that are nearly the same. It is pointed out and not judged: many short answers have only one right form.
//!
//! What counts is what an answer has in its regions beyond the starter and the solution, comments too: runs of four
//! words or signs. Two answers are as alike as the share of those that both have.

use std::collections::BTreeSet;

use super::super::course::{Exercise, Regions};

/// So much of what two answers have is in both of them.
const ALIKE: f64 = 0.8;

/// Fewer runs say nothing.
const ENOUGH: usize = 16;

/// Words and signs in a run.
const RUN: usize = 4;

/// What an answer has beyond the starter and the solution.
pub struct Own(BTreeSet<Vec<String>>);

impl Own {
    /// That of an answer.
    pub fn of(exercise: &Exercise, regions: &Regions) -> Own {
        let mut own = runs(regions);
        for known in
            [exercise.regions_of(|region| &region.starter), exercise.regions_of(|region| &region.solution)]
        {
            let known = runs(&known);
            own.retain(|run| !known.contains(run));
        }
        Own(own)
    }

    /// How alike two are, from 0 to 1, if that is worth a mention.
    pub fn alike(&self, other: &Own) -> Option<f64> {
        if self.0.len().min(other.0.len()) < ENOUGH {
            return None;
        }
        let both = self.0.intersection(&other.0).count() as f64;
        let share = both / (self.0.len() + other.0.len()) as f64 * 2.0;
        (share >= ALIKE).then_some(share)
    }
}

fn runs(regions: &Regions) -> BTreeSet<Vec<String>> {
    let mut runs = BTreeSet::new();
    for text in regions.values() {
        let words = words(text);
        runs.extend(words.windows(RUN).map(<[String]>::to_vec));
    }
    runs
}

/// Words, and signs one by one.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for letter in text.chars() {
        let is_word = letter.is_alphanumeric() || letter == '_';
        let last = words.last_mut().expect("there is one from the beginning");
        let continues = is_word && last.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
        match continues {
            true => last.push(letter),
            false if letter.is_whitespace() => words.push(String::new()),
            false => words.push(letter.to_string()),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What an answer has that consists of these words.
    fn own(words: impl Iterator<Item = u32>) -> Own {
        let text = words.map(|word| format!("word{word} ")).collect();
        Own(runs(&Regions::from([("a".to_owned(), text)])))
    }

    #[test]
    fn only_long_answers_that_have_nearly_everything_in_common_are_alike() {
        assert_eq!(own(0..40).alike(&own(0..40)), Some(1.0));
        assert!(own(0..40).alike(&own(2..42)).is_some());
        assert_eq!(own(0..40).alike(&own(20..60)), None);
        assert_eq!(own(0..12).alike(&own(0..12)), None);
    }
}
