//! A text as numbers: which words there are, how often each occurs, and the paragraphs in which they do.
//!
//! A file is not believed. It is read up to a limit, whatever it says of its size; it has to be UTF-8; and there have to be
//! enough words in it that something can be learned.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;

/// So large a file is read, and no larger one.
pub const MOST_BYTES: u64 = 64 << 20;
/// A word that occurs less often than this is left out, as in the original program: nothing can be learned of it.
pub const LEAST_OFTEN: u32 = 5;
/// So many words are learned, those that occur most often: each takes half a kilobyte, in each copy of the rows.
pub const MOST_WORDS: usize = 50_000;
/// So many different words there have to be.
pub const LEAST_WORDS: usize = 50;
/// So long a text has to be, in words.
pub const LEAST_LENGTH: usize = 2_000;
/// How long a paragraph can be, in words: a longer one is cut.
const LONGEST_PARAGRAPH: usize = 1_000;
/// What is longer is no word.
const LONGEST_WORD: usize = 40;

/// Why a file is no text to learn from.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    /// It cannot be read.
    #[error("{file}: cannot read it: {error}")]
    Unreadable {
        /// Its path.
        file: String,
        /// Why not.
        error: io::Error,
    },
    /// It is not what it should be.
    #[error("{file}: expected {expected}, found {found}")]
    Unfit {
        /// Its path.
        file: String,
        /// What it should have been.
        expected: String,
        /// What it was.
        found: String,
    },
}

/// A text: its words by their numbers. The word with the lowest number occurs most often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    words: Vec<String>,
    counts: Vec<u32>,
    /// All paragraphs one after the other.
    tokens: Vec<u32>,
    /// Where each paragraph ends.
    ends: Vec<usize>,
}

impl Text {
    /// The text in a file.
    pub fn read(path: &Path) -> Result<Text, TextError> {
        let file = || path.display().to_string();
        let unreadable = |error| TextError::Unreadable { file: file(), error };
        let unfit = |expected: String, found: String| TextError::Unfit { file: file(), expected, found };
        let mut bytes = Vec::new();
        File::open(path)
            .and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
            .map_err(unreadable)?;
        if bytes.len() as u64 > MOST_BYTES {
            return Err(unfit(format!("at most {} MB of text", MOST_BYTES >> 20), "more".to_owned()));
        }
        let text = String::from_utf8(bytes).map_err(|error| {
            let place = error.utf8_error().valid_up_to();
            unfit("text in UTF-8".to_owned(), format!("none at byte {place}"))
        })?;
        // Lines may end in two characters, as on Windows.
        let text = Text::new(&text.replace('\r', ""), LEAST_OFTEN);
        if text.words.len() < LEAST_WORDS {
            let expected =
                format!("at least {LEAST_WORDS} words that occur {LEAST_OFTEN} times or more each");
            return Err(unfit(expected, text.words.len().to_string()));
        }
        if text.len() < LEAST_LENGTH {
            return Err(unfit(format!("a text of at least {LEAST_LENGTH} words"), text.len().to_string()));
        }
        Ok(text)
    }

    /// The words of `text` that occur at least so often.
    pub fn new(text: &str, least_often: u32) -> Text {
        let mut counts = HashMap::<&str, u32>::new();
        let lower = text.to_lowercase();
        for paragraph in paragraphs(&lower) {
            for word in words(paragraph) {
                *counts.entry(word).or_default() += 1;
            }
        }
        let mut kept: Vec<_> = counts.into_iter().filter(|(_, count)| *count >= least_often).collect();
        // By the letters where the counts are the same, so that the order is always the same one.
        kept.sort_unstable_by(|(one, a), (other, b)| b.cmp(a).then(one.cmp(other)));
        kept.truncate(MOST_WORDS);
        let numbers: HashMap<_, _> = (0..).zip(&kept).map(|(number, (word, _))| (*word, number)).collect();
        let (mut tokens, mut ends) = (Vec::new(), Vec::new());
        for paragraph in paragraphs(&lower) {
            let known: Vec<u32> = words(paragraph).filter_map(|word| numbers.get(word).copied()).collect();
            for part in known.chunks(LONGEST_PARAGRAPH) {
                tokens.extend_from_slice(part);
                ends.push(tokens.len());
            }
        }
        let (words, counts) = kept.into_iter().map(|(word, count)| (word.to_owned(), count)).unzip();
        Text { words, counts, tokens, ends }
    }

    /// How many words it is long, those that are left out not counted.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there is no word in it.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Its words, each once.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// How often each of them occurs.
    pub fn counts(&self) -> &[u32] {
        &self.counts
    }

    /// The number of a word.
    pub fn number(&self, word: &str) -> Option<usize> {
        self.words.iter().position(|known| known == word)
    }

    /// Words that tell something: frequent ones, but neither short nor among the thirty most frequent if others will do.
    pub fn telling(&self, number: usize) -> Vec<usize> {
        let long = |word: &usize| self.words[*word].chars().count() >= 5;
        let all = || 0..self.words.len();
        let mut telling: Vec<_> =
            all().skip(30).filter(long).chain(all().filter(|word| !long(word))).collect();
        telling.truncate(number);
        telling
    }

    /// How many paragraphs there are.
    pub fn paragraphs(&self) -> usize {
        self.ends.len()
    }

    /// Which paragraphs a worker learns from: the text is cut into one piece for each.
    pub fn piece(&self, worker: usize, workers: usize) -> Range<usize> {
        let start = |worker: usize| self.ends.len() * worker / workers;
        start(worker)..start(worker + 1)
    }

    /// The words of a paragraph.
    pub fn paragraph(&self, number: usize) -> &[u32] {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.tokens[start..self.ends[number]]
    }

    /// The first paragraphs, about `length` words of them, as a text of its own with the same vocabulary.
    pub fn beginning(&self, length: usize) -> Text {
        let end = self.ends.partition_point(|&end| end < length) + 1;
        let ends = self.ends[..end.min(self.ends.len())].to_vec();
        let tokens = self.tokens[..ends.last().copied().unwrap_or(0)].to_vec();
        Text { words: self.words.clone(), counts: self.counts.clone(), tokens, ends }
    }
}

/// The paragraphs of a text: an empty line is between two.
fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    text.split("\n\n")
}

/// The words of a paragraph: letters, and the apostrophes between them.
fn words(paragraph: &str) -> impl Iterator<Item = &str> {
    paragraph
        .split(|letter: char| !letter.is_alphabetic() && letter != '\'' && letter != '’')
        .map(|word| word.trim_matches(['\'', '’']))
        .filter(|word| !word.is_empty() && word.chars().count() <= LONGEST_WORD)
}

#[cfg(test)]
mod tests {
    use super::Text;

    #[test]
    fn a_text_is_its_words_by_how_often_they_occur() {
        let text = Text::new("The fox isn't red. The 'red' fox\nsleeps!\n\nthe owl, 12 owls", 2);
        assert_eq!(text.words(), ["the", "fox", "red"]);
        assert_eq!(text.counts(), [3, 2, 2]);
        let paragraphs: Vec<_> = (0..text.paragraphs()).map(|number| text.paragraph(number)).collect();
        assert_eq!(paragraphs, [&[0, 1, 2, 0, 2, 1][..], &[0]]);
        assert_eq!((text.len(), text.number("red"), text.number("owl")), (7, Some(2), None));
    }

    #[test]
    fn pieces_are_all_paragraphs_each_once() {
        let text = Text::new(&"a b\n\n".repeat(11), 1);
        for workers in 1..15 {
            let pieces: Vec<_> = (0..workers).flat_map(|worker| text.piece(worker, workers)).collect();
            assert_eq!(pieces, (0..11).collect::<Vec<_>>(), "{workers}");
        }
        assert_eq!(text.beginning(5).len(), 6);
        assert_eq!(text.beginning(6).len(), 6);
        assert_eq!(text.beginning(30), text);
    }

    #[test]
    fn a_long_paragraph_is_cut() {
        let text = Text::new(&"word ".repeat(2_500), 1);
        assert_eq!(text.paragraphs(), 3);
        assert!(Text::new("", 1).is_empty());
    }
}
